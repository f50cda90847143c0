"""What of an earlier plan can be kept today, and what a new plan moves.

A visit is *kept* when it stays with its vehicle on its date and its doors open at most 30 minutes
(`KEPT_S`) earlier or later; otherwise it is *moved*. It is *forced* to move when it could not have
stayed: not even alone, or not beside what its duty keeps (docs/concepts.md, «Re-planning»). Both
are found by trying.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from routeplan.model import DAY_S, KEPT_S, FixedVisit, MovedVisit, Problem
from routeplan.network.travel import Travel
from routeplan.solve.again.steadiness import is_kept
from routeplan.solve.duties.compound import Proposal
from routeplan.solve.duties.duty import Duty, Refusal, Slot
from routeplan.solve.duties.overnight import put_overnight
from routeplan.solve.engine import Limit
from routeplan.solve.insertion import at_sea, hardest_first, insert_all, put_fixed
from routeplan.solve.roster import Roster


@dataclass(frozen=True, slots=True)
class Forced:
    """A visit that cannot stay where the earlier plan had it.

    Args:
        code: ``vehicle-gone``, ``not-due``, ``beside`` (it could stay alone, but not with what its
            duty keeps), or of `routeplan.model.REASONS`.
    """

    before: FixedVisit
    code: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """What can stay of an earlier plan.

    Args:
        kept: the visits that can stay, all of them together, with the time they have to spare.
        forced: the others, by visit.
    """

    kept: tuple[FixedVisit, ...]
    forced: Mapping[str, Forced]


def what_can_stay(problem: Problem, travel: Travel, going: Iterable[Duty] = ()) -> Keeping:
    """Return what of `problem.previous` can stay; visits that are due no more do not count.

    Each duty of the earlier plan is timed again. Where it fails as a whole, visits leave it one by
    one until it holds, the least important first.

    Args:
        problem: with `previous`.
        travel: of the problem.
        going: duties that began before the horizon and still last.
    """
    by_slot: defaultdict[Slot, list[FixedVisit]] = defaultdict(list)
    held = frozenset(fixed.visit for fixed in problem.fixed)
    for before in problem.previous:
        if before.visit in problem.visit_by_id and before.visit not in held:
            by_slot[before.vehicle, before.date].append(replace(before, slack_s=KEPT_S))
    alone = tuple(before for slot in by_slot.values() for before in slot)
    roster = Roster(replace(problem, fixed=(*problem.fixed, *alone), previous=()), travel)
    for before_it in going:
        roster.put(before_it)
    forced: dict[str, Forced] = {}
    kept: list[FixedVisit] = []
    fixed_of: defaultdict[Slot, list[FixedVisit]] = defaultdict(list)
    for fixed in problem.fixed:
        fixed_of[fixed.vehicle, fixed.date].append(fixed)
    # In the order of `put_fixed`: what is found here is what it will find.
    for slot in sorted({*by_slot, *fixed_of}, key=lambda slot: (at_sea(problem, slot), slot)):
        staying = []
        for before in by_slot[slot]:
            code = _refused_alone(roster, before)
            if code:
                forced[before.visit] = Forced(before, code)
            else:
                staying.append(before)
        while True:
            duty = _duty(roster, slot, (*staying, *fixed_of[slot]))
            if duty is not None or not staying:
                break
            leaving = max(staying, key=lambda before: _least_important(roster, before))
            staying.remove(leaving)
            forced[leaving.visit] = Forced(leaving, "beside")
        if duty is not None:
            roster.put(duty)
        kept += staying
    return Keeping(tuple(kept), forced)


def stay_and_fill(
    problem: Problem, travel: Travel, keeping: Keeping, limit: Limit, going: Iterable[Duty] = ()
) -> Roster:
    """Return a roster with all that can stay in its place, and the rest inserted around it.

    Args:
        problem: of `keeping`.
        travel: of the problem.
        keeping: what can stay; in the roster, all that may not move.
        limit: once over, no more is inserted.
        going: as in `what_can_stay`.

    Raises:
        RouteplanError: ``fixed-impossible``.
    """
    roster = Roster(replace(problem, fixed=(*problem.fixed, *keeping.kept)), travel)
    roster.duties = {duty.slot: duty for duty in going}
    put_fixed(roster)
    put_overnight(roster, limit)
    insert_all(roster, hardest_first(roster, roster.missed()), limit)
    return roster


def _refused_alone(roster: Roster, before: FixedVisit) -> str:
    """Return the code of what keeps a visit from staying even alone, an empty text if it can."""
    problem = roster.problem
    vehicle = problem.vehicle_by_id.get(before.vehicle)
    if vehicle is None:
        return "vehicle-gone"
    visit = problem.visit_by_id[before.visit]
    day = before.date + timedelta(days=before.start // DAY_S)
    if not visit.due_from <= day <= visit.due_to:
        return "not-due"
    if roster.clock.fits(vehicle, before.date, (visit,)) is not None:
        return ""
    found = roster.clock.schedule(vehicle, before.date, (visit,))
    assert isinstance(found, Refusal)
    return found.code


def _duty(roster: Roster, slot: Slot, stays: Iterable[FixedVisit]) -> Proposal | None:
    """Return the duty of `slot` with these visits in the order of their hours."""
    by_id = roster.problem.visit_by_id
    ordered = sorted(stays, key=lambda before: (before.start, before.visit))
    visits = tuple(by_id[before.visit] for before in ordered if before.visit in by_id)
    return roster.time(slot, visits) if visits else None


def _least_important(roster: Roster, before: FixedVisit) -> tuple[int, str]:
    visit = roster.problem.visit_by_id[before.visit]
    return roster.problem.service_by_key[visit.key].priority, before.visit


def moved_visits(
    problem: Problem, duties: Iterable[Duty], why: Mapping[str, str]
) -> tuple[MovedVisit, ...]:
    """Return what of `problem.previous` is not kept, in the order of the earlier plan.

    Args:
        problem: with the earlier plan.
        duties: of the new plan.
        why: reasons of the visits that could not stay, by visit.
    """
    now = {
        visit.id: (duty.vehicle.id, duty.date, stop.start)
        for duty in duties
        for visit, stop in duty.visit_stops
    }
    return tuple(
        MovedVisit(
            before.visit,
            before.vehicle,
            before.date,
            before.start,
            before.visit in why,
            why.get(before.visit, ""),
        )
        for before in problem.previous
        if before.visit in problem.visit_by_id
        and (before.visit not in now or not is_kept(before, *now[before.visit]))
    )
