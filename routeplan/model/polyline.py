"""Lines as plans and pages keep them: Google's encoded polylines with 5 decimals, latitude first.

Source: developers.google.com/maps/documentation/utilities/polylinealgorithm
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

_LONGEST_SHIFT = 60
"""Bits of a number; no step on the globe has half as many."""


def encode_line(points: Iterable[tuple[float, float]]) -> str:
    """Return (lat, lon) degrees as text; the precision is 0.00001 degrees, about a metre."""
    parts: list[str] = []
    before = (0, 0)
    for point in points:
        here = (round(point[0] * 1e5), round(point[1] * 1e5))
        parts += [_number(here[0] - before[0]), _number(here[1] - before[1])]
        before = here
    return "".join(parts)


@lru_cache(maxsize=20_000)
def decode_line(text: str) -> tuple[tuple[float, float], ...]:
    """Return the (lat, lon) points of an encoded line, degrees.

    A line that somebody spoilt by hand gives its points up to the fault.
    """
    numbers: list[int] = []
    value = shift = 0
    for character in text:
        code = ord(character) - 63
        if not 0 <= code < 64 or shift > _LONGEST_SHIFT:
            break
        value |= (code & 0x1F) << shift
        shift += 5
        if code < 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    points: list[tuple[float, float]] = []
    lat = lon = 0
    for step_lat, step_lon in zip(numbers[::2], numbers[1::2], strict=False):
        lat, lon = lat + step_lat, lon + step_lon
        if abs(lat) > 90 * 10**5 or abs(lon) > 180 * 10**5:
            break
        points.append((lat / 1e5, lon / 1e5))
    return tuple(points)


def _number(value: int) -> str:
    bits = ~(value << 1) if value < 0 else value << 1
    text = ""
    while bits >= 0x20:
        text += chr((0x20 | (bits & 0x1F)) + 63)
        bits >>= 5
    return text + chr(bits + 63)
