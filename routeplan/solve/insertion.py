"""Puts visits into duties, each where it costs least, and makes room for those that miss out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from routeplan.model import Problem, RouteplanError, Visit
from routeplan.solve.engine import Limit
from routeplan.solve.roster import Duty, Roster, Slot


def put_fixed(roster: Roster) -> None:
    """Put the visits that may not move where the earlier plan has them.

    Raises:
        RouteplanError: ``fixed-impossible``: today's data no longer allow such a duty.
    """
    problem = roster.problem
    by_slot: dict[Slot, list[tuple[int, Visit]]] = {}
    for fixed in problem.fixed:
        visit = problem.visit_by_id.get(fixed.visit)
        if visit is not None:
            by_slot.setdefault((fixed.vehicle, fixed.date), []).append((fixed.start, visit))
    for slot, starts in sorted(by_slot.items()):
        visits = tuple(visit for _, visit in sorted(starts, key=lambda pair: pair[0]))
        duty = roster.time(slot, visits)
        if duty is None:
            names = ", ".join(visit.id for visit in visits)
            raise RouteplanError(
                "fixed-impossible",
                f"{slot[0]} on {slot[1]} can no longer keep its visits ({names}) where the "
                "previous plan has them.",
                "Plan without --area, or with an area that holds these sites.",
            )
        roster.put(duty)


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
        duty = best_insertion(roster, visit, blink)
        if duty is not None:
            roster.put(duty)


def best_insertion(
    roster: Roster, visit: Visit, blink: Callable[[], bool] | None = None
) -> Duty | None:
    """Return the duty that takes `visit` on at the least extra price, or None."""
    candidates = []
    unsteady = roster.unsteady_prices(visit)
    for number, slot in enumerate(roster.slots(visit)):
        there = roster.duties.get(slot)
        visits, price = (there.visits, there.price) if there is not None else ((), 0)
        vehicle = roster.problem.vehicle_by_id[slot[0]]
        price -= unsteady(slot)
        for k, least in roster.bounds.insertions(vehicle, visit, visits):
            candidates.append((least - price, number, k, slot, visits, price))
    best: int | None = None
    found: Duty | None = None
    for least, _, k, slot, visits, price in sorted(candidates, key=lambda item: item[:3]):
        if best is not None and least >= best:
            break
        if blink is not None and blink():
            continue
        duty = roster.time(slot, (*visits[:k], visit, *visits[k:]))
        if duty is not None and (best is None or duty.price - price < best):
            best, found = duty.price - price, duty
    return found


def make_room(roster: Roster, limit: Limit) -> bool:
    """Bring in missed visits, where nothing else helps in place of one that comes later.

    Returns whether the roster got better.
    """
    gained = False
    for visit in hardest_first(roster, roster.missed()):
        if limit.over():
            break
        duty = best_insertion(roster, visit)
        if duty is not None:
            roster.put(duty)
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
            if not later or not may_move(roster.problem, victim):
                continue
            if limit.over():
                return False
            rest = tuple(other for other in there.visits if other != victim) if there else ()
            for k in range(len(rest) + 1):
                duty = roster.time(slot, (*rest[:k], visit, *rest[k:]))
                if duty is not None:
                    roster.put(duty)
                    insert_all(roster, [victim])
                    if roster.key() < key:
                        return True
                    roster.duties = dict(before)
    return False


def may_move(problem: Problem, visit: Visit) -> bool:
    """Tell whether a search may take `visit` out of its duty."""
    return all(fixed.visit != visit.id for fixed in problem.fixed)
