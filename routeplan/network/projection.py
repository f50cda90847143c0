"""Degrees to metres and back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

CRS = "EPSG:32648"
"""UTM zone 48 north; lengths are true to 0.1 % in the whole gulf."""

Floats = NDArray[np.float64]


def to_metres(lon: Sequence[float] | Floats, lat: Sequence[float] | Floats) -> Floats:
    """Return points (n, 2) x, y in metres of `CRS`."""
    x, y = _transformer(inverse=False).transform(lon, lat)
    return np.column_stack((x, y))


def to_degrees(points: Floats) -> Floats:
    """Return (n, 2) lat, lon for points (n, 2) in metres of `CRS`."""
    lon, lat = _transformer(inverse=True).transform(points[:, 0], points[:, 1])
    return np.column_stack((lat, lon))


def projected(geometries: Sequence[BaseGeometry]) -> NDArray[np.object_]:
    """Return geometries in degrees (lon, lat) as an array in metres of `CRS`."""
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    moved: NDArray[np.object_] = shapely.transform(
        array, lambda points: to_metres(points[:, 0], points[:, 1])
    )
    return moved


@cache
def _transformer(*, inverse: bool) -> Transformer:
    ends = (CRS, "EPSG:4326") if inverse else ("EPSG:4326", CRS)
    return Transformer.from_crs(*ends, always_xy=True)
