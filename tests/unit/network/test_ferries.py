"""What docs/concepts.md says of ferries: last sailings, closures, cargo, rows and routes."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from routeplan.model import NEVER, CalendarEntry, Crossing, DayKind, Rules
from routeplan.network.notices import travel_notices
from routeplan.network.options import DIRECT, Ferry, choose
from routeplan.network.travel import Travel
from tests.builders import MONDAY, World, hm, make_crossing, make_site, make_van

TUESDAY = MONDAY + timedelta(days=1)


def world(*crossings: Crossing, **more: object) -> World:
    """A depot with a pier, an island with another, a site there, an hour beyond it by road."""
    return World(
        (make_site("A"),),
        vehicles=(make_van(), make_van("CREW", profile="crew")),
        at={"P1": 0, "P2": 10, "P5": 10, "A": 10},
        lands={"P2": "island", "P5": "island", "A": "island"},
        landings=("P1", "P2", "P5"),
        crossings=crossings,
        rules=Rules(last_ferry_buffer_s=1800, overnight_max_days=2),
        more=dict(more),
    )


def arrive(world: World, at: str, profile: str = "van", **more: object) -> int:
    """Return the arrival at A (s) of whoever leaves the depot on Monday at a clock time."""
    travel = world.travel()
    ends = travel.index["D"], travel.index["A"]
    return travel.arrive(profile, *ends, hm(at), MONDAY, **more)  # type: ignore[arg-type]


MORNING = make_crossing("P1", "P2", ["08:00", "10:00"], id="morning")
EVENING = make_crossing("P1", "P2", ["12:00"], id="evening")
NEXT_DAY = 86400 + hm("08:20")


def closed(name: str) -> tuple[CalendarEntry, ...]:
    """Keep a row in port on Monday."""
    return (CalendarEntry(MONDAY, MONDAY, DayKind.CLOSURE, frozenset({name}), "gió cấp 6"),)


def test_the_last_sailing_is_the_last_of_all_rows() -> None:
    """The buffer belongs to 12:00, the last of both rows, not to each row's own last."""
    assert arrive(world(MORNING, EVENING), "10:00") == hm("10:20")
    assert arrive(world(MORNING, EVENING), "11:30") == hm("12:20")
    assert arrive(world(MORNING, EVENING), "11:31") == NEXT_DAY


def test_a_closed_row_makes_an_earlier_sailing_the_last() -> None:
    """With 12:00 in port the buffer belongs to 10:00."""
    shut = world(MORNING, EVENING, calendar=closed("evening"))
    assert arrive(shut, "09:30") == hm("10:20")
    assert arrive(shut, "09:31") == NEXT_DAY


def test_a_full_sailing_does_not_make_an_earlier_one_the_last() -> None:
    """Without a place at 12:00, 10:00 needs no buffer."""
    full = frozenset({("evening", hm("12:00"), MONDAY)})
    assert arrive(world(MORNING, EVENING), "10:00", banned=full) == hm("10:20")
    assert arrive(world(MORNING, EVENING), "10:01", banned=full) == NEXT_DAY


def test_each_kind_of_vehicle_has_its_own_last_sailing() -> None:
    """Passengers have 12:00, vans do not: their buffer belongs to 10:00."""
    people = make_crossing("P1", "P2", ["12:00"], id="people", carries=frozenset({"passenger"}))
    both = world(MORNING, people)
    assert arrive(both, "10:00", "crew") == hm("10:20")
    assert arrive(both, "10:00", "van") == NEXT_DAY


def test_the_better_of_two_lines() -> None:
    """One line is quick and seldom, the other slow and often: the hour decides."""
    seldom = make_crossing("P1", "P2", ["09:00", "23:00"], minutes=10)
    often = make_crossing("P1", "P5", [f"{h:02d}:15" for h in range(5, 23)], minutes=40)
    two = world(seldom, often)
    assert arrive(two, "08:50") == hm("09:10")
    assert arrive(two, "09:05") == hm("09:55")
    assert arrive(two, "08:10") == hm("08:55")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_closures_are_said(language: str) -> None:
    """A notice names the row, the date and the calendar's own words; none without a closure."""
    shut = world(MORNING, EVENING, calendar=closed("evening"), language=language)
    problem = shut.problem()
    found = [n for n in travel_notices(problem, shut.travel(problem)) if n.file == "calendar.csv"]
    assert [(n.code, n.value) for n in found] == [("crossing-closed", "evening")]
    assert f"{MONDAY:%d/%m/%Y}" in found[0].cause
    assert "gió cấp 6" in found[0].cause
    plain = world(MORNING, EVENING)
    assert not [
        n for n in travel_notices(plain.problem(), plain.travel()) if n.file == "calendar.csv"
    ]


def test_more_ways_than_are_kept_are_said() -> None:
    """Nine lines between two shores: eight are kept, and a notice tells."""
    ends = [f"E{k}" for k in range(9)]
    many = world(*(make_crossing("P1", end, ["08:00"], minutes=10 + k)
                   for k, end in enumerate(ends)))  # fmt: skip
    many = many.but(landings=("P1", *ends), lands={"A": "island"} | dict.fromkeys(ends, "island"))
    problem = many.problem()
    travel: Travel = many.travel(problem)
    assert len(travel.options("van", travel.index["D"], travel.index["A"])) == 8
    assert "ways-cut" in {n.code for n in travel_notices(problem, travel)}


@pytest.mark.parametrize(("around_s", "chains"), [(2001, 2), (2000, 1)])
def test_a_ferry_less_is_kept_where_it_is_never_slower(around_s: int, chains: int) -> None:
    """Ferry, road, ferry is dropped only where the road round the first takes no longer."""
    road = np.full((6, 6), NEVER, dtype=np.int32)  # A, B and the piers P, Q, R, S
    road[0, 2], road[3, 4], road[5, 1], road[0, 4] = 300, 700, 100, around_s
    found = choose(road, [Ferry(0, 2, 3, 1000), Ferry(1, 4, 5, 900)])
    assert (found.chain[0, 1] != DIRECT).sum() == chains
