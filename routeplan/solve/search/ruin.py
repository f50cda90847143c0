"""Which jobs a step takes out, and in which order they come back: compiled.

Source: Christiaens & Vanden Berghe (2020), see `anneal`; strings are cut from the duties near a job
drawn at random, on any day or, half of the time, on one day alone.
"""

from __future__ import annotations

from routeplan.solve.compiling import compiled
from routeplan.solve.search.problem import Int64s, UInt64s
from routeplan.solve.search.rng import below, uniform
from routeplan.solve.search.tables import (
    ABSENT,
    ABSENTEES,
    AT,
    CHOSEN,
    CLOSES,
    COUNT,
    DAYS,
    DELIVER,
    DOOR,
    FROM,
    IS_REMOVED,
    JOB,
    JOB_FIELDS,
    JOBS,
    KEY,
    MATE,
    MEAN_REMOVED,
    NEAR,
    NEAR_WIDTH,
    NUMBER,
    OPENS,
    PATTERN_PTR,
    PICK,
    PLACE,
    PRIORITY,
    PROFILE,
    REMOVED,
    ROOM,
    SLOT,
    SLOTS,
    STOPS,
    TOUCHED,
    VISIT_DAY,
    VISIT_PTR,
    WHERE,
    Data,
)

LONGEST_STRING = 10.0
"""Stops of a string, at most (L max)."""

SPLIT = 0.5
"""Share of strings out of which some stops in the middle stay."""

DEPTH = 0.01
"""Chance of no further stop in the middle staying (beta)."""

MOST_ABSENT = 12
"""Jobs without a place that are tried again in one step, at most."""


@compiled
def _remove(g: Int64s, j: int, n: int) -> int:
    """Add job `j`, and the other half of its transfer, to the `n` removed ones."""
    if g[g[IS_REMOVED] + j]:
        return n
    g[g[IS_REMOVED] + j] = 1
    g[g[REMOVED] + n] = j
    mate = g[g[JOB] + j * JOB_FIELDS + MATE]
    if mate < 0 or g[g[IS_REMOVED] + mate]:
        return n + 1
    g[g[IS_REMOVED] + mate] = 1
    g[g[REMOVED] + n + 1] = mate
    return n + 2


@compiled
def choose_absent(g: Int64s, rng: UInt64s) -> int:
    """Choose jobs that lack a visit, to be tried again; return how many jobs are chosen."""
    n, absent, count = 0, g[ABSENT], g[g[NUMBER] + ABSENTEES]
    for x in range(min(count, MOST_ABSENT)):
        y = x + below(rng, count - x)
        g[absent + x], g[absent + y] = g[absent + y], g[absent + x]
        n = _remove(g, g[absent + x], n)
    kept = 0
    for x in range(count):
        if not g[g[IS_REMOVED] + g[absent + x]]:
            g[absent + kept] = g[absent + x]
            kept += 1
    g[g[NUMBER] + ABSENTEES] = kept
    return n


@compiled
def choose_strings(g: Int64s, rng: UInt64s, n: int) -> int:
    """Choose strings of stops near a random job, after `n` jobs; return the jobs in all."""
    stops, used = 0, 0
    for s in range(g[SLOTS]):
        g[g[TOUCHED] + s] = 0
        if g[g[COUNT] + s] > 0:
            used += 1
            stops += g[g[COUNT] + s]
    if used == 0:
        return n
    longest = min(LONGEST_STRING, stops / used)
    strings = int(uniform(rng) * (4.0 * g[MEAN_REMOVED] / (1.0 + longest) - 1.0) + 1.0)
    seed = below(rng, g[JOBS])
    focus = below(rng, g[DAYS]) if g[DAYS] > 1 and uniform(rng) < 0.5 else -1
    cut = 0
    for x in range(-1, g[NEAR_WIDTH]):
        if cut >= strings:
            break
        j = seed if x < 0 else g[g[NEAR] + seed * g[NEAR_WIDTH] + x]
        s, day = _untouched(g, rng, j, focus)
        if s >= 0:
            g[g[TOUCHED] + s] = 1
            cut += 1
            n = _cut_string(g, rng, s, g[g[WHERE] + j * g[DAYS] + day] - 1, longest, n)
    return n


@compiled
def _untouched(g: Int64s, rng: UInt64s, j: int, focus: int) -> tuple[int, int]:
    """Return a slot that serves `j` and has lost no string yet, and its day; (-1, -1) for none.

    With `focus` at 0 or above, a slot of that day.
    """
    p = g[g[CHOSEN] + j]
    if p < 0 or g[g[IS_REMOVED] + j]:
        return -1, -1
    begin, end = g[g[VISIT_PTR] + p], g[g[VISIT_PTR] + p + 1]
    at = begin + below(rng, end - begin) if end > begin + 1 else begin
    for _ in range(end - begin):
        day = g[g[VISIT_DAY] + at]
        s = g[g[AT] + j * g[DAYS] + day]
        if s >= 0 and (focus < 0 or day == focus) and not g[g[TOUCHED] + s]:
            return s, day
        at = at + 1 if at + 1 < end else begin
    return -1, -1


@compiled
def _cut_string(g: Int64s, rng: UInt64s, s: int, at: int, longest: float, n: int) -> int:
    """Choose a string of slot `s` that holds position `at`; return the number of jobs in all."""
    count = g[g[COUNT] + s]
    length = min(int(uniform(rng) * min(longest, count * 1.0) + 1.0), count)
    spared = 0
    if 1 < length < count and uniform(rng) < SPLIT:
        spared = 1
        if uniform(rng) < 0.5:
            while length + spared < count and uniform(rng) > DEPTH:
                spared += 1
    width = length + spared
    low, high = max(0, at - width + 1), min(at, count - width)
    start = low + below(rng, high - low + 1)
    spare = start + below(rng, width - spared + 1)
    for k in range(start, start + width):
        stop = g[g[STOPS] + s * g[ROOM] + k]
        if stop >= 0 and not spare <= k < spare + spared:
            n = _remove(g, stop, n)
    return n


@compiled
def _key(data: Data, way: float, j: int, tie: float) -> float:
    """Return by what `j` is sorted: the smaller comes back first."""
    g = data.block
    job, first = g[JOB] + j * JOB_FIELDS, g[g[PATTERN_PTR] + j]
    patterns = g[g[PATTERN_PTR] + j + 1] - first
    if way < 4.0 or patterns == 0:
        return tie
    visit = g[g[VISIT_PTR] + first]
    door = g[DOOR] + (j * g[DAYS] + g[g[VISIT_DAY] + visit]) * 2
    far = data.metres[g[g[SLOT] + PROFILE], g[g[SLOT] + FROM], g[job + PLACE]]
    if way < 8.0:
        value = -g[job + DELIVER] - abs(g[job + PICK])
    elif way < 9.0:
        value = int(far)
    elif way < 11.0:
        value = -int(far)
    elif way < 12.0:
        value = g[door + CLOSES] - g[door + OPENS]
    elif way < 13.0:
        value = g[door + OPENS]
    elif way < 14.0:
        value = -g[door + CLOSES]
    elif way < 15.5:
        value = patterns
    else:
        value = visit - g[g[VISIT_PTR] + first + 1]
    return float(value + 0.5 * tie)


@compiled
def sort_removed(data: Data, rng: UInt64s, n: int) -> None:
    """Sort the first `n` of REMOVED into one of several orders, half the time by priority first."""
    g = data.block
    way = uniform(rng) * 17.0
    removed = g[REMOVED]
    urgent = uniform(rng) < 0.5
    for x in range(n):
        # Halves of a unit: keys are whole numbers but for ties.
        key = int(1024.0 * _key(data, way, g[removed + x], uniform(rng)))
        j = g[removed + x]
        priority = g[g[JOB] + j * JOB_FIELDS + PRIORITY] if urgent else 0
        y = x - 1
        while y >= 0:
            other = g[removed + y]
            theirs = g[g[JOB] + other * JOB_FIELDS + PRIORITY] if urgent else 0
            if theirs < priority or (theirs == priority and g[g[KEY] + y] <= key):
                break
            g[removed + y + 1] = other
            g[g[KEY] + y + 1] = g[g[KEY] + y]
            y -= 1
        g[removed + y + 1] = j
        g[g[KEY] + y + 1] = key
