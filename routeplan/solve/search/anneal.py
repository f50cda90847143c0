"""Ruin and recreate under simulated annealing, compiled.

Source: Christiaens & Vanden Berghe (2020), Slack Induction by String Removals for Vehicle Routing
Problems, Transportation Science 54(2). Beyond the paper: a job that is taken out leaves all its
days and comes back with the best of its patterns, in the sum over days; transfers move as one.
After each step some exchanges of ends are proposed (`tails`).
"""

from __future__ import annotations

import numpy as np

from routeplan.solve.compiling import compiled, compiled_apart
from routeplan.solve.search.changes import (
    accept,
    book,
    keep_if_best,
    put_in,
    renew,
    take_out,
    undo,
)
from routeplan.solve.search.fleet import choose_vehicles, move_duty, shuffle_vehicles
from routeplan.solve.search.places import best_place
from routeplan.solve.search.problem import Int64s, UInt64s
from routeplan.solve.search.rich import Rich
from routeplan.solve.search.rng import below, uniform
from routeplan.solve.search.ruin import choose_absent, choose_strings, sort_removed
from routeplan.solve.search.segments import NO_COST
from routeplan.solve.search.signatures import DATA, INT, RICH, RNG, VOID
from routeplan.solve.search.tables import (
    AFTER,
    BONUS,
    BY,
    CALL,
    CHANGED,
    CHANGES,
    COUNT,
    DAY_COST,
    DAY_LOOK,
    DAY_PLACE,
    DAY_STAMP,
    FOUND,
    INTO,
    IS_CHANGED,
    IS_REMOVED,
    JOB,
    JOB_FIELDS,
    KINDS,
    MATE,
    MOST_MOVES,
    MOVES,
    NUMBER,
    OLD_COUNT,
    OLD_TOTAL,
    PART_OF_FIXED,
    PARTIAL,
    PATTERN,
    PATTERN_PTR,
    PENALTIES,
    PENALTY,
    PICK,
    REMOVED,
    SECOND,
    SHUFFLES,
    SPREAD,
    SUM,
    TAILS,
    TOTAL,
    VISIT_DAY,
    VISIT_PTR,
    WHOLE,
    Data,
)
from routeplan.solve.search.tails import swap_tails
from routeplan.solve.search.transfers import best_transfer

SHRINK = 0.5
"""Share of the other steps in which a duty that lost stops takes a smaller vehicle first."""


@compiled
def _look_at_day(
    data: Data, rich: Rich, rng: UInt64s, j: int, day: int, most: int, wide: int
) -> None:
    """Note the best place for a visit of `j` on `day`, unless that is known already."""
    g = data.block
    if g[g[DAY_STAMP] + day] == g[g[NUMBER] + DAY_LOOK]:
        return
    g[g[DAY_STAMP] + day] = g[g[NUMBER] + DAY_LOOK]
    best_place(data, rich, rng, j, day, most, wide)
    found, place = g[FOUND], g[DAY_PLACE] + 3 * day
    g[g[DAY_COST] + day] = g[found + BY]
    g[place] = g[found + INTO]
    g[place + 1] = g[found + AFTER]
    g[place + 2] = g[found + CALL]


@compiled
def _cheapest_pattern(data: Data, rich: Rich, rng: UInt64s, j: int, wide: int) -> tuple[int, int]:
    """Return the pattern of job `j` that costs least, -1 for none, and its visits without a place.

    DAY_PLACE then holds the places.
    """
    g = data.block
    first, end = g[g[PATTERN_PTR] + j], g[g[PATTERN_PTR] + j + 1]
    penalty = g[g[JOB] + j * JOB_FIELDS + PENALTY]
    visits = g[g[VISIT_PTR] + first + 1] - g[g[VISIT_PTR] + first] if end > first else 1
    best, chosen, chosen_lacks = NO_COST, -1, visits
    g[g[NUMBER] + DAY_LOOK] += 1
    for p in range(first, end):
        total, lacks = g[g[PATTERN] + p], 0
        if total >= best:
            continue
        for x in range(g[g[VISIT_PTR] + p], g[g[VISIT_PTR] + p + 1]):
            day = g[g[VISIT_DAY] + x]
            # Of jobs with one visit, a day that cannot beat the best so far needs no exact cost.
            most = min(best - total, penalty) if visits == 1 else penalty
            _look_at_day(data, rich, rng, j, day, most, wide)
            if g[g[DAY_PLACE] + 3 * day] >= 0:
                total += g[g[DAY_COST] + day]
            else:
                total += penalty
                lacks += 1
        if lacks < visits and total < best and (lacks == 0 or g[PARTIAL]):
            best, chosen, chosen_lacks = total, p, lacks
    return chosen, chosen_lacks


@compiled_apart(VOID(DATA, RICH, RNG, INT))
def put_back(data: Data, rich: Rich, rng: UInt64s, j: int) -> None:
    """Choose the cheapest pattern for job `j` and put its visits where they cost least."""
    g = data.block
    chosen, lacks = _cheapest_pattern(data, rich, rng, j, 0)
    if lacks > 0:
        chosen, lacks = _cheapest_pattern(data, rich, rng, j, 1)
    if chosen >= 0:
        for x in range(g[g[VISIT_PTR] + chosen], g[g[VISIT_PTR] + chosen + 1]):
            place = g[DAY_PLACE] + 3 * g[g[VISIT_DAY] + x]
            s = g[place]
            if s >= 0:
                call = g[place + 2]
                if call < 0 and move_duty(data, rich, s, -1 - call, NO_COST):
                    s, call = -1 - call, 0
                put_in(g, j, s, g[place + 1], call)
                renew(data, rich, s)
    book(g, j, chosen, lacks)


@compiled_apart(VOID(DATA, RICH, RNG, INT))
def put_back_transfer(data: Data, rich: Rich, rng: UInt64s, j: int) -> None:
    """Put both halves of a transfer, of which `j` is one, on the duty where they cost least."""
    g = data.block
    a, b = j, g[g[JOB] + j * JOB_FIELDS + MATE]
    if g[g[JOB] + a * JOB_FIELDS + PICK] < 0:
        a, b = b, a
    best = g[g[JOB] + a * JOB_FIELDS + PENALTY] + g[g[JOB] + b * JOB_FIELDS + PENALTY]
    chosen, slot, node, second = -1, -1, 0, 0
    found = g[FOUND]
    for p in range(g[g[PATTERN_PTR] + a], g[g[PATTERN_PTR] + a + 1]):
        day = g[g[VISIT_DAY] + g[g[VISIT_PTR] + p]]
        cost = g[g[PATTERN] + p]
        best_transfer(data, rich, rng, a, b, day, best - cost)
        if g[found + INTO] >= 0:
            best, chosen, slot = g[found + BY] + cost, p, g[found + INTO]
            node, second = g[found + AFTER], g[found + SECOND]
    if slot < 0:
        book(g, a, -1, 1)
        book(g, b, -1, 1)
        return
    put_in(g, b, slot, second, 0)
    put_in(g, a, slot, node, 0)
    renew(data, rich, slot)
    book(g, a, chosen, 0)
    day = g[g[VISIT_DAY] + g[g[VISIT_PTR] + chosen]]
    for p in range(g[g[PATTERN_PTR] + b], g[g[PATTERN_PTR] + b + 1]):
        if g[g[VISIT_DAY] + g[g[VISIT_PTR] + p]] == day:
            book(g, b, p, 0)
            break


@compiled_apart(VOID(DATA, RICH, RNG, INT))
def _put_all_back(data: Data, rich: Rich, rng: UInt64s, n: int) -> None:
    """Put the first `n` jobs of REMOVED back, in this order."""
    g = data.block
    for x in range(n):
        j = g[g[REMOVED] + x]
        mate = g[g[JOB] + j * JOB_FIELDS + MATE]
        if mate < 0:
            put_back(data, rich, rng, j)
        elif g[g[IS_REMOVED] + j]:
            put_back_transfer(data, rich, rng, j)
            g[g[IS_REMOVED] + mate] = 0
    for x in range(n):
        g[g[IS_REMOVED] + g[g[REMOVED] + x]] = 0


@compiled
def _forget_changes(g: Int64s) -> None:
    for x in range(g[g[NUMBER] + CHANGES]):
        g[g[IS_CHANGED] + g[g[CHANGED] + x]] = 0
    g[g[NUMBER] + CHANGES] = 0


@compiled
def _vehicles_more(g: Int64s) -> int:
    """Return how many more vehicles are in use than before this step."""
    more = 0
    for x in range(g[g[NUMBER] + CHANGES]):
        s = g[g[CHANGED] + x]
        more += int(g[g[COUNT] + s] > 0) - int(g[g[OLD_COUNT] + s] > 0)
    return more


@compiled
def step(data: Data, rich: Rich, rng: UInt64s, temperature: float) -> bool:
    """Ruin, recreate, and accept or undo; return whether a new best was found."""
    g = data.block
    g[g[NUMBER] + BONUS] = int(g[SPREAD] * temperature)
    n = choose_strings(g, rng, choose_absent(g, rng))
    whole = take_out(data, rich, n)
    if whole:
        sort_removed(data, rng, n)
        kinds = g[KINDS] > 1
        mixed = kinds and below(rng, WHOLE) < g[SHUFFLES]
        g[g[NUMBER] + PART_OF_FIXED] = below(rng, WHOLE) if mixed else WHOLE
        if mixed:
            shuffle_vehicles(data, rich, rng)
        elif kinds and uniform(rng) < SHRINK:
            choose_vehicles(data, rich)
        _put_all_back(data, rich, rng, n)
        if kinds:
            choose_vehicles(data, rich)
        gain = g[g[TOTAL] + SUM] - g[g[OLD_TOTAL] + SUM]
        gain += g[g[TOTAL] + PENALTIES] - g[g[OLD_TOTAL] + PENALTIES]
        gain -= _vehicles_more(g) * g[g[NUMBER] + BONUS]
        whole = gain < -temperature * np.log(max(uniform(rng), 1e-300))
        whole = whole and g[g[TOTAL] + MOVES] <= max(g[MOST_MOVES], g[g[OLD_TOTAL] + MOVES])
    else:
        for x in range(n):
            g[g[IS_REMOVED] + g[g[REMOVED] + x]] = 0
    better = False
    if whole:
        accept(g, n)
        better = keep_if_best(g)
    else:
        undo(data, rich, n)
    _forget_changes(g)
    return better


@compiled
def anneal(data: Data, rich: Rich, rng: UInt64s, steps: int, hot: float, cold: float) -> int:
    """Do so many steps while the temperature falls from `hot` to `cold`; return the new bests."""
    found = 0
    factor = (cold / hot) ** (1.0 / max(steps, 1))
    temperature = hot
    for _ in range(steps):
        if step(data, rich, rng, temperature):
            found += 1
        for _ in range(data.block[TAILS]):
            if swap_tails(data, rich, rng, temperature):
                found += 1
        temperature *= factor
    return found


@compiled
def construct(data: Data, rich: Rich, rng: UInt64s, n: int) -> None:
    """Put the first `n` jobs of REMOVED in, and make the result the best so far."""
    g = data.block
    for x in range(n):
        g[g[IS_REMOVED] + g[g[REMOVED] + x]] = 1
    g[g[NUMBER] + PART_OF_FIXED] = WHOLE
    g[g[NUMBER] + BONUS] = 0
    _put_all_back(data, rich, rng, n)
    accept(g, n)
    keep_if_best(g)
    _forget_changes(g)


@compiled
def prepare(data: Data, rich: Rich, slots: int) -> None:
    """Bring every slot up to date."""
    for s in range(slots):
        renew(data, rich, s)
