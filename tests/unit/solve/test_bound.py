"""The bound on tiny problems whose optimum can be seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from routeplan.solve.bound import Bound, bound, pricing, travel_cost
from routeplan.solve.bound.pricing import pricer
from routeplan.solve.bound.slot_classes import slot_classes
from routeplan.solve.bound.smallest import compile_all
from routeplan.solve.search.problem import FAR, Routes, SearchProblem
from tests.small_search import cheapest_duties, search_problem


def line(n: int, step: int = 10) -> list[list[int]]:
    """Return the distances of n + 1 places on a line, the depot first."""
    return [[step * abs(a - b) for b in range(n + 1)] for a in range(n + 1)]


def whole(problem: SearchProblem) -> Bound:
    """Return the bound for one visit to each job, after as many passes as it takes."""
    return bound(problem, [(job, 1) for job in range(problem.jobs)], iterations=500)


def test_one_tour_along_a_line() -> None:
    """Five jobs on a line cost the way to the last one and back, and the fixed cost."""
    found = whole(search_problem(line(5), slot_fixed=7, slot_latest=1000, job_after=1))
    assert (found.value, found.converged) == (107, True)


def test_windows_that_no_tour_can_keep_together_ask_for_two() -> None:
    """In the manner of Solomon's R1: narrow windows, a known optimum, and a bound equal to it."""
    windows = [[(10, 12)], [(100, 105)], [(10, 12)], [(100, 105)]]
    places = np.array([[0, 0], [10, 0], [20, 0], [-10, 0], [-20, 0]])
    seconds = np.abs(places[:, None] - places[None]).sum(axis=2).tolist()
    problem = search_problem(seconds, slots=3, windows=windows, slot_latest=130, job_after=5)
    found = whole(problem)
    best = Routes(((0, 1), (2, 3), ()), (), (0, 0, 0, 0), 0, 80)
    assert found.value == travel_cost(problem, best) == 80


def test_doors_count_by_day() -> None:
    """Slots that are alike but for the windows of their day are priced apart."""
    problem = search_problem(
        line(1),
        slots=2,
        slot_day=[0, 1],
        windows=[[(0, 5)], [(0, 50)]],
        jobs=1,
        patterns=[[(0,), (1,)]],
        job_windows=np.array([[0, 1]], dtype=np.int32),
        slot_latest=100,
        slot_fixed=[1, 1],
    )
    assert len(slot_classes(problem, [0])) == 2
    assert whole(problem).value == 21


def test_alike_days_are_one_class() -> None:
    """Twenty days that are alike are one pricing problem."""
    days = [(day,) for day in range(20)]
    problem = search_problem(
        line(3), slots=20, slot_day=list(range(20)), patterns=[days] * 3, slot_latest=100
    )
    (one,) = slot_classes(problem, range(3))
    assert one.count == 20


def test_a_job_with_two_visits_is_paid_twice() -> None:
    """Two visits on two days are two tours, whatever else is on the way."""
    problem = search_problem(
        line(2), slots=2, slot_day=[0, 1], patterns=[[(0,), (1,)], [(0, 1)]], slot_latest=100
    )
    assert bound(problem, [(0, 1), (1, 2)], iterations=100).value == 80


def test_slots_are_used_no_oftener_than_there_are() -> None:
    """Where only one slot is cheap, the second tour is a dear one."""
    problem = search_problem(
        line(1), slots=2, jobs=1, slot_fixed=[0, 1000], slot_latest=100, patterns=[[(0,)]]
    )
    assert bound(problem, [(0, 2)], iterations=100).value == 1040


@pytest.mark.parametrize(
    ("deliver", "pick", "expected"),
    [
        ((3, 3), (0, 0), 60),  # both out: more than 5 on board
        ((0, 0), (3, 3), 60),  # both in
        ((3, 0), (0, 3), 40),  # out first, then in: never more than 3
        ((3, 3), (3, 3), 60),
        ((2, 3), (3, 2), 40),  # full on leaving, full on coming back
    ],
)
def test_crates_both_ways(deliver: tuple[int, int], pick: tuple[int, int], expected: int) -> None:
    """The load is what is still to be delivered and what was picked up, at every stop."""
    problem = search_problem(
        line(2), slots=2, slot_capacity=5, slot_latest=100, job_deliver=deliver, job_pick=pick
    )
    assert whole(problem).value == expected


@pytest.mark.parametrize("seed", range(60))
def test_crates_on_board_tell_partial_duties_apart(seed: int) -> None:
    """A cheaper and quicker part of a duty with more on board does not do instead of another."""
    rng = np.random.default_rng(seed)
    problem = search_problem(
        rng.integers(1, 30, (6, 6)).tolist(),
        metres=rng.integers(1, 30, (6, 6)).tolist(),
        slot_capacity=6,
        slot_latest=10_000,
        job_deliver=rng.integers(0, 5, 5),
        job_pick=rng.integers(0, 5, 5),
        job_after=1,
    )
    prices = rng.integers(5, 40, 5)
    least = _least(problem, prices)
    assert _priced(problem, prices, 5) == least
    assert all(_priced(problem, prices, memory) <= least for memory in (1, 2))


@pytest.mark.parametrize("seed", range(60))
def test_work_tells_partial_duties_apart(seed: int) -> None:
    """One that worked less, and waited more, is kept for what it may still do."""
    rng = np.random.default_rng(seed)
    seconds = rng.integers(1, 9, (6, 6))
    problem = search_problem(
        seconds.tolist(),
        metres=rng.integers(1, 9, (6, 6)).tolist(),
        slot_latest=40,
        slot_max_duty=26,
        windows=[[(int(opens), int(opens) + 10)] for opens in rng.integers(0, 30, 5)],
        job_after=rng.integers(1, 4, 5),
    )
    prices = rng.integers(3, 12, 5)
    least = _least(problem, prices)
    assert all(_priced(problem, prices, memory) <= least for memory in (1, 2, 5))


def _least(problem: SearchProblem, prices: NDArray[np.int64]) -> int:
    duties = cheapest_duties(problem, 0).items()
    return min(0, *(cost - int(prices[list(jobs)].sum()) for jobs, (cost, _) in duties))


def _priced(problem: SearchProblem, prices: NDArray[np.int64], memory: int) -> int:
    (one,) = slot_classes(problem, range(problem.jobs))
    least = pricer(0, one, memory).price(prices).least
    assert least is not None
    return least


def test_crates_of_a_transfer_do_not_fill_the_vehicle_from_the_start() -> None:
    """What one site gives another is on board in between alone: one tour serves all three."""
    problem = search_problem(
        line(3),
        slot_capacity=3,
        slot_latest=100,
        job_deliver=[3, 0, 3],
        job_pick=[0, 3, 0],
        job_mate=[-1, 2, 1],
    )
    assert whole(problem).value == 60


def test_no_visits_no_bound() -> None:
    """A plan that serves nothing has no bound, and the reason is said."""
    assert bound(search_problem(line(1), slot_latest=9), []) == Bound(None, "no-visits")


def test_no_pass_no_bound() -> None:
    """Without time for one pass there is no value."""
    problem = search_problem(line(3), slot_latest=100)
    served = [(job, 1) for job in range(3)]
    assert bound(problem, served, seconds=0).reason == "no-time"
    assert bound(problem, served, iterations=0).reason == "no-time"
    assert bound(problem, served, iterations=9, stop=lambda: True).reason == "no-time"


def test_travel_that_costs_nothing_is_bounded_by_nothing() -> None:
    """Where nothing is paid for moving the bound is 0, at once."""
    found = whole(search_problem(line(3), slot_latest=100, slot_per_metre=0))
    assert (found.value, found.reason) == (0, "")


def test_compiling_ahead_runs_what_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The smallest problem goes through both compiled halves of pricing."""
    ran = []
    for name in ("sweep", "cheapest_routes"):
        original = getattr(pricing, name)

        def run(*given: Any, name: str = name, original: Any = original) -> Any:
            ran.append(name)
            return original(*given)

        monkeypatch.setattr(pricing, name, run)
    compile_all()
    assert ran == ["sweep", "cheapest_routes"]


def test_endless_duties_are_too_large() -> None:
    """Where nothing ends a duty and many jobs cost nothing, pricing gives up and says so."""
    rng = np.random.default_rng(1)
    found = whole(search_problem(rng.integers(1, 9, (61, 61)).tolist(), slot_fixed=1))
    assert (found.value, found.reason) == (None, "too-large")


def test_passes_alone_decide() -> None:
    """The same passes give the same bound, and more of them never a lower one."""
    rng = np.random.default_rng(3)
    xy = rng.integers(0, 100, (26, 2))
    seconds = np.abs(xy[:, None] - xy[None]).sum(axis=2).tolist()
    problem = search_problem(seconds, slots=9, slot_latest=600, job_after=20, job_deliver=2)
    served = [(job, 1) for job in range(25)]
    found = [bound(problem, served, iterations=n) for n in (5, 20, 60)]
    assert found == [bound(problem, served, iterations=n) for n in (5, 20, 60)]
    values = [one.value or 0 for one in found]
    assert values == sorted(values)


def test_known_duties_change_no_validity() -> None:
    """Duties that exist shorten the search; the bound stays what it is."""
    problem = search_problem(line(4), slot_latest=1000)
    served = [(job, 1) for job in range(4)]
    found = bound(problem, served, iterations=100, known=[(0, (0, 1, 2, 3))])
    assert found.value == whole(problem).value == 80


def test_travel_cost_of_a_plan() -> None:
    """Fixed cost, metres and seconds of moving; a facility is a place on the way."""
    problem = search_problem(
        line(3),
        jobs=2,
        slot_fixed=100,
        slot_per_second=2,
        slot_load_s=50,
        job_setup=50,
        facility_place=np.array([3]),
        facility_s=np.array([9]),
        facility_slots=np.ones((1, 1), dtype=np.bool_),
    )
    assert travel_cost(problem, Routes(((0, -1, 1),), (), (0, 0, 0, 0), 0, 0)) == 100 + 3 * 60


def test_travel_cost_needs_ways() -> None:
    """A plan over a way that does not exist has no cost."""
    seconds = [[0, FAR], [5, 0]]
    with pytest.raises(ValueError, match="no way from place 0 to place 1"):
        travel_cost(search_problem(seconds), Routes(((0,),), (), (0, 0, 0, 0), 0, 0))
