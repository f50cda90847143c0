"""A plan: what one run of an engine, or a person with an editor, proposes to do.

``plan.json`` (schema ``routeplan/plan@1``, ``routeplan/model/plan.schema.json``) is exactly these
objects; `planfile` converts without loss. Times are integer seconds from
midnight of the route's `date` and may pass 86,400.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from routeplan.model.site import Site
from routeplan.model.times import later

PLAN_SCHEMA = "routeplan/plan@1"
FEED = "feed"
"""`Stop.service` of a feeding stop."""
GEOMETRY_ENCODING = "polyline5"
"""Lines are in Google's encoded polyline format with 5 decimals, latitude first."""


class Mode(StrEnum):
    """A leg is one movement with one of these modes."""

    ROAD = "road"
    SEA = "sea"
    FERRY = "ferry"
    WALK = "walk"
    WAIT = "wait"


class Source(StrEnum):
    """How the time of a leg was obtained."""

    OSM = "osm"
    SKELETON = "skeleton"
    STRAIGHT = "straight"
    SEA = "sea"
    TIMETABLE = "timetable"


@dataclass(frozen=True, slots=True)
class Leg:
    """One movement with one mode.

    Args:
        stop: index of the stop this leg leads to; the number of stops for the way home. The legs
            of one stop follow each other in the order of the list.
        depart: when the leg begins, its waiting included.
        wait_s: seconds waited before moving (for a ferry: from arrival at the pier to the sailing).
        seconds: seconds moving. The leg ends at ``depart + wait_s + seconds``.
        origin, destination: ids of sites, depots or landings.
        crossing, sailing: for a ferry, the id of the row and the departure (s from midnight of the
            route's date).
        metres: length, 0 when not known (ferries).
        geometry: index into the plan's `geometries`, None for a wait.
        parked: id of the landing at which the crew's own road vehicle waits while they walk or
            ride a ferry without it; None when it moves along, or there is none.
    """

    mode: Mode
    stop: int
    origin: str
    destination: str
    depart: int
    seconds: int
    metres: int
    source: Source
    wait_s: int = 0
    crossing: str | None = None
    sailing: int | None = None
    geometry: int | None = None
    parked: str | None = None

    @property
    def end(self) -> int:
        """When the leg ends (s)."""
        return self.depart + self.wait_s + self.seconds

    @property
    def sails(self) -> int:
        """When a ferry or ship leaves (s): its sailing, else the end of the waiting."""
        return self.sailing if self.sailing is not None else self.depart + self.wait_s


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit on a route, or a feeding stop: a road vehicle leaves crates at a boat's home landing.

    Args:
        site: id of the site; of the landing at a feeding stop.
        service: `ServiceKind`, or `FEED`.
        visit: id of the visit; at a feeding stop `Route.id` of the boat's duty that is fed.
        arrive: at the site.
        start: doors open; set-up lies before it, ``start >= arrive + setup``. At a feeding stop
            unloading begins.
        depart: leaves the site, ``depart >= start + service + packdown``. Time to spare between
            `arrive` and set-up, or between pack-down and `depart`, is waiting.
        load: crates on board when it leaves.
        crates_out: crates that stay at the site. crates_in: crates taken on board.
    """

    site: str
    service: str
    visit: str
    arrive: int
    start: int
    depart: int
    load: int
    crates_out: int = 0
    crates_in: int = 0

    @property
    def feeds(self) -> bool:
        """Whether this is a feeding stop, not a visit."""
        return self.service == FEED

    @property
    def fed_vehicle(self) -> str:
        """Id of the boat that a feeding stop is for."""
        return self.visit.rpartition("@")[0] if self.feeds else ""


@dataclass(frozen=True, slots=True)
class Route:
    """The ordered stops of one duty.

    Args:
        days: calendar days that the duty touches, 1 or more.
        start: the duty begins: loading at the depot starts.
        end: the duty ends: the vehicle is back at its depot.
        load: crates on board when it leaves the depot.
        lunches: (start, end) of each lunch break, one per day that owes one.
    """

    vehicle: str
    date: date
    depot: str
    start: int
    end: int
    load: int
    stops: tuple[Stop, ...]
    legs: tuple[Leg, ...]
    days: int = 1
    lunches: tuple[tuple[int, int], ...] = ()

    @property
    def id(self) -> str:
        """``vehicle@date``; a vehicle has at most one duty that starts on a date."""
        return f"{self.vehicle}@{self.date.isoformat()}"

    @property
    def leaves_depot(self) -> int:
        """When the vehicle leaves its depot (s): after loading."""
        return self.legs[0].depart if self.legs else self.start

    @property
    def visits(self) -> tuple[Stop, ...]:
        """The stops that are visits, feeding stops left out."""
        return tuple(stop for stop in self.stops if not stop.feeds)


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A due visit that the plan does not serve, with a verified reason.

    `code` is one of `routeplan.model.plan.REASONS`.
    """

    site: str
    service: str
    visit: str
    code: str
    reason: str
    action: str


REASONS: Mapping[str, str] = {
    "no-vehicle": "no vehicle may give this service here (profile, skills, kind of service)",
    "no-way": "no vehicle has a way to the site (no road, no ferry it may use, no landing)",
    "no-day": "on no date are the site open and a fitting vehicle at work",
    "no-sailing": "no sailing takes a vehicle there and back in the time",
    "last-ferry": "a visit would miss the last sailing back",
    "tide": "only a higher tide at a landing would let a boat call there in time",
    "daylight": "boats would be at sea before sunrise or too near to sunset",
    "window": "the visit fits in no window of the site together with the way there",
    "too-long": "the visit and the way there and back exceed the longest duty",
    "driving": "the way there and back exceeds the longest driving time",
    "shift": "the way there and back does not fit in the vehicle's shift",
    "capacity": "the crates do not fit on the vehicle, or are more than its crew carries by hand",
    "stock": "the depot has too few crates on that day, and nothing brings them to a boat in time",
    "crew": "there are not enough people for another duty",
    "lunch": "only without a lunch break would the visit fit",
    "pinned": "the wish pinned to the visit leaves no possibility",
    "fleet-busy": "every fitting vehicle is full on every fitting day",
    "dropped-for-priority": "it fits only in place of visits that come first",
    "not-tried": "the search ended before every place for it had been tried",
}
"""Published reason codes of unassigned visits."""


BOUND_REASONS: Mapping[str, str] = {
    "not-asked": "nobody looked for a bound",
    "no-visits": "every visit of the plan is one that a duty of several days could serve",
    "no-time": "no pass over all vehicles and days was completed in the time",
    "too-large": "the problem is beyond every relaxation",
    "zero": "the least possible travel costs nothing",
}
"""Published codes of why a plan does not say how good its travel is."""


@dataclass(frozen=True, slots=True)
class Place:
    """What readers of a plan need to know of a place, so that a plan file stands on its own.

    Never holds a phone number.
    """

    name: str
    kind: str
    lat: float
    lon: float
    commune_code: str = ""
    commune: str = ""
    former_district: str = ""
    groups: tuple[str, ...] = ()
    pupils: int | None = None
    contact_role: str = ""
    estimated: bool = False


def place_of(site: Site, commune: str) -> Place:
    """Return what readers of a plan need to know of a site; `commune` is its full name."""
    return Place(
        name=site.name,
        kind=site.kind,
        lat=site.lat,
        lon=site.lon,
        commune_code=site.commune_code,
        commune=commune,
        former_district=site.former_district,
        groups=tuple(sorted(site.groups)),
        pupils=site.pupils,
        contact_role=site.contact_role,
        estimated=bool(site.estimated),
    )


@dataclass(frozen=True, slots=True)
class MovedVisit:
    """A visit that a re-plan does not leave where the previous plan had it.

    Args:
        vehicle, date, start: in the previous plan; `start` (doors open) counts in seconds from
            midnight of `date`, that of the duty.
        forced: whether the visit could not have stayed; such moves do not count against
            ``--max-moves``.
        why: a forced move's reason, in the plan's language.
    """

    visit: str
    vehicle: str
    date: date
    start: int
    forced: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the objective, the first being the most important."""

    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Totals of a plan; minutes are rounded to the nearest.

    Args:
        cost: of the duties, VND. The last level of `objective` adds what irregular visits and
            moves weigh.
        irregular: visits off the usual weekday of their service.
        start_spread_min: how far apart the hours lie at which a service opens its doors, the mean.
        moved: visits of the previous plan that moved although they could have stayed; None where
            there was no previous plan. moved_forced: those that could not have stayed.
        bound: VND below which the travel of no plan for the same visits costs (docs/concepts.md).
        gap_pct: per cent of `bound` by which the travel of this plan costs more.
        bound_reason: of `BOUND_REASONS` where there is no gap.
    """

    visits_required: int
    visits_planned: int
    visits_due: int
    unassigned: int
    driving_min: int
    sailing_min: int
    ferry_min: int
    waiting_min: int
    service_min: int
    distance_km: float
    duties: int
    cost: int
    objective: tuple[Level, ...]
    engine: str
    seed: int
    bound: int | None = None
    gap_pct: float | None = None
    bound_reason: str = ""
    stopped_early: bool = False
    irregular: int = 0
    start_spread_min: int = 0
    moved: int | None = None
    moved_forced: int | None = None
    groups: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Planned and due visits by target group; ``other`` for sites in none."""


@dataclass(frozen=True)
class Plan:
    """A whole plan. `places` holds every place that routes and unassigned visits name."""

    name: str
    start: date
    weeks: int
    routes: tuple[Route, ...]
    unassigned: tuple[Unassigned, ...]
    summary: Summary
    places: Mapping[str, Place]
    vehicles: Mapping[str, Mapping[str, str]]
    """By vehicle id: ``name``, ``profile`` and ``assumed`` ("yes" or "")."""
    geometries: tuple[str, ...] = ()
    scenario: str | None = None
    area: tuple[str, ...] = ()
    language: str = "vi"
    inputs: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Mapping[str, Any], ...] = ()
    moves: tuple[MovedVisit, ...] = ()
    """What left its place in the previous plan, in a re-plan."""

    @property
    def last_day(self) -> date:
        """The last day of the plan's weeks."""
        return later(self.start, 7 * self.weeks - 1)

    def place_name(self, place_id: str) -> str:
        """Return the name of a place, its id where the plan does not know it."""
        place = self.places.get(place_id)
        return place.name if place and place.name.strip() else place_id

    def vehicle_name(self, vehicle_id: str) -> str:
        """Return the name of a vehicle, its id where the plan does not know it."""
        return self.vehicles.get(vehicle_id, {}).get("name") or vehicle_id
