"""What coverage says, as frozen data, and as one JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from routeplan.model import Site

CIRCUMSTANCES = ("disabled", "ill", "poor")
"""Children in special circumstances (clause III.6), as counts alone."""

MOST_WORST = 10
"""How many communes are named as faring worst."""

OTHER = "other"
"""The group of sites that belong to no target group."""


@dataclass(frozen=True, slots=True)
class Method:
    """What counts as near; every figure that depends on it is said together with it.

    Args:
        walk_min: minutes that a child walks to a visit, at `walk_kph`.
        boat_min: minutes that a child goes by boat, the ways between landing and site included.
        catchment_min: minutes of the two catchments of the accessibility, by road or boat.
    """

    walk_min: float = 30.0
    walk_kph: float = 4.0
    boat_min: float = 30.0
    catchment_min: float = 20.0


@dataclass(frozen=True, slots=True)
class Special:
    """Children in one kind of special circumstances, at the sites where their number is known."""

    children: int = 0
    reached: int = 0
    visits_per_100: float | None = None
    sites_unknown: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """The figures of a commune, a former district, a target group, or everything.

    Args:
        code: of the commune, `GROUPS` or ``other`` of the group, the district's name.
        sites_unknown: sites whose number of children is unknown; they count as 0 children.
        children_reached: children of sites with a visit in the plan.
        visits: of both services. service_min: doors open or crates swapped, minutes.
        visits_per_100, service_min_per_100: per 100 children over the plan's weeks; None without
            children.
        longest_gap_days: the longest that any site stays without a visit.
        gap_open: whether that gap is at least so long: it reaches back before the plan, to a visit
            of unknown date.
        near: children within walking or boat distance of a visit (`Method`).
        near_share: their share, 0 to 1; None without children.
        pupil_hours: children at a site times the hours that doors are open there.
        access: service minutes per week and 100 children that their place has access to
            (2SFCA), mean over the children; None without children.
        estimated: names of the figures that rest on estimates.
    """

    code: str
    name: str
    sites: int
    sites_visited: int
    sites_unknown: int
    children: int
    children_reached: int
    visits: int
    service_min: int
    visits_per_100: float | None
    service_min_per_100: float | None
    longest_gap_days: int
    gap_open: bool
    near: int
    near_share: float | None
    pupil_hours: float
    access: float | None
    special: Mapping[str, Special] = field(default_factory=dict)
    estimated: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, Any]:
        """Return the unit as a JSON object; ratios are rounded to six decimals."""
        return {
            "code": self.code,
            "name": self.name,
            "sites": self.sites,
            "sites_visited": self.sites_visited,
            "sites_unknown": self.sites_unknown,
            "children": self.children,
            "children_reached": self.children_reached,
            "visits": self.visits,
            "service_min": self.service_min,
            "visits_per_100": _rounded(self.visits_per_100),
            "service_min_per_100": _rounded(self.service_min_per_100),
            "longest_gap_days": self.longest_gap_days,
            "gap_open": self.gap_open,
            "near": self.near,
            "near_share": _rounded(self.near_share),
            "pupil_hours": _rounded(self.pupil_hours),
            "access": _rounded(self.access),
            "special": {
                name: {
                    "children": one.children,
                    "reached": one.reached,
                    "visits_per_100": _rounded(one.visits_per_100),
                    "sites_unknown": one.sites_unknown,
                }
                for name, one in self.special.items()
            },
            "estimated": sorted(self.estimated),
        }


@dataclass(frozen=True, slots=True)
class SiteFigures:
    """What a plan does for one site.

    Args:
        dates: of the visits, in order.
        service_s: seconds of both services. open_s: of open doors alone.
        gap_days, gap_open, access: as in `Unit`.
        near: whether a visit is within walking or boat distance.
    """

    site: Site
    dates: tuple[date, ...]
    service_s: int
    open_s: int
    gap_days: int
    gap_open: bool
    near: bool = False
    access: float = 0.0

    @property
    def children(self) -> int:
        """Children served; 0 where unknown."""
        return self.site.pupils or 0

    def to_json(self) -> dict[str, Any]:
        """Return the site's figures as a JSON object; no contact is part of it."""
        site = self.site
        return {
            "site": site.id,
            "name": site.name,
            "commune_code": site.commune_code,
            "former_district": site.former_district,
            "groups": sorted(site.groups),
            "children": site.pupils,
            "children_estimated": "pupils" in site.estimated,
            "visits": len(self.dates),
            "service_min": round(self.service_s / 60),
            "gap_days": self.gap_days,
            "gap_open": self.gap_open,
            "near": self.near,
            "access": _rounded(self.access),
        }


@dataclass(frozen=True, slots=True)
class Inspection:
    """A site whose reading room or bookcase is due for a check by the end of the plan.

    Args:
        due: the date by which it was due; None where it was never inspected.
        overdue_days: days since then on the plan's first day; 0 where it falls due in the plan's
            weeks, None where it was never inspected.
        next_visit: first visit in the plan, on which it can be made up for.
    """

    site: str
    name: str
    commune_code: str
    due: date | None
    overdue_days: int | None
    next_visit: date | None

    @property
    def overdue(self) -> bool:
        """Whether it is overdue on the plan's first day; never inspected counts as overdue."""
        return self.overdue_days is None or self.overdue_days > 0

    def to_json(self) -> dict[str, Any]:
        """Return the inspection as a JSON object with ISO dates."""
        return {
            "site": self.site,
            "name": self.name,
            "commune_code": self.commune_code,
            "due": self.due.isoformat() if self.due else None,
            "overdue": self.overdue,
            "overdue_days": self.overdue_days,
            "next_visit": self.next_visit.isoformat() if self.next_visit else None,
        }


@dataclass(frozen=True)
class Coverage:
    """Who a plan reaches.

    Args:
        start, weeks: of the plan.
        total: all sites. communes, districts, groups: the same by unit, each in the order of its
            codes; a site may belong to several groups. sites: one by one, as in the project.
        gini: of service minutes per child over the communes, weighted by children: 0 where all
            have the same, near 1 where one has all; None where there is no service at all.
        gini_access: the same of the accessibility over the sites.
        ranking: codes of all communes, the worst served first.
        without_site: codes of the embedded communes in which the project has no site.
        inspections: due by the plan's end, the longest overdue first.
        visits_ignored: visits of the plan at sites that the problem does not have.
    """

    start: date
    weeks: int
    total: Unit
    communes: tuple[Unit, ...]
    districts: tuple[Unit, ...]
    groups: tuple[Unit, ...]
    sites: tuple[SiteFigures, ...]
    gini: float | None
    gini_access: float | None
    ranking: tuple[str, ...]
    without_site: tuple[str, ...]
    inspections: tuple[Inspection, ...]
    method: Method
    visits_ignored: int = 0

    @property
    def worst(self) -> tuple[str, ...]:
        """Codes of the communes that fare worst, the worst first."""
        return self.ranking[:MOST_WORST]

    def to_json(self) -> dict[str, Any]:
        """Return everything as one JSON object."""
        method = self.method
        return {
            "start": self.start.isoformat(),
            "weeks": self.weeks,
            "total": self.total.to_json(),
            "communes": [unit.to_json() for unit in self.communes],
            "districts": [unit.to_json() for unit in self.districts],
            "groups": [unit.to_json() for unit in self.groups],
            "sites": [one.to_json() for one in self.sites],
            "gini": _rounded(self.gini),
            "gini_access": _rounded(self.gini_access),
            "worst": list(self.worst),
            "without_site": list(self.without_site),
            "inspections": [one.to_json() for one in self.inspections],
            "method": {
                "walk_min": method.walk_min,
                "walk_kph": method.walk_kph,
                "boat_min": method.boat_min,
                "catchment_min": method.catchment_min,
            },
            "visits_ignored": self.visits_ignored,
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
