"""One timetable, understood: rows, cycle, vans, duties and sites together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from routeplan.geo.metric import distance_m
from routeplan.language import number
from routeplan.model import RouteplanError
from routeplan.project.messages import Findings, failure
from routeplan.project.timetable.cycle import Cycle, published_cycle
from routeplan.project.timetable.fleet import (
    PublishedDuty,
    Van,
    duties_of,
    say_overlaps,
    vans_of,
    without_twins,
)
from routeplan.project.timetable.rows import StopRow, read_all
from routeplan.project.timetable.services import PlannedStop, later_rows, planned_stops

_FASTEST_KPH = 110.0
_LEAST_M = 1000.0


@dataclass(frozen=True)
class Timetable:
    """A published timetable.

    Args:
        file: its name.
        name: of the service, from its rows.
        rows: those that can be used.
        unused: cells of the others, by the number of the row.
        cycle: its weeks, with the visits as driven by `vans`.
        duties: what each van does on each date.
        stops: sites with what they are owed.
    """

    file: str
    name: str
    rows: tuple[StopRow, ...]
    unused: Mapping[int, Mapping[str, str]]
    cycle: Cycle
    vans: tuple[Van, ...]
    duties: tuple[PublishedDuty, ...]
    stops: tuple[PlannedStop, ...]


def understood(file: str, data: bytes, findings: Findings, start: date | None = None) -> Timetable:
    """Return what a timetable file says.

    Args:
        file: its name, in findings.
        data: its bytes.
        findings: take everything that is wrong or had to be assumed.
        start: a day of the first week of the cycle; by default the week that fits best.

    Raises:
        RouteplanError: ``timetable-unreadable``, ``timetable-columns``, or ``timetable-empty``
            where no row can be used, with the findings in its details.
    """
    rows, unused = read_all(file, data, findings)
    if not rows:
        raise nothing_left(file, findings)
    cycle = published_cycle(rows, start)
    visits, vans = vans_of(file, without_twins(file, cycle.visits, findings), findings)
    if not visits:
        raise nothing_left(file, findings)
    cycle = replace(cycle, visits=visits)
    duties = duties_of(visits, vans)
    _say_cycle(file, cycle, findings)
    say_overlaps(file, duties, findings)
    _say_impossible(file, duties, findings)
    owners = list(dict.fromkeys(row.texts["organisation"] for row in rows))
    name = ", ".join(filter(None, owners)) or file.rpartition(".")[0] or file
    return Timetable(file, name, rows, unused, cycle, vans, duties, planned_stops(cycle, visits))


def nothing_left(file: str, findings: Findings) -> RouteplanError:
    """Return the error that says that no row of a timetable can be used, with all findings."""
    found = findings.notices
    if found and {notice.code for notice in found} == {"timetable-position-missing"}:
        count = str(len(found))
        error = failure("timetable-no-coordinates", findings.language, path=file, count=count)
    else:
        first = found[0].cause if found else "-"
        error = failure("timetable-empty", findings.language, path=file, first=first)
    notices = [notice.to_json() for notice in findings.notices]
    return RouteplanError(
        error.code, error.cause, error.action, details={**error.details, "notices": notices}
    )


def _say_cycle(file: str, cycle: Cycle, findings: Findings) -> None:
    """Say which rows are not on the cycle as they are."""
    by_month = [v.row for v in cycle.visits if v.row.recurrence.by_month]
    if by_month:
        findings.add(
            "timetable-by-month",
            file,
            by_month[0].row,
            "frequency",
            by_month[0].texts["frequency"],
            count=len({row.row for row in by_month}),
        )
    for row in cycle.odd:
        if row.recurrence.interval_weeks > cycle.weeks:
            continue
        findings.add(
            "timetable-odd-interval",
            file,
            row.row,
            "frequency",
            row.texts["frequency"],
            weeks=cycle.weeks,
            name=row.name,
        )
    later = {row.row for row in later_rows(cycle)}
    for row in cycle.absent:
        code = "timetable-later" if row.row in later else "timetable-over"
        last = cycle.start.isoformat()
        findings.add(
            code, file, row.row, "start", row.texts["start"], name=row.name, start=last,
            weeks=cycle.weeks,
        )  # fmt: skip
    for visit in cycle.visits:
        if visit.left_out:
            day = visit.date.isoformat()
            findings.add(
                "timetable-left-out", file, visit.row.row, "exceptions", day, name=visit.row.name
            )


def _say_impossible(file: str, duties: Sequence[PublishedDuty], findings: Findings) -> None:
    """Report legs that no van drives in the time between two published stops."""
    said = set()
    for duty in duties:
        for before, after in pairwise(duty.visits):
            a, b = before.row, after.row
            metres, gap = distance_m(a.lat, a.lon, b.lat, b.lon), b.arrive_s - a.depart_s
            if gap < 0 or metres < _LEAST_M or metres <= gap * _FASTEST_KPH / 3.6:
                continue
            if (a.row, b.row) not in said:
                said.add((a.row, b.row))
                findings.add(
                    "timetable-leg-impossible",
                    file,
                    b.row,
                    "arrival",
                    b.texts["arrival"],
                    name=b.name,
                    other=a.name,
                    other_row=a.row,
                    km=number(metres / 1000, findings.language, 1),
                    minutes=gap // 60,
                )
