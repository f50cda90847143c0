"""Where both halves of a transfer go best, on one duty: compiled."""

from __future__ import annotations

from routeplan.solve.compiling import compiled, compiled_apart
from routeplan.solve.search.places import BLINK, exact_run, pool_allows
from routeplan.solve.search.problem import FAR, UInt64s
from routeplan.solve.search.rich import Rich
from routeplan.solve.search.rng import uniform
from routeplan.solve.search.segments import NO_COST
from routeplan.solve.search.signatures import DATA, INT, RICH, RNG, VOID
from routeplan.solve.search.tables import (
    AFTER,
    BUFFER,
    BWD,
    BY,
    CALL,
    CAPACITY,
    CLOSES,
    COST,
    COUNT,
    DAY,
    DAY_KIND,
    DAY_KIND_PTR,
    DAYS,
    DELIVER,
    DOOR,
    DRIVING,
    EMPTY,
    EXACT,
    FIRST,
    FIXED,
    FOUND,
    FWD,
    IN,
    INTO,
    JOB,
    JOB_FIELDS,
    KIND_PTR,
    KIND_SLOT,
    LAST,
    LENGTH,
    MAX_DRIVING,
    MAX_DUTY,
    METRES,
    NODES,
    OPENS,
    OUT,
    PEAK,
    PER_METRE,
    PER_SECOND,
    PICK,
    PLACE,
    POOLS,
    PROFILE,
    ROOM,
    SECOND,
    SEGMENT,
    SITE,
    SLOT,
    SLOT_FIELDS,
    STAY,
    STOPS,
    Data,
)


@compiled
def _exact_transfer(data: Data, rich: Rich, s: int, k: int, m: int, j: int, mate: int) -> int:
    g = data.block
    n, stops, x = g[g[COUNT] + s], g[STOPS] + s * g[ROOM], g[BUFFER]
    g[x] = j
    x += 1
    for y in range(k, n + 1):
        if y == m:
            g[x] = mate
            x += 1
        if y < n:
            g[x] = g[stops + y]
            x += 1
    cost = exact_run(data, rich, s, k, x - g[BUFFER])
    return int(cost - g[g[COST] + s]) if cost < NO_COST else NO_COST


@compiled
def _transfer_in(data: Data, rich: Rich, rng: UInt64s, s: int, j: int, mate: int) -> None:
    g, seconds, metres = data.block, data.seconds, data.metres
    slot = g[SLOT] + s * SLOT_FIELDS
    n, f, day = g[g[COUNT] + s], g[slot + PROFILE], g[slot + DAY]
    per_metre, per_second = g[slot + PER_METRE], g[slot + PER_SECOND]
    capacity, found = g[slot + CAPACITY], g[FOUND]
    site, stops = g[SITE] + s * g[NODES], g[STOPS] + s * g[ROOM] - 1
    second = g[JOB] + mate * JOB_FIELDS
    there, door_2 = g[second + PLACE], g[DOOR] + (mate * g[DAYS] + day) * 2
    zero = 0
    end = g[FWD] + (s * g[NODES] + n + 1) * SEGMENT
    whole = g[end + METRES] if n > 0 else zero
    duty = g[end + LENGTH] if n > 0 else zero
    fixed = g[slot + FIXED] if n == 0 else zero
    for k in range(n + 1):
        # The duty up to node k, then the first half, then as far as has been followed.
        place = g[site + k]
        fwd = g[FWD] + (s * g[NODES] + k) * SEGMENT
        length, first, last = g[fwd + LENGTH], g[fwd + FIRST], g[fwd + LAST]
        far, driving = g[fwd + METRES], g[fwd + DRIVING]
        peak, taken = g[fwd + PEAK], g[fwd + IN]
        for m in range(k, n + 1):
            stop = j if m == k else g[stops + m]
            job = g[JOB] + stop * JOB_FIELDS
            door = g[DOOR] + (stop * g[DAYS] + day) * 2
            drive = int(seconds[f, place, g[job + PLACE]])
            delta = length + drive
            opens, closes = g[door + OPENS], g[door + CLOSES]
            if drive >= FAR or first + delta > closes:
                break
            driving += drive
            wait = max(opens - delta - last, zero)
            length = delta + wait + g[job + STAY]
            first = max(opens - delta, first) - wait
            last = min(closes - delta, last)
            far += metres[f, place, g[job + PLACE]]
            deliver, pick = g[job + DELIVER], g[job + PICK]
            peak = max(peak + deliver, taken + max(deliver, pick, zero))
            taken += pick
            if peak > capacity:
                break
            place = g[job + PLACE]
            onward = g[site + m + 1]
            total = far + metres[f, place, there] + metres[f, there, onward] - whole
            if n > 0:
                total += g[end + METRES] - g[g[FWD] + (s * g[NODES] + m + 1) * SEGMENT + METRES]
            cost = fixed + per_metre * total
            if per_second == 0 and cost >= g[found + BY]:
                continue
            drive, then = int(seconds[f, place, there]), int(seconds[f, there, onward])
            if max(drive, then) >= FAR:
                continue
            rest = driving + drive + then
            if n > 0:
                rest += g[end + DRIVING]
                rest -= g[g[FWD] + (s * g[NODES] + m + 1) * SEGMENT + DRIVING]
            delta = length + drive
            opens, closes = g[door_2 + OPENS], g[door_2 + CLOSES]
            if first + delta > closes or rest > g[slot + MAX_DRIVING]:
                continue
            wait = max(opens - delta - last, zero)
            sooner = max(opens - delta, first) - wait
            later = min(closes - delta, last)
            longer = delta + wait + g[second + STAY] + then
            bwd = g[BWD] + (s * g[NODES] + m + 1) * SEGMENT
            load = taken + g[second + PICK]
            if max(peak + g[bwd + OUT], load + g[bwd + PEAK]) > capacity:
                continue
            if sooner + longer > g[bwd + LAST]:
                continue
            longer += max(g[bwd + FIRST] - longer - later, zero) + g[bwd + LENGTH]
            cost += per_second * (longer - duty)
            if longer > g[slot + MAX_DUTY] or cost >= g[found + BY] or uniform(rng) < BLINK:
                continue
            if g[slot + EXACT]:
                cost = _exact_transfer(data, rich, s, k, m, j, mate)
                if cost >= g[found + BY]:
                    continue
            g[found + BY] = cost
            g[found + INTO] = s
            g[found + AFTER] = k
            g[found + CALL] = 0
            g[found + SECOND] = m


@compiled_apart(VOID(DATA, RICH, RNG, INT, INT, INT, INT))
def best_transfer(
    data: Data, rich: Rich, rng: UInt64s, j: int, mate: int, day: int, most: int
) -> None:
    """Find the cheapest places for both halves of a transfer on one duty of `day`.

    FOUND holds them: cost, slot, the node after which the first half comes, 0, and that after which
    the second comes (nodes as they are without either half); the slot is -1 where there is none.
    """
    g = data.block
    found, room = g[FOUND], g[ROOM] - 3
    g[found + BY] = most
    g[found + INTO] = -1
    for x in range(g[g[DAY_KIND_PTR] + day], g[g[DAY_KIND_PTR] + day + 1]):
        kind = g[g[DAY_KIND] + x]
        for y in range(g[g[KIND_PTR] + kind], g[g[KIND_PTR] + kind + 1]):
            s = g[g[KIND_SLOT] + y]
            n = g[g[COUNT] + s]
            if n == 0 and y != g[g[EMPTY] + kind]:
                continue
            if n >= room or not data.allowed[j, s] or not data.allowed[mate, s]:
                continue
            if g[POOLS] and not pool_allows(g, s, j):
                continue
            _transfer_in(data, rich, rng, s, j, mate)
