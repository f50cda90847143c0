"""Sites: the places served, and what each of them is owed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from routeplan.model.errors import ModelError
from routeplan.model.times import Window

GROUPS = ("island", "border", "mountain", "hard", "very_hard")
"""Target groups of the plan (clause III.6); a site may belong to several."""

SITE_KINDS = (
    "primary_school",
    "secondary_school",
    "high_school",
    "kindergarten",
    "library",
    "commune_office",
    "community_centre",
    "post_office",
    "town",
    "village",
    "private_library",
    "clan_bookcase",
    "other",
)
"""What a place is; it decides labels and symbols, never a rule."""

REQUIRED_PRIORITIES = (1, 2)
"""A visit of these priorities is *required*: missing it is the first level of the objective."""


class ServiceKind(StrEnum):
    """`mobile`: the library opens its doors. `exchange`: crates are swapped."""

    MOBILE = "mobile"
    EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class Pin:
    """A wish of the user that a visit must honour: a date or weekday, a vehicle, or both."""

    date: date | None = None
    weekday: int | None = None
    vehicle: str | None = None

    def __post_init__(self) -> None:
        if self.date is None and self.weekday is None and self.vehicle is None:
            raise ModelError("pinned", "names no date, no weekday and no vehicle")


@dataclass(frozen=True, slots=True)
class Service:
    """One kind of service at one site; the pair (site, kind) is the key everywhere.

    Args:
        site: id of the site.
        kind: `mobile` or `exchange`.
        interval_weeks: a visit is due every so many weeks (1 to 52); or
        visits_per_cycle: so many visits in each cycle. Exactly one of the two is given.
        last_visit: the last visit that took place, if known.
        slack_weeks: a visit may take place so many weeks later than the week in which it is due.
        days: weekdays (0 Monday) on which a visit may take place; empty means every weekday that
            the vehicle works.
        windows: spans in which the doors are open; see `times.windows_on`.
        setup_s, service_s, packdown_s: seconds before doors open, open, after they close.
        deliver_crates, pick_crates: crates that stay at, or leave, the site.
        priority: 1 (most urgent) to 4; 1 and 2 are required.
        needs: skills that the vehicle must have, e.g. ``flat_yard``.
        book_needs: themes that the book set must have, e.g. ``large_print``.
        pinned: wishes of the user; a visit honours one of them.
    """

    site: str
    kind: ServiceKind
    interval_weeks: int | None
    visits_per_cycle: int | None = None
    last_visit: date | None = None
    slack_weeks: int = 0
    days: frozenset[int] = frozenset()
    windows: tuple[Window, ...] = ()
    setup_s: int = 0
    service_s: int = 0
    packdown_s: int = 0
    deliver_crates: int = 0
    pick_crates: int = 0
    priority: int = 3
    needs: frozenset[str] = frozenset()
    book_needs: frozenset[str] = frozenset()
    pinned: tuple[Pin, ...] = ()

    def __post_init__(self) -> None:
        if (self.interval_weeks is None) == (self.visits_per_cycle is None):
            raise ModelError("interval_weeks", "give interval_weeks or visits_per_cycle, not both")
        if self.interval_weeks is not None and not 1 <= self.interval_weeks <= 52:
            raise ModelError("interval_weeks", f"{self.interval_weeks} is not 1 to 52")
        if self.visits_per_cycle is not None and not 1 <= self.visits_per_cycle <= 84:
            raise ModelError("visits_per_cycle", f"{self.visits_per_cycle} is not 1 to 84")
        if not 0 <= self.slack_weeks <= 51:
            raise ModelError("slack_weeks", f"{self.slack_weeks} is not 0 to 51")
        for name in ("setup_s", "service_s", "packdown_s", "deliver_crates", "pick_crates"):
            if getattr(self, name) < 0:
                raise ModelError(name, f"{getattr(self, name)} is negative")
        if self.service_s == 0:
            raise ModelError("service_s", "a visit must last")
        if not 1 <= self.priority <= 4:
            raise ModelError("priority", f"{self.priority} is not 1 to 4")
        if any(not 0 <= day <= 6 for day in self.days):
            raise ModelError("days", "weekdays are 0 (Monday) to 6")

    @property
    def key(self) -> str:
        """``site/kind``, the key of the service in files."""
        return f"{self.site}/{self.kind.value}"

    @property
    def any_week(self) -> bool:
        """Whether a visit may take place in any week of its interval."""
        return self.interval_weeks is not None and self.slack_weeks >= self.interval_weeks - 1 > 0

    @property
    def required(self) -> bool:
        """Whether a due visit of this service is a required one."""
        return self.priority in REQUIRED_PRIORITIES

    @property
    def stay_s(self) -> int:
        """Seconds from the start of set-up to the end of pack-down."""
        return self.setup_s + self.service_s + self.packdown_s


@dataclass(frozen=True, slots=True)
class Site:
    """A place served. Coordinates are WGS84 degrees.

    Args:
        landing: id of the landing from which the site is served by water, if any; a boat reaches
            the site only through it.
        landing_access_s: seconds to carry between that landing and the site.
        road: whether a road vehicle can reach the site at all (a village without road cannot be
            served by van even where a track is near).
        pupils: children served; None when unknown.
        disabled, ill, poor: counts of children in special circumstances; None when unknown.
        groups: target groups, of `GROUPS`.
        services: one or two services, at most one of each kind.
        estimated: names of the columns whose values are estimates.
    """

    id: str
    name: str
    kind: str
    commune_code: str
    lat: float
    lon: float
    former_district: str = ""
    landing: str | None = None
    landing_access_s: int = 0
    road: bool = True
    pupils: int | None = None
    disabled: int | None = None
    ill: int | None = None
    poor: int | None = None
    groups: frozenset[str] = frozenset()
    services: tuple[Service, ...] = ()
    contact_role: str = ""
    contact_phone: str = field(default="", repr=False)
    last_inspected: date | None = None
    inspect_every_weeks: int | None = None
    estimated: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        check_id("id", self.id)
        check_position(self.lat, self.lon)
        if not self.name.strip():
            raise ModelError("name", "is empty")
        if self.kind not in SITE_KINDS:
            raise ModelError("kind", f"«{self.kind}» is not one of {', '.join(SITE_KINDS)}")
        unknown = self.groups - set(GROUPS)
        if unknown:
            raise ModelError("groups", f"{', '.join(sorted(unknown))} is not a target group")
        for name in ("landing_access_s", "pupils", "disabled", "ill", "poor"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise ModelError(name, f"{value} is negative")
        kinds = [service.kind for service in self.services]
        if len(set(kinds)) != len(kinds):
            raise ModelError("service", "a site has each service at most once")
        if any(service.site != self.id for service in self.services):
            raise ModelError("service", f"belongs to another site than {self.id}")

    @property
    def is_target(self) -> bool:
        """Whether the site belongs to any target group of the plan."""
        return bool(self.groups)


def check_id(field_name: str, value: str) -> None:
    """Raise ModelError unless `value` is a safe id: letters, digits, ``. _ -``, 1 to 64 long.

    Ids become parts of file names and of visit keys, so ``/``, spaces and dots alone are out.
    """
    ok = 0 < len(value) <= 64 and all(c.isalnum() or c in "._-" for c in value)
    if not ok or not value.strip("."):
        raise ModelError(
            field_name, f"«{value}» is not an id (letters, digits, «.», «_», «-»; 64 at most)"
        )


def check_position(lat: float, lon: float) -> None:
    """Raise ModelError unless (`lat`, `lon`) are degrees on the globe."""
    if not -90.0 <= lat <= 90.0:
        raise ModelError("lat", f"{lat} is not a latitude")
    if not -180.0 <= lon <= 180.0:
        raise ModelError("lon", f"{lon} is not a longitude")
