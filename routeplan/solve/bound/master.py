"""The restricted master: a linear programme over the relaxed duties found so far (GLOP)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp  # type: ignore[attr-defined]  # SWIG's

from routeplan.solve.bound.pricing import Column

Floats = NDArray[np.float64]

_MOST_COLUMNS = 12
"""Columns per row beyond which the worst half is dropped."""

_DEARER = 4
"""Where leaving visits out stays cheaper than serving them, it is made so many times dearer."""


@dataclass(frozen=True)
class Prices:
    """An optimal answer of the master, scaled.

    Args:
        value: cost of the duties and of visits left out.
        visits: by job, what one more visit would cost; 0 or more.
        slots: by class, what one more slot would change; 0 or less.
        left_out: visits that are left out.
    """

    value: float
    visits: Floats
    slots: Floats
    left_out: float


class Master:
    """Cover each job as often as it is served, with at most as many duties as a class has slots.

    Args:
        jobs: of the problem. owed: how often each is served.
        counts: by class, its slots.
        dear: by job, scaled cost of leaving one visit out, at first. It keeps the programme
            feasible and the prices tame, and makes no bound wrong.
    """

    def __init__(
        self,
        jobs: Sequence[int],
        owed: Sequence[int],
        counts: Sequence[int],
        dear: Sequence[int],
    ) -> None:
        self._jobs, self._owed, self._counts = tuple(jobs), tuple(owed), tuple(counts)
        self._dear = tuple(dear)
        self._unit = max(1.0, max(dear) / 1000)
        self._columns: dict[Column, None] = {}

    def add(self, columns: Iterable[Column]) -> int:
        """Add columns; return how many are new."""
        before = len(self._columns)
        self._columns.update(dict.fromkeys(columns))
        return len(self._columns) - before

    def keep(self, wanted: Callable[[Column], bool]) -> None:
        """Drop the columns that are not wanted."""
        self._columns = {column: None for column in self._columns if wanted(column)}

    def raise_dear(self) -> None:
        """Make leaving visits out dearer."""
        self._dear = tuple(_DEARER * cost for cost in self._dear)

    def solve(self) -> Prices:
        """Solve, and drop columns, the least useful first, once there are many."""
        solver = pywraplp.Solver.CreateSolver("GLOP")
        rows = {
            job: solver.Constraint(owed, solver.infinity())
            for job, owed in zip(self._jobs, self._owed, strict=True)
        }
        limits = [solver.Constraint(0, count) for count in self._counts]
        goal = solver.Objective()
        goal.SetMinimization()
        left_out = []
        for row, dear in zip(rows.values(), self._dear, strict=True):
            variable = solver.NumVar(0, solver.infinity(), "")
            left_out.append(variable)
            row.SetCoefficient(variable, 1)
            goal.SetCoefficient(variable, dear / self._unit)
        variables = []
        for column in self._columns:
            variable = solver.NumVar(0, solver.infinity(), "")
            variables.append(variable)
            goal.SetCoefficient(variable, column.cost / self._unit)
            limits[column.kind].SetCoefficient(variable, 1)
            for job in set(column.jobs):
                rows[job].SetCoefficient(variable, column.jobs.count(job))
        status = solver.Solve()
        if status != pywraplp.Solver.OPTIMAL:
            raise ArithmeticError(f"the master ended with status {status}")
        answer = Prices(
            value=goal.Value() * self._unit,
            visits=np.maximum(0, [row.dual_value() for row in rows.values()]) * self._unit,
            slots=np.minimum(0, [row.dual_value() for row in limits]) * self._unit,
            left_out=sum(variable.solution_value() for variable in left_out),
        )
        self._drop(np.array([variable.reduced_cost() for variable in variables]))
        return answer

    def _drop(self, reduced: Floats) -> None:
        most = _MOST_COLUMNS * (len(self._jobs) + len(self._counts))
        if len(self._columns) <= most:
            return
        order = np.argsort(reduced, kind="stable")
        columns = list(self._columns)
        self._columns = dict.fromkeys(columns[k] for k in sorted(order[: most // 2]))
