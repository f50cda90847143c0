"""The lines of a plan as points: decoding what `base_map.encode_line` encodes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from routeplan.model import Leg, Plan, Source

Point = tuple[float, float]
"""(lat, lon), degrees."""

ESTIMATED = frozenset({Source.SKELETON, Source.STRAIGHT})
"""Sources of legs that nobody measured; drawn dotted and told as estimates."""


@lru_cache(maxsize=20_000)
def decode_line(text: str) -> tuple[Point, ...]:
    """Return the (lat, lon) points of an encoded polyline with 5 decimals.

    A line that somebody spoilt by hand gives its points up to the fault.
    """
    numbers: list[int] = []
    value = shift = 0
    for character in text:
        code = ord(character) - 63
        if not 0 <= code < 64 or shift > 60:
            break
        value |= (code & 0x1F) << shift
        shift += 5
        if code < 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    points: list[Point] = []
    lat = lon = 0
    for step_lat, step_lon in zip(numbers[::2], numbers[1::2], strict=False):
        lat, lon = lat + step_lat, lon + step_lon
        if abs(lat) > 90 * 10**5 or abs(lon) > 180 * 10**5:
            break
        points.append((lat / 1e5, lon / 1e5))
    return tuple(points)


def leg_points(plan: Plan, leg: Leg) -> Sequence[Point]:
    """Return the points of a leg: its line, or the straight way where none is known."""
    index = leg.geometry
    if index is not None and 0 <= index < len(plan.geometries):
        points = decode_line(plan.geometries[index])
        if len(points) > 1:
            return points
    ends = [plan.places[one] for one in (leg.origin, leg.destination) if one in plan.places]
    return [(place.lat, place.lon) for place in ends] if len(ends) == 2 else []
