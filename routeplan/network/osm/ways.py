"""Ways as they were read, before they are a graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

E7 = 10_000_000
"""Positions are kept as whole numbers of 1e-7 degrees, as OpenStreetMap does."""


@dataclass(frozen=True)
class FerryLine:
    """A way tagged ``route=ferry``; for the reader's eyes, never for routing by road.

    Args:
        minutes: from the tag ``duration``, None where it says nothing usable.
        line: (lat, lon) in degrees.
    """

    name: str
    minutes: int | None
    line: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Ways:
    """Drivable ways and their nodes.

    Args:
        lon, lat: shape (n,), 1e-7 degrees, of the nodes.
        signal: shape (n,), the node is a traffic light.
        closed: shape (n, profiles), the node is a barrier that stops the profile.
        refs: numbers of nodes, way after way; -1 where the extract lacks the node.
        offsets: shape (ways + 1,), where each way begins in `refs`.
        way_class: shape (ways,), number of the class in `Driving.classes`.
        kph: shape (ways, profiles, 2), along the way and against it; 0 is closed.
        ferries: kept apart.
    """

    lon: NDArray[np.int32]
    lat: NDArray[np.int32]
    signal: NDArray[np.bool_]
    closed: NDArray[np.bool_]
    refs: NDArray[np.int64]
    offsets: NDArray[np.int64]
    way_class: NDArray[np.int16]
    kph: NDArray[np.float32]
    ferries: tuple[FerryLine, ...] = ()
