"""Ferry trips of a GTFS feed as sailings from landing to landing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from routeplan.project.gtfs.feed import GtfsFeed
from routeplan.project.messages import Findings

FERRY = 4
"""`route_type` of a ferry; the extended types 1000 to 1099 are water, too."""

_TIME = re.compile(r"\s*(\d{1,3}):([0-5]\d):([0-5]\d)\s*")


@dataclass(frozen=True)
class Trip:
    """A ferry trip: its service, and whether it carries cars (None where the feed is silent)."""

    id: str
    service: str
    cars: bool | None


@dataclass(frozen=True)
class Call:
    """A trip at a stop; times in seconds from midnight of the service's date, None if not given."""

    row: int
    stop: str
    arrive: int | None
    depart: int | None
    boards: bool
    lands: bool


@dataclass(frozen=True)
class Sailing:
    """From one stop to a later one of the same trip.

    Args:
        row: of stop_times.txt.
        depart: seconds from midnight of the service's date; may pass 86,400.
        estimated: known as a headway alone.
    """

    trip: Trip
    row: int
    origin: str
    destination: str
    depart: int
    seconds: int
    estimated: bool = False


def ferry_trips(feed: GtfsFeed) -> dict[str, Trip]:
    """Return the trips of ferry routes by id."""
    routes = {
        str(cells.get("route_id"))
        for _, cells in feed.rows("routes")
        if _is_ferry(cells.get("route_type"))
    }
    return {
        str(cells["trip_id"]): Trip(
            str(cells["trip_id"]), str(cells.get("service_id", "")), _cars(cells)
        )
        for _, cells in feed.rows("trips")
        if "trip_id" in cells and str(cells.get("route_id")) in routes
    }


def _is_ferry(route_type: object) -> bool:
    return isinstance(route_type, int) and (route_type == FERRY or 1000 <= route_type < 1100)


def _cars(cells: Mapping[str, object]) -> bool | None:
    said = str(cells.get("cars_allowed", "")).removesuffix(".0")
    return {"1": True, "2": False}.get(said)


def calls_of(
    feed: GtfsFeed, trips: Mapping[str, Trip], findings: Findings
) -> dict[str, tuple[Call, ...]]:
    """Return the calls of each trip in their order; times that cannot be read are findings."""
    found: dict[str, list[tuple[int, Call]]] = defaultdict(list)
    file = feed.file("stop_times")
    for row, cells in feed.rows("stop_times"):
        trip = str(cells.get("trip_id", ""))
        if trip not in trips:
            continue
        order = cells.get("stop_sequence")
        if not isinstance(order, int) or "stop_id" not in cells:
            column = "stop_id" if isinstance(order, int) else "stop_sequence"
            findings.add("gtfs-value", file, row, column, "", expected=column)
            continue
        times = {
            column: read_seconds(str(cells[column]), feed, "stop_times", row, column, findings)
            for column in ("arrival_time", "departure_time")
            if column in cells
        }
        arrive, depart = times.get("arrival_time"), times.get("departure_time")
        if not times:
            findings.add("gtfs-time-missing", file, row, "departure_time", trip=trip)
        call = Call(
            row,
            str(cells["stop_id"]),
            depart if "arrival_time" not in times else arrive,
            arrive if "departure_time" not in times else depart,
            cells.get("pickup_type", 0) != 1,
            cells.get("drop_off_type", 0) != 1,
        )
        found[trip].append((order, call))
    return {
        trip: tuple(call for _, call in sorted(calls, key=lambda one: one[0]))
        for trip, calls in found.items()
    }


def read_seconds(
    text: str, feed: GtfsFeed, table: str, row: int, column: str, findings: Findings
) -> int | None:
    """Return the seconds of ``HH:MM:SS``, which may pass 24 hours; None with a finding."""
    match = _TIME.fullmatch(text)
    if match is None:
        findings.add("gtfs-value", feed.file(table), row, column, text, expected="07:30:00")
        return None
    hours, minutes, seconds = map(int, match.groups())
    return 3600 * hours + 60 * minutes + seconds


def sailings_of(feed: GtfsFeed, trips: Mapping[str, Trip], findings: Findings) -> Iterator[Sailing]:
    """Yield every sailing between two stops of a trip, those of frequencies one by one."""
    starts = _frequencies(feed, findings)
    file = feed.file("stop_times")
    for name, calls in calls_of(feed, trips, findings).items():
        begin = next((call.depart for call in calls if call.depart is not None), 0)
        for here, there in combinations(calls, 2):
            if not here.boards or not there.lands or here.stop == there.stop:
                continue
            if here.depart is None or there.arrive is None:
                continue
            seconds = there.arrive - here.depart
            if seconds <= 0:
                minutes = round(seconds / 60)
                findings.add(
                    "gtfs-duration", file, there.row, "arrival_time", trip=name, minutes=minutes
                )
                continue
            ends = here.stop, there.stop
            if name not in starts:
                yield Sailing(trips[name], here.row, *ends, here.depart, seconds)
            for start, estimated in starts.get(name, ()):
                depart = start + here.depart - begin
                yield Sailing(trips[name], here.row, *ends, depart, seconds, estimated)


def _frequencies(feed: GtfsFeed, findings: Findings) -> dict[str, list[tuple[int, bool]]]:
    """Return by trip when it starts, and whether that is an estimate from a headway."""
    found: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for row, cells in feed.rows("frequencies"):
        first, last = (
            read_seconds(str(cells.get(column, "")), feed, "frequencies", row, column, findings)
            for column in ("start_time", "end_time")
        )
        headway = cells.get("headway_secs")
        if not isinstance(headway, int) or headway < 60:
            file = feed.file("frequencies")
            text = "" if headway is None else str(headway)
            findings.add("gtfs-value", file, row, "headway_secs", text, expected="60…86400")
        elif first is not None and last is not None:
            estimated = cells.get("exact_times", 0) != 1
            starts = found[str(cells.get("trip_id", ""))]
            starts += [(start, estimated) for start in range(first, last, headway)]
    return found
