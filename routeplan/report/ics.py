"""Calendars: one for each site, vehicle and commune, which a re-plan updates instead of doubling.

An event's id names its visit, not its time. What changed since the last export into the same folder
gets the next SEQUENCE; what is no longer planned is kept as cancelled, because a calendar program
removes an event only when it is told so. A visit that a re-plan moved starts at SEQUENCE 1 where
there was no export before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC
from functools import cache
from typing import Any

from routeplan.model import Route
from routeplan.report.calendar_events import Event, local, uid_of, visit_event
from routeplan.report.clocks import begins, ends
from routeplan.report.document_words import TEXTS
from routeplan.report.file_names import file_names, slug
from routeplan.report.material import Material
from routeplan.report.phones import without_phones
from routeplan.report.visit_rows import VisitRow, visit_rows

_COMPARED = ("DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS")


def calendars(material: Material) -> dict[str, bytes]:
    """Return the calendars by relative path; no phone number is in any of them."""
    words = material.words
    top = words["file"]["calendars"]
    found: dict[str, bytes] = {}
    for kind, who, key, events in _calendars(material):
        path = f"{top}/{words['file'][kind]}/{key}.ics"
        name = str(words["calendar"]["name"]).format(who=who)
        found[path] = calendar(material, name, events, material.earlier.get(path))
    for path, data in material.earlier.items():
        if path.startswith(f"{top}/") and path not in found:
            name = str(words["calendar"]["name"]).format(who=material.title)
            found[path] = calendar(material, name, [], data)
    return dict(sorted(found.items()))


def _calendars(material: Material) -> Iterable[tuple[str, str, str, list[Event]]]:
    """Yield kind, name, file name and events of every calendar."""
    rows = visit_rows(material)
    event = {row.visit: visit_event(material, row) for row in rows}
    sites = file_names(sorted({row.site for row in rows}))
    for site, key in sites.items():
        yield "site", material.place_name(site), key, _of(event, rows, "site", site)
    for vehicle, key in file_names(sorted({r.vehicle for r in material.routes})).items():
        duties = [_duty(material, route) for route in material.routes if route.vehicle == vehicle]
        visits = _of(event, rows, "vehicle", vehicle)
        yield "vehicle", material.vehicle_name(vehicle), key, [*duties, *visits]
    communes = {row.commune_code or row.commune: row.commune for row in rows}
    names = {one: f"{slug(name).lower()}-{one}" for one, name in communes.items() if one}
    keys = file_names(names[one] for one in sorted(names))
    for one in sorted(names):
        visits = [event[row.visit] for row in rows if (row.commune_code or row.commune) == one]
        yield "commune", communes[one], keys[names[one]], visits


def _of(
    event: Mapping[str, Event], rows: Iterable[VisitRow], field: str, value: str
) -> list[Event]:
    return [event[row.visit] for row in rows if getattr(row, field) == value]


def _duty(material: Material, route: Route) -> Event:
    """Return the event of a whole duty, from loading to coming back."""
    name = material.vehicle_name(route.vehicle)
    stops = " → ".join(material.place_name(stop.site) for stop in route.stops)
    return Event(
        uid=uid_of(material, f"duty/{route.id.replace('@', '/')}"),
        starts=local(material, begins(route.date, route.start)),
        ends=local(material, ends(route.date, route.end)),
        summary=TEXTS.text(
            "calendar.duty", material.language, vehicle=name, stops=len(route.stops)
        ),
        location=material.place_name(route.depot),
        description=stops,
    )


def calendar(
    material: Material, name: str, events: Iterable[Event], earlier: bytes | None
) -> bytes:
    """Return one calendar.

    Args:
        material: language, zone and the time stamp of every event.
        name: shown by calendar programs.
        events: in any order, an id at most once.
        earlier: the calendar of the last export, if there was one.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", f"-//routeplan//routeplan//{material.language.upper()}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", without_phones(name))
    made.add("x-wr-timezone", material.timezone)
    before = _earlier(earlier)
    now = {event.uid: _vevent(material, event) for event in events}
    made.add_component(_zone(material.timezone))
    gone = {uid: part for uid, part in before.items() if uid not in now}
    moved = {event.uid for event in events if event.moved}
    for uid, part in sorted(now.items(), key=lambda item: (item[1].start, item[0])):
        old = before.get(uid)
        if old is None:
            sequence = 1 if uid in moved else 0
        else:
            same = _content(old) == _content(part)
            sequence = _sequence(old) + (0 if same else 1)
        part.add("sequence", sequence)
        made.add_component(part)
    for _, part in sorted(gone.items()):
        made.add_component(_cancelled(material, part))
    data: bytes = made.to_ical()
    return data


@cache
def _zone(name: str) -> Any:
    """Return the definition of a time zone, for programs that do not know it."""
    from icalendar import Timezone

    zone = Timezone.from_tzid(name)
    zone.pop("comment", None)
    return zone


def _vevent(material: Material, event: Event) -> Any:
    from icalendar import Event as Part

    clean = replace(
        event,
        summary=without_phones(event.summary),
        location=without_phones(event.location),
        description=without_phones(event.description),
    )
    part = Part()
    part.add("uid", clean.uid)
    part.add("dtstamp", material.stamp.astimezone(UTC))
    part.add("dtstart", clean.starts)
    part.add("dtend", clean.ends)
    part.add("summary", clean.summary)
    part.add("location", clean.location)
    part.add("description", clean.description)
    if clean.lat is not None and clean.lon is not None:
        part.add("geo", (clean.lat, clean.lon))
    part.add("status", "CONFIRMED")
    part.add("transp", "TRANSPARENT")
    return part


def _earlier(data: bytes | None) -> dict[str, Any]:
    """Return the events of an earlier calendar by id; none of one that cannot be read."""
    if data is None:
        return {}
    from icalendar import Calendar

    try:
        return {str(part["uid"]): part for part in Calendar.from_ical(data).walk("VEVENT")}
    except (ValueError, KeyError, IndexError):
        return {}


def _content(part: Any) -> list[bytes | None]:
    return [part[name].to_ical() if name in part else None for name in _COMPARED]


def _sequence(part: Any) -> int:
    try:
        return int(part.get("sequence", 0))
    except (TypeError, ValueError):
        return 0


def _cancelled(material: Material, part: Any) -> Any:
    """Return an event that is no longer planned, cancelled once and then left alone."""
    if str(part.get("status", "")) != "CANCELLED":
        sequence = _sequence(part) + 1
        part.pop("sequence", None)
        part.pop("status", None)
        part.add("sequence", sequence)
        part.add("status", "CANCELLED")
        part.pop("dtstamp", None)
        part.add("dtstamp", material.stamp.astimezone(UTC))
    return part
