"""Sea travel between the landings of a problem: the coast, the mesh and the legs, cached."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import shapely
from scipy.sparse import csr_array
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from routeplan.geo.embedded import data_path
from routeplan.geo.land import load_land
from routeplan.network import sea_mesh, sea_path
from routeplan.network.cache import key_of, load, store
from routeplan.network.projection import Floats, projected, to_degrees, to_metres
from routeplan.network.sea_mesh import COARSEST_M, SeaMesh, Water, build_mesh
from routeplan.network.sea_path import SeaLegs, sea_legs

VERSION = 1
"""Raised whenever meshes or legs come out differently for the same input."""

MARGIN_M = 20_000.0
"""Water this far beyond the outermost landing may be used for a detour."""

INLAND_M = 1000.0
"""A boat's landing must be this near to water."""


@cache
def load_water() -> Water:
    """Return the embedded coast with the fairways opened."""
    return Water(load_land().polygons, read_fairways(data_path("fairways.geojson")))


def read_fairways(path: Path) -> list[BaseGeometry]:
    """Read centre lines with a property `width_m` as polygons in degrees."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    polygons = []
    for feature in features:
        half = feature["properties"]["width_m"] / 2
        line = shape(feature["geometry"])
        # Degrees are widened in metres: a degree of longitude is shorter than one of latitude.
        wide = shapely.buffer(projected([line])[0], half)
        polygons.append(shapely.transform(wide, lambda xy: to_degrees(xy)[:, ::-1]))
    return polygons


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


def legs_between(points: Sequence[tuple[float, float]], clearance_m: float) -> SeaLegs:
    """Return the legs between landings given as (lat, lon), from the cache where it has them."""
    water = load_water()
    lats, lons = (np.array(axis, dtype=float) for axis in zip(*points, strict=True))
    landings = to_metres(lons, lats)
    source = _source_hash()
    box = _box(landings)
    key = key_of(VERSION, source, box, float(clearance_m), landings.round(2))
    known = load("sea-legs", key)
    legs = _unpacked(known) if known else None
    if legs is None:
        legs = sea_legs(water, _mesh(water, source, box, clearance_m), landings)
        store("sea-legs", key, _packed(legs))
    return legs


def _mesh(
    water: Water, source: str, box: tuple[float, float, float, float], clearance_m: float
) -> SeaMesh:
    key = key_of(VERSION, source, box, float(clearance_m))
    known = load("sea-mesh", key)
    if known and {"nodes", "data", "indices", "indptr"} <= known.keys():
        n = len(known["nodes"])
        graph = csr_array((known["data"], known["indices"], known["indptr"]), shape=(n, n))
        return SeaMesh(known["nodes"], graph, clearance_m)
    mesh = build_mesh(water, box, clearance_m)
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


def _box(landings: Floats) -> tuple[float, float, float, float]:
    """Return the box of the mesh, on a fixed grid so that nearby landings share a mesh."""
    west, south, east, north = coverage()
    corners = to_metres([west, west, east, east], [south, north, south, north])
    low = np.maximum(landings.min(axis=0) - MARGIN_M, corners.min(axis=0))
    high = np.minimum(landings.max(axis=0) + MARGIN_M, corners.max(axis=0))
    low = np.floor(low / COARSEST_M) * COARSEST_M
    high = np.ceil(high / COARSEST_M) * COARSEST_M
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _packed(legs: SeaLegs) -> dict[str, Floats | np.ndarray[tuple[int, ...], np.dtype[np.int64]]]:
    pairs = sorted(legs.lines)
    sizes = [len(legs.lines[pair]) for pair in pairs]
    points = [legs.lines[pair] for pair in pairs]
    return {
        "lengths": legs.lengths,
        "approach_m": legs.approach_m,
        "pairs": np.array(pairs, dtype=np.int64).reshape(-1, 2),
        "sizes": np.array(sizes, dtype=np.int64),
        "points": np.concatenate(points) if points else np.empty((0, 2)),
    }


def _unpacked(arrays: dict[str, Floats]) -> SeaLegs | None:
    if not {"lengths", "approach_m", "pairs", "sizes", "points"} <= arrays.keys():
        return None
    pieces = np.split(arrays["points"], np.cumsum(arrays["sizes"])[:-1].astype(np.int64))
    pairs = [(int(i), int(j)) for i, j in arrays["pairs"]]
    return SeaLegs(arrays["lengths"], arrays["approach_m"], dict(zip(pairs, pieces, strict=False)))
