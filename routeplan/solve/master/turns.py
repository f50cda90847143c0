"""When the master recombines what a search has seen, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from routeplan.solve.master.pool import Duty, Pool, kinds_of_slots
from routeplan.solve.master.recombine import recombine
from routeplan.solve.search.problem import Routes, SearchProblem
from routeplan.solve.search.routes import rank

TURNS = (0.6, 0.9)
"""Parts of the search after which the master has a turn."""

SHARE = 0.07
"""Part of the search's time that a turn takes at most."""

LEAST_S = 0.2
"""Seconds below which a turn is not worth its start."""

STEPS_PER_UNIT = 20_000
"""Steps of the search that count as much as a unit of CP-SAT's work (about a second)."""

LEAST_WORK = 0.1
"""Units of CP-SAT's work in a turn, at least."""


class Watched(Protocol):
    """A search that shows its duties and takes routes in: `driver.Search`."""

    def watch(self, pool: Pool) -> None:
        """Put every duty seen from now on into the pool."""

    def show_best(self, pool: Pool) -> None:
        """Put the duties of the best routes into the pool."""

    def best(self) -> Routes:
        """Return the best routes so far."""

    def adopt(self, routes: Routes) -> None:
        """Go on from these routes."""


class Turns:
    """The master beside one search.

    Where steps count, and where there is one thread, the search waits while the master works; else
    the master has the other threads and the search goes on.

    Args:
        problem: what is searched. run: the search.
        seconds: of the search; steps: of the search, where these count instead.
        threads: that may be used in all. seed: of CP-SAT. stop: true ends a turn.
        cpu: seconds are of this process: others who use the machine shorten no turn.
    """

    def __init__(
        self,
        problem: SearchProblem,
        run: Watched,
        *,
        seconds: float | None,
        steps: int | None,
        threads: int,
        seed: int,
        stop: Callable[[], bool] | None,
        cpu: bool = False,
    ) -> None:
        self._problem, self._run = problem, run
        self._seconds = None if steps is not None else SHARE * (seconds or 0.0)
        self._work = None
        if cpu and steps is None:
            # A unit of CP-SAT's work takes about a second.
            self._work, self._seconds = self._seconds, None
        if steps is not None:
            self._work = max(LEAST_WORK, SHARE * steps / STEPS_PER_UNIT)
        # Where steps count, the answer must not depend on the number of threads.
        self._threads = threads if steps is None else 1
        self._seed, self._stop = seed, stop
        self._left: Sequence[float] = TURNS
        self._closed = False
        self._pool = Pool(kinds_of_slots(problem))
        run.watch(self._pool)
        beside = threads > 1 and steps is None
        self._worker = ThreadPoolExecutor(1) if beside else None
        self._answer: Future[Routes | None] | None = None

    @property
    def next_part(self) -> float:
        """Part of the search (0 to 1) after which the next turn comes; 1 where none is left."""
        return self._left[0] if self._left else 1.0

    def after(self, part: float) -> None:
        """Have a turn if it is time for one after this part of the search (0 to 1)."""
        self._take_answer(wait=False)
        if not self._left or part < self._left[0]:
            return
        while self._left and part >= self._left[0]:
            self._left = self._left[1:]
        self._run.show_best(self._pool)
        if self._worker is None:
            self._adopt(self._recombine(self._pool.duties(), self._run.best(), self._threads))
        elif self._answer is None:
            best = self._run.best()
            self._answer = self._worker.submit(
                self._recombine, self._pool.duties(), best, self._threads - 1
            )

    def close(self) -> None:
        """End a turn that is under way, and take what it has found."""
        self._closed = True
        self._take_answer(wait=True)
        if self._worker is not None:
            self._worker.shutdown()

    def _recombine(self, duties: tuple[Duty, ...], best: Routes, threads: int) -> Routes | None:
        return recombine(
            self._problem,
            duties,
            start=best,
            seconds=self._seconds,
            deterministic=self._work,
            threads=threads,
            seed=self._seed,
            stop=self._over,
        )

    def _over(self) -> bool:
        return self._closed or (self._stop is not None and self._stop())

    def _take_answer(self, *, wait: bool) -> None:
        if self._answer is not None and (wait or self._answer.done()):
            answer, self._answer = self._answer.result(), None
            self._adopt(answer)

    def _adopt(self, answer: Routes | None) -> None:
        if answer is not None and rank(answer) < rank(self._run.best()):
            self._run.adopt(answer)


def is_worth_it(seconds: float | None, steps: int | None) -> bool:
    """Tell whether a turn would be long enough to find anything."""
    return steps is not None or SHARE * (seconds or 0.0) >= LEAST_S
