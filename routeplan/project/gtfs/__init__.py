"""Ferries from a GTFS feed beside the tables of a project folder: `gtfs/` or `gtfs.zip`.

Its trips become rows of crossings.csv, one per direction, service and duration, and are checked and
used like those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from routeplan.model import DAY_S
from routeplan.model.tables import CROSSINGS
from routeplan.project.cells import read_cell
from routeplan.project.folder import FolderReader, Tables
from routeplan.project.gtfs.feed import GtfsFeed, find_feed, read_feed
from routeplan.project.gtfs.sailings import Sailing, ferry_trips, sailings_of
from routeplan.project.gtfs.service import Service, read_services
from routeplan.project.gtfs.stops import match_stops
from routeplan.project.messages import Findings
from routeplan.project.tables import Record

_FROM_TABLE = ("checkin_min", "carries", "quota", "fare")


class _Line(NamedTuple):
    origin: str
    destination: str


class _Row(NamedTuple):
    """What the sailings of one row of crossings.csv have in common."""

    line: _Line
    minutes: int
    service: Service
    cars: bool | None
    estimated: bool


def add_gtfs(
    reader: FolderReader, folders: tuple[Path, ...], tables: Tables, timezone: str
) -> None:
    """Add the ferries of the project's GTFS feed, if it has one, to the records of crossings."""
    path = find_feed(folders)
    if path is None:
        return
    feed = read_feed(path, reader)
    if feed is None:
        tables.unread.add("crossings")
        return
    findings = reader.findings
    _check_timezone(feed, timezone, findings)
    services = read_services(feed, findings)
    trips = ferry_trips(feed)
    if not trips:
        findings.add("gtfs-no-ferries", feed.file("routes"))
        return
    sailings = tuple(sailings_of(feed, trips, findings))
    ends = {end for one in sailings for end in (one.origin, one.destination)}
    landings = match_stops(feed, ends, tables.records["landings"], findings)
    rows: dict[_Row, dict[int, int]] = defaultdict(dict)
    for one in sailings:
        line = _Line(landings.get(one.origin, ""), landings.get(one.destination, ""))
        if not all(line) or line.origin == line.destination:
            continue
        service = services.get(one.trip.service)
        if service is None:
            file = feed.file("trips")
            findings.add("gtfs-service", file, None, "service_id", one.trip.service)
            continue
        rows[_row_of(one, line, service)].setdefault(one.depart % DAY_S, one.row)
    details = {_Line(row["from"], row["to"]): row for row in tables.records["gtfs_crossings"]}
    made = _records(feed, rows, details, findings)
    _check_details(details, {row.line for row in rows}, findings)
    tables.records["crossings"] = (*tables.records["crossings"], *made)
    tables.files.setdefault("crossings", feed.file("stop_times"))


def _row_of(sailing: Sailing, line: _Line, service: Service) -> _Row:
    # A minute that has begun is a minute longer at sea: never promise too much.
    minutes = -(-sailing.seconds // 60)
    own = service.later(sailing.depart // DAY_S)
    return _Row(line, minutes, own, sailing.trip.cars, sailing.estimated)


def _records(
    feed: GtfsFeed,
    rows: Mapping[_Row, Mapping[int, int]],
    details: Mapping[_Line, Record],
    findings: Findings,
) -> list[Record]:
    source = _source(feed)
    made = []
    number: dict[_Line, int] = defaultdict(int)
    for row in sorted(rows, key=_order):
        number[row.line] += 1
        sailings = rows[row]
        values = {
            column.name: read_cell(column, "")
            for column in CROSSINGS.columns
            if not column.required
        }
        values |= {
            "id": f"gtfs-{row.line.origin}-{row.line.destination}-{number[row.line]}",
            "from": row.line.origin,
            "to": row.line.destination,
            "depart": tuple(sorted(sailings)),
            "days": row.service.days or None,
            "dates": row.service.dates or None,
            "valid_from": row.service.valid_from,
            "valid_to": row.service.valid_to,
            "minutes": row.minutes,
            "estimated": row.estimated,
            "source": source,
        }
        detail = details.get(row.line)
        assumed = [name for name in _FROM_TABLE if detail is None or name not in detail.texts]
        for name in _FROM_TABLE:
            if name not in assumed and detail is not None:
                values[name] = detail[name]
        if "carries" in assumed:
            # The feed is made for passengers: no vehicle is promised a place that nobody named.
            everyone = frozenset({"van", "motorbike", "passenger"})
            values["carries"] = everyone if row.cars else frozenset({"passenger"})
            if row.cars is not None:
                assumed.remove("carries")
        file, first = feed.file("stop_times"), min(sailings.values())
        if assumed and number[row.line] == 1:
            findings.add(
                "gtfs-assumed",
                file,
                first,
                value=f"{row.line.origin} → {row.line.destination}",
                columns=", ".join(assumed),
            )
        texts = {
            "id": str(values["id"]),
            "from": row.line.origin,
            "to": row.line.destination,
            "valid_from": row.service.valid_from.isoformat(),
            "valid_to": row.service.valid_to.isoformat(),
            "minutes": str(row.minutes),
        }
        made.append(Record("crossings", file, first, values, texts))
    return made


def _order(row: _Row) -> tuple[object, ...]:
    service = row.service
    days = tuple(sorted(service.days))
    held = (service.valid_from, service.valid_to, days, service.dates)
    return (row.line, held, row.minutes, str(row.cars), row.estimated)


def _source(feed: GtfsFeed) -> str:
    """Return who published the feed and which version it is, empty where it does not say."""
    for _, cells in feed.rows("feed_info")[:1]:
        told = [str(cells[c]) for c in ("feed_publisher_name", "feed_version") if c in cells]
        if told:
            return f"GTFS: {', '.join(told)}"
    names = [
        str(cells["agency_name"]) for _, cells in feed.rows("agency") if "agency_name" in cells
    ]
    return f"GTFS: {', '.join(dict.fromkeys(names))}" if names else ""


def _check_timezone(feed: GtfsFeed, timezone: str, findings: Findings) -> None:
    for row, cells in feed.rows("agency"):
        own = str(cells.get("agency_timezone", timezone))
        if own != timezone:
            findings.add(
                "gtfs-timezone", feed.file("agency"), row, "agency_timezone", own, timezone=timezone
            )


def _check_details(details: Mapping[_Line, Record], lines: set[_Line], findings: Findings) -> None:
    """Say which rows of gtfs_crossings.csv belong to no line of the feed."""
    for line, record in details.items():
        if line not in lines and all(line):
            value = f"{line.origin} → {line.destination}"
            findings.add("gtfs-line-unknown", record.file, record.row, "from", value)
