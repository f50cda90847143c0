"""From places to the nearest point of an edge that leads somewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from routeplan.geo.metric import EARTH_RADIUS_M
from routeplan.network.osm.assemble import metres_between
from routeplan.network.osm.graph import RoadGraph
from routeplan.network.osm.ways import E7

LEAST_KM = 5.0
"""Roads joined to each other that are less than this together are a scrap: a yard cut off by a
barrier, a loop at the border of the extract. A place joins one only where nothing else is near."""

SCRAP_NEARER_M = 1000.0
"""So much nearer than other roads a scrap must be to be joined."""

CANDIDATES = 40
"""Nearest pieces of road that are tried where the straight line to the nearest is refused."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the network.

    Args:
        edge: number of the edge.
        along: share of its length, 0 to 1.
        lat, lon: degrees.
        straight_m: metres from the place to it.
        scrap: the edge belongs to roads that lead hardly anywhere.
    """

    edge: int
    along: float
    lat: float
    lon: float
    straight_m: float
    scrap: bool = False


Allowed = Callable[[int, float, float], bool]
"""Whether place i may go straight to the point (lat, lon)."""


def components(graph: RoadGraph, profile: int) -> tuple[NDArray[np.int32], Floats]:
    """Return per node its strongly connected part, and each part's kilometres of edges."""
    n, starts = len(graph.lon), graph.starts
    along, against = (np.isfinite(graph.seconds[profile, way]) for way in (0, 1))
    rows = np.concatenate([starts[along], graph.indices[against]])
    columns = np.concatenate([graph.indices[along], starts[against]])
    joined = csr_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(n, n))
    count, label = connected_components(joined, directed=True, connection="strong")
    inside = (label[starts] == label[graph.indices]) & (along | against)
    km = np.bincount(label[starts[inside]], graph.metres[inside], minlength=count) / 1000
    return label, km


class Snapper:
    """Finds the points of a network where places join it, for one profile."""

    def __init__(
        self, graph: RoadGraph, profile: int, around: Sequence[tuple[float, float]]
    ) -> None:
        """Take the roads near the places `around` (lat, lon); the others cannot be nearest."""
        self._graph = graph
        label, km = components(graph, profile)
        starts = graph.starts
        usable = np.isfinite(graph.seconds[profile]).any(axis=0)
        usable &= label[starts] == label[graph.indices]
        self._scrap = km[label[starts]] < LEAST_KM
        first = np.arange(len(graph.points) - 1)
        edge = np.repeat(np.arange(len(graph.metres)), np.diff(graph.offsets))[:-1]
        keep = usable[edge] & (first + 1 < graph.offsets[edge + 1])
        self._first, self._edge = first[keep], edge[keep]
        plane = _mercator(graph.points[:, 0] / E7, graph.points[:, 1] / E7)
        ends = np.stack([plane[self._first], plane[self._first + 1]], axis=1)
        lines: NDArray[np.object_] = np.asarray(shapely.linestrings(ends), dtype=object)
        self._trees = [
            (which, shapely.STRtree(lines[which]))
            for which in (np.flatnonzero(~self._scrap[self._edge]), np.arange(len(lines)))
        ]
        self._places = list(around)

    def spots(self, max_m: float, allowed: Allowed | None = None) -> list[Spot | None]:
        """Return where each place joins the network; None where nothing is within `max_m`."""
        if not self._places:
            return []
        lat, lon = np.array(self._places, dtype=float).T
        points: NDArray[np.object_] = np.asarray(shapely.points(_mercator(lon, lat)), dtype=object)
        stretch = 1 / np.cos(np.radians(lat))  # Mercator metres per metre on the ground
        near = [self._nearest(tree, points, max_m * stretch) for tree in self._trees]
        found: list[Spot | None] = []
        for i in range(len(points)):
            best, scrap = near[0].get(i), near[1].get(i)
            chosen = self._spot(i, best) if best is not None else None
            if scrap is not None and scrap != best:
                other = self._spot(i, scrap)
                if chosen is None or other.straight_m + SCRAP_NEARER_M < chosen.straight_m:
                    chosen = other
            if chosen is not None and allowed and not allowed(i, chosen.lat, chosen.lon):
                chosen = self._other(i, points[i], max_m * stretch[i], allowed)
            found.append(chosen)
        return found

    def _nearest(
        self,
        tree: tuple[NDArray[np.int64], shapely.STRtree],
        points: NDArray[np.object_],
        most: Floats,
    ) -> dict[int, int]:
        """Return the nearest segment by number of the point."""
        which, index = tree
        if not len(which):
            return {}
        (place, hit), distance = index.query_nearest(
            points, return_distance=True, all_matches=False
        )
        good = distance <= most[place]
        return dict(zip(place[good].tolist(), which[hit[good]].tolist(), strict=True))

    def _other(self, i: int, point: shapely.Point, most: float, allowed: Allowed) -> Spot | None:
        """Return the nearest point that a place may go to straight."""
        which, tree = self._trees[1]
        radius = most / 32
        while radius <= most:
            hits = which[tree.query(point, predicate="dwithin", distance=radius)]
            nearest: dict[int, Spot] = {}
            for segment in hits.tolist():
                spot = self._spot(i, segment)
                known = nearest.get(spot.edge)
                if known is None or spot.straight_m < known.straight_m:
                    nearest[spot.edge] = spot
            ordered = sorted(nearest.values(), key=lambda spot: (spot.scrap, spot.straight_m))
            for spot in ordered[:CANDIDATES]:
                if allowed(i, spot.lat, spot.lon):
                    return spot
            radius *= 2
        return None

    def _spot(self, i: int, segment: int) -> Spot:
        graph, first = self._graph, int(self._first[segment])
        edge = int(self._edge[segment])
        lat, lon = self._places[i]
        ends = graph.points[first : first + 2].astype(float) / E7
        plane = _mercator(ends[:, 0], ends[:, 1])
        place = _mercator(np.array([lon]), np.array([lat]))[0]
        step = plane[1] - plane[0]
        length = float(step @ step)
        share = float(np.clip((place - plane[0]) @ step / length, 0, 1)) if length else 0.0
        spot_lon, spot_lat = ends[0] + share * (ends[1] - ends[0])
        line = graph.points[graph.offsets[edge] : graph.offsets[edge + 1]]
        parts = metres_between(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1])
        k, total = first - int(graph.offsets[edge]), float(parts.sum())
        along = (float(parts[:k].sum()) + share * float(parts[k])) / total if total else 0.0
        metres = metres_between(lon * E7, lat * E7, spot_lon * E7, spot_lat * E7)
        return Spot(
            edge, round(along, 6), float(spot_lat), float(spot_lon), float(metres),
            bool(self._scrap[edge]),
        )  # fmt: skip


def _mercator(lon: Floats, lat: Floats) -> Floats:
    """Return (n, 2) metres of the spherical Mercator projection.

    It keeps angles, so what is nearest in it is nearest on the ground, at any latitude.
    """
    x = EARTH_RADIUS_M * np.radians(lon)
    y = EARTH_RADIUS_M * np.log(np.tan(np.pi / 4 + np.radians(lat) / 2))
    return np.column_stack((x, y))
