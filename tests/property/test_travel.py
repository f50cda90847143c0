"""Travel over random timetables: first in, first out; exact; legs and latest agree with arrive."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from routeplan.model import (
    DAY_S,
    NEVER,
    CalendarEntry,
    Crossing,
    DayKind,
    Depot,
    Landing,
    Mode,
    Problem,
    Rules,
    Site,
)
from routeplan.network.options import MOST_WAYS
from routeplan.network.timetable import Ban
from routeplan.network.travel import Travel

START = date(2026, 11, 30)
PLACES = ("A", "B", "D", "P", "Q", "R")  # sites A B, depot D, landings P Q R
LINES = (("P", "Q"), ("P", "R"))


@st.composite
def rows(draw: st.DrawFn, number: int, line: tuple[str, str]) -> Crossing:
    """One row of a timetable in whole minutes, on some weekdays or dates, valid for a while."""
    minutes = draw(st.lists(st.integers(0, 1439), min_size=1, max_size=6, unique=True))
    dates: frozenset[date] = frozenset()
    if draw(st.booleans()):
        offsets = draw(st.sets(st.integers(0, 9), min_size=1, max_size=4))
        dates = frozenset(START + timedelta(days=k) for k in offsets)
    return Crossing(
        f"{line[0]}{line[1]}{number}",
        *line,
        tuple(60 * m for m in sorted(minutes)),
        60 * draw(st.integers(1, 600)),
        days=draw(st.frozensets(st.integers(0, 6), max_size=4)),
        dates=dates,
        valid_to=draw(st.sampled_from([None, START + timedelta(days=1)])),
        checkin_s=60 * draw(st.integers(0, 40)),
        carries=draw(st.sampled_from([frozenset({"van"}), frozenset({"van", "passenger"})])),
    )


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Problem, Travel, frozenset[Ban]]:
    """Two sites with either two lines between them, or one line and a road, and some bans."""
    lines = LINES[: draw(st.integers(1, 2))]
    crossings = tuple(draw(rows(k, line)) for line in lines for k in range(draw(st.integers(1, 3))))
    storms = draw(st.lists(st.integers(0, 5), max_size=2))
    entries = tuple(
        CalendarEntry(START + timedelta(days=k), START + timedelta(days=k), DayKind.STORM)
        for k in storms
    )
    problem = Problem(
        "random",
        START,
        1,
        sites=tuple(Site(name, name, "village", "1", 20.8, 107.0) for name in "AB"),
        vehicles=(),
        depots=(Depot("D", "D", 20.8, 106.7),),
        landings=tuple(Landing(name, name, 20.8, 106.9) for name in "PQR"),
        crossings=crossings,
        calendar=entries,
        rules=Rules(last_ferry_buffer_s=draw(st.sampled_from([0, 1800])), overnight_max_days=4),
    )
    road = np.full((6, 6), NEVER)
    for a, b in (("A", "P"), ("Q", "B"), ("R", "B")):
        i, j = PLACES.index(a), PLACES.index(b)
        road[i, j] = road[j, i] = 60 * draw(st.integers(0, 300))
    if len(lines) == 1 and draw(st.booleans()):
        road[0, 1] = road[1, 0] = 60 * draw(st.integers(1, 3000))
    travel = Travel.from_arrays(problem, {"van": road})
    sailings = [
        (row.id, depart, START + timedelta(days=k))
        for row in crossings
        for depart in row.departures
        for k in range(4)
    ]
    banned = draw(st.frozensets(st.sampled_from(sailings), max_size=3))
    return problem, travel, banned


def simulate(problem: Problem, travel: Travel, depart: int, banned: frozenset[Ban]) -> int:
    """Walk through every minute of the days that count and board whatever may be boarded."""
    road = travel.grounds["van"].seconds
    index = travel.index
    best = depart + int(road[index["A"], index["B"]])
    storms = {entry.date_from for entry in problem.calendar}
    for origin, destination in LINES:
        mine = [r for r in problem.crossings if (r.origin, r.destination) == (origin, destination)]
        at_pier = depart + int(road[index["A"], index[origin]])
        onward = int(road[index[destination], index["B"]])
        for offset in range(problem.rules.overnight_max_days):
            day = START + timedelta(days=offset)
            going = [r for r in mine if r.sails_on(day) and day not in storms]
            last = max((r.departures[-1] for r in going), default=-1)
            for minute in range(1440):
                for row in going:
                    if 60 * minute not in row.departures:
                        continue
                    if (row.id, 60 * minute, day) in banned:
                        continue
                    early = row.checkin_s
                    early += problem.rules.last_ferry_buffer_s if 60 * minute == last else 0
                    leaves = offset * DAY_S + 60 * minute
                    if at_pier + early <= leaves:
                        best = min(best, leaves + row.duration_s + onward)
    return min(NEVER, best)


minutes_of_day = st.integers(0, 2 * 1440).map(lambda minute: 60 * minute)


@given(worlds(), minutes_of_day)
def test_arrive_equals_a_minute_by_minute_simulation(
    world: tuple[Problem, Travel, frozenset[Ban]], depart: int
) -> None:
    """The earliest arrival is the one that a clock ticking through the timetable finds."""
    problem, travel, banned = world
    i, j = travel.index["A"], travel.index["B"]
    assert travel.arrive("van", i, j, depart, START, banned) == simulate(
        problem, travel, depart, banned
    )


@given(worlds(), minutes_of_day, st.integers(0, DAY_S))
def test_first_in_first_out(
    world: tuple[Problem, Travel, frozenset[Ban]], depart: int, later: int
) -> None:
    """Leaving later never means arriving earlier."""
    _, travel, banned = world
    i, j = travel.index["A"], travel.index["B"]
    first = travel.arrive("van", i, j, depart, START, banned)
    assert first <= travel.arrive("van", i, j, depart + later, START, banned)


@given(worlds(), minutes_of_day, st.integers(0, 59))
def test_legs_are_a_chain_that_ends_at_arrive(
    world: tuple[Problem, Travel, frozenset[Ban]], depart: int, odd: int
) -> None:
    """Each movement begins where the one before ends; sailings are real, allowed and waited for."""
    problem, travel, banned = world
    i, j = travel.index["A"], travel.index["B"]
    depart += odd
    end = travel.arrive("van", i, j, depart, START, banned)
    legs = travel.legs("van", i, j, depart, START, banned=banned)
    if end == NEVER:
        assert legs == ()
        return
    assert legs[0].origin == "A"
    assert legs[-1].destination == "B"
    assert all(a.destination == b.origin for a, b in pairwise(legs))
    clock = depart
    for hop in legs:
        assert hop.wait_s >= 0
        if hop.mode is Mode.FERRY:
            assert hop.crossing is not None
            assert hop.sailing == clock + hop.wait_s
            offset, own = divmod(hop.sailing, DAY_S)
            day = START + timedelta(days=offset)
            row = problem.crossing_by_id[hop.crossing]
            assert own in travel.sailings(hop.crossing, day)
            assert (hop.crossing, own, day) not in banned
            assert hop.wait_s >= row.checkin_s
            assert hop.seconds == row.duration_s
        else:
            move = travel.move("van", hop.origin, hop.destination, hop.mode)
            assert move is not None
            assert move.seconds == hop.seconds
        clock += hop.wait_s + hop.seconds
    assert clock == end


@given(worlds(), st.integers(0, 5 * DAY_S))
def test_latest_is_the_inverse_of_arrive(
    world: tuple[Problem, Travel, frozenset[Ban]], arrive_by: int
) -> None:
    """Leaving at `latest` is in time and a second later is not; -1 means that none is in time."""
    _, travel, banned = world
    i, j = travel.index["A"], travel.index["B"]
    depart = travel.latest("van", i, j, arrive_by, START, banned)
    if depart >= 0:
        assert travel.arrive("van", i, j, depart, START, banned) <= arrive_by
    assert travel.arrive("van", i, j, depart + 1, START, banned) > arrive_by


@given(worlds(), minutes_of_day)
def test_latest_finds_what_arrive_promises(
    world: tuple[Problem, Travel, frozenset[Ban]], depart: int
) -> None:
    """Whoever must be there exactly when `arrive` says need not leave earlier than asked."""
    _, travel, banned = world
    i, j = travel.index["A"], travel.index["B"]
    end = travel.arrive("van", i, j, depart, START, banned)
    if end < NEVER:
        assert travel.latest("van", i, j, end, START, banned) >= depart


@given(st.data())
def test_the_kept_ways_are_the_best_ones(data: st.DataObject) -> None:
    """Of any number of lines the arrays hold those that can beat the road, quickest first."""
    count = data.draw(st.integers(1, 12))
    ends = [f"E{k}" for k in range(count)]
    seconds = st.integers(1, 5000)
    road = np.full((3 + count, 3 + count), NEVER)
    if data.draw(st.booleans()):
        road[0, 1] = data.draw(seconds)
    road[0, 2] = data.draw(seconds)
    crossings = []
    totals = [int(road[0, 1])] if road[0, 1] < NEVER else []
    for k, end in enumerate(ends):
        road[3 + k, 1] = data.draw(seconds)
        row = Crossing(end, "P", end, (0,), data.draw(seconds), checkin_s=data.draw(seconds))
        crossings.append(row)
        total = int(road[0, 2]) + row.checkin_s + row.duration_s + int(road[3 + k, 1])
        if total < road[0, 1]:
            totals.append(total)
    problem = Problem(
        "random", START, 1, tuple(Site(x, x, "village", "1", 20.8, 107.0) for x in "AB"), (), (),
        tuple(Landing(x, x, 20.8, 106.9) for x in ("P", *ends)), tuple(crossings),
    )  # fmt: skip
    travel = Travel.from_arrays(problem, {"van": road})
    found = []
    for option in travel.options("van", 0, 1):
        rows = [problem.crossing_by_id[travel.timetable.lines[line][1]] for line in option.lines]
        found.append(sum(option.ground_s) + sum(r.checkin_s + r.duration_s for r in rows))
    assert found == sorted(totals)[:MOST_WAYS]
    if len(totals) > MOST_WAYS:
        assert travel.arrays["van"].cut > 0


@given(st.data())
def test_walks_and_movements_agree(data: st.DataObject) -> None:
    """The seconds of the way on the ground are those of its movements, and the least there are."""
    sites = tuple(
        Site(
            name, name, "village", "1", 20.8, 107.0,
            landing=data.draw(st.sampled_from([None, "P", "Q"])),
            landing_access_s=data.draw(st.integers(0, 900)),
        )
        for name in "AB"
    )  # fmt: skip
    landings = tuple(Landing(x, x, 20.8, 106.9) for x in "PQ")
    problem = Problem("random", START, 1, sites, (), (), landings)
    cells = st.one_of(st.just(NEVER), st.integers(0, 2000))
    matrix = np.array(data.draw(st.lists(cells, min_size=16, max_size=16))).reshape(4, 4)
    travel = Travel.from_arrays(problem, {"crew": matrix})
    ground = travel.grounds["crew"]
    for i in range(4):
        for j in range(4):
            ways = [int(ground.seconds[i, j])]
            a, b = int(ground.walk_to[i]), int(ground.walk_to[j])
            if a >= 0:
                ways.append(int(ground.walk_s[i]) + int(ground.seconds[a, j]))
            if b >= 0:
                ways.append(int(ground.seconds[i, b]) + int(ground.walk_s[j]))
            if a >= 0 and b >= 0:
                around = int(ground.seconds[a, b])
                ways.append(int(ground.walk_s[i]) + around + int(ground.walk_s[j]))
            least = 0 if i == j else min(*ways, NEVER)
            assert travel.arrive("crew", i, j, 0, START) == least
            legs = travel.legs("crew", i, j, 0, START)
            if 0 < least < NEVER:
                assert sum(hop.seconds for hop in legs) == least
                assert all(x.destination == y.origin for x, y in pairwise(legs))
