"""Navigable water: the coast in metres, and a mesh of water cells that boats move through.

The mesh is a quadtree: cells of 50 m inshore that double in size with the distance from land, up
to 1.6 km offshore. A node is the centre of a cell, and an edge exists only where the straight line
between two centres keeps its clearance from land on its whole length; that is tested on the coast
itself, never on cells alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from routeplan.network.projection import Floats, projected

COARSEST_M = 1600.0
FINEST_M = 50.0
GRADING = 1.5
"""A cell is not split when the coast is this many times its size away from its centre."""

COAST_STEP_M = 25.0
"""Spacing of the coast points from which distances are bounded."""

Bools = NDArray[np.bool_]

UNTIE = 1e-6
"""Share of its length by which an edge may be lengthened to break ties."""

SHIFTS = ((0, 1), (1, 0), (1, 1), (1, -1), (1, 2), (2, 1), (1, -2), (2, -1))
"""Neighbours of a cell, as rows and columns; the last four are a knight's moves."""


class Water:
    """Land as boats meet it, in metres of `projection.CRS`.

    Args:
        land: polygons in degrees (lon, lat).
        fairways: polygons in degrees that are water although the land polygons cover them.
        closed: polygons in degrees that boats keep out of, and clear of as of land.
    """

    def __init__(
        self,
        land: Sequence[BaseGeometry],
        fairways: Sequence[BaseGeometry] = (),
        closed: Sequence[BaseGeometry] = (),
    ) -> None:
        pieces = projected(land)
        if fairways:
            open_water = shapely.union_all(projected(fairways))
            touched = shapely.intersects(pieces, open_water)
            carved = shapely.difference(pieces[touched], open_water)
            pieces = np.concatenate([pieces[~touched], shapely.get_parts(carved)])
        self.closed: NDArray[np.object_] = shapely.get_parts(projected(closed))
        shapely.prepare(self.closed)
        self.land: NDArray[np.object_] = np.concatenate([pieces, self.closed])
        shapely.prepare(self.land)
        self._tree = shapely.STRtree(self.land)
        self._coast = shapely.multilinestrings(shapely.get_parts(shapely.boundary(self.land)))
        shapely.prepare(self._coast)
        self.coast_points = shapely.get_coordinates(shapely.segmentize(self._coast, COAST_STEP_M))
        self._points_tree = cKDTree(self.coast_points)

    def on_land(self, points: Floats) -> NDArray[np.bool_]:
        """Tell for points (n, 2) whether they lie on land, or where no boat may go."""
        found = np.zeros(len(points), dtype=bool)
        near, piece = self._tree.query(shapely.points(points))
        # Prepared polygons answer for single points far faster than the tree's own predicate.
        x, y = points[near, 0], points[near, 1]
        found[near[shapely.intersects_xy(self.land[piece], x, y)]] = True
        return found

    def is_closed(self, geometry: BaseGeometry) -> bool:
        """Tell whether a geometry in metres touches an area that boats keep out of."""
        return bool(shapely.intersects(self.closed, geometry).any())

    def land_under(self, line: BaseGeometry) -> list[BaseGeometry]:
        """Return the land polygons that a line in metres touches."""
        return [self.land[k] for k in self._tree.query(line, predicate="intersects")]

    def distance(self, points: Floats) -> Floats:
        """Return for points (n, 2) lower bounds of the distance to the coast (m), good to 13 m."""
        return np.maximum(self.nearest_m(points) - COAST_STEP_M / 2, 0.0)

    def nearest_m(self, points: Floats) -> Floats:
        """Return for points (n, 2) the distance to the nearest of `coast_points` (m)."""
        found, _ = self._points_tree.query(points)
        return np.asarray(found, dtype=np.float64)

    def is_clear(self, starts: Floats, ends: Floats, clearance_m: float) -> NDArray[np.bool_]:
        """Tell which straight lines stay at least `clearance_m` from every coast; exact.

        Args:
            starts: points (n, 2) in the water; a line that meets no coast cannot get on land.
            ends: points (n, 2).
            clearance_m: in metres.
        """
        lines = shapely.linestrings(np.stack([starts, ends], axis=1))
        return np.logical_not(shapely.dwithin(self._coast, lines, clearance_m))


@dataclass(frozen=True)
class SeaMesh:
    """Nodes (n, 2) in metres and the sparse symmetric matrix of clear edges, lengths in metres.

    All nodes belong to one connected piece of water, the largest. Lengths are up to a millionth too
    long, each by its own share: on a grid many ways are equally short, and so only one of them is
    the shortest, from whichever end it is searched.
    """

    nodes: Floats
    graph: csr_array
    clearance_m: float


def build_mesh(water: Water, box: tuple[float, float, float, float], clearance_m: float) -> SeaMesh:
    """Cover the water inside `box` (west, south, east, north in metres).

    Raises:
        ValueError: the box holds no water.
    """
    west, south, east, north = box
    shape = (
        max(1, int(np.ceil((north - south) / COARSEST_M))),
        max(1, int(np.ceil((east - west) / COARSEST_M))),
    )
    ids = np.full(shape, -1, dtype=np.int32)
    rows, columns = (axis.ravel() for axis in np.indices(shape))
    size, nodes, sizes, count = COARSEST_M, [], [], 0
    while True:
        centres = np.column_stack((west + (columns + 0.5) * size, south + (rows + 0.5) * size))
        distance = water.distance(centres)
        if size <= FINEST_M:
            leaf = distance >= clearance_m
            near = np.flatnonzero(~leaf & (distance >= clearance_m - COAST_STEP_M))
            leaf[near] = water.is_clear(centres[near], centres[near], clearance_m)
        else:
            leaf = distance >= GRADING * size
        kept = np.flatnonzero(leaf)
        kept = kept[~water.on_land(centres[kept])]
        ids[rows[kept], columns[kept]] = count + np.arange(len(kept))
        nodes.append(centres[kept])
        sizes.append(np.full(len(kept), size))
        count += len(kept)
        if size <= FINEST_M:
            break
        # Each cell that is left makes four of half the size.
        rows, columns = (
            (2 * axis[~leaf][:, None] + offsets).ravel()
            for axis, offsets in ((rows, (0, 0, 1, 1)), (columns, (0, 1, 0, 1)))
        )
        ids = ids.repeat(2, axis=0).repeat(2, axis=1)
        size /= 2
    if not count:
        raise ValueError("no water in the box")
    points = np.concatenate(nodes)
    i, j = _neighbours(ids, count, np.concatenate(sizes))
    length = np.hypot(*(points[i] - points[j]).T)
    clear = _clear_edges(water, points, i, j, clearance_m)
    i, j, length = i[clear], j[clear], length[clear]
    length *= 1 + UNTIE * _shares(i, j)
    graph = coo_array((length, (i, j)), shape=(count, count)).tocsr()
    return _largest_piece(points, csr_array(graph + graph.T), clearance_m)


def _clear_edges(
    water: Water, points: Floats, i: NDArray[np.int32], j: NDArray[np.int32], clearance_m: float
) -> Bools:
    """Tell which edges keep their clearance: by bounds where these decide, else exactly."""
    length: Floats = np.hypot(*(points[i] - points[j]).T)
    distance = water.distance(points)
    clear = _surely_clear(length, distance[i], distance[j], clearance_m)
    unsure = np.flatnonzero(~clear)
    # The distance to the middle of an edge is cheap, and decides many of the rest.
    middle = water.nearest_m((points[i[unsure]] + points[j[unsure]]) / 2)
    half: Floats = np.divide(length[unsure], 2)
    between: Floats = np.subtract(middle, COAST_STEP_M / 2)
    clear[unsure] = _surely_clear(half, distance[i[unsure]], between, clearance_m)
    clear[unsure] &= _surely_clear(half, between, distance[j[unsure]], clearance_m)
    unsure = unsure[~clear[unsure] & (middle > clearance_m)]
    clear[unsure] = water.is_clear(points[i[unsure]], points[j[unsure]], clearance_m)
    return clear


def _surely_clear(length: Floats, start: Floats, end: Floats, clearance_m: float) -> Bools:
    """Tell which straight lines keep their clearance, by lower bounds at both ends alone.

    A point `t` along a line of length `L` lies at least `start - t` and `end - (L - t)` from the
    coast, and so at least their mean, whatever `t`.
    """
    return (start + end - length) / 2 >= clearance_m


def _shares(i: NDArray[np.int32], j: NDArray[np.int32]) -> Floats:
    """Return a number from 0 to 1 for each pair, the same every time, without order among them."""
    mixed = (i.astype(np.uint64) * np.uint64(2654435761)) ^ (j.astype(np.uint64) << np.uint64(20))
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    shares: Floats = (mixed >> np.uint64(40)) / 2.0**24
    return shares


def _neighbours(
    ids: NDArray[np.int32], count: int, sizes: Floats
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return each pair of neighbouring cells once; `ids` numbers the cell under each finest one."""
    height, width = ids.shape
    found = []
    for down, right in SHIFTS:
        a = ids[: height - down, max(0, -right) : width - max(0, right)]
        b = ids[down:, max(0, right) : width - max(0, -right)]
        pair = (a >= 0) & (b >= 0) & (a != b)
        first, second = a[pair], b[pair]
        if max(abs(down), abs(right)) > 1:
            # Knight's moves help where cells are finest; elsewhere they repeat the others.
            fine = (sizes[first] <= FINEST_M) & (sizes[second] <= FINEST_M)
            first, second = first[fine], second[fine]
        found.append((np.minimum(first, second), np.maximum(first, second)))
    low, high = (np.concatenate(part) for part in zip(*found, strict=True))
    # A sparse matrix drops repeated pairs faster than sorting does.
    pairs = coo_array((np.ones(len(low), dtype=bool), (low, high)), shape=(count, count)).tocsr()
    low, high = pairs.tocoo().coords
    return low.astype(np.int32), high.astype(np.int32)


def _largest_piece(points: Floats, graph: csr_array, clearance_m: float) -> SeaMesh:
    _, label = connected_components(graph, directed=False)
    kept = np.flatnonzero(label == np.bincount(label).argmax())
    return SeaMesh(points[kept], csr_array(graph[kept][:, kept]), clearance_m)
