"""Which columns a better answer may choose: the linear relaxation, solved by GLOP.

An answer that uses a column costs at least the relaxation's value and the column's reduced cost.
Columns for which that is no less than what is known to be possible can go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver.python import model_builder_helper

from routeplan.solve.master.programme import Programme
from routeplan.solve.search.problem import Int64s

# Its stubs take shapes for types.
builder: Any = model_builder_helper

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SAFETY = 1e-6
"""Part of the cost by which a column must be too dear before it goes."""


@dataclass(frozen=True)
class Relaxation:
    """An optimal answer of the relaxation.

    Args:
        value: its cost. reduced: (C,) reduced costs, 0 or more but for rounding.
    """

    value: float
    reduced: Floats


def relax(programme: Programme, upper: Int64s, seconds: float | None) -> Relaxation | None:
    """Solve the relaxation for the cost; None where that takes longer than `seconds`.

    Args:
        programme: what to solve, but for upper limits of rows.
        upper: (R,) these.
        seconds: None for as long as it takes.
    """
    # Costs in the thousands at most keep GLOP's tolerances meaningful.
    unit = max(1.0, float(np.abs(programme.cost).max(initial=0)) / 1000)
    columns = len(programme.cost)
    model = builder.ModelBuilderHelper()
    model.fill_model_from_sparse_data(
        np.zeros(columns),
        np.full(columns, np.inf),
        programme.cost / unit,
        programme.lower.astype(np.float64),
        upper.astype(np.float64),
        programme.matrix.astype(np.float64),
    )
    solver = builder.ModelSolverHelper("glop")
    # Each column of a pool was part of an answer, so the dual starts feasible: twice as fast.
    solver.set_solver_specific_parameters("use_dual_simplex: true")
    if seconds is not None:
        if seconds <= 0:
            return None
        solver.set_time_limit_in_seconds(seconds)
    solver.solve(model)
    if solver.status() != builder.SolveStatus.OPTIMAL:
        return None
    reduced = np.asarray(solver.reduced_costs()) * unit
    return Relaxation(float(solver.objective_value()) * unit, reduced)


def worth_a_look(relaxation: Relaxation, cost: int) -> Bools:
    """Return (C,) the columns that an answer cheaper than `cost` may choose."""
    slack = SAFETY * max(1.0, abs(cost))
    found: Bools = relaxation.value + relaxation.reduced <= cost - 1 + slack
    return found
