"""The judge finds every broken rule, and its costs are those of the literature's conventions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.instances.instance import (
    HUNDREDTHS_OF_REAL,
    TEN_TIMES,
    TENTHS,
    THOUSAND_TIMES,
    WHOLE,
    Convention,
    Instance,
    Tour,
    Vehicle,
)
from benchmarks.judge import judge, length
from tests.unit.benchmarks.small import line


def faults(instance: Instance, *tours: Tour) -> str:
    """Return all faults of an answer in one line."""
    return "; ".join(judge(instance, tours).faults)


@pytest.mark.parametrize(
    ("convention", "expected"),
    [(TENTHS, 14), (TEN_TIMES, 14), (THOUSAND_TIMES, 1414), (WHOLE, 1)],
)
def test_lengths(convention: Convention, expected: int) -> None:
    """The diagonal of a unit square in each convention."""
    diagonal = replace(line(1), coordinates=((0.0, 0.0), (1.0, 1.0)), convention=convention)
    assert length(diagonal, 0, 1) == expected


def test_cost() -> None:
    """Out and back, by unit cost, with the fixed cost, over what costs are reported in."""
    dear = line(3, 4, vehicles=(Vehicle(0, 10, fixed=50, per_length=25),))
    cents = replace(dear, convention=HUNDREDTHS_OF_REAL)
    assert judge(dear, [Tour(0, (1, 2))]).cost == 50 + 25 * 8
    assert judge(cents, [Tour(0, (1, 2))]).cost == (50 + 25 * 8) / 100
    assert judge(replace(line(3, 4), convention=TENTHS), [Tour(0, (1, 2))]).cost == 8


def test_a_good_answer() -> None:
    """Nothing is wrong with it, and empty tours are no vehicles."""
    verdict = judge(line(3, 4, vehicles=(Vehicle(0, 1),) * 3), [Tour(0, (1,)), Tour(2, (2,))])
    assert verdict.feasible
    assert verdict.vehicles == 2
    assert verdict.cost == 14
    assert judge(line(), [Tour(0, ())]).vehicles == 0


def test_visits() -> None:
    """A customer is served, once, and on the days of one of its patterns."""
    assert "customer 2 is served on days []" in faults(line(3, 4), Tour(0, (1,)))
    assert "customer 1 is served on days [0, 0]" in faults(line(3), Tour(0, (1, 1)))
    twice = line(3, days=4, patterns=((), ((0, 2), (1, 3))))
    assert not faults(twice, Tour(0, (1,), 1), Tour(0, (1,), 3))
    assert "days [0, 3]" in faults(twice, Tour(0, (1,), 0), Tour(0, (1,), 3))


def test_places() -> None:
    """Vehicles, days and nodes must be there, and a vehicle has one tour a day."""
    assert "no vehicle 1" in faults(line(3), Tour(1, (1,)))
    assert "no day 1" in faults(line(3), Tour(0, (1,), 1))
    assert "no node 9" in faults(line(3), Tour(0, (9,)))
    assert "2 tours on day 0" in faults(line(3, 4), Tour(0, (1,)), Tour(0, (2,)))
    other = line(3, 4, customers=(1,))
    assert "calls at 2, which is neither" in faults(other, Tour(0, (1, 2)))


def test_loads() -> None:
    """The sum of a trip counts; a call at a facility begins another."""
    small = line(3, 4, vehicles=(Vehicle(0, 1),))
    assert "carries 2, its capacity is 1" in faults(small, Tour(0, (1, 2)))
    reload = replace(small, vehicles=(Vehicle(0, 1, reload_at=(0,), max_calls=1),))
    assert not faults(reload, Tour(0, (1, 0, 2)))
    assert "calls 2 times" in faults(reload, Tour(0, (1, 0, 0, 2)))
    assert "neither a customer nor a facility" in faults(small, Tour(0, (1, 0, 2)))


def test_end_empty() -> None:
    """What was collected is unloaded before the vehicle comes back."""
    tip = line(
        3, 4, customers=(1,), demand=(0, 1, 0), collects=True, end_empty=True,
        vehicles=(Vehicle(0, 1, reload_at=(2,)),),
    )  # fmt: skip
    assert not faults(tip, Tour(0, (1, 2)))
    assert "comes back loaded" in faults(tip, Tour(0, (1,)))
    assert "comes back loaded" in faults(tip, Tour(0, (2, 1)))


def test_pairs() -> None:
    """A pickup comes before its delivery on the same tour, and its load is off after it."""
    pairs = line(
        3, 4, 5, 6, mate=(-1, 2, 1, 4, 3), demand=(0, 1, -1, 1, -1), vehicles=(Vehicle(0, 1),) * 2
    )
    assert not faults(pairs, Tour(0, (1, 2, 3, 4)))
    assert "carries 2" in faults(pairs, Tour(0, (1, 3, 2, 4)))
    assert "delivers 2 before" in faults(pairs, Tour(0, (2, 1, 3, 4)))
    assert "serves 1 without 2" in faults(pairs, Tour(0, (1,)), Tour(1, (2, 3, 4)))


def test_windows() -> None:
    """Service starts within the window, the tour ends within the depot's."""
    window = line(3, 4, windows=((0, 100), (0, 2.9), None))
    assert "starts at 1 at 3" in faults(window, Tour(0, (1, 2)))
    assert "starts at 0 at 8" in faults(line(3, 4, windows=((0, 7), None, None)), Tour(0, (1, 2)))
    # A tolerance of 1e-6 is for real lengths alone.
    nearly = line(3, windows=(None, (0, 3 - 1e-7)))
    assert not faults(nearly, Tour(0, (1,)))
    assert faults(replace(nearly, convention=WHOLE, windows=(None, (0, 2))), Tour(0, (1,)))


def test_release() -> None:
    """A trip leaves when its last crate is there; the trip before need not wait for it."""
    late = line(
        3, 4, release=(0, 0, 20), vehicles=(Vehicle(0, 1, reload_at=(0,)),),
        windows=(None, (0, 3), (0, 24)),
    )  # fmt: skip
    assert not faults(late, Tour(0, (1, 0, 2)))
    assert "starts at 2 at 24, 23.5" in faults(
        replace(late, windows=(None, (0, 3), (0, 23.5))), Tour(0, (1, 0, 2))
    )
    both = replace(late, vehicles=(Vehicle(0, 2),))
    assert "starts at 1 at 23" in faults(both, Tour(0, (1, 2)))


def test_duration_is_counted_from_the_best_departure() -> None:
    """Waiting that a later departure saves is no duty; waiting in between is."""
    opens_late = line(3, windows=(None, (50, 60)), vehicles=(Vehicle(0, 9, max_duration=6),))
    assert not faults(opens_late, Tour(0, (1,)))
    waits = line(
        3, 4, windows=(None, (0, 10), (50, 60)), vehicles=(Vehicle(0, 9, max_duration=46),)
    )
    # Latest at node 1 is 10, so 7 at the depot; node 2 opens at 50; back at 54.
    assert "takes 47, 46 is the most" in faults(waits, Tour(0, (1, 2)))


stops = st.lists(
    st.tuples(st.integers(-9, 9), st.integers(0, 40), st.integers(0, 15), st.integers(0, 5)),
    min_size=1,
    max_size=4,
)


@given(stops, st.integers(0, 20), st.integers(1, 60))
def test_duration_is_the_least_over_all_departures(
    chosen: list[tuple[int, int, int, int]], opens: int, limit: int
) -> None:
    """Beside brute force over whole departures: the same windows hold, the same limit is kept."""
    instance = line(
        *(place for place, *_ in chosen),
        convention=WHOLE,
        windows=((opens, 80), *((early, early + wide) for _, early, wide, _ in chosen)),
        service=(0.0, *(float(service) for *_, service in chosen)),
        vehicles=(Vehicle(0, None, max_duration=limit),),
    )
    tour = Tour(0, instance.customers)
    durations = []
    for departure in range(opens, 81):
        clock, here, ok = departure, 0, True
        for place, early, wide, service in chosen:
            clock = max(clock + abs(place - here), early)
            ok &= clock <= early + wide
            clock, here = clock + service, place
        clock += abs(here)
        if ok and clock <= 80:
            durations.append(clock - departure)
    assert judge(instance, [tour]).feasible == any(time <= limit for time in durations)
