"""How much longer than the straight line roads are, and how fast they are driven: told by legs.

A file of legs has the length in metres, the duration in seconds and both ends of each, as columns
of coordinates or as a line (WKT).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from routeplan.geo.metric import distance_m
from routeplan.project.messages import failure
from routeplan.project.tables import csv_rows
from routeplan.project.text import UndecodableError, clean, decode

FACTOR = 1.35
SPEED_KPH = 43.0
"""Without legs or options: what the legs of two rural services in Britain came to (1.33 at 46 km/h
and 1.38 at 41 km/h)."""

_NEAR_M = 2000.0
_LEAST_M = 50.0
_NAMES = {
    "distance": ("distance", "distancem", "length", "metres", "meters"),
    "duration": ("duration", "durations", "time", "seconds"),
    "origin_lat": ("originstoplatitude", "originlatitude", "originlat", "fromlat"),
    "origin_lon": ("originstoplongitude", "originlongitude", "originlon", "fromlon"),
    "destination_lat": (
        "destinationstoplatitude",
        "destinationlatitude",
        "destinationlat",
        "tolat",
    ),
    "destination_lon": (
        "destinationstoplongitude",
        "destinationlongitude",
        "destinationlon",
        "tolon",
    ),
    "line": ("wkt", "geometry", "geom", "line", "thegeom"),
}


@dataclass(frozen=True)
class Straightness:
    """How straight lines become roads.

    Args:
        factor: road metres per straight metre.
        speed_kph: mean speed.
        legs: number of legs that told; 0 where the figures are given or assumed.
    """

    factor: float = FACTOR
    speed_kph: float = SPEED_KPH
    legs: int = 0


@dataclass(frozen=True)
class _Leg:
    metres: float
    seconds: float
    ends: tuple[tuple[float, float], tuple[float, float]]


def read_legs(path: str, data: bytes, stops: Sequence[tuple[float, float]]) -> Straightness:
    """Return factor and speed over all legs of a file: total lengths, total time.

    Args:
        path: name of the file, for errors.
        data: its bytes.
        stops: (lat, lon) of the timetable's stops.

    Raises:
        RouteplanError: ``legs-unreadable``, ``legs-columns``, ``legs-elsewhere`` when most legs
            join no stops of the timetable, ``legs-units`` when the figures are no metres and
            seconds.
    """
    legs = list(_legs(path, data))
    if not legs:
        raise failure("legs-unreadable", path=path, detail="no leg has two ends, length and time")
    # Legs join few places in many ways: each place is looked for once.
    is_near = {end: _is_near(end, stops) for end in {end for leg in legs for end in leg.ends}}
    near = sum(all(is_near[end] for end in leg.ends) for leg in legs)
    if 2 * near < len(legs):
        raise failure("legs-elsewhere", path=path, near=str(near), count=str(len(legs)))
    straight = sum(_straight_m(leg) for leg in legs)
    metres = sum(leg.metres for leg in legs)
    seconds = sum(leg.seconds for leg in legs)
    factor, speed = metres / max(straight, 1.0), 3.6 * metres / max(seconds, 1.0)
    if not (1.0 <= factor <= 5.0 and 1.0 <= speed <= 150.0):
        shown = {"factor": f"{factor:.3g}", "speed": f"{speed:.3g}"}
        raise failure("legs-units", path=path, **shown)
    return Straightness(round(factor, 3), round(speed, 1), len(legs))


def _legs(path: str, data: bytes) -> Iterator[_Leg]:
    """Yield the legs of a file that have both ends apart, a length and a duration."""
    try:
        text, _ = decode(data)
        header_line = next((line for line in text.splitlines() if line.strip()), "")
        delimiter = max(",;\t", key=header_line.count)
        rows = csv_rows(text, delimiter)
    except (UndecodableError, csv.Error) as error:
        raise failure("legs-unreadable", path=path, detail=str(error)) from error
    rows = [row for row in rows if any(map(clean, row))]
    columns = _columns(rows[0]) if rows else {}
    ends = {"origin_lat", "origin_lon", "destination_lat", "destination_lon"}
    missing = [name for name in ("distance", "duration") if name not in columns]
    if not (ends <= columns.keys() or "line" in columns):
        missing.append("origin and destination, or WKT")
    if missing:
        raise failure("legs-columns", path=path, missing=", ".join(missing))
    for row in rows[1:]:
        cells = {name: row[k] for name, k in columns.items() if k < len(row)}
        leg = _leg(cells)
        if leg is not None and _straight_m(leg) >= _LEAST_M:
            yield leg


def _columns(header: Iterable[str]) -> dict[str, int]:
    plain = [re.sub(r"[^a-z]", "", cell.casefold()) for cell in header]
    return {
        name: plain.index(known)
        for name, words in _NAMES.items()
        for known in words[::-1]
        if known in plain
    }


def _leg(cells: Mapping[str, str]) -> _Leg | None:
    try:
        metres, seconds = float(cells["distance"]), float(cells["duration"])
        names = ("origin_lat", "origin_lon", "destination_lat", "destination_lon")
        if all(cells.get(name, "").strip() for name in names):
            a, b, c, d = (float(cells[name]) for name in names)
        else:
            a, b, c, d = _ends(cells["line"])
    except (KeyError, ValueError):
        return None
    if not (metres > 0 and seconds > 0 and abs(a) <= 90 and abs(c) <= 90):
        return None
    return _Leg(metres, seconds, ((a, b), (c, d)))


def _ends(wkt: str) -> tuple[float, float, float, float]:
    """Return lat and lon of the first and the last point of a line.

    Raises:
        ValueError: it is no line.
    """
    import shapely

    try:
        points = shapely.get_coordinates(shapely.from_wkt(wkt))
    except shapely.errors.ShapelyError as error:
        raise ValueError(str(error)) from error
    if len(points) < 2:
        raise ValueError(wkt)
    first, last = points[0], points[-1]
    return float(first[1]), float(first[0]), float(last[1]), float(last[0])


def _straight_m(leg: _Leg) -> float:
    return distance_m(*leg.ends[0], *leg.ends[1])


def _is_near(end: tuple[float, float], stops: Sequence[tuple[float, float]]) -> bool:
    return any(distance_m(*end, *stop) <= _NEAR_M for stop in stops)
