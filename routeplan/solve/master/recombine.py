"""Chooses the best duties out of a pool, by OR-Tools CP-SAT.

The levels of the objective are solved one after another, the earlier ones fixed: missed visits of
priority 1 to 4, the worst level of a pattern, the cost. A level that is at its least possible value
already needs no solve.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from routeplan.solve.master.pool import Duty, kinds_of_slots
from routeplan.solve.master.programme import (
    PRIORITIES,
    Programme,
    chosen_by,
    programme_of,
    routes_by,
)
from routeplan.solve.master.relaxation import relax, worth_a_look
from routeplan.solve.search.problem import Int64s, Routes, SearchProblem
from routeplan.solve.search.routes import rank

Bools = NDArray[np.bool_]
Stop = Callable[[], bool]

FIRST_DUTIES = 1_000
"""Duties that CP-SAT gets at first: those of least reduced cost. Each time that it proves its
answer to be the best, it gets twice as many, until none is left that a better answer may choose."""

POLL_S = 0.05
"""How often a solve looks whether somebody asks it to stop."""


class Allowance:
    """How long CP-SAT may go on.

    Args:
        seconds: of the wall's clock, None without a limit.
        work: in CP-SAT's own count, which depends on no clock; None without a limit.
        threads: workers. seed: of CP-SAT. stop: asked now and then, true ends a solve.
    """

    def __init__(
        self,
        seconds: float | None,
        work: float | None,
        *,
        threads: int,
        seed: int,
        stop: Stop | None,
    ) -> None:
        self._end = None if seconds is None else time.perf_counter() + seconds
        self._work = work
        self.threads, self.seed, self.stop = threads, seed, stop

    def seconds(self) -> float | None:
        """Return the seconds left."""
        return None if self._end is None else max(0.0, self._end - time.perf_counter())

    def work(self) -> float | None:
        """Return the work left."""
        return self._work

    def spend(self, work: float) -> None:
        """Take work that has been done off what is left."""
        if self._work is not None:
            self._work = max(0.0, self._work - work)

    def over(self) -> bool:
        """Tell whether nothing is left, or somebody asks to stop."""
        return self.seconds() == 0 or self._work == 0 or (self.stop is not None and self.stop())

    def half(self) -> Allowance:
        """Return half of what is left."""
        seconds, work = self.seconds(), self._work
        return Allowance(
            None if seconds is None else seconds / 2,
            None if work is None else work / 2,
            threads=self.threads,
            seed=self.seed,
            stop=self.stop,
        )


def recombine(
    problem: SearchProblem,
    duties: tuple[Duty, ...],
    *,
    start: Routes,
    seconds: float | None = None,
    deterministic: float | None = None,
    threads: int = 1,
    seed: int = 0,
    stop: Stop | None = None,
) -> Routes | None:
    """Return better routes out of these duties, or None where none are found.

    Args:
        problem: what to serve.
        duties: to choose from, see `Pool`; those of `start` are among them.
        start: what the answer has to beat, level by level of the objective.
        seconds: at most, of the wall's clock.
        deterministic: at most, in CP-SAT's count of work; the answer then depends on no clock.
        threads: workers of CP-SAT.
        seed: of CP-SAT.
        stop: asked now and then, true ends the search for an answer.

    Raises:
        KeyError: where a duty of `start` is not among the duties.
    """
    programme = programme_of(problem, duties, kinds_of_slots(problem))
    allowance = Allowance(seconds, deterministic, threads=threads, seed=seed, stop=stop)
    answer = _by_level(programme, chosen_by(problem, programme, start), allowance)
    found = routes_by(problem, programme, answer, like=start)
    return found if rank(found) < rank(start) else None


def _by_level(programme: Programme, known: Int64s, allowance: Allowance) -> Int64s:
    """Solve level by level, from the best known columns on; return the best columns."""
    duties = len(programme.duties)
    newest_first = np.arange(duties)[::-1]
    everything = np.ones(len(programme.cost) - duties, dtype=np.bool_)
    least: list[int] = []
    for k in range(PRIORITIES):
        if programme.missed(known)[k] > 0:
            weights = programme.matrix[[k - PRIORITIES]].toarray()[0]
            upper = programme.upper_with(least)
            goal = Goal(weights, least=-int(programme.owed[k]))
            # Later levels are left: no more than half of the time.
            known = _widen(
                programme, newest_first, everything, upper, goal, known, allowance.half()
            )
        least.append(int(programme.missed(known)[k]))
    upper = programme.upper_with(least)
    highest = _worst_level(programme, known)
    if highest > 0:
        goal = Goal(programme.level, worst=True)
        known = _widen(programme, newest_first, everything, upper, goal, known, allowance.half())
        highest = _worst_level(programme, known)
    relaxation = relax(programme, upper, allowance.seconds())
    order = newest_first
    if relaxation is not None:
        may = worth_a_look(relaxation, int(programme.cost @ known))[:duties]
        order = np.argsort(relaxation.reduced[:duties], kind="stable")
        order = order[may[order]]
    patterns = programme.level[duties:] <= highest
    return _widen(programme, order, patterns, upper, Goal(programme.cost), known, allowance)


@dataclass(frozen=True)
class Goal:
    """What a solve makes as small as it can.

    Args:
        weights: (C,) of the columns. worst: whether the largest weight chosen counts, not the sum.
        least: value below which no answer is.
    """

    weights: Int64s
    worst: bool = False
    least: int = -(2**62)

    def of(self, chosen: Int64s) -> int:
        """Return the value of columns."""
        if self.worst:
            return int((self.weights * (chosen > 0)).max(initial=0))
        return int(self.weights @ chosen)


def _widen(
    programme: Programme,
    order: Int64s,
    patterns: Bools,
    upper: Int64s,
    goal: Goal,
    known: Int64s,
    allowance: Allowance,
) -> Int64s:
    """Solve over ever more duties; return the best columns found.

    Args:
        programme: what to solve.
        order: duties, the most promising first.
        patterns: which patterns may be chosen.
        upper: limits of rows.
        goal: to make small.
        known: columns to begin with.
        allowance: for all solves.
    """
    width = FIRST_DUTIES
    while len(order) and not allowance.over() and goal.of(known) > goal.least:
        may = known > 0
        may[len(programme.duties) :] |= patterns
        may[order[:width]] = True
        model, variables = _model(programme, np.flatnonzero(may), upper, goal, known)
        chosen, proven = _solve(model, variables, allowance)
        if chosen is not None:
            known = np.zeros_like(known)
            known[np.flatnonzero(may)] = chosen
        if not proven or width >= len(order):
            break
        width *= 2
    return known


def _worst_level(programme: Programme, chosen: Int64s) -> int:
    return int((programme.level * (chosen > 0)).max(initial=0))


def _model(
    programme: Programme, columns: Int64s, upper: Int64s, goal: Goal, known: Int64s
) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """Return a model over these columns, with the known ones as a hint, and its variables."""
    model = cp_model.CpModel()
    variables = [model.new_bool_var("") for _ in range(len(columns))]
    for variable, value in zip(variables, known[columns].tolist(), strict=True):
        model.add_hint(variable, value)
    rows = programme.matrix.tocsc()[:, columns].tocsr()
    for r in range(rows.shape[0]):
        first, end = rows.indptr[r], rows.indptr[r + 1]
        if first < end:
            inside = [variables[x] for x in rows.indices[first:end].tolist()]
            total = cp_model.LinearExpr.weighted_sum(inside, rows.data[first:end].tolist())
            model.add_linear_constraint(total, int(programme.lower[r]), int(upper[r]))
    weights = goal.weights[columns].tolist()
    if goal.worst:
        worst = model.new_int_var(0, goal.of(known), "")
        model.add_hint(worst, goal.of(known))
        for variable, weight in zip(variables, weights, strict=True):
            if weight > 0:
                model.add(worst >= weight * variable)
        model.minimize(worst)
    else:
        model.minimize(cp_model.LinearExpr.weighted_sum(list(variables), weights))
    return model, variables


def _solve(
    model: cp_model.CpModel, variables: list[cp_model.IntVar], allowance: Allowance
) -> tuple[list[bool] | None, bool]:
    """Return the values of the variables, None without an answer, and whether none is better."""
    solver = cp_model.CpSolver()
    settings = solver.parameters
    settings.num_workers = allowance.threads
    settings.random_seed = allowance.seed % 2**31
    settings.linearization_level = 2
    settings.catch_sigint_signal = False
    seconds, work = allowance.seconds(), allowance.work()
    if work is not None:
        settings.interleave_search = True
        settings.max_deterministic_time = work
    if seconds is not None:
        settings.max_time_in_seconds = seconds
    with ThreadPoolExecutor(1) as worker:
        job = worker.submit(solver.solve, model)
        try:
            while not wait([job], POLL_S).done:
                if allowance.over():
                    solver.stop_search()
        finally:
            # After Ctrl-C, the solve ends before anything else goes on.
            while not job.done():
                solver.stop_search()
                wait([job], POLL_S)
    status = job.result()
    allowance.spend(solver.response_proto.deterministic_time)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, False
    return [solver.boolean_value(one) for one in variables], status == cp_model.OPTIMAL
