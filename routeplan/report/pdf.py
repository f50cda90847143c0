"""Driver's sheets, one A4 page a duty, and weekly posters, one a commune; set by Typst.

Typst brings the fonts along (Libertinus Serif, SIL Open Font License, with all Vietnamese letters);
none of the machine's own is used, so that pages are the same everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from routeplan.language import day_month, day_text, number
from routeplan.model import Route
from routeplan.report.clocks import clock_on, ends
from routeplan.report.document_words import TEXTS
from routeplan.report.duty_lines import DutyLine, duty_lines, duty_span
from routeplan.report.duty_map import duty_map
from routeplan.report.material import Material
from routeplan.report.posters import poster_files
from routeplan.report.sheet_data import sheet_data
from routeplan.report.tide_notes import duty_notes
from routeplan.report.timetable_sheets import weekday


def pages(material: Material) -> dict[str, bytes]:
    """Return the driver's sheets and the posters, by file name."""
    names = material.words["file"]
    return {
        f"{names['drivers']}.pdf": set_pages(material, "driver.typ", driver_files(material)),
        f"{names['posters']}.pdf": set_pages(material, "poster.typ", poster_files(material)),
    }


def set_pages(material: Material, template: str, content: Mapping[str, bytes]) -> bytes:
    """Return a PDF set by Typst from a template of ours and the files it reads.

    Args:
        material: its first day is the date of the file.
        template: name in ``sheets``.
        content: by file name, ``data.json`` and images.
    """
    import typst

    source = files("routeplan.report").joinpath(f"sheets/{template}").read_bytes()
    data: bytes = typst.compile(  # type: ignore[call-overload]  # stubs know no files by name
        {"main.typ": source, **content},
        format="pdf",
        ignore_system_fonts=True,
        timestamp=int(material.stamp.timestamp()),
    )
    return data


def driver_files(material: Material) -> dict[str, bytes]:
    """Return the files that ``driver.typ`` reads."""
    found: dict[str, bytes] = {}
    duties = []
    for index, route in enumerate(material.routes):
        name = f"map-{index}.svg"
        found[name] = duty_map(material, route).encode()
        duties.append({**_duty(material, route), "map": name})
    return {"data.json": sheet_data(material, "driver", duties=duties), **found}


def _duty(material: Material, route: Route) -> dict[str, Any]:
    words = material.words["driver"]
    vehicle = material.vehicle(route.vehicle)
    metres = sum(leg.metres for leg in route.legs)
    km = number(metres / 1000, material.language)
    day = f"{weekday(material, route.date)}, {day_text(route.date)}"
    if route.days > 1:
        day += f" – {day_text(ends(route.date, route.end).day)}"
    people = "…"
    if vehicle:
        count = vehicle.crew_needed
        people = TEXTS.text("driver.people_count", material.language, count=count)
    return {
        "code": str(words["duty"]).format(duty=route.id),
        "vehicle": material.vehicle_name(route.vehicle),
        "day": day,
        "depot": material.place_name(route.depot),
        "hours": duty_span(route),
        "load": str(route.load),
        "distance": str(words["km"]).format(km=km),
        "people": people,
        "tides": list(duty_notes(material, route)),
        "lines": [_line(material, route, line) for line in duty_lines(material, route)],
    }


def _line(material: Material, route: Route, line: DutyLine) -> dict[str, str]:
    words = material.words["driver"]
    site = material.site(line.stop.site) if line.stop else None
    place = material.place(line.stop.site) if line.stop else None
    what = [line.what]
    if line.kind == "stop":
        opens = (
            f"{line.opens.clock if line.opens else ''}–{line.closes.clock if line.closes else ''}"
        )
        what = [line.what, str(words["opens"]).format(span=opens)]
        if place is not None and place.commune:
            what.append(place.commune)
    elif line.kind == "feed" and line.opens:
        what.append(str(words["unloads"]).format(time=line.opens.clock))
    first = line.arrive or line.leave
    last = line.leave if line.arrive else None
    if line.kind == "start":
        first, last = line.arrive, line.leave
    return {
        "kind": line.kind,
        "number": str(line.number or ""),
        "arrive": first.clock if first else "",
        "leave": clock_on(last, first.day) if last and first and last != first else "",
        "day": day_month(first.day) if first and first.day != route.date else "",
        "what": " · ".join(part for part in what if part),
        "place": line.place,
        "notes": "\n".join(line.notes),
        "contact": (site.contact_role if site else "") or (place.contact_role if place else ""),
        "phone": site.contact_phone if site else "",
    }
