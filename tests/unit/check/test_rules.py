"""Every rule by a plan that meets it to the second or crate, and one that fails by a hair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from routeplan.check import RULES, Rule, check_plan
from routeplan.model import (
    DAY_S,
    CalendarEntry,
    CrewMember,
    DayKind,
    FixedVisit,
    Level,
    Mode,
    MovedVisit,
    Pin,
    Place,
    Route,
    ServiceKind,
    TidePoint,
    TideTable,
    Unassigned,
    Vehicle,
    Visit,
    Window,
)
from tests.unit.check.on_foot import ON_FOOT
from tests.unit.check.town import (
    EVERY_DAY,
    FRIDAY,
    MONDAY,
    THURSDAY,
    TUESDAY,
    UNASSIGNED,
    WEDNESDAY,
    WEEK,
    Log,
    Move,
    Town,
    boat,
    first_van,
    hm,
    make_town,
    second_van,
)

Edit = Callable[[Town], Town]
VAN_1, VAN_2, BOAT_1, CREW = range(4)
"""Positions of the routes in the plan."""


def same(town: Town) -> Town:
    """Leave the town as it is."""
    return town


@dataclass(frozen=True)
class Case:
    """`holds` keeps the plan proven; `breaks` makes it break the rule `code` and no other."""

    code: str
    breaks: Edit
    holds: Edit = same


def idle(town: Town, vehicle: str, day: date, start: int) -> Route:
    """A duty without a stop: loading alone."""
    return Log(town.problem, town.travel, vehicle, day, start).done()


def entry(kind: DayKind, day: date, *names: str, note: str = "") -> CalendarEntry:
    """A row of the calendar for one date."""
    return CalendarEntry(day, day, kind, frozenset(names), note)


def at_dawn(town: Town, start: str) -> Town:
    """The boat's duty from `start` on; it leaves five minutes later."""
    early = town.vehicle("BOAT-1", shift=Window(hm("05:00"), hm("17:00")))
    return early.rebuilt(BOAT_1, lambda problem, travel: boat(problem, travel, start=start))


def rising(*heights: tuple[str, float], turn: bool = False) -> tuple[TidePoint, ...]:
    """Heights of the tide on the day of the boat's duty."""
    return tuple(TidePoint(WEDNESDAY, hm(at), height, turn) for at, height in heights)


BEFORE = (("08:00", 3.0), ("10:00", 3.0))
AFTERWARDS = (("10:00", 3.0), ("12:00", 3.0))
"""High water around the boat's arrival at 08:55 and its departure at 11:05."""


def turns(*heights: tuple[str, float]) -> tuple[TidePoint, ...]:
    """Turning points of the tide on that day."""
    return rising(*heights, turn=True)


def with_tide(town: Town, least_m: float, points: tuple[TidePoint, ...]) -> Town:
    """A village's landing that needs a tide, from the table of a station."""
    table = TideTable("HON-DAU", points)
    tidal = town.landing("BEN-LANG", tide_min_m=least_m, tide_station="HON-DAU")
    return tidal.edit(tides=(table,))


def staff(count: int, depot: str, *, days: frozenset[int] = EVERY_DAY) -> tuple[CrewMember, ...]:
    """`count` people at a depot."""
    return tuple(CrewMember(f"{depot}-{k}", "driver", depot, days=days) for k in range(count))


def crews(a: int, b: int, boats: int) -> Edit:
    """People at the two depots and the boat's landing."""
    everyone = (*staff(a, "KHO-A"), *staff(b, "KHO-B"), *staff(boats, "BEN-XUONG"))
    return lambda t: t.edit(crew=everyone)


def depot_at_library(town: Town) -> Town:
    """VAN-2 lives at a site, which is no depot."""
    return town.vehicle("VAN-2", depot="S-THUVIEN").rebuilt(VAN_2, second_van)


def by_way_of(town: Town, place: str) -> Town:
    """VAN-1's first leg is cut in two at `place`."""
    route = town.plan.routes[VAN_1]
    leg = route.legs[0]
    first = replace(leg, destination=place, seconds=600, metres=5000)
    second = replace(leg, origin=place, depart=first.end, seconds=600, metres=5000)
    town = town.route(VAN_1, legs=(first, second, *route.legs[1:]))
    return town.file(places={**town.plan.places, place: Place(place, "other", 20.0, 106.0)})


def wait_at_depot(town: Town, seconds: int) -> Town:
    """VAN-1 loads earlier and waits at its depot before it drives."""
    town = town.vehicle("VAN-1", max_duty_s=36_000 + seconds)
    return town.rebuilt(VAN_1, lambda p, w: first_van(p, w, hm("06:45") - seconds))


def gap_after_first_stop(town: Town, seconds: int) -> Town:
    """Time that belongs to nothing between VAN-1's first stop and the leg after it."""
    legs = town.plan.routes[VAN_1].legs
    town = town.leg(VAN_1, 1, depart=legs[1].depart + seconds)
    ferry = legs[2]
    return town.leg(
        VAN_1, 2, depart=ferry.depart + seconds, wait_s=ferry.wait_s - seconds
    ).recount()


def van_by_sea(town: Town) -> Town:
    """VAN-1's first ferry leg becomes a leg by sea."""
    return town.leg(VAN_1, 2, mode=Mode.SEA, crossing=None, sailing=None).recount()


def without_walks(town: Town) -> Town:
    """The boat's stop is at once where the boat is."""
    town = town.site("S-LANG", landing_access_s=0)
    return town.rebuilt(BOAT_1, lambda p, w: boat(p, w, walks=False))


def boat_on_the_beach(town: Town) -> Town:
    """The boat lands at the village, not at a landing."""
    town = town.way(Mode.SEA, "BEN-XUONG", "S-LANG", Move(3000, 16_000))
    return town.rebuilt(BOAT_1, lambda p, w: boat(p, w, walks=False, piers=False))


def boat_on(day: date) -> Edit:
    """The boat's duty on another day, on a boat that works every day."""
    return lambda t: t.vehicle("BOAT-1", days=EVERY_DAY).route(BOAT_1, date=day)


def service_due_after(day: date) -> Edit:
    """The unassigned visit's service last took place on `day`."""
    return lambda t: t.service("S-TRUONG/exchange", last_visit=day).recount()


def name_of_place(name: str) -> Edit:
    """The library has another name in the plan."""
    return lambda t: t.file(
        places={
            **t.plan.places,
            "S-THUVIEN": replace(t.plan.places["S-THUVIEN"], name=name),
        }
    )


def lunch(route: int, begin: int, end: int) -> Edit:
    """A route's lunch at another time."""
    return lambda t: t.route(route, lunches=((begin, end),))


def stranger(site: str, visit: str) -> Edit:
    """One more unassigned visit."""
    item = Unassigned(site, "mobile", visit, "no-day", "", "")

    def change(town: Town) -> Town:
        town = town.file(places={**town.plan.places, site: Place(site, "other", 20.0, 106.0)})
        return town.with_unassigned(UNASSIGNED, item)

    return change


FED = "BOAT-1@2026-12-02"
"""The boat's duty, which starts at 08:00 with two crates."""


def feeder(
    *feeds: tuple[str, int],
    start: str = "07:10",
    stock: int | None = 0,
    lunches: tuple[tuple[int, int], ...] = (),
    **more: Any,
) -> Edit:
    """VAN-3 drives half an hour to the boat's landing on Wednesday, unloads, and drives back.

    So crates are there at 08:00. `feeds` are pairs of a duty and crates, two for the boat's own
    without any.
    """

    def change(town: Town) -> Town:
        van = Vehicle("VAN-3", "Xe 3", "van", "KHO-A", 9, shift=Window(hm("05:00"), hm("19:00")))
        town = town.edit(vehicles=(*town.problem.vehicles, van))
        town = town.file(vehicles={**town.plan.vehicles, "VAN-3": {}})
        town = town.way(Mode.ROAD, "KHO-A", "BEN-XUONG", Move(1800, 12_000))
        town = town.landing("BEN-XUONG", stock_crates=stock)
        log = Log(town.problem, town.travel, "VAN-3", WEDNESDAY, hm(start)).go("BEN-XUONG")
        for duty, crates in feeds or ((FED, 2),):
            log.feed(duty, crates, **more)
        return town.with_route(log.go("KHO-A").done(*lunches))

    return change


def second_boat(town: Town) -> Town:
    """A boat of the village brings the two crates to the other boat's landing at 07:15."""
    other = Vehicle("BOAT-2", "Ca nô 2", "canoe", "BEN-LANG", 9, shift=Window(hm("05:00"), DAY_S))
    town = town.edit(vehicles=(*town.problem.vehicles, other)).landing("BEN-XUONG", stock_crates=0)
    town = town.file(vehicles={**town.plan.vehicles, "BOAT-2": {}})
    log = Log(town.problem, town.travel, "BOAT-2", WEDNESDAY, hm("06:20"))
    return town.with_route(log.go("BEN-XUONG", Mode.SEA).feed(FED).go("BEN-LANG", Mode.SEA).done())


def at_noon(begin: str) -> Edit:
    """Unloading from 11:10 to 11:15 for the boat that starts at 12:10, and lunch at the landing."""
    meal = (hm(begin), hm(begin) + 3600)
    fed = feeder(start="10:25", leaves=hm("12:15"), lunches=(meal,))
    return lambda t: fed(t.rebuilt(BOAT_1, lambda p, w: boat(p, w, start="12:10")))


def on_tuesday(town: Town) -> Town:
    """Boat and feeder on Tuesday, when VAN-1 takes ten crates from the same depot."""
    fed = feeder(("BOAT-1@2026-12-01", 2))(town)
    return fed.route(BOAT_1, date=TUESDAY).route(4, date=TUESDAY)


def overnight_feeder(max_duty_s: int) -> Edit:
    """VAN-3 stays at the landing until Thursday; half an hour and unloading is Wednesday's work."""
    fed = feeder(leaves=hm("07:00", 1), lunches=((hm("11:00"), hm("12:00")),))
    return lambda t: fed(t).vehicle("VAN-3", overnight=True, max_duty_s=max_duty_s)


def priced(town: Town) -> Town:
    """Prices by which the plan costs 1,415,000 VND.

    VAN-1: 10 h at 50,000, 55 km at 5,000, 100,000 fixed; fares out: 2 x 100,000 for the vans and
    2 people x 2 x 75,000 for the crew; 20,000 each way on the ferry back for both vans.
    """
    town = town.vehicle("VAN-1", cost_hour=50_000, cost_km=5000, cost_fixed=100_000)
    town = town.crossing("PHA-RA", fare=100_000).crossing("PHA-VAO", fare=20_000)
    return town.crossing("TAU-RA", fare=75_000).crossing("TAU-VAO", fare=75_000)


def moved_km(share: float) -> Edit:
    """The summary's distance, times `share`."""
    return lambda t: t.summary(distance_km=t.plan.summary.distance_km * share)


def level(name: str, value: int) -> Edit:
    """A level of the objective."""
    return lambda t: t.summary(objective=(Level(name, value),))


def outside_groups(town: Town) -> Town:
    """The island that is visited late belongs to no target group any more."""
    groups = {k: v for k, v in town.plan.summary.groups.items() if k != "border"}
    planned, due = town.plan.summary.groups["border"]
    more = groups["other"]
    groups["other"] = (more[0] + planned, more[1] + due)
    return town.site("S-XA", groups=frozenset()).summary(groups=groups)


def stood(vehicle: str, start: str = "13:00") -> FixedVisit:
    """Where an earlier plan had the island's school, which VAN-1 now serves at 13:00."""
    return FixedVisit(f"S-DAO/mobile/{WEEK}", vehicle, TUESDAY, hm(start))


def left(town: Town, *, vehicle: str = "VAN-1", start: str = "07:00", forced: bool = False) -> Town:
    """The island's school, listed as moved from an earlier hour."""
    move = MovedVisit(f"S-DAO/mobile/{WEEK}", vehicle, TUESDAY, hm(start), forced)
    return town.file(moves=(move,)).summary(moved=int(not forced), moved_forced=int(forced))


CASES = (
    Case("horizon-differs", lambda t: t.file(weeks=2)),
    Case("horizon-differs", lambda t: t.file(start=TUESDAY)),
    Case("value-absurd", lambda t: t.route(BOAT_1, lunches=((hm("11:00"), 60 * DAY_S + 1),))),
    Case("value-absurd", lambda t: t.leg(BOAT_1, 0, metres=10**400)),
    Case(
        "vehicle-unknown",
        lambda t: t.route(VAN_1, vehicle="VAN-9").file(vehicles={**t.plan.vehicles, "VAN-9": {}}),
    ),
    Case("depot-unknown", depot_at_library),
    Case("site-unknown", stranger("S-X", f"S-X/mobile/{WEEK}")),
    Case("place-unknown", lambda t: by_way_of(t, "S-X")),
    Case("crossing-unknown", lambda t: t.leg(VAN_1, 2, crossing="PHA-X")),
    Case("crossing-unknown", lambda t: t.leg(VAN_1, 2, sailing=None)),
    Case("crossing-unknown", lambda t: t.leg(VAN_1, 0, crossing="PHA-RA")),
    Case("visit-mismatch", lambda t: t.with_unassigned(replace(UNASSIGNED, service="mobile"))),
    Case("visit-mismatch", lambda t: t.with_unassigned(replace(UNASSIGNED, site="S-DAO"))),
    Case("reason-unknown", lambda t: t.with_unassigned(replace(UNASSIGNED, code="busy"))),
    Case(
        "visit-not-due",
        service_due_after(date(2026, 11, 16)),
        service_due_after(date(2026, 11, 15)),
    ),
    Case(
        "visit-not-due",
        lambda t: t.service("S-DAO/exchange", last_visit=date(2026, 11, 16)).recount(),
    ),
    Case("visit-not-due", stranger("S-DAO", f"S-DAO/mobile/{WEEK + 1}")),
    Case("visit-twice", lambda t: t.with_unassigned(UNASSIGNED, UNASSIGNED)),
    Case("visit-missing", lambda t: t.with_unassigned()),
    Case("visit-both", stranger("S-DAO", f"S-DAO/mobile/{WEEK}")),
    Case(
        "outside-horizon",
        lambda t: t.vehicle("VAN-1", days=EVERY_DAY).with_route(
            idle(t, "VAN-1", date(2026, 12, 7), hm("07:00"))
        ),
        lambda t: t.vehicle("VAN-1", days=EVERY_DAY).with_route(
            idle(t, "VAN-1", date(2026, 12, 6), hm("07:00"))
        ),
    ),
    Case(
        "outside-due-span",
        lambda t: boat_on(date(2026, 12, 7))(t).edit(weeks=2).file(weeks=2),
        lambda t: boat_on(date(2026, 12, 6))(t).edit(weeks=2).file(weeks=2),
    ),
    Case(
        "site-closed",
        lambda t: t.service("S-DAO/mobile", days=frozenset({0, 2, 3, 4, 5, 6})),
        lambda t: t.service("S-DAO/mobile", days=frozenset({1})),
    ),
    Case(
        "site-closed",
        lambda t: t.calendar(entry(DayKind.CLOSURE, WEDNESDAY, "group:hard")),
        lambda t: t.calendar(entry(DayKind.CLOSURE, TUESDAY, "group:hard")),
    ),
    Case("site-closed", lambda t: t.calendar(entry(DayKind.CLOSURE, TUESDAY, "commune:11914"))),
    Case(
        "site-closed",
        lambda t: t.calendar(entry(DayKind.HOLIDAY, TUESDAY, "S-THUVIEN")),
        lambda t: t.calendar(entry(DayKind.HOLIDAY, FRIDAY, "S-THUVIEN")),
    ),
    Case(
        "site-closed",
        lambda t: t.calendar(entry(DayKind.EXAM, TUESDAY)),
        lambda t: t.calendar(entry(DayKind.EXAM, WEDNESDAY)),  # a village is no school
    ),
    Case(
        "window-missed",
        lambda t: t.service("S-DAO/mobile", windows=(Window(hm("13:00"), hm("14:29:59")),)),
        lambda t: t.service(
            "S-DAO/mobile",
            windows=(Window(hm("13:00"), hm("14:00")), Window(hm("14:00"), hm("14:30"))),
        ),
    ),
    Case(
        "window-missed",
        lambda t: t.service("S-DAO/mobile", windows=(Window(hm("13:00:01"), hm("15:00")),)),
    ),
    Case(
        "window-missed",
        lambda t: t.service(
            "S-DAO/mobile",
            windows=(Window(hm("12:00"), hm("16:00")), Window(hm("13:01"), hm("16:00"), 1)),
        ),
        lambda t: t.service(
            "S-DAO/mobile",
            windows=(Window(hm("12:00"), hm("16:00")), Window(hm("13:01"), hm("16:00"), 2)),
        ),
    ),
    Case("setup-short", lambda t: t.service("S-TRUONG/mobile", setup_s=1201)),
    Case("packdown-short", lambda t: t.service("S-TRUONG/mobile", packdown_s=1201)),
    Case(
        "skill-missing",
        lambda t: t.service("S-DAO/mobile", needs=frozenset({"flat_yard", "stairs"})).vehicle(
            "VAN-1", skills=frozenset({"stairs"})
        ),
        lambda t: t.service("S-DAO/mobile", needs=frozenset({"stairs"})).vehicle(
            "VAN-1", skills=frozenset({"stairs", "boat"})
        ),
    ),
    Case(
        "pin-broken",
        lambda t: t.service("S-DAO/mobile", pinned=(Pin(date=WEDNESDAY), Pin(vehicle="VAN-2"))),
        lambda t: t.service("S-DAO/mobile", pinned=(Pin(date=WEDNESDAY), Pin(vehicle="VAN-1"))),
    ),
    Case(
        "pin-broken",
        lambda t: t.service("S-DAO/mobile", pinned=(Pin(weekday=1, vehicle="VAN-2"),)),
        lambda t: t.service("S-DAO/mobile", pinned=(Pin(weekday=1, vehicle="VAN-1"),)),
    ),
    Case(
        "pin-broken",
        lambda t: t.service("S-DAO/mobile", pinned=(Pin(date=date(2026, 12, 6)),)),
        lambda t: t.service("S-DAO/mobile", pinned=(Pin(date=date(2026, 12, 7)),)),
    ),
    Case(
        "fixed-moved",
        lambda t: t.edit(
            fixed=(FixedVisit(f"S-DAO/mobile/{WEEK}", "VAN-1", TUESDAY, hm("13:00:01")),)
        ),
        lambda t: t.edit(
            fixed=(FixedVisit(f"S-DAO/mobile/{WEEK}", "VAN-1", TUESDAY, hm("13:00")),)
        ),
    ),
    Case(
        "vehicle-off",
        lambda t: t.vehicle("VAN-1", days=EVERY_DAY - {1}),
        lambda t: t.vehicle("VAN-1", days=frozenset({1})),
    ),
    Case(
        "vehicle-off",
        lambda t: t.calendar(entry(DayKind.HOLIDAY, TUESDAY, "profile:van")),
        lambda t: t.calendar(
            entry(DayKind.HOLIDAY, TUESDAY, "profile:van"),
            entry(DayKind.WORKDAY, TUESDAY, note="Wed, swapped"),
        ),
    ),
    Case(
        "vehicle-off",
        lambda t: t.calendar(entry(DayKind.CLOSURE, FRIDAY, "TO-XA")),
        lambda t: t.calendar(entry(DayKind.HOLIDAY, FRIDAY, "TO-XA")),  # under way already
    ),
    Case(
        "vehicle-off",
        lambda t: t.calendar(entry(DayKind.CLOSURE, TUESDAY, "KHO-A")),
        lambda t: t.calendar(entry(DayKind.CLOSURE, WEDNESDAY, "KHO-A")),
    ),
    Case("duty-twice", lambda t: t.with_route(idle(t, "VAN-1", TUESDAY, hm("16:45")))),
    Case(
        "duties-overlap",
        lambda t: t.with_route(idle(t, "TO-XA", FRIDAY, hm("13:29:59"))),
        lambda t: t.with_route(idle(t, "TO-XA", FRIDAY, hm("13:30"))),
    ),
    Case("depot-wrong", lambda t: t.vehicle("VAN-1", depot="KHO-B")),
    Case("days-wrong", lambda t: t.route(VAN_1, days=2)),
    Case("days-wrong", lambda t: t.route(CREW, days=1)),
    Case(
        "outside-shift",
        lambda t: t.vehicle("VAN-1", shift=Window(hm("06:45:01"), hm("16:45"))),
        lambda t: t.vehicle("VAN-1", shift=Window(hm("06:45"), hm("16:45"))),
    ),
    Case(
        "outside-shift",
        lambda t: t.vehicle("TO-XA", shift=Window(hm("05:00"), hm("13:29:59"))),
        lambda t: t.vehicle("TO-XA", shift=Window(hm("05:00"), hm("13:30"))),
    ),
    Case(
        "depot-closed",
        lambda t: t.depot("KHO-A", open=Window(hm("06:45"), hm("16:44:59"))),
        lambda t: t.depot("KHO-A", open=Window(hm("06:45"), hm("16:45"))),
    ),
    Case(
        "depot-closed",
        lambda t: t.calendar(entry(DayKind.CLOSURE, FRIDAY, "KHO-B")),
        lambda t: t.calendar(entry(DayKind.CLOSURE, FRIDAY, "KHO-A")),
    ),
    Case(
        "duty-too-long",
        lambda t: t.vehicle("VAN-1", max_duty_s=35_999),
        lambda t: t.vehicle("VAN-1", max_duty_s=36_000),
    ),
    Case(
        "day-too-long",
        lambda t: t.vehicle("TO-XA", max_duty_s=11_699),
        lambda t: t.vehicle("TO-XA", max_duty_s=11_700),
    ),
    Case(
        "driving-too-long",
        lambda t: t.vehicle("VAN-1", max_driving_s=6599),
        lambda t: t.vehicle("VAN-1", max_driving_s=6600),
    ),
    Case(
        "driving-too-long",
        lambda t: t.vehicle("BOAT-1", max_driving_s=5999),
        lambda t: t.vehicle("BOAT-1", max_driving_s=6000),
    ),
    Case(
        "driving-too-long",
        lambda t: t.vehicle("TO-XA", max_driving_s=2099),
        lambda t: t.vehicle("TO-XA", max_driving_s=2100),  # of each day
    ),
    Case("overnight-forbidden", lambda t: t.vehicle("TO-XA", overnight=False)),
    Case(
        "overnight-too-long",
        lambda t: t.rules(overnight_max_days=1),
        lambda t: t.rules(overnight_max_days=2),
    ),
    Case("crew-short", crews(2, 2, 2), crews(3, 2, 2)),
    Case("crew-short", crews(3, 1, 2), crews(4, 3, 2)),
    Case(
        "lunch-missing",
        lambda t: t.rules(lunch_to=hm("13:29:59")),
        lambda t: t.rules(lunch_to=hm("13:30")),
    ),
    Case("lunch-missing", lambda t: t.route(VAN_1, lunches=())),
    Case(
        "lunch-missing",
        lambda t: t.rules(lunch_from=hm("08:00:01")).route(VAN_2, lunches=()),
        lambda t: t.rules(lunch_from=hm("08:00")).route(VAN_2, lunches=()),
    ),
    Case(
        "lunch-outside",
        lunch(VAN_2, hm("12:30:01"), hm("13:30:01")),
        lunch(VAN_2, hm("12:30"), hm("13:30")),
    ),
    Case("lunch-short", lunch(VAN_1, hm("11:30:01"), hm("12:30"))),
    Case("lunch-outside", lunch(CREW, hm("10:59:59"), hm("11:59:59"))),
    Case(
        "lunch-at-work",
        lunch(VAN_1, hm("11:40:01"), hm("12:40:01")),
        lunch(VAN_1, hm("11:40"), hm("12:40")),
    ),
    Case("lunch-at-work", lunch(VAN_2, hm("11:30"), hm("12:30")), lunch(
        VAN_2, hm("12:05"), hm("13:05")
    )),
    Case("leg-order", lambda t: t.leg(VAN_1, 6, stop=3)),
    Case("leg-order", lambda t: t.leg(VAN_1, 5, stop=0)),
    Case("leg-negative", lambda t: t.leg(VAN_1, 2, metres=-1)),
    Case("chain-broken", without_walks),
    Case("chain-broken", lambda t: by_way_of(
        t.way(Mode.ROAD, "KHO-A", "S-THUVIEN", Move(600, 5000)).way(
            Mode.ROAD, "S-THUVIEN", "S-TRUONG", Move(600, 5000)
        ),
        "S-THUVIEN",
    ), lambda t: by_way_of(
        t.way(Mode.ROAD, "KHO-A", "BEN-DAT", Move(600, 5000)).way(
            Mode.ROAD, "BEN-DAT", "S-TRUONG", Move(600, 5000)
        ).leg(VAN_1, 6, metres=5000).recount(),
        "BEN-DAT",
    )),
    Case("clock-broken", lambda t: gap_after_first_stop(t, 1)),
    Case("clock-broken", lambda t: gap_after_first_stop(t, -1)),
    Case("loading-wrong", lambda t: t.depot("KHO-A", load_s=901)),
    Case("loading-wrong", lambda t: t.depot("KHO-A", load_s=899)),
    Case("wait-misplaced", lambda t: wait_at_depot(t, 1), lambda t: wait_at_depot(t, 0)),
    Case("mode-unfit", van_by_sea),
    Case("mode-unfit", lambda t: t.site("S-DAO", landing="BEN-DAO", landing_access_s=600).leg(
        VAN_1, 4, mode=Mode.WALK
    ).recount()),
    Case("road-none", lambda t: t.site("S-DAO", road=False)),
    Case("sea-from-land", boat_on_the_beach),
    Case("walk-wrong", lambda t: t.site("S-LANG", landing_access_s=601)),
    Case("walk-wrong", lambda t: t.site("S-LANG", landing="BEN-DAO")),
    Case("way-none", lambda t: t.way(Mode.ROAD, "KHO-A", "S-TRUONG", None)),
    Case("way-none", lambda t: t.way(Mode.SEA, "BEN-XUONG", "BEN-LANG", None)),
    Case(
        "leg-too-fast",
        lambda t: t.way(Mode.ROAD, "KHO-A", "S-TRUONG", Move(1202, 10_000)),
        lambda t: t.way(Mode.ROAD, "KHO-A", "S-TRUONG", Move(1201, 10_000)),
    ),
    Case(
        "leg-length",
        lambda t: t.leg(VAN_1, 0, metres=10_101),
        lambda t: t.leg(VAN_1, 0, metres=10_100),
    ),
    Case(
        "leg-length",
        lambda t: t.way(Mode.ROAD, "KHO-A", "S-TRUONG", Move(1200, 10_102)),
        lambda t: t.way(Mode.ROAD, "KHO-A", "S-TRUONG", Move(1200, 10_101)),
    ),
    Case(
        "leg-length",
        lambda t: t.way(Mode.ROAD, "BEN-XA", "S-XA", Move(300, 1949)),
        lambda t: t.way(Mode.ROAD, "BEN-XA", "S-XA", Move(300, 1950)),
    ),
    Case(
        "boat-in-storm",
        lambda t: t.calendar(entry(DayKind.STORM, WEDNESDAY)),
        lambda t: t.calendar(entry(DayKind.STORM, THURSDAY, "BOAT-1")),
    ),
    Case(
        "landing-closed",
        lambda t: t.calendar(entry(DayKind.CLOSURE, WEDNESDAY, "BEN-LANG")),
        lambda t: t.calendar(entry(DayKind.CLOSURE, TUESDAY, "BEN-LANG")),
    ),
    # Over BEN-XUONG and BEN-LANG the sun rises at 06:13 and 06:14 and sets at 17:09 and 17:10 on
    # that Wednesday; the boat is back at 11:55.
    Case(
        "daylight-missed",
        lambda t: t.rules(sunset_margin_s=hm("05:14:01")),
        lambda t: t.rules(sunset_margin_s=hm("05:14")),
    ),
    Case(
        "daylight-missed",
        lambda t: at_dawn(t, "06:07:59"),
        lambda t: at_dawn(t, "06:08"),
    ),
    Case(
        "tide-missed",
        lambda t: with_tide(t, 2.0, rising(("08:54", 1.9), ("08:55:01", 2.0), *AFTERWARDS)),
        lambda t: with_tide(t, 2.0, rising(("08:54", 1.9), ("08:55", 2.0), *AFTERWARDS)),
    ),
    Case(
        "tide-missed",
        lambda t: with_tide(t, 2.0, rising(*BEFORE, ("11:04:59", 2.0), ("12:00", 1.0))),
        lambda t: with_tide(t, 2.0, rising(*BEFORE, ("11:05", 2.0), ("12:00", 1.0))),
    ),
    Case(
        "tide-missed",  # half-way from low to high water the tide stands half-way
        lambda t: with_tide(t, 2.001, turns(("02:55", 1.0), ("14:55", 3.0))),
        lambda t: with_tide(t, 2.0, turns(("02:55", 1.0), ("14:55", 3.0))),
    ),
    Case(
        "tide-missed",  # two hours may lie between regular heights, and no more
        lambda t: with_tide(t, 2.0, rising(*BEFORE, ("12:00:01", 3.0))),
        lambda t: with_tide(t, 2.0, rising(*BEFORE, ("12:00", 3.0))),
    ),
    Case("tide-missed", lambda t: with_tide(t, 2.0, ())),
    Case("pier-wrong", lambda t: t.crossing("PHA-RA", origin="BEN-XUONG")),
    Case("pier-wrong", lambda t: t.crossing("PHA-RA", destination="BEN-XUONG")),
    Case(
        "sailing-unknown",
        lambda t: t.crossing("PHA-RA", valid_to=date(2026, 11, 30)),
        lambda t: t.crossing("PHA-RA", valid_to=TUESDAY),
    ),
    Case(
        "sailing-unknown",
        lambda t: t.crossing("PHA-RA", valid_from=WEDNESDAY),
        lambda t: t.crossing("PHA-RA", valid_from=TUESDAY),
    ),
    Case(
        "sailing-unknown",
        lambda t: t.crossing("PHA-RA", days=frozenset({0, 2})),
        lambda t: t.crossing("PHA-RA", days=frozenset({1})),
    ),
    Case("sailing-unknown", lambda t: t.crossing("TAU-VAO", dates=frozenset({THURSDAY}))),
    Case(
        "sailing-unknown",
        lambda t: t.crossing("PHA-RA", departures=(hm("10:59:59"), hm("17:00"))),
    ),
    Case(
        "sailing-cancelled",
        lambda t: t.calendar(entry(DayKind.CLOSURE, TUESDAY, "PHA-RA")),
        lambda t: t.calendar(entry(DayKind.CLOSURE, WEDNESDAY, "PHA-RA")),
    ),
    Case("sailing-cancelled", lambda t: t.calendar(entry(DayKind.STORM, FRIDAY))),
    Case(
        "sailing-untimed",
        lambda t: t.crossing("PHA-RA", departures=(hm("11:00"), hm("11:00:01"), hm("17:00"))).leg(
            VAN_1, 2, sailing=hm("11:00:01")
        ),
    ),
    Case("ferry-duration", lambda t: t.crossing("PHA-RA", duration_s=1201)),
    Case("ferry-duration", lambda t: t.crossing("PHA-RA", duration_s=1199)),
    Case(
        "checkin-missed",
        lambda t: t.crossing("PHA-RA", checkin_s=1801),
        lambda t: t.crossing("PHA-RA", checkin_s=1800),
    ),
    Case(
        "last-ferry-buffer",
        lambda t: t.rules(last_ferry_buffer_s=1801),
        lambda t: t.rules(last_ferry_buffer_s=1800),
    ),
    Case(
        "last-ferry-buffer",
        lambda t: t.crossing("PHA-RA", departures=(hm("11:00"),)),
        lambda t: t.crossing("PHA-RA", departures=(hm("11:00"), hm("11:05"))),
    ),
    Case(
        "ferry-refuses",
        lambda t: t.crossing("PHA-RA", carries=frozenset({"passenger", "motorbike"})),
        lambda t: t.crossing("PHA-RA", carries=frozenset({"van"})),
    ),
    Case(
        "ferry-quota",
        lambda t: t.crossing("PHA-RA", quota=1),
        lambda t: t.crossing("PHA-RA", quota=2),
    ),
    Case(
        "ferry-quota",
        lambda t: t.crossing("PHA-VAO", quota=0),
        lambda t: t.crossing("TAU-RA", quota=0),  # people on foot
    ),
    Case("crates-wrong", lambda t: t.service("S-DAO/mobile", deliver_crates=7)),
    Case("crates-wrong", lambda t: t.service("S-DAO/mobile", pick_crates=4)),
    Case("load-wrong", lambda t: t.route(VAN_1, load=11)),
    Case("load-wrong", lambda t: t.stop(VAN_1, 1, load=7)),
    Case(
        "capacity-exceeded",
        lambda t: t.vehicle("VAN-1", capacity_crates=9),
        lambda t: t.vehicle("VAN-1", capacity_crates=10),
    ),
    Case(
        "capacity-exceeded",
        lambda t: t.vehicle("BOAT-1", capacity_crates=4),
        lambda t: t.vehicle("BOAT-1", capacity_crates=5),
    ),
    Case(
        "weight-exceeded",
        lambda t: t.vehicle("VAN-1", max_load_kg=149),
        lambda t: t.vehicle("VAN-1", max_load_kg=150),
    ),
    Case(
        "stock-exceeded",
        lambda t: t.depot("KHO-B", stock_crates=9),
        lambda t: t.depot("KHO-B", stock_crates=10),
    ),
    Case("stock-exceeded", feeder((FED, 1)), feeder((FED, 1), stock=1)),
    Case("stock-exceeded", lambda t: t.landing("BEN-XUONG", stock_crates=1), feeder()),
    Case("load-wrong", lambda t: feeder()(t).route(4, load=1), feeder()),
    Case(
        "capacity-exceeded",
        lambda t: feeder()(t).vehicle("VAN-3", capacity_crates=1),
        lambda t: feeder()(t).vehicle("VAN-3", capacity_crates=2),
    ),
    Case(
        "stock-exceeded",  # the fed crates come from a stock, too
        lambda t: on_tuesday(t).depot("KHO-A", stock_crates=11),
        lambda t: on_tuesday(t).depot("KHO-A", stock_crates=12),
    ),
    Case("lunch-at-work", at_noon("11:14:59"), at_noon("11:15")),
    Case("day-too-long", overnight_feeder(2099), overnight_feeder(2100)),
    Case("feeding-unknown", feeder(("BOAT-1@2026-12-01", 2), stock=None)),
    Case("feeding-unknown", feeder(("VAN-1@2026-12-01", 2), stock=None)),
    Case(
        "feeding-unknown",
        lambda t: boat_on(THURSDAY)(feeder(("BOAT-1@2026-12-03", 2), stock=None)(t)),
        feeder(stock=None),
    ),
    Case(
        "feeding-unknown",  # another landing than the boat's
        lambda t: feeder(stock=None)(t)
        .way(Mode.ROAD, "KHO-A", "BEN-DAO", Move(1800, 12_000))
        .stop(4, 0, site="BEN-DAO").leg(4, 0, destination="BEN-DAO").leg(4, 1, origin="BEN-DAO")
        .recount(),
    ),
    Case("feeding-twice", feeder((FED, 1), (FED, 1), start="07:05")),
    Case("feeding-afloat", second_boat),
    Case("feeding-late", feeder(start="07:10:01"), feeder(start="07:10")),
    Case("feeding-hurried", feeder(leaves=hm("07:59:59"))),
    Case("feeding-hurried", feeder(begins=hm("07:54:59"), leaves=hm("08:00"))),
    Case(
        "feeding-closed",
        lambda t: feeder()(t).landing("BEN-XUONG", open=Window(hm("07:55:01"), hm("12:00"))),
        lambda t: feeder()(t).landing("BEN-XUONG", open=Window(hm("07:55"), hm("12:00"))),
    ),
    Case("feeding-crates", feeder((FED, 3)), feeder((FED, 2), stock=5)),
    Case("feeding-crates", feeder((FED, 0), stock=2), feeder((FED, 1), stock=2)),
    Case("feeding-crates", feeder(taken=1)),
    Case("place-unlisted", lambda t: t.file(
        places={k: v for k, v in t.plan.places.items() if k != "BEN-DAO"}
    )),
    Case("vehicle-unlisted", lambda t: t.file(
        vehicles={k: v for k, v in t.plan.vehicles.items() if k != "VAN-2"}
    )),
    Case(
        "phone-in-plan",
        name_of_place("Thư viện, gọi 0912 345 678"),
        name_of_place("Thư viện số 12, 1 Chương Dương, mã 031234567890123"),
    ),
    Case("phone-in-plan", name_of_place("Thư viện (+84 225.3842.123)")),
    Case(
        "phone-in-plan",
        lambda t: name_of_place("Thư viện 384-2123")(t).site("S-DAO", contact_phone="384 2123"),
        lambda t: name_of_place("Thư viện 384-2123")(t).site("S-DAO", contact_phone="384 2124"),
    ),
    Case("geometry-unknown", lambda t: t.leg(VAN_1, 0, geometry=1)),
    Case("geometry-unknown", lambda t: t.leg(VAN_1, 0, geometry=-1)),
    *(
        Case("counts-wrong", lambda t, name=name: t.summary(
            **{name: getattr(t.plan.summary, name) + 1}
        ))
        for name in ("visits_due", "visits_required", "visits_planned", "unassigned", "duties")
    ),
    *(
        Case(
            "minutes-wrong",
            lambda t, name=name: t.summary(**{name: getattr(t.plan.summary, name) + 2}),
            lambda t, name=name: t.summary(**{name: getattr(t.plan.summary, name) + 1}),
        )
        for name in ("driving_min", "sailing_min", "ferry_min", "waiting_min", "service_min")
    ),
    Case("distance-wrong", moved_km(1.011), moved_km(1.01)),
    Case("distance-wrong", moved_km(float("nan")), moved_km(0.99)),
    Case(
        "cost-wrong",
        lambda t: priced(t).summary(cost=1_429_151),
        lambda t: priced(t).summary(cost=1_429_150),
    ),
    Case(
        "cost-wrong",
        lambda t: priced(t).summary(cost=1_400_849),
        lambda t: priced(t).summary(cost=1_400_850),
    ),
    Case("groups-wrong", lambda t: t.summary(groups={**t.plan.summary.groups, "hard": (0, 1)})),
    Case("groups-wrong", lambda t: t.summary(groups={**t.plan.summary.groups, "mountain": (0, 1)})),
    Case("regularity-wrong", lambda t: t.summary(irregular=1)),
    Case(
        "regularity-wrong",
        lambda t: t.summary(start_spread_min=2),
        lambda t: t.summary(start_spread_min=1),
    ),
    Case("objective-wrong", level("missed_priority_1", 1), level("missed_priority_1", 0)),
    Case("objective-wrong", level("missed_priority_3", 0), level("missed_priority_3", 1)),
    Case("objective-wrong", level("worst_gap_days", 1), level("worst_gap_days", 2)),
    Case(
        "objective-wrong",
        lambda t: level("worst_gap_days", 2)(outside_groups(t)),
        lambda t: level("worst_gap_days", 1)(outside_groups(t)),
    ),
    Case(
        "objective-wrong",
        lambda t: level("cost_vnd", 1_400_850)(priced(t).summary(cost=1_400_851)),
        lambda t: level("cost_vnd", 1_400_851)(priced(t).summary(cost=1_400_851)),
    ),
    Case(
        "objective-wrong",
        lambda t: level("cost_vnd", 0)(left(t)),
        lambda t: level("cost_vnd", 50_000)(left(t)),
    ),
    Case(
        "moves-wrong",
        lambda t: t.summary(moved=0, moved_forced=1),
        lambda t: t.summary(moved=0, moved_forced=0),
    ),
    Case("moves-wrong", lambda t: left(t).summary(moved=0), left),
    Case(
        "moves-wrong",
        lambda t: left(t, forced=True).summary(moved_forced=0),
        lambda t: left(t, forced=True),
    ),
    Case("moves-wrong", lambda t: left(t, start="13:30"), lambda t: left(t, start="13:30:01")),
    Case("moves-wrong", lambda t: left(t, start="12:30"), lambda t: left(t, start="12:29:59")),
    Case(
        "moves-wrong",
        lambda t: t.edit(previous=(stood("VAN-2"),)).summary(moved=0, moved_forced=0),
        lambda t: left(t.edit(previous=(stood("VAN-2"),)), vehicle="VAN-2", start="13:00"),
    ),
    Case(
        "moves-wrong",
        lambda t: t.edit(previous=(stood("VAN-1", "13:30:01"),)).summary(moved=0, moved_forced=0),
        lambda t: t.edit(previous=(stood("VAN-1", "13:30"),)).summary(moved=0, moved_forced=0),
    ),
    Case(
        "moves-exceeded",
        lambda t: left(t.edit(max_moves=0)),
        lambda t: left(t.edit(max_moves=1)),
    ),
    Case(
        "moves-exceeded",
        lambda t: left(t.edit(max_moves=0)),
        lambda t: left(t.edit(max_moves=0), forced=True),
    ),
    *(Case(*edits) for edits in ON_FOOT),
)  # fmt: skip

IDS = [f"{case.code}-{number}" for number, case in enumerate(CASES)]


def codes(town: Town) -> set[str]:
    """The codes of everything that the checker finds."""
    return {violation.code for violation in check_plan(town.problem, town.travel, town.plan)}


@pytest.fixture(scope="module")
def town() -> Town:
    """The town with its proven plan."""
    return make_town()


def test_the_town_is_proven(town: Town) -> None:
    """The plan from which all others are made breaks no rule."""
    assert check_plan(town.problem, town.travel, town.plan) == []


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_at_the_edge_the_plan_holds(town: Town, case: Case) -> None:
    """A plan that meets a rule to the second, crate or day breaks none."""
    edge = case.holds(town)
    assert check_plan(edge.problem, edge.travel, edge.plan) == []


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_by_a_hair_it_breaks_this_rule_alone(town: Town, case: Case) -> None:
    """A hair beyond, the rule that is meant finds it, says where and why, and no other speaks.

    So a rule that is taken off the list, or finds nothing any more, fails its tests.
    """
    broken = case.breaks(town)
    found = check_plan(broken.problem, broken.travel, broken.plan)
    assert {violation.code for violation in found} == {case.code}
    assert all(violation.where and violation.message for violation in found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_needed(town: Town, rule: Rule) -> None:
    """Each rule has a plan that passes the checker as soon as the rule is taken off the list."""
    others = [other for other in RULES if other is not rule]
    broken = [case.breaks(town) for case in CASES if case.code == rule.code]
    assert broken
    for one in broken:
        assert check_plan(one.problem, one.travel, one.plan, rules=others) == []


def test_several_faults_are_all_told(town: Town) -> None:
    """Findings add up, in the order of the rules."""
    worse = town.vehicle("VAN-1", capacity_crates=9).service("S-DAO/mobile", setup_s=5401)
    worse = worse.crossing("PHA-RA", quota=1)
    found = check_plan(worse.problem, worse.travel, worse.plan)
    order = [rule.code for rule in RULES]
    positions = [order.index(violation.code) for violation in found]
    assert positions == sorted(positions)
    assert {"setup-short", "ferry-quota", "capacity-exceeded"} <= codes(worse)


def test_messages_name_clock_times_and_places(town: Town) -> None:
    """A finding says what is planned, what is allowed, and at which stop of which duty."""
    late = town.service("S-DAO/mobile", windows=(Window(hm("13:00"), hm("14:29:59")),))
    (found,) = check_plan(late.problem, late.travel, late.plan)
    assert found.where == f"VAN-1 2026-12-01 stop 2 (S-DAO/mobile/{WEEK})"
    assert found.message == "doors open 13:00 to 14:30, windows on Tuesday: 13:00-14:29:59"


def test_with_an_area_only_what_is_asked_for_must_be_accounted_for(town: Town) -> None:
    """A problem limited to an area leaves due visits outside it to other plans."""
    asked = tuple(
        Visit(stop.site, ServiceKind(stop.service), WEEK, MONDAY, date(2026, 12, 6))
        for route in town.plan.routes
        for stop in route.stops
    )
    silent = town.with_unassigned()
    counts = {"visits_due": 6, "groups": {**town.plan.summary.groups, "other": (2, 2)}}
    limited = silent.edit(area=("Cát Hải",), visits=asked).summary(**counts)
    assert codes(limited) == set()
    assert codes(limited.edit(area=())) == {"visit-missing", "counts-wrong", "groups-wrong"}
    fixed = (FixedVisit(f"S-TRUONG/exchange/{WEEK}", "VAN-1", TUESDAY, hm("07:40")),)
    assert {"visit-missing", "fixed-moved"} <= codes(limited.edit(fixed=fixed))


def test_a_fixed_visit_of_a_later_day_of_its_duty_stays(town: Town) -> None:
    """Fixed times count on past midnight from the duty's date, as in the plan they came from."""
    late = town.edit(fixed=(FixedVisit(f"S-XA/mobile/{WEEK}", "TO-XA", WEDNESDAY, hm("14:00", 1)),))
    assert codes(late) == set()


def test_work_over_midnight_counts_on_both_days(town: Town) -> None:
    """Each day of a long duty has its own sum; a leg over midnight is shared out."""
    moved = town.route(CREW, start=hm("23:30"), end=hm("00:40", 1), stops=(), lunches=())
    leg = replace(
        town.plan.routes[CREW].legs[0], depart=hm("23:40"), seconds=3600, destination="KHO-B"
    )
    moved = moved.route(CREW, legs=(leg,)).vehicle("TO-XA", max_driving_s=2400)
    found = check_plan(moved.problem, moved.travel, moved.plan)
    assert "driving-too-long" not in {violation.code for violation in found}
    tight = moved.vehicle("TO-XA", max_driving_s=2399)
    (late,) = (v for v in check_plan(tight.problem, tight.travel, tight.plan)
               if v.code == "driving-too-long")  # fmt: skip
    assert late.message == "40 min of driving on 2026-12-04, at most 39 min 59 s are allowed"
