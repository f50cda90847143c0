"""Areas of the communes: official polygons where there are some, else nearest-seat cells."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import shapely
from shapely import MultiPoint, Point
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.strtree import STRtree

from routeplan.geo.communes import commune_by_code
from routeplan.geo.embedded import data_path
from routeplan.geo.metric import METRES_PER_DEGREE
from routeplan.language.spoken import SpokenError
from routeplan.model import Notice, RouteplanError, Severity
from routeplan.project.limits import parse_json, read_at_most

OFFICIAL_FILE = "communes.geojson"
EMBEDDED_FILE = "commune_cells.geojson"
# A pier or a beach may lie a little off the drawn coast, an islet may have been left out.
NEAREST_WITHIN_M = 3000
CELL_FACTOR = 2.0
# West, south, east, north of everything that may belong to Hai Phong, in degrees.
REGION = (105.9, 19.8, 108.3, 21.6)


def nearest_seat_cells(
    seats: Sequence[tuple[str, float, float]], land: BaseGeometry
) -> dict[str, BaseGeometry]:
    """Cut land into the cells of the nearest seat (Voronoi cells).

    Args:
        seats: code, x and y in a metric projection; several seats may share a code, and seats
            with an empty code are neighbours whose cells are thrown away.
        land: what may be covered, in the same projection.

    Returns:
        Code to the union of its cells within the land, as polygon or multipolygon.
    """
    generators = MultiPoint([(x, y) for _, x, y in seats])
    cells = shapely.get_parts(shapely.voronoi_polygons(generators, extend_to=land, ordered=True))
    by_code: dict[str, list[BaseGeometry]] = {}
    for (code, _, _), cell in zip(seats, cells, strict=True):
        if code:
            by_code.setdefault(code, []).append(cell)
    clipped = {}
    for code, own in by_code.items():
        wet = shapely.union_all(own)
        parts = [p for p in shapely.get_parts(wet.intersection(land)) if p.geom_type == "Polygon"]
        clipped[code] = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    return clipped


class CommuneAreas:
    """Polygons of the units in degrees (lon, lat).

    Attributes:
        shapes: unit code to its polygon or multipolygon.
        approximate: True for nearest-seat cells, False for official polygons.
        source: the file they were read from.
    """

    def __init__(
        self, shapes: Mapping[str, BaseGeometry], *, approximate: bool, source: Path
    ) -> None:
        self.shapes = dict(shapes)
        self.approximate = approximate
        self.source = source
        self._codes = tuple(self.shapes)
        self._tree = STRtree(list(self.shapes.values()))

    def commune_of(self, lat: float, lon: float) -> str | None:
        """Return the code of the unit at a point, of the nearest one within 3 km, or None."""
        point = Point(lon, lat)
        hits = self._tree.query(point, predicate="intersects")
        if len(hits):
            return self._codes[int(min(hits))]
        reach = NEAREST_WITHIN_M / METRES_PER_DEGREE
        nearest = self._tree.query_nearest(point, max_distance=reach, all_matches=False)
        return self._codes[int(nearest[0])] if len(nearest) else None

    def area_km2(self, code: str) -> float:
        """Return the area of a unit's polygon in square kilometres."""
        geometry = self.shapes[code]
        scale = METRES_PER_DEGREE / 1000
        return float(geometry.area * scale**2 * math.cos(math.radians(geometry.centroid.y)))

    def notices(self) -> tuple[Notice, ...]:
        """Return a finding for each unit without a polygon or with one off by a factor of two."""
        found = []
        for code, commune in commune_by_code().items():
            if code not in self.shapes:
                cause = f"{commune.full_name} ({code}) has no polygon."
                action = "Add it to the file, or remove the file to use the approximate areas."
                found.append(self._notice("area-missing", Severity.WARNING, code, cause, action))
                continue
            drawn = self.area_km2(code)
            if 1 / CELL_FACTOR <= drawn / commune.area_km2 <= CELL_FACTOR:
                continue
            cause = (
                f"The area drawn for {commune.full_name} is {drawn:.1f} km², "
                f"the official one {commune.area_km2:.1f} km²."
            )
            action = "Get official polygons with `routeplan data fetch communes`."
            found.append(self._notice("area-off", Severity.INFO, code, cause, action))
        return tuple(found)

    def _notice(self, code: str, severity: Severity, unit: str, cause: str, action: str) -> Notice:
        return Notice(code, severity, self.source.name, None, "code", unit, cause, action)


def load_areas(project: Path | None = None) -> CommuneAreas:
    """Return the areas of a project: its own ``communes.geojson``, else the embedded cells.

    Raises:
        RouteplanError: ``communes-invalid`` when the project's file cannot be used.
    """
    if project is not None and (project / OFFICIAL_FILE).is_file():
        return read_areas(project / OFFICIAL_FILE)
    return _embedded_areas()


@cache
def _embedded_areas() -> CommuneAreas:
    return read_areas(data_path(EMBEDDED_FILE))


def read_areas(path: Path) -> CommuneAreas:
    """Read polygons of units from GeoJSON.

    Each feature carries the unit's five-digit code as its property ``code`` (or ``unit_code``) or
    as its id, and a polygon or multipolygon. Coordinates are WGS84 unless the collection names
    another reference system (the `crs` member of GeoJSON 2008, as GIS programs write it for
    VN-2000), from which they are projected.

    Raises:
        RouteplanError: ``communes-invalid``, naming the feature at fault.
    """
    try:
        features = _wgs84(parse_json(read_at_most(path).decode("utf-8-sig")))
        pairs = [_code_and_shape(feature) for feature in features]
    except (
        OSError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        OverflowError,
        RecursionError,
        ShapelyError,
    ) as error:
        raise _invalid(path, f"is not a GeoJSON FeatureCollection of polygons ({error})") from error
    known = commune_by_code()
    shapes: dict[str, BaseGeometry] = {}
    for number, (code, geometry) in enumerate(pairs, start=1):
        if code not in known:
            raise _invalid(path, f"has an unknown unit code {code!r} in feature {number}")
        if code in shapes:
            raise _invalid(path, f"has unit {code} twice, again in feature {number}")
        if geometry.geom_type not in {"Polygon", "MultiPolygon"} or geometry.is_empty:
            raise _invalid(path, f"has no polygon for unit {code} (feature {number})")
        if not _within_region(geometry):
            raise _invalid(path, f"draws unit {code} far from Hai Phong; is it WGS84, lon lat?")
        shapes[code] = geometry if geometry.is_valid else shapely.make_valid(geometry)
    if not shapes:
        raise _invalid(path, "holds no unit")
    approximate = all((f.get("properties") or {}).get("approximate") is True for f in features)
    return CommuneAreas(dict(sorted(shapes.items())), approximate=approximate, source=path)


def _wgs84(collection: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the features of a collection in WGS84.

    Raises:
        ValueError: the reference system is not known.
    """
    features: list[dict[str, Any]] = collection["features"]
    named = (collection.get("crs") or {}).get("properties", {}).get("name", "")
    if not named or named.upper().endswith((":CRS84", "EPSG:4326", "EPSG::4326")):
        return features
    # Only a file in another system needs the library, and the time to import it.
    import geopandas
    from pyproj.exceptions import CRSError

    try:
        frame = geopandas.GeoDataFrame.from_features(features, crs=named).to_crs("EPSG:4326")
    except CRSError as error:
        raise ValueError(f"its reference system {named} is not known") from error
    moved: list[dict[str, Any]] = json.loads(frame.to_json())["features"]
    # `from_features` drops the ids, which may hold the codes.
    return [{**new, "id": old.get("id")} for new, old in zip(moved, features, strict=True)]


def _code_and_shape(feature: dict[str, Any]) -> tuple[str, BaseGeometry]:
    own = feature.get("properties") or {}
    code = own.get("code") or own.get("unit_code") or feature.get("id") or ""
    return str(code).zfill(5), shape(feature["geometry"])


def _within_region(geometry: BaseGeometry) -> bool:
    west, south, east, north = geometry.bounds
    return REGION[0] <= west <= east <= REGION[2] and REGION[1] <= south <= north <= REGION[3]


def _invalid(path: Path, what: str) -> RouteplanError:
    words = {"file": path.name, "what": what}
    return SpokenError("communes-invalid", words, details=words)
