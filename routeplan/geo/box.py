"""A rectangle on the ground."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """Degrees."""

    south: float
    west: float
    north: float
    east: float

    def widened(self, km: float) -> Box:
        """Return the box with a margin on each side."""
        middle = math.radians((self.south + self.north) / 2)
        up, aside = km / 111.2, km / (111.2 * max(0.05, math.cos(middle)))
        return Box(self.south - up, self.west - aside, self.north + up, self.east + aside)

    def text(self) -> str:
        """Return ``south,west,north,east``."""
        return ",".join(f"{value:.4f}" for value in self)

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies inside."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


def box_around(points: Iterable[tuple[float, float]]) -> Box | None:
    """Return the smallest box around points (lat, lon); None where there is none."""
    listed = list(points)
    if not listed:
        return None
    lats, lons = zip(*listed, strict=True)
    return Box(min(lats), min(lons), max(lats), max(lons))
