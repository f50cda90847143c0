"""Plans to JSON and back, without loss; a malformed file is named by the path inside it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from routeplan.model.jsonreader import Reader
from routeplan.model.plan import (
    GEOMETRY_ENCODING,
    PLAN_SCHEMA,
    Leg,
    Level,
    MovedVisit,
    Place,
    Plan,
    Route,
    Stop,
    Summary,
    Unassigned,
)


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Return `plan` as a JSON object with a fixed order of keys (same plan, same bytes)."""
    return {
        "schema": PLAN_SCHEMA,
        "name": plan.name,
        "start": plan.start.isoformat(),
        "weeks": plan.weeks,
        "scenario": plan.scenario,
        "area": list(plan.area),
        "language": plan.language,
        "summary": {
            **asdict(plan.summary),
            "objective": [asdict(level) for level in plan.summary.objective],
            "groups": {k: list(v) for k, v in sorted(plan.summary.groups.items())},
        },
        "vehicles": {k: dict(v) for k, v in sorted(plan.vehicles.items())},
        "places": {
            k: {**asdict(v), "groups": list(v.groups)} for k, v in sorted(plan.places.items())
        },
        "routes": [_route_to_json(route) for route in plan.routes],
        "unassigned": [asdict(item) for item in plan.unassigned],
        "geometry_encoding": GEOMETRY_ENCODING,
        "geometries": list(plan.geometries),
        "inputs": dict(sorted(plan.inputs.items())),
        "notices": [dict(notice) for notice in plan.notices],
        "moves": [{**asdict(move), "date": move.date.isoformat()} for move in plan.moves],
    }


def _route_to_json(route: Route) -> dict[str, Any]:
    return {
        "vehicle": route.vehicle,
        "date": route.date.isoformat(),
        "days": route.days,
        "depot": route.depot,
        "start": route.start,
        "end": route.end,
        "load": route.load,
        "lunches": [list(span) for span in route.lunches],
        "stops": [asdict(stop) for stop in route.stops],
        "legs": [_leg_to_json(leg) for leg in route.legs],
    }


def _leg_to_json(leg: Leg) -> dict[str, Any]:
    row = {"mode": leg.mode.value, "from": leg.origin, "to": leg.destination}
    rest = asdict(leg)
    for name in ("mode", "origin", "destination"):
        del rest[name]
    return {**row, **rest, "source": leg.source.value}


def plan_from_json(data: Any) -> Plan:
    """Build a `Plan` from a parsed plan file.

    Raises:
        PlanFormatError: the object does not follow the schema; names the path, e.g.
            ``routes[2].stops[0].arrive``.
    """
    root = Reader(data, "plan")
    root.schema(PLAN_SCHEMA)
    return root.record(
        Plan,
        routes=tuple(_route(item) for item in root.children("routes")),
        unassigned=tuple(item.record(Unassigned) for item in root.children("unassigned")),
        summary=_summary(root.child("summary")),
        places={key: item.record(Place) for key, item in root.mapping("places")},
        vehicles={
            key: {name: item.text(name) for name in ("name", "profile", "assumed")}
            for key, item in root.mapping("vehicles")
        },
        inputs=root.named_texts("inputs"),
        notices=tuple(item.object for item in root.children("notices")),
        moves=tuple(item.record(MovedVisit) for item in root.children("moves"))
        if "moves" in root
        else (),
    )


def _route(item: Reader) -> Route:
    return item.record(
        Route,
        lunches=tuple(item.pair(span, "lunches") for span in item.array("lunches")),
        stops=tuple(stop.record(Stop) for stop in item.children("stops")),
        legs=tuple(_leg(leg) for leg in item.children("legs")),
    )


def _leg(item: Reader) -> Leg:
    # Plans made before crews could leave their vehicle do not say where it is parked.
    before: dict[str, Any] = {} if "parked" in item else {"parked": None}
    return item.record(Leg, origin=item.text("from"), destination=item.text("to"), **before)


def _summary(item: Reader) -> Summary:
    # Plans of version 0.1 do not have these.
    later = {"irregular": 0, "start_spread_min": 0, "moved": None, "moved_forced": None}
    groups = item.child("groups").object
    return item.record(
        Summary,
        objective=tuple(level.record(Level) for level in item.children("objective")),
        groups={key: item.pair(value, "groups") for key, value in groups.items()},
        **{name: value for name, value in later.items() if name not in item},
    )
