"""A hand-made town with one proven plan: two depots, two vans, a boat, a ship, five sites.

Times are chosen so that many rules are met to the second; a `Town` is edited by methods that return
a changed copy, so that a test can push one rule over its edge and leave the others alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from routeplan.model import (
    DAY_S,
    FEED,
    CalendarEntry,
    Crossing,
    Depot,
    Landing,
    Leg,
    Mode,
    Place,
    Plan,
    Problem,
    Route,
    Service,
    ServiceKind,
    Site,
    Source,
    Stop,
    Summary,
    Unassigned,
    Vehicle,
    Window,
)

MONDAY = date(2026, 11, 30)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 12, day) for day in (1, 2, 3, 4))
WEEK = 152
"""Number of the week that starts on `MONDAY`."""

EVERY_DAY = frozenset(range(7))
LINE = "_p~iF~ps|U_ulLnnqC"


def hm(text: str, day: int = 0) -> int:
    """Return seconds for ``16:15`` or ``16:15:01``, on a later day of the duty."""
    parts = [int(part) for part in text.split(":")] + [0]
    return day * DAY_S + parts[0] * 3600 + parts[1] * 60 + parts[2]


@dataclass(frozen=True)
class Move:
    """Seconds and metres of one movement."""

    seconds: int
    metres: int


@dataclass(frozen=True)
class TownTravel:
    """Single movements from a table; the same both ways."""

    ways: Mapping[tuple[Mode, str, str], Move]

    def move(self, profile: str, origin: str, destination: str, mode: Mode) -> Move | None:
        """Look the movement up in both directions."""
        there, back = (mode, origin, destination), (mode, destination, origin)
        return self.ways.get(there) or self.ways.get(back)


class Log:
    """Writes a route while the vehicle moves; the clock follows from what it does."""

    def __init__(self, problem: Problem, travel: TownTravel, vehicle: str, day: date, start: int):
        self.problem, self.travel, self.day, self.start = problem, travel, day, start
        self.vehicle = problem.vehicle_by_id[vehicle]
        self.place = self.vehicle.depot
        depot = problem.depot_by_id.get(self.place)
        self.now = start + (depot.load_s if depot else 0)
        self.legs: list[Leg] = []
        self.stops: list[Stop] = []
        self.parked: str | None = None

    def go(self, to: str, mode: Mode = Mode.ROAD, wait_s: int = 0) -> Log:
        """Drive, sail or walk."""
        if mode is Mode.WALK:
            move = Move(self.problem.site_by_id[max(to, self.place)].landing_access_s, 0)
        else:
            found = self.travel.move("", self.place, to, mode)
            assert found is not None, (self.place, to)
            move = found
        return self._leg(mode, to, move, wait_s)

    def park(self) -> Log:
        """Leave the vehicle where it is."""
        self.parked = self.place
        return self

    def board(self) -> Log:
        """Drive on with it."""
        assert self.parked == self.place
        self.parked = None
        return self

    def wait(self, seconds: int) -> Log:
        """Stay where the vehicle is."""
        return self._leg(Mode.WAIT, self.place, Move(seconds, 0), 0)

    def ferry(self, crossing: str, sailing: int) -> Log:
        """Wait for a sailing and take it."""
        row = self.problem.crossing_by_id[crossing]
        wait_s = sailing - self.now
        self._leg(Mode.FERRY, row.destination, Move(row.duration_s, 0), wait_s)
        self.legs[-1] = replace(self.legs[-1], crossing=crossing, sailing=sailing)
        return self

    def serve(self, key: str, opens: int | None = None, leaves: int | None = None) -> Log:
        """Set up, serve and pack down; at once where no time is given."""
        service = self.problem.service_by_key[key]
        begin = self.now + service.setup_s if opens is None else opens
        end = begin + service.service_s + service.packdown_s if leaves is None else leaves
        self.stops.append(
            Stop(service.site, service.kind.value, f"{key}/{WEEK}", self.now, begin, end, 0,
                 service.deliver_crates, service.pick_crates)
        )  # fmt: skip
        self.now = end
        return self

    def feed(
        self, duty: str, crates: int = 2, begins: int | None = None, leaves: int | None = None,
        taken: int = 0,
    ) -> Log:  # fmt: skip
        """Leave crates at the landing for a boat's duty; at once where no time is given."""
        begin = self.now if begins is None else begins
        end = begin + self.problem.landing_by_id[self.place].load_s if leaves is None else leaves
        self.stops.append(Stop(self.place, FEED, duty, self.now, begin, end, 0, crates, taken))
        self.now = end
        return self

    def done(self, *lunches: tuple[int, int]) -> Route:
        """Return the route, loads added up."""
        first = load = sum(stop.crates_out for stop in self.stops)
        stops = []
        for stop in self.stops:
            load += stop.crates_in - stop.crates_out
            stops.append(replace(stop, load=load))
        days = (self.now - 1) // DAY_S + 1
        return Route(
            self.vehicle.id, self.day, self.vehicle.depot, self.start, self.now, first,
            tuple(stops), tuple(self.legs), days, lunches,
        )  # fmt: skip

    def _leg(self, mode: Mode, to: str, move: Move, wait_s: int) -> Log:
        source = Source.SEA if mode is Mode.SEA else Source.STRAIGHT
        geometry = None if mode is Mode.WAIT else 0
        leg = Leg(mode, len(self.stops), self.place, to, self.now, move.seconds, move.metres,
                  source, wait_s, geometry=geometry, parked=self.parked)  # fmt: skip
        self.legs.append(leg)
        self.place, self.now = to, leg.end
        return self


@dataclass(frozen=True)
class Town:
    """A problem, the ways of its vehicles, and a plan for it."""

    problem: Problem
    travel: TownTravel
    plan: Plan

    def edit(self, **changes: Any) -> Town:
        """Change fields of the problem."""
        return replace(self, problem=replace(self.problem, **changes))

    def rules(self, **changes: Any) -> Town:
        """Change service-wide rules."""
        return self.edit(rules=replace(self.problem.rules, **changes))

    def calendar(self, *entries: CalendarEntry) -> Town:
        """Add rows to the calendar."""
        return self.edit(calendar=(*self.problem.calendar, *entries))

    def vehicle(self, name: str, **changes: Any) -> Town:
        """Change a vehicle."""
        return self.edit(vehicles=_changed(self.problem.vehicles, name, changes))

    def depot(self, name: str, **changes: Any) -> Town:
        """Change a depot."""
        return self.edit(depots=_changed(self.problem.depots, name, changes))

    def landing(self, name: str, **changes: Any) -> Town:
        """Change a landing."""
        return self.edit(landings=_changed(self.problem.landings, name, changes))

    def crossing(self, name: str, **changes: Any) -> Town:
        """Change a row of the timetable."""
        return self.edit(crossings=_changed(self.problem.crossings, name, changes))

    def site(self, name: str, **changes: Any) -> Town:
        """Change a site."""
        return self.edit(sites=_changed(self.problem.sites, name, changes))

    def service(self, key: str, **changes: Any) -> Town:
        """Change a service."""
        site = self.problem.site_by_id[key.split("/", maxsplit=1)[0]]
        services = [replace(s, **changes) if s.key == key else s for s in site.services]
        return self.site(site.id, services=tuple(services))

    def way(self, mode: Mode, origin: str, destination: str, move: Move | None) -> Town:
        """Change or remove what the network knows of one movement."""
        ways = {**self.travel.ways, (mode, origin, destination): move}
        return replace(self, travel=TownTravel({k: v for k, v in ways.items() if v is not None}))

    def file(self, **changes: Any) -> Town:
        """Change fields of the plan."""
        return replace(self, plan=replace(self.plan, **changes))

    def summary(self, **changes: Any) -> Town:
        """Change fields of the summary."""
        return self.file(summary=replace(self.plan.summary, **changes))

    def route(self, number: int, **changes: Any) -> Town:
        """Change a route."""
        routes = list(self.plan.routes)
        routes[number] = replace(routes[number], **changes)
        return self.file(routes=tuple(routes))

    def stop(self, route: int, number: int, **changes: Any) -> Town:
        """Change a stop."""
        stops = list(self.plan.routes[route].stops)
        stops[number] = replace(stops[number], **changes)
        return self.route(route, stops=tuple(stops))

    def leg(self, route: int, number: int, **changes: Any) -> Town:
        """Change a leg."""
        legs = list(self.plan.routes[route].legs)
        legs[number] = replace(legs[number], **changes)
        return self.route(route, legs=tuple(legs))

    def with_route(self, route: Route) -> Town:
        """Add a route and count again."""
        return self.file(routes=(*self.plan.routes, route)).recount()

    def with_unassigned(self, *items: Unassigned) -> Town:
        """Replace the unassigned visits and count again."""
        return self.file(unassigned=items).recount()

    def rebuilt(self, number: int, build: Callable[[Problem, TownTravel], Route]) -> Town:
        """Write a route anew for the problem as it is, and count again."""
        routes = list(self.plan.routes)
        routes[number] = build(self.problem, self.travel)
        return self.file(routes=tuple(routes)).recount()

    def recount(self) -> Town:
        """Make the summary agree with the routes."""
        return self.file(summary=count(self.problem, self.plan))


def _changed(records: tuple[Any, ...], name: str, changes: dict[str, Any]) -> tuple[Any, ...]:
    assert any(record.id == name for record in records), name
    return tuple(replace(r, **changes) if r.id == name else r for r in records)


def count(problem: Problem, plan: Plan) -> Summary:
    """Add up the summary of a plan in which every service but those of later weeks is due."""
    services = [s for s in problem.service_by_key.values() if _due_now(s)]
    seconds: Counter[str] = Counter()
    metres = 0
    groups: Counter[tuple[str, int]] = Counter()
    for route in plan.routes:
        waits = route.end <= DAY_S  # what passes on longer duties is mostly nights in port
        for leg in route.legs:
            if leg.mode is not Mode.WAIT or waits:
                seconds[leg.mode.value] += leg.seconds
            seconds["wait"] += leg.wait_s * waits
            metres += leg.metres
        for stop in route.stops:
            if stop.service == FEED:
                unloading = problem.landing_by_id[stop.site].load_s
                seconds["wait"] += (stop.depart - stop.arrive - unloading) * waits
                continue
            service = problem.service_by_key[f"{stop.site}/{stop.service}"]
            seconds["service"] += service.service_s
            seconds["wait"] += (stop.depart - stop.arrive - service.stay_s) * waits
            for group in problem.site_by_id[stop.site].groups or {"other"}:
                groups[group, 0] += 1
    for service in services:
        for group in problem.site_by_id[service.site].groups or {"other"}:
            groups[group, 1] += 1
    return Summary(
        visits_required=sum(service.priority <= 2 for service in services),
        visits_planned=sum(stop.service != FEED for route in plan.routes for stop in route.stops),
        visits_due=len(services),
        unassigned=len(plan.unassigned),
        driving_min=round(seconds["road"] / 60),
        sailing_min=round(seconds["sea"] / 60),
        ferry_min=round(seconds["ferry"] / 60),
        waiting_min=round(seconds["wait"] / 60),
        service_min=round(seconds["service"] / 60),
        distance_km=metres / 1000,
        duties=len(plan.routes),
        cost=0,
        objective=(),
        engine="by hand",
        seed=0,
        groups={group: (groups[group, 0], groups[group, 1]) for group, _ in groups},
    )


def _due_now(service: Service) -> bool:
    return service.last_visit is None or service.last_visit < date(2026, 11, 16)


def _site(name: str, kind: str, *services: Service, **more: Any) -> Site:
    return Site(name, f"Điểm {name}", kind, "11914", 20.8, 106.7, services=services, **more)


def _service(site: str, kind: ServiceKind, **more: Any) -> Service:
    given = {"interval_weeks": 3, "last_visit": date(2026, 11, 10), **more}
    return Service(site, kind, **given)


def make_problem() -> Problem:
    """Return the town's records."""
    mobile, exchange = ServiceKind.MOBILE, ServiceKind.EXCHANGE
    session = {"setup_s": 1200, "packdown_s": 1200}
    sites = (
        _site(
            "S-TRUONG", "primary_school",
            _service("S-TRUONG", mobile, **session, service_s=7200, deliver_crates=4,
                     pick_crates=3, windows=(Window(hm("07:30"), hm("10:45")),
                                             Window(hm("14:00"), hm("16:15")))),
            _service("S-TRUONG", exchange, service_s=1500, deliver_crates=2, pick_crates=2),
        ),
        _site(
            "S-THUVIEN", "library",
            _service("S-THUVIEN", exchange, service_s=1500, deliver_crates=7, pick_crates=6,
                     interval_weeks=None, visits_per_cycle=1, last_visit=None),
        ),
        _site(
            "S-DAO", "secondary_school",
            _service("S-DAO", mobile, **session, service_s=5400, deliver_crates=6, pick_crates=5,
                     priority=1, windows=(Window(hm("13:00"), hm("14:30")),)),
            _service("S-DAO", exchange, service_s=1500, deliver_crates=3, pick_crates=3),
            groups=frozenset({"island"}),
        ),
        _site(
            "S-LANG", "village",
            _service("S-LANG", mobile, setup_s=600, service_s=5400, packdown_s=600, priority=1,
                     deliver_crates=2, pick_crates=5),
            groups=frozenset({"island", "hard"}), landing="BEN-LANG", landing_access_s=600,
            road=False,
        ),
        _site(
            "S-XA", "village",
            _service("S-XA", mobile, **session, service_s=7200, deliver_crates=5, pick_crates=5,
                     priority=2),
            groups=frozenset({"border"}),
        ),
    )  # fmt: skip
    open_hours = Window(hm("05:00"), hm("18:00"))
    early = Window(hm("05:00"), hm("19:00"))
    vehicles = (
        Vehicle("VAN-1", "Xe 1", "van", "KHO-A", 14, shift=early, max_duty_s=36_000,
                crew_needed=3),
        Vehicle("VAN-2", "Xe 2", "van", "KHO-B", 20, shift=early, crew_needed=2),
        Vehicle("BOAT-1", "Ca nô", "canoe", "BEN-XUONG", 10, crew_needed=2),
        Vehicle("TO-XA", "Tổ đi đảo xa", "crew", "KHO-B", 10, shift=early, crew_needed=2,
                overnight=True),
    )  # fmt: skip
    valid = {"valid_from": date(2026, 11, 1), "valid_to": date(2026, 12, 31)}
    ship = {"duration_s": 18_000, "checkin_s": 2700, "carries": frozenset({"passenger"}), **valid}
    crossings = (
        Crossing("PHA-RA", "BEN-DAT", "BEN-DAO", (hm("08:00"), hm("11:00"), hm("17:00")), 1200,
                 checkin_s=900, quota=2, **valid),
        Crossing("PHA-VAO", "BEN-DAO", "BEN-DAT", (hm("07:00"), hm("13:30"), hm("15:45")), 1200,
                 checkin_s=900, **valid),
        Crossing("TAU-RA", "BEN-DAT", "BEN-XA", (hm("07:00"),), dates=frozenset({THURSDAY}),
                 **ship),
        Crossing("TAU-VAO", "BEN-XA", "BEN-DAT", (hm("08:00"),), dates=frozenset({FRIDAY}),
                 **ship),
    )  # fmt: skip
    return Problem(
        name="town",
        start=MONDAY,
        weeks=1,
        sites=sites,
        vehicles=vehicles,
        depots=tuple(Depot(k, k, 20.8, 106.7, open_hours, 900) for k in ("KHO-A", "KHO-B")),
        landings=(
            *(Landing(k, k, 20.8, 106.9) for k in ("BEN-DAT", "BEN-DAO", "BEN-LANG", "BEN-XA")),
            Landing("BEN-XUONG", "Bến xuồng", 20.7, 107.0, load_s=300),
        ),
        crossings=crossings,
    )


def make_travel() -> TownTravel:
    """Return the town's ways."""
    road, sea = Mode.ROAD, Mode.SEA
    return TownTravel(
        {
            (road, "KHO-A", "S-TRUONG"): Move(1200, 10_000),
            (road, "S-TRUONG", "BEN-DAT"): Move(1800, 15_000),
            (road, "BEN-DAO", "S-DAO"): Move(600, 5000),
            (road, "KHO-A", "BEN-DAT"): Move(2400, 20_000),
            (road, "KHO-B", "S-THUVIEN"): Move(900, 4000),
            (road, "S-THUVIEN", "BEN-DAT"): Move(1500, 12_000),
            (road, "KHO-B", "BEN-DAT"): Move(1800, 14_000),
            (road, "BEN-XA", "S-XA"): Move(300, 2000),
            (sea, "BEN-XUONG", "BEN-LANG"): Move(3000, 16_000),
        }
    )


def first_van(problem: Problem, travel: TownTravel, start: int = hm("06:45")) -> Route:
    """A school in the morning, the ferry, lunch on the island, a school, the last ferry."""
    log = Log(problem, travel, "VAN-1", TUESDAY, start)
    log.go("S-TRUONG", wait_s=hm("07:00") - log.now).serve("S-TRUONG/mobile", hm("07:40"))
    log.go("BEN-DAT").ferry("PHA-RA", hm("11:00")).go("S-DAO")
    log.serve("S-DAO/mobile", hm("13:00")).go("BEN-DAO").ferry("PHA-VAO", hm("15:45"))
    return log.go("KHO-A").done((hm("11:30"), hm("12:30")))


def second_van(problem: Problem, travel: TownTravel) -> Route:
    """Crates to the library and the island; waiting and lunch at the piers."""
    log = Log(problem, travel, "VAN-2", TUESDAY, hm("08:00"))
    home = log.place
    if home != "S-THUVIEN":
        log.go("S-THUVIEN")
    log.serve("S-THUVIEN/exchange").go("BEN-DAT").wait(1200).ferry("PHA-RA", hm("11:00"))
    log.go("S-DAO").serve("S-DAO/exchange").go("BEN-DAO").ferry("PHA-VAO", hm("13:30"))
    return log.go(home).done((hm("12:10"), hm("13:10")))


def boat(
    problem: Problem,
    travel: TownTravel,
    walks: bool = True,
    piers: bool = True,
    start: str = "08:00",
) -> Route:
    """By sea to the village's landing, on foot to the village, and back.

    Without walks the boat is at the village all of a sudden, without piers it lands there.
    """
    log = Log(problem, travel, "BOAT-1", WEDNESDAY, hm(start))
    log.go("BEN-LANG" if piers else "S-LANG", Mode.SEA)
    if walks:
        log.go("S-LANG", Mode.WALK)
    log.place = "S-LANG"
    log.serve("S-LANG/mobile")
    if walks:
        log.go("BEN-LANG", Mode.WALK)
    if piers:
        log.place = "BEN-LANG"
    return log.go("BEN-XUONG", Mode.SEA).done()


def ship_crew(problem: Problem, travel: TownTravel) -> Route:
    """Two days by public ship to the far island; Friday ends before lunch would be owed."""
    log = Log(problem, travel, "TO-XA", THURSDAY, hm("05:00"))
    log.go("BEN-DAT").ferry("TAU-RA", hm("07:00")).go("S-XA")
    log.serve("S-XA/mobile", hm("14:00"), hm("06:40", 1))
    return (
        log.go("BEN-XA")
        .ferry("TAU-VAO", hm("08:00", 1))
        .go("KHO-B")
        .done((hm("11:00"), hm("12:00")))
    )


UNASSIGNED = Unassigned(
    "S-TRUONG", "exchange", f"S-TRUONG/exchange/{WEEK}", "fleet-busy", "every van is out", "wait"
)


def make_town() -> Town:
    """Return the town with its proven plan: routes 0 VAN-1, 1 VAN-2, 2 BOAT-1, 3 TO-XA."""
    problem, travel = make_problem(), make_travel()
    places = {
        place.id: Place(place.name, getattr(place, "kind", "depot"), place.lat, place.lon)
        for place in (*problem.sites, *problem.depots, *problem.landings)
    }
    plan = Plan(
        name=problem.name,
        start=problem.start,
        weeks=problem.weeks,
        routes=tuple(
            build(problem, travel) for build in (first_van, second_van, boat, ship_crew)
        ),
        unassigned=(UNASSIGNED,),
        summary=Summary(0, 0, 0, 0, 0, 0, 0, 0, 0, 0.0, 0, 0, (), "", 0),
        places=places,
        vehicles={v.id: {"name": v.name, "profile": v.profile, "assumed": ""}
                  for v in problem.vehicles},
        geometries=(LINE,),
    )  # fmt: skip
    return Town(problem, travel, plan).recount()
