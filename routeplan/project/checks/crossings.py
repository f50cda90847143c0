"""Ferries and ships: sailings that make sense, and timetables that hold in the horizon."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from routeplan.project.checks.context import Context
from routeplan.project.tables import Record
from routeplan.project.text import nearest

HEADWAY = ("first", "last", "every_min")


def check_crossings(context: Context) -> None:
    """Landings exist; sailings come from `depart` or from a headway that makes sense."""
    landings = context.ids("landings")
    for record in context.of("crossings"):
        for column in ("from", "to"):
            landing = record[column]
            if landing and landing not in landings:
                context.at(record, "landing-unknown", column, hint=nearest(landing, landings))
        name = record.texts.get("id", "")
        if record["from"] and record["from"] == record["to"]:
            context.at(record, "crossing-to-itself", "to", id=name)
        if record["minutes"] == 0:
            context.at(record, "value-out-of-range", "minutes", least=1, most=1440)
        begin, end = record["valid_from"], record["valid_to"]
        if begin and end and end < begin:
            context.at(record, "validity-reversed", "valid_to", id=name)
        _check_sailings(context, record, name)
        if not record["source"]:
            context.at(record, "timetable-no-source", "source", id=name)
        if record["estimated"]:
            context.at(record, "timetable-estimated", "estimated", id=name)


def _check_sailings(context: Context, record: Record, name: str) -> None:
    if record.bad & {"depart", *HEADWAY}:
        return
    given = [column for column in HEADWAY if record[column] is not None]
    if record["depart"] and given:
        context.at(record, "crossing-both", given[0], id=name)
    elif given and len(given) < len(HEADWAY):
        missing = next(column for column in HEADWAY if column not in given)
        context.at(record, "headway-incomplete", missing, id=name)
    elif given:
        if record["every_min"] < 1:
            context.at(record, "headway-invalid", "every_min", id=name)
        if record["last"] < record["first"]:
            context.at(record, "headway-reversed", "last", id=name)
    elif not record["depart"]:
        context.at(record, "crossing-no-sailings", "depart", id=name)


def check_validity(context: Context) -> None:
    """Each line has a row that holds on every day of the horizon; else the nearest row says so."""
    if context.start is None or context.last is None:
        return
    lines: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in context.of("crossings"):
        lines[record["from"] or "", record["to"] or ""].append(record)
    for records in lines.values():
        missing = [day for day in _days(context.start, context.last) if not _held(records, day)]
        if not missing:
            continue
        ended = [r for r in records if r["valid_to"] and r["valid_to"] < missing[-1]]
        if ended:
            record = max(ended, key=lambda r: (r["valid_to"], -r.row))
            name, last = record.texts.get("id", ""), missing[-1].isoformat()
            context.at(record, "timetable-expired", "valid_to", id=name, last=last)
        elif later := [r for r in records if r["valid_from"] and r["valid_from"] > missing[0]]:
            record = min(later, key=lambda r: (r["valid_from"], r.row))
            name = record.texts.get("id", "")
            context.at(record, "timetable-not-yet-valid", "valid_from", id=name)


def _days(start: date, last: date) -> list[date]:
    return [start + timedelta(days=k) for k in range((last - start).days + 1)]


def _held(records: list[Record], day: date) -> bool:
    return any(
        (record["valid_from"] or date.min) <= day <= (record["valid_to"] or date.max)
        for record in records
    )
