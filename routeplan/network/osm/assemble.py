"""Make a graph of ways: cut at junctions, merge what lies between, keep the lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routeplan.geo.metric import distances_m
from routeplan.network.osm.driving import Driving
from routeplan.network.osm.graph import RoadGraph, hash_of
from routeplan.network.osm.ways import E7, Ways

_JUNCTION = 3
"""Roads that make a junction."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Segments:
    """Straight pieces between neighbouring nodes.

    Args:
        a, b: shape (s,), nodes.
        road: shape (s,), class, -1 for the passage through a barrier.
        seconds: shape (s, profiles, 2).
        metres: shape (s,).
    """

    a: Ints
    b: Ints
    road: Ints
    seconds: Floats
    metres: Floats


def assemble(ways: Ways, driving: Driving, about: Mapping[str, Any]) -> RoadGraph:
    """Return the graph of ways, with `about` and what can be counted in it.

    Nodes with two neighbours and the same rights on both sides vanish into their edge. Delays are
    added to the edge that enters the junction or light; one inside an edge counts on that edge.
    """
    segments = _segments(ways)
    by_class = _km_by_class(segments, driving)
    segments, lon, lat = _split_barriers(segments, ways)
    segments = _delayed(segments, ways, driving, len(lon))
    chains, chain_offsets = _chains(segments, len(lon))
    arrays = _edges(segments, chains, chain_offsets, lon, lat)
    counts = {"nodes": len(arrays["lon"]), "edges": len(arrays["indices"]), "km_by_class": by_class}
    return RoadGraph(
        **arrays,
        profiles=driving.profiles,
        ferries=ways.ferries,
        about={**about, **counts},
        hash=hash_of(arrays, driving.profiles),
    )


def metres_between(lon1: Any, lat1: Any, lon2: Any, lat2: Any) -> Floats:
    """Return great-circle metres between points in 1e-7 degrees, element by element."""
    scale = np.pi / 180 / E7
    y1, y2 = np.asarray(lat1) * scale, np.asarray(lat2) * scale
    dx = (np.asarray(lon2, dtype=np.float64) - np.asarray(lon1)) * scale
    found: Floats = distances_m(y1, y2, dx)
    return found


def _segments(ways: Ways) -> _Segments:
    way_of = np.repeat(np.arange(len(ways.way_class)), np.diff(ways.offsets))
    a, b = ways.refs[:-1], ways.refs[1:]
    good = (way_of[:-1] == way_of[1:]) & (a >= 0) & (b >= 0) & (a != b)
    a, b, way = a[good], b[good], way_of[:-1][good]
    metres = metres_between(ways.lon[a], ways.lat[a], ways.lon[b], ways.lat[b])
    kph = ways.kph[way].astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        seconds = np.where(kph > 0, metres[:, None, None] * 3.6 / kph, np.inf)
    return _Segments(a, b, ways.way_class[way].astype(np.int64), seconds, metres)


def _km_by_class(segments: _Segments, driving: Driving) -> dict[str, float]:
    """Return kilometres that each profile may use, as ``class``: total of what anyone may."""
    total = np.bincount(segments.road, segments.metres, minlength=len(driving.classes)) / 1000
    pairs = zip(driving.classes, total.tolist(), strict=True)
    return {name: round(km, 1) for name, km in pairs if km > 0.05}


def _split_barriers(
    segments: _Segments, ways: Ways
) -> tuple[_Segments, NDArray[np.int32], NDArray[np.int32]]:
    """Take each barrier out of its ways and join it to them for the profiles that pass.

    Every end of a segment at a barrier becomes a node of its own, so that the road on either side
    stays usable up to it.
    """
    shut: NDArray[np.bool_] = np.asarray(ways.closed.any(axis=1))
    a, b = segments.a.copy(), segments.b.copy()
    ends = np.concatenate([np.flatnonzero(shut[a]), len(a) + np.flatnonzero(shut[b])])
    if not len(ends):
        return segments, ways.lon, ways.lat
    both = np.concatenate([a, b])
    hubs = both[ends]
    copies = len(ways.lon) + np.arange(len(ends))
    both[ends] = copies
    a, b = both[: len(a)], both[len(a) :]
    passage = np.where(ways.closed[hubs], np.inf, 0.0)[:, :, None].repeat(2, axis=2)
    wanted = np.isfinite(passage).any(axis=(1, 2))
    more = _Segments(
        np.concatenate([a, hubs[wanted]]),
        np.concatenate([b, copies[wanted]]),
        np.concatenate([segments.road, np.full(int(wanted.sum()), -1)]),
        np.concatenate([segments.seconds, passage[wanted]]),
        np.concatenate([segments.metres, np.zeros(int(wanted.sum()))]),
    )
    lon = np.concatenate([ways.lon, ways.lon[hubs]])
    lat = np.concatenate([ways.lat, ways.lat[hubs]])
    return more, lon, lat


def _delayed(segments: _Segments, ways: Ways, driving: Driving, n: int) -> _Segments:
    """Add what entering a junction or light costs to the segments that lead there."""
    delays, classes = driving.delays, driving.classes
    free = np.array([*(name in delays.free for name in classes), False])[segments.road]
    minor = np.array([*(name in delays.minor for name in classes), True])[segments.road]
    signal = np.zeros(n, dtype=bool)
    signal[: len(ways.signal)] = ways.signal
    flowing = np.zeros(n, dtype=bool)
    flowing[segments.a[free]] = flowing[segments.b[free]] = True
    seconds = segments.seconds.copy()
    for p in range(len(driving.profiles)):
        usable = np.isfinite(seconds[:, p]).any(axis=1) & ~minor
        roads = np.bincount(segments.a[usable], minlength=n)
        roads += np.bincount(segments.b[usable], minlength=n)
        cost = np.where((roads >= _JUNCTION) & ~flowing, delays.junction_s, 0.0)
        cost[signal] = delays.signal_s
        seconds[:, p, 0] += cost[segments.b]
        seconds[:, p, 1] += cost[segments.a]
    return replace(segments, seconds=seconds)


def _chains(segments: _Segments, n: int) -> tuple[Ints, Ints]:
    """Return half-edges chain after chain, and where each chain begins.

    Half-edge h is segment h from a to b, h + s the same from b to a. Every segment is in exactly
    one chain, in one of its directions.
    """
    s = len(segments.a)
    follow = _followers(segments, n)
    follows = follow >= 0
    after = np.zeros(2 * s, dtype=bool)
    after[follow[follows]] = True
    nexts = follow.tolist()
    taken = bytearray(s)
    flat: list[int] = []
    offsets = [0]
    # Chains that begin at a kept node first; what is left are rings without any.
    for begin in [*np.flatnonzero(~after).tolist(), *range(s)]:
        if taken[begin % s]:
            continue
        h = begin
        while h >= 0 and not taken[h % s]:
            taken[h % s] = 1
            flat.append(h)
            h = nexts[h]
        offsets.append(len(flat))
    return np.array(flat, dtype=np.int64), np.array(offsets, dtype=np.int64)


def _followers(segments: _Segments, n: int) -> Ints:
    """Return for each half-edge the one that continues it through a node to be merged, else -1."""
    s = len(segments.a)
    ends = np.concatenate([segments.a, segments.b])
    order = np.argsort(ends, kind="stable")
    first = np.searchsorted(ends[order], np.arange(n))
    two = np.flatnonzero(np.bincount(ends, minlength=n) == 2)
    e1, e2 = order[first[two]], order[first[two] + 1]
    seg1, seg2 = e1 % s, e2 % s
    rights = np.isfinite(segments.seconds)
    weight = 1 << np.arange(rights.shape[1])
    along, against = rights[:, :, 0] @ weight, rights[:, :, 1] @ weight
    # End e < s is the segment's a, where going along it leaves the node.
    out1, in1 = (
        np.where(e1 < s, x[seg1], y[seg1]) for x, y in ((along, against), (against, along))
    )
    out2, in2 = (
        np.where(e2 < s, x[seg2], y[seg2]) for x, y in ((along, against), (against, along))
    )
    merge = (in1 == out2) & (out1 == in2) & (seg1 != seg2)
    e1, e2, seg1, seg2 = e1[merge], e2[merge], seg1[merge], seg2[merge]
    follow = np.full(2 * s, -1, dtype=np.int64)
    follow[np.where(e1 < s, seg1 + s, seg1)] = np.where(e2 < s, seg2, seg2 + s)
    follow[np.where(e2 < s, seg2 + s, seg2)] = np.where(e1 < s, seg1, seg1 + s)
    return follow


def _edges(
    segments: _Segments,
    chains: Ints,
    offsets: Ints,
    lon: NDArray[np.int32],
    lat: NDArray[np.int32],
) -> dict[str, NDArray[Any]]:
    """Return the arrays of the graph, edges sorted by the node where they begin."""
    s = len(segments.a)
    begins = offsets[:-1]
    seg, back = chains % s, chains >= s
    start = np.where(back, segments.b[seg], segments.a[seg])
    end = np.where(back, segments.a[seg], segments.b[seg])
    there = np.where(back[:, None], segments.seconds[seg, :, 1], segments.seconds[seg, :, 0])
    home = np.where(back[:, None], segments.seconds[seg, :, 0], segments.seconds[seg, :, 1])
    seconds = np.stack([np.add.reduceat(x, begins, axis=0) for x in (there, home)])
    metres = np.add.reduceat(segments.metres[seg], begins)
    first, last = start[begins], end[offsets[1:] - 1]
    order = np.argsort(first, kind="stable")
    lengths = np.diff(offsets)
    # Points of an edge: where it starts, then the end of each of its segments.
    at = offsets[:-1] + np.arange(len(lengths))
    points = np.empty((len(chains) + len(lengths), 2), dtype=np.int32)
    inner = np.ones(len(points), dtype=bool)
    inner[at] = False
    points[at] = np.column_stack([lon[first], lat[first]])
    points[inner] = np.column_stack([lon[end], lat[end]])
    sizes = lengths[order] + 1
    new_offsets = np.concatenate([[0], np.cumsum(sizes)])
    source = np.repeat(at[order] - new_offsets[:-1], sizes) + np.arange(len(points))
    kept, renumbered = np.unique(np.concatenate([first[order], last[order]]), return_inverse=True)
    begin, finish = renumbered[: len(order)], renumbered[len(order) :]
    indptr = np.concatenate([[0], np.cumsum(np.bincount(begin, minlength=len(kept)))])
    return {
        "lon": lon[kept].astype(np.int32),
        "lat": lat[kept].astype(np.int32),
        "indptr": indptr.astype(np.int32),
        "indices": finish.astype(np.int32),
        "seconds": np.ascontiguousarray(seconds[:, order].transpose(2, 0, 1), dtype=np.float32),
        "metres": metres[order].astype(np.float32),
        "offsets": new_offsets.astype(np.int32),
        "points": points[source],
    }
