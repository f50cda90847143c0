"""A re-plan of one area: everything outside stays where the earlier plan put it."""

from __future__ import annotations

from dataclasses import replace

from routeplan.model import FixedVisit, Plan, Problem


def fix_outside(problem: Problem, whole: Problem, earlier: Plan) -> Problem:
    """Return `problem` with the visits outside its area fixed as in an earlier plan.

    Args:
        problem: the area alone.
        whole: the same horizon without an area.
        earlier: the plan that holds outside; its visits that are not due any more are left out.
    """
    inside = {visit.id for visit in problem.visits}
    due = {visit.id: visit for visit in whole.visits if visit.id not in inside}
    fixed = tuple(
        FixedVisit(stop.visit, route.vehicle, route.date, stop.start)
        for route in earlier.routes
        for stop in route.stops
        if stop.visit in due
    )
    kept = {item.visit for item in fixed}
    visits = tuple(v for v in whole.visits if v.id in inside or v.id in kept)
    return replace(whole, visits=visits, fixed=fixed, area=problem.area)
