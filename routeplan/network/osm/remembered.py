"""Matrices of a network kept in the user's cache, pair by pair.

A pair depends on the network, the profile and the two points of it alone. What is known is never
searched again: a place that moved costs one search from it and one to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from routeplan.network import cache
from routeplan.network.osm.snapping import Spot

KIND = "road-pairs"
MOST_SPOTS = 2000
"""Points kept; those of the last problem go last."""

Floats32 = NDArray[np.float32]
Floats = NDArray[np.float64]


class Measures(Protocol):
    """An engine that measures between points of a network."""

    name: str

    def matrix(self, sources: Sequence[Spot], targets: Sequence[Spot]) -> tuple[Floats, Floats]:
        """Return seconds and metres, shape (sources, targets); infinite where there is no way."""

    def matrix_reversed(
        self, sources: Sequence[Spot], targets: Sequence[Spot]
    ) -> tuple[Floats, Floats]:
        """Return the same, for few targets and many sources."""


def measured(engine: Measures, network: str, profile: str, spots: Sequence[Spot]) -> Floats32:
    """Return seconds and metres between all spots, shape (2, n, n), infinite where no way.

    Args:
        engine: measures what is not known yet.
        network: hash of the network.
        profile: of `speeds.toml`.
        spots: points of the network.
    """
    numbers: dict[tuple[int, float], int] = {}
    for spot in spots:
        numbers.setdefault((spot.edge, spot.along), len(numbers))
    unique = [Spot(edge, along, 0.0, 0.0, 0.0) for edge, along in numbers]
    places = {(spot.edge, spot.along): spot for spot in spots}
    unique = [places[spot.edge, spot.along] for spot in unique]
    key = cache.key_of("1", network, profile, engine.name)
    stored = cache.load(KIND, key)
    old = _Known(stored) if stored is not None else _Known.empty()
    found = old.between(list(numbers))
    if _measure(engine, unique, found):
        cache.store(KIND, key, old.joined(list(numbers), found))
    take = np.array([numbers[spot.edge, spot.along] for spot in spots], dtype=np.int64)
    return found[:, take[:, None], take[None, :]]


class _Known:
    """Stored pairs: edge and share of each point, values (2, n, n), NaN where not known."""

    def __init__(self, arrays: cache.Arrays) -> None:
        self._edge, self._along = arrays["edge"], arrays["along"]
        self._values: Floats32 = arrays["values"]
        pairs = zip(self._edge.tolist(), self._along.tolist(), strict=True)
        self._number = {pair: k for k, pair in enumerate(pairs)}

    @classmethod
    def empty(cls) -> _Known:
        return cls(
            {
                "edge": np.zeros(0, dtype=np.int64),
                "along": np.zeros(0),
                "values": np.zeros((2, 0, 0), dtype=np.float32),
            }
        )

    def between(self, points: Sequence[tuple[int, float]]) -> Floats32:
        found = np.full((2, len(points), len(points)), np.nan, dtype=np.float32)
        at = [(i, self._number[point]) for i, point in enumerate(points) if point in self._number]
        if at:
            here, there = (np.array(column) for column in zip(*at, strict=True))
            found[:, here[:, None], here] = self._values[:, there[:, None], there]
        return found

    def joined(self, points: Sequence[tuple[int, float]], values: Floats32) -> cache.Arrays:
        """Return the arrays to store: these points, then others known before, as far as kept."""
        given = set(points)
        others = [point for point in self._number if point not in given]
        every = [*points, *others[: max(0, MOST_SPOTS - len(points))]]
        merged = self.between(every)
        merged[:, : len(points), : len(points)] = values
        return {
            "edge": np.array([edge for edge, _ in every], dtype=np.int64),
            "along": np.array([along for _, along in every]),
            "values": merged,
        }


def _measure(engine: Measures, spots: Sequence[Spot], found: Floats32) -> bool:
    """Fill what is not known; tells whether anything was missing."""
    missing = np.isnan(found[0])
    rows = np.flatnonzero(missing.any(axis=1))
    if not len(rows):
        return False
    new = np.flatnonzero(missing.all(axis=1))
    if 2 * len(new) < len(rows):
        there, fresh = [spots[k] for k in range(len(spots))], [spots[k] for k in new.tolist()]
        found[:, :, new] = np.stack(engine.matrix_reversed(there, fresh))
        found[:, new] = np.stack(engine.matrix(fresh, there))
        rows = np.flatnonzero(np.isnan(found[0]).any(axis=1))
    if len(rows):
        found[:, rows] = np.stack(engine.matrix([spots[k] for k in rows.tolist()], spots))
    return True
