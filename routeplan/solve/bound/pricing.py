"""Pricing of one class: the least reduced cost of a relaxed duty, and the duties that have little."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from routeplan.solve.bound.labelling import cheapest_routes, completions, leaving
from routeplan.solve.bound.slot_classes import NO_WAY, Arcs, SlotClass
from routeplan.solve.search.problem import FOREVER, Bools, Int64s

MOST_LABELS = 1_000_000
"""Partial duties of one pricing at most: 80 MB."""

PATIENCE = 100_000_000
"""Comparisons of partial duties in one pricing at most: a second or two."""

_MOST_SWEEP = 60_000_000
"""Steps of a backward sweep at most; without a sweep labelling does alone."""

_LEAST_BUCKETS = 64


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
    """A class ready for pricing; see `cheapest_routes` for the arrays."""

    kind: int
    of: SlotClass
    near: Int64s
    place: Int64s
    by_load: bool
    width: int
    buckets: int
    swept: bool
    sweep: tuple[Arcs, Arcs, Int64s, Int64s, Int64s, int, int] = field(repr=False)

    def price(self, prices: Int64s) -> Priced:
        """Price all duties of the class.

        Args:
            prices: (J,) scaled, by job of the problem.
                Where labelling gives up, `least` is the bound of the sweep, or None.
        """
        one = self.of
        mine = np.ascontiguousarray(prices[one.jobs])
        rest = self._completions(mine)
        least = self._swept_least(mine, rest[0]) if self.swept else None
        if least == 0:
            return Priced(0, (), complete=True)
        reduced, pointers, stops, made = cheapest_routes(
            one.arcs.cost,
            one.arcs.seconds,
            one.reloads.cost,
            one.reloads.seconds,
            one.after,
            one.window_ptr,
            one.windows,
            self.near,
            self.place,
            mine,
            one.deliver,
            one.pick,
            *rest,
            one.start,
            one.latest,
            one.max_work,
            one.capacity,
            self.width,
            self.buckets,
            self.by_load,
            MOST_LABELS,
            PATIENCE,
        )
        complete = made <= MOST_LABELS
        if complete:
            least = int(reduced.min())
        columns = []
        for i in np.argsort(reduced, kind="stable"):
            if reduced[i] >= 0:
                break
            route = stops[pointers[i] : pointers[i + 1]]
            jobs = tuple(int(job) for job in one.jobs[route])
            columns.append(Column(self.kind, jobs, int(reduced[i] + mine[route].sum())))
        return Priced(least, tuple(columns), complete)

    def admits(self, column: Column) -> bool:
        """Tell whether the duty is an ng-route of this memory."""
        if len(set(column.jobs)) == len(column.jobs):
            return True
        index = {int(job): k for k, job in enumerate(self.of.jobs)}
        known: set[int] = set()
        for job in (index[job] for job in column.jobs):
            if job in known:
                return False
            known = {other for other in known if self.place[job, other] >= 0} | {job}
        return True

    def _completions(self, prices: Int64s) -> tuple[Int64s, Int64s, Int64s]:
        if not self.swept:
            return tuple(np.zeros((0, 0), np.int64) for _ in range(3))  # type: ignore[return-value]
        arcs, reloads, after, pointers, windows, start, latest = self.sweep
        return completions(
            arcs.cost,
            arcs.seconds,
            reloads.cost,
            reloads.seconds,
            after,
            pointers,
            windows,
            self.place,
            prices,
            start,
            latest,
            self.width,
            self.buckets,
        )

    def _swept_least(self, prices: Int64s, best: Int64s) -> int:
        """Return the bound of the sweep on the reduced cost of a whole duty."""
        arcs, _, after, pointers, windows, start, latest = self.sweep
        least = 0
        n = len(prices)
        for j in np.flatnonzero(arcs.cost[n, :n] < NO_WAY):
            ready = start + arcs.seconds[n, j]
            mine = windows[pointers[j] : pointers[j + 1]]
            fitting = mine[mine[:, 1] >= ready]
            leave = max(ready, int(fitting[0, 0])) + after[j] if len(fitting) else FOREVER
            if leave <= latest:
                rest = int(best[j, (leave - start) // self.width])
                least = min(least, int(arcs.cost[n, j]) - int(prices[j]) + rest)
        return least


def single(kind: int, one: SlotClass, job: int) -> Column | None:
    """Return the duty that serves the job with index `job` in its class alone, if one can."""
    n = len(one.jobs)
    arcs = one.arcs
    out, home = int(arcs.cost[n, job]), int(arcs.cost[job, n + 1])
    if max(out, home) >= NO_WAY:
        return None
    out_s, home_s = int(arcs.seconds[n, job]), int(arcs.seconds[job, n + 1])
    leave = leaving(one.start + out_s, job, one.after, one.window_ptr, one.windows)
    if leave + home_s > one.latest or out_s + int(one.after[job]) + home_s > one.max_work:
        return None
    return Column(kind, (int(one.jobs[job]),), out + home)


def pricer(kind: int, one: SlotClass, memory: int) -> Pricer:
    """Make class number `kind` ready for pricing with ng-routes of that memory."""
    n = len(one.jobs)
    timeless = (
        one.latest >= FOREVER
        and bool((one.windows[:, 0] <= one.start).all())
        and bool((one.windows[:, 1] >= FOREVER).all())
    )
    steps = one.pick if one.pick.any() and not one.deliver.any() else one.deliver
    by_load = timeless and not one.reloads.cost.size and bool((steps > 0).all())
    sweep = (
        _in_crates(one, steps)
        if by_load
        else (
            one.arcs,
            one.reloads,
            one.after,
            one.window_ptr,
            one.windows,
            one.start,
            one.latest,
        )
    )
    near, place = _nearest(one.arcs.cost[:n, :n], memory)
    arcs, reloads, after, _, _, start, latest = sweep
    shortest = _shortest_step(arcs, reloads, after)
    horizon = max(latest - start, 0)
    buckets = horizon // shortest + 1 if shortest > 0 else 0
    swept = shortest > 0 and latest < FOREVER and buckets * n * n <= _MOST_SWEEP
    if swept and buckets < _LEAST_BUCKETS:
        shortest = max(1, horizon // _LEAST_BUCKETS)
        buckets = horizon // shortest + 1
    elif not swept:
        buckets = 1024
        shortest = horizon // buckets + 1
    return Pricer(kind, one, near, place, by_load, int(shortest), int(buckets), swept, sweep)


def _in_crates(
    one: SlotClass, steps: Int64s
) -> tuple[Arcs, Arcs, Int64s, Int64s, Int64s, int, int]:
    """Return the data of a sweep over crates on board, where time never matters."""
    n = len(one.jobs)
    seconds = np.zeros((n + 2, n + 2), dtype=np.int64)
    seconds[:, :n] = steps
    windows = np.zeros((n, 2), dtype=np.int64)
    windows[:, 1] = one.capacity
    arcs = Arcs(one.arcs.cost, seconds)
    return arcs, one.reloads, np.zeros(n, np.int64), np.arange(n + 1), windows, 0, one.capacity


def _shortest_step(arcs: Arcs, reloads: Arcs, after: Int64s) -> int:
    n = len(after)
    shortest = FOREVER
    for table in (arcs, reloads):
        if table.cost.size:
            real: Bools = table.cost[:n, :n] < NO_WAY
            steps = (table.seconds[:n, :n] + after)[real]
            shortest = min(shortest, int(steps.min()) if steps.size else FOREVER)
    return shortest


def _nearest(cost: Int64s, memory: int) -> tuple[Int64s, Int64s]:
    """Return (n, g) the nearest jobs of each, itself first, and (n, n) their places in that row."""
    n = len(cost)
    g = min(memory, n)
    both = np.minimum(cost, NO_WAY) + np.minimum(cost.T, NO_WAY)
    np.fill_diagonal(both, -1)
    near = np.argsort(both, axis=1, kind="stable")[:, :g].astype(np.int64)
    place = np.full((n, n), -1, dtype=np.int64)
    np.put_along_axis(place, near, np.arange(g, dtype=np.int64)[None, :], axis=1)
    return np.ascontiguousarray(near), place
