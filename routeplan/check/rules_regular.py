"""Regular visits and changes from an earlier plan: figures of the summary, found again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from routeplan.check.context import Context, Finding, rule
from routeplan.check.obligations import Owed
from routeplan.check.words import Amount, say
from routeplan.model import DAY_S, KEPT_S, Service

_REPEAT = 10_000


@rule(
    "regularity-wrong",
    "The summary's visits off the usual weekday of their service are as many as in the plan, and "
    "its mean spread of opening hours agrees to 1 minute.",
)
def regularity_wrong(context: Context) -> Iterator[Finding]:
    """Count weekdays and spans of hours by service again."""
    if len(context.duties) < len(context.plan.routes):
        return
    summary = context.plan.summary
    irregular = 0
    dates = _dates(context)
    for owed in _by_service(context).values():
        by_turn: defaultdict[int, list[int]] = defaultdict(list)
        for days in _days_by_week(dates, owed).values():
            for turn, day in enumerate(sorted(days)):
                by_turn[turn].append(day.weekday())
        irregular += sum(len(days) - max(map(days.count, days)) for days in by_turn.values())
    if summary.irregular != irregular:
        yield "summary irregular", say("says", said=summary.irregular, real=irregular)
    hours: defaultdict[str, list[int]] = defaultdict(list)
    for duty in context.duties:
        for call, service in duty.served:
            hours[service.key].append(call.stop.start % DAY_S)
    spans = [max(starts) - min(starts) for starts in hours.values() if len(starts) > 1]
    mean = sum(spans) / len(spans) / 60 if spans else 0
    if abs(summary.start_spread_min - mean) > 1:
        times = {"said": Amount(summary.start_spread_min, 3), "real": Amount(mean, 1, even=True)}
        yield "summary start_spread_min", say("says-minutes", **times)


@rule(
    "objective-wrong",
    "Each level of the objective agrees with the plan: missed visits by priority; the worst gap "
    "beyond the wanted interval at sites of target groups, in days; the cost, and what irregular "
    "visits and moves weigh.",
)
def objective_wrong(context: Context) -> Iterator[Finding]:
    """Work every level that the summary names out again."""
    summary, weights = context.plan.summary, context.problem.weights
    missed = Counter(
        context.owed[item.visit].service.priority
        for item in context.plan.unassigned
        if item.visit in context.owed
    )
    wanted = {f"missed_priority_{priority}": missed[priority] for priority in range(1, 5)}
    wanted["worst_gap_days"] = _worst_gap(context)
    wanted["cost_vnd"] = (
        summary.cost
        + summary.irregular * weights.irregular_day
        + (summary.moved or 0) * weights.change
    )
    for level in summary.objective:
        value = wanted.get(level.name)
        if value is not None and value != level.value:
            amounts = {"said": Amount(level.value, 3), "real": Amount(value, 3)}
            yield f"summary objective {level.name}", say("says", **amounts)


@rule(
    "moves-wrong",
    "The moves are the visits that are not where the previous plan had them (another vehicle or "
    "date, doors open more than 30 minutes earlier or later, or missing), and the summary counts "
    "them.",
)
def moves_wrong(context: Context) -> Iterator[Finding]:
    """Compare moves with the plan and, where it is known, with the previous one."""
    plan = context.plan
    counted = Counter(move.forced for move in plan.moves)
    if plan.moves or plan.summary.moved is not None:
        for name, said, forced in (
            ("moved", plan.summary.moved, False),
            ("moved_forced", plan.summary.moved_forced, True),
        ):
            if said != counted[forced]:
                yield f"summary {name}", say("moves-wrong.count", said=said, real=counted[forced])
    now = {
        stop.visit: (route.vehicle, route.date, stop.start) for route, _, stop in context.planned
    }

    def stays(visit: str, vehicle: str, day: date, start: int) -> bool:
        place = now.get(visit)
        same = place is not None and place[:2] == (vehicle, day)
        return place is not None and same and abs(place[2] - start) <= KEPT_S

    for move in plan.moves:
        if stays(move.visit, move.vehicle, move.date, move.start):
            message = say("moves-wrong.stays", vehicle=move.vehicle, day=move.date)
            yield f"moves {move.visit}", message
    listed = {(move.visit, move.vehicle, move.date, move.start) for move in plan.moves}
    expected = {owed.id for owed in context.expected}
    for before in context.problem.previous:
        place = (before.visit, before.vehicle, before.date, before.start)
        if before.visit in expected and not stays(*place) and place not in listed:
            message = say("moves-wrong.unlisted", vehicle=before.vehicle, day=before.date)
            yield f"visit {before.visit}", message


@rule("moves-exceeded", "Not more visits that could have stayed are moved than may be.")
def moves_exceeded(context: Context) -> Iterator[Finding]:
    """Count moves that nothing forced."""
    most = context.problem.max_moves
    moved = sum(not move.forced for move in context.plan.moves)
    if most is not None and moved > most:
        yield "moves", say("moves-exceeded", visits=moved, most=most)


def _by_service(context: Context) -> dict[str, list[Owed]]:
    """Return the visits that the plan must account for, by service, in the order of their weeks."""
    found: defaultdict[str, list[Owed]] = defaultdict(list)
    for owed in context.expected:
        found[owed.service.key].append(owed)
    for visits in found.values():
        visits.sort(key=lambda owed: (_week(owed), _number(owed)))
    return found


def _number(owed: Owed) -> int:
    return int(owed.id.rpartition("/")[2])


def _week(owed: Owed) -> int:
    """Return the number of the week from an id; weeks before 2024 have negative ones."""
    week = _number(owed) % _REPEAT
    return week - _REPEAT if week >= _REPEAT // 2 else week


def _dates(context: Context) -> dict[str, date]:
    return {
        call.stop.visit: duty.date_at(call.stop.start)
        for duty in context.duties
        for call in duty.calls
    }


def _days_by_week(dates: Mapping[str, date], visits: list[Owed]) -> dict[int, list[date]]:
    weeks: defaultdict[int, list[date]] = defaultdict(list)
    for owed in visits:
        if owed.id in dates:
            weeks[_week(owed)].append(dates[owed.id])
    return weeks


def _worst_gap(context: Context) -> int:
    """Return the days by which the worst gap of a target group's site exceeds what is wanted."""
    problem = context.problem
    services = problem.service_by_key.values()
    round_trip = all(problem.weeks % (s.interval_weeks or problem.weeks) == 0 for s in services)
    horizon = timedelta(weeks=problem.weeks)
    dates = _dates(context)
    worst = 0
    for visits in _by_service(context).values():
        service = visits[0].service
        if not problem.site_by_id[service.site].groups:
            continue
        days: list[date | None] = [dates.get(owed.id) for owed in visits]
        if round_trip:
            days.append(days[0] + horizon if days[0] is not None else None)
        else:
            days = [service.last_visit, *days, problem.start + horizon]
        for k in range(len(days) - 1):
            here, there = days[k], days[k + 1]
            if here is not None and there is not None:
                worst = max(worst, (there - here).days - _wanted_days(service, problem.weeks))
    return worst


def _wanted_days(service: Service, weeks: int) -> int:
    if service.interval_weeks is not None:
        return 7 * service.interval_weeks
    # The even spacing, rounded up to whole days.
    return -(-7 * weeks // (service.visits_per_cycle or 1))
