"""The compiled search from duties that stand already: an earlier plan's, or a week's habits.

Duties that the search knows stay what they are until it finds better ones: the others (of several
days, of crews on foot, tied by feeding) stand beside it. What comes out is timed anew beside them,
and taken only where it is better and moves no more than it may: the search counts a visit as moved
by its vehicle and date, and lets nobody stay there at other hours; the rules between duties that it
does not know may still spoil a route.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from routeplan.model import FixedVisit, Problem, Visit
from routeplan.solve.again.keeping import moved_visits
from routeplan.solve.duties.compound import feeder_of
from routeplan.solve.duties.duty import Duty, Slot
from routeplan.solve.duties.loads import walked_from
from routeplan.solve.engine import Budget, Limit
from routeplan.solve.insertion import hardest_first, insert_all, put_routes
from routeplan.solve.regularity import planned_dates
from routeplan.solve.roster import Roster
from routeplan.solve.search.encode import Encoded, encode
from routeplan.solve.search.handing import SearchFunction, routes_by_slot, run
from routeplan.solve.search.problem import Routes
from routeplan.solve.search.staying import Staying

SECONDS_PER_VISIT = 0.2
"""Time after which a small week gets no better, for each visit with more than one place."""


def improve(
    roster: Roster,
    search: SearchFunction,
    budget: Budget,
    limit: Limit,
    *,
    kept: Iterable[FixedVisit] = (),
    most_moves: int | None = None,
) -> Roster | None:
    """Search from the duties of `roster`, which does not change.

    Args:
        roster: every visit that the problem fixes has its place.
        search: the compiled one.
        budget: gives steps, seed and threads.
        limit: of this search.
        kept: visits that may stay where they are, with their hours, and may move.
        most_moves: so many of `kept` may be elsewhere afterwards; None for any number.

    Returns:
        A better roster, in which those of `kept` are fixed that have not moved, or the same one;
        None where there was nothing to search.
    """
    kept = tuple(kept)
    # Who has moved to other hours on its own duty already has cost a move, and is free there.
    late = _at_other_hours(roster, kept)
    held = tuple(one for one in kept if one.visit not in late)
    more_moves = None if most_moves is None else max(most_moves - len(late), 0)
    gap = roster.steady.of(roster.duties.values())[0]
    dates = planned_dates(roster.duties.values())
    staying = Staying({one.visit: one for one in held}, dates, gap, more_moves)
    standing = {slot: duty for slot, duty in roster.duties.items() if _stands(roster, duty)}
    base = Roster(roster.problem, roster.clock.travel)
    base.duties = dict(standing)
    encoded = encode(base, staying=staying)
    if not encoded.jobs or not encoded.slots:
        return None
    routes = run(
        search,
        encoded,
        base,
        budget,
        limit,
        seconds=_seconds(limit, encoded),
        start=_start(encoded, roster.duties, standing),
        # The master knows no bound on moves.
        master=False,
    )
    found = _put(base, routes_by_slot(encoded, routes), held)
    if found.key() < roster.key() and _in_place(found, kept, most_moves):
        return found
    return roster


def _put(
    base: Roster, routes: Sequence[tuple[Slot, tuple[Visit, ...]]], kept: Iterable[FixedVisit]
) -> Roster:
    """Return the routes beside the duties of `base`; what has not moved keeps its hours, too."""
    now = {visit.id: slot for slot, visits in routes for visit in visits}
    now |= {visit.id: slot for slot, duty in base.duties.items() for visit in duty.visits}
    stay = tuple(one for one in kept if now.get(one.visit) == (one.vehicle, one.date))
    problem = base.problem
    held = Roster(replace(problem, fixed=(*problem.fixed, *stay)), base.clock.travel)
    held.duties = dict(base.duties)
    put_routes(held, routes)
    insert_all(held, hardest_first(held, held.missed()))
    return held


def moves(problem: Problem, duties: Iterable[Duty], kept: Iterable[FixedVisit]) -> set[str]:
    """Return the visits of `kept` that `duties` do not keep."""
    may_stay = {one.visit for one in kept}
    return {move.visit for move in moved_visits(problem, duties, {})} & may_stay


def _at_other_hours(roster: Roster, kept: Iterable[FixedVisit]) -> set[str]:
    """Return the visits that are on their duty of before, but not at the hours that keep them."""
    where = {one.visit: one for one in kept}
    return {
        stop.visit.id
        for duty in roster.duties.values()
        for _, stop in duty.visit_stops
        if (one := where.get(stop.visit.id)) is not None
        and (one.vehicle, one.date) == duty.slot
        and abs(one.start - stop.start) > one.slack_s
    }


def _in_place(roster: Roster, kept: tuple[FixedVisit, ...], most_moves: int | None) -> bool:
    """Tell whether all that may not move has its place, and no more moved than may."""
    served = {visit.id for visit in roster.served()}
    fixed = {one.visit for one in roster.problem.fixed} & roster.problem.visit_by_id.keys()
    if not fixed <= served:
        return False
    if most_moves is None:
        return True
    return len(moves(roster.problem, roster.duties.values(), kept)) <= most_moves


def _stands(roster: Roster, duty: Duty) -> bool:
    """Tell whether a duty is none of the search's business."""
    problem = roster.problem
    return (
        duty.timing.days > 1
        or duty.vehicle.overnight
        or duty.date < problem.start
        or bool(duty.feedings)
        or feeder_of(roster.duties, duty.slot) is not None
        or (
            problem.profiles[duty.vehicle.profile].parks
            and any(walked_from(problem, task) is not None for task in duty.tasks)
        )
    )


def _start(encoded: Encoded, before: dict[Slot, Duty], standing: dict[Slot, Duty]) -> Routes:
    """Return the duties that the search is about as routes of it."""
    number = {job.visits[0]: j for j, job in enumerate(encoded.jobs)}
    stops = tuple(
        tuple(number[visit] for visit in before[slot].visits if visit in number)
        if slot in before and slot not in standing
        else ()
        for slot in encoded.slots
    )
    return Routes(stops, (), (0, 0, 0, 0), 0, 0)


def _seconds(limit: Limit, encoded: Encoded) -> float | None:
    left = limit.left()
    if left is None:
        return None
    choices = encoded.problem.job_slots.sum(axis=1)
    return min(left, SECONDS_PER_VISIT * max(1, int((choices > 1).sum())))
