"""Plans to JSON and back, without loss; a malformed file is named by the path inside it."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from routeplan.model.plan import (
    GEOMETRY_ENCODING,
    PLAN_SCHEMA,
    Leg,
    Level,
    Mode,
    MovedVisit,
    Place,
    Plan,
    Route,
    Source,
    Stop,
    Summary,
    Unassigned,
)

_E = TypeVar("_E", bound=StrEnum)


class PlanFormatError(ValueError):
    """A plan file does not follow the schema; the message says where."""


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
    root = _Reader(data, "plan")
    schema = root.text("schema")
    if schema != PLAN_SCHEMA:
        raise PlanFormatError(f"schema is «{schema}», this version reads «{PLAN_SCHEMA}»")
    summary = root.child("summary")
    return Plan(
        name=root.text("name"),
        start=root.date("start"),
        weeks=root.integer("weeks"),
        scenario=root.optional_text("scenario"),
        area=tuple(str(item) for item in root.array("area")),
        language=root.text("language"),
        routes=tuple(_route(item) for item in root.children("routes")),
        unassigned=tuple(
            Unassigned(**{f.name: item.text(f.name) for f in fields(Unassigned)})
            for item in root.children("unassigned")
        ),
        summary=_summary(summary),
        places={key: _place(item) for key, item in root.mapping("places")},
        vehicles={
            key: {name: item.text(name) for name in ("name", "profile", "assumed")}
            for key, item in root.mapping("vehicles")
        },
        geometries=tuple(str(item) for item in root.array("geometries")),
        inputs={str(k): str(v) for k, v in root.child("inputs").object.items()},
        notices=tuple(item.object for item in root.children("notices")),
        moves=tuple(_move(item) for item in root.children("moves")) if "moves" in root else (),
    )


def _move(item: _Reader) -> MovedVisit:
    return MovedVisit(
        visit=item.text("visit"),
        vehicle=item.text("vehicle"),
        date=item.date("date"),
        start=item.integer("start"),
        forced=bool(item.get("forced")),
        why=item.text("why"),
    )


def _route(item: _Reader) -> Route:
    return Route(
        vehicle=item.text("vehicle"),
        date=item.date("date"),
        days=item.integer("days"),
        depot=item.text("depot"),
        start=item.integer("start"),
        end=item.integer("end"),
        load=item.integer("load"),
        lunches=tuple(item.pair(span, "lunches") for span in item.array("lunches")),
        stops=tuple(_stop(stop) for stop in item.children("stops")),
        legs=tuple(_leg(leg) for leg in item.children("legs")),
    )


def _stop(item: _Reader) -> Stop:
    numbers = ("arrive", "start", "depart", "load", "crates_out", "crates_in")
    return Stop(
        site=item.text("site"),
        service=item.text("service"),
        visit=item.text("visit"),
        **{name: item.integer(name) for name in numbers},
    )


def _leg(item: _Reader) -> Leg:
    return Leg(
        mode=item.choice("mode", Mode),
        stop=item.integer("stop"),
        origin=item.text("from"),
        destination=item.text("to"),
        depart=item.integer("depart"),
        seconds=item.integer("seconds"),
        metres=item.integer("metres"),
        source=item.choice("source", Source),
        wait_s=item.integer("wait_s"),
        crossing=item.optional_text("crossing"),
        sailing=item.optional_integer("sailing"),
        geometry=item.optional_integer("geometry"),
        # Plans made before crews could leave their vehicle do not have it.
        parked=item.optional_text("parked") if "parked" in item else None,
    )


def _place(item: _Reader) -> Place:
    return Place(
        name=item.text("name"),
        kind=item.text("kind"),
        lat=item.number("lat"),
        lon=item.number("lon"),
        commune_code=item.text("commune_code"),
        commune=item.text("commune"),
        former_district=item.text("former_district"),
        groups=tuple(str(group) for group in item.array("groups")),
        pupils=item.optional_integer("pupils"),
        contact_role=item.text("contact_role"),
        estimated=bool(item.get("estimated")),
    )


def _summary(item: _Reader) -> Summary:
    whole = (
        "visits_required",
        "visits_planned",
        "visits_due",
        "unassigned",
        "driving_min",
        "sailing_min",
        "ferry_min",
        "waiting_min",
        "service_min",
        "duties",
        "cost",
        "seed",
    )
    gap = item.get("gap_pct")
    return Summary(
        **{name: item.integer(name) for name in whole},
        distance_km=item.number("distance_km"),
        objective=tuple(
            Level(level.text("name"), level.integer("value"))
            for level in item.children("objective")
        ),
        engine=item.text("engine"),
        bound=item.optional_integer("bound"),
        gap_pct=None if gap is None else item.number("gap_pct"),
        bound_reason=item.text("bound_reason"),
        stopped_early=bool(item.get("stopped_early")),
        # Plans of version 0.1 do not have these.
        irregular=item.integer("irregular") if "irregular" in item else 0,
        start_spread_min=item.integer("start_spread_min") if "start_spread_min" in item else 0,
        moved=item.optional_integer("moved") if "moved" in item else None,
        moved_forced=item.optional_integer("moved_forced") if "moved_forced" in item else None,
        groups={
            key: item.pair(value, "groups") for key, value in item.child("groups").object.items()
        },
    )


class _Reader:
    """Reads one JSON object and knows its path, for messages."""

    def __init__(self, data: Any, path: str) -> None:
        if not isinstance(data, dict):
            raise PlanFormatError(f"{path} is not an object")
        self.object: dict[str, Any] = data
        self.path = path

    def __contains__(self, name: str) -> bool:
        return name in self.object

    def get(self, name: str) -> Any:
        if name not in self.object:
            raise PlanFormatError(f"{self.path}.{name} is missing")
        return self.object[name]

    def text(self, name: str) -> str:
        value = self.get(name)
        if not isinstance(value, str):
            raise PlanFormatError(f"{self.path}.{name} is {value!r}, not text")
        return value

    def optional_text(self, name: str) -> str | None:
        return None if self.get(name) is None else self.text(name)

    def integer(self, name: str) -> int:
        value = self.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise PlanFormatError(f"{self.path}.{name} is {value!r}, not a whole number")
        return value

    def optional_integer(self, name: str) -> int | None:
        return None if self.get(name) is None else self.integer(name)

    def number(self, name: str) -> float:
        value = self.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise PlanFormatError(f"{self.path}.{name} is {value!r}, not a number")
        return float(value)

    def date(self, name: str) -> date:
        try:
            return date.fromisoformat(self.text(name))
        except ValueError as error:
            raise PlanFormatError(f"{self.path}.{name} is not a date YYYY-MM-DD") from error

    def choice(self, name: str, kind: type[_E]) -> _E:
        try:
            return kind(self.text(name))
        except ValueError as error:
            allowed = ", ".join(kind)
            raise PlanFormatError(f"{self.path}.{name} is not one of {allowed}") from error

    def array(self, name: str) -> list[Any]:
        value = self.get(name)
        if not isinstance(value, list):
            raise PlanFormatError(f"{self.path}.{name} is not a list")
        return value

    def pair(self, value: Any, name: str) -> tuple[int, int]:
        whole = isinstance(value, list) and all(type(item) is int for item in value)
        if not whole or len(value) != 2:
            raise PlanFormatError(f"{self.path}.{name} holds {value!r}, not two whole numbers")
        return (value[0], value[1])

    def child(self, name: str) -> _Reader:
        return _Reader(self.get(name), f"{self.path}.{name}")

    def children(self, name: str) -> list[_Reader]:
        return [_Reader(v, f"{self.path}.{name}[{k}]") for k, v in enumerate(self.array(name))]

    def mapping(self, name: str) -> list[tuple[str, _Reader]]:
        items = self.child(name).object.items()
        return [(str(k), _Reader(v, f"{self.path}.{name}.{k}")) for k, v in items]
