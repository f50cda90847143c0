"""Duties of several days, built exactly: every start date, every set and order of a few visits.

Ships that sail three times a month leave so few possibilities that searching them all is quicker,
and surer, than teaching them to a routing model.
"""

from __future__ import annotations

from routeplan.model import Visit
from routeplan.solve.costs import missed_by_priority
from routeplan.solve.engine import Limit
from routeplan.solve.insertion import hardest_first, insert_all
from routeplan.solve.roster import Duty, Roster, Slot

MOST_VISITS = 6
"""Up to so many visits, all orders are tried; beyond, visits are inserted one by one."""


def put_overnight(roster: Roster, limit: Limit) -> None:
    """Put duties of several days for the visits that nothing else can serve."""
    problem = roster.problem
    remote = [visit for visit in roster.missed() if _only_overnight(roster, visit)]
    while remote and not limit.over():
        slots = sorted({slot for visit in remote for slot in roster.slots(visit)})
        duties = [duty for slot in slots for duty in _orders(roster, slot, remote)]
        if not duties:
            break
        # The smaller this key, the more is served of what comes first.
        best = min(
            duties,
            key=lambda duty: (
                missed_by_priority(problem, set(remote) - set(duty.visits)),
                duty.price,
                duty.date,
                duty.vehicle.id,
            ),
        )
        roster.put(best)
        insert_all(roster, hardest_first(roster, set(remote) - set(best.visits)), limit)
        remote = [visit for visit in roster.missed() if visit in set(remote)]


def _only_overnight(roster: Roster, visit: Visit) -> bool:
    slots = roster.slots(visit)
    return bool(slots) and all(
        roster.problem.vehicle_by_id[vehicle].overnight for vehicle, _ in slots
    )


def _orders(roster: Roster, slot: Slot, remote: list[Visit]) -> list[Duty]:
    """Return a duty for every set of visits that one duty from `slot` can serve, in every order."""
    if slot in roster.duties:
        return []
    here = [visit for visit in remote if slot in roster.slots(visit)]
    if len(here) > MOST_VISITS:
        here = hardest_first(roster, here)[:MOST_VISITS]
    found: list[Duty] = []
    begun: list[tuple[Visit, ...]] = [()]
    for visits in begun:  # grows while it is read
        for visit in here:
            if visit in visits:
                continue
            duty = roster.time(slot, (*visits, visit))
            if duty is not None:
                found.append(duty)
                begun.append(duty.visits)
    return found
