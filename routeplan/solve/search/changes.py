"""Changes of a state, compiled: take jobs out, put them in, undo, keep the best."""

from __future__ import annotations

from routeplan.solve.compiling import compiled, compiled_apart
from routeplan.solve.search.exact import begin, to_facility, to_job
from routeplan.solve.search.places import exact_run
from routeplan.solve.search.problem import Int64s
from routeplan.solve.search.rich import Rich
from routeplan.solve.search.segments import NO_COST, plain_cost, refresh, run
from routeplan.solve.search.signatures import BOOL, DATA, INT, RICH, VOID
from routeplan.solve.search.tables import (
    ABSENT,
    ABSENTEES,
    AT,
    BEST_CHOSEN,
    BEST_COST,
    BEST_COUNT,
    BEST_STOPS,
    BEST_TOTAL,
    BUFFER,
    CHANGED,
    CHANGES,
    CHOSEN,
    COST,
    COUNT,
    CRATES,
    CREW,
    DAY,
    DAYS,
    DELIVER,
    EMPTY,
    EXACT,
    HAVE,
    IS_CHANGED,
    IS_REMOVED,
    JOB,
    JOB_FIELDS,
    JOBS,
    KIND,
    KIND_PTR,
    KIND_SLOT,
    LACKING,
    MISSED,
    MOVES,
    NODES,
    NUMBER,
    OLD_ABSENT,
    OLD_ABSENTEES,
    OLD_CHOSEN,
    OLD_COST,
    OLD_COUNT,
    OLD_LACKING,
    OLD_STOPS,
    OLD_TOTAL,
    PATTERN,
    PATTERN_MOVES,
    PENALTIES,
    PENALTY,
    PEOPLE,
    POOL,
    POOL_USED,
    PRIORITY,
    REMOVED,
    ROOM,
    ROW,
    SITE,
    SLOT,
    SLOT_FIELDS,
    SLOTS,
    STAYS,
    STOPS,
    SUM,
    TOTAL,
    TOTALS,
    TRIPS,
    VISIT_DAY,
    VISIT_PTR,
    Data,
)


@compiled
def copy(g: Int64s, source: int, target: int, n: int) -> None:
    """Copy `n` entries of the block from `source` on to `target`."""
    for x in range(n):
        g[target + x] = g[source + x]


@compiled_apart(BOOL(DATA, RICH, INT))
def _exact_labels(data: Data, rich: Rich, s: int) -> bool:
    """Follow the duty of slot `s` by the exact evaluator; False where it cannot be."""
    g = data.block
    n, row, stops = g[g[COUNT] + s], g[g[ROW] + s], g[STOPS] + s * g[ROOM] - 1
    count, site = g[HAVE] + row * g[NODES], g[SITE] + s * g[NODES]
    have = begin(rich, s, data.labels[row, 0])
    g[count] = have
    for k in range(1, n + 1):
        stop, before, after = g[stops + k], data.labels[row, k - 1], data.labels[row, k]
        if stop >= 0:
            have = to_job(rich, s, before, have, g[site + k - 1], stop, after, data.spare[2])
        else:
            have = to_facility(
                rich, s, before, have, g[site + k - 1], -1 - stop, after, data.spare[2]
            )
        g[count + k] = have
        if have == 0:
            return False
    return True


@compiled_apart(BOOL(DATA, RICH, INT))
def renew(data: Data, rich: Rich, s: int) -> bool:
    """Bring slot `s` up to date after its stops changed; return whether its duty can be."""
    g = data.block
    possible = refresh(g, data.seconds, data.metres, s)
    n = g[g[COUNT] + s]
    cost = 0
    if not g[g[SLOT] + s * SLOT_FIELDS + EXACT]:
        cost = plain_cost(g, s)
    elif possible:
        possible = _exact_labels(data, rich, s)
        if possible and n > 0:
            cost = exact_run(data, rich, s, n, 0)
            possible = cost < NO_COST
    # Whoever stays at home needs no way from the depot to where the duty would end.
    if not possible and n > 0:
        return False
    g[g[TOTAL] + SUM] += cost - g[g[COST] + s]
    g[g[COST] + s] = cost
    return True


@compiled
def use_pool(g: Int64s, s: int, sign: int) -> None:
    """Book what slot `s` takes of its pool, or give it back."""
    slot = g[SLOT] + s * SLOT_FIELDS
    if g[slot + POOL] < 0:
        return
    used, stops = g[POOL_USED] + 2 * g[slot + POOL], g[STOPS] + s * g[ROOM]
    if g[g[COUNT] + s] > 0:
        g[used + PEOPLE] += sign * g[slot + CREW]
    for k in range(g[g[COUNT] + s]):
        if g[stops + k] >= 0:
            g[used + CRATES] += sign * g[g[JOB] + g[stops + k] * JOB_FIELDS + DELIVER]


@compiled
def note_empty(g: Int64s, s: int) -> None:
    """Keep EMPTY right after slot `s` was filled or emptied."""
    kind = g[g[SLOT] + s * SLOT_FIELDS + KIND]
    empty, slots = g[EMPTY] + kind, g[KIND_SLOT]
    if g[g[COUNT] + s] == 0:
        x = g[g[KIND_PTR] + kind]
        while g[slots + x] != s:
            x += 1
        g[empty] = min(g[empty], x)
    else:
        end = g[g[KIND_PTR] + kind + 1]
        while g[empty] < end and g[g[COUNT] + g[slots + g[empty]]] > 0:
            g[empty] += 1


@compiled
def save(g: Int64s, s: int) -> None:
    """Note slot `s` as changed in this step, as it is before the change."""
    if g[g[IS_CHANGED] + s]:
        return
    g[g[IS_CHANGED] + s] = 1
    g[g[CHANGED] + g[g[NUMBER] + CHANGES]] = s
    g[g[NUMBER] + CHANGES] += 1
    n = g[g[COUNT] + s]
    g[g[OLD_COUNT] + s] = n
    g[g[OLD_COST] + s] = g[g[COST] + s]
    copy(g, g[STOPS] + s * g[ROOM], g[OLD_STOPS] + s * g[ROOM], n)


@compiled
def _close_up(data: Data, s: int) -> None:
    """Take the stops of removed jobs out of slot `s`, and calls that then serve nobody."""
    g = data.block
    stops, kept = g[STOPS] + s * g[ROOM], 0
    for k in range(g[g[COUNT] + s]):
        stop = g[stops + k]
        if stop >= 0:
            if g[g[IS_REMOVED] + stop]:
                continue
        elif kept == 0 or g[stops + kept - 1] < 0:
            continue
        g[stops + kept] = stop
        kept += 1
    while kept > 0 and g[stops + kept - 1] < 0:
        kept -= 1
    g[g[COUNT] + s] = kept
    if not g[TRIPS] or kept == 0 or g[g[SLOT] + s * SLOT_FIELDS + EXACT]:
        return
    # Drop every call without which the duty is possible and no dearer.
    refresh(g, data.seconds, data.metres, s)
    buffer = g[BUFFER]
    best = run(g, data.seconds, data.metres, s, 0, stops, kept)
    k = 0
    while k < kept:
        if g[stops + k] < 0:
            copy(g, stops, buffer, k)
            copy(g, stops + k + 1, buffer + k, kept - k - 1)
            cost = run(g, data.seconds, data.metres, s, 0, buffer, kept - 1)
            if cost <= best:
                best = cost
                kept -= 1
                copy(g, buffer, stops, kept)
                continue
        k += 1
    g[g[COUNT] + s] = kept


@compiled_apart(BOOL(DATA, RICH, INT))
def take_out(data: Data, rich: Rich, n: int) -> bool:
    """Take the first `n` jobs of REMOVED out of every day; False where a duty then fails.

    A duty fails without a stop only where ways are no metric, e.g. over a ferry.
    """
    g = data.block
    total = g[TOTAL]
    for x in range(n):
        j = g[g[REMOVED] + x]
        job, p, lacking = g[JOB] + j * JOB_FIELDS, g[g[CHOSEN] + j], g[g[LACKING] + j]
        g[total + PENALTIES] -= g[job + PENALTY] * lacking
        g[total + MISSED + g[job + PRIORITY] - 1] -= lacking
        if p < 0:
            g[total + MOVES] -= g[job + STAYS]
            continue
        g[total + SUM] -= g[g[PATTERN] + p]
        g[total + MOVES] -= g[g[PATTERN_MOVES] + p]
        for y in range(g[g[VISIT_PTR] + p], g[g[VISIT_PTR] + p + 1]):
            at = g[AT] + j * g[DAYS] + g[g[VISIT_DAY] + y]
            if g[at] >= 0:
                save(g, g[at])
                g[at] = -1
    whole = True
    for x in range(g[g[NUMBER] + CHANGES]):
        s = g[g[CHANGED] + x]
        use_pool(g, s, -1)
        _close_up(data, s)
        use_pool(g, s, 1)
        if g[g[COUNT] + s] == 0:
            note_empty(g, s)
        if not renew(data, rich, s):
            whole = False
    return whole


@compiled
def put_in(g: Int64s, j: int, s: int, k: int, call: int) -> None:
    """Put job `j` after node `k` of slot `s`, with a call at a facility as `places` codes it."""
    save(g, s)
    use_pool(g, s, -1)
    n, stops, added = g[g[COUNT] + s], g[STOPS] + s * g[ROOM], 2 if call > 0 else 1
    for x in range(n - 1, k - 1, -1):
        g[stops + x + added] = g[stops + x]
    if call == 0:
        g[stops + k] = j
    elif call % 2 == 1:
        g[stops + k] = -1 - (call - 1) // 2
        g[stops + k + 1] = j
    else:
        g[stops + k] = j
        g[stops + k + 1] = -1 - (call - 1) // 2
    g[g[COUNT] + s] = n + added
    use_pool(g, s, 1)
    if n == 0:
        note_empty(g, s)


@compiled
def book(g: Int64s, j: int, pattern: int, lacking: int) -> None:
    """Book the pattern chosen for `j` and how many of its visits are missed."""
    total, job = g[TOTAL], g[JOB] + j * JOB_FIELDS
    g[g[CHOSEN] + j] = pattern
    g[g[LACKING] + j] = lacking
    if pattern >= 0:
        g[total + SUM] += g[g[PATTERN] + pattern]
        g[total + MOVES] += g[g[PATTERN_MOVES] + pattern]
    else:
        g[total + MOVES] += g[job + STAYS]
    g[total + PENALTIES] += g[job + PENALTY] * lacking
    g[total + MISSED + g[job + PRIORITY] - 1] += lacking
    if lacking > 0:
        g[g[ABSENT] + g[g[NUMBER] + ABSENTEES]] = j
        g[g[NUMBER] + ABSENTEES] += 1


@compiled
def install(data: Data, rich: Rich, s: int) -> bool:
    """Book the stops put into the empty slot `s`; False, and empty again, if they cannot be."""
    g = data.block
    if renew(data, rich, s):
        use_pool(g, s, 1)
        note_empty(g, s)
        return True
    g[g[COUNT] + s] = 0
    renew(data, rich, s)
    return False


@compiled
def clear(data: Data, rich: Rich, slots: int) -> None:
    """Empty every slot; which jobs are booked is not touched."""
    g = data.block
    for s in range(slots):
        use_pool(g, s, -1)
        for k in range(g[g[COUNT] + s]):
            stop = g[g[STOPS] + s * g[ROOM] + k]
            if stop >= 0:
                g[g[AT] + stop * g[DAYS] + g[g[SLOT] + s * SLOT_FIELDS + DAY]] = -1
        g[g[COUNT] + s] = 0
        renew(data, rich, s)
        note_empty(g, s)


@compiled_apart(VOID(DATA, RICH, INT))
def undo(data: Data, rich: Rich, n: int) -> None:
    """Put everything back as it was before this step, which took out `n` jobs."""
    g = data.block
    for x in range(n):
        j = g[g[REMOVED] + x]
        p = g[g[CHOSEN] + j]
        if p >= 0:
            for y in range(g[g[VISIT_PTR] + p], g[g[VISIT_PTR] + p + 1]):
                g[g[AT] + j * g[DAYS] + g[g[VISIT_DAY] + y]] = -1
        g[g[CHOSEN] + j] = g[g[OLD_CHOSEN] + j]
        g[g[LACKING] + j] = g[g[OLD_LACKING] + j]
    for x in range(g[g[NUMBER] + CHANGES]):
        s = g[g[CHANGED] + x]
        use_pool(g, s, -1)
        g[g[COUNT] + s] = g[g[OLD_COUNT] + s]
        copy(g, g[OLD_STOPS] + s * g[ROOM], g[STOPS] + s * g[ROOM], g[g[OLD_COUNT] + s])
        use_pool(g, s, 1)
        renew(data, rich, s)
        note_empty(g, s)
    copy(g, g[OLD_TOTAL], g[TOTAL], TOTALS)
    g[g[NUMBER] + ABSENTEES] = g[g[NUMBER] + OLD_ABSENTEES]
    copy(g, g[OLD_ABSENT], g[ABSENT], g[g[NUMBER] + ABSENTEES])


@compiled
def accept(g: Int64s, n: int) -> None:
    """Make the state the one to come back to, after a step that took out `n` jobs."""
    for x in range(n):
        j = g[g[REMOVED] + x]
        g[g[OLD_CHOSEN] + j] = g[g[CHOSEN] + j]
        g[g[OLD_LACKING] + j] = g[g[LACKING] + j]
    copy(g, g[TOTAL], g[OLD_TOTAL], TOTALS)
    g[g[NUMBER] + OLD_ABSENTEES] = g[g[NUMBER] + ABSENTEES]
    copy(g, g[ABSENT], g[OLD_ABSENT], g[g[NUMBER] + ABSENTEES])


@compiled
def keep_if_best(g: Int64s) -> bool:
    """Remember the state if it beats the best so far: missed visits by priority, then cost."""
    total, best = g[TOTAL], g[BEST_TOTAL]
    for x in range(MISSED, MISSED + 5):
        # After the four priorities, the cost.
        field = x if x < MISSED + 4 else SUM
        if g[total + field] < g[best + field]:
            break
        if g[total + field] > g[best + field] or field == SUM:
            return False
    copy(g, total, best, TOTALS)
    for s in range(g[SLOTS]):
        g[g[BEST_COUNT] + s] = g[g[COUNT] + s]
        copy(g, g[STOPS] + s * g[ROOM], g[BEST_STOPS] + s * g[ROOM], g[g[COUNT] + s])
    copy(g, g[COST], g[BEST_COST], g[SLOTS])
    copy(g, g[CHOSEN], g[BEST_CHOSEN], g[JOBS])
    return True
