"""A duty that takes a larger vehicle for one more stop: compiled.

As Penna, Subramanian, Ochi, Vidal & Prins (2019), Annals of Operations Research 273, a duty and the
vehicle that does it best are chosen together.
"""

from __future__ import annotations

from routeplan.solve.compiling import compiled
from routeplan.solve.search.problem import Int32s, Int64s
from routeplan.solve.search.segments import NO_COST, insertion_in, load_with
from routeplan.solve.search.tables import (
    CAPACITY,
    COUNT,
    EMPTY,
    FIXED,
    FWD,
    KIND,
    KIND_PTR,
    KIND_SLOT,
    METRES,
    NODES,
    PER_METRE,
    SEGMENT,
    SLOT,
    SLOT_FIELDS,
    TWIN,
    TWIN_PTR,
)


@compiled
def larger_vehicle(g: Int64s, s: int, load: int, longer: int) -> tuple[int, int]:
    """Return the empty slot in which the duty of slot `s` costs least with such a load, or -1.

    And what it costs there beyond what it costs in `s`, the duty being so many metres longer.
    """
    mine = g[SLOT] + s * SLOT_FIELDS
    twins = g[TWIN_PTR] + g[mine + KIND]
    best, chosen = NO_COST, -1
    if g[twins] == g[twins + 1]:
        return chosen, best
    far = g[g[FWD] + (s * g[NODES] + g[g[COUNT] + s] + 1) * SEGMENT + METRES] + longer
    for x in range(g[twins], g[twins + 1]):
        twin = g[g[TWIN] + x]
        at = g[g[EMPTY] + twin]
        if at >= g[g[KIND_PTR] + twin + 1]:
            continue
        e = g[g[KIND_SLOT] + at]
        theirs = g[SLOT] + e * SLOT_FIELDS
        if g[theirs + CAPACITY] < load:
            continue
        cost = g[theirs + FIXED] - g[mine + FIXED]
        cost += (g[theirs + PER_METRE] - g[mine + PER_METRE]) * far
        if cost < best:
            best, chosen = cost, e
    return chosen, best


@compiled
def in_larger(
    g: Int64s, seconds: Int32s, metres: Int32s, s: int, k: int, j: int, longer: int, most: int
) -> tuple[int, int]:
    """Return the extra cost of job `j` after node `k` if the duty takes a larger vehicle for it.

    And -1 less the empty slot of that vehicle.
    """
    load = load_with(g, s, k, j)
    e, dearer = larger_vehicle(g, s, load, longer)
    if e < 0:
        return NO_COST, 0
    cost = insertion_in(g, seconds, metres, s, k, j, most - dearer, load)
    return (cost + dearer if cost < NO_COST else NO_COST), -1 - e
