"""Sea travel between the landings of a problem: the coast, the mesh and the legs, cached."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import shapely
from scipy.sparse import csr_array
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from routeplan.geo.embedded import data_path
from routeplan.geo.land import load_land
from routeplan.model import ClosedArea, Fairway
from routeplan.network import sea_mesh, sea_path
from routeplan.network.cache import key_of, load, store
from routeplan.network.projection import projected, to_degrees, to_metres
from routeplan.network.sea_known import packed, unpacked
from routeplan.network.sea_mesh import COARSEST_M, SeaMesh, Water, build_mesh
from routeplan.network.sea_path import SeaLegs, sea_legs

VERSION = 2
"""Raised whenever meshes or legs come out differently for the same input."""

INLAND_M = 1000.0
"""A boat's landing must be this near to water."""

Fairways = tuple[Fairway, ...]
ClosedAreas = tuple[ClosedArea, ...]


@lru_cache(maxsize=4)
def load_water(fairways: Fairways = (), closed_areas: ClosedAreas = ()) -> Water:
    """Return the embedded coast with its fairways and a project's own waters."""
    opened = [widened(fairway) for fairway in (*embedded_fairways(), *fairways)]
    return Water(load_land().polygons, opened, [_polygon(area) for area in closed_areas])


@cache
def embedded_fairways() -> Fairways:
    """Return the fairways of the embedded data."""
    features = json.loads(data_path("fairways.geojson").read_text(encoding="utf-8"))["features"]
    return tuple(
        Fairway(
            feature["properties"]["name"],
            tuple((lat, lon) for lon, lat in feature["geometry"]["coordinates"]),
            feature["properties"]["width_m"],
        )
        for feature in features
    )


def widened(fairway: Fairway) -> BaseGeometry:
    """Return the water of a fairway as a polygon in degrees (lon, lat)."""
    line = LineString([(lon, lat) for lat, lon in fairway.line])
    # Widened in metres: a degree of longitude is shorter than one of latitude.
    wide = shapely.buffer(projected([line])[0], fairway.width_m / 2)
    found: BaseGeometry = shapely.transform(wide, lambda xy: to_degrees(xy)[:, ::-1])
    return found


def _polygon(area: ClosedArea) -> Polygon:
    outline, *holes = ([(lon, lat) for lat, lon in ring] for ring in area.rings)
    return Polygon(outline, holes)


def is_covered(lat: float, lon: float) -> bool:
    """Tell whether the embedded coast reaches a point."""
    west, south, east, north = coverage()
    return west <= lon <= east and south <= lat <= north


@cache
def coverage() -> tuple[float, float, float, float]:
    """Return the box (west, south, east, north in degrees) that the embedded coast covers."""
    west, south, east, north = shapely.total_bounds(np.array(load_land().polygons, dtype=object))
    # Nothing is drawn where there is only sea, so the eastern edge says little.
    return float(west), float(south), max(float(east), 107.95), float(north)


def legs_between(
    points: Sequence[tuple[float, float]],
    clearance_m: float,
    fairways: Fairways = (),
    closed_areas: ClosedAreas = (),
) -> SeaLegs:
    """Return the legs between landings, searching only for those that the cache does not have.

    Args:
        points: (lat, lon) in degrees.
        clearance_m: distance kept from land and closed areas.
        fairways: of the project, beside the embedded ones.
        closed_areas: of the project.
    """
    lats, lons = (np.array(axis, dtype=float) for axis in zip(*points, strict=True))
    # To the centimetre, and each place once, in an order of its own.
    landings, place = np.unique(to_metres(lons, lats).round(2), axis=0, return_inverse=True)
    key = key_of(VERSION, _source_hash(), float(clearance_m), fairways, closed_areas)
    stored = unpacked(load("sea-legs", key))
    known = stored.of(landings)
    missing = known.missing()
    if missing.any():
        water = load_water(fairways, closed_areas)
        found = sea_legs(water, _mesh(water, key, clearance_m), landings, missing)
        known = known.filled(found, missing)
        store("sea-legs", key, packed(known.with_others(stored)))
    return known.spread(place.ravel())


def _mesh(water: Water, key: str, clearance_m: float) -> SeaMesh:
    """Return the mesh of all water, so that a leg does not depend on which others are asked for."""
    known = load("sea-mesh", key)
    if known and {"nodes", "data", "indices", "indptr"} <= known.keys():
        n = len(known["nodes"])
        graph = csr_array((known["data"], known["indices"], known["indptr"]), shape=(n, n))
        return SeaMesh(known["nodes"], graph, clearance_m)
    mesh = build_mesh(water, _box(), clearance_m)
    graph = mesh.graph
    arrays = {
        "nodes": mesh.nodes,
        "data": graph.data,
        "indices": graph.indices,
        "indptr": graph.indptr,
    }
    store("sea-mesh", key, arrays)
    return mesh


@cache
def _source_hash() -> str:
    files = [data_path(name).read_bytes() for name in ("land.geojson", "fairways.geojson")]
    code = [Path(module.__file__ or "").read_bytes() for module in (sea_mesh, sea_path)]
    return key_of(*files, *code, shapely.geos_version)


@cache
def _box() -> tuple[float, float, float, float]:
    """Return the box of the mesh in metres, on the grid of its coarsest cells."""
    west, south, east, north = coverage()
    corners = to_metres([west, west, east, east], [south, north, south, north])
    low = np.floor(corners.min(axis=0) / COARSEST_M) * COARSEST_M
    high = np.ceil(corners.max(axis=0) / COARSEST_M) * COARSEST_M
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])
