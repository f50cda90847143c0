"""Several crossings in a row: `Travel` against a clock that boards whatever can be boarded."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise, permutations

import numpy as np
from hypothesis import assume, event, given
from hypothesis import strategies as st

from routeplan.model import (
    DAY_S,
    NEVER,
    CalendarEntry,
    Crossing,
    DayKind,
    Landing,
    Mode,
    Problem,
    Rules,
    Site,
)
from routeplan.network.timetable import Ban
from routeplan.network.travel import Travel

START = date(2026, 11, 30)
PIERS = "PQRS"
PLACES = ("A", "B", *PIERS)
DAYS = 3


BACKBONE = (("P", "Q"), ("R", "S"))
"""Two lines that, with the roads A–P, Q–R and S–B, always lead from A to B."""
ROADS = (("A", "P"), ("Q", "R"), ("S", "B"))


@st.composite
def timetable_rows(draw: st.DrawFn, name: str, line: tuple[str, str]) -> Crossing:
    """One row: some sailings spread over the day, on every day or on some."""
    minutes = draw(st.sets(st.integers(0, 47).map(lambda n: 30 * n), min_size=2, max_size=12))
    return Crossing(
        name,
        *line,
        tuple(60 * minute for minute in sorted(minutes)),
        60 * draw(st.integers(1, 240)),
        days=draw(st.sampled_from([frozenset(), frozenset(), frozenset({0, 2}), frozenset({1})])),
        checkin_s=60 * draw(st.integers(0, 30)),
        carries=draw(st.sampled_from([frozenset({"van"}), frozenset({"van", "passenger"})])),
    )


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Problem, Travel, frozenset[Ban]]:
    """Two sites, four piers, two ferries in a row, up to three other lines, some bans."""
    others = [line for line in permutations(PIERS, 2) if line not in BACKBONE]
    lines = [*BACKBONE, *draw(st.lists(st.sampled_from(others), max_size=3, unique=True))]
    crossings = [draw(timetable_rows(f"L{k}", line)) for k, line in enumerate(lines)]
    size = len(PLACES)
    road = np.full((size, size), NEVER)
    for here, there in ROADS:
        road[PLACES.index(here), PLACES.index(there)] = 60 * draw(st.integers(0, 90))
    some = st.lists(st.sampled_from(list(permutations(PLACES, 2))), max_size=4)
    around = draw(st.sampled_from([[], [("A", "R")], [("Q", "B")]]))
    for here, there in (*around, *draw(some)):
        road[PLACES.index(here), PLACES.index(there)] = 60 * draw(st.integers(0, 900))
    storms = draw(st.sets(st.integers(0, DAYS - 1), max_size=1))
    problem = Problem(
        "random",
        START,
        1,
        sites=tuple(Site(name, name, "village", "1", 20.8, 107.0) for name in "AB"),
        vehicles=(),
        depots=(),
        landings=tuple(Landing(name, name, 20.8, 106.9) for name in PIERS),
        crossings=tuple(crossings),
        calendar=tuple(
            CalendarEntry(START + timedelta(days=k), START + timedelta(days=k), DayKind.STORM)
            for k in storms
        ),
        rules=Rules(
            last_ferry_buffer_s=draw(st.sampled_from([0, 1800])),
            overnight_max_days=DAYS,
            max_crossings=draw(st.sampled_from([1, 2, 2, 3])),
        ),
    )
    travel = Travel.from_arrays(problem, {"van": road})
    sailings = [
        (row.id, depart, START + timedelta(days=k))
        for row in crossings
        for depart in row.departures
        for k in range(DAYS)
    ]
    return problem, travel, draw(st.frozensets(st.sampled_from(sailings), max_size=12))


def simulate(problem: Problem, travel: Travel, depart: int, banned: frozenset[Ban]) -> int:
    """Let the clock tick; keep since when one is at each pier, by number of crossings so far.

    It knows nothing of lines, chains or alternatives.
    """
    road, index = travel.grounds["van"].seconds, travel.index
    storms = {entry.date_from for entry in problem.calendar}
    most = problem.rules.max_crossings
    since = {
        (pier, 0): depart + int(road[index["A"], index[pier]])
        for pier in PIERS
        if road[index["A"], index[pier]] < NEVER
    }
    best = depart + int(road[index["A"], index["B"]])
    going = [
        (offset * DAY_S + departs, row, departs == row.departures[-1])
        for offset in range(DAYS)
        for row in problem.crossings
        if row.sails_on(START + timedelta(days=offset))
        and START + timedelta(days=offset) not in storms
        for departs in row.departures
        if (row.id, departs, START + timedelta(days=offset)) not in banned
    ]
    # Waiting costs nothing, so one visit per sailing in the order of the clock would do if no
    # passage ended before an earlier sailing leaves; repeating it until nothing changes is safe.
    for _ in range(most):
        for leaves, row, is_last in sorted(going, key=lambda one: (one[0], one[1].id)):
            early = row.checkin_s + (problem.rules.last_ferry_buffer_s if is_last else 0)
            for count in range(most):
                if since.get((row.origin, count), NEVER) + early > leaves:
                    continue
                lands = leaves + row.duration_s
                there = int(road[index[row.destination], index["B"]])
                if there < NEVER:
                    best = min(best, lands + there)
                for pier in PIERS:
                    onward = int(road[index[row.destination], index[pier]])
                    if onward < NEVER:
                        key = (pier, count + 1)
                        since[key] = min(since.get(key, NEVER), lands + onward)
    return min(NEVER, best)


minutes_of_day = st.integers(0, 1440).map(lambda minute: 60 * minute)
World = tuple[Problem, Travel, frozenset[Ban]]


@given(worlds(), minutes_of_day)
def test_no_alternative_beats_arrive(world: World, depart: int) -> None:
    """The ways kept for a pair hold the best one at any time, with any sailings full."""
    problem, travel, banned = world
    assume(travel.arrays["van"].cut == 0)
    found = travel.arrive("van", 0, 1, depart, START, banned)
    hops = travel.legs("van", 0, 1, depart, START, banned=banned)
    event(f"{sum(hop.mode is Mode.FERRY for hop in hops)} crossings")
    assert found == simulate(problem, travel, depart, banned)


@given(worlds(), minutes_of_day, st.integers(0, DAY_S))
def test_first_in_first_out_over_chains(world: World, depart: int, later: int) -> None:
    """Leaving later never means arriving earlier."""
    _, travel, banned = world
    first = travel.arrive("van", 0, 1, depart, START, banned)
    assert first <= travel.arrive("van", 0, 1, depart + later, START, banned)


@given(worlds(), st.integers(0, 3 * DAY_S))
def test_latest_over_chains_is_the_inverse_of_arrive(world: World, arrive_by: int) -> None:
    """Leaving at `latest` is in time, a second later is not; -1 means that none is in time."""
    _, travel, banned = world
    depart = travel.latest("van", 0, 1, arrive_by, START, banned)
    if depart >= 0:
        assert travel.arrive("van", 0, 1, depart, START, banned) <= arrive_by
    assert travel.arrive("van", 0, 1, depart + 1, START, banned) > arrive_by


@given(worlds(), minutes_of_day)
def test_legs_over_chains_end_at_arrive(world: World, depart: int) -> None:
    """Movements hang together, each sailing is real and waited for, and the last ends in time."""
    problem, travel, banned = world
    end = travel.arrive("van", 0, 1, depart, START, banned)
    legs = travel.legs("van", 0, 1, depart, START, banned=banned)
    if end == NEVER:
        assert legs == ()
        return
    assert all(a.destination == b.origin for a, b in pairwise(legs))
    assert sum(hop.mode is Mode.FERRY for hop in legs) <= problem.rules.max_crossings
    now = depart
    for hop in legs:
        if hop.mode is Mode.FERRY:
            assert hop.crossing is not None
            assert hop.sailing == now + hop.wait_s
            offset, own = divmod(hop.sailing, DAY_S)
            day = START + timedelta(days=offset)
            assert own in travel.sailings(hop.crossing, day)
            assert (hop.crossing, own, day) not in banned
            assert hop.wait_s >= problem.crossing_by_id[hop.crossing].checkin_s
        now += hop.wait_s + hop.seconds
    assert now == end
