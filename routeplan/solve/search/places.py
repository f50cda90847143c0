"""Where a job that has been taken out goes best: compiled, one day at a time.

Candidates are the places beside the job's nearest neighbours and one empty slot of each kind; every
place of a day is looked at only where a job would otherwise miss a visit. Now and then a place is
overlooked (the «blinks» of Christiaens & Vanden Berghe 2020): a second-best place may lead farther.
"""

from __future__ import annotations

from routeplan.solve.compiling import compiled, compiled_apart
from routeplan.solve.search.exact import home, to_facility, to_job
from routeplan.solve.search.problem import FAR, Int32s, Int64s, UInt64s
from routeplan.solve.search.rich import Rich
from routeplan.solve.search.rng import uniform
from routeplan.solve.search.segments import NO_COST, insertion, run
from routeplan.solve.search.signatures import DATA, INT, RICH, RNG, VOID
from routeplan.solve.search.tables import (
    AFTER,
    AT,
    BONUS,
    BUFFER,
    BY,
    CALL,
    CALLS,
    CAPACITY,
    CARRIED,
    COST,
    COUNT,
    CRATES,
    CREW,
    DAY_KIND,
    DAY_KIND_PTR,
    DAY_SLOT,
    DAYS,
    DELIVER,
    EMPTY,
    EXACT,
    FACILITIES,
    FACILITY,
    FIXED,
    FOUND,
    FWD,
    HAVE,
    INTO,
    JOB,
    JOB_FIELDS,
    KIND_PTR,
    KIND_SLOT,
    LEG,
    LOOK,
    NEAR,
    NEAR_DEPOT,
    NEAR_WIDTH,
    NODES,
    NUMBER,
    PART_OF_FIXED,
    PEOPLE,
    PER_METRE,
    PER_SECOND,
    PICK,
    PLACE,
    POOL,
    POOL_MOST,
    POOL_USED,
    POOLS,
    PROFILE,
    ROOM,
    ROW,
    SEGMENT,
    SITE,
    SLOT,
    SLOT_FIELDS,
    SLOTS,
    STAMP,
    STOPS,
    TRIP,
    TRIPS,
    WHERE,
    WHOLE,
    Data,
)
from routeplan.solve.search.twins import in_larger, larger_vehicle

BLINK = 0.01
FAR_ENDS = 0.1
"""Share of looks at the ends of every duty although no depot is near."""


@compiled_apart(INT(DATA, RICH, INT, INT, INT))
def exact_run(data: Data, rich: Rich, s: int, k: int, n: int) -> int:
    """Return the exact cost of slot `s` up to node `k`, then `n` stops in BUFFER, then home."""
    g = data.block
    row, buffer = g[g[ROW] + s], g[BUFFER]
    have = g[g[HAVE] + row * g[NODES] + k]
    old, new = data.labels[row, k], data.spare[0]
    other, spare = data.spare[1], data.spare[2]
    place = g[g[SITE] + s * g[NODES] + k]
    for x in range(n):
        stop = g[buffer + x]
        if stop >= 0:
            have = to_job(rich, s, old, have, place, stop, new, spare)
            place = g[g[JOB] + stop * JOB_FIELDS + PLACE]
        else:
            have = to_facility(rich, s, old, have, place, -1 - stop, new, spare)
            place = g[g[FACILITY] + 2 * (-1 - stop)]
        if have == 0:
            return NO_COST
        old, new, other = new, other, new
    if not home(rich, s, old, have, place, data.result, spare):
        return NO_COST
    slot = g[SLOT] + s * SLOT_FIELDS
    cost = g[slot + PER_SECOND] * data.result[0] + g[slot + PER_METRE] * data.result[1]
    return int(g[slot + FIXED] + cost + data.result[2])


@compiled
def _exact_insertion(data: Data, rich: Rich, s: int, k: int, j: int) -> int:
    g = data.block
    n, stops, buffer = g[g[COUNT] + s], g[STOPS] + s * g[ROOM], g[BUFFER]
    g[buffer] = j
    for x in range(k, n):
        g[buffer + x - k + 1] = g[stops + x]
    cost = exact_run(data, rich, s, k, n - k + 1)
    return int(cost - g[g[COST] + s]) if cost < NO_COST else NO_COST


@compiled
def _with_calls(
    g: Int64s, seconds: Int32s, metres: Int32s, s: int, k: int, j: int, most: int
) -> tuple[int, int]:
    """Return the least extra cost of job `j` after node `k`, a call at a facility added if useful.

    And the call: 0 none, 1 + 2 q at facility q before the job, 2 + 2 q after it.
    """
    slot = g[SLOT] + s * SLOT_FIELDS
    f, n, site = g[slot + PROFILE], g[g[COUNT] + s], g[SITE] + s * g[NODES] + k
    a, b, here = g[site], g[site + 1], g[g[JOB] + j * JOB_FIELDS + PLACE]
    best, call = most, -1
    # The trip that changes is followed anew from the depot or facility where it begins.
    start = g[g[FWD] + (s * g[NODES] + k) * SEGMENT + TRIP]
    start = max(start - 1, 0)
    buffer, stops = g[BUFFER], g[STOPS] + s * g[ROOM]
    for option in range(1 + 2 * g[FACILITIES]):
        q = (option - 1) // 2
        longer = 0
        if option == 0:
            longer += int(metres[f, a, here]) + metres[f, here, b]
        elif not g[g[CALLS] + q * g[SLOTS] + s]:
            continue
        elif option % 2 == 1:
            via = g[g[FACILITY] + 2 * q]
            longer += int(metres[f, a, via]) + metres[f, via, here] + metres[f, here, b]
        else:
            via = g[g[FACILITY] + 2 * q]
            longer += int(metres[f, a, here]) + metres[f, here, via] + metres[f, via, b]
        if longer >= FAR:
            continue
        cost = g[slot + FIXED]
        if n > 0:
            longer -= metres[f, a, b]
            cost = 0
        if g[slot + PER_SECOND] == 0 and cost + longer * g[slot + PER_METRE] >= best:
            continue
        m = buffer
        for x in range(start, k):
            g[m] = g[stops + x]
            m += 1
        if option % 2 == 1:
            g[m] = -1 - q
            m += 1
        g[m] = j
        m += 1
        if option > 0 and option % 2 == 0:
            g[m] = -1 - q
            m += 1
        for x in range(k, n):
            g[m] = g[stops + x]
            m += 1
        cost = run(g, seconds, metres, s, start, buffer, m - buffer)
        if cost < NO_COST and cost - g[g[COST] + s] < best:
            best, call = cost - g[g[COST] + s], option
    return (best if call >= 0 else NO_COST), call


@compiled
def _cost_at(data: Data, rich: Rich, s: int, k: int, j: int, most: int) -> tuple[int, int]:
    """Return the extra cost of job `j` after node `k` where `insertion` alone cannot judge.

    And the call at a facility that goes with it.
    """
    g = data.block
    if not g[g[SLOT] + s * SLOT_FIELDS + EXACT]:
        return _with_calls(g, data.seconds, data.metres, s, k, j, most)
    cost = insertion(g, data.seconds, data.metres, s, k, j, most)
    if cost < most:
        cost = _exact_insertion(data, rich, s, k, j)
    return cost, 0


@compiled
def pool_allows(g: Int64s, s: int, j: int) -> bool:
    """Tell whether people and crates of the slot's pool suffice for job `j`, too."""
    slot = g[SLOT] + s * SLOT_FIELDS
    pool = g[slot + POOL]
    if pool < 0:
        return True
    used, most = g[POOL_USED] + 2 * pool, g[POOL_MOST] + 2 * pool
    if g[g[COUNT] + s] == 0 and g[used + PEOPLE] + g[slot + CREW] > g[most + PEOPLE]:
        return False
    deliver = g[g[JOB] + j * JOB_FIELDS + DELIVER]
    return bool(g[used + CRATES] + deliver <= g[most + CRATES])


@compiled_apart(VOID(DATA, RICH, RNG, INT, INT, INT, INT))
def best_place(
    data: Data, rich: Rich, rng: UInt64s, j: int, day: int, most: int, wide: int
) -> None:
    """Find the cheapest place for one visit of job `j` on `day` that costs less than `most`.

    With `wide` above 0, every place of the day is looked at where the near ones give nothing. FOUND
    holds the place; the slot is -1 where there is none. Of the fixed cost of a vehicle that is not
    in use yet, and of what a larger vehicle costs more, only the part counts that PART_OF_FIXED
    says; BONUS is taken off for a vehicle that is not in use yet.
    """
    g, seconds, metres, metres_to = data.block, data.seconds, data.metres, data.metres_to
    found, room = g[FOUND], g[ROOM] - 2
    by, into, after, with_call = most, -1, 0, 0
    g[g[NUMBER] + LOOK] += 1
    look = g[g[NUMBER] + LOOK]
    pools, trips, slots = g[POOLS], g[TRIPS], g[SLOT]
    job, carried, zero = g[JOB] + j * JOB_FIELDS, g[CARRIED], 0
    here, deliver, pick = g[job + PLACE], g[job + DELIVER], g[job + PICK]
    part = WHOLE - g[g[NUMBER] + PART_OF_FIXED]
    near, width = g[NEAR] + j * g[NEAR_WIDTH], g[NEAR_WIDTH]
    empties, last_kind = g[g[DAY_KIND_PTR] + day], g[g[DAY_KIND_PTR] + day + 1]
    # Beside each near job, then in one empty slot of each kind.
    for x in range(width + last_kind - empties):
        if x < width:
            at = g[near + x] * g[DAYS] + day
            s = g[g[AT] + at]
            if s < 0 or g[g[COUNT] + s] >= room:
                continue
            k = g[g[WHERE] + at]
            first, rebate = k - 1, 0
        else:
            kind = g[g[DAY_KIND] + empties + x - width]
            if g[g[EMPTY] + kind] >= g[g[KIND_PTR] + kind + 1]:
                continue
            s = g[g[KIND_SLOT] + g[g[EMPTY] + kind]]
            first, k = 0, 0
            rebate = part * g[slots + s * SLOT_FIELDS + FIXED] // WHOLE + g[g[NUMBER] + BONUS]
        slot, dearer = slots + s * SLOT_FIELDS, zero
        load = max(g[carried + 2 * s] + deliver, g[carried + 2 * s + 1] + pick)
        full = not trips and load > g[slot + CAPACITY]
        if full:
            if x >= width:
                continue
            e, dearer = larger_vehicle(g, s, load, 0)
            if e < 0:
                continue
            rebate = part * max(dearer, zero) // WHOLE
            dearer -= rebate
            if dearer >= by:
                continue
        if not data.allowed[j, s] or (pools and not pool_allows(g, s, j)):
            continue
        stamp, site, leg = g[STAMP] + s * g[NODES], g[SITE] + s * g[NODES], g[LEG] + s * g[NODES]
        f, per_metre, hard = g[slot + PROFILE], g[slot + PER_METRE], trips or g[slot + EXACT]
        by_metre = not hard and g[slot + PER_SECOND] == 0
        if x >= width:
            dearer = g[slot + FIXED] - rebate
        for node in range(first, k + 1):
            if g[stamp + node] == look:
                continue
            g[stamp + node] = look
            longer = zero + metres_to[f, here, g[site + node]] + metres[f, here, g[site + node + 1]]
            if x < width:
                longer -= g[leg + node]
            # Most places are too far away, which costs little to see.
            if by_metre and dearer + longer * per_metre >= by:
                continue
            call = zero
            if hard:
                cost, call = _cost_at(data, rich, s, node, j, by + rebate)
            elif full:
                cost, call = in_larger(g, seconds, metres, s, node, j, longer, by + rebate)
            else:
                cost = insertion(g, seconds, metres, s, node, j, by + rebate)
            if cost - rebate < by and uniform(rng) >= BLINK:
                by, into, after, with_call = cost - rebate, s, node, call
    nothing = wide > 0 and into < 0
    if nothing or g[g[JOB] + j * JOB_FIELDS + NEAR_DEPOT] > 0 or uniform(rng) < FAR_ENDS:
        # At the ends of every duty; where nothing was found, everywhere.
        for s in range(g[g[DAY_SLOT] + day], g[g[DAY_SLOT] + day + 1]):
            n = g[g[COUNT] + s]
            if n == 0 or n >= room or not data.allowed[j, s]:
                continue
            slot = slots + s * SLOT_FIELDS
            load = max(g[carried + 2 * s] + deliver, g[carried + 2 * s + 1] + pick)
            if not trips and load > g[slot + CAPACITY]:
                continue
            if pools and not pool_allows(g, s, j):
                continue
            stamp, site, leg = (
                g[STAMP] + s * g[NODES],
                g[SITE] + s * g[NODES],
                g[LEG] + s * g[NODES],
            )
            f, per_metre, hard = g[slot + PROFILE], g[slot + PER_METRE], trips or g[slot + EXACT]
            by_metre = not hard and g[slot + PER_SECOND] == 0
            for node in range(0, n + 1, 1 if nothing else n):
                if g[stamp + node] == look:
                    continue
                longer = zero + metres_to[f, here, g[site + node]]
                longer += metres[f, here, g[site + node + 1]] - g[leg + node]
                if by_metre and longer * per_metre >= by:
                    continue
                call = zero
                if hard:
                    cost, call = _cost_at(data, rich, s, node, j, by)
                else:
                    cost = insertion(g, seconds, metres, s, node, j, by)
                if cost < by and uniform(rng) >= BLINK:
                    by, into, after, with_call = cost, s, node, call
    g[found + BY] = by
    g[found + INTO] = into
    g[found + AFTER] = after
    g[found + CALL] = with_call
