"""The ground of the map: land, borders and names of communes, compact enough to embed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely
from shapely import Polygon
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from routeplan.model.polyline import encode_line

LAND_TOLERANCE_DEG = 0.0001
"""About 11 m: less than the width of a drawn line at every zoom that the map offers."""

BORDER_TOLERANCE_DEG = 0.0004
COAST_STRIP_DEG = 0.002
"""A border this near to the coast is the coast, drawn once already as the edge of the land."""

SHORTEST_BORDER_DEG = 0.002
SMALLEST_ISLAND_DEG2 = 1e-5


def base_layers(land: Mapping[str, Any], communes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the base map as the page reads it.

    Args:
        land: GeoJSON feature collection of polygons, in degrees.
        communes: the same, with the properties ``name`` and ``approximate``.

    Returns:
        ``land``: polygons as lists of encoded rings, outer ring first; ``borders``: encoded lines;
        ``communes``: name, lat, lon of the label and size (degrees across) of each unit, the
        largest first; ``approximate``: whether any area is only a nearest-seat cell; ``bounds``:
        south, west, north, east of the land in degrees.
    """
    ground = _polygons(_shapes(land))
    west, south, east, north = (float(v) for v in shapely.total_bounds(ground))
    areas = _shapes(communes)
    return {
        "land": [_rings(polygon) for polygon in ground],
        "borders": [encode_line(_lat_lon(line)) for line in _borders(areas, ground)],
        "communes": _labels(communes, areas),
        "approximate": any(_properties(f).get("approximate") for f in communes["features"]),
        "bounds": [south, west, north, east],
    }


def _shapes(collection: Mapping[str, Any]) -> list[BaseGeometry]:
    return [shape(feature["geometry"]) for feature in collection["features"]]


def _polygons(shapes: Iterable[BaseGeometry]) -> list[Polygon]:
    parts = [part for geometry in shapes for part in shapely.get_parts(geometry)]
    return [part for part in parts if isinstance(part, Polygon)]


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    return feature.get("properties") or {}


def _rings(polygon: Polygon) -> list[str]:
    rings = (polygon.exterior, *polygon.interiors)
    return [encode_line(_lat_lon(ring.simplify(LAND_TOLERANCE_DEG))) for ring in rings]


def _lat_lon(line: BaseGeometry) -> list[tuple[float, float]]:
    return [(lat, lon) for lon, lat in line.coords]


def encode_rings(area: BaseGeometry) -> list[list[str]]:
    """Return the polygons of an area, in degrees, as lists of encoded rings, outer ring first."""
    return [_rings(part) for part in shapely.get_parts(area) if isinstance(part, Polygon)]


def _borders(areas: Sequence[BaseGeometry], ground: Sequence[Polygon]) -> list[BaseGeometry]:
    """Return every border on land once, though two neighbours share it."""
    if shapely.coverage_is_valid(areas):
        areas = list(shapely.coverage_simplify(areas, BORDER_TOLERANCE_DEG))
    else:
        areas = [area.simplify(BORDER_TOLERANCE_DEG) for area in areas]
    edges = shapely.union_all([area.boundary for area in areas])
    coast = shapely.union_all([p.boundary for p in ground if p.area > SMALLEST_ISLAND_DEG2])
    strip = coast.simplify(COAST_STRIP_DEG / 2).buffer(COAST_STRIP_DEG, quad_segs=1)
    inland = edges.difference(strip)
    lines = shapely.get_parts(shapely.line_merge(inland))
    return [line for line in lines if line.length >= SHORTEST_BORDER_DEG]


def _labels(
    communes: Mapping[str, Any], areas: Sequence[BaseGeometry]
) -> list[tuple[str, float, float, float]]:
    """Place each name where its unit is widest: the centre of the largest inscribed circle."""
    labels = []
    for feature, area in zip(communes["features"], areas, strict=True):
        name = str(_properties(feature).get("name", ""))
        largest = max(shapely.get_parts(area), key=lambda part: part.area)
        radius = shapely.maximum_inscribed_circle(largest, tolerance=0.002)
        lon, lat = radius.coords[0]
        labels.append((name, round(lat, 4), round(lon, 4), round(radius.length * 2, 4)))
    return sorted(labels, key=lambda label: (-label[3], label[0]))
