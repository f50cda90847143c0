"""GPX 1.1: a route (stops with times) and a track (the way) for each duty, for phones and GPS."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from routeplan.language import day_text
from routeplan.model import Mode, Route
from routeplan.report.calendar_events import local
from routeplan.report.clocks import begins, ends, span_text
from routeplan.report.duty_lines import crate_notes, duty_span
from routeplan.report.file_names import file_names
from routeplan.report.geometry import leg_points
from routeplan.report.material import Material
from routeplan.report.phones import without_phones


def gpx_files(material: Material) -> dict[str, bytes]:
    """Return the whole plan as one file, and every duty as a file of its own."""
    whole = material.words["file"]["whole"]
    found = {f"{whole}.gpx": gpx(material, material.routes)}
    names = file_names(f"{route.date.isoformat()}-{route.vehicle}" for route in material.routes)
    for route, name in zip(material.routes, names.values(), strict=False):
        found[f"gpx/{name}.gpx"] = gpx(material, (route,))
    return found


def gpx(material: Material, routes: Sequence[Route]) -> bytes:
    """Return duties as GPX; its only times are planned ones."""
    from gpxpy.gpx import GPX, GPXRoute, GPXRoutePoint, GPXTrack, GPXTrackPoint, GPXTrackSegment

    made = GPX()
    made.creator = "routeplan"
    made.name = without_phones(material.title)
    made.description = str(material.words["osm_note"])
    made.time = material.stamp.astimezone(UTC)
    for route in routes:
        title = _title(material, route)
        stops = GPXRoute(name=title)
        for number, stop in enumerate(route.stops, start=1):
            place = material.place(stop.site)
            if place is None:
                continue
            span = span_text(begins(route.date, stop.arrive), ends(route.date, stop.depart))
            notes = (span, *crate_notes(material, stop))
            stops.points.append(
                GPXRoutePoint(
                    place.lat,
                    place.lon,
                    time=local(material, begins(route.date, stop.arrive)).astimezone(UTC),
                    name=without_phones(f"{number}. {material.place_name(stop.site)}"),
                    description=without_phones("; ".join(notes)),
                )
            )
        made.routes.append(stops)
        track = GPXTrack(name=title)
        for leg in route.legs:
            points = leg_points(material.plan, leg)
            if leg.mode is Mode.WAIT or len(points) < 2:
                continue
            segment = GPXTrackSegment()
            segment.points = [GPXTrackPoint(lat, lon) for lat, lon in points]
            track.segments.append(segment)
        made.tracks.append(track)
    return str(made.to_xml(version="1.1")).encode()


def _title(material: Material, route: Route) -> str:
    name = material.vehicle_name(route.vehicle)
    title = f"{day_text(route.date)} {name}, {duty_span(route)}"
    return str(without_phones(title))
