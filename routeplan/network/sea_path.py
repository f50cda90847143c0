"""Sea legs between landings: shortest paths over the mesh, pulled straight, proved clear of land.

A leg is an *approach* from the pier, the fairway part, and an approach to the other pier. The
fairway part keeps the clearance everywhere; an approach is one straight line of at most
`APPROACH_M` between the pier and the mesh, and touches no land but the pier's own shore, which it
leaves once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree
from shapely import LineString, Point

from routeplan.network.projection import Floats
from routeplan.network.sea_mesh import SeaMesh, Water

APPROACH_M = 1500.0
"""Longest approach; a pier may lie up to 1 km inland of the drawn coast."""

CANDIDATES = 400
"""Nearest nodes of the mesh that are tried for an approach."""

NO_NODE = -1


@dataclass(frozen=True)
class SeaLegs:
    """Legs between landings 0 … n-1, in metres of the mesh's coordinate system.

    Args:
        lengths: shape (n, n), metres with both approaches, infinite where there is no way.
        approach_m: shape (n,), length of each landing's approach, 0 where the landing itself keeps
            clear of land, infinite where there is no approach.
        lines: by pair (i, j) with i < j, points (k, 2) from landing i to landing j.
    """

    lengths: Floats
    approach_m: Floats
    lines: dict[tuple[int, int], Floats]


def sea_legs(
    water: Water, mesh: SeaMesh, landings: Floats, wanted: NDArray[np.bool_] | None = None
) -> SeaLegs:
    """Find the leg between every two `landings` (n, 2), or between those `wanted`.

    A leg depends on the water, the mesh and its two ends alone, not on what else is asked for.

    Args:
        water: the coast.
        mesh: of that water.
        landings: in metres, no two the same.
        wanted: shape (n, n), symmetric. Lengths of others are infinite, and they have no line.

    Raises:
        AssertionError: a leg breaks what the module promises; a mistake of this module.
    """
    n = len(landings)
    nodes = approach_nodes(water, mesh, landings)
    reached = np.flatnonzero(nodes != NO_NODE)
    approach = np.full(n, np.inf)
    approach[reached] = np.hypot(*(landings[reached] - mesh.nodes[nodes[reached]]).T)
    # A pier that stands clear of land itself is part of the fairway and needs no approach.
    clear = reached[
        ~water.on_land(landings[reached])
        & water.is_clear(landings[reached], mesh.nodes[nodes[reached]], mesh.clearance_m)
    ]
    approach[clear] = 0.0
    pairs, paths = [], []
    for start, ends in _searches(landings, nodes, wanted):
        _, back = dijkstra(mesh.graph, indices=nodes[start], return_predecessors=True)
        for end in ends:
            path = mesh.nodes[_walk_back(back, nodes[start], nodes[end])]
            i, j = min(start, end), max(start, end)
            if _before(landings[end], landings[start]):
                path = path[::-1]
                start_at, end_at = end, start
            else:
                start_at, end_at = start, end
            piers = (landings[[k]] if approach[k] == 0.0 else path[:0] for k in (start_at, end_at))
            pairs.append((i, j, i != start_at))
            paths.append(np.vstack([next(piers), path, next(piers)]))
    paths = pull(water, paths, mesh.clearance_m)
    prove(water, paths, mesh.clearance_m)
    lengths = np.full((n, n), np.inf)
    np.fill_diagonal(lengths, 0.0)
    lines = {}
    for (i, j, turned), path in zip(pairs, paths, strict=True):
        line = np.vstack([landings[[i]], path[::-1] if turned else path, landings[[j]]])
        repeated = np.hypot(*np.diff(line, axis=0).T) == 0.0
        line = line[np.concatenate([[True], ~repeated])]
        lines[i, j] = line if len(line) > 1 else landings[[i, j]]
        lengths[i, j] = lengths[j, i] = np.hypot(*np.diff(line, axis=0).T).sum()
    return SeaLegs(lengths, approach, lines)


def _searches(
    landings: Floats, nodes: NDArray[np.int64], wanted: NDArray[np.bool_] | None
) -> Iterator[tuple[int, list[int]]]:
    """Yield where to search from and where to, each wanted pair once, in few searches."""
    n = len(landings)
    open_pairs = np.ones((n, n), dtype=bool) if wanted is None else wanted.copy()
    np.fill_diagonal(open_pairs, val=False)
    away = nodes == NO_NODE
    open_pairs[away] = open_pairs[:, away] = False
    for start in np.argsort(-open_pairs.sum(axis=0), kind="stable").tolist():
        ends = np.flatnonzero(open_pairs[start]).tolist()
        open_pairs[start] = open_pairs[:, start] = False
        if ends:
            yield start, ends


def _before(one: Floats, other: Floats) -> bool:
    """Tell which of two landings comes first, so that a leg is pulled in one direction only."""
    return (float(one[0]), float(one[1])) < (float(other[0]), float(other[1]))


def approach_nodes(water: Water, mesh: SeaMesh, landings: Floats) -> NDArray[np.int64]:
    """Return for each landing the nearest node of the mesh with a clean approach, or `NO_NODE`."""
    tree = cKDTree(mesh.nodes)
    ranks = np.arange(1, min(CANDIDATES, len(mesh.nodes)) + 1)
    found = tree.query(landings, k=ranks, distance_upper_bound=APPROACH_M)
    distances, nearest = (np.atleast_2d(part) for part in found)
    chosen = np.full(len(landings), NO_NODE, dtype=np.int64)
    for i, landing in enumerate(landings):
        order = nearest[i][np.isfinite(distances[i])]
        for node in order:
            if is_clean_approach(water, landing, mesh.nodes[node]):
                chosen[i] = node
                break
    return chosen


def is_clean_approach(water: Water, pier: Floats, node: Floats) -> bool:
    """Tell whether the straight line crosses no land but the pier's own shore, left once.

    Nor may it touch an area that is closed to boats.
    """
    line = LineString([pier, node])
    if water.is_closed(line):
        return False
    crossed = water.land_under(line)
    if not crossed:
        return True
    dry = line.intersection(shapely.union_all(crossed))
    # One unbroken dry part that begins at the pier.
    return dry.length == 0 or (dry.geom_type == "LineString" and dry.distance(Point(pier)) < 1.0)


def pull(water: Water, paths: list[Floats], clearance_m: float) -> list[Floats]:
    """Straighten paths (k, 2) as a string is pulled, keeping the clearance.

    From each kept point on, the farthest point of the path that can be seen is kept next. All paths
    advance together, so that lines of sight are tested in bulk. A second pass runs from the
    other end, over the pulled path cut into short pieces, and takes the corners off the first.
    """
    first = _pull_once(water, paths, clearance_m)
    second = _pull_once(water, [_pieces(path[::-1]) for path in first], clearance_m)
    return [path[::-1] for path in second]


def _pull_once(water: Water, paths: list[Floats], clearance_m: float) -> list[Floats]:
    kept = [[0] for _ in paths]
    active = np.array([k for k, path in enumerate(paths) if len(path) > 1], dtype=np.int64)
    ends = np.array([len(path) - 1 for path in paths], dtype=np.int64)
    at = np.zeros(len(paths), dtype=np.int64)
    while len(active):
        # The next point is always seen: it is joined by an edge of the mesh or an earlier sight.
        seen = np.minimum(at[active] + 1, ends[active])
        blocked = ends[active] + 1
        step = np.ones(len(active), dtype=np.int64)
        growing = np.ones(len(active), dtype=bool)
        while (todo := np.flatnonzero(blocked - seen > 1)).size:
            # Double the stride until something is in the way, then halve the gap.
            jump = np.minimum(seen[todo] + step[todo], ends[active[todo]])
            half = (seen[todo] + blocked[todo]) // 2
            target = np.where(growing[todo], np.minimum(jump, blocked[todo] - 1), half)
            starts = np.array([paths[k][at[k]] for k in active[todo]])
            stops = np.array([paths[k][t] for k, t in zip(active[todo], target, strict=True)])
            clear = water.is_clear(starts, stops, clearance_m)
            seen[todo[clear]] = target[clear]
            step[todo[clear]] *= 2
            blocked[todo[~clear]] = target[~clear]
            growing[todo[~clear]] = False
        at[active] = seen
        for k, position in zip(active, seen, strict=True):
            kept[k].append(int(position))
        active = active[at[active] < ends[active]]
    return [path[positions] for path, positions in zip(paths, kept, strict=True)]


def prove(water: Water, paths: list[Floats], clearance_m: float) -> None:
    """Raise AssertionError unless every path keeps its clearance and lies in the water."""
    many = [path for path in paths if len(path) > 1]
    if not many:
        return
    starts = np.concatenate([path[:-1] for path in many])
    ends = np.concatenate([path[1:] for path in many])
    clear = water.is_clear(starts, ends, clearance_m)
    if not clear.all() or water.on_land(starts).any():
        raise AssertionError(f"{np.count_nonzero(~clear)} sea legs come too close to land")


def _pieces(path: Floats, spacing_m: float = 250.0, most: int = 400) -> Floats:
    """Return the path with further points on it, evenly spaced; one that leads nowhere ends."""
    if len(path) < 2:
        return path
    length = np.hypot(*np.diff(path, axis=0).T).sum()
    if length == 0.0:
        return path[:1]
    line = shapely.linestrings(path)
    return shapely.get_coordinates(shapely.segmentize(line, max(spacing_m, length / most)))


def _walk_back(back: NDArray[np.int32], start: int, end: int) -> NDArray[np.int64]:
    nodes = [int(end)]
    while nodes[-1] != start:
        nodes.append(int(back[nodes[-1]]))
    return np.array(nodes[::-1], dtype=np.int64)
