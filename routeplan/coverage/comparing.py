"""Plans side by side: every figure with its difference, visits moved, sites gained and lost.

The first plan is the base of all differences. Plans of other weeks are not compared: their figures
are sums over different days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from routeplan.coverage.figures import Coverage
from routeplan.language.spoken import SpokenError
from routeplan.model import DAY_S, KEPT_S, Mode, Plan, RouteplanError

FIGURES = (
    "visits_planned",
    "unassigned",
    "sites",
    "duties",
    "driving_min",
    "longest_duty_min",
    "duty_min",
    "service_min",
    "waiting_min",
    "ferry_min",
    "sailing_min",
    "distance_km",
    "cost",
    "irregular",
    "start_spread_min",
)
"""Figures of a plan, in the order in which they are told; minutes, kilometres, VND, counts."""

COVERAGE = (
    "children",
    "children_reached",
    "visits_per_100",
    "service_min_per_100",
    "near_share",
    "access",
    "longest_gap_days",
    "gini",
)
"""Figures of coverage of all sites together (`figures.Unit`), and how evenly service is shared."""

Day = date
"""The type, where a field is named `date`."""


@dataclass(frozen=True, slots=True)
class Held:
    """Where and when a plan has one visit; `opens` counts from midnight of `date`, its duty's."""

    vehicle: str
    date: date
    opens: int

    @property
    def day(self) -> Day:
        """The date on which the doors open."""
        return self.date + timedelta(days=self.opens // DAY_S)


@dataclass(frozen=True)
class Compared:
    """One plan beside the base.

    Args:
        label: its file, as the user named it.
        figures: values by `FIGURES`.
        differences: the same less the base's.
        driving_saved_pct: per cent of the base's driving; None where the base does not drive.
        moved: visits of the base that this plan has with another vehicle, on another date or more
            than 30 minutes earlier or later, or not at all; by id, with both places.
        gained, lost: sites visited in this plan alone, in the base alone.
        coverage: figures of coverage, where they were asked for.
    """

    label: str
    plan: Plan = field(repr=False)
    figures: Mapping[str, float]
    differences: Mapping[str, float]
    driving_saved_pct: float | None
    moved: Mapping[str, tuple[Held, Held | None]]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    coverage: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Comparison:
    """A base and the plans held against it."""

    base: Compared
    others: tuple[Compared, ...]


def compare(
    labelled: Sequence[tuple[str, Plan]],
    coverage: Mapping[str, Mapping[str, Any]] | None = None,
) -> Comparison:
    """Return plans beside the first of them.

    Args:
        labelled: two plans or more with their names.
        coverage: figures of coverage by name, where there are any.

    Raises:
        RouteplanError: ``compare-one`` for fewer than two plans, ``compare-horizons`` where the
            weeks differ.
    """
    if len(labelled) < 2:
        raise SpokenError("compare-one")
    base_label, base = labelled[0]
    for label, plan in labelled[1:]:
        if (plan.start, plan.weeks) != (base.start, base.weeks):
            raise _other_weeks(base_label, base, label, plan)
    found = [_compared(label, plan, base, (coverage or {}).get(label)) for label, plan in labelled]
    return Comparison(found[0], tuple(found[1:]))


def figures_of(plan: Plan) -> dict[str, float]:
    """Return the figures of one plan by `FIGURES`; driving in minutes to the nearest second."""
    summary = plan.summary
    duties = [route.end - route.start for route in plan.routes]
    return {
        "visits_planned": summary.visits_planned,
        "unassigned": summary.unassigned,
        "sites": len(_sites(plan)),
        "duties": len(plan.routes),
        "driving_min": round(_driving_s(plan) / 60, 1),
        "longest_duty_min": round(max(duties, default=0) / 60),
        "duty_min": round(sum(duties) / 60),
        "service_min": summary.service_min,
        "waiting_min": summary.waiting_min,
        "ferry_min": summary.ferry_min,
        "sailing_min": summary.sailing_min,
        "distance_km": summary.distance_km,
        "cost": summary.cost,
        "irregular": summary.irregular,
        "start_spread_min": summary.start_spread_min,
    }


def coverage_figures(found: Coverage) -> dict[str, float | None]:
    """Return the figures of a plan's coverage by `COVERAGE`, rounded as in its own answer."""
    total = found.total.to_json()
    gini = None if found.gini is None else round(found.gini, 6)
    return {**{name: total[name] for name in COVERAGE if name in total}, "gini": gini}


def held_visits(plan: Plan) -> dict[str, Held]:
    """Return where and when a plan has each visit, by the visit's id."""
    return {
        stop.visit: Held(route.vehicle, route.date, stop.start)
        for route in plan.routes
        for stop in route.visits
    }


def is_moved(before: Held, after: Held | None) -> bool:
    """Tell whether a visit is not kept: as in re-plans, another vehicle, date, or half an hour."""
    if after is None or (before.vehicle, before.date) != (after.vehicle, after.date):
        return True
    return abs(before.opens - after.opens) > KEPT_S


def _compared(label: str, plan: Plan, base: Plan, coverage: Mapping[str, Any] | None) -> Compared:
    own, first = figures_of(plan), figures_of(base)
    here, there = held_visits(plan), held_visits(base)
    driving, driven = _driving_s(plan), _driving_s(base)
    sites, base_sites = _sites(plan), _sites(base)
    return Compared(
        label=label,
        plan=plan,
        figures=own,
        differences={name: round(own[name] - first[name], 1) for name in FIGURES},
        driving_saved_pct=round(100 * (driven - driving) / driven, 1) if driven else None,
        moved={
            visit: (held, here.get(visit))
            for visit, held in there.items()
            if is_moved(held, here.get(visit))
        },
        gained=tuple(sorted(sites - base_sites)),
        lost=tuple(sorted(base_sites - sites)),
        coverage=coverage,
    )


def _driving_s(plan: Plan) -> int:
    legs = (leg for route in plan.routes for leg in route.legs)
    return sum(leg.seconds for leg in legs if leg.mode is Mode.ROAD)


def _sites(plan: Plan) -> set[str]:
    return {stop.site for route in plan.routes for stop in route.visits}


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Return the answer for machines: the base, the others, the last one's figures on top."""
    others = [_one(other) for other in comparison.others]
    last = {key: value for key, value in others[-1].items() if key != "plan"}
    return {"base": _one(comparison.base), "plans": others, **last}


def _one(one: Compared) -> dict[str, Any]:
    return {
        "plan": one.label,
        **one.figures,
        "driving_saved_pct": one.driving_saved_pct,
        "visits_moved": len(one.moved),
        "differences": dict(one.differences),
        "sites_gained": list(one.gained),
        "sites_lost": list(one.lost),
        "coverage": one.coverage,
    }


def names_of(plans: Iterable[Plan]) -> dict[str, str]:
    """Return the name of each place of any of the plans, by its id."""
    return {key: place.name for plan in plans for key, place in plan.places.items()}


def _other_weeks(base_label: str, base: Plan, label: str, plan: Plan) -> RouteplanError:
    words = {
        "first": base_label,
        "first_start": base.start.isoformat(),
        "first_weeks": base.weeks,
        "second": label,
        "second_start": plan.start.isoformat(),
        "second_weeks": plan.weeks,
    }
    return SpokenError("compare-horizons", words, details=words)
