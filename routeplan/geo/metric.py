"""Distances on the sphere in metres; enough for a region 200 km wide."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the WGS84 ellipsoid."""
METRES_PER_DEGREE = math.radians(EARTH_RADIUS_M)


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance in metres between two points in degrees (haversine)."""
    half_lat = math.radians(lat2 - lat1) / 2
    half_lon = math.radians(lon2 - lon1) / 2
    a = (
        math.sin(half_lat) ** 2
        + math.cos(math.radians(lat1)) * math.cos(math.radians(lat2)) * math.sin(half_lon) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(a)))


def distances_m(lat1: Any, lat2: Any, lon_apart: Any) -> Any:
    """Return what `distance_m` does of many points at once, as an array.

    Args:
        lat1: radians.
        lat2: radians; shapes that fit together.
        lon_apart: difference of their longitudes, radians.
    """
    import numpy as np

    a = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin(lon_apart / 2) ** 2
    return 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(a)))


def length_m(points: Iterable[tuple[float, float]]) -> float:
    """Return the length in metres of a line of (lat, lon) points."""
    return sum(distance_m(*a, *b) for a, b in pairwise(points))
