"""What an earlier plan lays down for a problem: visits fixed outside an area, places to keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from routeplan.geo.resolve import Area
from routeplan.model import FixedVisit, Plan, Problem, Site
from routeplan.project.due import due_visits, with_make_up


def with_fixed(problem: Problem, plan: Plan, area: Sequence[Area]) -> Problem:
    """Return `problem` with every visit outside `area` kept where an earlier plan put it.

    Only visits that still fall due on that date, with a vehicle that still exists, are kept.
    """
    every = due_visits(problem.sites, problem.start, problem.weeks)
    due = {visit.id: visit for visit in with_make_up(replace(problem, visits=every)).visits}
    outside = {site.id for site in problem.sites if not is_inside(site, area)}
    fixed = tuple(
        FixedVisit(stop.visit, route.vehicle, route.date, stop.start)
        for route in plan.routes
        for stop in route.stops
        if stop.site in outside
        and route.vehicle in problem.vehicle_by_id
        and stop.visit in due
        and due[stop.visit].due_from <= route.date <= due[stop.visit].due_to
    )
    kept = {visit.visit for visit in fixed}
    visits = (v for v in due.values() if v.id in kept or v.site not in outside)
    return replace(problem, fixed=fixed, visits=tuple(visits))


def with_previous(problem: Problem, plan: Plan, max_moves: int | None) -> Problem:
    """Return `problem` with the places that an earlier plan gave to visits that are still due.

    Args:
        problem: of any weeks; visits that it fixes are left out.
        plan: the earlier plan.
        max_moves: how many of the visits may move although they could stay; None for any number.
    """
    fixed = {visit.visit for visit in problem.fixed}
    previous = tuple(
        FixedVisit(stop.visit, route.vehicle, route.date, stop.start)
        for route in plan.routes
        for stop in route.visits
        if stop.visit in problem.visit_by_id and stop.visit not in fixed
    )
    return replace(problem, previous=previous, max_moves=max_moves)


def is_inside(site: Site, area: Sequence[Area]) -> bool:
    """Tell whether a site belongs to any of the areas; without areas every site does."""
    return not area or any(one.holds(site.commune_code, site.former_district) for one in area)
