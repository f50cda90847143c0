"""The cheapest relaxed duty of a class under prices of visits: ng-routes, by labelling.

An ng-route (Baldacci, Mingozzi & Roberti 2011, Operations Research 59) may serve a job twice, but
only where it has been far enough away in between: a partial duty remembers a job as long as every
later stop counts it among its nearest. That is a relaxation, so that the cheapest ng-route costs at
most what the cheapest duty costs. Costs are integers, so that the least reduced cost is exact.

`sweep` bounds from below what the rest of a duty costs, from any job and time on, going backwards
over buckets of time. `cheapest_routes` extends partial duties, and drops those that such a bound,
or a partial duty that is better in every respect, makes useless.
"""

from __future__ import annotations

from typing import NamedTuple

from routeplan.solve.bound.slot_classes import NO_WAY
from routeplan.solve.compiling import compiled
from routeplan.solve.search.problem import FOREVER, Int64s

AFTER, DELIVER, PICK = range(3)
"""Columns of `Graph.jobs`."""

START, LATEST, MAX_WORK, CAPACITY, WIDTH, BUCKETS, BY_LOAD, SWEPT = range(8)
"""Places in `Graph.limits`; times and crates as in `SlotClass`.

BUCKETS of WIDTH give the order in which partial duties are extended, and where `sweep` looks: by
time from START on, or, where BY_LOAD is 1, by crates. SWEPT is 1 where there is a sweep.
"""

NODE, PARENT, VALUE, TIME, WORK, PICKED, PEAK, MEMORY, LINK = range(9)
"""Columns of the labels, that is, of the partial duties.

VALUE is the reduced cost, TIME that of leaving, WORK the seconds of moving and serving, PICKED the
crates picked up since the last reload, PEAK the most crates on board since then, MEMORY one bit for
each of the nearest jobs that may not be next. LINK is the next label in the same bucket; later, of
the same job.
"""

FIELDS = 9

LEAST, FOLLOWING, SECOND = range(3)
"""First index of the table that `sweep` fills: see there."""


class Graph(NamedTuple):
    """A class as the compiled functions read it; n jobs, then the depot, then home.

    Args:
        cost, seconds: (k, n + 2, n + 2) of `Arcs`, straight and, where k is 2, with a reload.
        jobs: (n, 3) seconds from opening to leaving, crates out, crates in.
        window_ptr, windows: as in `SlotClass`.
        near: (n, g) nearest jobs of each, itself first.
        place: (n, n) position of a job (column) among the nearest of another, -1 if it is none.
        limits: see `START` and those beside it.
    """

    cost: Int64s
    seconds: Int64s
    jobs: Int64s
    window_ptr: Int64s
    windows: Int64s
    near: Int64s
    place: Int64s
    limits: Int64s


@compiled
def leaving(graph: Graph, ready: int, job: int) -> int:
    """Return when a vehicle leaves a job that it could open at `ready`; `FOREVER` if too late."""
    for k in range(graph.window_ptr[job], graph.window_ptr[job + 1]):
        if ready <= graph.windows[k, 1]:
            return int(max(ready, graph.windows[k, 0]) + graph.jobs[job, AFTER])
    return FOREVER


@compiled
def sweep(graph: Graph, price: Int64s, rest: Int64s) -> None:
    """Bound from below the reduced cost of the rest of a duty after a job.

    Crates and work are left out; of the memory of ng-routes only the last job is kept (Houck,
    Picard, Queyranne & Vemuganti 1980).

    Args:
        graph: no job takes less than WIDTH from door to door.
        price: (n,) what serving a job earns.
        rest: (3, n, BUCKETS) is filled: the least cost when the job is left in that bucket or
            later; the job that comes next then, -1 for none; the least cost with another one next.
    """
    n = len(price)
    start, width = graph.limits[START], graph.limits[WIDTH]
    for k in range(graph.limits[BUCKETS] - 1, -1, -1):
        for i in range(n):
            least, second, following = NO_WAY, NO_WAY, -1
            if start + k * width + graph.seconds[0, i, n + 1] <= graph.limits[LATEST]:
                least = graph.cost[0, i, n + 1]
            for j in range(n):
                found = _onward(graph, price, rest, i, j, start + k * width)
                if found < least:
                    least, second, following = found, least, j
                elif found < second:
                    second = found
            rest[LEAST, i, k], rest[SECOND, i, k], rest[FOLLOWING, i, k] = least, second, following


@compiled
def _onward(graph: Graph, price: Int64s, rest: Int64s, i: int, j: int, time: int) -> int:
    """Return the least cost of a rest that goes on from `i` to `j`."""
    least = NO_WAY
    for kind in range(graph.cost.shape[0]):
        if graph.cost[kind, i, j] < NO_WAY:
            leave = leaving(graph, time + graph.seconds[kind, i, j], j)
            if leave <= graph.limits[LATEST]:
                at = (leave - graph.limits[START]) // graph.limits[WIDTH]
                onward = _rest(graph, rest, i, j, at)
                if onward < NO_WAY:
                    least = min(least, graph.cost[kind, i, j] - price[j] + onward)
    return least


@compiled
def _rest(graph: Graph, rest: Int64s, i: int, j: int, at: int) -> int:
    """Return the least cost after `j`, which came after `i`; `i` may be the depot."""
    if i < len(graph.place) and rest[FOLLOWING, j, at] == i and graph.place[j, i] >= 0:
        return int(rest[SECOND, j, at])
    return int(rest[LEAST, j, at])


@compiled
def swept_least(graph: Graph, price: Int64s, rest: Int64s) -> int:
    """Return the bound of a sweep on the reduced cost of a whole duty, 0 at most."""
    n = len(price)
    least = 0
    for j in range(n):
        least = min(least, _onward(graph, price, rest, n, j, graph.limits[START]))
    return least


@compiled
def cheapest_routes(
    graph: Graph,
    price: Int64s,
    rest: Int64s,
    labels: Int64s,
    heads: Int64s,
    ends: Int64s,
    patience: int,
) -> int:
    """Find for each job the ng-route of least negative reduced cost that ends with it.

    Args:
        graph: the class.
        price: (n,) what serving a job earns.
        rest: of `sweep`; not read where SWEPT is 0.
        labels: (most, FIELDS) room for partial duties.
        heads: (BUCKETS + n,) room for lists.
        ends: (2, n) is filled: the reduced cost, 0 where there is no route, and the last label.
        patience: comparisons of partial duties at most.

    Returns:
        The number of labels; above `most` where that or the patience did not suffice.
    """
    n, buckets, most = len(price), graph.limits[BUCKETS], len(labels)
    heads[:] = -1
    ends[:] = 0
    labels[0, :] = 0
    labels[0, NODE], labels[0, PARENT], labels[0, LINK] = n, -1, -1
    labels[0, TIME] = graph.limits[START]
    heads[0] = 0
    count = 1
    for k in range(buckets):
        while heads[k] >= 0:
            label = heads[k]
            heads[k] = labels[label, LINK]
            i = labels[label, NODE]
            if i < n:
                before, steps = _find(labels, heads[buckets + i], label)
                patience -= steps
                if before == _DOMINATED:
                    continue
                if before < 0:
                    labels[label, LINK] = heads[buckets + i]
                    heads[buckets + i] = label
                else:
                    labels[label, LINK] = labels[before, LINK]
                    labels[before, LINK] = label
                _close(graph, labels, ends, label)
            for j in range(n):
                for kind in range(graph.cost.shape[0]):
                    if count >= most or patience < 0:
                        return most + 1
                    at = _extend(graph, price, rest, labels, label, j, kind, count)
                    if at >= 0:
                        before, steps = _find(labels, heads[buckets + j], count)
                        patience -= steps
                        if before != _DOMINATED:
                            labels[count, LINK] = heads[at]
                            heads[at] = count
                            count += 1
    return count


_DOMINATED = -2


@compiled
def _find(labels: Int64s, head: int, label: int) -> tuple[int, int]:
    """Look for the place of a label in the list of its job, which is sorted by value.

    Returns:
        The label before it (-1 for none), or `_DOMINATED`; labels looked at.
    """
    before, other, steps = -1, head, 0
    while other >= 0 and labels[other, VALUE] <= labels[label, VALUE]:
        steps += 1
        if (
            labels[other, TIME] <= labels[label, TIME]
            and labels[other, WORK] <= labels[label, WORK]
            and labels[other, PICKED] <= labels[label, PICKED]
            and labels[other, PEAK] <= labels[label, PEAK]
            and labels[other, MEMORY] & ~labels[label, MEMORY] == 0
        ):
            return _DOMINATED, steps
        before, other = other, labels[other, LINK]
    return before, steps


@compiled
def _close(graph: Graph, labels: Int64s, ends: Int64s, label: int) -> None:
    """Drive home from a label, and note it where that is cheaper than before."""
    i, n = labels[label, NODE], len(graph.place)
    seconds, limits = graph.seconds[0, i, n + 1], graph.limits
    value = labels[label, VALUE] + graph.cost[0, i, n + 1]
    if (
        value < ends[0, i]
        and labels[label, TIME] + seconds <= limits[LATEST]
        and labels[label, WORK] + seconds <= limits[MAX_WORK]
    ):
        ends[0, i], ends[1, i] = value, label


@compiled
def _extend(
    graph: Graph,
    price: Int64s,
    rest: Int64s,
    labels: Int64s,
    label: int,
    j: int,
    kind: int,
    new: int,
) -> int:
    """Write label `new`, which goes on from `label` to job `j`; return its bucket, -1 for none."""
    i, n, limits = labels[label, NODE], len(price), graph.limits
    known = labels[label, MEMORY]
    if graph.cost[kind, i, j] >= NO_WAY or (i == n and kind > 0):
        return -1
    if i < n and graph.place[i, j] >= 0 and known >> graph.place[i, j] & 1:
        return -1
    # After a reload the vehicle carries what it still delivers, and nothing that it picked up.
    picked = graph.jobs[j, PICK] + (labels[label, PICKED] if kind == 0 else 0)
    peak = graph.jobs[j, DELIVER] + (labels[label, PEAK] if kind == 0 else 0)
    peak = max(peak, picked)
    leave = leaving(graph, labels[label, TIME] + graph.seconds[kind, i, j], j)
    work = labels[label, WORK] + graph.seconds[kind, i, j] + graph.jobs[j, AFTER]
    if leave > limits[LATEST] or work > limits[MAX_WORK] or peak > limits[CAPACITY]:
        return -1
    value = labels[label, VALUE] + graph.cost[kind, i, j] - price[j]
    at = peak if limits[BY_LOAD] else leave - limits[START]
    at = min(at // limits[WIDTH], limits[BUCKETS] - 1)
    if limits[SWEPT] and value + _rest(graph, rest, i, j, at) >= 0:
        return -1
    memory = 1  # a job is the first among its own nearest
    if i < n:
        for g in range(graph.near.shape[1]):
            place = graph.place[j, graph.near[i, g]]
            if known >> g & 1 and place >= 0:
                memory |= 1 << place
    labels[new, NODE], labels[new, PARENT], labels[new, VALUE] = j, label, value
    labels[new, TIME], labels[new, WORK] = leave, work
    labels[new, PICKED], labels[new, PEAK], labels[new, MEMORY] = picked, peak, memory
    return int(at)
