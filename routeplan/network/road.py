"""Road travel on the major-road skeleton: Dijkstra over its edges and the access legs to it.

What is measured here is an estimate and says so (`Source.SKELETON`, `Source.STRAIGHT`). The graph
is small, so nothing of it is cached on disk.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely.geometry import shape
from shapely.ops import substring

from routeplan.model import Source
from routeplan.network.access import Ashore, Attachment, attachments
from routeplan.network.projection import Floats, projected
from routeplan.network.straight import Place, straight_joins

LEAST_S = 1e-6
"""Sparse graphs lose edges of weight 0."""


@dataclass(frozen=True)
class Roads:
    """The road network in metres of `projection.CRS`.

    Args:
        u, v: shape (m,), node numbers at the ends of each edge.
        metres: shape (m,), length on the ground; at least that of the line.
        speed_kph: shape (m,), 0 where the profile's own speed holds.
        lines: shape (m,), from u to v.
    """

    u: NDArray[np.int64]
    v: NDArray[np.int64]
    metres: Floats
    speed_kph: Floats
    lines: NDArray[np.object_]


def read_roads(path: Path) -> Roads:
    """Read edges from GeoJSON with properties u, v, metres, speed_kph."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    rows = [feature["properties"] for feature in features]
    names = sorted({row[end] for row in rows for end in ("u", "v")})
    number = {name: k for k, name in enumerate(names)}
    return Roads(
        np.array([number[row["u"]] for row in rows]),
        np.array([number[row["v"]] for row in rows]),
        np.array([row["metres"] for row in rows], dtype=float),
        np.array([row["speed_kph"] or 0 for row in rows], dtype=float),
        projected([shape(feature["geometry"]) for feature in features]),
    )


def locate(
    ashore: Ashore, roads: Roads, points: Floats, usable: Sequence[bool], max_access_m: float
) -> tuple[Place, ...]:
    """Find land and access of every point (n, 2); those not `usable` by road get no access."""
    served: set[int] = set()
    for line in roads.lines:
        served |= ashore.pieces_under(line)
    found = []
    for point, use in zip(points, usable, strict=True):
        piece, off = ashore.piece_of(point)
        joined: list[Attachment] = []
        if use and piece >= 0:
            joined = attachments(ashore, roads.lines, point, piece, off, max_access_m)
        found.append(Place(point, piece, off, tuple(joined), use and piece not in served))
    return tuple(found)


class RoadTravel:
    """Times, lengths and lines between places by road for one speed and detour factor.

    Attributes:
        seconds, metres: shape (n, n); infinite where there is no way.
    """

    def __init__(
        self,
        ashore: Ashore,
        roads: Roads,
        places: Sequence[Place],
        speed_kph: float,
        detour_factor: float,
    ) -> None:
        self._places = tuple(places)
        self._roads = roads
        self._cuts: list[tuple[int, float]] = []  # edge and metres along it, by extra node
        n, first_cut = len(places), int(max(roads.u.max(), roads.v.max())) + 1
        arcs = self._arcs(speed_kph, detour_factor, first_cut)
        self._leave = first_cut + len(self._cuts)
        self._first_cut = first_cut
        total = self._leave + 2 * n
        shape_ = (total, total)
        start, end, time, length = (np.array(column) for column in zip(*arcs, strict=True))
        graph = csr_array((np.maximum(time, LEAST_S), (start, end)), shape=shape_)
        lengths = csr_array((np.maximum(length, LEAST_S), (start, end)), shape=shape_)
        leave, enter = self._leave + np.arange(n), self._leave + n + np.arange(n)
        times, self._back = dijkstra(graph, indices=leave, return_predecessors=True)
        self.seconds: Floats = times[:, enter]
        self.metres: Floats = self._lengths(lengths)[:, enter]
        np.fill_diagonal(self.seconds, 0.0)
        np.fill_diagonal(self.metres, 0.0)
        self._straight = np.zeros((n, n), dtype=bool)
        pace = detour_factor / (speed_kph / 3.6)
        for i, j, straight in straight_joins(ashore, places, self.seconds, pace):
            self.seconds[i, j] = straight * pace
            self.metres[i, j] = straight * detour_factor
            self._straight[i, j] = True

    def trace(self, i: int, j: int) -> tuple[Floats, Source]:
        """Return the line (k, 2) in metres of a movement that exists, and its source."""
        ends = self._places[i].point, self._places[j].point
        if self._straight[i, j]:
            return np.array(ends), Source.STRAIGHT
        node, nodes = int(self._back[i, self._leave + len(self._places) + j]), []
        while node < self._leave:
            nodes.append(node)
            node = int(self._back[i, node])
        nodes.reverse()
        pieces = [ends[0][None, :]]
        pieces += [self._piece(a, b) for a, b in pairwise(nodes)]
        if len(nodes) == 1:
            pieces.append(self._point(nodes[0])[None, :])
        line = np.concatenate([*pieces, ends[1][None, :]])
        step = np.hypot(*np.diff(line, axis=0).T) > 0.01
        kept: Floats = line[np.concatenate([[True], step])]
        return kept, Source.SKELETON

    def _arcs(
        self, speed_kph: float, detour_factor: float, first_cut: int
    ) -> list[tuple[int, int, float, float]]:
        """Return (from, to, seconds, metres): roads cut at the attachments, and access legs.

        Every place is two nodes, one that is only left and one that is only entered, so that no way
        leads through a third place's access legs.
        """
        roads, n = self._roads, len(self._places)
        cut_of: dict[tuple[int, int], int] = {}
        on_edge: dict[int, list[tuple[float, int]]] = {}
        access = []
        for i, place in enumerate(self._places):
            for spot in place.attached:
                key = (spot.edge, round(spot.along_m))
                if key not in cut_of:
                    cut_of[key] = first_cut + len(self._cuts)
                    self._cuts.append((spot.edge, spot.along_m))
                    on_edge.setdefault(spot.edge, []).append((spot.along_m, cut_of[key]))
                access.append((i, cut_of[key], spot.straight_m * detour_factor))
        arcs = []
        for edge, line in enumerate(roads.lines):
            speed = (roads.speed_kph[edge] or speed_kph) / 3.6
            scale = roads.metres[edge] / line.length
            stops = [(0.0, int(roads.u[edge])), *sorted(on_edge.get(edge, []))]
            stops.append((line.length, int(roads.v[edge])))
            for (at, a), (to, b) in pairwise(stops):
                metres = max(0.0, to - at) * scale
                arcs += [(a, b, metres / speed, metres), (b, a, metres / speed, metres)]
        leave = first_cut + len(self._cuts)
        for i, cut, metres in access:
            seconds = metres / (speed_kph / 3.6)
            arcs += [(leave + i, cut, seconds, metres), (cut, leave + n + i, seconds, metres)]
        return arcs

    def _lengths(self, lengths: csr_array) -> Floats:
        """Return the metres along every shortest path: each round doubles how far back it looks."""
        rows, columns = np.nonzero(self._back >= 0)
        back = np.where(self._back >= 0, self._back, np.arange(self._back.shape[1]))
        metres = np.zeros(back.shape)
        if len(rows):  # else no place has access at all, and scipy refuses an empty choice
            metres[rows, columns] = lengths[self._back[rows, columns], columns]
        source = np.arange(len(back))[:, None]
        while True:
            further = back[source, back]
            if (further == back).all():
                return metres
            metres = metres + metres[source, back]
            back = further

    def _piece(self, a: int, b: int) -> Floats:
        """Return the line between two neighbouring nodes of the cut network."""
        edge, from_m, to_m = self._between(a, b)
        return shapely.get_coordinates(substring(self._roads.lines[edge], from_m, to_m))

    def _between(self, a: int, b: int) -> tuple[int, float, float]:
        for edge in self._edges_at(a) & self._edges_at(b):
            return edge, self._along(a, edge), self._along(b, edge)
        raise AssertionError(f"nodes {a} and {b} are not neighbours")

    def _edges_at(self, node: int) -> set[int]:
        if node >= self._first_cut:
            return {self._cuts[node - self._first_cut][0]}
        ends = (self._roads.u == node) | (self._roads.v == node)
        return {int(edge) for edge in np.flatnonzero(ends)}

    def _along(self, node: int, edge: int) -> float:
        if node >= self._first_cut:
            return self._cuts[node - self._first_cut][1]
        return 0.0 if self._roads.u[edge] == node else float(self._roads.lines[edge].length)

    def _point(self, node: int) -> Floats:
        edge = min(self._edges_at(node))
        along = self._along(node, edge)
        spot = shapely.line_interpolate_point(self._roads.lines[edge], along)
        return np.array([spot.x, spot.y])
