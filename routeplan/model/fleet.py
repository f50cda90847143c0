"""What moves, who moves it, and where it starts: vehicles, profiles, depots, landings, crew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from routeplan.model.errors import ModelError
from routeplan.model.site import check_id, check_position
from routeplan.model.times import DAY_S, Window


class Medium(StrEnum):
    """What a profile moves on. `crew` goes by hired road transport and by public ship."""

    ROAD = "road"
    SEA = "sea"


@dataclass(frozen=True, slots=True)
class Profile:
    """How a kind of vehicle moves.

    Args:
        name: `van`, `motorbike`, `canoe`, `vessel`, `crew`.
        medium: road or sea.
        speed_kph: on roads without a class of their own and on access legs, or at sea.
        carried_as: what a ferry must carry for this profile: `van`, `motorbike` or `passenger`.
        detour_factor: straight-line access legs are this many times longer than the line.
        clearance_m: distance that a boat keeps from land.
        daylight: a boat that is at sea between sunrise and sunset alone (see `Rules`).
    """

    name: str
    medium: Medium
    speed_kph: float
    carried_as: str = "passenger"
    detour_factor: float = 1.35
    clearance_m: int = 50
    daylight: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.speed_kph <= 150:
            raise ModelError("speed_kph", f"{self.speed_kph} is not 1 to 150 km/h")
        if not 1 <= self.detour_factor <= 5:
            raise ModelError("detour_factor", f"{self.detour_factor} is not 1 to 5")
        if self.clearance_m < 0:
            raise ModelError("clearance_m", f"{self.clearance_m} is negative")
        if self.daylight and self.medium is not Medium.SEA:
            raise ModelError("daylight", "only boats keep to daylight")

    @property
    def parks(self) -> bool:
        """Whether this is a road vehicle of one's own, which its crew may leave at a pier."""
        return self.medium is Medium.ROAD and self.carried_as != "passenger"


DEFAULT_PROFILES: dict[str, Profile] = {
    "van": Profile("van", Medium.ROAD, 30.0, "van"),
    "motorbike": Profile("motorbike", Medium.ROAD, 30.0, "motorbike"),
    "crew": Profile("crew", Medium.ROAD, 30.0, "passenger"),
    "canoe": Profile("canoe", Medium.SEA, 20.0, clearance_m=30, daylight=True),
    "vessel": Profile("vessel", Medium.SEA, 15.0, clearance_m=50, daylight=True),
}
"""The profiles of DESIGN; speeds can be set in routeplan.toml under ``[profiles.NAME]``."""


@dataclass(frozen=True, slots=True)
class Depot:
    """Where a vehicle starts, ends and can reload. Also the part of a landing that is a depot.

    Args:
        open: span in which vehicles may load, leave and return; None means always.
        load_s: seconds to load before leaving; part of the duty.
        stock_crates: crates available, None when not counted.
    """

    id: str
    name: str
    lat: float
    lon: float
    open: Window | None = None
    load_s: int = 0
    stock_crates: int | None = None

    def __post_init__(self) -> None:
        check_id("id", self.id)
        check_position(self.lat, self.lon)
        if self.load_s < 0:
            raise ModelError("load_s", f"{self.load_s} is negative")
        if self.stock_crates is not None and self.stock_crates < 0:
            raise ModelError("stock_crates", f"{self.stock_crates} is negative")


@dataclass(frozen=True, slots=True)
class Landing(Depot):
    """A pier that joins road and water; a water vehicle's depot is its *home landing*.

    Args:
        tide_min_m: least tide (m above chart datum) at which boats can use the pier, None: always.
        tide_station: id of the station whose tide table holds here; empty: the landing's own id.
        park_at: id of the landing where a road vehicle waits while its crew serves the sites of
            this landing that have no road: another one, from which passenger boats come here, or
            this one, where the crew goes on on foot. None: crews do not leave their vehicle.
    """

    tide_min_m: float | None = None
    tide_station: str = ""
    park_at: str | None = None

    @property
    def station(self) -> str:
        """Id of the station whose tide table holds here."""
        return self.tide_station or self.id


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle, or one crew that travels without one.

    Args:
        profile: name of a `Profile`.
        depot: id of a depot, or of a landing for boats.
        capacity_crates: most crates on board at any moment.
        max_load_kg: most kilograms on board, None when only crates count.
        days: weekdays (0 Monday) on which it works.
        shift: working span on each of those days; the whole duty lies inside it (a duty of several
            days starts inside the first day's and ends inside the last day's).
        max_duty_s, max_driving_s: most seconds of one duty and of driving in it; for a duty of
            several days both hold per calendar day.
        crew_needed: people on board.
        skills: what it can do; must include a service's `needs`.
        overnight: whether a duty may last several days.
        cost_fixed, cost_km, cost_hour: VND per duty, kilometre and duty hour.
        assumed: the vehicle is a planning assumption, not one the service is known to have.
    """

    id: str
    name: str
    profile: str
    depot: str
    capacity_crates: int
    max_load_kg: int | None = None
    days: frozenset[int] = frozenset(range(5))
    shift: Window = Window(7 * 3600, 17 * 3600)
    max_duty_s: int = 8 * 3600
    max_driving_s: int = 10 * 3600
    crew_needed: int = 1
    skills: frozenset[str] = frozenset()
    cost_fixed: int = 0
    cost_km: int = 0
    cost_hour: int = 0
    overnight: bool = False
    assumed: bool = False

    def __post_init__(self) -> None:
        check_id("id", self.id)
        if self.capacity_crates < 0:
            raise ModelError("capacity_crates", f"{self.capacity_crates} is negative")
        if self.max_load_kg is not None and self.max_load_kg < 0:
            raise ModelError("max_load_kg", f"{self.max_load_kg} is negative")
        if not 0 < self.max_duty_s <= DAY_S or not 0 < self.max_driving_s <= DAY_S:
            raise ModelError("max_duty_s", "duty and driving limits are above 0 and at most a day")
        if self.crew_needed < 1:
            raise ModelError("crew_needed", f"{self.crew_needed} is less than 1")
        if any(not 0 <= day <= 6 for day in self.days):
            raise ModelError("days", "weekdays are 0 (Monday) to 6")
        for name in ("cost_fixed", "cost_km", "cost_hour"):
            if getattr(self, name) < 0:
                raise ModelError(name, f"{getattr(self, name)} is negative")


@dataclass(frozen=True, slots=True)
class CrewMember:
    """A person by role, never by name.

    Args:
        role: e.g. `driver`, `librarian`, `skipper`, `volunteer`.
        depot: where the person works from.
        days: weekdays on which the person works.
        unavailable: dates on which the person does not.
    """

    id: str
    role: str
    depot: str
    skills: frozenset[str] = frozenset()
    days: frozenset[int] = frozenset(range(5))
    unavailable: frozenset[date] = frozenset()

    def available(self, day: date) -> bool:
        """Tell whether the person works on `day`."""
        return day.weekday() in self.days and day not in self.unavailable
