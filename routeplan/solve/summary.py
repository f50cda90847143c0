"""The totals of a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from routeplan.model import Level, Mode, MovedVisit, Problem, Route, Site, Summary, Unassigned
from routeplan.solve.costs import PRIORITIES, in_vnd, missed_by_priority
from routeplan.solve.duties.duty import Duty
from routeplan.solve.regularity import all_irregular, mean_spread_min, planned_dates, worst_gap


@dataclass(frozen=True, slots=True)
class TravelBound:
    """How good the travel of a plan is; `bound.of_plan` finds out.

    Args:
        bound_vnd: no plan for the same visits travels for less; None where that is not known.
        gap_pct: how much more the plan's travel costs, in per cent of the bound, rounded up to
            tenths; None without a bound, or where the bound is 0.
        reason: of `routeplan.model.BOUND_REASONS`, empty where there is a gap.
    """

    bound_vnd: int | None
    gap_pct: float | None
    reason: str


NOT_ASKED = TravelBound(None, None, "not-asked")
"""Of a plan for which nobody looked for a bound."""


def summarise(
    problem: Problem,
    duties: Sequence[Duty],
    routes: Sequence[Route],
    unassigned: Sequence[Unassigned],
    moves: Sequence[MovedVisit] = (),
    *,
    engine: str,
    seed: int,
    stopped: bool,
    travel_bound: TravelBound = NOT_ASKED,
) -> Summary:
    """Add up a plan; minutes are rounded to the nearest, the distance to 100 metres.

    Waiting on duties of several days is not counted: it is mostly nights and days in port. The last
    level of the objective is the cost and what irregular visits and moves weigh.
    """
    services = problem.service_by_key
    planned = [visit for duty in duties for visit in duty.visits]
    moving = Counter[Mode]()
    waiting_s = service_s = metres = 0
    for route in routes:
        for leg in route.legs:
            moving[leg.mode] += leg.seconds
            if route.days == 1:
                waiting_s += leg.wait_s
            metres += leg.metres
        for stop in route.stops:
            if stop.feeds:
                stay_s = problem.landing_by_id[stop.site].load_s
            else:
                service = services[f"{stop.site}/{stop.service}"]
                stay_s = service.stay_s
                service_s += service.service_s
            if route.days == 1:
                waiting_s += stop.depart - stop.arrive - stay_s
    cost = in_vnd(sum(duty.cost for duty in duties))
    dates = planned_dates(duties)
    irregular = all_irregular(problem, dates)
    moved = [move.forced for move in moves]
    weighted = cost + irregular * problem.weights.irregular_day
    weighted += moved.count(False) * problem.weights.change
    missed = missed_by_priority(problem, (problem.visit_by_id[item.visit] for item in unassigned))
    levels = [
        Level(f"missed_priority_{priority}", count)
        for priority, count in zip(PRIORITIES, missed, strict=True)
    ]
    due_groups = Counter(
        group for visit in problem.visits for group in _groups(problem.site_by_id[visit.site])
    )
    planned_groups = Counter(
        group for visit in planned for group in _groups(problem.site_by_id[visit.site])
    )
    return Summary(
        visits_required=sum(services[visit.key].required for visit in problem.visits),
        visits_planned=len(planned),
        visits_due=len(problem.visits),
        unassigned=len(unassigned),
        driving_min=_minutes(moving[Mode.ROAD]),
        sailing_min=_minutes(moving[Mode.SEA]),
        ferry_min=_minutes(moving[Mode.FERRY]),
        waiting_min=_minutes(waiting_s),
        service_min=_minutes(service_s),
        distance_km=round(metres / 1000, 1),
        duties=len(duties),
        cost=cost,
        objective=(
            *levels,
            Level("worst_gap_days", worst_gap(problem, dates)),
            Level("cost_vnd", weighted),
        ),
        engine=engine,
        seed=seed,
        bound=travel_bound.bound_vnd,
        gap_pct=travel_bound.gap_pct,
        bound_reason=travel_bound.reason,
        stopped_early=stopped,
        irregular=irregular,
        start_spread_min=mean_spread_min(duties),
        moved=moved.count(False) if problem.previous else None,
        moved_forced=moved.count(True) if problem.previous else None,
        groups={group: (planned_groups[group], due_groups[group]) for group in sorted(due_groups)},
    )


def _groups(site: Site) -> frozenset[str]:
    return site.groups or frozenset({"other"})


def _minutes(seconds: int) -> int:
    return (seconds + 30) // 60
