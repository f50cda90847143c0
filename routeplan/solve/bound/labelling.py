"""The cheapest relaxed duty of a class under prices of visits: ng-routes, by labelling.

An ng-route (Baldacci, Mingozzi and Roberti 2011) may serve a job twice, but only where it has been
far enough away in between: a partial duty remembers a job as long as every later stop counts it
among its nearest. That is a relaxation, so that the cheapest ng-route costs at most what the
cheapest duty costs.

Two compiled functions: `completions` bounds from below what the rest of a duty costs, from any job
and time on, by a sweep backwards over buckets of time; `cheapest_routes` extends partial duties and
drops those that such a bound, or a partial duty that is better in every respect, makes useless.
Costs are integers, so that the least reduced cost is exact.

In both, t is a time of leaving, w the work so far, p the crates picked up since the last reload, m
the most crates on board if everything delivered since then was on board from the start.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from routeplan.solve.bound.slot_classes import NO_WAY
from routeplan.solve.search.problem import FOREVER, Int64s

_TABLE = "int64[:, ::1]"
_LIST = "int64[::1]"
_SWEEP = f"""Tuple(({_TABLE}, {_TABLE}, {_TABLE}))(
    {_TABLE}, {_TABLE}, {_TABLE}, {_TABLE}, {_LIST}, {_LIST}, {_TABLE}, {_TABLE}, {_LIST},
    int64, int64, int64, int64)"""
_LABEL = f"""Tuple(({_LIST}, {_LIST}, {_LIST}, int64))(
    {_TABLE}, {_TABLE}, {_TABLE}, {_TABLE}, {_LIST}, {_LIST}, {_TABLE}, {_TABLE}, {_TABLE},
    {_LIST}, {_LIST}, {_LIST}, {_TABLE}, {_TABLE}, {_TABLE}, int64, int64, int64, int64, int64,
    int64, boolean, int64, int64)"""


@njit("int64(int64, int64, int64[::1], int64[::1], int64[:, ::1])", cache=True)
def leaving(ready: int, job: int, after: Int64s, window_ptr: Int64s, windows: Int64s) -> int:
    """Return when a vehicle leaves a job that it could open at `ready`; `FOREVER` if too late."""
    for k in range(window_ptr[job], window_ptr[job + 1]):
        if ready <= windows[k, 1]:
            return max(ready, windows[k, 0]) + after[job]
    return FOREVER


@njit(_SWEEP, cache=True)
def completions(
    cost: Int64s,
    seconds: Int64s,
    reload_cost: Int64s,
    reload_s: Int64s,
    after: Int64s,
    window_ptr: Int64s,
    windows: Int64s,
    place: Int64s,
    price: Int64s,
    start: int,
    latest: int,
    width: int,
    buckets: int,
) -> tuple[Int64s, Int64s, Int64s]:
    """Bound from below the reduced cost of the rest of a duty after a job.

    Capacity and work are left out; of the memory of ng-routes only the last job is kept (Houck,
    Picard, Queyranne and Vemuganti 1980).

    Args:
        place: (n, n) position of a job (column) among the nearest of another, -1 if it is none.
        price: (n,) what serving a job earns.
        width: of a bucket; no job takes less from door to door. buckets: K, up to `latest`.

    Returns:
        (n, K) least cost when the job is left in that bucket or later; (n, K) the job that comes
        next then, -1 for none; (n, K) least cost with another one next.
    """
    n = len(after)
    best = np.full((n, buckets), NO_WAY, np.int64)
    following = np.full((n, buckets), -1, np.int64)
    second = np.full((n, buckets), NO_WAY, np.int64)
    kinds = 2 if reload_cost.size else 1
    for k in range(buckets - 1, -1, -1):
        t = start + k * width
        for i in range(n):
            b, s, f = NO_WAY, NO_WAY, -1
            if cost[i, n + 1] < NO_WAY and t + seconds[i, n + 1] <= latest:
                b = cost[i, n + 1]
            for j in range(n):
                least = NO_WAY
                for kind in range(kinds):
                    c = cost[i, j] if kind == 0 else reload_cost[i, j]
                    if c >= NO_WAY:
                        continue
                    ready = t + (seconds[i, j] if kind == 0 else reload_s[i, j])
                    leave = leaving(ready, j, after, window_ptr, windows)
                    if leave > latest:
                        continue
                    at = (leave - start) // width
                    onward = best[j, at]
                    if following[j, at] == i and place[j, i] >= 0:
                        onward = second[j, at]
                    if onward < NO_WAY:
                        least = min(least, c - price[j] + onward)
                if least < b:
                    b, s, f = least, b, j
                elif least < s:
                    s = least
            best[i, k], second[i, k], following[i, k] = b, s, f
    return best, following, second


@njit(_LABEL, cache=True)
def cheapest_routes(
    cost: Int64s,
    seconds: Int64s,
    reload_cost: Int64s,
    reload_s: Int64s,
    after: Int64s,
    window_ptr: Int64s,
    windows: Int64s,
    near: Int64s,
    place: Int64s,
    price: Int64s,
    deliver: Int64s,
    pick: Int64s,
    best: Int64s,
    following: Int64s,
    second: Int64s,
    start: int,
    latest: int,
    max_work: int,
    capacity: int,
    width: int,
    buckets: int,
    by_load: bool,
    most: int,
    patience: int,
) -> tuple[Int64s, Int64s, Int64s, int]:
    """Return for each job the ng-route of least negative reduced cost that ends with it.

    Args:
        near: (n, g) nearest jobs of each, itself first, -1 where there are no more.
        best, following, second: see `completions`; ``(0, 0)`` to do without.
        width, buckets: of t, or of m where `by_load`: in what order partial duties are extended,
            and where `completions` are found.
        most: partial duties at most. patience: comparisons between them at most.

    Returns:
        (n,) reduced costs, 0 where there is no route; pointers into the stops; the stops of all
        routes; number of partial duties made, above `most` where that or the patience ended.
    """
    n = len(after)
    kinds = 2 if reload_cost.size else 1
    node = np.empty(most, np.int64)
    parent = np.empty(most, np.int64)
    value = np.empty(most, np.int64)
    time = np.empty(most, np.int64)
    work = np.empty(most, np.int64)
    picked = np.empty(most, np.int64)
    peak = np.empty(most, np.int64)
    memory = np.empty(most, np.int64)
    after_it = np.empty(most, np.int64)  # in the bucket, later in the sorted list of the job
    bucket = np.full(buckets, -1, np.int64)
    kept = np.full(n, -1, np.int64)
    ends = np.full(n, -1, np.int64)
    reduced = np.zeros(n, np.int64)
    count = 1
    node[0], parent[0], value[0], time[0], work[0] = n, -1, 0, start, 0
    picked[0], peak[0], memory[0], after_it[0] = 0, 0, 0, -1
    bucket[0] = 0
    for k in range(buckets):
        while bucket[k] >= 0 and count <= most:
            label = bucket[k]
            bucket[k] = after_it[label]
            i, c, t, w = node[label], value[label], time[label], work[label]
            p, m, known = picked[label], peak[label], memory[label]
            if i < n:
                # The list of the job is sorted by cost: what comes later dominates nothing here.
                previous, other, dominated = -1, kept[i], False
                while other >= 0 and value[other] <= c:
                    if (
                        time[other] <= t
                        and work[other] <= w
                        and picked[other] <= p
                        and peak[other] <= m
                        and memory[other] & ~known == 0
                    ):
                        dominated = True
                        break
                    patience -= 1
                    previous, other = other, after_it[other]
                if dominated:
                    continue
                after_it[label] = other
                if previous < 0:
                    kept[i] = label
                else:
                    after_it[previous] = label
                if (
                    cost[i, n + 1] < NO_WAY
                    and t + seconds[i, n + 1] <= latest
                    and w + seconds[i, n + 1] <= max_work
                    and c + cost[i, n + 1] < reduced[i]
                ):
                    reduced[i], ends[i] = c + cost[i, n + 1], label
            for j in range(n):
                if i < n and place[i, j] >= 0 and known >> place[i, j] & 1:
                    continue
                for kind in range(kinds):
                    if kind == 0:
                        step_cost, step_s = cost[i, j], seconds[i, j]
                        new_p = p + pick[j]
                        new_m = max(m + deliver[j], new_p)
                    else:
                        step_cost, step_s = reload_cost[i, j], reload_s[i, j]
                        new_p = pick[j]
                        new_m = max(deliver[j], new_p)
                    if step_cost >= NO_WAY or new_m > capacity or (kind == 1 and i == n):
                        continue
                    new_t = leaving(t + step_s, j, after, window_ptr, windows)
                    new_w = w + step_s + after[j]
                    if new_t > latest or new_w > max_work:
                        continue
                    new_c = c + step_cost - price[j]
                    at = (new_m if by_load else new_t - start) // width
                    at = min(at, buckets - 1)
                    if best.size:
                        rest = best[j, at]
                        if following[j, at] == i and i < n and place[j, i] >= 0:
                            rest = second[j, at]
                        if new_c + rest >= 0:
                            continue
                    new_memory = 0
                    if i < n:
                        for g in range(near.shape[1]):
                            if known >> g & 1:
                                q = place[j, near[i, g]]
                                if q >= 0:
                                    new_memory |= 1 << q
                    new_memory |= 1  # a job is the first among its own nearest
                    other, dominated = kept[j], False
                    while other >= 0 and value[other] <= new_c:
                        if (
                            time[other] <= new_t
                            and work[other] <= new_w
                            and picked[other] <= new_p
                            and peak[other] <= new_m
                            and memory[other] & ~new_memory == 0
                        ):
                            dominated = True
                            break
                        patience -= 1
                        other = after_it[other]
                    if dominated:
                        continue
                    if count >= most or patience < 0:
                        count = most + 1
                        break
                    node[count], parent[count], value[count] = j, label, new_c
                    time[count], work[count] = new_t, new_w
                    picked[count], peak[count], memory[count] = new_p, new_m, new_memory
                    after_it[count] = bucket[at]
                    bucket[at] = count
                    count += 1
                if count > most:
                    break
    length = 0
    for i in range(n):
        label = ends[i]
        while label > 0:
            length += 1
            label = parent[label]
    pointers = np.zeros(n + 1, np.int64)
    stops = np.empty(length, np.int64)
    filled = 0
    for i in range(n):
        label, begins = ends[i], filled
        while label > 0:
            stops[filled] = node[label]
            filled += 1
            label = parent[label]
        stops[begins:filled] = stops[begins:filled][::-1].copy()
        pointers[i + 1] = filled
    return reduced, pointers, stops, count
