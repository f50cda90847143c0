"""How often, and how evenly, a search cools down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count, pairwise
from typing import cast

import numpy as np
import pytest

from routeplan.solve.search import driver, tables
from routeplan.solve.search.settings import (
    MIX_RUIN,
    RUIN,
    SPREAD,
    SPREAD_ONCE,
    Settings,
    _ruin_of_days,
    settings_of,
)
from tests.search_problems import line
from tests.search_state import State
from tests.small_search import search_problem


class Run:
    """Notes what a search is asked to do."""

    cost, missed = 0, 0

    def __init__(self, rounds: int) -> None:
        self.parts: list[tuple[int, float, float]] = []
        self.coolings: list[int] = []
        self._rounds = rounds

    def rounds(self, steps: float) -> int:
        """Return the same, however many steps there are."""
        return self._rounds

    def slice(self, steps: int, low: float, high: float, cooling: int, rounds: int) -> int:
        """Note the slice."""
        self.parts.append((steps, low, high))
        assert rounds in (1, self._rounds)
        self.coolings.append(cooling)
        return 0


def _follow(
    run: Run, clock: Callable[[], float], *, seconds: float = 0.0, iterations: int | None = None
) -> None:
    driver._follow(cast("driver.Search", run), clock, seconds, iterations, None, None, None)


def _ends(run: Run) -> list[int]:
    """Return after which steps a cooling ended, and that each went evenly from 0 to 1."""
    ends, done = [], 0
    for (steps, low, high), (_, following, _) in pairwise([*run.parts, (0, 0.0, 0.0)]):
        assert 0 <= low < high <= 1
        done += steps
        if high == 1:
            ends.append(done)
            assert following == 0
        else:
            assert following == pytest.approx(high)
    return ends


@pytest.mark.parametrize("rounds", [1, 3, 6])
@pytest.mark.parametrize("slice_steps", [7, 500])
def test_every_cooling_is_whole(
    rounds: int, slice_steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the slices, coolings end after the same steps, and no slice reaches over an end."""
    monkeypatch.setattr(driver, "SLICE_STEPS", slice_steps)
    run = Run(rounds)
    _follow(run, lambda: 0.0, iterations=1000)
    assert sum(steps for steps, _, _ in run.parts) == 1000
    assert _ends(run) == [-(-1000 * k // rounds) for k in range(1, rounds + 1)]
    ended = np.cumsum([high == 1 for _, _, high in run.parts])
    assert run.coolings == [0, *ended[:-1].tolist()]


def test_a_search_by_the_clock_cools_down_as_often() -> None:
    """Each time warm again after its part of the seconds."""
    ticks = count()
    run = Run(4)
    _follow(run, lambda: next(ticks) * 0.05, seconds=20.0)
    lows = [low for _, low, _ in run.parts[1:]]
    assert sum(b < a for a, b in pairwise(lows)) == 3
    assert all(0 <= low < high <= 1 for _, low, high in run.parts)
    warm = np.cumsum([b < a for a, b in pairwise(lows)])
    assert run.coolings[1:] == [0, *warm.tolist()]


@pytest.mark.parametrize("pace", [0.4, 1.0, 1.7])
def test_slices_that_end_early_or_late_begin_no_cooling(pace: float) -> None:
    """Whatever a slice was meant to take, coolings come one after the other."""
    run = Run(3)
    ticks = count()
    _follow(run, lambda: next(ticks) * 0.1 * pace, seconds=20.0)
    assert run.coolings == sorted(run.coolings)
    assert set(run.coolings) == {0, 1, 2}


def test_more_steps_mean_more_coolings() -> None:
    """From one on, up to the most."""
    often = Settings(1.0, 0.1, ruin=10, shuffles=0, tails=0, round_steps=100, most_rounds=6)
    assert [often.rounds(steps) for steps in (0, 99, 250, 10**9)] == [1, 1, 2, 6]


def test_what_is_chosen_says_how_a_search_goes() -> None:
    """Coolings at most, and stops out of a step: plain, with trips, days, a mixed fleet, both."""
    plain = search_problem(line(1, 2), slots=2)
    trips = replace(plain, job_release=np.array([60]))
    days = replace(trips, job_windows=np.repeat(trips.job_windows, 2, axis=1))
    mixed = replace(plain, slot_capacity=np.array([1, 2]))
    several = replace(mixed, job_windows=days.job_windows)
    near = np.zeros((1, 0), dtype=np.int64)
    found = [settings_of(one, near) for one in (plain, trips, days, mixed, several)]
    assert [one.rounds(10**9) for one in found] == [3, 1, 6, 1, 1]
    assert [one.ruin for one in found] == [RUIN, RUIN, RUIN, MIX_RUIN, RUIN]
    assert [one.spread for one in found] == [True, True, False, False, False]
    depots = replace(plain, slot_from=np.array([0, 1]))
    assert not settings_of(depots, near).spread


def test_every_second_cooling_spreads() -> None:
    """Of plain problems; the first does not, and one that is alone does so a little."""
    run = driver.Search(search_problem(line(1, 2), slots=2), 0)
    run.begin()
    seen = []
    for cooling in range(4):
        run.slice(1, 0, 1, cooling, 4)
        seen.append(int(run._block.data[tables.SPREAD]))
    assert seen == [0, SPREAD, 0, SPREAD]
    run.slice(1, 0, 1)
    assert run._block.data[tables.SPREAD] == SPREAD_ONCE


@pytest.mark.parametrize(("spread", "vehicles"), [(0, 1), (1000, 2)])
def test_vehicles_that_are_worth_something_are_used(spread: int, vehicles: int) -> None:
    """What is best is still told by the cost alone."""
    problem = search_problem(line(0, 1, 2), slots=2, job_penalty=np.full(2, 100))
    state = State(problem, 0)
    state.block.data[tables.SPREAD] = spread
    for _ in range(20):
        state.step(0.01)
    assert int((state.view(tables.COUNT) > 0).sum()) == vehicles
    assert sum(bool(stops) for stops in state.search.best().stops) == 1


def test_what_begins_anew_counts_no_vehicle_as_worth_anything() -> None:
    """A job that the adopted routes lack joins the duty, whatever the last step thought of it."""
    problem = search_problem(line(0, 1, 2), slots=2, job_penalty=np.full(2, 100))
    state = State(problem, 0)
    state.view(tables.NUMBER)[tables.BONUS] = 50
    state.put([[0], []])
    assert sorted(len(state.stops(s)) for s in range(2)) == [0, 2]


def test_a_search_cools_down_evenly() -> None:
    """Each part of the search takes the same share of the warmth that is left."""
    settings = Settings(100.0, 1.0, ruin=10, shuffles=0, tails=0, round_steps=1, most_rounds=1)
    assert [settings.temperature(part) for part in (0, 0.5, 1)] == pytest.approx([100, 10, 1])


def test_of_many_jobs_with_days_fewer_come_out() -> None:
    """From fifteen of fifty on, down to five; never more, never fewer."""
    sizes = [_ruin_of_days(jobs) for jobs in (0, 1, 50, 130, 300, 1000, 10**6)]
    assert sizes == [15, 15, 15, 11, 8, 6, 5]
