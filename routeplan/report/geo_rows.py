"""The plan as points and lines with plain attributes, for every geographic format alike.

Open formats hold no phone number, wherever one was typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from routeplan.model import Leg, Mode, Place, Route
from routeplan.report.clocks import moment
from routeplan.report.geometry import ESTIMATED, Point, leg_points
from routeplan.report.material import Material
from routeplan.report.phones import without_phones

STOPS, LEGS, PLACES, MISSING = "stops", "legs", "places", "unassigned"
LAYERS = (STOPS, LEGS, PLACES, MISSING)


@dataclass(frozen=True, slots=True)
class Feature:
    """A point or a line of a layer; `points` are (lat, lon), one of them for a point."""

    layer: str
    points: tuple[Point, ...]
    attributes: dict[str, Any]


def features(material: Material) -> tuple[Feature, ...]:
    """Return the stops, legs, depots and landings, and unassigned visits, in this order."""
    found = [
        *(one for route in material.routes for one in _stops(material, route)),
        *(one for route in material.routes for one in _legs(material, route)),
        *_places(material),
        *_missing(material),
    ]
    return tuple(Feature(f.layer, f.points, without_phones(f.attributes)) for f in found)


def iso(day: date, seconds: int) -> str:
    """Return ``2025-12-15T08:30:00``, local time."""
    at = moment(day, seconds)
    clock = f"{at.second // 3600:02d}:{at.second % 3600 // 60:02d}:{at.second % 60:02d}"
    return f"{at.day.isoformat()}T{clock}"


def _stops(material: Material, route: Route) -> Iterator[Feature]:
    for number, stop in enumerate(route.stops, start=1):
        place = material.place(stop.site)
        if place is None:
            continue
        yield Feature(
            STOPS,
            ((place.lat, place.lon),),
            {
                "duty": route.id,
                "date": moment(route.date, stop.arrive).day.isoformat(),
                "vehicle": route.vehicle,
                "vehicle_name": material.vehicle_name(route.vehicle),
                "stop": number,
                "site": stop.site,
                "name": material.place_name(stop.site),
                "kind": place.kind,
                "commune_code": place.commune_code,
                "commune": place.commune,
                "former_district": place.former_district,
                "groups": ";".join(place.groups),
                "pupils": place.pupils,
                "service": stop.service,
                "visit": stop.visit,
                "arrive": iso(route.date, stop.arrive),
                "start": iso(route.date, stop.start),
                "depart": iso(route.date, stop.depart),
                "crates_out": stop.crates_out,
                "crates_in": stop.crates_in,
                "load": stop.load,
                "contact_role": place.contact_role,
                "estimated": place.estimated,
            },
        )


def _legs(material: Material, route: Route) -> Iterator[Feature]:
    for number, leg in enumerate(route.legs, start=1):
        points = tuple(leg_points(material.plan, leg))
        if leg.mode is Mode.WAIT or len(points) < 2:
            continue
        yield Feature(LEGS, points, _leg_attributes(material, route, leg, number))


def _leg_attributes(material: Material, route: Route, leg: Leg, number: int) -> dict[str, Any]:
    sails = leg.sails if leg.mode is Mode.FERRY else None
    return {
        "duty": route.id,
        "date": moment(route.date, leg.depart).day.isoformat(),
        "vehicle": route.vehicle,
        "vehicle_name": material.vehicle_name(route.vehicle),
        "leg": number,
        "mode": leg.mode.value,
        "from": leg.origin,
        "to": leg.destination,
        "from_name": material.place_name(leg.origin),
        "to_name": material.place_name(leg.destination),
        "depart": iso(route.date, leg.depart),
        "arrive": iso(route.date, leg.end),
        "wait_s": leg.wait_s,
        "seconds": leg.seconds,
        "metres": leg.metres,
        "crossing": leg.crossing or "",
        "sailing": "" if sails is None else iso(route.date, sails),
        "source": leg.source.value,
        "estimated": leg.source in ESTIMATED,
        "parked": leg.parked or "",
    }


def _places(material: Material) -> Iterator[Feature]:
    """Yield the depots and landings that duties use."""
    used = {route.depot for route in material.routes}
    for route in material.routes:
        for leg in route.legs:
            used |= {leg.origin, leg.destination}
    served = {stop.site for route in material.routes for stop in route.visits}
    for one in sorted(used - served):
        place = material.place(one)
        if place is not None:
            yield Feature(
                PLACES,
                ((place.lat, place.lon),),
                {"id": one, "name": material.place_name(one), "kind": place.kind},
            )


def _missing(material: Material) -> Iterator[Feature]:
    for item in material.unassigned:
        place: Place | None = material.place(item.site)
        if place is None:
            continue
        yield Feature(
            MISSING,
            ((place.lat, place.lon),),
            {
                "site": item.site,
                "name": material.place_name(item.site),
                "commune_code": place.commune_code,
                "commune": place.commune,
                "service": item.service,
                "visit": item.visit,
                "code": item.code,
                "reason": item.reason,
                "action": item.action,
            },
        )
