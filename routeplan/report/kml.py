"""KML for Google Earth and the like: a folder a day, in it one a duty, with stops and ways."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

from routeplan.language import day_text
from routeplan.model import Mode, Route
from routeplan.report.clocks import begins, ends, span_text
from routeplan.report.duty_lines import crate_notes, duty_span
from routeplan.report.geo_rows import MISSING, features, iso
from routeplan.report.geometry import ESTIMATED, leg_points
from routeplan.report.material import Material
from routeplan.report.phones import without_phones
from routeplan.report.timetable_sheets import service_name, weekday

_COLOURS = {
    Mode.ROAD: "ff6b3a12", Mode.SEA: "ff8a6500", Mode.FERRY: "ff003b8a", Mode.WALK: "ff3d3d3d",
}  # fmt: skip
"""aabbggrr, as KML has them."""


def kml(material: Material) -> bytes:
    """Return the plan as KML 2.2; texts are escaped and hold no HTML of ours or others'."""
    import simplekml

    simplekml.Kml.resetidcounter()
    made = simplekml.Kml(name=_text(material.title), open=1)
    made.document.description = _text(str(material.words["osm_note"]))
    for day, routes in groupby(material.routes, key=lambda route: route.date):
        folder = made.newfolder(name=f"{weekday(material, day)}, {day_text(day)}")
        for route in routes:
            title = f"{material.vehicle_name(route.vehicle)}, {duty_span(route)}"
            duty = folder.newfolder(name=_text(title))
            _stops(material, route, duty)
            _ways(material, route, duty)
    missing = [one for one in features(material) if one.layer == MISSING]
    if missing:
        folder = made.newfolder(name=str(material.words["layer"]["missing"]))
        for one in missing:
            (lat, lon), values = one.points[0], one.attributes
            note = f"{values['reason']} {values['action']}"
            folder.newpoint(
                name=_text(values["name"]), description=_text(note), coords=[(lon, lat)]
            )
    # The library counts, but in XML an id begins with a letter.
    text = re.sub(r'(<\w+ id=")(\d+")', r"\1n\2", str(made.kml(format=True)))
    head = "</description>"
    return text.replace(head, head + _styles(), 1).encode()


def _stops(material: Material, route: Route, folder: Any) -> None:
    for number, stop in enumerate(route.stops, start=1):
        place = material.place(stop.site)
        if place is None:
            continue
        span = span_text(begins(route.date, stop.arrive), ends(route.date, stop.depart))
        notes = (span, service_name(material, stop.service), *crate_notes(material, stop))
        point = folder.newpoint(
            name=_text(f"{number}. {material.place_name(stop.site)}"),
            description=_text("; ".join(notes)),
            coords=[(place.lon, place.lat)],
        )
        point.timespan.begin = _time(material, iso(route.date, stop.arrive))
        point.timespan.end = _time(material, iso(route.date, stop.depart))


def _ways(material: Material, route: Route, folder: Any) -> None:
    words = material.words
    for leg in route.legs:
        points = leg_points(material.plan, leg)
        if leg.mode is Mode.WAIT or len(points) < 2:
            continue
        mode = str(words["mode"].get(leg.mode.value, leg.mode.value))
        if leg.source in ESTIMATED:
            mode += f" ({words['estimate']})"
        ends_ = f"{material.place_name(leg.origin)} → {material.place_name(leg.destination)}"
        line = folder.newlinestring(
            name=_text(ends_),
            description=_text(mode),
            coords=[(lon, lat) for lat, lon in points],
            tessellate=1,
        )
        line.styleurl = f"#{leg.mode.value}"


def _styles() -> str:
    """Return the styles of the lines; the library would put them where the schema has no room."""
    return "".join(
        f'\n        <Style id="{mode.value}"><LineStyle><color>{colour}</color>'
        "<width>4</width></LineStyle></Style>"
        for mode, colour in _COLOURS.items()
    )


def _time(material: Material, naive: str) -> str:
    """Return a local time with the zone's offset on that day."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return datetime.fromisoformat(naive).replace(tzinfo=ZoneInfo(material.timezone)).isoformat()


def _text(value: str) -> str:
    """Return a text without phone numbers, and without what a viewer would take for HTML."""
    clean = str(without_phones(value))
    return clean.replace("<", "‹").replace(">", "›")
