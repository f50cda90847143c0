"""A town of five communes, small enough to be worked out on paper (see `test_coverage`)."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from routeplan.model import (
    NEVER,
    Depot,
    Landing,
    Plan,
    Problem,
    Route,
    Service,
    ServiceKind,
    Site,
    Stop,
    Summary,
    Vehicle,
)
from routeplan.network.travel import Travel

START = date(2026, 9, 7)
"""A Monday."""

ROAD_MIN = {("A", "B"): 10, ("A", "C"): 14, ("B", "C"): 4}
METRES_PER_MINUTE = 500


def _service(site: str, kind: str, minutes: int, weeks: int, last: date | None = None) -> Service:
    return Service(site, ServiceKind(kind), weeks, last_visit=last, service_s=60 * minutes)


def _site(id: str, commune: str, district: str, service: Service, **more: object) -> Site:  # noqa: A002
    return Site(
        id,
        f"Trường {id}",
        "primary_school",
        commune,
        20.8,
        106.7,
        former_district=district,
        services=(service,),
        **more,  # type: ignore[arg-type]
    )


def make_problem() -> Problem:
    """Return three communes by the road, A, B and C, and two islands, D and E, without one."""
    by_boat = {"road": False, "landing_access_s": 300}
    sites = (
        _site(
            "A",
            "A",
            "Đất",
            _service("A", "mobile", 60, 1, date(2026, 8, 31)),
            pupils=200,
            last_inspected=date(2026, 3, 2),
            inspect_every_weeks=26,
        ),
        _site("A2", "A", "Đất", _service("A2", "exchange", 20, 2)),
        _site(
            "B", "B", "Đất", _service("B", "exchange", 30, 2), pupils=100, inspect_every_weeks=52
        ),
        _site(
            "C",
            "C",
            "Đất",
            _service("C", "exchange", 30, 2),
            pupils=100,
            estimated=frozenset({"pupils"}),
            last_inspected=date(2026, 3, 16),
            inspect_every_weeks=26,
        ),
        _site(
            "D",
            "D",
            "Đảo",
            _service("D", "mobile", 60, 2, date(2026, 8, 27)),
            pupils=50,
            disabled=5,
            groups=frozenset({"island"}),
            landing="Q",
            last_inspected=date(2026, 8, 31),
            inspect_every_weeks=26,
            **by_boat,
        ),
        _site(
            "E",
            "E",
            "Đảo",
            _service("E", "mobile", 60, 4),
            pupils=50,
            disabled=3,
            groups=frozenset({"island", "hard"}),
            landing="R",
            **by_boat,
        ),
    )
    return Problem(
        "Thị trấn",
        START,
        2,
        sites,
        (Vehicle("XE", "Xe", "van", "KHO", 20), Vehicle("CANO", "Ca nô", "canoe", "Q", 10)),
        (Depot("KHO", "Kho", 20.8, 106.7),),
        (Landing("Q", "Bến Q", 20.8, 106.9), Landing("R", "Bến R", 20.8, 107.0)),
    )


def make_travel(problem: Problem) -> Travel:
    """Return roads between A (and A2, beside it), B and C, and 15 minutes by sea from Q to R."""
    order = [place.id for place in (*problem.sites, *problem.depots, *problem.landings)]
    van = np.full((len(order),) * 2, NEVER, dtype=np.int64)
    boat = van.copy()
    at = {name: order.index(name) for name in order}
    for (one, other), minutes in ROAD_MIN.items():
        van[at[one], at[other]] = van[at[other], at[one]] = 60 * minutes
    for name in order:
        van[at[name], at[name]] = boat[at[name], at[name]] = 0
        if van[at["A"], at[name]] < NEVER:
            van[at["A2"], at[name]] = van[at[name], at["A2"]] = van[at["A"], at[name]]
    boat[at["Q"], at["R"]] = boat[at["R"], at["Q"]] = 900
    metres = np.where(van < NEVER, van * METRES_PER_MINUTE // 60, 0)
    return Travel.from_arrays(problem, {"van": van, "canoe": boat}, {"van": metres})


def make_plan(problem: Problem) -> Plan:
    """Return A on both Mondays, B on the first Wednesday, D on the second Thursday."""
    routes = (
        _route("XE", "KHO", 0, "A", "mobile", 60),
        _route("XE", "KHO", 2, "B", "exchange", 30),
        _route("XE", "KHO", 7, "A", "mobile", 60),
        _route("CANO", "Q", 10, "D", "mobile", 60),
    )
    summary = Summary(0, 0, 0, 0, 0, 0, 0, 0, 0, 0.0, 0, 0, (), "", 0)
    return Plan(problem.name, START, 2, routes, (), summary, {}, {})


def _route(vehicle: str, depot: str, day: int, site: str, kind: str, minutes: int) -> Route:
    opens = 9 * 3600
    closes = opens + 60 * minutes
    stop = Stop(site, kind, f"{site}/{kind}/{day // 7}", opens, opens, closes, 0)
    return Route(
        vehicle, START + timedelta(days=day), depot, opens - 3600, closes + 3600, 0, (stop,), ()
    )
