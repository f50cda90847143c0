"""Where on the small map of a duty things stand: from degrees to the units of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import cos, radians

import shapely

from routeplan.geo.land import load_land
from routeplan.report.geometry import Point

WIDTH, HEIGHT = 1800.0, 700.0
_MARGIN = 90.0
_NARROWEST = 0.4
"""Of the whole width: a map narrower than that would be no map."""

Spot = tuple[float, float]
"""(x, y) in units of the drawing, from its upper left corner."""

_LEAST_DEG = 0.02
"""A duty within one town still shows two kilometres around."""


@dataclass(frozen=True, slots=True)
class View:
    """From degrees to the units of the drawing, which is `wide` and `high`.

    Args:
        west, north: degrees at the corner.
        scale: units to a degree of latitude.
        squeeze: degrees of latitude to one of longitude, so that the ground keeps its shape.
    """

    west: float
    north: float
    scale: float
    squeeze: float
    wide: float = WIDTH
    high: float = HEIGHT

    def at(self, point: Point) -> Spot:
        """Return x and y of a (lat, lon) point."""
        lat, lon = point
        return ((lon - self.west) * self.squeeze * self.scale, (self.north - lat) * self.scale)

    @property
    def east(self) -> float:
        """Degrees at the right edge."""
        return self.west + self.wide / self.scale / self.squeeze

    @property
    def south(self) -> float:
        """Degrees at the lower edge."""
        return self.north - self.high / self.scale


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing."""

    x: float
    y: float
    wide: float
    high: float

    def overlap(self, other: Box) -> float:
        """Return the area that two boxes share."""
        wide = min(self.x + self.wide, other.x + other.wide) - max(self.x, other.x)
        high = min(self.y + self.high, other.y + other.high) - max(self.y, other.y)
        return max(wide, 0.0) * max(high, 0.0)


def view_of(points: Sequence[Point]) -> View:
    """Return the view of a duty's points (lat, lon), no wider than the land that we have."""
    return _framed(_whole(points), points)


def _whole(points: Sequence[Point]) -> View:
    """Return the view in which all points lie inside the margins, the middle in the middle."""
    if not points:
        points = [(20.85, 106.7)]
    lats, lons = [p[0] for p in points], [p[1] for p in points]
    squeeze = max(cos(radians((min(lats) + max(lats)) / 2)), 0.05)
    high = max(max(lats) - min(lats), _LEAST_DEG)
    wide = max((max(lons) - min(lons)) * squeeze, _LEAST_DEG)
    scale = min((WIDTH - 2 * _MARGIN) / wide, (HEIGHT - 2 * _MARGIN) / high)
    west = (min(lons) + max(lons)) / 2 - WIDTH / 2 / scale / squeeze
    north = (min(lats) + max(lats)) / 2 + HEIGHT / 2 / scale
    return View(west, north, scale, squeeze)


def _framed(view: View, points: Sequence[Point]) -> View:
    """Return the part of a view of which we have the land, so that the frame ends where it does.

    A duty that comes near the end of what we have, or goes beyond it, keeps the whole view.
    """
    west, south, east, north = known_land()
    left, top = view.at((min(north, view.north), max(west, view.west)))
    right, bottom = view.at((max(south, view.south), min(east, view.east)))
    places = [view.at(point) for point in points]
    inside = all(
        left + _MARGIN - 1 <= x <= right - _MARGIN + 1
        and top + _MARGIN - 1 <= y <= bottom - _MARGIN + 1
        for x, y in places
    )
    narrower = _NARROWEST * view.wide <= right - left < view.wide - 1
    if not inside or not narrower or bottom - top < view.high - 1:
        return view
    corner = view.west + left / view.scale / view.squeeze
    return replace(view, west=corner, wide=right - left)


@cache
def known_land() -> tuple[float, float, float, float]:
    """Return west, south, east, north of the land that we have."""
    west, south, east, north = shapely.total_bounds(load_land().polygons)
    return float(west), float(south), float(east), float(north)
