"""Duties of several days, built exactly: every start date, every set and order of a few visits.

Ships that sail three times a month leave so few possibilities that searching them all is quicker,
and surer, than teaching them to a routing model.
"""

from __future__ import annotations

from routeplan.model import Visit
from routeplan.solve.costs import missed_by_priority
from routeplan.solve.duties.compound import Proposal
from routeplan.solve.engine import Limit
from routeplan.solve.insertion import hardest_first, insert_all
from routeplan.solve.roster import Roster, Slot

MOST_VISITS = 6
"""Up to so many visits, all orders are tried; beyond, visits are inserted one by one."""


def put_overnight(roster: Roster, limit: Limit) -> None:
    """Put duties of several days for the visits that nothing else can serve."""
    problem = roster.problem
    if not any(vehicle.overnight for vehicle in problem.vehicles):
        return
    remote = [visit for visit in roster.missed() if _only_overnight(roster, visit)]
    while remote and not limit.over():
        slots = sorted({slot for visit in remote for slot in roster.slots(visit)})
        found = [one for slot in slots for one in _orders(roster, slot, remote)]
        if not found:
            break
        # The smaller this key, the more is served of what comes first.
        best = min(
            found,
            key=lambda one: (
                missed_by_priority(problem, set(remote) - set(one.duty.visits)),
                one.added,
                one.duty.date,
                one.duty.vehicle.id,
            ),
        )
        roster.put(best)
        insert_all(roster, hardest_first(roster, set(remote) - set(best.duty.visits)), limit)
        remote = [visit for visit in roster.missed() if visit in set(remote)]


def _only_overnight(roster: Roster, visit: Visit) -> bool:
    # Most visits fit a duty of one day, and their first date shows it: all dates of all vehicles
    # took most of the time for a plan of 1,000 sites.
    return not roster.fits_one_day(visit) and bool(roster.slots(visit))


def _orders(roster: Roster, slot: Slot, remote: list[Visit]) -> list[Proposal]:
    """Return a duty for every set of visits that one duty from `slot` can serve, in every order."""
    if slot in roster.duties:
        return []
    here = [visit for visit in remote if slot in roster.slots(visit)]
    if len(here) > MOST_VISITS:
        here = hardest_first(roster, here)[:MOST_VISITS]
    found: list[Proposal] = []
    begun: list[tuple[Visit, ...]] = [()]
    for visits in begun:  # grows while it is read
        for visit in here:
            if visit in visits:
                continue
            proposal = roster.time(slot, (*visits, visit))
            if proposal is not None:
                found.append(proposal)
                begun.append(proposal.duty.visits)
    return found
