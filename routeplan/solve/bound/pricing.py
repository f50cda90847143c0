"""Pricing of one class: the least reduced cost of a relaxed duty, and the best duties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from routeplan.solve.bound.labelling import (
    BUCKETS,
    BY_LOAD,
    CAPACITY,
    FIELDS,
    LATEST,
    MAX_WORK,
    NODE,
    PARENT,
    START,
    SWEPT,
    WIDTH,
    Graph,
    cheapest_routes,
    leaving,
    sweep,
    swept_least,
)
from routeplan.solve.bound.slot_classes import NO_WAY, SlotClass
from routeplan.solve.search.problem import FOREVER, Int64s

MOST_LABELS = 1_000_000
"""Partial duties of one pricing at most: 72 MB, if so many are made."""

PATIENCE = 100_000_000
"""Comparisons of partial duties in one pricing at most: about a second."""

_MOST_SWEEP = 60_000_000
"""Steps of a backward sweep at most; without a sweep labelling does alone."""

_LEAST_BUCKETS = 64

_UNSWEPT_BUCKETS = 1024


@dataclass(frozen=True)
class Column:
    """A relaxed duty: its class, its jobs in order (a job may come twice), its scaled cost."""

    kind: int
    jobs: tuple[int, ...]
    cost: int


@dataclass(frozen=True)
class Priced:
    """What pricing found of one class.

    Args:
        least: no duty of the class has a reduced cost below this; None where that is not known.
        columns: of negative reduced cost, the least first.
        complete: labelling did not give up.
    """

    least: int | None
    columns: tuple[Column, ...]
    complete: bool


@dataclass(frozen=True)
class Pricer:
    """A class ready for pricing.

    Args:
        kind: its number. jobs: (n,) of the problem.
        swept: what the backward sweep reads, with crates in the place of time where time never
            matters.
    """

    kind: int
    jobs: Int64s
    graph: Graph
    swept: Graph

    def price(self, prices: Int64s, labels: Int64s | None = None) -> Priced:
        """Price all duties of the class.

        Where labelling gives up, `least` is the bound of the sweep, or None.

        Args:
            prices: (J,) scaled, by job of the problem.
            labels: room for partial duties, used again and again (`room`).
        """
        room_ = room() if labels is None else labels
        mine = np.ascontiguousarray(prices[self.jobs])
        n, limits = len(mine), self.graph.limits
        swept = bool(limits[SWEPT])
        rest = np.empty((3, n, int(limits[BUCKETS]) if swept else 0), dtype=np.int64)
        least = None
        if swept:
            sweep(self.swept, mine, rest)
            least = int(swept_least(self.swept, mine, rest))
            if least == 0:
                return Priced(0, (), complete=True)
        heads = np.empty(int(limits[BUCKETS]) + n, dtype=np.int64)
        ends = np.empty((2, n), dtype=np.int64)
        made = cheapest_routes(self.graph, mine, rest, room_, heads, ends, PATIENCE)
        complete = made <= len(room_)
        if complete:
            least = int(ends[0].min())
        columns = [
            self._column(room_, int(ends[1, i]), int(ends[0, i]), mine)
            for i in np.argsort(ends[0], kind="stable")
            if ends[0, i] < 0
        ]
        return Priced(least, tuple(columns), complete)

    def _column(self, labels: Int64s, last: int, reduced: int, price: Int64s) -> Column:
        nodes: list[int] = []
        while last > 0:
            nodes.append(int(labels[last, NODE]))
            last = int(labels[last, PARENT])
        jobs = tuple(int(self.jobs[node]) for node in reversed(nodes))
        return Column(self.kind, jobs, reduced + sum(int(price[node]) for node in nodes))

    def admits(self, column: Column) -> bool:
        """Tell whether the duty is an ng-route of this memory."""
        if len(set(column.jobs)) == len(column.jobs):
            return True
        index = {int(job): k for k, job in enumerate(self.jobs)}
        known: set[int] = set()
        for job in (index[job] for job in column.jobs):
            if job in known:
                return False
            known = {other for other in known if self.graph.place[job, other] >= 0} | {job}
        return True

    def single(self, k: int) -> Column | None:
        """Return the duty for the job with index `k` alone, if there can be one."""
        graph, n = self.graph, len(self.jobs)
        out, home = int(graph.cost[0, n, k]), int(graph.cost[0, k, n + 1])
        if max(out, home) >= NO_WAY:
            return None
        out_s, home_s = int(graph.seconds[0, n, k]), int(graph.seconds[0, k, n + 1])
        leave = int(leaving(graph, int(graph.limits[START]) + out_s, k))
        work = out_s + int(graph.jobs[k, 0]) + home_s
        if leave + home_s > graph.limits[LATEST] or work > graph.limits[MAX_WORK]:
            return None
        return Column(self.kind, (int(self.jobs[k]),), out + home)


def room() -> Int64s:
    """Return room for partial duties; memory is taken as it is used."""
    return np.empty((MOST_LABELS, FIELDS), dtype=np.int64)


def pricer(kind: int, one: SlotClass, memory: int) -> Pricer:
    """Make class number `kind` ready for pricing with ng-routes of that memory."""
    n = len(one.jobs)
    near, place = _nearest(one.arcs.cost[:n, :n], memory)
    tables = [table for table in (one.arcs, one.reloads) if table.cost.size]
    graph = Graph(
        cost=np.stack([table.cost for table in tables]),
        seconds=np.stack([table.seconds for table in tables]),
        jobs=np.ascontiguousarray(np.stack([one.after, one.deliver, one.pick], axis=1)),
        window_ptr=one.window_ptr,
        windows=one.windows,
        near=near,
        place=place,
        limits=np.zeros(8, dtype=np.int64),
    )
    steps = one.pick if one.pick.any() and not one.deliver.any() else one.deliver
    by_load = _timeless(one) and len(tables) == 1 and bool((steps > 0).all())
    swept = _in_crates(graph, steps, one.capacity) if by_load else graph
    start, latest = (0, one.capacity) if by_load else (one.start, one.latest)
    width, buckets, is_swept = _buckets(swept, max(latest - start, 0))
    limits = np.zeros(8, dtype=np.int64)
    limits[[WIDTH, BUCKETS, BY_LOAD, SWEPT]] = width, buckets, by_load, is_swept
    limits[[START, LATEST, CAPACITY]] = one.start, one.latest, one.capacity
    limits[MAX_WORK] = one.max_work
    backwards = limits.copy()
    backwards[[START, LATEST]] = start, latest
    return Pricer(kind, one.jobs, graph._replace(limits=limits), swept._replace(limits=backwards))


def _timeless(one: SlotClass) -> bool:
    """Tell whether time never matters in the class."""
    always = (one.windows[:, 0] <= one.start) & (one.windows[:, 1] >= FOREVER)
    return one.latest >= FOREVER and one.max_work >= FOREVER and bool(always.all())


def _in_crates(graph: Graph, steps: Int64s, capacity: int) -> Graph:
    """Return the graph with crates in the place of seconds."""
    n = len(steps)
    seconds = np.zeros_like(graph.seconds)
    seconds[:, :, :n] = steps
    windows = np.tile(np.array([0, capacity], dtype=np.int64), (n, 1))
    jobs = np.zeros_like(graph.jobs)
    return graph._replace(seconds=seconds, windows=windows, window_ptr=np.arange(n + 1), jobs=jobs)


def _buckets(graph: Graph, horizon: int) -> tuple[int, int, bool]:
    """Return the width and number of buckets, and whether a sweep over them is possible."""
    n = len(graph.jobs)
    real = graph.cost[:, :n, :n] < NO_WAY
    steps = (graph.seconds[:, :n, :n] + graph.jobs[:, 0])[real]
    shortest = min(int(steps.min()) if steps.size else FOREVER, horizon + 1)
    buckets = horizon // shortest + 1 if shortest > 0 else 0
    if shortest > 0 and horizon < FOREVER // 2 and buckets * n * n <= _MOST_SWEEP:
        if buckets < _LEAST_BUCKETS:
            shortest = max(1, horizon // _LEAST_BUCKETS)
        return shortest, horizon // shortest + 1, True
    return horizon // _UNSWEPT_BUCKETS + 1, _UNSWEPT_BUCKETS, False


def _nearest(cost: Int64s, memory: int) -> tuple[Int64s, Int64s]:
    """Return (n, g) the nearest jobs of each, itself first, and (n, n) their places in that row."""
    n = len(cost)
    g = min(memory, n)
    both = cost + cost.T
    np.fill_diagonal(both, -1)
    near = np.argsort(both, axis=1, kind="stable")[:, :g].astype(np.int64)
    place = np.full((n, n), -1, dtype=np.int64)
    np.put_along_axis(place, near, np.arange(g, dtype=np.int64)[None, :], axis=1)
    return np.ascontiguousarray(near), place
