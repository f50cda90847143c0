"""From problem, travel and plan to coverage: figures of each site, then of units of sites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from routeplan.coverage.access import (
    by_boat,
    minutes_between,
    near_a_visit,
    on_foot_m,
    roads_estimated,
    two_step_access,
)
from routeplan.coverage.equity import weighted_gini
from routeplan.coverage.figures import (
    CIRCUMSTANCES,
    OTHER,
    Coverage,
    Method,
    SiteFigures,
    Special,
    Unit,
)
from routeplan.coverage.inspections import inspections_due
from routeplan.geo.communes import commune_by_code, commune_names
from routeplan.model import DAY_S, GROUPS, Plan, Problem, ServiceKind, Site
from routeplan.network.travel import Travel
from routeplan.solve.regularity import closes

_Codes = Callable[[Site], tuple[str, ...]]


def coverage_of(
    problem: Problem, travel: Travel, plan: Plan, method: Method | None = None
) -> Coverage:
    """Return who `plan` reaches, how often, and how evenly.

    Args:
        problem: gives sites, children, groups and inspections.
        travel: of the same problem; says what is near.
        plan: a plan for the problem; visits at other sites are counted and left out.
        method: what counts as near.
    """
    chosen = method or Method()
    sites, ignored = _site_figures(problem, plan)
    sites = _with_access(problem, travel, plan, chosen, sites)
    guessed = frozenset({"near", "access"} if roads_estimated(problem, travel) else ())
    communes = _units(sites, guessed, lambda site: (site.commune_code,), _commune_names(plan))
    children = np.array([unit.children for unit in communes], dtype=float)
    per_child = np.array([unit.service_min_per_100 or 0.0 for unit in communes])
    used = {unit.code for unit in communes}
    known = commune_by_code()
    return Coverage(
        start=plan.start,
        weeks=plan.weeks,
        total=_unit("all", "", sites, guessed),
        communes=communes,
        districts=_units(sites, guessed, lambda site: (site.former_district,), {}),
        sites=tuple(sites),
        groups=_units(sites, guessed, _groups_of, {}, (*GROUPS, OTHER)),
        gini=weighted_gini(per_child, children),
        gini_access=weighted_gini(
            np.array([one.access for one in sites]),
            np.array([one.children for one in sites], dtype=float),
        ),
        ranking=tuple(unit.code for unit in sorted(communes, key=_fares)),
        without_site=tuple(sorted(known.keys() - used)) if used & known.keys() else (),
        inspections=inspections_due(
            problem.sites, plan.start, plan.weeks, {one.site.id: one.dates for one in sites}
        ),
        method=chosen,
        visits_ignored=ignored,
    )


def _site_figures(problem: Problem, plan: Plan) -> tuple[list[SiteFigures], int]:
    """Return the figures of every site, and how many visits are at none of them."""
    visits: defaultdict[str, list[tuple[date, str]]] = defaultdict(list)
    for route in plan.routes:
        for stop in route.visits:
            day = route.date + timedelta(days=stop.start // DAY_S)
            visits[stop.site].append((day, f"{stop.site}/{stop.service}"))
    closing = closes(problem)
    services = problem.service_by_key
    found, counted = [], 0
    for site in problem.sites:
        own = sorted(visit for visit in visits[site.id] if visit[1] in services)
        counted += len(own)
        lengths = [services[key] for _, key in own]
        dates = tuple(day for day, _ in own)
        last = [s.last_visit for s in site.services if s.last_visit and s.last_visit < plan.start]
        gap, is_open = longest_gap(
            plan.start, plan.weeks, dates, max(last, default=None), closing=closing
        )
        found.append(
            SiteFigures(
                site,
                dates,
                sum(service.service_s for service in lengths),
                sum(s.service_s for s in lengths if s.kind is ServiceKind.MOBILE),
                gap,
                is_open,
            )
        )
    return found, sum(map(len, visits.values())) - counted


def longest_gap(
    start: date, weeks: int, dates: Sequence[date], last: date | None, *, closing: bool
) -> tuple[int, bool]:
    """Return the longest that a site stays without a visit, in days, and whether it is open.

    Args:
        start: first day of the plan.
        weeks: its length.
        dates: of the visits, in order.
        last: the last visit before the plan, None where nobody knows.
        closing: whether the plan repeats: then the gap from the last visit round to the first
            counts, otherwise those at both ends.

    Returns:
        Days from one visit to the next, and True where the longest such span begins at the plan's
        first day for want of a known visit before it: it is at least so long.
    """
    length = timedelta(weeks=weeks)
    if closing and dates:
        marks = [*dates, dates[0] + length]
        return max((later - earlier).days for earlier, later in pairwise(marks)), False
    marks = [last or start, *dates, start + length]
    gaps = [(later - earlier).days for earlier, later in pairwise(marks)]
    return max(gaps), last is None and gaps[0] == max(gaps)


def _with_access(
    problem: Problem, travel: Travel, plan: Plan, method: Method, sites: list[SiteFigures]
) -> list[SiteFigures]:
    """Return the sites with what is near them."""
    visited = np.array([bool(one.dates) for one in sites], dtype=bool)
    on_foot = on_foot_m(problem, travel) <= method.walk_min * method.walk_kph * 1000 / 60
    near = near_a_visit(on_foot | (by_boat(problem, travel) <= method.boat_min), visited)
    supply = np.array([one.service_s / 60 / plan.weeks for one in sites])
    children = np.array([one.children for one in sites], dtype=float)
    minutes = minutes_between(problem, travel)
    access = two_step_access(minutes, method.catchment_min, supply, children)
    return [
        replace(one, near=bool(is_near), access=100 * float(has))
        for one, is_near, has in zip(sites, near, access, strict=True)
    ]


def _groups_of(site: Site) -> tuple[str, ...]:
    return tuple(group for group in GROUPS if group in site.groups) or (OTHER,)


def _commune_names(plan: Plan) -> Mapping[str, str]:
    names = {place.commune_code: place.commune for place in plan.places.values() if place.commune}
    return {**names, **commune_names()}


def _units(
    sites: Sequence[SiteFigures],
    guessed: frozenset[str],
    codes_of: _Codes,
    names: Mapping[str, str],
    order: Sequence[str] | None = None,
) -> tuple[Unit, ...]:
    """Return the units that sites belong to, in the given order or that of their codes."""
    members: defaultdict[str, list[SiteFigures]] = defaultdict(list)
    for one in sites:
        for code in codes_of(one.site):
            members[code].append(one)
    return tuple(
        _unit(code, names.get(code, code), members[code], guessed)
        for code in (order or sorted(members))
        if code in members
    )


def _unit(code: str, name: str, sites: Sequence[SiteFigures], guessed: frozenset[str]) -> Unit:
    children = sum(one.children for one in sites)
    visits = sum(len(one.dates) for one in sites)
    service_s = sum(one.service_s for one in sites)
    near = sum(one.children for one in sites if one.near)
    gap = max((one.gap_days for one in sites), default=0)
    return Unit(
        code=code,
        name=name,
        sites=len(sites),
        sites_visited=sum(bool(one.dates) for one in sites),
        sites_unknown=sum(one.site.pupils is None for one in sites),
        children=children,
        children_reached=sum(one.children for one in sites if one.dates),
        visits=visits,
        service_min=round(service_s / 60),
        visits_per_100=_per_100(visits, children),
        service_min_per_100=_per_100(service_s / 60, children),
        longest_gap_days=gap,
        gap_open=any(one.gap_open for one in sites if one.gap_days == gap),
        near=near,
        near_share=near / children if children else None,
        pupil_hours=sum(one.children * one.open_s for one in sites) / 3600,
        access=sum(one.children * one.access for one in sites) / children if children else None,
        special={kind: _special(kind, sites) for kind in CIRCUMSTANCES},
        estimated=_estimated(sites, guessed),
    )


def _estimated(sites: Iterable[SiteFigures], guessed: frozenset[str]) -> frozenset[str]:
    """Return the figures that rest on estimated columns of the sites, and on `guessed` travel."""
    columns: set[str] = set().union(*(one.site.estimated for one in sites))
    found = {kind for kind in CIRCUMSTANCES if kind in columns}
    if "pupils" in columns:
        found |= {
            "children",
            "children_reached",
            "visits_per_100",
            "service_min_per_100",
            "near",
            "near_share",
            "pupil_hours",
            "access",
        }
    if "last_visit" in columns:
        found.add("longest_gap_days")
    return frozenset(found | guessed | ({"near_share"} if "near" in guessed else set()))


def _special(kind: str, sites: Sequence[SiteFigures]) -> Special:
    counts = [(getattr(one.site, kind), one) for one in sites]
    children = sum(count or 0 for count, _ in counts)
    visits = sum(len(one.dates) for count, one in counts if count)
    return Special(
        children=children,
        reached=sum(count or 0 for count, one in counts if one.dates),
        visits_per_100=_per_100(visits, children),
        sites_unknown=sum(count is None for count, _ in counts),
    )


def _per_100(value: float, children: int) -> float | None:
    return 100 * value / children if children else None


def _fares(unit: Unit) -> tuple[float, float, int, str]:
    """Return the key by which communes are sorted, the worst first.

    Least share of children reached, then least service per child, then most children; communes
    whose children are unknown come last.
    """
    if not unit.children:
        return 2.0, 0.0, 0, unit.code
    reached = unit.children_reached / unit.children
    return reached, unit.service_min_per_100 or 0.0, -unit.children, unit.code
