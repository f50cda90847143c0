"""The smallest problem worth planning, for `routeplan doctor` to try the whole path of planning."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from routeplan.model import Depot, Problem, Service, ServiceKind, Site, Vehicle, Visit, week_index

if TYPE_CHECKING:
    from routeplan.network.travel import Travel

_MONDAY = date(2025, 12, 15)
_APART_S = 900


def tiny_problem() -> Problem:
    """Return one van at one depot and two sites that each want one visit in one week."""
    sites = tuple(_site(name, 20.85 + k / 100) for k, name in enumerate(("A", "B")))
    visits = tuple(
        Visit(
            site.id, ServiceKind.EXCHANGE, week_index(_MONDAY), _MONDAY, _MONDAY + timedelta(days=6)
        )
        for site in sites
    )
    return Problem(
        name="doctor",
        start=_MONDAY,
        weeks=1,
        sites=sites,
        vehicles=(Vehicle("V", "V", "van", "D", capacity_crates=10),),
        depots=(Depot("D", "D", 20.86, 106.70),),
        visits=visits,
    )


def tiny_travel(problem: Problem) -> Travel:
    """Return travel in which everything lies 15 minutes and 10 km apart."""
    import numpy as np

    from routeplan.network.travel import Travel

    count = len(problem.sites) + len(problem.depots)
    apart = 1 - np.eye(count, dtype=np.int32)
    return Travel.from_arrays(problem, {"van": apart * _APART_S}, {"van": apart * 10_000})


def _site(name: str, lat: float) -> Site:
    service = Service(
        name, ServiceKind.EXCHANGE, 1, service_s=1500, deliver_crates=2, pick_crates=1
    )
    return Site(name, name, "library", "11329", lat, 106.68, services=(service,))
