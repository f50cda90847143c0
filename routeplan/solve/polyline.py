"""Google's encoded polyline format with 5 decimals, latitude first."""

from __future__ import annotations

from collections.abc import Iterable


def encode(points: Iterable[tuple[float, float]]) -> str:
    """Return (lat, lon) degrees as text; the precision is 0.00001 degrees, about a metre."""
    parts: list[str] = []
    before = (0, 0)
    for point in points:
        here = (round(point[0] * 1e5), round(point[1] * 1e5))
        parts += [_number(here[0] - before[0]), _number(here[1] - before[1])]
        before = here
    return "".join(parts)


def _number(value: int) -> str:
    bits = ~(value << 1) if value < 0 else value << 1
    text = ""
    while bits >= 0x20:
        text += chr((0x20 | (bits & 0x1F)) + 63)
        bits >>= 5
    return text + chr(bits + 63)
