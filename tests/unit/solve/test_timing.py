"""What `schedule` answers in cases that a person can work out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from routeplan.model import CalendarEntry, DayKind, Pin, Problem, Rules, Window
from routeplan.solve.duties.duty import Refusal, Timing
from routeplan.solve.duties.timing import schedule
from tests.builders import (
    MONDAY,
    World,
    by_boat,
    by_ship,
    hm,
    island,
    make_crossing,
    make_service,
    make_site,
    make_van,
    two_sites,
    windows,
)

TUESDAY = MONDAY + timedelta(days=1)


def ask(world: World, day: date = MONDAY, **options: Any) -> Timing | Refusal:
    """Time the first vehicle's duty over all visits in order."""
    problem = world.problem()
    return schedule(
        problem, world.travel(problem), problem.vehicles[0], day, problem.visits, **options
    )


def timed(world: World, day: date = MONDAY, **options: Any) -> Timing:
    """Return the timing of a duty that must be possible."""
    found = ask(world, day, **options)
    assert isinstance(found, Timing), found
    return found


def refused(world: World, day: date = MONDAY, **options: Any) -> Refusal:
    """Return the refusal of a duty that must be impossible."""
    found = ask(world, day, **options)
    assert isinstance(found, Refusal), found
    return found


def site_with(**service: Any) -> World:
    """One site ten minutes from the depot."""
    return World((make_site("A", **service),), at={"A": 10})


def test_plain_duty_is_movement_and_service() -> None:
    """Without waiting, a duty is its ways and its visits, and begins with the shift."""
    found = timed(two_sites())
    assert (found.start, found.end) == (hm("07:00"), hm("09:40"))
    assert [(stop.arrive, stop.start, stop.depart) for stop in found.stops] == [
        (hm("07:10"), hm("07:10"), hm("08:10")),
        (hm("08:20"), hm("08:20"), hm("09:20")),
    ]


def test_leaves_late_for_a_window_that_opens_late() -> None:
    """Waiting before a window is saved by a later start, set-up before the window included."""
    found = timed(site_with(windows="09:00-10:00", setup_s=1200, packdown_s=600))
    assert (found.start, found.end) == (hm("08:30"), hm("10:20"))
    assert found.stops[0].start == hm("09:00")


def test_leaves_late_for_a_ferry() -> None:
    """Waiting for the first ferry is saved too: at the pier at 07:55 for 08:00."""
    found = timed(island())
    assert found.start == hm("07:25")
    assert [one.depart for ride in found.rides for one in ride.departures] == [
        hm("08:00"),
        hm("10:00"),
    ]


def test_loading_is_duty() -> None:
    """Loading comes before leaving and counts."""
    found = timed(site_with().but(depot_fields={"load_s": 900}))
    assert found.rides[0].depart == hm("07:15")
    assert found.duty_s == 15 * 60 + 80 * 60


def test_window_of_exact_length_fits_and_one_second_less_does_not() -> None:
    """Doors stay open inside one window; its ends belong to it."""
    exact = windows("08:00-09:00")
    assert timed(site_with(windows=exact)).stops[0].start == hm("08:00")
    short = (Window(hm("08:00"), hm("09:00") - 1),)
    assert refused(site_with(windows=short)).code == "window"


def test_windows_that_touch_are_one() -> None:
    """A visit may span two windows that touch."""
    assert timed(site_with(windows="08:00-08:30;08:30-09:00")).stops[0].start == hm("08:00")


def test_lunch_is_owed_and_taken_while_waiting() -> None:
    """A duty over midday holds an hour of lunch before or after a visit, not in it."""
    world = World(
        (make_site("A", minutes=150), make_site("B", minutes=150)), at={"A": 10, "B": 20}
    ).but(vehicles=(make_van(shift="08:00-16:30", max_duty_s=9 * 3600),))
    found = timed(world)
    assert found.duty_s == (10 + 150 + 10 + 150 + 20 + 60) * 60
    ((begins, ends),) = found.lunches
    assert ends - begins == 3600 and begins >= hm("11:00") and ends <= hm("13:30")
    assert any(
        (stop.arrive <= begins and ends <= stop.start)
        or (stop.start + 150 * 60 <= begins and ends <= stop.depart)
        for stop in found.stops
    )


def test_no_lunch_when_the_duty_begins_at_lunch_time_or_ends_before() -> None:
    """Lunch is owed only by duties that begin before 11:00 and end after 13:30."""
    late = timed(site_with(windows="11:10-13:40", minutes=150))
    assert (late.start, late.lunches) == (hm("11:00"), ())
    early = timed(site_with(windows="10:50-13:20", minutes=150))
    assert (early.end, early.lunches) == (hm("13:30"), ())


def test_lunch_on_the_ferry() -> None:
    """Waiting at the pier and the passage hold the lunch, so no time is lost."""
    world = island().but(
        sites=(make_site("A", minutes=120, windows="08:30-10:30"),),
        crossings=(
            make_crossing("P1", "P2", ["07:30"], minutes=20),
            make_crossing("P2", "P1", ["11:30"], minutes=40),
        ),
    )
    world = world.but(vehicles=(make_van(shift="06:00-17:00"),))
    assert timed(world).lunches == ()  # back before 13:30
    later = world.but(
        crossings=(
            make_crossing("P1", "P2", ["07:30"], minutes=20),
            make_crossing("P2", "P1", ["12:30"], minutes=60),
        )
    )
    found = timed(later)
    assert found.end == hm("14:00")
    assert found.lunches == ((hm("11:00"), hm("12:00")),)


def test_an_earlier_ferry_is_let_go_for_lunch() -> None:
    """Where only the pier leaves time for lunch, a later sailing than the first is taken."""
    world = World(
        (make_site("A", minutes=90, windows="09:20-10:50"),),
        at={"P1": 0, "P2": 100, "A": 120, "D": -240},
        lands={"A": "island", "P2": "island"},
        landings=("P1", "P2"),
        crossings=(
            make_crossing("P1", "P2", ["08:40"], minutes=20),
            make_crossing("P2", "P1", ["11:20", "12:10"], minutes=20),
        ),
        vehicles=(make_van(shift="04:00-20:00", max_duty_s=16 * 3600),),
    )
    found = timed(world)
    sailings = [one.depart for ride in found.rides for one in ride.departures]
    assert sailings == [hm("08:40"), hm("12:10")]
    assert found.lunches == ((hm("11:10"), hm("12:10")),)


def test_check_in_and_buffer_of_the_last_ferry() -> None:
    """A vehicle that would reach the pier within the buffer misses the day's last sailing."""
    back = make_crossing("P2", "P1", ["10:00"], checkin_s=300)
    site = make_site("A", windows="08:30-09:30")
    world = island().but(sites=(site,), crossings=(island().crossings[0], back))
    on_time = world.but(rules=Rules(last_ferry_buffer_s=900))
    assert timed(on_time).rides[-1].departures  # at the pier at 09:40
    assert refused(world.but(rules=Rules(last_ferry_buffer_s=901))).code == "last-ferry"
    free = timed(world.but(rules=Rules(last_ferry_buffer_s=901)), relax=frozenset({"last-ferry"}))
    assert free.duty_s > 0


def test_banned_sailings_are_not_used() -> None:
    """A banned sailing is passed over for the next."""
    found = timed(island(), banned=frozenset({("P1-P2", hm("08:00"), MONDAY)}))
    assert hm("08:00") not in [one.depart for ride in found.rides for one in ride.departures]
    assert found.duty_s == timed(island()).duty_s


@pytest.mark.parametrize(
    ("vehicle", "service", "rules", "code"),
    [
        ({"max_duty_s": 80 * 60}, {}, {}, None),
        ({"max_duty_s": 80 * 60 - 1}, {}, {}, "too-long"),
        ({"shift": Window(hm("07:00"), hm("08:20"))}, {}, {}, None),
        ({"shift": Window(hm("07:00"), hm("08:20") - 1)}, {}, {}, "shift"),
        ({"max_driving_s": 20 * 60}, {}, {}, None),
        ({"max_driving_s": 20 * 60 - 1}, {}, {}, "driving"),
        ({"capacity_crates": 5}, {"deliver_crates": 5, "pick_crates": 5}, {}, None),
        ({"capacity_crates": 5}, {"deliver_crates": 6}, {}, "capacity"),
        ({"capacity_crates": 5}, {"pick_crates": 6}, {}, "capacity"),
        ({"max_load_kg": 89}, {"deliver_crates": 6}, {}, "capacity"),
        ({"max_load_kg": 90}, {"deliver_crates": 6}, {}, None),
        ({"skills": frozenset({"yard"})}, {"needs": frozenset({"yard"})}, {}, None),
        ({}, {"needs": frozenset({"yard"})}, {}, "no-vehicle"),
        ({"days": frozenset({1})}, {}, {}, "no-day"),
        ({}, {"days": frozenset({1})}, {}, "no-day"),
        ({}, {"pinned": (Pin(vehicle="OTHER"),)}, {}, "pinned"),
        ({}, {"pinned": (Pin(vehicle="OTHER"), Pin(weekday=0))}, {}, None),
        ({}, {"pinned": (Pin(date=TUESDAY),)}, {}, "pinned"),
        ({}, {"pinned": (Pin(date=MONDAY - timedelta(days=7)),)}, {}, None),
        ({}, {"windows": "11:10-14:40", "minutes": 210}, {}, None),
        ({}, {"windows": "10:00-14:00", "minutes": 240}, {}, "lunch"),
    ],
)
def test_each_rule_by_a_hair(
    vehicle: dict[str, Any], service: dict[str, Any], rules: dict[str, Any], code: str | None
) -> None:
    """Each rule allows its limit and refuses one beyond, with its code; relaxed, it allows."""
    world = site_with(**service).but(vehicles=(make_van(**vehicle),), rules=Rules(**rules))
    found = ask(world)
    if code is None:
        assert isinstance(found, Timing), found
        return
    assert isinstance(found, Refusal)
    assert found.code == code
    relax = {
        "too-long": "duty",
        "no-vehicle": "needs",
        "no-day": "days",
    }.get(code, code)
    timed(world, relax=frozenset({relax}))


def test_refusal_says_how_much_is_short() -> None:
    """A refusal names the stop and the seconds or crates that are short."""
    short = site_with().but(vehicles=(make_van(max_duty_s=70 * 60),))
    assert refused(short) == Refusal("too-long", None, 600)
    late = site_with(windows="06:00-07:30").but(vehicles=(make_van(shift="00:00-17:00"),))
    world = late.but(at={"A": 450})
    assert refused(world) == Refusal("window", 0, 60 * 60)
    heavy = site_with(deliver_crates=25)
    assert refused(heavy) == Refusal("capacity", None, 5)


def test_load_goes_down_and_up() -> None:
    """The vehicle leaves with all it delivers; a stop's crates leave before others come on."""
    world = World(
        (
            make_site("A", deliver_crates=4, pick_crates=1),
            make_site("B", deliver_crates=3, pick_crates=6),
        ),
        vehicles=(make_van(capacity_crates=7),),
    )
    found = timed(world)
    assert (found.load, [stop.load for stop in found.stops]) == (7, [4, 7])
    assert refused(world.but(vehicles=(make_van(capacity_crates=6),))).code == "capacity"


def test_closures_of_site_vehicle_and_landing() -> None:
    """The calendar closes sites, vehicles, and landings for boats."""
    for name, world in (("A", two_sites()), ("VAN", two_sites()), ("Q", by_boat())):
        entry = CalendarEntry(MONDAY, MONDAY, DayKind.CLOSURE, frozenset({name}))
        closed = world.but(more={"calendar": (entry,)})
        assert refused(closed).code == "no-day"
        timed(closed, TUESDAY)


def test_a_swap_day_keeps_the_hours_of_its_weekday() -> None:
    """On a Saturday that works like Monday, Monday's windows and working days hold."""
    saturday = MONDAY + timedelta(days=5)
    swap = CalendarEntry(saturday, saturday, DayKind.WORKDAY, note="Mon")
    own = (Window(hm("13:00"), hm("15:00"), weekday=0), *windows("08:00-10:00"))
    world = site_with(windows=own).but(more={"calendar": (swap,)})
    assert timed(world, saturday).stops[0].start >= hm("13:00")
    assert refused(world.but(more={}), saturday).code == "no-day"


def test_no_way_and_no_sailing() -> None:
    """An island without a ferry has no way; a ferry that does not sail that day, no sailing."""
    assert refused(island().but(crossings=())).code == "no-way"
    never = tuple(replace(crossing, dates=frozenset({TUESDAY})) for crossing in island().crossings)
    found = refused(island().but(crossings=never))
    assert (found.code, found.stop) == ("no-sailing", 0)
    timed(island().but(crossings=never), relax=frozenset({"sailing"}))


def test_boat_sails_and_carries() -> None:
    """A boat's way is the sea and the walk from the landing; only the sea is steering."""
    found = timed(by_boat())
    assert found.stops[0].arrive - found.rides[0].depart == 50 * 60
    assert found.driving_s == 80 * 60


def test_ship_duty_lasts_days_and_eats_every_day() -> None:
    """A crew goes out on Tuesday, rests where it is, and comes back on Thursday."""
    found = timed(by_ship(), TUESDAY)
    assert found.days == 3
    assert (found.start, found.end) == (hm("07:10"), 2 * 86_400 + hm("14:20"))
    assert [begins // 86_400 for begins, _ in found.lunches] == [0, 1, 2]
    assert refused(by_ship(), MONDAY + timedelta(days=2)).code == "no-sailing"


def test_work_per_day_limits_a_duty_of_several_days() -> None:
    """Visits and movements of one day are limited; nights and passages are not counted."""
    sites = tuple(make_site(f"FAR{k}", minutes=300) for k in range(2))
    far = {f"FAR{k}": 510 for k in range(2)}
    world = by_ship().but(
        sites=sites,
        at={"P1": 20, "P9": 500, **far},
        lands={"P9": "far", **dict.fromkeys(far, "far")},
        vehicles=(make_van("CREW", profile="crew", overnight=True, max_duty_s=330 * 60),),
    )
    found = timed(world, TUESDAY)
    assert [stop.start // 86_400 for stop in found.stops] == [0, 1]
    narrow = make_van("CREW", profile="crew", overnight=True, max_duty_s=329 * 60)
    assert refused(world.but(vehicles=(narrow,)), TUESDAY).code == "too-long"


def test_a_closed_vehicle_ends_a_duty_of_several_days() -> None:
    """No day of a duty may be a closure of its vehicle."""
    day = MONDAY + timedelta(days=2)
    entry = CalendarEntry(day, day, DayKind.CLOSURE, frozenset({"CREW"}))
    assert isinstance(ask(by_ship().but(more={"calendar": (entry,)}), TUESDAY), Refusal)


def test_fixed_visit_keeps_its_second() -> None:
    """A fixed visit opens its doors when the earlier plan did, or not at all."""
    from routeplan.model import FixedVisit

    world = two_sites()
    visit = world.problem().visits[0].id
    held = FixedVisit(visit, "VAN", MONDAY, hm("09:13") + 7)
    found = timed(world.but(more={"fixed": (held,)}))
    assert found.stops[0].start == hm("09:13") + 7
    assert refused(world.but(more={"fixed": (held,)}), TUESDAY).code == "pinned"


def test_nonsense_is_refused() -> None:
    """A duty serves something, and only known rules can be relaxed."""
    problem: Problem = two_sites().problem()
    travel = two_sites().travel(problem)
    with pytest.raises(ValueError, match="at least one visit"):
        schedule(problem, travel, problem.vehicles[0], MONDAY, ())
    with pytest.raises(ValueError, match="gravity"):
        ask(two_sites(), relax=frozenset({"gravity"}))


def test_two_services_at_one_site() -> None:
    """Both services of a site can be given in one stop after the other, with no way between."""
    site = make_site("A", make_service("A"), make_service("A", "exchange", minutes=25))
    found = timed(World((site,), at={"A": 10}))
    assert found.duty_s == (10 + 60 + 25 + 10) * 60


def test_due_span_holds_for_the_day_on_which_doors_open() -> None:
    """A visit takes place between the dates on which it is due, both included."""
    world = site_with()
    (visit,) = world.problem().visits
    due = replace(visit, due_from=TUESDAY, due_to=TUESDAY)
    late = world.but(more={"visits": (due,)})
    timed(late, TUESDAY)
    for day in (MONDAY, TUESDAY + timedelta(days=1)):
        assert refused(late, day).code == "no-day"
        timed(late, day, relax=frozenset({"due"}))


def overnight_ferry(
    out: list[str], out_minutes: int, back: list[str], shift: str, beyond: int, **service: Any
) -> World:
    """A crew, a pier at `at[P1]` minutes, a ferry, and a site `beyond` minutes past the far pier.

    At most five hours of work and three of driving a day; no lunch.
    """
    limits = {"max_duty_s": 5 * 3600, "max_driving_s": 3 * 3600}
    return World(
        (make_site("A", **service),),
        vehicles=(make_van("C", profile="crew", overnight=True, shift=shift, **limits),),
        at={"P2": 1200, "A": 1200 + beyond},
        lands={"P2": "island", "A": "island"},
        landings=("P1", "P2"),
        crossings=(
            make_crossing("P1", "P2", out, minutes=out_minutes),
            make_crossing("P2", "P1", back, minutes=60),
        ),
        rules=Rules(lunch_s=0, last_ferry_buffer_s=0, overnight_max_days=3),
    )


def test_who_would_come_home_too_early_takes_a_later_ferry() -> None:
    """A ferry that lands before the shift begins is let go for one that lands in it."""
    world = overnight_ferry(["12:00"], 600, ["03:00", "09:00"], "08:00-15:00", 60)
    found = timed(world)
    assert (found.start, found.end) == (hm("12:00"), 86_400 + hm("10:00"))
    early = overnight_ferry(["12:00"], 600, ["03:00", "09:00"], "04:00-15:00", 60)
    assert timed(early).end == 86_400 + hm("04:00")


def test_a_ferry_that_leads_to_too_much_work_waits_for_the_next_day() -> None:
    """Three hours of visit and two on the way leave no work for the way home on that day."""
    world = overnight_ferry(
        ["05:00", "16:00"], 420, ["05:00"], "00:00-15:00", 120, setup_s=3600, packdown_s=3600
    ).but(at={"P1": 60, "P2": 1200, "A": 1320})
    found = timed(world)
    assert (found.start, found.end) == (hm("15:00"), 2 * 86_400 + hm("07:00"))


def test_home_by_road_no_earlier_than_the_shift_begins() -> None:
    """A crew that is done in the night leaves its stop so as to be home when the shift begins."""
    sites = (make_site("A", windows="14:00-15:00"), make_site("B", windows="00:00-01:00"))
    world = World(
        sites,
        vehicles=(make_van("C", profile="crew", overnight=True, shift="07:00-16:00"),),
        at={"A": 10, "B": 10},
    )
    found = timed(world)
    assert found.end == 86_400 + hm("07:00")
    assert found.stops[-1].depart == found.rides[-1].depart == 86_400 + hm("06:50")
