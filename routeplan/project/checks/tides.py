"""Tide tables: stations that landings use, heights in order, and no gap in the horizon."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from routeplan.model import DAY_S, ModelError, TidePoint
from routeplan.model.tides import (
    MOST_BETWEEN_HEIGHTS_S,
    MOST_BETWEEN_TURNS_S,
    too_far_apart,
)
from routeplan.project.build import tide_point_of
from routeplan.project.checks.context import Context
from routeplan.project.tables import Record
from routeplan.project.text import nearest

Row = tuple[TidePoint, Record]


def check_tides(context: Context) -> None:
    """Stations are used by landings; heights are tides, in order, once each, without a gap."""
    by_station: dict[str, list[Row]] = defaultdict(list)
    check_stations(context, "tides")
    for record in context.of("tides"):
        row = _row(context, record)
        if row is not None:
            by_station[record["station"]].append(row)
    if any(record.bad for record in context.of("tides")):
        return  # a row that cannot be read would look like a gap
    for station, rows in by_station.items():
        _check_order(context, station, rows)
    # A table that is there and could not be read may hold any station.
    unread = {"tides", "tide_constants"} & context.tables.unread
    if all(context.of(table) for table in unread):
        _check_covered(context, by_station)


def check_stations(context: Context, table: str) -> None:
    """Say of the stations of a table that no landing uses, at the first row of each."""
    if "landings" in context.tables.unread:
        return
    stations, said = _stations(context), set[str]()
    for record in context.of(table):
        station = record["station"]
        if station and station not in stations and station not in said:
            said.add(station)
            context.at(record, "tide-station-unknown", "station", hint=nearest(station, stations))


def tidal_stations(context: Context) -> dict[str, Record]:
    """Return the stations whose tide some landing asks for, each with its first such landing."""
    found: dict[str, Record] = {}
    for landing in context.of("landings"):
        if landing["tide_min_m"] is not None and landing["id"]:
            found.setdefault(landing["tide_station"] or landing["id"], landing)
    return found


def _stations(context: Context) -> frozenset[str]:
    landings = context.of("landings")
    named = {record["tide_station"] for record in landings if record["tide_station"]}
    return frozenset(named | {record["id"] for record in landings if record["id"]})


def _row(context: Context, record: Record) -> Row | None:
    """Return the height of a row; None where a cell says nothing, or no tide."""
    if record.bad or not record["station"]:
        return None
    try:
        return tide_point_of(record), record
    except ModelError as error:
        context.at(record, "value-invalid", error.field, detail=error.message)
        return None


def _check_order(context: Context, station: str, rows: list[Row]) -> None:
    """Say of a station which rows stand in the wrong order, twice, or after a gap."""
    for (before, _), (after, record) in pairwise(rows):
        if after.moment < before.moment:
            context.at(record, "tide-unsorted", "time", station=station)
            break
    rows = sorted(rows, key=lambda row: row[0].moment)
    for (before, first), (after, record) in pairwise(rows):
        if after.moment == before.moment:
            context.at(record, "tide-duplicate", "time", station=station, first=first.row)
        elif too_far_apart(before, after) and _in_horizon(context, before, after):
            _say_gap(context, station, (before, first), (after, record))
        elif before.turn and after.turn and not _turns(first, record):
            context.at(record, "tide-turns", "height_m", station=station, first=first.row)


def _turns(first: Record, record: Record) -> bool:
    """Tell whether of two neighbouring turns one is high and one low water, and lies higher."""
    high, low = (first, record) if first["turn"] == "high" else (record, first)
    return first["turn"] != record["turn"] and bool(high["height_m"] > low["height_m"])


def _say_gap(context: Context, station: str, start: Row, end: Row) -> None:
    (before, _), (after, record) = start, end
    most = MOST_BETWEEN_TURNS_S if before.turn and after.turn else MOST_BETWEEN_HEIGHTS_S
    context.at(
        record,
        "tide-gap",
        "time",
        station=station,
        since=_at(before),
        until=_at(after),
        most=most // 3600,
    )


def _at(point: TidePoint) -> str:
    hours, minutes = divmod(point.second // 60, 60)
    return f"{point.day.isoformat()} {hours:02d}:{minutes:02d}"


def _in_horizon(context: Context, before: TidePoint, after: TidePoint) -> bool:
    if context.start is None or context.last is None:
        return True
    first, last = context.start.toordinal() * DAY_S, (context.last.toordinal() + 1) * DAY_S
    return before.moment < last and after.moment > first


def _check_covered(context: Context, by_station: dict[str, list[Row]]) -> None:
    """Landings that ask for a tide have a table, and it covers the horizon."""
    harmonic = {record["station"] for record in context.of("tide_constants")}
    for landing in context.of("landings"):
        if landing["tide_min_m"] is None or not landing["id"]:
            continue
        station = landing["tide_station"] or landing["id"]
        rows = by_station.get(station)
        if not rows and station in harmonic:
            continue
        if not rows:
            context.at(landing, "tide-missing", "tide_min_m", station=station)
        elif context.start is not None and context.last is not None:
            points = [point.moment for point, _ in rows]
            begins, ends = context.start.toordinal(), context.last.toordinal() + 1
            # The table's last height may stand a step before midnight.
            if min(points) > begins * DAY_S + MOST_BETWEEN_HEIGHTS_S or max(points) < (
                ends * DAY_S - MOST_BETWEEN_HEIGHTS_S
            ):
                by_time = sorted(rows, key=lambda row: row[0].moment)
                context.at(
                    by_time[-1][1],
                    "tide-short",
                    "date",
                    station=station,
                    since=_at(by_time[0][0]),
                    until=_at(by_time[-1][0]),
                )
