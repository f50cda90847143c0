"""The values that fill the Word templates: texts and whole numbers, nothing else."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from routeplan.language import collation_key, day_text, number
from routeplan.model import monday_of
from routeplan.report.clocks import span_text
from routeplan.report.material import Material
from routeplan.report.tide_notes import landing_notes
from routeplan.report.timetable_sheets import contact, join, service_name, sets, weekday
from routeplan.report.visit_rows import VisitRow, visit_rows
from routeplan.report.words import words_for as map_words

_BLANK = "………………"


def plan_values(material: Material) -> dict[str, Any]:
    """Return the values of the plan document.

    Keys: issuer (parent, body, place, signer), year, first, last, weeks, visits, mobile, exchange,
    sites, communes, duties, crates, km, groups[] (name, planned, due), vehicles[] (name, duties,
    visits, assumed), timetable[] (number, weekday, date, span, site, commune, vehicle, team, sets,
    contact, notes, service), missing[] (number, site, commune, service, reason, action).
    """
    rows, plan = visit_rows(material), material.plan
    metres = sum(leg.metres for route in plan.routes for leg in route.legs)
    kinds = Counter(row.service for row in rows)
    return {
        "issuer": issuer(material),
        "year": str(plan.start.year),
        "first": day_text(plan.start),
        "last": day_text(material.last_day),
        "weeks": plan.weeks,
        "visits": len(rows),
        "mobile": kinds["mobile"],
        "exchange": kinds["exchange"],
        "sites": len({row.site for row in rows}),
        "communes": len({row.commune_code or row.commune for row in rows} - {""}),
        "duties": len(plan.routes),
        "crates": sum(row.crates_out for row in rows),
        "km": number(metres / 1000, material.language),
        "groups": _groups(material),
        "vehicles": _vehicles(material),
        "timetable": [_timetable_row(material, n, row) for n, row in enumerate(rows, start=1)],
        "missing": _missing(material),
    }


def issuer(material: Material) -> dict[str, str]:
    """Return the titles on a document; dots in brackets where the project has none."""
    words = material.words["docx"]
    keys = ("parent", "body", "place", "signer")
    return {key: material.issuer.get(key, "").strip() or str(words[key]) for key in keys}


def weeks_of(material: Material) -> dict[date, tuple[VisitRow, ...]]:
    """Return the visits that hand something over, by the Monday of their week."""
    found: dict[date, list[VisitRow]] = {}
    for row in visit_rows(material):
        if row.crates_out or row.crates_in or row.handed.crates_out or row.handed.crates_in:
            found.setdefault(monday_of(row.day), []).append(row)
    return {monday: tuple(rows) for monday, rows in sorted(found.items())}


def minutes_values(material: Material, rows: tuple[VisitRow, ...]) -> dict[str, Any]:
    """Return the values of the minutes: issuer, and minutes[] with the crates of each visit.

    Keys of each: weekday, date, day, month, year, span, site, commune, vehicle, contact,
    crates_out, crates_in, rows[] (number, crate, direction, titles).
    """
    return {
        "issuer": issuer(material),
        "year": str(material.plan.start.year),
        "minutes": [_minute(material, row) for row in rows],
    }


def _timetable_row(material: Material, number: int, row: VisitRow) -> dict[str, Any]:
    team = ""
    if row.people:
        team = str(material.words["docx"]["team"]).format(people=row.people)
    return {
        "number": number,
        "weekday": weekday(material, row.day),
        "date": day_text(row.day),
        "span": span_text(row.arrive, row.leave),
        "site": row.name,
        "commune": row.commune,
        "service": service_name(material, row.service),
        "vehicle": row.vehicle_name,
        "team": team,
        "sets": sets(row) or _crates(material, row),
        "contact": contact(row),
        "notes": join((*row.ferries, *landing_notes(material, row.site, row.day)), "; "),
    }


def _crates(material: Material, row: VisitRow) -> str:
    if not row.crates_out and not row.crates_in:
        return ""
    text = str(material.words["docx"]["crates"])
    return text.format(out=row.crates_out, into=row.crates_in)


def _minute(material: Material, row: VisitRow) -> dict[str, Any]:
    words = material.words["docx"]
    out: tuple[str, ...] = row.handed.crates_out or ("",) * row.crates_out
    back: tuple[str, ...] = row.handed.crates_in or ("",) * row.crates_in
    lines = [(one or row.handed.delivered, str(words["out"])) for one in out]
    lines += [(one or row.handed.picked, str(words["in"])) for one in back]
    return {
        "weekday": weekday(material, row.day),
        "date": day_text(row.day),
        "day": f"{row.day.day:02d}",
        "month": f"{row.day.month:02d}",
        "year": str(row.day.year),
        "span": span_text(row.arrive, row.leave),
        "site": row.name,
        "commune": row.commune or _BLANK,
        "vehicle": row.vehicle_name,
        "contact": contact(row) or _BLANK,
        "crates_out": len(out),
        "crates_in": len(back),
        "rows": [
            {"number": n, "crate": crate, "direction": direction, "titles": ""}
            for n, (crate, direction) in enumerate(lines, start=1)
        ],
    }


def _groups(material: Material) -> list[dict[str, Any]]:
    names = map_words(material.language)["group"]
    return [
        {"name": str(names.get(key, key)).capitalize(), "planned": planned, "due": due}
        for key, (planned, due) in material.plan.summary.groups.items()
    ]


def _vehicles(material: Material) -> list[dict[str, Any]]:
    duties: Counter[str] = Counter()
    visits: Counter[str] = Counter()
    for route in material.routes:
        duties[route.vehicle] += 1
        visits[route.vehicle] += len(route.visits)
    order = sorted(duties, key=lambda one: collation_key(material.vehicle_name(one)))
    return [
        {
            "name": material.vehicle_name(one),
            "duties": duties[one],
            "visits": visits[one],
            "assumed": bool(material.plan.vehicles.get(one, {}).get("assumed")),
        }
        for one in order
    ]


def _missing(material: Material) -> list[dict[str, Any]]:
    rows = []
    for row, item in enumerate(material.unassigned, start=1):
        place = material.place(item.site)
        rows.append(
            {
                "number": row,
                "site": material.place_name(item.site),
                "commune": place.commune if place else "",
                "service": service_name(material, item.service),
                "reason": item.reason,
                "action": item.action,
            }
        )
    return rows
