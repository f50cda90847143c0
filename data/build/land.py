"""Build land.geojson: the fine OSM coast, and the coarse one where the fine one does not reach."""

from __future__ import annotations

import json
from pathlib import Path

import shapely
from shapely import Polygon
from shapely.geometry import shape

PRECISION_DEG = 1e-5
# The fine coast is a clip of this box; west and north of it the coarse one takes over.
SEAM_LON, SEAM_LAT = 106.3, 21.15
WEST, SOUTH, EAST, NORTH = 106.03, 20.0, 107.95, 21.35
SEAM_WIDTH_DEG = 0.02
SEAM_GAP_DEG = 0.0006


def read_polygons(path: Path) -> list[Polygon]:
    """Read the polygons of a GeoJSON file."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [shape(feature["geometry"]) for feature in features]


def build_land(inputs: Path) -> list[Polygon]:
    """Return the land as separate valid polygons, the largest first.

    The coarse coast draws wide inland rivers as scattered ponds; they are filled, since the fine
    coast counts rivers as land too. Gaps along the seam are closed by growing and shrinking the
    land within a narrow strip.
    """
    fine = read_polygons(inputs / "coast" / "osm_land.geojson")
    coarse = read_polygons(inputs / "haiphong" / "osm_coastline_geomaps10m_clip.geojson")
    beyond = shapely.union_all(
        [shapely.box(WEST, SOUTH, SEAM_LON, NORTH), shapely.box(SEAM_LON, SEAM_LAT, EAST, NORTH)]
    )
    land = shapely.union_all([*fine, shapely.intersection(shapely.union_all(coarse), beyond)])
    seam = shapely.union_all(
        [
            shapely.box(SEAM_LON - SEAM_WIDTH_DEG, SOUTH, SEAM_LON + SEAM_WIDTH_DEG, NORTH),
            shapely.box(SEAM_LON, SEAM_LAT - SEAM_WIDTH_DEG, EAST, SEAM_LAT + SEAM_WIDTH_DEG),
        ]
    )
    closed = land.buffer(SEAM_GAP_DEG, join_style="mitre").buffer(-SEAM_GAP_DEG, join_style="mitre")
    land = shapely.union_all([land, closed.intersection(seam)])
    pieces = [filled(piece) for piece in shapely.get_parts(land)]
    rounded = shapely.set_precision(shapely.union_all(pieces), PRECISION_DEG)
    parts = [part for part in shapely.get_parts(rounded) if part.geom_type == "Polygon"]
    ordered = [shapely.normalize(part) for part in parts]
    return sorted(ordered, key=lambda part: (-part.area, part.bounds))


def filled(piece: Polygon) -> Polygon:
    """Return the polygon without the ponds of the coarse coast."""
    kept = []
    for ring in piece.interiors:
        west, _, _, north = ring.bounds
        if west >= SEAM_LON and north <= SEAM_LAT:
            kept.append(ring)
    return Polygon(piece.exterior, kept)
