"""Travel over a ferry, a ship and by boat, on a world of five places with times set by hand."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

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
    Service,
    ServiceKind,
    Site,
    Source,
)
from routeplan.network.hops import Line
from routeplan.network.options import DIRECT, choose
from routeplan.network.travel import Travel

MONDAY = date(2026, 11, 30)
H = 3600


def site(name: str, **more: object) -> Site:
    """A village with one service."""
    service = Service(name, ServiceKind.EXCHANGE, 1, service_s=600)
    return Site(name, name, "village", "1", 20.8, 107.0, services=(service,), **more)  # type: ignore[arg-type]


def world(
    *, crossings: tuple[Crossing, ...] | None = None, calendar: tuple[CalendarEntry, ...] = ()
) -> Problem:
    """Mainland: depot D, site A, pier P. Island: pier Q, site B (road), site C (boat only)."""
    ferry = Crossing("F-OUT", "P", "Q", (8 * H, 10 * H, 16 * H), 1200, checkin_s=600)
    back = Crossing("F-BACK", "Q", "P", (9 * H, 17 * H), 1200, checkin_s=600)
    return Problem(
        "test",
        MONDAY,
        1,
        sites=(site("A"), site("B"), site("C", landing="Q", landing_access_s=900, road=False)),
        vehicles=(),
        depots=(Depot("D", "Depot", 20.85, 106.68),),
        landings=(Landing("P", "P", 20.81, 106.89), Landing("Q", "Q", 20.82, 106.92)),
        crossings=(ferry, back) if crossings is None else crossings,
        calendar=calendar,
    )


def travel(problem: Problem) -> Travel:
    """Order A B C D P Q; van and crew drive, the canoe sails between P and Q."""
    road = np.full((6, 6), NEVER)
    mainland = {(0, 3): 1000, (0, 4): 2000, (3, 4): 1800, (1, 5): 700}
    for (i, j), seconds in mainland.items():
        road[i, j] = road[j, i] = seconds
    sea = np.full((6, 6), NEVER)
    sea[4, 5] = sea[5, 4] = 500
    metres = np.where(road < NEVER, road * 10, 0)
    return Travel.from_arrays(
        problem, {"van": road, "crew": road, "canoe": sea}, {"van": metres, "crew": metres}
    )


def test_direct() -> None:
    """Without a crossing, travel takes the matrix's seconds, and latest is its inverse."""
    t = travel(world())
    assert t.arrive("van", 3, 0, 7 * H, MONDAY) == 7 * H + 1000
    assert t.latest("van", 3, 0, 8 * H, MONDAY) == 8 * H - 1000
    (hop,) = t.legs("van", 3, 0, 7 * H, MONDAY)
    assert (hop.mode, hop.origin, hop.destination) == (Mode.ROAD, "D", "A")
    assert (hop.seconds, hop.metres, hop.source) == (1000, 10000, Source.STRAIGHT)


def test_ferry_waits_for_checkin_and_sailing() -> None:
    """A van at the pier exactly at check-in takes the sailing; a second later, the next one."""
    t = travel(world())
    in_time = 8 * H - 600 - 1800
    assert t.arrive("van", 3, 1, in_time, MONDAY) == 8 * H + 1200 + 700
    assert t.arrive("van", 3, 1, in_time + 1, MONDAY) == 10 * H + 1200 + 700
    road, ferry, after = t.legs("van", 3, 1, in_time - 60, MONDAY)
    assert [hop.mode for hop in (road, ferry, after)] == [Mode.ROAD, Mode.FERRY, Mode.ROAD]
    assert (ferry.wait_s, ferry.seconds, ferry.crossing, ferry.sailing) == (
        660,
        1200,
        "F-OUT",
        8 * H,
    )
    assert ferry.source is Source.TIMETABLE
    assert ferry.metres == 0


def test_last_sailing_of_the_day_needs_the_buffer() -> None:
    """For the day's last sailing the van is there half an hour earlier, else it sails tomorrow."""
    t = travel(world())
    in_time = 16 * H - 600 - Rules().last_ferry_buffer_s - 1800
    assert t.arrive("van", 3, 1, in_time, MONDAY) == 16 * H + 1900
    assert t.arrive("van", 3, 1, in_time + 1, MONDAY) == DAY_S + 8 * H + 1900
    assert t.latest("van", 3, 1, 17 * H, MONDAY) == in_time
    assert t.latest("van", 3, 1, 8 * H + 1899, MONDAY) == -1


def test_banned_sailing() -> None:
    """A banned sailing is passed over on its own date alone, by arrive, latest and legs alike."""
    t = travel(world())
    banned = frozenset({("F-OUT", 8 * H, MONDAY)})
    assert t.arrive("van", 3, 1, 6 * H, MONDAY, banned) == 10 * H + 1900
    assert t.legs("van", 3, 1, 6 * H, MONDAY, banned=banned)[1].sailing == 10 * H
    assert t.latest("van", 3, 1, 9 * H, MONDAY, banned) == -1
    tuesday = MONDAY.replace(month=12, day=1)
    assert t.arrive("van", 3, 1, 6 * H, tuesday, banned) == 8 * H + 1900


def test_storm_and_closure() -> None:
    """On a stormy day no ferry sails; the van waits for the next date."""
    storm = CalendarEntry(MONDAY, MONDAY, DayKind.STORM)
    t = travel(world(calendar=(storm,)))
    assert t.sailings("F-OUT", MONDAY) == ()
    assert t.arrive("van", 3, 1, 6 * H, MONDAY) == DAY_S + 8 * H + 1900


def test_ferry_takes_only_what_it_carries() -> None:
    """A ship for passengers takes the crew and leaves the van ashore."""
    ship = Crossing("SHIP", "P", "Q", (8 * H,), 3600, carries=frozenset({"passenger"}))
    t = travel(world(crossings=(ship,)))
    assert t.arrive("van", 3, 1, 4 * H, MONDAY) == NEVER
    assert t.arrive("crew", 3, 1, 4 * H, MONDAY) == 9 * H + 700
    assert t.legs("van", 3, 1, 4 * H, MONDAY) == ()


def test_faster_ship_overtakes() -> None:
    """Of two rows of one line the sailing that arrives first is taken, not the earlier one."""
    slow = Crossing("SLOW", "P", "Q", (8 * H,), 4 * H)
    fast = Crossing("FAST", "P", "Q", (9 * H, 20 * H), 1 * H)
    t = travel(world(crossings=(slow, fast)))
    assert t.legs("van", 4, 5, 7 * H, MONDAY)[0].crossing == "FAST"
    assert t.arrive("van", 4, 5, 7 * H, MONDAY) == 10 * H


def test_boat_sails_to_the_landing_and_walks() -> None:
    """A boat reaches a site through its landing: sea, then carrying; and back the same way."""
    t = travel(world())
    out = t.legs("canoe", 4, 2, 7 * H, MONDAY)
    assert [(hop.mode, hop.origin, hop.destination, hop.seconds) for hop in out] == [
        (Mode.SEA, "P", "Q", 500),
        (Mode.WALK, "Q", "C", 900),
    ]
    home = t.legs("canoe", 2, 4, 7 * H, MONDAY)
    assert [hop.mode for hop in home] == [Mode.WALK, Mode.SEA]
    assert t.arrive("canoe", 4, 2, 7 * H, MONDAY) == 7 * H + 1400
    assert t.arrive("canoe", 4, 1, 7 * H, MONDAY) == NEVER


def test_crew_walks_from_the_ship() -> None:
    """People on foot carry crates from the landing; the van's driver does not."""
    t = travel(world())
    legs = t.legs("crew", 3, 2, 6 * H, MONDAY)
    assert [hop.mode for hop in legs] == [Mode.ROAD, Mode.FERRY, Mode.WALK]
    assert t.arrive("van", 3, 2, 6 * H, MONDAY) == NEVER


def test_move_is_one_movement() -> None:
    """A single movement has its one mode; a crossing is none, and neither is road over water."""
    t = travel(world())
    found = t.move("van", "D", "A", Mode.ROAD)
    assert found is not None
    assert (found.seconds, found.metres) == (1000, 10000)
    assert t.move("van", "D", "B", Mode.ROAD) is None
    assert t.move("van", "P", "Q", Mode.FERRY) is None
    assert t.move("van", "Q", "C", Mode.WALK) is None
    walk = t.move("canoe", "C", "Q", Mode.WALK)
    assert walk is not None
    assert walk.seconds == 900
    assert t.move("canoe", "P", "C", Mode.SEA) is None


def test_a_move_is_drawn_when_its_line_is_asked_for() -> None:
    """Seconds and metres, which the checker asks of every leg, draw nothing; the line does."""
    drawn = []

    class Pencil:
        def trace(self, profile: str, origin: int, destination: int) -> tuple[Line, Source]:
            drawn.append((profile, origin, destination))
            return ((20.8, 107.0), (20.9, 107.1)), Source.OSM

        def ferry(self, origin: int, destination: int) -> Line:
            raise AssertionError("no ferry is asked for")

    problem = replace(world(crossings=()), sites=(site("A"),), landings=())
    matrix = np.array([[0, 1000], [1000, 0]])
    t = Travel.from_arrays(problem, {"van": matrix}, {"van": 10 * matrix}, tracer=Pencil())
    found = t.move("van", "D", "A", Mode.ROAD)
    assert found is not None
    assert (found.seconds, found.metres, drawn) == (1000, 10_000, [])
    assert (found.source, found.line[-1]) == (Source.OSM, (20.9, 107.1))
    assert drawn == [("van", 1, 0)]


def test_options_are_sums() -> None:
    """The kernel's arrays say: seconds to the pier, the chain of lines, seconds after it."""
    t = travel(world())
    (option,) = t.options("van", 3, 1)
    assert [t.timetable.lines[line] for line in option.lines] == [("P", "Q")]
    assert option.ground_s == (1800, 700)
    assert option.metres == 25000
    (direct,) = t.options("van", 3, 0)
    assert (direct.ground_s, direct.lines) == ((1000,), ())
    arrays = t.arrays["van"]
    number = arrays.chain[3, 1, 0]
    assert (arrays.before_s[3, 1, 0], arrays.after_s[3, 1, 0]) == (1800, 700)
    assert arrays.chain_lines[number, 0] == option.lines[0]
    assert (arrays.chain[3, 0, 0], arrays.after_s[3, 0, 0]) == (DIRECT, 0)
    assert arrays.cut == 0


def test_expired_line_comes_last() -> None:
    """A line that does not sail in the horizon never pushes out one that does."""
    gone = [
        Crossing(f"OLD{k}", *ends, (8 * H,), 60, valid_to=date(2026, 1, 1))
        for k, ends in enumerate([("P", "Q"), ("P", "R"), ("P", "S")])
    ]
    now = Crossing("NEW", "P", "T", (8 * H,), 7200)
    problem = world(crossings=(*gone, now))
    more = tuple(Landing(name, name, 20.82, 106.92) for name in "RST")
    problem = Problem(
        "test", MONDAY, 1, problem.sites, (), problem.depots, problem.landings + more,
        crossings=problem.crossings,
    )  # fmt: skip
    road = np.full((9, 9), 60)
    for i, j in ((0, 1), (3, 1), (4, 1)):
        road[i, j] = road[j, i] = NEVER
    road[np.ix_([0, 3, 4], [5, 6, 7, 8])] = NEVER
    t = Travel.from_arrays(problem, {"van": road})
    assert t.arrive("van", 3, 1, 0, MONDAY) == 8 * H + 7200 + 60


def test_wrong_shape_is_refused() -> None:
    """A matrix that does not match the places is a programming mistake, said at once."""
    with pytest.raises(ValueError, match="6 square"):
        Travel.from_arrays(world(), {"van": np.zeros((5, 5), dtype=int)})


def test_places_without_ferries_take_no_room_for_them() -> None:
    """One way for each pair, as given; columns for more would take most of the memory."""
    seconds = np.full((40, 40), 600)
    seconds[3, 4] = NEVER
    tracemalloc.start()
    found = choose(seconds, ())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.before_s.shape == found.after_s.shape == found.chain.shape == (40, 40, 1)
    assert (found.before_s[..., 0] == seconds).all()
    assert found.after_s[3, 4, 0] == NEVER
    assert found.after_s[4, 3, 0] == 0
    assert found.cut == 0
    assert peak < 8 * seconds.nbytes
