"""One scenario from a problem to its figures: what every worker does.

A worker needs nothing but the job: the problem and the travel matrices come with it. It is the same
code, on one thread and by iterations, wherever it runs, so that the figures are the same.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from routeplan.coverage import coverage_of
from routeplan.coverage.figures import OTHER, Coverage
from routeplan.coverage.sweep.budget import cost_of, within_budget
from routeplan.coverage.sweep.words import reason_of, rejected
from routeplan.model import Mode, Plan, Problem, Route, RouteplanError
from routeplan.network.matrices import Matrices
from routeplan.network.travel import Travel

_ONE_AT_A_TIME = threading.Lock()
"""Workers of a cluster may have several threads; the search has one process to itself."""


# Equal by identity: a problem is large.
@dataclass(frozen=True, eq=False)
class Job:
    """A scenario to solve.

    Args:
        problem, matrices: None where the scenario could not be made; `failed` and `reason` then
            say why.
        language: of what is said of a failure.
    """

    key: str
    problem: Problem | None
    matrices: Matrices | None
    iterations: int
    seed: int
    engine: str | None
    budget_vnd: int | None
    failed: str = ""
    reason: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker found: figures by `results.FIGURES`, or why there are none."""

    key: str
    figures: dict[str, Any]
    failed: str = ""
    reason: str = ""


def solve(job: Job) -> Answer:
    """Solve a scenario; whatever goes wrong in it is part of the answer, never an exception."""
    if job.problem is None or job.matrices is None:
        return Answer(job.key, {}, job.failed, job.reason)
    try:
        with _ONE_AT_A_TIME:
            return Answer(job.key, _figures_of(job, job.problem, job.matrices))
    except RouteplanError as error:
        return Answer(job.key, {}, error.code, reason_of(error, job.language))
    except Exception as error:  # noqa: BLE001 - one scenario at fault must not end the sweep
        return Answer(job.key, {}, "bug", f"{type(error).__name__}: {error}")


def _figures_of(job: Job, problem: Problem, matrices: Matrices) -> dict[str, Any]:
    from routeplan.check import check_plan
    from routeplan.solve import Budget, make_plan

    travel = matrices.travel(problem)
    budget = Budget(None, job.iterations, job.seed, 1)
    plan = make_plan(problem, travel, engine=job.engine, budget=budget, bounded=False)
    violations = check_plan(problem, travel, plan, language=job.language)
    if violations:
        raise rejected(violations, job.language)
    routes = plan.routes
    if job.budget_vnd is not None:
        routes = within_budget(problem, plan, job.budget_vnd)
    return figures_of(problem, travel, replace(plan, routes=routes))


def figures_of(problem: Problem, travel: Travel, plan: Plan) -> dict[str, Any]:
    """Return the figures of a plan's routes, whatever its summary says."""
    coverage = coverage_of(problem, travel, plan)
    total = coverage.total
    gap, is_open = _worst_gap(coverage)
    served = {stop.visit for route in plan.routes for stop in route.visits}
    services = problem.service_by_key
    moving = _seconds(plan.routes)
    return {
        "cost_vnd": cost_of(problem, plan.routes),
        "children": total.children,
        "children_reached": total.children_reached,
        "worst_gap_days": gap,
        "gap_open": is_open,
        "visits_due": len(problem.visits),
        "visits_planned": len(served),
        "required_missing": sum(
            services[visit.key].required and visit.id not in served for visit in problem.visits
        ),
        "duties": len(plan.routes),
        "driving_min": round(moving[Mode.ROAD] / 60),
        "sailing_min": round(moving[Mode.SEA] / 60),
        "ferry_min": round(moving[Mode.FERRY] / 60),
        "distance_km": round(sum(leg.metres for r in plan.routes for leg in r.legs) / 1000, 1),
        "service_min": total.service_min,
        "pupil_hours": round(total.pupil_hours, 1),
        "near_share": _rounded(total.near_share),
        "access": _rounded(total.access),
        "gini": _rounded(coverage.gini),
        "gini_access": _rounded(coverage.gini_access),
    }


def _worst_gap(coverage: Coverage) -> tuple[int, bool]:
    """Return the longest gap of the target groups, of all sites where there are none."""
    groups = [unit for unit in coverage.groups if unit.code != OTHER] or [coverage.total]
    worst = max(unit.longest_gap_days for unit in groups)
    return worst, any(unit.gap_open for unit in groups if unit.longest_gap_days == worst)


def _seconds(routes: Sequence[Route]) -> Counter[Mode]:
    moving = Counter[Mode]()
    for route in routes:
        for leg in route.legs:
            moving[leg.mode] += leg.seconds
    return moving


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
