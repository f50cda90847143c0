"""Which of several kinds of vehicle a duty takes: compiled.

A duty that fills a small vehicle takes a larger one for a further stop (`twins`), but that alone
changes slowly which vehicles there are. So a part of the steps (SHUFFLES) puts the duties that lost
stops into a vehicle of a kind drawn at random, and every step ends by giving each changed duty the
cheapest kind that can do it.
"""

from __future__ import annotations

from routeplan.solve.compiling import compiled, compiled_apart
from routeplan.solve.search.changes import copy, note_empty, renew, save, use_pool
from routeplan.solve.search.problem import Int32s, Int64s, UInt64s
from routeplan.solve.search.rich import Rich
from routeplan.solve.search.rng import below
from routeplan.solve.search.signatures import BOOL, DATA, INT, RICH, RNG, VOID
from routeplan.solve.search.tables import (
    CAPACITY,
    CHANGED,
    CHANGES,
    COST,
    COUNT,
    CREW,
    DAY,
    DAY_KIND,
    DAY_KIND_PTR,
    EMPTY,
    FIXED,
    FROM,
    FWD,
    KIND,
    KIND_PTR,
    KIND_SLOT,
    LEG,
    METRES,
    NODES,
    NUMBER,
    PEAK,
    PEOPLE,
    PER_METRE,
    POOL,
    POOL_MOST,
    POOL_USED,
    PROFILE,
    ROOM,
    SEGMENT,
    SITE,
    SLOT,
    SLOT_FIELDS,
    STOPS,
    TO,
    Data,
)


@compiled
def _may_take_over(data: Data, s: int, e: int) -> bool:
    """Tell whether the vehicle of the empty slot `e` may serve all jobs of slot `s`."""
    g = data.block
    mine, theirs = g[SLOT] + s * SLOT_FIELDS, g[SLOT] + e * SLOT_FIELDS
    n = g[g[COUNT] + s]
    if g[g[FWD] + (s * g[NODES] + n) * SEGMENT + PEAK] > g[theirs + CAPACITY]:
        return False
    pool = g[theirs + POOL]
    if pool >= 0:
        if pool != g[mine + POOL]:
            return False
        people = g[g[POOL_USED] + 2 * pool + PEOPLE] - g[mine + CREW] + g[theirs + CREW]
        if people > g[g[POOL_MOST] + 2 * pool + PEOPLE]:
            return False
    for k in range(n):
        stop = g[g[STOPS] + s * g[ROOM] + k]
        if stop < 0 or not data.allowed[stop, e]:
            return False
    return True


@compiled
def _least_cost(g: Int64s, metres: Int32s, s: int, e: int) -> int:
    """Return a bound from below of the cost of the duty of `s` in slot `e`."""
    mine, theirs = g[SLOT] + s * SLOT_FIELDS, g[SLOT] + e * SLOT_FIELDS
    cost = g[theirs + FIXED]
    f = g[theirs + PROFILE]
    if g[mine + PROFILE] != f:
        return int(cost)
    n, site, leg = g[g[COUNT] + s], g[SITE] + s * g[NODES], g[LEG] + s * g[NODES]
    far = g[g[FWD] + (s * g[NODES] + n + 1) * SEGMENT + METRES] - g[leg] - g[leg + n]
    far += metres[f, g[theirs + FROM], g[site + 1]]
    far += metres[f, g[site + n], g[theirs + TO]]
    return int(cost + g[theirs + PER_METRE] * far)


@compiled_apart(BOOL(DATA, RICH, INT, INT, INT))
def move_duty(data: Data, rich: Rich, s: int, e: int, most: int) -> bool:
    """Move the duty of slot `s` to the empty slot `e` if it then costs less than `most`."""
    g = data.block
    n = g[g[COUNT] + s]
    save(g, s)
    save(g, e)
    copy(g, g[STOPS] + s * g[ROOM], g[STOPS] + e * g[ROOM], n)
    g[g[COUNT] + e] = n
    if renew(data, rich, e) and g[g[COST] + e] < most:
        use_pool(g, s, -1)
        g[g[COUNT] + s] = 0
        use_pool(g, e, 1)
        renew(data, rich, s)
        note_empty(g, s)
        note_empty(g, e)
        return True
    g[g[COUNT] + e] = 0
    renew(data, rich, e)
    renew(data, rich, s)
    return False


@compiled_apart(VOID(DATA, RICH, RNG))
def shuffle_vehicles(data: Data, rich: Rich, rng: UInt64s) -> None:
    """Give each duty that this step has changed a vehicle of a kind drawn at random, if it can."""
    g = data.block
    for x in range(g[g[NUMBER] + CHANGES]):
        s = g[g[CHANGED] + x]
        if g[g[COUNT] + s] == 0:
            continue
        day = g[g[SLOT] + s * SLOT_FIELDS + DAY]
        first, end = g[g[DAY_KIND_PTR] + day], g[g[DAY_KIND_PTR] + day + 1]
        if end - first < 2:
            continue
        kind = g[g[DAY_KIND] + first + below(rng, end - first)]
        at = g[g[EMPTY] + kind]
        if kind == g[g[SLOT] + s * SLOT_FIELDS + KIND] or at >= g[g[KIND_PTR] + kind + 1]:
            continue
        e = g[g[KIND_SLOT] + at]
        if _may_take_over(data, s, e):
            move_duty(data, rich, s, e, 2**60)


@compiled_apart(VOID(DATA, RICH))
def choose_vehicles(data: Data, rich: Rich) -> None:
    """Give each duty that this step has changed the cheapest kind of vehicle that can do it."""
    g = data.block
    x = 0
    while x < g[g[NUMBER] + CHANGES]:
        s = g[g[CHANGED] + x]
        x += 1
        if g[g[COUNT] + s] == 0:
            continue
        day = g[g[SLOT] + s * SLOT_FIELDS + DAY]
        first, end = g[g[DAY_KIND_PTR] + day], g[g[DAY_KIND_PTR] + day + 1]
        if end - first < 2:
            continue
        for y in range(first, end):
            kind = g[g[DAY_KIND] + y]
            at = g[g[EMPTY] + kind]
            if kind == g[g[SLOT] + s * SLOT_FIELDS + KIND] or at >= g[g[KIND_PTR] + kind + 1]:
                continue
            e = g[g[KIND_SLOT] + at]
            if _least_cost(g, data.metres, s, e) >= g[g[COST] + s] or not _may_take_over(
                data, s, e
            ):
                continue
            if move_duty(data, rich, s, e, g[g[COST] + s]):
                s = e
