"""Runs the compiled search in slices short enough for Ctrl-C and progress."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from routeplan.solve.search import tables
from routeplan.solve.search.anneal import anneal, construct, prepare
from routeplan.solve.search.changes import book, clear, install
from routeplan.solve.search.exact import FIELDS, MOST_LABELS
from routeplan.solve.search.problem import FAR, FOREVER, Int64s, Routes, SearchProblem
from routeplan.solve.search.rich import Rich, empty_rich
from routeplan.solve.search.rng import new_state

SLICE_S = 0.2
"""Seconds of a slice where the clock counts."""

SLICE_STEPS = 500
"""Steps of a slice where steps count; no result depends on it."""

HOT, COLD = 10.0, 0.05
"""First and last temperature, in costs of a way from a job to a near one."""

MOST_STOPS = 400
"""Stops of one duty, at most; duties of more would take memory that nobody needs."""

Stop = Callable[[], bool]
Report = Callable[[int, int], object]
"""Takes the cost and the missed visits of the best so far; False asks to stop."""


def search(
    problem: SearchProblem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    cpu: bool = False,
    stop: Stop | None = None,
    report: Report | None = None,
    interrupted: Callable[[], None] | None = None,
    start: Routes | None = None,
) -> Routes:
    """Return the best routes found.

    Args:
        problem: what to serve.
        seconds: of search, from now on; ignored where `iterations` is given.
        iterations: steps of ruin and recreate; the result then depends on no clock.
        seed: of the random numbers.
        cpu: count seconds of this process instead of the wall's.
        stop: asked after each slice, once true the best so far is returned.
        report: told after each slice.
        interrupted: told of Ctrl-C, which then ends the search with the best so far; without it the
            exception passes.
        start: routes to begin with; what of them is impossible is inserted anew.
    """
    run = Search(problem, seed)
    try:
        run.begin(start)
        clock = time.process_time if cpu else time.perf_counter
        _follow(run, clock, seconds or 0.0, iterations, stop, report)
    except KeyboardInterrupt:
        # It strikes between compiled functions, never within one: what is best is whole.
        if interrupted is None:
            raise
        interrupted()
    return run.best()


def _follow(
    run: Search,
    clock: Callable[[], float],
    limit: float,
    iterations: int | None,
    stop: Stop | None,
    report: Report | None,
) -> None:
    """Do slice after slice until the limit (s, or steps), or until somebody asks to stop."""
    began = clock()
    done = 0
    rate = 2000.0
    budget = iterations if iterations is not None else 0
    while True:
        spent = clock() - began
        if iterations is not None:
            if done >= budget:
                break
            steps = min(SLICE_STEPS, budget - done)
            low, high = done / budget, (done + steps) / budget
        else:
            if spent >= limit:
                break
            span = min(SLICE_S, limit - spent, 0.02 + limit / 50)
            steps = max(1, int(rate * span))
            low = min(spent / limit, 1.0)
            high = min(low + span / limit, 1.0)
        at = clock()
        run.slice(steps, low, high)
        done += steps
        rate = steps / max(clock() - at, 1e-6)
        if stop is not None and stop():
            break
        if report is not None and report(run.cost, run.missed) is False:
            break


class Search:
    """One search under way.

    Args:
        problem: not changed.
        seed: of the random numbers.
    """

    def __init__(self, problem: SearchProblem, seed: int) -> None:
        self._problem = problem
        self._rich: Rich = problem.rich if isinstance(problem.rich, Rich) else empty_rich()
        room = most_stops(problem)
        self._block, seconds, metres, allowed = tables.pack(problem, room)
        exact = int(problem.slot_exact.sum())
        labels = MOST_LABELS if exact else 1
        self._data = tables.Data(
            self._block.data,
            seconds,
            metres,
            allowed,
            np.zeros((exact, room + 2 if exact else 1, labels, FIELDS), dtype=np.int64),
            np.zeros((3, labels, FIELDS), dtype=np.int64),
            np.zeros(8, dtype=np.int64),
        )
        self._rng = new_state(seed)
        self._hot = HOT * _near_cost(problem, self._block.view(tables.NEAR))
        self._cold = COLD * self._hot / HOT

    @property
    def cost(self) -> int:
        """Cost of the best routes so far."""
        return int(self._block.view(tables.BEST_TOTAL)[tables.SUM])

    @property
    def missed(self) -> int:
        """Visits missed by the best routes so far."""
        total = self._block.view(tables.BEST_TOTAL)
        return int(total[tables.MISSED : tables.MISSED + 4].sum())

    def begin(self, start: Routes | None = None) -> None:
        """Build first routes: what `start` has, then the rest, urgent jobs first.

        Of equally urgent jobs, those with few possibilities come before others.
        """
        problem = self._problem
        self._block.view(tables.BEST_TOTAL)[tables.MISSED] = 2**40
        prepare(self._data, self._rich, problem.slots)
        served = self._install(start) if start is not None else np.zeros(problem.jobs, np.bool_)
        order = np.lexsort(
            (
                np.arange(problem.jobs),
                -(problem.job_setup + problem.job_after),
                np.diff(problem.pattern_ptr),
                problem.job_priority,
            )
        )
        order = order[~served[order]]
        self._block.view(tables.REMOVED)[: len(order)] = order
        construct(self._data, self._rich, self._rng, len(order))

    def _install(self, start: Routes) -> NDArray[np.bool_]:
        """Put routes into the empty slots; return the jobs that they serve in full.

        A job whose days are no pattern, or of which a route fails, is left out and put in anew.
        """
        problem = self._problem
        rows = [self._permitted(s, row) for s, row in enumerate(start.stops)]
        days: dict[int, list[int]] = {}
        for s, row in enumerate(rows):
            for j in row:
                if j >= 0:
                    days.setdefault(j, []).append(int(problem.slot_day[s]))
        chosen = {j: _pattern_of(problem, j, on) for j, on in days.items()}
        stops, count = self._block.view(tables.STOPS), self._block.view(tables.COUNT)
        whole = {j for j, p in chosen.items() if p >= 0}
        while True:
            failed: set[int] = set()
            for s, row in enumerate(rows):
                kept = _without_idle_calls([j for j in row if j < 0 or j in whole])
                kept = kept[: stops.shape[1] - 2]
                if not kept:
                    continue
                alone = _halves_alone(problem, kept)
                if alone or not self._pool_suffices(s, kept):
                    failed |= alone or {j for j in kept if j >= 0}
                    continue
                stops[s, : len(kept)] = kept
                count[s] = len(kept)
                if not install(self._data, self._rich, s):
                    failed |= {j for j in kept if j >= 0}
            if not failed:
                break
            # Jobs of a failed route come out of the other days, too.
            whole -= failed
            clear(self._data, self._rich, problem.slots)
        served = np.zeros(problem.jobs, dtype=np.bool_)
        for j in sorted(whole):
            book(self._data.block, j, chosen[j], 0)
            served[j] = True
        self._block.view(tables.OLD_CHOSEN)[:] = self._block.view(tables.CHOSEN)
        return served

    def _permitted(self, s: int, row: Sequence[int]) -> list[int]:
        """Return the stops of a row that the vehicle of slot `s` may make on its day."""
        allowed, calls = self._data.allowed, self._problem.facility_slots
        return [j for j in row if (allowed[j, s] if j >= 0 else calls[-1 - j, s])]

    def _pool_suffices(self, s: int, row: Sequence[int]) -> bool:
        """Tell whether people and crates left in the pool suffice for one more duty."""
        pool = int(self._problem.slot_pool[s])
        if pool < 0:
            return True
        used = self._block.view(tables.POOL_USED)[pool]
        deliver = self._block.view(tables.JOB)[:, tables.DELIVER]
        people = used[tables.PEOPLE] + self._problem.slot_crew[s]
        crates = used[tables.CRATES] + sum(int(deliver[j]) for j in row if j >= 0)
        most = self._problem.pool_people[pool], self._problem.pool_crates[pool]
        return bool(people <= most[0] and crates <= most[1])

    def slice(self, steps: int, low: float, high: float) -> int:
        """Do so many steps between two parts (0 to 1) of the search; return the new bests."""
        if not self._problem.jobs or not self._problem.slots:
            return 0
        fall = self._cold / self._hot
        hot, cold = self._hot * fall**low, self._hot * fall**high
        return int(anneal(self._data, self._rich, self._rng, steps, hot, cold))

    def best(self) -> Routes:
        """Return the best routes so far."""
        problem = self._problem
        best, count = self._block.view(tables.BEST_STOPS), self._block.view(tables.BEST_COUNT)
        best_chosen = self._block.view(tables.BEST_CHOSEN).tolist()
        stops = tuple(
            self._with_last_call(s, best[s, : count[s]].tolist()) for s in range(problem.slots)
        )
        served = {
            (stop, int(problem.slot_day[s]))
            for s, row in enumerate(stops)
            for stop in row
            if stop >= 0
        }
        missed: list[tuple[int, int]] = []
        for j, p in enumerate(best_chosen):
            if p < 0:
                first = problem.pattern_ptr[j]
                some = first < problem.pattern_ptr[j + 1]
                ptr = problem.pattern_day_ptr
                missed += [(j, -1)] * int(ptr[first + 1] - ptr[first] if some else 1)
            else:
                days = problem.pattern_days[
                    problem.pattern_day_ptr[p] : problem.pattern_day_ptr[p + 1]
                ]
                missed += [(j, int(day)) for day in days if (j, int(day)) not in served]
        counts = [0, 0, 0, 0]
        for j, _ in missed:
            counts[int(problem.job_priority[j]) - 1] += 1
        chosen = [p for p in best_chosen if p >= 0]
        level = max((int(problem.pattern_level[p]) for p in chosen), default=0)
        return Routes(
            stops,
            tuple(missed),
            (counts[0], counts[1], counts[2], counts[3]),
            level,
            self.cost,
        )

    def _with_last_call(self, s: int, stops: list[int]) -> tuple[int, ...]:
        """Add the call at a facility before the way home where the vehicle ends empty."""
        problem = self._problem
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


def _pattern_of(problem: SearchProblem, j: int, days: list[int]) -> int:
    """Return the cheapest pattern of job `j` with exactly these days, -1 for none."""
    found = [
        (int(problem.pattern_cost[p]), p)
        for p in range(int(problem.pattern_ptr[j]), int(problem.pattern_ptr[j + 1]))
        if problem.pattern_days[
            problem.pattern_day_ptr[p] : problem.pattern_day_ptr[p + 1]
        ].tolist()
        == sorted(days)
    ]
    return min(found)[1] if found else -1


def _halves_alone(problem: SearchProblem, row: Sequence[int]) -> set[int]:
    """Return halves of transfers in a row whose other half is not there, on the right side."""
    alone = set()
    for k, j in enumerate(row):
        mate = int(problem.job_mate[j]) if j >= 0 else -1
        if mate >= 0:
            hands_over = problem.job_deliver[j] > 0
            if mate not in (row[:k] if hands_over else row[k:]):
                alone.add(j)
    return alone


def _without_idle_calls(stops: list[int]) -> list[int]:
    """Drop calls at a facility at either end, and all but one of several in a row."""
    kept: list[int] = []
    for stop in stops:
        if stop >= 0 or (kept and kept[-1] >= 0):
            kept.append(stop)
    while kept and kept[-1] < 0:
        kept.pop()
    return kept


def most_stops(problem: SearchProblem) -> int:
    """Return more stops than any duty can hold, by time, by crates and by what there is."""
    if not problem.jobs or not problem.slots:
        return 4
    stay = int((problem.job_setup + problem.job_after).min())
    span = int(np.minimum(problem.slot_latest - problem.slot_earliest, problem.slot_max_duty).max())
    by_time = span // stay + 1 if stay > 0 and span < FOREVER else problem.jobs
    crates = problem.job_deliver + problem.job_pick
    facilities = len(problem.facility_place) > 0
    least = int(crates.min()) if not facilities and (problem.job_mate < 0).all() else 0
    by_crates = int(problem.slot_capacity.max()) // least + 1 if least > 0 else problem.jobs
    most = min(problem.jobs, by_time, 2 * by_crates, MOST_STOPS)
    return most * (2 if facilities else 1) + 6


def _near_cost(problem: SearchProblem, near: Int64s) -> float:
    """Return the mean cost of a way from a job to one of its nearest, as a scale of costs."""
    if not near.size or not problem.slots:
        return 1.0
    near = near[:, :10]
    place = problem.job_place
    profile = int(np.bincount(problem.slot_profile).argmax())
    there = place[near]
    metres = problem.metres[profile][place[:, None], there].astype(np.float64)
    seconds = problem.seconds[profile][place[:, None], there].astype(np.float64)
    usable = (metres < FAR) & (seconds < FAR)
    if not usable.any():
        return 1.0
    per_metre = float(np.median(problem.slot_per_metre))
    per_second = float(np.median(problem.slot_per_second))
    return max(
        1.0, per_metre * float(metres[usable].mean()) + per_second * float(seconds[usable].mean())
    )
