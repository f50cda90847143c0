"""Which landing a stop of a GTFS feed is: the one of the same id, else the nearest within reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from routeplan.geo.metric import distance_m
from routeplan.project.gtfs.feed import GtfsFeed
from routeplan.project.messages import Findings
from routeplan.project.tables import Record

NEAR_M = 500
"""A stop this near to a landing is taken for it."""


@dataclass(frozen=True)
class _Stop:
    row: int
    name: str
    parent: str
    place: tuple[float, float] | None


def match_stops(
    feed: GtfsFeed, wanted: Iterable[str], landings: Iterable[Record], findings: Findings
) -> Mapping[str, str]:
    """Return the landing of each stop of `wanted` that is one; the others are findings."""
    points = {
        str(one["id"]): (float(one["lat"]), float(one["lon"]))
        for one in landings
        if one["id"] and one["lat"] is not None and one["lon"] is not None
    }
    stops = {str(cells["stop_id"]): _stop(row, cells) for row, cells in feed.rows("stops")
             if "stop_id" in cells}  # fmt: skip
    file = feed.file("stops")
    found = {}
    for name in sorted(wanted):
        stop = stops.get(name)
        if name in points:
            found[name] = name
        elif stop is None:
            findings.add("gtfs-stop-unknown", feed.file("stop_times"), None, "stop_id", name)
        elif stop.parent in points:
            found[name] = stop.parent
        elif stop.place is None:
            findings.add("gtfs-stop-unplaced", file, stop.row, "stop_lat", name, name=stop.name)
        else:
            by_metres = {
                landing: distance_m(*stop.place, *point) for landing, point in points.items()
            }
            nearest = min(by_metres, key=lambda landing: (by_metres[landing], landing), default="")
            metres = round(by_metres[nearest]) if nearest else 0
            words = {"name": stop.name, "landing": nearest or "-", "metres": metres}
            if nearest and metres <= NEAR_M:
                found[name] = nearest
                findings.add("gtfs-stop-matched", file, stop.row, "stop_id", name, words=words)
            else:
                findings.add("gtfs-stop-no-landing", file, stop.row, "stop_id", name, words=words)
    return found


def _stop(row: int, cells: Mapping[str, object]) -> _Stop:
    place = None
    if "stop_lat" in cells and "stop_lon" in cells:
        lat, lon = float(str(cells["stop_lat"])), float(str(cells["stop_lon"]))
        place = (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None
    name = str(cells.get("stop_name", cells.get("stop_id", "")))
    return _Stop(row, name, str(cells.get("parent_station", "")), place)
