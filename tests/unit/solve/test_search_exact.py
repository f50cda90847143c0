"""What generated duties of the compiled evaluator leave out: long chains, people on foot, room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from routeplan.model import Rules
from routeplan.solve.duties.duty import Timing
from routeplan.solve.duties.timing import schedule
from routeplan.solve.roster import Roster
from routeplan.solve.search.encode import Encoded, encode
from routeplan.solve.search.exact import FIELDS, MOST_LABELS, begin, home, to_facility, to_job
from routeplan.solve.search.rich import FROM, PLACE, Rich
from tests.builders import MONDAY, World, island, make_crossing, make_site, make_van
from tests.property.test_search_exact import evaluate, figures

ISLETS = World(
    (make_site("A", minutes=30), make_site("B", minutes=30)),
    at={"P1": 30, "P2": 60, "P3": 65, "P4": 90, "P5": 95, "P6": 120, "A": 125, "B": 67},
    lands={"P2": "i", "P3": "i", "B": "i", "P4": "j", "P5": "j", "P6": "k", "A": "k"},
    landings=("P1", "P2", "P3", "P4", "P5", "P6"),
    vehicles=(make_van(shift="05:00-20:00", max_duty_s=14 * 3600),),
    crossings=tuple(
        make_crossing(*ends, range(start, 20 * 3600, 2400), minutes=15, checkin_s=300, fare=fare)
        for start, fare, (a, b) in (
            (18_000, 1_000, ("P1", "P2")),
            (18_600, 2_000, ("P3", "P4")),
            (19_500, 4_000, ("P5", "P6")),
        )
        for ends in ((a, b), (b, a))
    ),
    rules=Rules(max_crossings=3),
)


def in_python(world: World, *names: str) -> tuple[Encoded, tuple[int, ...] | None, object]:
    """Return the encoded problem, the figures of a Monday's duty in Python, and in arrays."""
    problem = world.problem()
    travel = world.travel(problem)
    visits = [visit for name in names for visit in problem.visits if visit.site == name]
    vehicle = problem.vehicles[0]
    timing = schedule(problem, travel, vehicle, MONDAY, visits)
    found = encode(Roster(problem, travel))
    return found, figures(problem, vehicle, timing), evaluate(found, visits)


@pytest.mark.parametrize("names", ["A", "B", "AB", "BA"])
def test_three_ferries_in_a_row(names: str) -> None:
    """A chain of three lines is ridden sailing by sailing, its fares added up."""
    found, expected, end = in_python(ISLETS, *names)
    assert expected is not None
    assert end == expected
    rich = found.problem.rich
    assert isinstance(rich, Rich)
    assert rich.chains[:, 0].max() == 3
    assert expected[2] >= 18_000 * (2_000 if names == "B" else 14_000)


def test_people_on_foot_pay_each() -> None:
    """A crew of three pays three fares, and walks from the pier without driving."""
    world = island()
    sites = (make_site("A", landing="P2", landing_access_s=1200, road=False),)
    crew = make_van("C", profile="crew", crew_needed=3, max_driving_s=3700)
    ferries = tuple(replace(row, fare=7_000) for row in world.crossings)
    walked = world.but(sites=sites, vehicles=(crew,), crossings=ferries)
    _, expected, end = in_python(walked, "A")
    assert expected is not None
    assert expected[2] == 18_000 * 7_000 * 3 * 2
    assert end == expected
    tired = replace(crew, max_driving_s=3500)
    assert in_python(walked.but(vehicles=(tired,)), "A")[1:] == (None, None)


def test_a_later_arrival_with_less_driving_is_kept() -> None:
    """From a stop with one opening minute the road is sooner, the ferry spares driving."""
    world = World(
        (make_site("A", minutes=30, windows="08:00-08:30"), make_site("B", minutes=30)),
        at={"A": 1, "P1": 10, "P2": 80, "B": 90},
        landings=("P1", "P2"),
        crossings=tuple(
            make_crossing(*ends, [f"{hour:02d}:20" for hour in range(6, 17)], minutes=40)
            for ends in (("P1", "P2"), ("P2", "P1"))
        ),
        rules=Rules(lunch_s=0, last_ferry_buffer_s=0),
    )
    ends = []
    for limit in (30, 60, 120, 200):
        van = make_van(max_driving_s=limit * 60)
        _, expected, end = in_python(world.but(vehicles=(van,)), "A", "B")
        assert end == expected
        ends.append(end)
    assert ends[0] is None
    assert ends[1] is not None
    assert ends[1] != ends[3]


def room() -> np.ndarray:
    """Return a label array."""
    return np.zeros((MOST_LABELS, FIELDS), dtype=np.int64)


def test_labels_without_room_are_counted_and_never_written_outside() -> None:
    """With a sailing a minute there are too many labels; what is kept is still a real duty."""
    world = island()
    every_minute = tuple(
        replace(row, departures=tuple(range(6 * 3600, 15 * 3600, 60))) for row in world.crossings
    )
    world = world.but(crossings=every_minute, rules=Rules(lunch_s=0))
    problem = world.problem()
    travel = world.travel(problem)
    rich = encode(Roster(problem, travel)).problem.rich
    assert isinstance(rich, Rich)
    guarded = np.full((MOST_LABELS + 2, FIELDS), 77, dtype=np.int64)
    start, out, spare, result = room(), guarded[1:-1], room(), np.zeros(4, dtype=np.int64)
    n = begin(rich, 0, start)
    m = to_job(rich, 0, start, n, int(rich.slots[0, FROM]), 0, out, spare)
    assert m == MOST_LABELS
    assert rich.lost[0] > 0
    assert (guarded[[0, -1]] == 77).all()
    assert home(rich, 0, out, m, int(rich.jobs[0, PLACE]), result, spare)
    timing = schedule(problem, travel, problem.vehicles[0], MONDAY, problem.visits)
    assert isinstance(timing, Timing)
    assert result[0] == timing.duty_s


def walk(rich: Rich, stops: Sequence[int]) -> list[int] | None:
    """Return the figures of a duty; stop ``-1 - q`` is facility q."""
    labels, out, spare, result = room(), room(), room(), np.zeros(4, dtype=np.int64)
    n, place = begin(rich, 0, labels), int(rich.slots[0, FROM])
    for stop in stops:
        if stop < 0:
            m = to_facility(rich, 0, labels, n, place, -1 - stop, out, spare)
            place = int(rich.facilities[-1 - stop, PLACE])
        else:
            m = to_job(rich, 0, labels, n, place, stop, out, spare)
            place = int(rich.jobs[stop, PLACE])
        labels, out, n = out, labels, m
    return result.tolist() if home(rich, 0, labels, n, place, result, spare) else None


@pytest.mark.parametrize("lunch_s", [0, 3600])
@pytest.mark.parametrize("shift", ["07:00-17:00", "08:00-14:00", "10:00-13:00"])
def test_a_facility_is_a_stop_without_doors(lunch_s: int, shift: str) -> None:
    """A call takes its time, lunch may be eaten there, and nothing else waits for it."""
    world = island().but(vehicles=(make_van(shift=shift),), rules=Rules(lunch_s=lunch_s))
    sites = (make_site("A", minutes=70), make_site("B", minutes=50))
    world = world.but(sites=sites, at={**world.at, "B": 20})
    problem = world.problem()
    rich = encode(Roster(problem, world.travel(problem))).problem.rich
    assert isinstance(rich, Rich)
    for job, (place, setup_s, after_s) in enumerate(rich.jobs.tolist()):
        own = rich._replace(facilities=np.array([[place, setup_s + after_s]], dtype=np.int64))
        for stops in ([job], [job, 1 - job], [1 - job, job]):
            if max(stops) < len(rich.jobs):
                called = [-1 if stop == job else stop for stop in stops]
                assert walk(own, called) == walk(own, stops)
