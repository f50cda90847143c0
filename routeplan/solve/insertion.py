"""Puts visits into duties, each where it costs least, and makes room for those that miss out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby

from routeplan.language.spoken import SpokenError
from routeplan.model import Medium, Problem, Visit
from routeplan.solve.costs import in_vnd, missed_by_priority
from routeplan.solve.duties.compound import Proposal
from routeplan.solve.duties.feeding import Task
from routeplan.solve.engine import Limit
from routeplan.solve.roster import Roster, Slot

Route = tuple[Slot, tuple[Visit, ...]]
"""Vehicle and date, and visits in order."""

MOST_TURNS = 6
"""So many routes of a date that do not fit behind the others are tried before them."""


def put_fixed(roster: Roster) -> None:
    """Put the visits that may not move where the earlier plan has them.

    Boats come last, so that road duties are there to feed them.

    Raises:
        RouteplanError: ``fixed-impossible``: today's data no longer allow such a duty.
    """
    problem = roster.problem
    by_slot: dict[Slot, list[tuple[int, Visit]]] = {}
    for fixed in problem.fixed:
        visit = problem.visit_by_id.get(fixed.visit)
        if visit is not None:
            by_slot.setdefault((fixed.vehicle, fixed.date), []).append((fixed.start, visit))
    for slot in sorted(by_slot, key=lambda slot: (at_sea(problem, slot), slot)):
        starts = by_slot[slot]
        visits = tuple(visit for _, visit in sorted(starts, key=lambda pair: pair[0]))
        found = roster.time(slot, visits)
        if found is None:
            names = ", ".join(visit.id for visit in visits)
            words = {"vehicle": slot[0], "day": slot[1], "visits": names}
            raise SpokenError("fixed-impossible", words)
        roster.put(found)


def put_routes(roster: Roster, routes: Iterable[Route]) -> None:
    """Put what a search found, each route as it is or as many of its visits as can be.

    Searches know nothing of feeding: boats come last, and road duties are bent for them. Nor do
    they know quotas of sailings: where a route of a date does not fit behind the others, it is put
    before them, and so the duty gives way that minds it least.
    """
    feedable = roster.compounds.sharing.feedable
    vehicles = roster.problem.vehicle_by_id

    def turn(route: Route) -> tuple[bool, date]:
        vehicle, day = route[0]
        return (feedable(vehicles[vehicle]), day)

    for _, group in groupby(sorted(routes, key=lambda one: (*turn(one), one[0][0])), key=turn):
        _put_group(roster, list(group))


def _put_group(roster: Roster, routes: list[Route]) -> None:
    """Put routes of one date in the order in which least is missed, then that costs least."""
    before = dict(roster.duties)
    broken = [route for route in routes if not _put_route(roster, *route)]
    if not broken:
        return
    visits = [visit for _, order in routes for visit in order]

    def loss() -> tuple[int, ...]:
        missed = missed_by_priority(roster.problem, roster.missed(visits))
        return (*missed, sum(duty.price for duty in roster.duties.values()))

    best, least = dict(roster.duties), loss()
    for first in broken[:MOST_TURNS]:
        roster.duties = dict(before)
        for route in (first, *(route for route in routes if route is not first)):
            _put_route(roster, *route)
        if loss() < least:
            best, least = dict(roster.duties), loss()
    roster.duties = best


def _put_route(roster: Roster, slot: Slot, order: tuple[Visit, ...]) -> bool:
    """Put a route, or as many of its visits as can be; tell whether it is whole."""
    whole = roster.time(slot, order)
    if whole is not None:
        roster.put(whole)
        return True
    kept: tuple[Visit, ...] = ()
    for visit in hardest_first(roster, order):
        chosen = {*kept, visit}
        part = roster.time(slot, tuple(other for other in order if other in chosen))
        if part is not None:
            roster.put(part)
            kept = part.duty.visits
    return False


def hardest_first(roster: Roster, visits: Iterable[Visit]) -> list[Visit]:
    """Sort visits: by priority, then those that fit in few slots, then long ones."""

    def hardness(visit: Visit) -> tuple[int, int, int, str]:
        service = roster.problem.service_by_key[visit.key]
        return (service.priority, len(roster.slots(visit)), -service.stay_s, visit.id)

    return sorted(visits, key=hardness)


def insert_all(
    roster: Roster,
    visits: Iterable[Visit],
    limit: Limit | None = None,
    blink: Callable[[], bool] | None = None,
) -> None:
    """Insert visits in the given order where each costs least; what fits nowhere is left out.

    Places at which `blink` says so are overlooked: now and then a second-best place leads farther.
    """
    for visit in visits:
        if limit is not None and limit.over():
            return
        found = best_insertion(roster, visit, blink)
        if found is not None:
            roster.put(found)


def best_insertion(
    roster: Roster, visit: Visit, blink: Callable[[], bool] | None = None
) -> Proposal | None:
    """Return the duty that takes `visit` on at the least extra price, or None."""
    candidates = []
    unsteady = roster.unsteady_prices(visit)
    for number, slot in enumerate(roster.slots(visit)):
        there = roster.duties.get(slot)
        tasks: tuple[Task, ...] = there.tasks if there is not None else ()
        price = there.price if there is not None else 0
        vehicle = roster.problem.vehicle_by_id[slot[0]]
        odd = unsteady(slot)
        for k, least in roster.bounds.insertions(vehicle, visit, tasks):
            candidates.append((least - price + odd, number, k, slot, tasks, odd))
    best: tuple[int, Proposal] | None = None
    for least, _, k, slot, tasks, odd in sorted(candidates, key=lambda item: item[:3]):
        if best is not None and least >= best[0]:
            break
        if blink is not None and blink():
            continue
        found = roster.time(slot, (*tasks[:k], visit, *tasks[k:]))
        if found is not None and (best is None or found.added + odd < best[0]):
            best = (found.added + odd, found)
    return best[1] if best is not None else None


def make_room(roster: Roster, limit: Limit) -> bool:
    """Bring in missed visits, where nothing else helps in place of one that comes later.

    Returns whether the roster got better.
    """
    gained = False
    for visit in hardest_first(roster, roster.missed()):
        if limit.over():
            break
        found = best_insertion(roster, visit)
        if found is not None:
            roster.put(found)
            gained = True
        else:
            gained |= _displace(roster, visit, limit)
    return gained


def _displace(roster: Roster, visit: Visit, limit: Limit) -> bool:
    """Serve `visit` instead of one other visit that comes later."""
    before, key = dict(roster.duties), roster.key()
    services = roster.problem.service_by_key
    for slot in roster.slots(visit):
        there = before.get(slot)
        for victim in there.visits if there is not None else ():
            later = services[victim.key].priority > services[visit.key].priority
            if not later or not may_move(roster, victim):
                continue
            if limit.over():
                return False
            rest = tuple(other for other in there.tasks if other != victim) if there else ()
            for k in range(len(rest) + 1):
                found = roster.time(slot, (*rest[:k], visit, *rest[k:]))
                if found is not None:
                    roster.put(found)
                    insert_all(roster, [victim])
                    if roster.key() < key:
                        return True
                    roster.duties = dict(before)
    return False


def at_sea(problem: Problem, slot: Slot) -> bool:
    """Tell whether the vehicle of `slot` is a boat; one that the problem does not have is none."""
    if slot[0] not in problem.vehicle_by_id:
        return False
    return problem.profiles[problem.vehicle_by_id[slot[0]].profile].medium is Medium.SEA


def may_move(roster: Roster, visit: Visit) -> bool:
    """Tell whether a search may take `visit` out of its duty."""
    return roster.clock.openings.fixed(visit) is None


def say(roster: Roster, limit: Limit, stage: str) -> None:
    """Report how far the search is."""
    key = roster.key()
    limit.report(stage, in_vnd(key[5]), sum(key[:4]))
