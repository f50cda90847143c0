"""The problem that every engine solves and the checker holds a plan against.

Nothing here depends on a solver, a road network or a file format. Sites, vehicles, depots, landings
and crossings are the *raw* records of the project; `visits` is derived from them (by
`routeplan.project.due`), and the checker derives it again on its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from routeplan.model.calendar import CalendarEntry
from routeplan.model.collection import Collection, Title
from routeplan.model.crossing import Crossing
from routeplan.model.errors import ModelError, Notice
from routeplan.model.fleet import DEFAULT_PROFILES, CrewMember, Depot, Landing, Profile, Vehicle
from routeplan.model.rotation import RotationRules
from routeplan.model.rules import Rules, Weights
from routeplan.model.site import Service, ServiceKind, Site
from routeplan.model.tides import TideTable
from routeplan.model.times import EPOCH_MONDAY
from routeplan.model.waters import ClosedArea, Fairway


def week_index(day: date) -> int:
    """Return the number of the week that holds `day`, counted from Monday 1 January 2024."""
    return (day - EPOCH_MONDAY).days // 7


SECOND_IN_WEEK = 10_000
"""Added to a visit's `n` for every earlier visit of the same service due in the same week."""


def due_week_of(n: int) -> int:
    """Return the number of the week (`week_index`) in a visit's `n`; before 2024 it is negative."""
    return (n + SECOND_IN_WEEK // 2) % SECOND_IN_WEEK - SECOND_IN_WEEK // 2


def turn_of(n: int) -> int:
    """Return how many visits of the same service are due earlier in the same week."""
    return (n + SECOND_IN_WEEK // 2) // SECOND_IN_WEEK


@dataclass(frozen=True, slots=True)
class Visit:
    """One service at a site that is due in the horizon.

    Args:
        n: number of the due week (`week_index`); a second visit due in the same week adds 10,000,
            a third 20,000. It does not depend on what else is planned, so ids survive a re-plan.
        due_from, due_to: first and last date on which the visit may take place, both included.
    """

    site: str
    kind: ServiceKind
    n: int
    due_from: date
    due_to: date

    def __post_init__(self) -> None:
        if self.due_to < self.due_from:
            raise ModelError("due_to", f"{self.due_to} lies before {self.due_from}")

    @property
    def id(self) -> str:
        """``site/service/n``, stable across re-plans."""
        return f"{self.site}/{self.kind.value}/{self.n}"

    @property
    def key(self) -> str:
        """``site/service``, the key of the service."""
        return f"{self.site}/{self.kind.value}"


KEPT_S = 1800
"""A visit is kept by a re-plan when its doors open at most this much (s) earlier or later."""


@dataclass(frozen=True, slots=True)
class FixedVisit:
    """A visit that must stay where an earlier plan put it (date, vehicle, doors open).

    Args:
        date: of the duty; `start` counts in seconds from its midnight.
        slack_s: how much earlier or later the doors may open.
    """

    visit: str
    vehicle: str
    date: date
    start: int
    slack_s: int = 0


@dataclass(frozen=True)
class Problem:
    """Everything an engine may use. Ids of sites, depots and landings never collide.

    Args:
        start, weeks: the horizon: `weeks` times seven days from `start`.
        calendar: entries of calendar.csv and, where `rules.public_holidays`, public holidays.
        crew: empty means that crews are not counted.
        tides: tide tables, one per station.
        fairways, closed_areas: what the project knows of its waters beyond the embedded coast.
        straight_roads: road vehicles go straight, `Profile.detour_factor` times as far as the
            line, at `Profile.speed_kph`; no road network is looked at.
        timezone: IANA name of the zone in which all times are given; decides about daylight alone.
        titles, collections: what can be rotated; `rotation` says how.
        fixed: visits that may not move (outside `--area` of a re-plan).
        previous: where an earlier plan has its visits, in a re-plan.
        max_moves: how many of them may move although they could stay; None for any number.
        inputs: SHA-256 (hex) by file name of everything the problem was read from.
    """

    name: str
    start: date
    weeks: int
    sites: tuple[Site, ...]
    vehicles: tuple[Vehicle, ...]
    depots: tuple[Depot, ...]
    landings: tuple[Landing, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    calendar: tuple[CalendarEntry, ...] = ()
    crew: tuple[CrewMember, ...] = ()
    tides: tuple[TideTable, ...] = ()
    fairways: tuple[Fairway, ...] = ()
    closed_areas: tuple[ClosedArea, ...] = ()
    straight_roads: bool = False
    timezone: str = "Asia/Ho_Chi_Minh"
    profiles: Mapping[str, Profile] = field(default_factory=lambda: dict(DEFAULT_PROFILES))
    rules: Rules = field(default_factory=Rules)
    weights: Weights = field(default_factory=Weights)
    titles: tuple[Title, ...] = ()
    collections: tuple[Collection, ...] = ()
    rotation: RotationRules = field(default_factory=RotationRules)
    visits: tuple[Visit, ...] = ()
    fixed: tuple[FixedVisit, ...] = ()
    previous: tuple[FixedVisit, ...] = ()
    max_moves: int | None = None
    scenario: str | None = None
    area: tuple[str, ...] = ()
    language: str = "vi"
    inputs: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.weeks <= 53:
            raise ModelError("weeks", f"{self.weeks} is not 1 to 53")
        places = [site.id for site in self.sites]
        places += [depot.id for depot in (*self.depots, *self.landings)]
        repeated = sorted({p for p in places if places.count(p) > 1}) if _has_repeat(places) else []
        if repeated:
            raise ModelError("id", f"{', '.join(repeated)} names more than one place")
        known = set(places)
        for vehicle in self.vehicles:
            if vehicle.depot not in known:
                raise ModelError("depot", f"{vehicle.id} starts at unknown {vehicle.depot}")
            if vehicle.profile not in self.profiles:
                raise ModelError("profile", f"{vehicle.id} has unknown profile {vehicle.profile}")
        for landing in self.landings:
            if landing.park_at is not None and landing.park_at not in self.landing_by_id:
                raise ModelError("park_at", f"{landing.id} names unknown pier {landing.park_at}")

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """Every date of the horizon, in order."""
        return tuple(self.start + timedelta(days=k) for k in range(7 * self.weeks))

    @cached_property
    def site_by_id(self) -> Mapping[str, Site]:
        """Sites by id."""
        return {site.id: site for site in self.sites}

    @cached_property
    def service_by_key(self) -> Mapping[str, Service]:
        """Services by ``site/kind``."""
        return {service.key: service for site in self.sites for service in site.services}

    @cached_property
    def vehicle_by_id(self) -> Mapping[str, Vehicle]:
        """Vehicles by id."""
        return {vehicle.id: vehicle for vehicle in self.vehicles}

    @cached_property
    def depot_by_id(self) -> Mapping[str, Depot]:
        """Depots and landings by id (a landing is a depot for the boats that live there)."""
        return {place.id: place for place in (*self.depots, *self.landings)}

    @cached_property
    def landing_by_id(self) -> Mapping[str, Landing]:
        """Landings by id."""
        return {landing.id: landing for landing in self.landings}

    @cached_property
    def tide_by_station(self) -> Mapping[str, TideTable]:
        """Tide tables by the id of their station."""
        return {table.station: table for table in self.tides}

    @cached_property
    def crossing_by_id(self) -> Mapping[str, Crossing]:
        """Crossings by id."""
        return {crossing.id: crossing for crossing in self.crossings}

    @cached_property
    def title_by_id(self) -> Mapping[str, Title]:
        """Titles by id."""
        return {title.id: title for title in self.titles}

    @cached_property
    def collection_by_id(self) -> Mapping[str, Collection]:
        """Collections by id."""
        return {collection.id: collection for collection in self.collections}

    @cached_property
    def visit_by_id(self) -> Mapping[str, Visit]:
        """Due visits by id."""
        return {visit.id: visit for visit in self.visits}


def _has_repeat(values: list[str]) -> bool:
    return len(set(values)) != len(values)
