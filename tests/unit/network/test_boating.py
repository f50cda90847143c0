"""Tides and daylight: spans in which boats may use a landing, against figures from elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import acos, asin, cos, degrees, pi, radians, sin, tan

import pytest

from routeplan.model import (
    DAY_S,
    DEFAULT_PROFILES,
    CalendarEntry,
    DayKind,
    Landing,
    ModelError,
    TidePoint,
    TideTable,
    Window,
)
from routeplan.network.boating import BoatTimes, sun_times
from routeplan.solve.duties.duty import Refusal, Timing
from routeplan.solve.duties.timing import schedule
from tests.builders import MONDAY, World, by_boat, hm, make_boat

VIETNAM = "Asia/Ho_Chi_Minh"


def table(*points: tuple[str, float], turn: bool = False, day: date = MONDAY) -> TideTable:
    """A table of one day."""
    return TideTable("T", tuple(TidePoint(day, hm(at), height, turn) for at, height in points))


def test_regular_heights_are_joined_by_straight_lines() -> None:
    """Half-way between two heights lies the mean, to the second."""
    hours = table(("06:00", 1.0), ("07:00", 3.0), ("08:00", 3.0), ("09:00", 1.0))
    assert hours.spans(MONDAY, 2.0) == ((hm("06:30"), hm("08:30")),)
    assert hours.spans(MONDAY, 3.0) == ((hm("07:00"), hm("08:00")),)
    assert hours.spans(MONDAY, 3.01) == ()


def test_turning_points_are_joined_by_half_a_cosine() -> None:
    """After a third of the time from low to high water a quarter of the rise is done."""
    turns = table(("03:00", 0.0), ("15:00", 4.0), ("23:00", 0.0), turn=True)
    # 1 - cos(60°) = 1/2, so a quarter of 4 m after 4 of 12 hours, and 2/3 of the fall for 1 m.
    (span,) = turns.spans(MONDAY, 1.0)
    assert span[0] == hm("07:00")
    assert span[1] == hm("15:00") + 8 * 3600 * 2 // 3


def test_a_gap_closes_and_does_not_interpolate() -> None:
    """Between heights too far apart nothing is known; a tide on both sides does not bridge it."""
    gap = table(("06:00", 3.0), ("07:00", 3.0), ("09:01", 3.0), ("10:00", 3.0))
    assert gap.spans(MONDAY, 2.0) == ((hm("06:00"), hm("07:00")), (hm("09:01"), hm("10:00")))
    assert table(("04:00", 3.0), ("22:01", 3.5), turn=True).spans(MONDAY, 2.0) == ()


def test_a_tide_runs_through_midnight() -> None:
    """The span of a day is cut at its midnights, and goes on on the next."""
    next_day = MONDAY + timedelta(days=1)
    points = (
        TidePoint(MONDAY, hm("18:00"), 0.0, turn=True),
        TidePoint(next_day, hm("06:00"), 4.0, turn=True),
    )
    night = TideTable("T", points)
    assert night.spans(MONDAY, 2.0) == ((DAY_S, DAY_S),)
    assert night.spans(next_day, 2.0) == ((0, hm("06:00")),)
    assert night.spans(next_day + timedelta(days=1), 2.0) == ()


@pytest.mark.parametrize(
    ("field", "points"),
    [
        ("time", (TidePoint(MONDAY, 60, 1.0), TidePoint(MONDAY, 60, 1.0))),
        ("time", (TidePoint(MONDAY, 60, 1.0), TidePoint(MONDAY, 0, 1.0))),
    ],
)
def test_a_table_out_of_order_is_refused(field: str, points: tuple[TidePoint, ...]) -> None:
    """The model takes no table that nobody could interpolate."""
    with pytest.raises(ModelError) as caught:
        TideTable("T", points)
    assert caught.value.field == field


def almanac(lat: float, lon: float, day: date, hours_east: float) -> tuple[float, float]:
    """Sunrise and sunset (s) by the equations of the Astronomical Almanac's low-precision sun."""
    n = (day - date(2000, 1, 1)).days + 0.0 - hours_east / 24
    mean = radians(280.460 + 0.9856474 * n)
    anomaly = radians(357.528 + 0.9856003 * n)
    longitude = mean + radians(1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly))
    tilt = radians(23.439 - 0.0000004 * n)
    declination = asin(sin(tilt) * sin(longitude))
    y = tan(tilt / 2) ** 2
    equation = (
        y * sin(2 * mean)
        - 2 * 0.01671 * sin(anomaly)
        + 4 * 0.01671 * y * sin(anomaly) * cos(2 * mean)
    )
    noon = 12 * 3600 - (lon - 15 * hours_east) * 240 - equation * 86400 / (2 * pi)
    low = sin(radians(-0.833)) - sin(radians(lat)) * sin(declination)
    half = degrees(acos(low / (cos(radians(lat)) * cos(declination)))) * 240
    return noon - half, noon + half


@pytest.mark.parametrize("month", range(1, 13))
def test_the_sun_rises_when_an_almanac_says_so(month: int) -> None:
    """Within two minutes of an own computation, all the year, on the day of Hải Phòng's clock."""
    day = date(2026, month, 15)
    rise, sets = sun_times(20.73, 107.05, day, VIETNAM)
    expected = almanac(20.73, 107.05, day, 7)
    assert rise == pytest.approx(expected[0], abs=120)
    assert sets == pytest.approx(expected[1], abs=120)
    assert rise % 60 == sets % 60 == 0


def test_where_the_sun_does_not_set_boats_go_all_day() -> None:
    """Far north the whole day is daylight in June, and none of it in December."""
    assert sun_times(78.2, 15.6, date(2026, 6, 21), "Arctic/Longyearbyen") == (0, DAY_S)
    first, last = sun_times(78.2, 15.6, date(2026, 12, 21), "Arctic/Longyearbyen")
    assert first > last


def with_tide(world: World, *points: tuple[str, float], **more: object) -> World:
    """The world of `by_boat` with a tide at the far pier."""
    landings = (
        Landing("PIER", "PIER", 20.81, 106.9),
        Landing("Q", "Q", 20.81, 106.9, tide_min_m=2.0, tide_station="T"),
    )
    return world.but(more={"landings": landings, "tides": (table(*points),), **more})


def on_monday(world: World) -> Timing | Refusal:
    """The duty of the only boat with the only visit on the first day."""
    problem = world.problem()
    return schedule(problem, world.travel(problem), problem.vehicles[0], MONDAY, problem.visits)


def test_a_boat_comes_with_the_tide() -> None:
    """It lands at the first second of high water where that makes no duty longer."""
    high = [(f"{hour:02d}:00", 3.0 if 9 <= hour <= 15 else 1.0) for hour in range(6, 20)]
    timing = on_monday(with_tide(by_boat(), *high))
    assert isinstance(timing, Timing)
    assert timing.stops[0].arrive == hm("08:30") + 600  # lands at 08:30, then ten minutes on foot
    assert timing.start == hm("07:50")


def test_low_water_is_named_as_the_reason() -> None:
    """No high water by day: the refusal says tide; without its height the landing is shut, too."""
    low = [(f"{hour:02d}:00", 1.0) for hour in range(6, 20)]
    assert on_monday(with_tide(by_boat(), *low)) == Refusal("tide")
    assert on_monday(with_tide(by_boat())) == Refusal("tide")


def test_a_boat_waits_ashore_for_the_tide_home() -> None:
    """Where high water comes twice, the boat stays at its stop until it can leave again."""
    wet = {7, 8, 12}
    timing = on_monday(
        with_tide(by_boat(), *((f"{h:02d}:00", 3.0 * (h in wet)) for h in range(5, 16)))
    )
    assert isinstance(timing, Timing)
    # From nothing to 3 m in an hour, 2 m are there after 40 min; ten minutes on foot come before.
    assert timing.rides[1].depart == hm("11:40") - 600
    assert timing.stops[0].depart == timing.rides[1].depart


def test_dusk_ends_a_boats_day_an_hour_before_sunset() -> None:
    """An afternoon visit fits to the minute before the margin, and not a minute more."""
    sunset = sun_times(20.81, 106.9, MONDAY, VIETNAM)[1]
    world = by_boat()
    shift = {"shift": "07:00-19:00"}
    last = sunset - 3600 - 3000 - 3600  # fifty minutes home, an hour of visit

    def doors(second: int) -> World:
        site = world.sites[0]
        service = replace(site.services[0], windows=(Window(second, second + 3600),))
        return world.but(
            sites=(replace(site, services=(service,)),), vehicles=(make_boat(**shift),)
        )

    assert isinstance(on_monday(doors(last)), Timing)
    assert on_monday(doors(last + 60)) == Refusal("daylight")
    night = {"canoe": replace(DEFAULT_PROFILES["canoe"], daylight=False)}
    late = doors(last + 60)
    assert isinstance(on_monday(late.but(more={"profiles": night})), Timing)


def test_a_boat_does_not_wait_at_its_depot() -> None:
    """A duty that could only start before the tide lets it out is none, overnight or not."""
    landings = (
        Landing("PIER", "PIER", 20.81, 106.9, tide_min_m=2.0, tide_station="T"),
        Landing("Q", "Q", 20.81, 106.9),
    )
    days = [MONDAY + timedelta(days=k) for k in range(3)]
    points = tuple(
        TidePoint(day, hour * 3600, 3.0 if 19 <= hour <= 21 else 0.0)
        for day in days
        for hour in range(24)
    )
    night = {"canoe": replace(DEFAULT_PROFILES["canoe"], daylight=False)}
    world = by_boat().but(
        vehicles=(make_boat(overnight=True),),
        more={"landings": landings, "tides": (TideTable("T", points),), "profiles": night},
    )
    assert isinstance(on_monday(world), Refusal)


def test_a_dated_storm_keeps_one_profile_in_port() -> None:
    """A sea-state limit of canoes is a storm for `profile:canoe`; vessels go out that day."""
    storm = CalendarEntry(MONDAY, MONDAY, DayKind.STORM, frozenset({"profile:canoe"}))
    world = by_boat().but(more={"calendar": (storm,)})
    assert on_monday(world) == Refusal("no-day")
    vessel = world.but(vehicles=(replace(make_boat(), profile="vessel"),))
    assert isinstance(on_monday(vessel), Timing)


def test_only_boats_are_bound() -> None:
    """Road profiles are asked nothing; a canoe without daylight at plain landings neither."""
    times = BoatTimes(by_boat().problem())
    assert times.matter("van") == frozenset()
    assert times.matter("canoe") == frozenset({"daylight"})
    with pytest.raises(ModelError):
        replace(DEFAULT_PROFILES["van"], daylight=True)
