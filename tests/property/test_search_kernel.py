"""Every answer of the compiled search is judged in plain Python, and its books are done anew."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from routeplan.solve.search import driver, tables
from routeplan.solve.search.driver import search
from routeplan.solve.search.problem import Routes, SearchProblem
from routeplan.solve.search.segments import NO_COST, insertion, run
from tests.search_judge import check, least_cost
from tests.search_problems import search_problems
from tests.search_state import ALWAYS, NEVER, State


@given(search_problems(), st.integers(0, 120), st.integers(0, 9))
def test_every_answer_keeps_the_rules(problem: SearchProblem, iterations: int, seed: int) -> None:
    """Cost, misses and level are what the judge finds."""
    routes = search(problem, iterations=iterations, seed=seed)
    check(problem, routes)
    event(f"{sum(bool(row) for row in routes.stops)} duties")
    event("calls" if any(stop < 0 for row in routes.stops for stop in row) else "no calls")
    event("all served" if not routes.missed else "missed")


@given(search_problems(most_jobs=4, most_days=2, most_vehicles=2, trips=False), st.integers(0, 9))
def test_no_answer_beats_the_optimum(problem: SearchProblem, seed: int) -> None:
    """Missed visits by priority come first, then the cost, over every way to serve."""
    best = least_cost(problem)
    routes = search(problem, iterations=150, seed=seed)
    found = (routes.missed_by_priority, routes.cost)
    assert found >= best
    event("optimal" if found == best else "not optimal")


@given(
    search_problems(),
    st.integers(0, 9),
    st.lists(st.booleans(), max_size=25),
    st.sampled_from([0, 1, 10**4]),
)
def test_books_hold_after_every_step(
    problem: SearchProblem, seed: int, accepted: list[bool], spread: int
) -> None:
    """Cost, misses, places, pools and empty slots are what the stops alone imply."""
    state = State(problem, seed)
    state.check_books()
    state.block.data[tables.SPREAD] = spread
    for yes in accepted:
        # What a vehicle more is worth grows with the temperature, which must then be a usual one.
        hot, cold = (50.0, 0.01) if spread else (ALWAYS, NEVER)
        state.step(hot if yes else cold)
        state.check_books()


@given(search_problems(), st.integers(0, 9), st.integers(0, 20))
def test_an_undone_step_leaves_no_trace(problem: SearchProblem, seed: int, accepted: int) -> None:
    """Every table of the state, and every segment in use, is as before."""
    state = State(problem, seed)
    for _ in range(accepted):
        state.step(ALWAYS)
    before = state.snapshot()
    for _ in range(5):
        state.step(NEVER)
        after = state.snapshot()
        assert sorted(after.pop("absent")) == sorted(before["absent"])
        assert after == {name: value for name, value in before.items() if name != "absent"}


@given(search_problems(trips=False), st.integers(0, 9), st.integers(0, 20))
def test_an_insertion_costs_what_it_then_costs(
    problem: SearchProblem, seed: int, accepted: int
) -> None:
    """For each job at each node of each slot of a day on which it is not served."""
    state = State(problem, seed)
    for _ in range(accepted):
        state.step(ALWAYS)
    possible = 0
    for s, j in product(range(problem.slots), range(problem.jobs)):
        stops = list(state.stops(s))
        if not state.data.allowed[j, s] or j in stops:
            continue
        for k in range(len(stops) + 1):
            told = insertion(*state.data[:3], s, k, j, NO_COST)
            cost = state.really(s, [*stops[:k], j, *stops[k:]])
            assert told == (cost - state.view(tables.COST)[s] if cost < NO_COST else NO_COST)
            possible += told < NO_COST
    event(f"{min(possible, 5)} possible")


@given(search_problems(trips=True), st.integers(0, 9), st.integers(0, 20), st.data())
def test_a_run_costs_what_the_duty_then_costs(
    problem: SearchProblem, seed: int, accepted: int, data: st.DataObject
) -> None:
    """From the depot, and from each node before a facility, whatever comes after."""
    state = State(problem, seed)
    for _ in range(accepted):
        state.step(ALWAYS)
    block, buffer = state.block.data, int(state.block.data[tables.BUFFER])
    room = state.view(tables.STOPS).shape[1]
    anything = st.integers(-len(problem.facility_place), problem.jobs - 1)
    for s in range(problem.slots):
        stops = list(state.stops(s))
        for k in [0, *(k for k, stop in enumerate(stops) if stop < 0)]:
            some = data.draw(st.lists(anything, min_size=1, max_size=4))
            # A stop before the facility would change the release of the trip that ends there.
            head, rest = ([stops[k]], stops[k + 1 :]) if k else ([], stops)
            longer, other = [*head, *some, *rest], [*head, *some]
            tail = data.draw(st.sampled_from((stops[k:], longer, other)))
            tail = tail[: room - k]
            block[buffer : buffer + len(tail)] = tail
            told = run(*state.data[:3], s, k, buffer, len(tail))
            assert told == state.really(s, stops[:k] + tail)


@given(search_problems(), st.integers(0, 9), st.integers(0, 60))
def test_routes_to_start_with_are_kept(problem: SearchProblem, seed: int, iterations: int) -> None:
    """What was served in full stays served, at the same cost."""
    problem = replace(problem, partial=False)
    first = search(problem, iterations=iterations, seed=seed)
    again = search(problem, iterations=0, seed=seed + 1, start=first)
    check(problem, again)
    # Where ways are no metric, a call that serves nobody may shorten one; it is not kept.
    idle = [
        row
        for row, end_empty in zip(first.stops, problem.slot_end_empty, strict=True)
        if row
        and any(a < 0 and b < 0 for a, b in pairwise((-1, *row, *(() if end_empty else (-1,)))))
    ]
    if not idle:
        assert (again.missed_by_priority, again.cost) <= (
            first.missed_by_priority,
            first.cost,
        )


@given(search_problems(), st.integers(0, 9), st.integers(0, 30), st.data())
def test_routes_that_cannot_be_are_mended(
    problem: SearchProblem, seed: int, iterations: int, data: st.DataObject
) -> None:
    """Any stops at all to start with: the answer keeps the rules."""
    anything = st.integers(-len(problem.facility_place), problem.jobs - 1)
    stops = tuple(tuple(data.draw(st.lists(anything, max_size=6))) for _ in range(problem.slots))
    garbage = Routes(stops, (), (0, 0, 0, 0), 0, 0)
    check(problem, search(problem, iterations=iterations, seed=seed, start=garbage))


@given(search_problems(), st.integers(0, 9), st.integers(1, 40), st.integers(1, 7))
def test_neither_clock_nor_slices_matter(
    problem: SearchProblem, seed: int, iterations: int, slice_steps: int
) -> None:
    """The same seed and steps give the same routes."""
    with pytest.MonkeyPatch.context() as patch:
        once = search(problem, iterations=iterations, seed=seed)
        assert search(problem, iterations=iterations, seed=seed) == once
        patch.setattr(driver, "SLICE_STEPS", slice_steps)
        assert search(problem, iterations=iterations, seed=seed) == once
