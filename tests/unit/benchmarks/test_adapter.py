"""The problem that the search gets means the same as the instance that the judge reads."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.adapter import fleet_price, to_search, tours_of, useful_vehicles
from benchmarks.instances.instance import REAL, TENTHS, WHOLE, Instance, Tour, Vehicle
from benchmarks.judge import judge, length
from benchmarks.whole import whole_numbers
from routeplan.solve.search.problem import FOREVER, Routes
from tests.unit.benchmarks.small import line


def test_windows_and_service() -> None:
    """Doors open when service starts; the depot's window is the span of the duty."""
    problem = to_search(
        line(3, 4, convention=TENTHS, windows=((1, 90), (5, 6), None), service=(0.0, 2.0, 0.0))
    )
    assert problem.windows[problem.job_windows[:, 0]].tolist() == [[50, 60], [0, FOREVER]]
    assert problem.job_setup.tolist() == [0, 0]
    assert problem.job_after.tolist() == [20, 0]
    assert (problem.slot_earliest[0], problem.slot_latest[0]) == (10, 900)
    assert problem.metres[0, 0].tolist() == [0, 30, 40]


def test_real_times_are_rounded_to_the_safe_side() -> None:
    """Ways and openings up, closings and limits down; lengths to the nearest."""
    vehicles = (Vehicle(0, 1, max_duration=9.9999),)
    problem = to_search(line(1.2341, windows=(None, (0.0001, 5.9999)), vehicles=vehicles))
    assert problem.seconds[0, 0].tolist() == [0, 1235]
    assert problem.metres[0, 0].tolist() == [0, 1234]
    assert problem.windows.tolist() == [[1, 5999]]
    assert problem.slot_max_duty.tolist() == [9999]


def test_days_and_patterns() -> None:
    """A slot is a vehicle on a day; patterns of all jobs stand one after the other."""
    problem = to_search(
        line(3, 4, days=3, patterns=((), ((0, 2), (1,)), ((2,),)), vehicles=(Vehicle(0, 1),) * 2)
    )
    assert problem.slot_day.tolist() == [0, 0, 1, 1, 2, 2]
    assert problem.slot_vehicle.tolist() == [0, 1] * 3
    assert len(set(problem.slot_kind.tolist())) == 1
    assert problem.pattern_ptr.tolist() == [0, 2, 3]
    assert problem.pattern_day_ptr.tolist() == [0, 2, 3, 4]
    assert problem.pattern_days.tolist() == [0, 2, 1, 2]
    assert not problem.partial


def test_loads_go_the_way_they_go() -> None:
    """Delivered from the depot, collected, or picked up at one place for another."""
    assert to_search(line(3)).job_deliver.tolist() == [1]
    waste = to_search(line(3, collects=True, end_empty=True))
    assert (waste.job_deliver.tolist(), waste.job_pick.tolist()) == ([0], [1])
    assert waste.slot_end_empty.all()
    pair = to_search(line(3, 4, mate=(-1, 2, 1), demand=(0, -6, 6)))
    assert pair.job_mate.tolist() == [1, 0]
    assert pair.job_deliver.tolist() == [6, 0]
    assert pair.job_pick.tolist() == [0, 6]


def test_facilities_and_release() -> None:
    """Only the vehicles that may call there do; a release time is the job's."""
    vehicles = (Vehicle(0, 1, reload_at=(0,)), Vehicle(0, 1))
    problem = to_search(line(3, 4, vehicles=vehicles, release=(0.0, 0.0, 7.0)))
    assert problem.facility_place.tolist() == [0]
    assert problem.facility_slots.tolist() == [[True, False]]
    assert problem.job_release.tolist() == [0, 7000]
    routes = Routes(((0, -1, 1), ()), (), (0, 0, 0, 0), 0, 0)
    assert tours_of(problem, routes) == (Tour(0, (1, 0, 2)),)


def test_a_limit_that_the_search_does_not_know() -> None:
    """Leaving it out would make answers that the judge refuses."""
    few = line(3, vehicles=(Vehicle(0, 1, reload_at=(0,), max_calls=1),))
    with pytest.raises(ValueError, match="calls"):
        to_search(few)


def test_fractional_costs_become_whole() -> None:
    """Unit costs and fixed costs share the factor."""
    numbers = whole_numbers(
        line(3, vehicles=(Vehicle(0, 1, fixed=2, per_length=1.25), Vehicle(0, 2, per_length=0.5)))
    )
    assert [(one.fixed, one.per_length) for one in numbers.vehicles] == [(8000, 5), (0, 2)]


points = st.tuples(st.floats(-50, 50), st.floats(-50, 50))


@given(st.lists(points, min_size=2, max_size=6, unique=True), st.integers(1, 400))
def test_whole_limits_are_never_looser_than_real_ones(
    places: list[tuple[float, float]], limit: int
) -> None:
    """What fits the whole duration fits the real one: the judge agrees with the search's sum."""
    instance = replace(
        line(*range(1, len(places))),
        coordinates=tuple(places),
        convention=REAL,
        vehicles=(Vehicle(0, None, max_duration=limit),),
    )
    problem = to_search(instance)
    path = [0, *instance.customers, 0]
    seconds = sum(int(problem.seconds[0, a, b]) for a, b in pairwise(path))
    verdict = judge(instance, [Tour(0, instance.customers)])
    if seconds <= problem.slot_max_duty[0]:
        assert verdict.feasible
    # And not tighter by more than a thousandth a way.
    if verdict.feasible and verdict.cost < limit - len(path) / 1000:
        assert seconds <= problem.slot_max_duty[0]


def best_cost(instance: Instance, vehicles: tuple[int, ...]) -> float:
    """Return the least cost by trying every choice of vehicles and, on a line, the only order."""
    depot = [length(instance, 0, node) for node in range(instance.nodes)]
    best = float("inf")
    for chosen in product(vehicles, repeat=len(instance.customers)):
        cost = 0.0
        for vehicle in set(chosen):
            own = instance.vehicles[vehicle]
            nodes = [n for n, v in zip(instance.customers, chosen, strict=True) if v == vehicle]
            if sum(instance.demand[node] for node in nodes) > (own.capacity or 0):
                break
            cost += own.fixed + own.per_length * 2 * max(depot[node] for node in nodes)
        else:
            best = min(best, cost)
    return best


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 5)), min_size=1, max_size=4),
    st.integers(0, 30),
    st.integers(1, 3),
)
def test_useful_vehicles_lose_nothing(
    customers: list[tuple[int, int]], fixed: int, dear: int
) -> None:
    """Beside brute force with the whole fleet."""
    fleet = (Vehicle(0, 5, per_length=1),) * 4 + (Vehicle(0, 8, fixed, dear),) * 4
    instance = line(
        *(place for place, _ in customers),
        demand=(0, *(load for _, load in customers)),
        vehicles=fleet,
        convention=WHOLE,
    )
    useful = useful_vehicles(instance)
    assert best_cost(instance, useful) == best_cost(instance, tuple(range(8)))


def test_useful_vehicles_are_few_where_they_can_be() -> None:
    """Twenty customers of 1 in vehicles of 10: any two half-full ones are one too many."""
    fleet = (Vehicle(0, 10),) * 20
    assert len(useful_vehicles(line(*range(1, 21), vehicles=fleet))) == 3
    closing = line(*range(1, 21), vehicles=fleet, windows=((0, 9),) * 21)
    assert len(useful_vehicles(closing)) == 20


def test_no_saving_of_length_is_worth_a_vehicle() -> None:
    """Where fewer vehicles come first, one costs more than any answer is long; else nothing."""
    fleet = (Vehicle(0, 10),) * 3
    pairs = line(3, 4, mate=(-1, 2, 1), demand=(0, 1, -1), vehicles=fleet, vehicles_first=True)
    assert fleet_price(pairs, whole_numbers(pairs)) == 2 * (3000 + 4000)
    problem = to_search(pairs)
    assert problem.slot_fixed.tolist() == [14000] * 3
    assert (problem.job_penalty > 14000).all()
    assert not np.any(to_search(line(3)).slot_fixed)
