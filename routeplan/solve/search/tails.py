"""Two duties of one day exchange their ends: compiled.

Strings of a step are short; where duties are long, only an exchange of all that follows leads from
one order of many stops to another (2-opt*, Potvin & Rousseau 1995, Journal of the Operational
Research Society 46). Two segments join in constant time, so an exchange is judged without a walk;
it is accepted as a step is, at the same temperature.
"""

from __future__ import annotations

import numpy as np

from routeplan.solve.compiling import compiled, compiled_apart
from routeplan.solve.search.changes import copy, keep_if_best, note_empty, renew, use_pool
from routeplan.solve.search.places import exact_run
from routeplan.solve.search.problem import FAR, Int32s, Int64s, UInt64s
from routeplan.solve.search.rich import Rich
from routeplan.solve.search.rng import below, uniform
from routeplan.solve.search.segments import NO_COST
from routeplan.solve.search.signatures import BOOL, DATA, FLOAT, RICH, RNG
from routeplan.solve.search.tables import (
    AT,
    BONUS,
    BUFFER,
    BWD,
    CAPACITY,
    CHOSEN,
    COST,
    COUNT,
    DAYS,
    DRIVING,
    EARLIEST,
    EXACT,
    FIRST,
    FIXED,
    FWD,
    IN,
    JOBS,
    LAST,
    LATEST,
    LENGTH,
    MAX_DRIVING,
    MAX_DUTY,
    METRES,
    NEAR,
    NEAR_WIDTH,
    NODES,
    NUMBER,
    OLD_TOTAL,
    OUT,
    PEAK,
    PER_METRE,
    PER_SECOND,
    POOL,
    PROFILE,
    ROOM,
    SEGMENT,
    SITE,
    SLOT,
    SLOT_FIELDS,
    STOPS,
    TO,
    TOTAL,
    TOTALS,
    VISIT_DAY,
    VISIT_PTR,
    WHERE,
    Data,
)


@compiled
def cost_joined(g: Int64s, seconds: Int32s, metres: Int32s, s: int, k: int, t: int, m: int) -> int:
    """Return the cost of slot `s` up to node `k`, then what slot `t` serves after node `m`.

    `NO_COST` where that cannot be. The slots are `_alike`; where duties need the exact evaluator,
    this is a bound from below.
    """
    slot, n = g[SLOT] + s * SLOT_FIELDS, g[g[COUNT] + t]
    if k == 0 and m == n:
        return 0
    f = g[slot + PROFILE]
    a, b = g[g[SITE] + s * g[NODES] + k], g[g[SITE] + t * g[NODES] + m + 1]
    fwd = g[FWD] + (s * g[NODES] + k) * SEGMENT
    bwd = g[BWD] + (t * g[NODES] + m + 1) * SEGMENT
    drive = int(seconds[f, a, b])
    peak = max(g[fwd + PEAK] + g[bwd + OUT], g[fwd + IN] + g[bwd + PEAK])
    if drive >= FAR or peak > g[slot + CAPACITY]:
        return NO_COST
    length = g[fwd + LENGTH] + drive
    if g[fwd + FIRST] + length > g[bwd + LAST]:
        return NO_COST
    length += max(g[bwd + FIRST] - length - g[fwd + LAST], 0) + g[bwd + LENGTH]
    if length > g[slot + MAX_DUTY]:
        return NO_COST
    rest = g[FWD] + (t * g[NODES] + m + 1) * SEGMENT
    end = g[FWD] + (t * g[NODES] + n + 1) * SEGMENT
    driving = g[fwd + DRIVING] + drive + g[end + DRIVING] - g[rest + DRIVING]
    if driving > g[slot + MAX_DRIVING]:
        return NO_COST
    far = g[fwd + METRES] + metres[f, a, b] + g[end + METRES] - g[rest + METRES]
    return int(g[slot + FIXED] + g[slot + PER_METRE] * far + g[slot + PER_SECOND] * length)


@compiled
def _exactly(data: Data, rich: Rich, s: int, k: int, t: int, m: int) -> int:
    """Return the same by the exact evaluator."""
    g = data.block
    n = g[g[COUNT] + t] - m
    if k == 0 and n == 0:
        return 0
    copy(g, g[STOPS] + t * g[ROOM] + m, g[BUFFER], n)
    return int(exact_run(data, rich, s, k, n))


@compiled
def _alike(g: Int64s, s: int, t: int) -> bool:
    """Tell whether what comes after a node is the same for two slots of one day."""
    mine, theirs = g[SLOT] + s * SLOT_FIELDS, g[SLOT] + t * SLOT_FIELDS
    for field in (PROFILE, TO, EARLIEST, LATEST, EXACT, POOL):
        if g[mine + field] != g[theirs + field]:
            return False
    return True


@compiled
def _allowed(data: Data, s: int, t: int, m: int) -> bool:
    """Tell whether slot `s` may serve what slot `t` serves after node `m`."""
    g = data.block
    for x in range(m, g[g[COUNT] + t]):  # noqa: SIM110 - compiled
        if not data.allowed[g[g[STOPS] + t * g[ROOM] + x], s]:
            return False
    return True


@compiled
def _swap(data: Data, rich: Rich, s: int, k: int, t: int, m: int) -> None:
    """Exchange what slot `s` serves after node `k` for what slot `t` serves after node `m`."""
    g = data.block
    use_pool(g, s, -1)
    use_pool(g, t, -1)
    mine, theirs, buffer = g[STOPS] + s * g[ROOM] + k, g[STOPS] + t * g[ROOM] + m, g[BUFFER]
    n, o = g[g[COUNT] + s] - k, g[g[COUNT] + t] - m
    copy(g, mine, buffer, n)
    copy(g, theirs, mine, o)
    copy(g, buffer, theirs, n)
    g[g[COUNT] + s] = k + o
    g[g[COUNT] + t] = m + n
    use_pool(g, s, 1)
    use_pool(g, t, 1)
    renew(data, rich, s)
    renew(data, rich, t)
    note_empty(g, s)
    note_empty(g, t)
    copy(g, g[TOTAL], g[OLD_TOTAL], TOTALS)


@compiled_apart(BOOL(DATA, RICH, RNG, FLOAT))
def swap_tails(data: Data, rich: Rich, rng: UInt64s, temperature: float) -> bool:
    """Propose one exchange behind a random job; return whether a new best was found.

    Not for problems with transfers, facilities or releases.
    """
    g = data.block
    j = below(rng, g[JOBS])
    p = g[g[CHOSEN] + j]
    if p < 0 or g[NEAR_WIDTH] == 0:
        return False
    begin, end = g[g[VISIT_PTR] + p], g[g[VISIT_PTR] + p + 1]
    at = begin + below(rng, end - begin) if end > begin + 1 else begin
    day = g[g[VISIT_DAY] + at]
    other = g[g[NEAR] + j * g[NEAR_WIDTH] + below(rng, g[NEAR_WIDTH])]
    s, t = g[g[AT] + j * g[DAYS] + day], g[g[AT] + other * g[DAYS] + day]
    if s < 0 or t < 0 or s == t:
        return False
    k, m = g[g[WHERE] + j * g[DAYS] + day], g[g[WHERE] + other * g[DAYS] + day] - 1
    if not _alike(g, s, t):
        return False
    n, o, room = g[g[COUNT] + s] - k, g[g[COUNT] + t] - m, g[ROOM] - 2
    if k + o > room or m + n > room:
        return False
    most = g[g[COST] + s] + g[g[COST] + t] - temperature * np.log(max(uniform(rng), 1e-300))
    most = min(most, NO_COST)
    if m + n == 0:
        most -= g[g[NUMBER] + BONUS]
    seconds, metres = data.seconds, data.metres
    cost = cost_joined(g, seconds, metres, s, k, t, m)
    if cost >= most:
        return False
    cost += cost_joined(g, seconds, metres, t, m, s, k)
    if cost >= most:
        return False
    if not (_allowed(data, s, t, m) and _allowed(data, t, s, k)):
        return False
    if g[g[SLOT] + s * SLOT_FIELDS + EXACT]:
        cost = _exactly(data, rich, s, k, t, m)
        if cost >= most:
            return False
        cost += _exactly(data, rich, t, m, s, k)
        if cost >= most:
            return False
    better = cost < g[g[COST] + s] + g[g[COST] + t]
    _swap(data, rich, s, k, t, m)
    return better and keep_if_best(g)
