"""Duties as segments: kept up to date after a change, and asked what one more stop would cost.

A segment stands for a run of stops: its least duration, the span of starts with which it is that
short, and the crates on board. Two segments join in constant time (Vidal, Crainic, Gendreau & Prins
2013, Computers & Operations Research 40), so an insertion is judged without a walk along the duty.
For duties that need the exact evaluator the same figures are a bound from below.
"""

from __future__ import annotations

from routeplan.solve.compiling import compiled
from routeplan.solve.search.problem import FAR, Int32s, Int64s
from routeplan.solve.search.tables import (
    AT,
    BWD,
    CAPACITY,
    CARRIED,
    CLOSES,
    COUNT,
    DAY,
    DAYS,
    DELIVER,
    DOOR,
    DRIVING,
    EARLIEST,
    FACILITY,
    FIRST,
    FIXED,
    FREED,
    FROM,
    FWD,
    IN,
    JOB,
    JOB_FIELDS,
    LAST,
    LATEST,
    LEG,
    LENGTH,
    LOAD,
    LUNCH,
    LUNCH_FROM,
    LUNCH_TO,
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
    PROFILE,
    RELEASE,
    ROOM,
    SEGMENT,
    SITE,
    SLOT,
    SLOT_FIELDS,
    STAY,
    STAYED,
    STOPS,
    TO,
    TRIP,
    TRIPS,
    WHERE,
)

NO_COST = 2**60
"""The cost of what cannot be."""


@compiled
def refresh(g: Int64s, seconds: Int32s, metres: Int32s, s: int) -> bool:
    """Rebuild the segments of slot `s` from its stops; return whether its duty can be.

    Sets SITE, AT and WHERE, too; the cost is left to the caller (`plain_cost`).
    """
    slot = g[SLOT] + s * SLOT_FIELDS
    n, day, f = g[g[COUNT] + s], g[slot + DAY], g[slot + PROFILE]
    stops, site = g[STOPS] + s * g[ROOM] - 1, g[SITE] + s * g[NODES]
    leg = g[LEG] + s * g[NODES]
    fwd, bwd = g[FWD] + s * g[NODES] * SEGMENT, g[BWD] + s * g[NODES] * SEGMENT
    g[site] = g[slot + FROM]
    g[site + n + 1] = g[slot + TO]
    freed, stayed = 0, 0
    for k in range(n, 0, -1):
        stop = g[stops + k]
        if stop >= 0:
            job = g[JOB] + stop * JOB_FIELDS
            stayed += g[job + STAY]
            g[site + k] = g[job + PLACE]
            g[g[AT] + stop * g[DAYS] + day] = s
            g[g[WHERE] + stop * g[DAYS] + day] = k
            freed = max(freed, g[job + RELEASE])
            g[fwd + k * SEGMENT + FREED] = 0
        else:
            g[site + k] = g[g[FACILITY] + 2 * (-1 - stop)]
            g[fwd + k * SEGMENT + FREED] = freed
            freed = 0
    g[g[STAYED] + s] = stayed
    earliest, latest = g[slot + EARLIEST], g[slot + LATEST]
    for field in range(SEGMENT):
        g[fwd + field] = 0
        g[bwd + (n + 1) * SEGMENT + field] = 0
    g[fwd + FREED] = freed
    g[fwd + (n + 1) * SEGMENT + FREED] = 0
    g[fwd + LENGTH] = g[slot + LOAD]
    g[fwd + FIRST] = max(earliest, freed - g[slot + LOAD])
    g[fwd + LAST] = latest
    possible = g[fwd + FIRST] <= latest
    for k in range(1, n + 2):
        a, b = g[site + k - 1], g[site + k]
        here = fwd + k * SEGMENT
        there = here - SEGMENT
        drive = int(seconds[f, a, b])
        stop = g[stops + k] if k <= n else -1
        if stop >= 0:
            job = g[JOB] + stop * JOB_FIELDS
            door = g[DOOR] + (stop * g[DAYS] + day) * 2
            opens, closes, stay = g[door + OPENS], g[door + CLOSES], g[job + STAY]
            deliver, pick = g[job + DELIVER], g[job + PICK]
            g[here + PEAK] = max(g[there + PEAK] + deliver, g[there + IN] + max(deliver, pick, 0))
            g[here + OUT] = g[there + OUT] + deliver
            g[here + IN] = g[there + IN] + pick
            g[here + TRIP] = g[there + TRIP]
            if g[here + PEAK] > g[slot + CAPACITY]:
                possible = False
        else:
            stay = g[g[FACILITY] + 2 * (-1 - stop) + 1] if k <= n else 0
            opens = g[here + FREED] - stay if k <= n else earliest
            closes = latest
            g[here + OUT] = 0
            g[here + IN] = 0
            g[here + PEAK] = 0
            g[here + TRIP] = k
        delta = g[there + LENGTH] + drive
        if drive >= FAR or g[there + FIRST] + delta > closes:
            possible = False
        wait = max(opens - delta - g[there + LAST], 0)
        g[here + LENGTH] = delta + wait + stay
        g[here + FIRST] = max(opens - delta, g[there + FIRST]) - wait
        g[here + LAST] = min(closes - delta, g[there + LAST])
        g[leg + k - 1] = metres[f, a, b]
        g[here + METRES] = g[there + METRES] + metres[f, a, b]
        g[here + DRIVING] = g[there + DRIVING] + drive
    if not g[TRIPS]:
        g[g[CARRIED] + 2 * s] = g[fwd + n * SEGMENT + OUT]
        g[g[CARRIED] + 2 * s + 1] = g[fwd + n * SEGMENT + IN]
    end = fwd + (n + 1) * SEGMENT
    if g[end + LENGTH] > g[slot + MAX_DUTY] or g[end + DRIVING] > g[slot + MAX_DRIVING]:
        possible = False
    g[bwd + (n + 1) * SEGMENT + FIRST] = earliest
    g[bwd + (n + 1) * SEGMENT + LAST] = latest
    for k in range(n, 0, -1):
        here = bwd + k * SEGMENT
        after = here + SEGMENT
        drive = int(seconds[f, g[site + k], g[site + k + 1]])
        stop = g[stops + k]
        if stop >= 0:
            job = g[JOB] + stop * JOB_FIELDS
            door = g[DOOR] + (stop * g[DAYS] + day) * 2
            opens, closes, stay = g[door + OPENS], g[door + CLOSES], g[job + STAY]
            deliver, pick = g[job + DELIVER], g[job + PICK]
            g[here + PEAK] = max(max(deliver, pick, 0) + g[after + OUT], pick + g[after + PEAK])
            g[here + OUT] = g[after + OUT] + deliver
        else:
            stay = g[g[FACILITY] + 2 * (-1 - stop) + 1]
            opens, closes = g[fwd + k * SEGMENT + FREED] - stay, latest
            g[here + OUT] = 0
            g[here + PEAK] = 0
        delta = stay + drive
        wait = max(g[after + FIRST] - delta - closes, 0)
        g[here + LENGTH] = delta + wait + g[after + LENGTH]
        g[here + FIRST] = max(g[after + FIRST] - delta, opens) - wait
        g[here + LAST] = min(g[after + LAST] - delta, closes)
    return bool(possible)


@compiled
def plain_cost(g: Int64s, s: int) -> int:
    """Return the cost of the duty of slot `s` by its segments, 0 where it serves nothing."""
    n, slot = g[g[COUNT] + s], g[SLOT] + s * SLOT_FIELDS
    if n == 0:
        return 0
    end = g[FWD] + (s * g[NODES] + n + 1) * SEGMENT
    cost = g[slot + PER_METRE] * g[end + METRES] + g[slot + PER_SECOND] * g[end + LENGTH]
    return int(g[slot + FIXED] + cost)


@compiled
def load_with(g: Int64s, s: int, k: int, j: int) -> int:
    """Return the most crates on board in slot `s` with job `j` right after node `k`."""
    job = g[JOB] + j * JOB_FIELDS
    fwd = g[FWD] + (s * g[NODES] + k) * SEGMENT
    bwd = g[BWD] + (s * g[NODES] + k + 1) * SEGMENT
    deliver, pick = g[job + DELIVER], g[job + PICK]
    taken = g[fwd + IN]
    peak = max(g[fwd + PEAK] + deliver, taken + max(deliver, pick, 0))
    return int(max(peak + g[bwd + OUT], taken + pick + g[bwd + PEAK]))


@compiled
def insertion(g: Int64s, seconds: Int32s, metres: Int32s, s: int, k: int, j: int, most: int) -> int:
    """Return the extra cost of job `j` right after node `k` of slot `s`, `NO_COST` if impossible.

    Stops looking once the cost is known to be `most` or more. For duties without facilities and
    releases, and, as a bound from below, for those that need the exact evaluator.
    """
    capacity = g[g[SLOT] + s * SLOT_FIELDS + CAPACITY]
    return int(insertion_in(g, seconds, metres, s, k, j, most, capacity))


@compiled
def insertion_in(
    g: Int64s, seconds: Int32s, metres: Int32s, s: int, k: int, j: int, most: int, capacity: int
) -> int:
    """Return the same for a vehicle that would hold `capacity` crates."""
    slot, job = g[SLOT] + s * SLOT_FIELDS, g[JOB] + j * JOB_FIELDS
    n, f = g[g[COUNT] + s], g[slot + PROFILE]
    site = g[SITE] + s * g[NODES] + k
    a, b, here = g[site], g[site + 1], g[job + PLACE]
    longer = int(metres[f, a, here]) + int(metres[f, here, b])
    if longer >= FAR:
        return NO_COST
    cost = 0
    if n > 0:
        longer -= metres[f, a, b]
    else:
        cost = g[slot + FIXED]
    cost += longer * g[slot + PER_METRE]
    per_second = g[slot + PER_SECOND]
    if per_second == 0 and cost >= most:
        return NO_COST
    fwd = g[FWD] + (s * g[NODES] + k) * SEGMENT
    bwd = g[BWD] + (s * g[NODES] + k + 1) * SEGMENT
    if load_with(g, s, k, j) > capacity:
        return NO_COST
    door = g[DOOR] + (j * g[DAYS] + g[slot + DAY]) * 2
    opens, closes = g[door + OPENS], g[door + CLOSES]
    drive, then = int(seconds[f, a, here]), int(seconds[f, here, b])
    delta = g[fwd + LENGTH] + drive
    first, last = g[fwd + FIRST], g[fwd + LAST]
    if first + delta > closes:
        return NO_COST
    wait = max(opens - delta - last, 0)
    length = delta + wait + g[job + STAY] + then
    first = max(opens - delta, first) - wait
    last = min(closes - delta, last)
    if first + length > g[bwd + LAST]:
        return NO_COST
    reach = length
    wait = max(g[bwd + FIRST] - reach - last, 0)
    length += wait + g[bwd + LENGTH]
    if length > g[slot + MAX_DUTY]:
        return NO_COST
    end = g[FWD] + (s * g[NODES] + n + 1) * SEGMENT
    driving = drive + then
    if n > 0:
        driving += g[end + DRIVING] - seconds[f, a, b]
    if driving > g[slot + MAX_DRIVING]:
        return NO_COST
    if g[slot + LUNCH] > 0:
        home = max(g[bwd + FIRST] - reach, first) - wait + length
        if min(g[bwd + LAST] - reach, last) < g[LUNCH_FROM] and home > g[LUNCH_TO]:
            # Who owes a lunch eats where nothing else is done.
            busy = g[slot + LOAD] + driving + g[g[STAYED] + s] + g[job + STAY] + g[slot + LUNCH]
            if busy > min(g[slot + MAX_DUTY], g[slot + LATEST] - g[slot + EARLIEST]):
                return NO_COST
    if per_second > 0:
        cost += per_second * (length - (g[end + LENGTH] if n > 0 else 0))
    return int(cost)


@compiled
def run(g: Int64s, seconds: Int32s, metres: Int32s, s: int, k: int, stops: int, n: int) -> int:
    """Return the cost of the duty of slot `s` up to node `k`, then `n` stops, then home.

    `NO_COST` if it cannot be. The stops stand in the block from `stops` on; facilities may be among
    them. `k` is 0, or a node up to which no trip changes its release by what follows.
    """
    slot = g[SLOT] + s * SLOT_FIELDS
    f, day, capacity, latest = (
        g[slot + PROFILE],
        g[slot + DAY],
        g[slot + CAPACITY],
        g[slot + LATEST],
    )
    fwd = g[FWD] + (s * g[NODES] + k) * SEGMENT
    length, first, last = g[fwd + LENGTH], g[fwd + FIRST], g[fwd + LAST]
    far, driving = g[fwd + METRES], g[fwd + DRIVING]
    taken, peak = g[fwd + IN], g[fwd + PEAK]
    place = g[g[SITE] + s * g[NODES] + k]
    if k == 0:
        first = max(g[slot + EARLIEST], _freed(g, stops, n) - g[slot + LOAD])
        if first > last:
            return NO_COST
    for x in range(n + 1):
        stop = g[stops + x] if x < n else -1
        if stop >= 0:
            job = g[JOB] + stop * JOB_FIELDS
            door = g[DOOR] + (stop * g[DAYS] + day) * 2
            there, stay = g[job + PLACE], g[job + STAY]
            opens, closes = g[door + OPENS], g[door + CLOSES]
            deliver, pick = g[job + DELIVER], g[job + PICK]
            peak = max(peak + deliver, taken + max(deliver, pick, 0))
            taken += pick
            if peak > capacity:
                return NO_COST
        elif x < n:
            row = g[FACILITY] + 2 * (-1 - stop)
            there, stay = g[row], g[row + 1]
            opens, closes = _freed(g, stops + x + 1, n - x - 1) - stay, latest
            taken, peak = 0, 0
        else:
            there, stay = g[slot + TO], 0
            opens, closes = g[slot + EARLIEST], latest
        drive = int(seconds[f, place, there])
        if drive >= FAR:
            return NO_COST
        delta = length + drive
        if first + delta > closes:
            return NO_COST
        wait = max(opens - delta - last, 0)
        length = delta + wait + stay
        first = max(opens - delta, first) - wait
        last = min(closes - delta, last)
        far += metres[f, place, there]
        driving += drive
        place = there
    if length > g[slot + MAX_DUTY] or driving > g[slot + MAX_DRIVING]:
        return NO_COST
    if n == 0 and k == 0:
        return 0
    return int(g[slot + FIXED] + g[slot + PER_METRE] * far + g[slot + PER_SECOND] * length)


@compiled
def _freed(g: Int64s, stops: int, n: int) -> int:
    """Return the release of the trip that begins with the first of `n` stops."""
    freed = 0
    for x in range(n):
        stop = g[stops + x]
        if stop < 0:
            break
        freed = max(freed, g[g[JOB] + stop * JOB_FIELDS + RELEASE])
    return freed
