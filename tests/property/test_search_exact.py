"""The compiled evaluator against the one in Python, and both against the brute force."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import event, given
from hypothesis import strategies as st

from routeplan.model import Problem, Vehicle, Visit
from routeplan.network.travel import Travel
from routeplan.solve.costs import cost_without_fares, duty_cost
from routeplan.solve.duties.duty import Refusal, Timing
from routeplan.solve.duties.loads import peak_load
from routeplan.solve.duties.timing import Terms, schedule
from routeplan.solve.roster import Duty, Roster
from routeplan.solve.search.encode import Encoded, encode
from routeplan.solve.search.exact import (
    FIELDS,
    MOST_LABELS,
    begin,
    home,
    to_job,
)
from routeplan.solve.search.rich import FROM, PLACE, Rich
from tests.builders import MONDAY
from tests.property.test_solve_boats import Sun, boat_duties, sail, under
from tests.property.test_solve_plans import problems
from tests.property.test_solve_timing import Reached, brute_force, duties

End = tuple[int, int, int, int]
"""Duty (s), metres, fares (units), end (s)."""


def labels() -> np.ndarray:
    """A label array full of what must not be read."""
    return np.full((MOST_LABELS, FIELDS), -(2**40), dtype=np.int64)


def walk(rich: Rich, slot: int, jobs: Sequence[int]) -> End | None:
    """Evaluate a duty stop by stop; after each, going home must leave the labels as they are."""
    now, then, spare = labels(), labels(), labels()
    result = np.zeros(4, dtype=np.int64)
    place = int(rich.slots[slot, FROM])
    n = begin(rich, slot, now)
    for job in jobs:
        before = now[:n].copy()
        home(rich, slot, now, n, place, result, spare)
        m = to_job(rich, slot, now, n, place, job, then, spare)
        assert (now[:n] == before).all()
        now, then, n = then, now, m
        if n == 0:
            return None
        assert_sorted(now[:n])
        place = int(rich.jobs[job, PLACE])
    if not home(rich, slot, now, n, place, result, spare):
        return None
    duty, metres, fares, end = result.tolist()
    return duty, metres, fares, end


def assert_sorted(rows: np.ndarray) -> None:
    """Labels stand by the time at which they are ready, and none dominates another."""
    ready, length, latest, lunch, driving = rows[:, :5].T
    assert (np.diff(ready) >= 0).all()
    better = (
        (ready[:, None] <= ready)
        & (length[:, None] <= length)
        & (latest[:, None] >= latest)
        & (lunch[:, None] >= lunch)
        & (driving[:, None] <= driving)
    )
    np.fill_diagonal(better, val=False)
    assert not better.any()


def figures(problem: Problem, vehicle: Vehicle, timing: Timing | Refusal | None) -> End | None:
    """Return the same figures of a duty timed in Python, if it lasts one day."""
    if not isinstance(timing, Timing) or timing.days > 1:
        return None
    metres = sum(ride.way.metres for ride in timing.rides)
    cost = duty_cost(problem, vehicle, timing)
    fares = cost - cost_without_fares(problem, vehicle, timing.duty_s, metres)
    return timing.duty_s, metres, fares, timing.end


def in_python(problem: Problem, travel: Travel, visits: Sequence[Visit]) -> End | None:
    """Evaluate a duty of the only vehicle on Monday in Python."""
    (vehicle,) = problem.vehicles
    return figures(problem, vehicle, schedule(problem, travel, vehicle, MONDAY, visits))


def evaluate(found: Encoded, visits: Sequence[Visit]) -> End | None:
    """Evaluate a duty on Monday; a visit that is no job fits in no duty, so this one cannot be."""
    jobs = [job.visits for job in found.jobs]
    if any((visit,) not in jobs for visit in visits):
        return None
    slot = next(k for k, (_, day) in enumerate(found.slots) if day == MONDAY)
    rich = found.problem.rich
    assert isinstance(rich, Rich)
    end = walk(rich, slot, [jobs.index((visit,)) for visit in visits])
    assert rich.lost[0] == 0
    return end


@given(duties(), st.data())
def test_compiled_duties_agree_with_python_and_brute_force(
    case: tuple[Problem, Travel], data: st.DataObject
) -> None:
    """Feasible in the same cases, with the same duty, end and metres; in any order of stops."""
    problem, travel = case
    found = encode(Roster(problem, travel))
    if not found.problem.slot_exact.any():
        event("plain")
        return
    end = evaluate(found, problem.visits)
    assert end == in_python(problem, travel, problem.visits)
    expected = brute_force(problem, travel)
    assert expected == (None if end is None else (end[0], end[3]))
    event("timed" if end else "refused")
    order = tuple(data.draw(st.permutations(problem.visits)))
    for k in range(1, len(order) + 1):
        part = order[:k]
        end = evaluate(found, part)
        assert end == in_python(problem, travel, part)


@given(boat_duties(), st.data())
def test_compiled_boats_agree_with_python_and_brute_force(
    case: tuple[Problem, Travel, Sun], data: st.DataObject
) -> None:
    """The same for boats that keep to daylight and tides."""
    problem, travel, sun = case

    def go(problem: Problem, travel: Travel, reached: Reached, here: str, there: str) -> Reached:
        return sail(problem, travel, reached, here, there, sun)

    with under(sun):
        found = encode(Roster(problem, travel))
        if not found.problem.slot_exact.any():
            event("plain")
            return
        end = evaluate(found, problem.visits)
        assert end == in_python(problem, travel, problem.visits)
        expected = brute_force(problem, travel, go)
        assert expected == (None if end is None else (end[0], end[3]))
        event("timed" if end else "refused")
        order = tuple(data.draw(st.permutations(problem.visits)))
        end = evaluate(found, order)
        assert end == in_python(problem, travel, order)


def on_foot(travel: Travel, vehicle: Vehicle, visit: Visit) -> bool:
    """Whether the crew leaves its vehicle for the visit; such visits are left to Python."""
    place = travel.index[visit.site]
    return (
        travel.profiles[vehicle.profile].parks
        and travel.grounds[vehicle.profile].walk_to[place] >= 0
    )


@given(problems(), st.data())
def test_encoded_weeks_agree_with_python(case: tuple[Problem, Travel], data: st.DataObject) -> None:
    """In a whole week for a mixed fleet, days, pins, windows, fares and closures are the same."""
    problem, travel = case
    roster = Roster(problem, travel)
    found = encode(roster)
    rich, search, jobs = found.problem.rich, found.problem, [job.visits for job in found.jobs]
    assert isinstance(rich, Rich)
    for slot, (name, day) in enumerate(found.slots):
        vehicle = problem.vehicle_by_id[name]
        banned = roster.full_sailings((name, day))
        for visit in problem.visits:
            alone = roster.clock.fits(vehicle, day, (visit,), Terms(banned=banned))
            one_day = alone is not None and alone.days == 1
            served = (visit,) in jobs and search.job_slots[jobs.index((visit,)), slot]
            # Of a crew that may stay overnight Python may prefer that.
            if not on_foot(travel, vehicle, visit) and not (vehicle.overnight and served):
                assert served == one_day
        able = np.flatnonzero(search.job_slots[:, slot]).tolist()
        if not able or not search.slot_exact.any():
            continue
        chosen = data.draw(st.lists(st.sampled_from(able), unique=True, min_size=1, max_size=4))
        visits = tuple(jobs[j][0] for j in chosen)
        services = [problem.service_by_key[visit.key] for visit in visits]
        if peak_load(services) > search.slot_capacity[slot]:
            continue
        end = walk(rich, slot, chosen)
        timing = roster.clock.fits(vehicle, day, visits, Terms(banned=banned))
        assert end == figures(problem, vehicle, timing)
        event("timed" if end else "refused")
        if end is not None:
            cost = search.slot_fixed[slot] + end[2]
            cost += search.slot_per_second[slot] * end[0] + search.slot_per_metre[slot] * end[1]
            duty = Duty(vehicle, day, visits, timing, duty_cost(problem, vehicle, timing))
            assert cost == duty.price
