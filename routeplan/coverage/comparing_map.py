"""A drawing of several plans on one map, as SVG: it prints as sharp as the paper."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

import shapely
from shapely.geometry.base import BaseGeometry

from routeplan.coverage.comparing import Compared
from routeplan.geo.land import load_land
from routeplan.model import Mode, Plan
from routeplan.model.polyline import decode_line

COLOURS = ("#5b6b7b", "#c8500a", "#1a7f5a", "#6a3fa0", "#a8326b", "#2b6cb0")
"""Of the base, then of each other plan; told apart in print without colour by dash and width."""

_WIDTH = 1000.0
_MOST_HEIGHT, _LEAST_HEIGHT = 1150.0, 420.0
_MARGIN = 0.04
_GAINED, _LOST, _KEPT = "#1a7f5a", "#b3261e", "#20303c"
_METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True)
class _Frame:
    """Degrees to the units of the drawing, north up, true to angles in its middle."""

    south: float
    west: float
    north: float
    east: float

    @property
    def _narrow(self) -> float:
        return math.cos(math.radians((self.south + self.north) / 2))

    @property
    def scale(self) -> float:
        """Units per degree of latitude."""
        return _WIDTH / ((self.east - self.west) * self._narrow)

    @property
    def height(self) -> float:
        """Units from top to bottom."""
        return (self.north - self.south) * self.scale

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Return x and y of a position."""
        return (lon - self.west) * self._narrow * self.scale, (self.north - lat) * self.scale


def drawn(every: Sequence[Compared], title: str) -> str:
    """Return the SVG element: water or paper, land where it is known, ways, sites, a scale.

    Args:
        every: the base and the other plans, in this order.
        title: what readers that see no picture are told.
    """
    frame = _frame(one.plan for one in every)
    if frame is None:
        return ""
    parts = [
        f'<svg class="map" viewBox="0 0 {_WIDTH:.0f} {frame.height:.0f}" role="img">',
        f"<title>{escape(title)}</title>",
        *_land(frame),
    ]
    for number, one in enumerate(every):
        parts += _ways(frame, one.plan, number)
    parts += _sites(frame, every)
    parts += _scale_bar(frame)
    return "\n".join([*parts, "</svg>"])


def _frame(plans: Iterable[Plan]) -> _Frame | None:
    """Return the frame that holds every place of the plans; None where there is none."""
    places = [place for plan in plans for place in plan.places.values()]
    if not places:
        return None
    lats, lons = [p.lat for p in places], [p.lon for p in places]
    south, north, west, east = min(lats), max(lats), min(lons), max(lons)
    narrow = math.cos(math.radians((south + north) / 2))
    width = max((east - west) * narrow, 0.01) * (1 + 2 * _MARGIN)
    height = max(north - south, 0.01) * (1 + 2 * _MARGIN)
    # Neither a ribbon nor a tower: the shorter side grows.
    width = max(width, height * _WIDTH / _MOST_HEIGHT)
    height = max(height, width * _LEAST_HEIGHT / _WIDTH)
    lat, lon = (south + north) / 2, (west + east) / 2
    half_width = width / narrow / 2
    return _Frame(lat - height / 2, lon - half_width, lat + height / 2, lon + half_width)


def _land(frame: _Frame) -> Iterator[str]:
    """Yield the embedded land inside the frame, nothing far from it."""
    view = shapely.box(frame.west, frame.south, frame.east, frame.north)
    clipped = [shapely.intersection(shape, view) for shape in load_land().polygons]
    shapes = [shape for shape in clipped if not shape.is_empty]
    if not shapes:
        return
    yield f'<rect width="{_WIDTH:.0f}" height="{frame.height:.0f}" fill="#dbe9f2"/>'
    step = 0.7 / frame.scale
    path = " ".join(_outline(frame, shapely.simplify(shape, step)) for shape in shapes)
    yield f'<path d="{path}" fill="#f6f2e6" stroke="#a79f86" stroke-width="0.8"/>'


def _outline(frame: _Frame, shape: BaseGeometry) -> str:
    rings = []
    for polygon in shapely.get_parts(shape):
        if polygon.geom_type != "Polygon":
            continue
        for ring in (polygon.exterior, *polygon.interiors):
            points = [frame.at(lat, lon) for lon, lat in ring.coords]
            rings.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return " ".join(rings)


def _ways(frame: _Frame, plan: Plan, number: int) -> Iterator[str]:
    used = {
        leg.geometry
        for route in plan.routes
        for leg in route.legs
        if leg.geometry is not None and leg.mode is not Mode.WAIT
    }
    lines = []
    for index in sorted(used):
        if 0 <= index < len(plan.geometries):
            points = [frame.at(lat, lon) for lat, lon in decode_line(plan.geometries[index])]
            if len(points) > 1:
                lines.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points))
    colour = COLOURS[number % len(COLOURS)]
    manner = 'stroke-width="2" stroke-dasharray="7 5"' if number == 0 else 'stroke-width="2.6"'
    yield (
        f'<path class="ways" d="{" ".join(lines)}" fill="none" stroke="{colour}" {manner} '
        'stroke-linejoin="round" stroke-opacity="0.85"/>'
    )


def _sites(frame: _Frame, every: Sequence[Compared]) -> Iterator[str]:
    gained = {site for one in every[1:] for site in one.gained}
    lost = {site for one in every[1:] for site in one.lost}
    depots = {route.depot for one in every for route in one.plan.routes}
    visited = {stop.site for one in every for route in one.plan.routes for stop in route.visits}
    places = {key: place for one in every for key, place in one.plan.places.items()}
    for key in sorted(visited & places.keys()):
        x, y = frame.at(places[key].lat, places[key].lon)
        name = f"<title>{escape(places[key].name)}</title>"
        if key in gained:
            mark = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="{_GAINED}"/>'
            mark += f'<path d="M{x - 4:.1f} {y:.1f}h8M{x:.1f} {y - 4:.1f}v8" stroke="#fff"/>'
        elif key in lost:
            mark = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="{_LOST}"/>'
            mark += f'<path d="M{x - 4:.1f} {y:.1f}h8" stroke="#fff" stroke-width="1.6"/>'
        else:
            mark = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" fill="#fff" stroke="{_KEPT}"/>'
        yield f"<g>{name}{mark}</g>"
    for key in sorted(depots & places.keys()):
        x, y = frame.at(places[key].lat, places[key].lon)
        name = f"<title>{escape(places[key].name)}</title>"
        square = f'<rect x="{x - 7:.1f}" y="{y - 7:.1f}" width="14" height="14" fill="{_KEPT}"/>'
        yield f"<g>{name}{square}</g>"


def _scale_bar(frame: _Frame) -> Iterator[str]:
    """Yield a bar of 1, 2 or 5 times a power of ten kilometres, about a sixth of the width."""
    per_km = frame.scale * 1000 / _METRES_PER_DEGREE
    wanted = _WIDTH / 6 / per_km
    power = 10.0 ** math.floor(math.log10(wanted))
    km = max((step * power for step in (1, 2, 5) if step * power <= wanted), default=power)
    length, y = km * per_km, frame.height - 18
    line = f"M20 {y - 6:.1f}v6h{length:.1f}v-6"
    yield f'<path d="{line}" fill="none" stroke="{_KEPT}" stroke-width="2"/>'
    at = f'x="{26 + length:.1f}" y="{y + 2:.1f}"'
    yield f'<text {at} font-size="20" fill="{_KEPT}">{km:g} km</text>'
