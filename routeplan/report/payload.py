"""What the map's page knows of a plan, as one JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from routeplan.model import DEFAULT_PROFILES, Leg, Medium, Mode, Place, Plan, Route
from routeplan.report.phones import without_phones

SUMMARY_FIELDS = (
    "visits_required",
    "visits_planned",
    "visits_due",
    "unassigned",
    "driving_min",
    "sailing_min",
    "ferry_min",
    "waiting_min",
    "service_min",
    "distance_km",
    "duties",
    "stopped_early",
    "irregular",
    "start_spread_min",
    "moved",
    "moved_forced",
    "gap_pct",
    "bound_reason",
)


def map_payload(
    plan: Plan, base: Mapping[str, Any], words: Mapping[str, Any], language: str
) -> dict[str, Any]:
    """Return the JSON object from which the page draws.

    Only geometries that a leg names are kept, each once; legs refer to them by index.

    Args:
        plan: what is drawn.
        base: what `base_map.base_layers` returns.
        words: the texts of the page.
        language: of those texts, ``vi`` or ``en``.
    """
    routes = sorted(plan.routes, key=lambda r: (r.vehicle, r.date))
    vehicles = sorted({*plan.vehicles, *(route.vehicle for route in routes)})
    named = {leg.geometry for route in routes for leg in route.legs}
    # A plan edited by hand may name lines that are not there; such legs are drawn straight.
    used = [k for k in range(len(plan.geometries)) if k in named]
    geometry = {old: new for new, old in enumerate(used)}
    data = {
        "language": language,
        "name": plan.name,
        "scenario": plan.scenario or "",
        "area": list(plan.area),
        "start": plan.start.isoformat(),
        "end": plan.last_day.isoformat(),
        "weeks": plan.weeks,
        "summary": {
            **{name: getattr(plan.summary, name) for name in SUMMARY_FIELDS},
            "worst_gap_days": next(
                (level.value for level in plan.summary.objective if level.name == "worst_gap_days"),
                0,
            ),
        },
        "groups": {name: list(counts) for name, counts in sorted(plan.summary.groups.items())},
        "vehicles": [_vehicle(plan, name, routes) for name in vehicles],
        "places": {key: _place(place) for key, place in sorted(plan.places.items())},
        "routes": [
            _route(plan, route, vehicles.index(route.vehicle), geometry) for route in routes
        ],
        "geometries": [plan.geometries[old] for old in used],
        "unassigned": [asdict(item) for item in plan.unassigned],
        "notices": [
            {key: str(notice.get(key) or "") for key in ("severity", "cause", "action")}
            for notice in plan.notices
        ],
    }
    return {**without_phones(data), "base": base, "words": words}


def _vehicle(plan: Plan, name: str, routes: list[Route]) -> dict[str, Any]:
    record = plan.vehicles.get(name, {})
    profile = record.get("profile", "")
    modes = {leg.mode for route in routes if route.vehicle == name for leg in route.legs}
    known = DEFAULT_PROFILES.get(profile)
    if profile == "crew":
        kind = "crew"
    elif Mode.SEA in modes or (known is not None and known.medium is Medium.SEA):
        kind = "boat"
    else:
        kind = "van"
    return {
        "id": name,
        "name": record.get("name") or name,
        "profile": profile,
        "kind": kind,
        "assumed": record.get("assumed") == "yes",
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "kind": place.kind,
        "lat": round(place.lat, 5),
        "lon": round(place.lon, 5),
        "commune": place.commune,
        "district": place.former_district,
        "groups": list(place.groups),
        "pupils": place.pupils,
        "contact": place.contact_role,
        "estimated": place.estimated,
    }


def _route(plan: Plan, route: Route, vehicle: int, geometry: Mapping[int, int]) -> dict[str, Any]:
    return {
        "vehicle": vehicle,
        "date": route.date.isoformat(),
        "days": route.days,
        "depot": route.depot,
        "start": route.start,
        "end": route.end,
        "load": route.load,
        "lunches": [list(span) for span in route.lunches],
        "stops": [_stop(plan, route, number) for number in range(len(route.stops))],
        "legs": [_leg(leg, geometry) for leg in route.legs if leg.mode is not Mode.WAIT],
    }


def _stop(plan: Plan, route: Route, number: int) -> dict[str, Any]:
    stop = route.stops[number]
    return {
        "site": stop.site,
        "service": stop.service,
        "feeds": plan.vehicle_name(stop.fed_vehicle),
        "arrive": stop.arrive,
        "start": stop.start,
        "depart": stop.depart,
        "out": stop.crates_out,
        "in": stop.crates_in,
        "parked": _parked(route, number),
    }


def _parked(route: Route, stop: int) -> str | None:
    """Return where the vehicle waits while its crew serves a stop, None where it is there."""
    before = [leg for leg in route.legs if leg.stop <= stop and leg.mode is not Mode.WAIT]
    return before[-1].parked if before else None


def _leg(leg: Leg, geometry: Mapping[int, int]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "mode": leg.mode.value,
        "from": leg.origin,
        "to": leg.destination,
        "depart": leg.depart,
        "wait": leg.wait_s,
        "seconds": leg.seconds,
        "metres": leg.metres,
        "source": leg.source.value,
        "geometry": None if leg.geometry is None else geometry.get(leg.geometry),
    }
    if leg.parked is not None:
        row["parked"] = leg.parked
    if leg.mode is Mode.FERRY:
        row["sailing"] = leg.sails
    return row
