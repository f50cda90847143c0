"""What the weekly posters say: for each commune the visits of a week, each with a QR code.

The code holds the event itself (iCalendar, one VEVENT), not an address, so that a phone adds it to
its calendar with no network. There is one code a visit, because many phones read but the first
event of a code. No phone number and no pupil count is on a poster.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, timedelta
from typing import Any

from routeplan.language import collation_key, day_text
from routeplan.model import monday_of
from routeplan.report.calendar_events import Event, visit_event
from routeplan.report.clocks import span_text
from routeplan.report.material import Material
from routeplan.report.sheet_data import sheet_data
from routeplan.report.timetable_sheets import service_name, weekday
from routeplan.report.visit_rows import VisitRow, visit_rows

VISITS_ON_A_PAGE = 4
"""At most; several pages share the visits evenly, so that none is left nearly empty."""
_LONGEST_SUMMARY = 60


def poster_files(material: Material) -> dict[str, bytes]:
    """Return the files that ``poster.typ`` reads."""
    found: dict[str, bytes] = {}
    posters = []
    for (monday, _, commune), rows in grouped(material):
        pages = -(-len(rows) // VISITS_ON_A_PAGE)
        for page in range(pages):
            visits = []
            for row in rows[len(rows) * page // pages : len(rows) * (page + 1) // pages]:
                name = f"qr-{len(found)}.svg"
                found[name] = qr_svg(event_text(material, visit_event(material, row)))
                visits.append({**_visit(material, row), "qr": name})
            posters.append({"commune": commune, "week": _week(material, monday), "visits": visits})
    return {"data.json": sheet_data(material, "poster", posters=posters), **found}


def grouped(material: Material) -> list[tuple[tuple[date, str, str], Sequence[VisitRow]]]:
    """Return the visits by week and commune; communes in Vietnamese order."""
    found: dict[tuple[date, str, str], list[VisitRow]] = {}
    elsewhere = str(material.words["poster"]["elsewhere"])
    for row in visit_rows(material):
        key = (monday_of(row.day), row.commune_code, row.commune or elsewhere)
        found.setdefault(key, []).append(row)
    return sorted(
        found.items(), key=lambda item: (item[0][0], collation_key(item[0][2]), item[0][1])
    )


def _week(material: Material, monday: date) -> str:
    return str(material.words["poster"]["week"]).format(
        first=day_text(monday), last=day_text(monday + timedelta(days=6))
    )


def _visit(material: Material, row: VisitRow) -> dict[str, Any]:
    return {
        "weekday": weekday(material, row.day),
        "date": day_text(row.day),
        "hours": span_text(row.opens, row.closes),
        "site": row.name,
        "service": service_name(material, row.service),
    }


def event_text(material: Material, event: Event) -> str:
    """Return an event as a calendar of its own, short enough for a code that a phone can read."""
    from icalendar import vText

    def utc(moment: Any) -> str:
        return str(moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"))

    def text(value: str) -> str:
        return vText(value[:_LONGEST_SUMMARY]).to_ical().decode()

    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:routeplan",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{utc(material.stamp)}",
        f"DTSTART:{utc(event.starts)}",
        f"DTEND:{utc(event.ends)}",
        f"SUMMARY:{text(str(material.words['poster']['title']))}",
        f"LOCATION:{text(event.location)}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "\r\n".join(lines) + "\r\n"


def qr_svg(text: str) -> bytes:
    """Return the QR code of a text as SVG, with its quiet zone."""
    import segno

    code = segno.make_qr(text, encoding="utf-8", error="l", boost_error=True)
    target = io.BytesIO()
    code.save(target, kind="svg", border=4, xmldecl=False, omitsize=True, nl=False)
    return target.getvalue()
