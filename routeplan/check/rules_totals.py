"""The summary: totals added up again from the routes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from routeplan.check.context import Context, Duty, Finding, rule
from routeplan.check.words import Amount, say
from routeplan.model import DAY_S, Mode, Site

_TOLERANCE_S = 60
_TOLERANCE_M = 50


@rule(
    "counts-wrong",
    "The summary counts visits due, required, planned and unassigned, and duties, as the plan "
    "has them.",
)
def counts_wrong(context: Context) -> Iterator[Finding]:
    """Count again."""
    summary = context.plan.summary
    counts = {
        "visits_due": (summary.visits_due, len(context.expected)),
        "visits_required": (
            summary.visits_required,
            sum(owed.service.priority <= 2 for owed in context.expected),
        ),
        "visits_planned": (summary.visits_planned, len(context.planned)),
        "unassigned": (summary.unassigned, len(context.plan.unassigned)),
        "duties": (summary.duties, len(context.plan.routes)),
    }
    for name, (said, counted) in counts.items():
        if said != counted:
            yield f"summary {name}", say("says", said=said, real=counted)


@rule(
    "minutes-wrong",
    "The summary's minutes agree with the routes to 1 minute: driving (road legs), sailing (sea "
    "legs), ferries (passages), waiting (at stops and in legs, on duties of one day) and service "
    "(doors open).",
)
def minutes_wrong(context: Context) -> Iterator[Finding]:
    """Add up the seconds of all duties."""
    if len(context.duties) < len(context.plan.routes):
        return
    summary = context.plan.summary
    moving = Counter[Mode]()
    waiting = service_s = 0
    for duty in context.duties:
        counted = duty.route.end <= DAY_S
        for leg in duty.route.legs:
            if leg.mode is Mode.WAIT:
                waiting += counted * leg.seconds
            moving[leg.mode] += leg.seconds
            waiting += counted * leg.wait_s
        for call, service in duty.served:
            waiting += counted * (call.stop.depart - call.stop.arrive - service.stay_s)
            service_s += service.service_s
        for call, landing in duty.fed:
            waiting += counted * (call.stop.depart - call.stop.arrive - landing.load_s)
    totals = {
        "driving_min": (summary.driving_min, moving[Mode.ROAD]),
        "sailing_min": (summary.sailing_min, moving[Mode.SEA]),
        "ferry_min": (summary.ferry_min, moving[Mode.FERRY]),
        "waiting_min": (summary.waiting_min, waiting),
        "service_min": (summary.service_min, service_s),
    }
    for name, (said, seconds) in totals.items():
        if abs(said * 60 - seconds) > _TOLERANCE_S:
            real = Amount(seconds / 60, 1, even=True)
            yield f"summary {name}", say("says-minutes", said=Amount(said, 3), real=real)


@rule("distance-wrong", "The summary's distance agrees with the legs to 1 %.")
def distance_wrong(context: Context) -> Iterator[Finding]:
    """Add up the metres of all legs."""
    if len(context.duties) < len(context.plan.routes):
        return
    metres = sum(leg.metres for duty in context.duties for leg in duty.route.legs)
    said = context.plan.summary.distance_km
    # Negated, so that a distance that is no number is wrong too.
    if not abs(said * 1000 - metres) <= max(_TOLERANCE_M, metres / 100):
        real = Amount(metres / 1000, 1, even=True)
        yield "summary distance_km", say("distance-wrong", said=Amount(said, 3), real=real)


@rule(
    "cost-wrong",
    "The summary's cost agrees to 1 % with the duties: fixed costs, hours on duty, kilometres, and "
    "fares for each own vehicle or, without it, each person.",
)
def cost_wrong(context: Context) -> Iterator[Finding]:
    """Add up what all duties cost."""
    if len(context.duties) < len(context.plan.routes):
        return
    cost = sum((_cost(context, duty) for duty in context.duties), Fraction(0))
    said = context.plan.summary.cost
    if abs(said - cost) > max(Fraction(len(context.duties)), cost / 100):
        real = Amount(round(cost))
        yield "summary cost", say("cost-wrong", said=Amount(said), real=real)


@rule(
    "groups-wrong",
    "The summary has planned and due visits of every target group, and of `other` for sites in "
    "none.",
)
def groups_wrong(context: Context) -> Iterator[Finding]:
    """Count visits by group again."""
    sites = context.problem.site_by_id
    due: Counter[str] = Counter()
    planned: Counter[str] = Counter()
    for owed in context.expected:
        due.update(_groups(sites[owed.service.site]))
    for _, _, stop in context.planned:
        if stop.site in sites:
            planned.update(_groups(sites[stop.site]))
    said = context.plan.summary.groups
    for group in sorted(due.keys() | planned.keys() | said.keys()):
        counted = (planned[group], due[group])
        if said.get(group, (0, 0)) != counted:
            pair = said.get(group, (0, 0))
            yield (
                f"summary groups {group}",
                say(
                    "groups-wrong",
                    said=pair[0],
                    said_due=pair[1],
                    planned=counted[0],
                    due=counted[1],
                ),
            )


def _cost(context: Context, duty: Duty) -> Fraction:
    # Exact: a plan edited by hand may hold numbers that no float does.
    vehicle, weights = duty.vehicle, context.problem.weights
    fares = 0
    for leg in duty.route.legs:
        crossing = context.problem.crossing_by_id.get(leg.crossing or "")
        per_head = duty.on_foot or leg.parked is not None
        if crossing is not None:
            fares += crossing.fare * (vehicle.crew_needed if per_head else 1)
    hours = Fraction(duty.route.end - duty.route.start, 3600)
    kilometres = Fraction(sum(leg.metres for leg in duty.route.legs), 1000)
    return (
        vehicle.cost_fixed
        + fares
        + hours * (vehicle.cost_hour + weights.per_hour)
        + kilometres * (vehicle.cost_km + weights.per_km)
    )


def _groups(site: Site) -> frozenset[str]:
    return site.groups or frozenset({"other"})
