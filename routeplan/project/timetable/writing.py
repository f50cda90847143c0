"""A timetable as the files of a project folder.

``timetable.csv`` keeps the rows as published, with the site of each, so that nothing is lost that
the tables of a project have no column for.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from routeplan.model import DAY_S
from routeplan.model.formulas import armoured
from routeplan.project.timetable.cells import hhmm
from routeplan.project.timetable.depots import PlannedDepot
from routeplan.project.timetable.legs import Straightness
from routeplan.project.timetable.schema import COLUMNS
from routeplan.project.timetable.services import PlannedStop, last_visit
from routeplan.project.timetable.timetable import Timetable

TIMETABLE_FILE = "timetable.csv"
PUBLISHED_FILE = "published.plan.json"
_CLOSED_WEEKS = 52
_COST_KM, _COST_HOUR = 10_000, 10_000
"""VND; driving is what an imported project is planned to save, and time on duty after it."""


class Keep(StrEnum):
    """What of the published timetable a plan may not change."""

    DAYS = "days"
    VAN = "van"


@dataclass(frozen=True)
class Limits:
    """What the published duties of one van tell of its crew's day.

    Args:
        start_s, end_s: earliest start and latest end of its duties, seconds from midnight.
        duty_s: the longest; of its time anything may be driving.
    """

    start_s: int = 0
    end_s: int = DAY_S
    duty_s: int = DAY_S


@dataclass(frozen=True)
class Lunch:
    """The break that every published duty over midday has; `minutes` 0: not every one has one."""

    minutes: int = 0
    from_s: int = 11 * 3600
    to_s: int = 14 * 3600 + 1800


@dataclass(frozen=True)
class Settings:
    """What belongs to the whole project.

    Args:
        keep: what stays as published.
        straight: how straight lines become roads; None where the project has a road network.
    """

    language: str
    timezone: str
    keep: frozenset[Keep]
    straight: Straightness | None
    depots: tuple[PlannedDepot, ...]
    limits: Mapping[str, Limits]
    lunch: Lunch


def project_files(timetable: Timetable, settings: Settings) -> dict[str, bytes]:
    """Return the contents of the project folder's files by name, routeplan.toml first."""
    return {
        "routeplan.toml": _config(timetable, settings).encode("utf-8"),
        "sites.csv": _csv(_SITES, _sites(timetable, settings)),
        "vehicles.csv": _csv(_VEHICLES, _vehicles(timetable, settings)),
        "depots.csv": _csv(("id", "name", "lat", "lon", "note"), _depots(settings)),
        "calendar.csv": _csv(_CALENDAR, _calendar(timetable)),
        TIMETABLE_FILE: _csv((*COLUMNS, "site"), _rows(timetable)),
    }


_SITES = (
    "id",
    "name",
    "kind",
    "lat",
    "lon",
    "service",
    "interval_weeks",
    "visits_per_cycle",
    "last_visit",
    "slack_weeks",
    "days",
    "service_min",
    "priority",
    "pinned",
    "estimated",
)
_VEHICLES = (
    "id",
    "name",
    "profile",
    "depot",
    "capacity_crates",
    "days",
    "shift",
    "max_duty_min",
    "max_driving_min",
    "cost_km",
    "cost_hour",
    "note",
)
_CALENDAR = ("date_from", "date_to", "kind", "applies_to", "note")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def any_week(timetable: Timetable, stop: PlannedStop, keep: frozenset[Keep]) -> bool:
    """Tell whether a plan may choose the weeks of a stop, its interval kept.

    It may where the cycle is a whole number of intervals: visits that all move by the same number
    of weeks are as far apart as published, from one cycle to the next as well.
    """
    weeks, interval = timetable.cycle.weeks, stop.interval_weeks
    if Keep.DAYS in keep or stop.weekdays or interval is None or interval == 1:
        return False
    return len(stop.visits) * interval == weeks


def _sites(timetable: Timetable, settings: Settings) -> Iterator[Sequence[object]]:
    for stop in timetable.stops:
        row = stop.rows[0]
        free = any_week(timetable, stop, settings.keep)
        interval = stop.interval_weeks
        last = None if free or interval is None else last_visit(stop, timetable.cycle)
        yield (
            stop.id,
            row.name,
            "other",
            f"{row.lat:.7f}",
            f"{row.lon:.7f}",
            "mobile",
            interval,
            stop.visits_per_cycle,
            last and last.isoformat(),
            interval - 1 if free and interval else None,
            _day_names(_kept_days(stop, settings.keep)),
            stop.minutes,
            1,
            ";".join(_kept_vans(stop, settings.keep)),
            ";".join(stop.estimated),
        )


def _kept_days(stop: PlannedStop, keep: frozenset[Keep]) -> frozenset[int]:
    if Keep.DAYS in keep:
        return frozenset(visit.date.weekday() for visit in stop.visits)
    return stop.weekdays


def _kept_vans(stop: PlannedStop, keep: frozenset[Keep]) -> Iterator[str]:
    if Keep.VAN in keep:
        yield from dict.fromkeys(f"/{visit.van}" for visit in stop.visits)


def _vehicles(timetable: Timetable, settings: Settings) -> Iterator[Sequence[object]]:
    homes = {van: depot.id for depot in settings.depots for van in depot.van_ids}
    for van in timetable.vans:
        if van.id not in homes:
            continue
        limits = settings.limits.get(van.id, Limits())
        days = {duty.date.weekday() for duty in timetable.duties if duty.van.id == van.id}
        # Rounded outward: what is published must fit.
        start, end = limits.start_s // 60 * 60, min(-(-limits.end_s // 60) * 60, DAY_S)
        duty = min(max(-(-limits.duty_s // 60), 1), 1440)
        yield (
            van.id,
            van.name,
            "van",
            homes[van.id],
            0,
            _day_names(days),
            f"{hhmm(start)}-{hhmm(end)}",
            duty,
            duty,
            _COST_KM,
            _COST_HOUR,
            "hours as the published duties",
        )


def _depots(settings: Settings) -> Iterator[Sequence[object]]:
    for depot in settings.depots:
        note = "assumed: shortest first and last legs" if depot.at else ""
        yield depot.id, depot.name, f"{depot.lat:.7f}", f"{depot.lon:.7f}", note


def _calendar(timetable: Timetable) -> Iterator[Sequence[object]]:
    """Yield days on which a van that works on that weekday has no published duty.

    They are repeated with the cycle for a year, and so are no more duties than are published.
    """
    cycle = timetable.cycle
    repeats = -(-_CLOSED_WEEKS // cycle.weeks)
    for van in timetable.vans:
        dates = {duty.date for duty in timetable.duties if duty.van.id == van.id}
        weekdays = {day.weekday() for day in dates}
        for k in range(7 * cycle.weeks * repeats):
            day = cycle.start + timedelta(days=k)
            in_cycle = cycle.start + timedelta(days=k % (7 * cycle.weeks))
            if day.weekday() in weekdays and in_cycle not in dates:
                yield day.isoformat(), "", "closure", van.id, "no published duty"
    for stop in timetable.stops:
        for day in sorted(_exceptions(stop)):
            yield day.isoformat(), "", "closure", stop.id, "exception of the timetable"


def _exceptions(stop: PlannedStop) -> set[date]:
    """Return the dates that exceptions take from every row of a stop.

    Rules by month are not on their dates in the cycle, so their exceptions close nothing.
    """
    if any(row.recurrence.by_month for row in stop.rows):
        return set()
    return set.intersection(*(set(row.recurrence.exceptions) for row in stop.rows))


def _rows(timetable: Timetable) -> Iterator[Sequence[object]]:
    sites: dict[int, list[str]] = defaultdict(list)
    for stop in timetable.stops:
        for row in stop.rows:
            sites[row.row].append(stop.id)
    texts = {**timetable.unused, **{row.row: row.texts for row in timetable.rows}}
    for number in sorted(texts):
        yield (*(texts[number][column] for column in COLUMNS), ";".join(sites[number]))


def _config(timetable: Timetable, settings: Settings) -> str:
    cycle, lunch = timetable.cycle, settings.lunch
    # TOML's texts are JSON's, but for one control character.
    name = json.dumps(timetable.name, ensure_ascii=False).replace("\x7f", "\\u007f")
    text = f"""\
name = {name}
language = "{settings.language}"
timezone = "{settings.timezone}"

[planning]
start = {cycle.start.isoformat()}
weeks = {cycle.weeks}

[rules]
lunch_min = {lunch.minutes}
lunch_from = "{hhmm(lunch.from_s)}"
lunch_to = "{hhmm(lunch.to_s)}"
public_holidays = false
"""
    if settings.straight is not None:
        text += f"""
[travel]
roads = "straight"

[profiles.van]
speed_kph = {settings.straight.speed_kph}
detour_factor = {settings.straight.factor}
"""
    return text


def _day_names(days: Iterable[int]) -> str:
    return ",".join(_DAYS[day] for day in sorted(days))


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([armoured(cell) if isinstance(cell, str) else cell for cell in row])
    return buffer.getvalue().encode("utf-8")
