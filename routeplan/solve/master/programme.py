"""The choice among pooled duties as a linear programme in sparse arrays.

Columns: one for each duty of the pool (how many slots do it), then one for each pattern (chosen or
not). Rows: slots of a class; patterns of a job; visits of a job on a day; people and crates of a
pool; missed visits of a priority. A column is a whole number, which rows keep to 0 or 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from routeplan.solve.master.pool import Duty
from routeplan.solve.search.problem import FOREVER, Int64s, Routes, SearchProblem
from routeplan.solve.search.routes import (
    days_of,
    routes_of,
    visits_owed,
    without_last_call,
)

Floats = NDArray[np.float64]

PRIORITIES = 4


@dataclass(frozen=True)
class Programme:
    """See the module's docstring. Dimensions: R rows, C columns, N of them duties.

    Args:
        duties: (N,). kind_of_slot: (S,), see `Pool`.
        matrix: (R, C); the last four rows count missed visits by priority, less `owed`.
        lower, upper: (R,) what the rows may add up to.
        cost: (C,) in units. level: (C,) `pattern_level` of patterns, 0 of duties.
        owed: (4,) visits by priority that are missed while nothing is chosen.
    """

    duties: tuple[Duty, ...]
    kind_of_slot: Int64s
    matrix: csr_array
    lower: Int64s
    upper: Int64s
    cost: Int64s
    level: Int64s
    owed: Int64s

    def missed(self, chosen: Int64s) -> Int64s:
        """Return (4,) missed visits by priority."""
        found: Int64s = self.owed + self.matrix[-PRIORITIES:] @ chosen
        return found

    def upper_with(self, most_missed: Sequence[int]) -> Int64s:
        """Return `upper` where the first priorities may miss so many visits at most."""
        upper = self.upper.copy()
        for k, most in enumerate(most_missed):
            upper[len(upper) - PRIORITIES + k] = most - self.owed[k]
        return upper


def programme_of(
    problem: SearchProblem, duties: tuple[Duty, ...], kind_of_slot: Int64s
) -> Programme:
    """Write the choice among the duties of a pool.

    Args:
        problem: what to serve.
        duties: different ones.
        kind_of_slot: (S,), see `Pool`.

    Raises:
        ValueError: where a duty serves a job on a day that no pattern of it has.
    """
    n, patterns = len(duties), len(problem.pattern_cost)
    lengths = np.array([len(duty.jobs) for duty in duties], dtype=np.int64)
    kind = np.array([duty.kind for duty in duties], dtype=np.int64)
    slot_of_kind = np.unique(kind_of_slot, return_index=True)[1]
    day = problem.slot_day[slot_of_kind][kind]
    jobs = np.fromiter(chain.from_iterable(duty.jobs for duty in duties), np.int64, lengths.sum())
    duty_of_stop = np.repeat(np.arange(n), lengths)

    visits = np.diff(problem.pattern_day_ptr)
    job_of_pattern = np.repeat(np.arange(problem.jobs), np.diff(problem.pattern_ptr))
    row_of_visit = np.full((problem.jobs, problem.days), -1, dtype=np.int64)
    row_of_visit[np.repeat(job_of_pattern, visits), problem.pattern_days] = 0
    row_of_visit[row_of_visit == 0] = np.arange((row_of_visit == 0).sum())

    rows = _Rows(n + patterns)
    counts = np.bincount(kind_of_slot)
    rows.add(kind, np.arange(n), np.ones(n), np.zeros(len(counts)), counts)
    at = n + np.arange(patterns)
    rows.add(job_of_pattern, at, np.ones(patterns), np.zeros(problem.jobs), np.ones(problem.jobs))
    least = -1 if problem.partial else 0
    visited = int(row_of_visit.max(initial=-1)) + 1
    row_of_stop = row_of_visit[jobs, day[duty_of_stop]]
    if (row_of_stop < 0).any():
        raise ValueError("a duty of the pool serves a job on a day that no pattern of it has")
    rows.add(
        np.concatenate(
            [
                row_of_stop,
                row_of_visit[np.repeat(job_of_pattern, visits), problem.pattern_days],
            ]
        ),
        np.concatenate([duty_of_stop, np.repeat(at, visits)]),
        np.concatenate([np.ones(len(jobs)), -np.ones(int(visits.sum()))]),
        np.full(visited, least),
        np.zeros(visited),
    )
    _add_pools(rows, problem, duties, slot_of_kind[kind])
    owed = _add_missed(rows, problem, jobs, duty_of_stop, n)
    return Programme(
        duties,
        kind_of_slot,
        *rows.whole(),
        cost=np.concatenate(
            [np.array([duty.cost for duty in duties], np.int64), problem.pattern_cost]
        ),
        level=np.concatenate([np.zeros(n, dtype=np.int64), problem.pattern_level]),
        owed=owed,
    )


def _add_pools(rows: _Rows, problem: SearchProblem, duties: Sequence[Duty], slot: Int64s) -> None:
    """Add what duties take of the people and the crates of their pool."""
    # The half of a transfer that hands over takes nothing out of the stock.
    from_stock = np.where(problem.job_mate >= 0, 0, problem.job_deliver)
    crates = np.array([from_stock[list(duty.jobs)].sum() for duty in duties], dtype=np.int64)
    of_pool = problem.slot_pool[slot]
    inside = np.flatnonzero(of_pool >= 0)
    for taken, most in (
        (problem.slot_crew[slot], problem.pool_people),
        (crates, problem.pool_crates),
    ):
        # What no duties together can take needs no limit: it only blurs the numbers.
        upper = np.minimum(most, int(taken.sum()))
        rows.add(of_pool[inside], inside, taken[inside], np.zeros(len(most)), upper)


def _add_missed(
    rows: _Rows, problem: SearchProblem, jobs: Int64s, duty_of_stop: Int64s, n: int
) -> Int64s:
    """Add missed visits by priority, less those owed; return these.

    A job without a pattern misses what its first one has; one with a pattern, what duties leave.
    """
    first = np.array([visits_owed(problem, j) for j in range(problem.jobs)], dtype=np.int64)
    priority = problem.job_priority - 1
    visits = np.diff(problem.pattern_day_ptr)
    job_of_pattern = np.repeat(np.arange(problem.jobs), np.diff(problem.pattern_ptr))
    at = n + np.arange(len(visits))
    row, column, value = priority[job_of_pattern], at, -first[job_of_pattern]
    if problem.partial:
        row = np.concatenate([row, priority[jobs]])
        column = np.concatenate([column, duty_of_stop])
        value = np.concatenate([value + visits, np.full(len(jobs), -1)])
    rows.add(row, column, value, np.full(PRIORITIES, -FOREVER), np.full(PRIORITIES, FOREVER))
    return np.bincount(priority, weights=first, minlength=PRIORITIES).astype(np.int64)


class _Rows:
    """Collects groups of rows."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._parts: list[tuple[Int64s, Int64s, Int64s]] = []
        self._limits: list[tuple[Int64s, Int64s]] = []
        self._count = 0

    def add(self, row: Int64s, column: Int64s, value: object, lower: object, upper: object) -> None:
        """Add rows ``lower <= sum of values <= upper``; `row` counts from the first of them."""
        low, high = np.asarray(lower, dtype=np.int64), np.asarray(upper, dtype=np.int64)
        self._parts.append((row + self._count, column, np.asarray(value, dtype=np.int64)))
        self._limits.append((low, high))
        self._count += len(low)

    def whole(self) -> tuple[csr_array, Int64s, Int64s]:
        """Return matrix, lower and upper."""
        row, column, value = (np.concatenate(part) for part in zip(*self._parts, strict=True))
        low, high = (np.concatenate(part) for part in zip(*self._limits, strict=True))
        shape = (self._count, self._columns)
        return csr_array((value, (row, column)), shape=shape), low, high


def chosen_by(problem: SearchProblem, programme: Programme, routes: Routes) -> Int64s:
    """Return (C,) the columns that routes choose.

    Raises:
        KeyError: where a duty of the routes is not in the pool, or their days are no pattern.
    """
    at = {(duty.kind, duty.jobs): x for x, duty in enumerate(programme.duties)}
    chosen = np.zeros(len(programme.cost), dtype=np.int64)
    days: dict[int, set[int]] = {}
    for s, row in enumerate(routes.stops):
        jobs = tuple(sorted(stop for stop in row if stop >= 0))
        for j in jobs:
            days.setdefault(j, set()).add(int(problem.slot_day[s]))
        if jobs:
            chosen[at[int(programme.kind_of_slot[s]), jobs]] += 1
    for j, day in routes.missed:
        if day >= 0:
            days.setdefault(j, set()).add(day)
    for j, own in days.items():
        found = [
            (int(problem.pattern_cost[p]), p)
            for p in range(int(problem.pattern_ptr[j]), int(problem.pattern_ptr[j + 1]))
            if set(days_of(problem, p)) == own
        ]
        if not found:
            raise KeyError(f"job {j}: no pattern has the days {sorted(own)}")
        chosen[len(programme.duties) + min(found)[1]] = 1
    return chosen


def routes_by(problem: SearchProblem, programme: Programme, chosen: Int64s, like: Routes) -> Routes:
    """Return what the columns choose as routes.

    Args:
        problem: what to serve.
        programme: of the columns.
        chosen: (C,).
        like: routes whose duties stay in their slots where they are chosen again.
    """
    n = len(programme.duties)
    wanted = [programme.duties[x] for x in np.flatnonzero(chosen[:n])]
    stops: list[tuple[int, ...]] = [()] * problem.slots
    left = {(duty.kind, duty.jobs): duty for duty in wanted}
    for s, row in enumerate(like.stops):
        own = without_last_call(problem, s, row)
        key = (int(programme.kind_of_slot[s]), tuple(sorted(stop for stop in own if stop >= 0)))
        if own and key in left:
            stops[s] = left.pop(key).stops
    for duty in left.values():
        for s in np.flatnonzero(programme.kind_of_slot == duty.kind).tolist():
            if not stops[s]:
                stops[s] = duty.stops
                break
    pattern = np.full(problem.jobs, -1, dtype=np.int64)
    for p in np.flatnonzero(chosen[n:]).tolist():
        pattern[int(np.searchsorted(problem.pattern_ptr, p, side="right")) - 1] = p
    return routes_of(problem, stops, pattern.tolist(), int(programme.cost @ chosen))
