"""Shortest times between spots of a network: Dijkstra, some sources at a time.

Time and length are found in one pass: a weight is the time in whole milliseconds times 2^26 plus
the length in decimetres. Sums stay below 2^53, where doubles count exactly, for 37 hours and 6,700
km; so the quickest way is exact, and among equally quick ones the shortest is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from routeplan.network.osm.graph import RoadGraph
from routeplan.network.osm.snapping import Spot

CHUNK_BYTES = 64_000_000
"""What the distances of the sources of one pass may take."""

_SHIFT = float(2**26)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Tree(NamedTuple):
    """The quickest ways from one spot, which is the last node.

    Args:
        distance: weight to each node, infinite where there is no way.
        back: each node's predecessor, negative where there is no way.
        limit: no way of a larger weight was looked for.
    """

    distance: Floats
    back: NDArray[np.int32]
    limit: float


class Router:
    """Answers for one profile of a network."""

    name = "dijkstra"

    def __init__(self, graph: RoadGraph, profile: int) -> None:
        self.graph = graph
        self._n = len(graph.lon)
        starts = graph.starts.astype(np.int64)
        weights = _weights(graph.seconds[profile], graph.metres)
        self._along, self._against = weights
        open_ = [np.flatnonzero(np.isfinite(one)) for one in weights]
        self._rows = np.concatenate([starts[open_[0]], graph.indices[open_[1]]])
        self._columns = np.concatenate([graph.indices[open_[0]], starts[open_[1]]])
        self._weight = np.concatenate([self._along[open_[0]], self._against[open_[1]]])
        self._sorted: dict[bool, tuple[Floats, Ints, Ints]] = {}
        self._starts, self._ends = starts, graph.indices.astype(np.int64)

    def matrix(self, sources: Sequence[Spot], targets: Sequence[Spot]) -> tuple[Floats, Floats]:
        """Return seconds and metres, shape (sources, targets); infinite where there is no way."""
        found = self._search(sources, targets, reverse=False)
        return _decoded(found)

    def matrix_reversed(
        self, sources: Sequence[Spot], targets: Sequence[Spot]
    ) -> tuple[Floats, Floats]:
        """Return the same as `matrix`, searched from the targets: quicker where these are fewer."""
        return _decoded(self._search(targets, sources, reverse=True).T)

    def tree(self, source: Spot, within_s: float = np.inf) -> Tree:
        """Return the ways from a spot to all nodes that it reaches within some time (s)."""
        graph = self._with_sources([source], reverse=False)
        limit = (np.rint(within_s * 1000) + 1) * _SHIFT
        distance, back = dijkstra(graph, indices=[self._n], return_predecessors=True, limit=limit)
        return Tree(distance[0], back[0], limit)

    def way(self, source: Spot, target: Spot, tree: Tree) -> Floats | None:
        """Return the line (k, 2) lat, lon in degrees from one spot to another; None for no way.

        None as well where the quickest way may lead out of what the tree covers.
        """
        direct = self._within(source, target)
        distance, back, limit = tree
        into = self._into(target, reverse=False)
        options = [float(distance[node]) + cost for node, cost in into]
        best = int(np.argmin(options))
        if direct is not None and direct <= options[best]:
            return self._piece(source.edge, source.along, target.along)
        if not np.isfinite(options[best]) or options[best] > limit:
            return None
        node, nodes = into[best][0], []
        while node != self._n:
            nodes.append(node)
            node = int(back[node])
        nodes.reverse()
        # Both ends of a loop are one node, so it is the cost that says which way it was taken.
        leave = 1.0 if self._leaves_over_end(source, nodes[0]) else 0.0
        pieces = [self._piece(source.edge, source.along, leave)]
        for a, b in pairwise(nodes):
            edge, backwards = self._arc(a, b)
            pieces.append(self.graph.line(edge)[:: -1 if backwards else 1])
        enter = float(self._enters_at_end(target, into[best]))
        pieces.append(self._piece(target.edge, enter, target.along))
        line = np.concatenate(pieces)
        step = np.concatenate([[True], np.abs(np.diff(line, axis=0)).sum(axis=1) > 1e-9])
        kept: Floats = line[step]
        return kept

    def _search(self, sources: Sequence[Spot], targets: Sequence[Spot], *, reverse: bool) -> Floats:
        """Return weights (sources, targets); with `reverse` of the ways from targets to sources."""
        best = np.full((len(sources), len(targets)), np.inf)
        if not sources or not targets:
            return best
        base = self._without_dead_ends([*sources, *targets], reverse=reverse)
        graph = self._with_sources(sources, reverse=reverse, base=base)
        first, second = self._ends_of(targets, reverse=reverse)
        size = max(1, CHUNK_BYTES // (8 * graph.shape[0]))
        for k in range(0, len(sources), size):
            block = best[k : k + size]
            distance = dijkstra(graph, indices=self._n + np.arange(k, k + len(block)))
            for nodes, cost in (first, second):
                np.minimum(block, distance[:, nodes] + cost, out=block)
        by_edge: dict[int, list[int]] = {}
        for j, spot in enumerate(targets):
            by_edge.setdefault(spot.edge, []).append(j)
        for i, spot in enumerate(sources):
            for j in by_edge.get(spot.edge, ()):
                a, b = (targets[j], spot) if reverse else (spot, targets[j])
                direct = self._within(a, b)
                if direct is not None:
                    best[i, j] = min(best[i, j], direct)
        return best

    def _with_sources(
        self,
        sources: Sequence[Spot],
        *,
        reverse: bool,
        base: tuple[Floats, Ints, Ints] | None = None,
    ) -> csr_array:
        """Return the graph with one more node per source, which is only left."""
        weight, index, indptr = self._base(reverse=reverse) if base is None else base
        pairs = self._ends_of(sources, reverse=not reverse)
        new = np.tile(np.arange(len(sources)), 2)
        node = np.concatenate([nodes for nodes, _ in pairs])
        cost = np.concatenate([one for _, one in pairs])
        good = np.isfinite(cost)
        more = _csr_parts(new[good], node[good], np.maximum(cost[good], 1.0), len(sources))
        total = self._n + len(sources)
        return csr_array(
            (
                np.concatenate([weight, more[0]]),
                np.concatenate([index, more[1]]).astype(np.int32),
                np.concatenate([indptr, indptr[-1] + more[2][1:]]).astype(np.int32),
            ),
            shape=(total, total),
        )

    def _without_dead_ends(
        self, spots: Sequence[Spot], *, reverse: bool
    ) -> tuple[Floats, Ints, Ints]:
        """Return the roads without the dead ends where no spot lies.

        Nothing that leads to one leads anywhere else, so no shortest way is lost.
        """
        edges = np.array([spot.edge for spot in spots], dtype=np.int64)
        needed = np.zeros(self._n, dtype=bool)
        needed[self._starts[edges]] = needed[self._ends[edges]] = True
        gone = np.zeros(self._n, dtype=bool)
        u, v = self._starts, self._ends
        while True:
            alive = (u != v) & ~gone[u] & ~gone[v]
            u, v = u[alive], v[alive]
            roads = np.bincount(u, minlength=self._n) + np.bincount(v, minlength=self._n)
            leaf = (roads <= 1) & ~needed & ~gone
            if not leaf.any():
                break
            gone |= leaf
        weight, index, indptr = self._base(reverse=reverse)
        keep = ~gone[index]
        before = np.concatenate([[0], np.cumsum(keep)])
        return weight[keep], index[keep], before[indptr]

    def roads(self) -> tuple[Floats, Ints, Ints]:
        """Return data, indices and indptr of the graph in compressed sparse rows."""
        return self._base(reverse=False)

    def _base(self, *, reverse: bool) -> tuple[Floats, Ints, Ints]:
        """Return the roads, or with `reverse` all of them turned round, as sparse rows."""
        if reverse not in self._sorted:
            rows, columns = (self._rows, self._columns)[:: -1 if reverse else 1]
            self._sorted[reverse] = _csr_parts(rows, columns, self._weight, self._n)
        return self._sorted[reverse]

    def _ends_of(
        self, spots: Sequence[Spot], *, reverse: bool
    ) -> tuple[tuple[Ints, Floats], tuple[Ints, Floats]]:
        """Return nodes and weights by which spots are entered, or with `reverse` left."""
        edge = np.array([spot.edge for spot in spots], dtype=np.int64)
        along = np.array([spot.along for spot in spots])
        at_start = _part(self._against if reverse else self._along, edge, along)
        at_end = _part(self._along if reverse else self._against, edge, 1 - along)
        return (self._starts[edge], at_start), (self._ends[edge], at_end)

    def _into(self, spot: Spot, *, reverse: bool) -> list[tuple[int, float]]:
        pairs = self._ends_of([spot], reverse=reverse)
        return [(int(nodes[0]), float(cost[0])) for nodes, cost in pairs]

    def _leaves_over_end(self, source: Spot, node: int) -> bool:
        (start, by_start), (end, by_end) = self._into(source, reverse=True)
        return by_end <= by_start if start == end else node == end

    def _enters_at_end(self, target: Spot, chosen: tuple[int, float]) -> bool:
        return self._into(target, reverse=False)[0] != chosen

    def _within(self, a: Spot, b: Spot) -> float | None:
        """Return the weight of staying on the one edge of two spots, None where it does not do."""
        if a.edge != b.edge:
            return None
        weight = self._along if b.along >= a.along else self._against
        cost = float(_part(weight, np.array([a.edge]), np.array([abs(b.along - a.along)]))[0])
        return cost if np.isfinite(cost) else None

    def _arc(self, a: int, b: int) -> tuple[int, bool]:
        """Return the quickest edge from node a to node b and whether it is driven backwards."""
        graph = self.graph
        options = []
        for x, y, weight, back in ((a, b, self._along, False), (b, a, self._against, True)):
            edges = np.arange(graph.indptr[x], graph.indptr[x + 1])
            edges = edges[graph.indices[edges] == y]
            options += [(float(weight[edge]), int(edge), back) for edge in edges.tolist()]
        _, edge, back = min(options)
        return edge, back

    def _piece(self, edge: int, from_: float, to: float) -> Floats:
        """Return the line of an edge between two shares of its length."""
        line = self.graph.line(edge)
        if from_ > to:
            return self._piece(edge, to, from_)[::-1]
        scaled = line * np.array([1.0, np.cos(np.radians(line[0, 0]))])
        run = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(scaled, axis=0).T))])
        if not run[-1]:
            return line[:1]
        share = run / run[-1]
        inner = line[(share > from_) & (share < to)]
        ends = [[np.interp(at, share, line[:, k]) for k in (0, 1)] for at in (from_, to)]
        return np.concatenate([[ends[0]], inner, [ends[1]]])


def _weights(seconds: NDArray[np.float32], metres: NDArray[np.float32]) -> tuple[Floats, Floats]:
    lengths = np.rint(metres.astype(np.float64) * 10)
    time = np.maximum(1.0, np.rint(seconds.astype(np.float64) * 1000))
    return time[0] * _SHIFT + lengths, time[1] * _SHIFT + lengths


def _csr_parts(rows: Ints, columns: Ints, weight: Floats, n: int) -> tuple[Floats, Ints, Ints]:
    """Return data, indices and indptr; of parallel roads the quickest, where scipy would add up."""
    order = np.lexsort((weight, columns, rows))
    rows, columns, weight = rows[order], columns[order], weight[order]
    only = np.ones(len(rows), dtype=bool)
    only[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows[only], minlength=n))])
    return weight[only], columns[only], indptr


def _part(weight: Floats, edge: Ints, share: Floats) -> Floats:
    """Return the weights of shares of edges, time and length each rounded."""
    whole = weight[edge]
    finite = np.isfinite(whole)
    time, length = np.divmod(np.where(finite, whole, 0.0), _SHIFT)
    part = np.rint(time * share) * _SHIFT + np.rint(length * share)
    return np.where(finite, part, np.inf)


def _decoded(weight: Floats) -> tuple[Floats, Floats]:
    finite = np.isfinite(weight)
    time, length = np.divmod(np.where(finite, weight, 0.0), _SHIFT)
    seconds, metres = time / 1000, length / 10
    return np.where(finite, seconds, np.inf), np.where(finite, metres, np.inf)
