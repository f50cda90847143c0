"""Road travel between a project's places on its own network."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from routeplan.model import Source
from routeplan.network.access import Ashore
from routeplan.network.osm.graph import RoadGraph
from routeplan.network.osm.remembered import Measures, measured
from routeplan.network.osm.routing import Router, Tree
from routeplan.network.osm.snapping import Spot
from routeplan.network.straight import Place, straight_joins

TREES_KEPT = 64

LEAST_RING_S = 256.0
"""A line is looked for among the ways that take no longer than this, or than its least multiple by
a power of two that it needs: the legs of a duty are short, and the network is large."""

Floats = NDArray[np.float64]


class OsmTravel:
    """Times, lengths and lines between places for one profile.

    Attributes:
        seconds, metres: shape (n, n); infinite where there is no way.
    """

    def __init__(
        self,
        graph: RoadGraph,
        profile: str,
        spots: Sequence[Spot | None],
        places: Sequence[Place],
        ashore: Ashore,
        *,
        speed_kph: float,
        detour_factor: float,
        engine: Measures | None = None,
    ) -> None:
        """Measure between all places.

        Args:
            graph: the network.
            profile: of `speeds.toml`.
            spots: where each place joins it, None where it does not.
            places: the same places on their land, for what goes straight.
            ashore: the land.
            speed_kph: of the straight lines.
            detour_factor: of the straight lines between a place and the network.
            engine: measures instead of our own Dijkstra, which draws in any case.
        """
        self._router = Router(graph, graph.profiles.index(profile))
        self._spots = tuple(spots)
        n = len(spots)
        self.seconds: Floats = np.full((n, n), np.inf)
        self.metres: Floats = np.full((n, n), np.inf)
        joined = np.array([i for i, spot in enumerate(spots) if spot is not None], dtype=np.int64)
        found = [spot for spot in spots if spot is not None]
        values = measured(engine or self._router, graph.hash, profile, found)
        pace = detour_factor / (speed_kph / 3.6)
        access = np.array([spot.straight_m for spot in found])
        both = access[:, None] + access[None, :]
        grid = np.ix_(joined, joined)
        self.seconds[grid] = values[0] + both * pace
        self.metres[grid] = values[1] + both * detour_factor
        np.fill_diagonal(self.seconds, 0.0)
        np.fill_diagonal(self.metres, 0.0)
        self._straight = np.zeros((n, n), dtype=bool)
        for i, j, straight in straight_joins(ashore, places, self.seconds, pace, near_m=0.0):
            self.seconds[i, j], self.metres[i, j] = straight * pace, straight * detour_factor
            self._straight[i, j] = True
        self._tree: Callable[[Spot, float], Tree] = lru_cache(TREES_KEPT)(self._router.tree)

    def drawn(self, i: int, j: int) -> tuple[Floats, Source]:
        """Return the line (k, 2) lat, lon between two places, themselves left out, and its source.

        The movement must exist.
        """
        a, b = self._spots[i], self._spots[j]
        if self._straight[i, j] or a is None or b is None:
            return np.zeros((0, 2)), Source.STRAIGHT
        line = self._router.way(a, b, self._tree(a, _ring_s(self.seconds[i, j])))
        if line is None:
            # Whoever measured found a way that is quicker than ours.
            line = self._router.way(a, b, self._tree(a, np.inf))
        return (np.zeros((0, 2)), Source.STRAIGHT) if line is None else (line, Source.OSM)


def _ring_s(seconds: float) -> float:
    """Return the seconds within which to look for a way that takes `seconds`.

    They depend on these alone: a line is the same in whatever order lines are asked for.
    """
    rounds = math.ceil(math.log2(max(float(seconds), 1.0) / LEAST_RING_S))
    return LEAST_RING_S * 2.0 ** max(rounds, 0)
