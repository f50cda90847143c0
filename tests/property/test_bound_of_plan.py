"""No plan under any rule of a project travels for less than the bound for its visits."""

from __future__ import annotations

from hypothesis import event, given, settings

from routeplan.model import Problem
from routeplan.network.travel import Travel
from routeplan.solve.bound.of_plan import bound_of_plan
from routeplan.solve.engine import Budget, Limit
from routeplan.solve.search.engine import NativeEngine
from tests.conftest import TIER
from tests.property.test_solve_plans import problems

ENGINE = NativeEngine()


@settings(max_examples=500 if TIER == "prove" else 100)
@given(problems())
def test_no_plan_beats_its_bound(case: tuple[Problem, Travel]) -> None:
    """`bound_of_plan` refuses a plan below its bound; here none is, good or bad."""
    problem, travel = case
    for iterations in (0, 50):
        budget = Budget(iterations=iterations, seed=1)
        duties = ENGINE.solve(problem, travel, budget, Limit(None)).duties
        found = bound_of_plan(problem, travel, duties, iterations=40)
        assert found.gap_pct is None or found.gap_pct >= 0
        if iterations:
            event(found.reason or ("no gap" if found.gap_pct == 0 else "some gap"))
