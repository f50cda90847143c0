"""Two duties exchange their ends: what that is said to cost, it costs, and the books hold."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from routeplan.solve.search import tables
from routeplan.solve.search.problem import SearchProblem
from routeplan.solve.search.segments import NO_COST
from routeplan.solve.search.tails import cost_joined, swap_tails
from tests.search_problems import Job, Slot, line, make_problem, search_problems
from tests.search_state import ALWAYS, NEVER, State


def _swap(state: State, temperature: float) -> None:
    swap_tails(state.data, state.search._rich, state.search._rng, temperature)


@given(search_problems(trips=False), st.integers(0, 9), st.integers(0, 20))
def test_joined_duties_cost_what_they_then_cost(
    problem: SearchProblem, seed: int, accepted: int
) -> None:
    """For the beginning of each duty with the end of each other one of its day and depot."""
    assume(not (problem.job_mate >= 0).any())
    state = State(problem, seed)
    for _ in range(accepted):
        state.step(ALWAYS)
    possible = 0
    for s, t in permutations(range(problem.slots), 2):
        mine, theirs = list(state.stops(s)), list(state.stops(t))
        slots = state.view(tables.SLOT)[[s, t]]
        alike = [tables.DAY, tables.PROFILE, tables.TO, tables.LATEST, tables.EARLIEST]
        if not mine or not theirs or (slots[0, alike] != slots[1, alike]).any():
            continue
        for k, m in product(range(len(mine) + 1), range(len(theirs) + 1)):
            stops = mine[:k] + theirs[m:]
            if not all(state.data.allowed[j, s] for j in stops):
                continue
            told = cost_joined(*state.data[:3], s, k, t, m)
            assert told == state.really(s, stops)
            possible += told < NO_COST
    event(f"{min(possible, 5)} possible")


@given(search_problems(trips=False), st.integers(0, 9), st.lists(st.booleans(), max_size=25))
def test_books_hold_after_every_exchange(
    problem: SearchProblem, seed: int, accepted: list[bool]
) -> None:
    """Cost, places, pools and empty slots are what the stops alone imply; none is lost."""
    assume(not (problem.job_mate >= 0).any())
    state = State(problem, seed)
    exchanged = 0
    for yes in accepted:
        before = sorted(state.view(tables.COST).tolist())
        for _ in range(4):
            _swap(state, ALWAYS if yes else NEVER)
            state.check_books()
        exchanged += before != sorted(state.view(tables.COST).tolist())
        state.step(ALWAYS)
        state.check_books()
    event(f"{min(exchanged, 5)} exchanged")


def test_an_exchange_alone_mends_two_crossed_duties() -> None:
    """Without a step that takes a stop out, two duties whose ends lie crossed come apart."""
    near, far = [(x, 0) for x in (1, 2, 3, 4, 5, 6)], [(x, 9) for x in (1, 2, 3, 4, 5, 6)]
    points = [(0, 5), *near, *far]
    metres = [[abs(a - c) + abs(b - d) for c, d in points] for a, b in points]
    problem = make_problem(
        metres, [Slot(capacity=6)] * 2, [Job(k, deliver=1) for k in range(1, 13)]
    )
    state = State(problem, 1)
    crossed = [[0, 1, 2, 9, 10, 11], [6, 7, 8, 3, 4, 5]]
    state.put(crossed)
    for _ in range(400):
        _swap(state, 1e-9)
        state.check_books()
    assert {frozenset(state.stops(s)) for s in (0, 1)} == {
        frozenset(range(6)),
        frozenset(range(6, 12)),
    }


@pytest.mark.parametrize(("bonus", "duties"), [(0, 1), (19, 1), (21, 2)])
def test_a_vehicle_that_is_worth_more_than_it_costs_keeps_its_duty(bonus: int, duties: int) -> None:
    """One duty to both places at 10 saves a way there and back, of 20."""
    problem = make_problem(line(0, 10, 10), [Slot()] * 2, [Job(1), Job(2)])
    state = State(problem, 1)
    state.put([[0], [1]])
    state.view(tables.NUMBER)[tables.BONUS] = bonus
    for _ in range(100):
        _swap(state, 1e-9)
        state.check_books()
    assert sum(bool(state.stops(s)) for s in (0, 1)) == duties


def test_no_exchange_before_both_duties_may_do_it() -> None:
    """A vehicle that may not serve a job never gets it, whatever that saves."""
    points = [(0, 0), (5, 0), (6, 0), (5, 1), (6, 1)]
    metres = [[abs(a - c) + abs(b - d) for c, d in points] for a, b in points]
    jobs = [Job(1), Job(2, slots=(True, False)), Job(3), Job(4, slots=(False, True))]
    problem = make_problem(metres, [Slot(), Slot(kind=1)], jobs)
    state = State(problem, 1)
    state.put([[0, 1], [2, 3]])
    for _ in range(200):
        _swap(state, ALWAYS)
        assert 1 in state.stops(0)
        assert 3 in state.stops(1)


def test_who_has_to_be_home_early_gets_no_long_end() -> None:
    """An end that another vehicle brings home in time is not one that this one does."""
    slots = [Slot(latest=25), Slot(latest=25, kind=1), Slot(kind=2)]
    problem = make_problem(line(0, 10, 11, 12, 30, 40), slots, [Job(k) for k in range(1, 6)])
    state = State(problem, 1)
    state.put([[0], [1], [2, 3, 4]])
    before = state.stops(0), state.stops(1)
    for _ in range(300):
        _swap(state, ALWAYS)
        state.check_books()
        assert state.stops(2)[-2:] == (3, 4)
    assert (state.stops(0), state.stops(1)) != before
