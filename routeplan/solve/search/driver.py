"""Runs the compiled search in slices short enough for Ctrl-C and progress."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routeplan.solve.search import tables
from routeplan.solve.search.anneal import anneal, construct, prepare
from routeplan.solve.search.changes import book, clear, install
from routeplan.solve.search.exact import FIELDS, MOST_LABELS
from routeplan.solve.search.problem import FOREVER, Routes, SearchProblem
from routeplan.solve.search.rich import Rich, empty_rich
from routeplan.solve.search.rng import new_state
from routeplan.solve.search.routes import rank, routes_of
from routeplan.solve.search.settings import settings_of

if TYPE_CHECKING:
    from routeplan.solve.master.pool import Pool
    from routeplan.solve.master.turns import Turns

SLICE_S = 0.2
"""Seconds of a slice where the clock counts."""

SLICE_STEPS = 500
"""Steps of a slice where steps count; no result depends on it."""

LOOK_STEPS = 100
"""Steps after which a pool that watches takes in the duties that have changed."""

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
    threads: int = 1,
    master: bool | None = None,
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
        threads: that may be used: the search needs one, the master takes the others.
        master: whether to recombine the duties seen; without, where it has been found to help.

    Raises:
        RouteplanError: ``engine-unsupported``: transfers where there are facilities.
    """
    problem.refuse_unsupported()
    run = Search(problem, seed)
    turns: Turns | None = None
    try:
        run.begin(start)
        turns = _turns(problem, run, seconds, iterations, threads, seed, stop, master, cpu=cpu)
        clock = time.process_time if cpu else time.perf_counter
        _follow(run, clock, seconds or 0.0, iterations, stop, report, turns)
    except KeyboardInterrupt:
        # It strikes between compiled functions, never within one: what is best is whole.
        if interrupted is None:
            raise
        interrupted()
    finally:
        if turns is not None:
            turns.close()
    return run.best()


def _follow(
    run: Search,
    clock: Callable[[], float],
    limit: float,
    iterations: int | None,
    stop: Stop | None,
    report: Report | None,
    turns: Turns | None,
) -> None:
    """Do slice after slice until the limit (s, or steps), or until somebody asks to stop."""
    began = clock()
    done = 0
    rate = 2000.0
    budget = iterations if iterations is not None else 0
    rounds = run.rounds(budget)
    while True:
        spent = clock() - began
        if iterations is not None:
            if done >= budget:
                break
            # Each cooling is a part of the search, and no slice reaches into the next.
            turn = done * rounds // budget
            first, end = (-(-k * budget // rounds) for k in (turn, turn + 1))
            steps = min(SLICE_STEPS, end - done)
            if turns is not None:
                # A turn comes after the same step, however long slices are.
                steps = min(steps, max(1, ceil(turns.next_part * budget) - done))
            part = (done + steps) / budget
            low, high = ((k - first) / (end - first) for k in (done, done + steps))
        else:
            if spent >= limit:
                break
            span = min(SLICE_S, limit - spent, 0.02 + limit / 50)
            steps = max(1, int(rate * span))
            part = min((spent + span) / limit, 1.0)
            turn = int(spent / limit * rounds)
            low = spent / limit * rounds % 1.0
            high = min(low + span / limit * rounds, 1.0)
        at = clock()
        run.slice(steps, low, high, turn, rounds)
        done += steps
        rate = steps / max(clock() - at, 1e-6)
        if iterations is None and done == steps:
            rounds = run.rounds(rate * limit)
        if turns is not None:
            turns.after(part)
        if stop is not None and stop():
            break
        if report is not None and report(run.cost, run.missed) is False:
            break


def _turns(
    problem: SearchProblem,
    run: Search,
    seconds: float | None,
    iterations: int | None,
    threads: int,
    seed: int,
    stop: Stop | None,
    wanted: bool | None,
    *,
    cpu: bool,
) -> Turns | None:
    """Return the master beside a search, None where it would not help."""
    if not (recombining_helps(problem, threads, iterations) if wanted is None else wanted):
        return None
    # OR-Tools is not loaded for nothing.
    from routeplan.solve.master.turns import Turns, is_worth_it

    if not is_worth_it(seconds, iterations):
        return None
    return Turns(
        problem,
        run,
        seconds=seconds,
        steps=iterations,
        threads=threads,
        seed=seed,
        stop=stop,
        cpu=cpu,
    )


def recombining_helps(problem: SearchProblem, threads: int, iterations: int | None) -> bool:
    """Tell whether the master gets turns where nobody says.

    Levels of patterns are the master's alone: the search weighs them by their cost. Else it needs
    what the search would use better, unless a thread is idle: measured on periodic, multi-depot and
    mixed-fleet instances.
    """
    if (problem.pattern_level > 0).any():
        return True
    return problem.days > 1 and threads > 1 and iterations is None


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
        self._settings = settings_of(problem, self._block.view(tables.NEAR))
        self._block.data[tables.MEAN_REMOVED] = self._settings.ruin
        self._block.data[tables.SHUFFLES] = self._settings.shuffles
        self._block.data[tables.TAILS] = self._settings.tails
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
            np.ascontiguousarray(metres.transpose(0, 2, 1)),
        )
        self._rng = new_state(seed)
        self._pool: Pool | None = None
        self._seen = np.zeros(problem.slots, dtype=np.int64)
        self._unseen = 0
        self._adopted: Routes | None = None
        self._adopted_duties: list[tuple[int, list[int], int]] = []

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
        self._block.view(tables.BEST_TOTAL)[tables.MISSED] = 2**40
        prepare(self._data, self._rich, self._problem.slots)
        self._fill(start)

    def adopt(self, routes: Routes) -> None:
        """Go on from these routes instead of those that the search is at."""
        clear(self._data, self._rich, self._problem.slots)
        for entry, empty in (
            (tables.AT, -1),
            (tables.CHOSEN, -1),
            (tables.LACKING, 0),
            (tables.TOTAL, 0),
        ):
            self._block.view(entry)[:] = empty
        self._block.view(tables.NUMBER)[tables.ABSENTEES] = 0
        self._fill(routes)
        whole = int(self._block.view(tables.TOTAL)[tables.SUM]) == routes.cost
        if whole and rank(routes) < rank(self.best()):
            # The search weighs levels by their cost, the objective does not.
            self._adopted = routes
            self._adopted_duties = self._duties(tables.STOPS, tables.COUNT, tables.COST)

    def watch(self, pool: Pool) -> None:
        """Put every duty seen from now on into a pool."""
        self._pool = pool
        self._show()

    def show_best(self, pool: Pool) -> None:
        """Put the duties of the best routes into a pool."""
        best = self._duties(tables.BEST_STOPS, tables.BEST_COUNT, tables.BEST_COST)
        for s, stops, cost in (*best, *self._adopted_duties):
            pool.add(s, stops, cost)

    def _duties(self, *entries: int) -> list[tuple[int, list[int], int]]:
        stops, count, cost = (self._block.view(entry) for entry in entries)
        return [
            (s, stops[s, : count[s]].tolist(), int(cost[s])) for s in np.flatnonzero(count).tolist()
        ]

    def _show(self) -> None:
        """Put the duties that have changed into the pool, if there is one."""
        if self._pool is None:
            return
        entries = (tables.STOPS, tables.COUNT, tables.COST)
        stops, count, cost = (self._block.view(entry) for entry in entries)
        for s in np.flatnonzero(cost != self._seen).tolist():
            if count[s]:
                self._pool.add(s, stops[s, : count[s]].tolist(), int(cost[s]))
        self._seen[:] = cost

    def _fill(self, start: Routes | None) -> None:
        """Put in what `start` has, then the rest; remember the result if it is the best."""
        problem = self._problem
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
        """Put routes into the empty slots; return the jobs that they serve.

        A job whose days are no pattern, or of which a route fails, is left out and put in anew: its
        old pattern is one of those that are tried then, with what is missing of it, so that nothing
        is lost but time. Where `start` says which days of a job are missed, it keeps the others.
        """
        problem = self._problem
        rows = [self._permitted(s, row) for s, row in enumerate(start.stops)]
        days: dict[int, list[int]] = {}
        for s, row in enumerate(rows):
            for j in row:
                if j >= 0:
                    days.setdefault(j, []).append(int(problem.slot_day[s]))
        lacking = dict.fromkeys(days, 0)
        for j, day in start.missed:
            if day >= 0 and j in days and problem.partial:
                days[j].append(day)
                lacking[j] += 1
        chosen = {j: _pattern_of(problem, j, on) for j, on in days.items()}
        stops, count = self._block.view(tables.STOPS), self._block.view(tables.COUNT)
        whole = {j for j, p in chosen.items() if p >= 0}
        while True:
            failed: set[int] = set()
            for s, row in enumerate(rows):
                kept = _without_idle_calls([j for j in row if j < 0 or j in whole])
                # What is beyond the room of a slot would be booked without a place.
                failed |= {j for j in kept[stops.shape[1] - 2 :] if j >= 0}
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
            book(self._data.block, j, chosen[j], lacking[j])
            served[j] = True
        self._block.view(tables.OLD_CHOSEN)[:] = self._block.view(tables.CHOSEN)
        self._block.view(tables.OLD_LACKING)[:] = self._block.view(tables.LACKING)
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

    def rounds(self, steps: float) -> int:
        """Return how often a search of so many steps cools down."""
        return self._settings.rounds(steps)

    def slice(self, steps: int, low: float, high: float, cooling: int = 0, rounds: int = 1) -> int:
        """Do so many steps between parts (0 to 1) of a cooling (0, 1, ...); return new bests."""
        if not self._problem.jobs or not self._problem.slots:
            return 0
        hot, cold = self._settings.temperature(low), self._settings.temperature(high)
        self._block.data[tables.SPREAD] = self._settings.spread_in(cooling, rounds)
        if self._pool is None:
            return int(anneal(self._data, self._rich, self._rng, steps, hot, cold))
        found = 0
        done = 0
        while done < steps:
            part = min(LOOK_STEPS - self._unseen, steps - done)
            warm = hot * (cold / hot) ** (done / steps)
            cool = hot * (cold / hot) ** ((done + part) / steps)
            found += int(anneal(self._data, self._rich, self._rng, part, warm, cool))
            done += part
            self._unseen = (self._unseen + part) % LOOK_STEPS
            if self._unseen == 0:
                self._show()
        return found

    def best(self) -> Routes:
        """Return the best routes so far."""
        routes = self._kept()
        other = self._adopted
        return other if other is not None and rank(other) < rank(routes) else routes

    def _kept(self) -> Routes:
        """Return the routes that the compiled functions keep as the best."""
        best, count = self._block.view(tables.BEST_STOPS), self._block.view(tables.BEST_COUNT)
        return routes_of(
            self._problem,
            [best[s, : count[s]].tolist() for s in range(self._problem.slots)],
            self._block.view(tables.BEST_CHOSEN).tolist(),
            int(self._block.view(tables.BEST_TOTAL)[tables.SUM]),
        )


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
