"""The land of the Gulf of Tonkin around Hai Phong: which island, how much water under a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import shapely
from shapely import LineString, Point, Polygon
from shapely.strtree import STRtree

from routeplan.geo.embedded import data_path
from routeplan.geo.metric import METRES_PER_DEGREE, length_m


class Land:
    """Separate land polygons in degrees (lon, lat); number 0 is the mainland.

    Tidal rivers count as land, so a river bridge crosses no water here.
    """

    def __init__(self, polygons: Iterable[Polygon]) -> None:
        self.polygons: tuple[Polygon, ...] = tuple(polygons)
        shapely.prepare(self.polygons)
        self._tree = STRtree(self.polygons)

    def piece_at(self, lat: float, lon: float, tolerance_m: float = 0) -> int | None:
        """Return the number of the polygon at a point, or the nearest one within the tolerance."""
        point = Point(lon, lat)
        hits = self._tree.query(point, predicate="intersects")
        if len(hits):
            return int(min(hits))
        if tolerance_m <= 0:
            return None
        reach = tolerance_m / METRES_PER_DEGREE / 0.9
        nearest = self._tree.query_nearest(point, max_distance=reach, all_matches=False)
        return int(nearest[0]) if len(nearest) else None

    def water_m(self, points: Iterable[tuple[float, float]]) -> float:
        """Return the metres of a (lat, lon) line that lie on no land."""
        line = LineString([(lon, lat) for lat, lon in points])
        hits = self._tree.query(line, predicate="intersects")
        wet = line.difference(shapely.union_all([self.polygons[i] for i in hits]))
        parts = shapely.get_parts(wet)
        return sum(length_m((y, x) for x, y in part.coords) for part in parts)

    def pieces_under(self, points: Iterable[tuple[float, float]]) -> frozenset[int]:
        """Return the numbers of all polygons that a (lat, lon) line touches."""
        line = LineString([(lon, lat) for lat, lon in points])
        return frozenset(int(i) for i in self._tree.query(line, predicate="intersects"))


def read_land(path: Path) -> Land:
    """Read a GeoJSON file of polygons."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    rings = [feature["geometry"]["coordinates"] for feature in features]
    return Land(Polygon(outer, inner) for outer, *inner in rings)


@cache
def load_land() -> Land:
    """Return the embedded land (OpenStreetMap, ODbL)."""
    return read_land(data_path("land.geojson"))
