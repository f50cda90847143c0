"""A plan as a timetable in the «mobile library stops» schema.

The published timetable of an imported project comes back as it was read, every row and column. Any
other plan becomes one row for each stop, van, weekday and hour that repeats; what the schema asks
for and a plan does not know (address, postcode, type) is taken from the row that the site came
from. A plan of N weeks is taken to repeat after N weeks.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from routeplan.model import DAY_S, Plan, Problem, ServiceKind, clock, monday_of
from routeplan.model.formulas import armoured
from routeplan.project import Project
from routeplan.project.timetable.schema import COLUMNS
from routeplan.project.timetable.writing import TIMETABLE_FILE

PUBLISHED = "published"
"""`Summary.engine` of a plan that is a published timetable itself."""

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Row = Mapping[str, str]


@dataclass(frozen=True)
class _Visit:
    """One visit of a plan, as the schema sees it; `opens` and `closes` are seconds of its date."""

    site: str
    service: str
    vehicle: str
    date: date
    opens: int
    closes: int


def stops_csv(
    source: Project | Problem | None, plan: Plan, published: Sequence[Row] | None = None
) -> str:
    """Return a plan as the text of a CSV file in the schema, lines ending in a line feed.

    Args:
        source: the project, or problem, that the plan belongs to. Without one a stop is told to
            last until the vehicle leaves.
        plan: with a problem, every visit at a site that it knows is told.
        published: rows of the project's timetable.csv (`published_rows`); None: those in the
            folder of the project, where `source` is one.
    """
    problem = source.problem if isinstance(source, Project) else source
    if published is None:
        published = published_rows(source.folder) if isinstance(source, Project) else ()
    if plan.summary.engine == PUBLISHED and published:
        return _text([{name: row.get(name, "") for name in COLUMNS} for row in published])
    return _text(list(_rows(problem, plan, published)))


def published_rows(folder: Path) -> tuple[Row, ...]:
    """Return the rows of a project's timetable.csv, none where it has no such file."""
    try:
        text = (folder / TIMETABLE_FILE).read_text(encoding="utf-8-sig")
    except OSError:
        return ()
    return tuple(csv.DictReader(io.StringIO(text, newline="")))


def _rows(
    problem: Problem | None, plan: Plan, published: Sequence[Row]
) -> Iterator[dict[str, str]]:
    origin: dict[str, Row] = {}
    for row in published:
        for site in row.get("site", "").split(";"):
            origin.setdefault(site, row)
    groups: dict[tuple[object, ...], list[_Visit]] = defaultdict(list)
    for visit in _visits(problem, plan):
        hours = visit.opens, visit.closes
        key = visit.vehicle, visit.site, visit.service, visit.date.weekday(), *hours
        groups[key].append(visit)
    repeated = [
        (run[0], interval)
        for visits in groups.values()
        for run, interval in _regular(visits, plan.weeks)
    ]
    repeated.sort(key=lambda one: (one[0].date, one[0].vehicle, one[0].opens, one[0].site))
    for visit, interval in repeated:
        yield _row(plan, visit, interval, origin.get(visit.site, {}))


def _visits(problem: Problem | None, plan: Plan) -> Iterator[_Visit]:
    for route in plan.routes:
        for stop in route.visits:
            stay_s = stop.depart - stop.start
            if problem is not None:
                service = problem.service_by_key.get(f"{stop.site}/{stop.service}")
                if service is None:
                    continue
                stay_s = service.service_s
            days, opens = divmod(stop.start, DAY_S)
            # Whole minutes, so that the stop keeps its length.
            opens -= opens % 60
            day = route.date + timedelta(days=days)
            closes = min(opens + stay_s, DAY_S - 60)
            yield _Visit(stop.site, stop.service, route.vehicle, day, opens, closes)


def _regular(visits: list[_Visit], weeks: int) -> Iterator[tuple[list[_Visit], int]]:
    """Yield visits of one hour with the weeks after which they repeat, together if regular."""
    visits.sort(key=lambda visit: visit.date)
    days = [visit.date for visit in visits]
    again = [*days, days[0] + timedelta(weeks=weeks)]
    gaps = {(later - earlier).days // 7 for earlier, later in pairwise(again)}
    if len(gaps) == 1:
        yield visits, gaps.pop()
    else:
        yield from (([visit], weeks) for visit in visits)


def _row(plan: Plan, visit: _Visit, interval: int, origin: Row) -> dict[str, str]:
    place = plan.places[visit.site]
    van = plan.vehicle_name(visit.vehicle)
    day = _DAYS[visit.date.weekday()]
    week = (visit.date - monday_of(plan.start)).days // 7 + 1
    mobile = visit.service == ServiceKind.MOBILE
    return {
        "organisation": origin.get("organisation") or plan.name,
        "mobile": van,
        "route": f"{van} {day}" + (f" week {week}" if plan.weeks > 1 else ""),
        "community": origin.get("community") or place.commune,
        "stop": origin.get("stop") or place.name,
        "address": origin.get("address", ""),
        "postcode": origin.get("postcode", ""),
        "geox": origin.get("geox") or f"{place.lon:.7f}",
        "geoy": origin.get("geoy") or f"{place.lat:.7f}",
        "day": day,
        "type": origin.get("type") or ("Public" if mobile else "Other"),
        "arrival": clock(visit.opens),
        "departure": clock(visit.closes),
        "frequency": "FREQ=WEEKLY" + (f";INTERVAL={interval}" if interval > 1 else ""),
        "start": visit.date.isoformat(),
        "end": origin.get("end", ""),
        "exceptions": "",
        "timetable": "",
    }


def _text(rows: Sequence[Mapping[str, str]]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: armoured(text) for name, text in row.items()} for row in rows)
    return buffer.getvalue()
