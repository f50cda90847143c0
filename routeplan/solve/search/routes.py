"""`Routes` from what stands in the slots, and which of two are better."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from routeplan.solve.search import tables
from routeplan.solve.search.problem import Routes, SearchProblem


def routes_of(
    problem: SearchProblem, stops: Sequence[Sequence[int]], chosen: Sequence[int], cost: int
) -> Routes:
    """Return what stands in the slots as routes.

    Args:
        problem: what is served.
        stops: by slot; without the call that ends an `end_empty` duty, which is added.
        chosen: by job, a pattern or -1.
        cost: of duties and patterns.
    """
    whole = tuple(with_last_call(problem, s, own) for s, own in enumerate(stops))
    served = {
        (stop, int(problem.slot_day[s])) for s, row in enumerate(whole) for stop in row if stop >= 0
    }
    missed: list[tuple[int, int]] = []
    for j, p in enumerate(chosen):
        if p < 0:
            missed += [(j, -1)] * visits_owed(problem, j)
        else:
            missed += [(j, day) for day in days_of(problem, p) if (j, day) not in served]
    counts = [0, 0, 0, 0]
    for j, _ in missed:
        counts[int(problem.job_priority[j]) - 1] += 1
    level = max((int(problem.pattern_level[p]) for p in chosen if p >= 0), default=0)
    return Routes(whole, tuple(missed), (counts[0], counts[1], counts[2], counts[3]), level, cost)


def rank(routes: Routes) -> tuple[int, ...]:
    """Return what the objective compares, level by level: less is better."""
    return (*routes.missed_by_priority, routes.level, routes.cost)


def days_of(problem: SearchProblem, pattern: int) -> list[int]:
    """Return the days of a pattern, rising."""
    first, end = problem.pattern_day_ptr[pattern], problem.pattern_day_ptr[pattern + 1]
    days: list[int] = problem.pattern_days[first:end].tolist()
    return days


def visits_owed(problem: SearchProblem, j: int) -> int:
    """Return how many visits job `j` misses while no pattern is chosen."""
    first = int(problem.pattern_ptr[j])
    return len(days_of(problem, first)) if first < problem.pattern_ptr[j + 1] else 1


def with_last_call(problem: SearchProblem, s: int, stops: Sequence[int]) -> tuple[int, ...]:
    """Add the call at a facility before the way home where the vehicle ends empty."""
    if not stops or not problem.slot_end_empty[s]:
        return tuple(stops)
    last = stops[-1]
    place = problem.job_place[last] if last >= 0 else problem.facility_place[-1 - last]
    via = tables.closing_facility(
        problem,
        int(problem.slot_profile[s]),
        int(place),
        int(problem.slot_to[s]),
        tuple(np.flatnonzero(problem.facility_slots[:, s]).tolist()),
    )
    return (*stops, -1 - via[2]) if via is not None else tuple(stops)


def without_last_call(problem: SearchProblem, s: int, stops: Sequence[int]) -> tuple[int, ...]:
    """Take that call off again."""
    ends = bool(stops) and bool(problem.slot_end_empty[s]) and stops[-1] < 0
    return tuple(stops[:-1] if ends else stops)
