"""How regular the visits of one service are: gaps between them, weekdays, hours.

Everything here looks at dates alone, one for each due visit in order, None for a visit without a
place. docs/concepts.md says what the figures mean («Regular visits»); the checker works them out
again on its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from routeplan.model import DAY_S, Problem, Service, Visit, due_week_of

if TYPE_CHECKING:
    from routeplan.solve.duties.duty import Duty

Dates = Sequence[date | None]
"""One date for each due visit of a service, in order; None where it has no place."""


def visits_by_service(problem: Problem) -> dict[str, tuple[Visit, ...]]:
    """Return the due visits of every service that has any, by its key, in order."""
    found: defaultdict[str, list[Visit]] = defaultdict(list)
    for visit in problem.visits:
        found[visit.key].append(visit)
    return {
        key: tuple(sorted(visits, key=lambda v: (due_week(v), v.n)))
        for key, visits in found.items()
    }


def due_week(visit: Visit) -> int:
    """Return the number of the week in which `visit` is due."""
    return due_week_of(visit.n)


def closes(problem: Problem) -> bool:
    """Tell whether the horizon repeats: its weeks are a multiple of every interval."""
    return all(
        problem.weeks % service.interval_weeks == 0
        for service in problem.service_by_key.values()
        if service.interval_weeks is not None
    )


def wanted_days(problem: Problem, service: Service) -> int:
    """Return the wanted days between visits; of so many visits in a cycle, the even spacing."""
    if service.interval_weeks is not None:
        return 7 * service.interval_weeks
    assert service.visits_per_cycle is not None
    return -(-7 * problem.weeks // service.visits_per_cycle)


def gap_days(problem: Problem, service: Service, dates: Dates, *, closing: bool) -> int:
    """Return by how many days the worst gap of a service exceeds the wanted interval; 0 or more.

    Args:
        problem: gives the horizon.
        service: whose visits these are.
        dates: a gap next to a visit without a place is not counted: that visit is missed, which is
            worse.
        closing: whether the horizon repeats (`closes`): the gap from the last visit round to the
            first then counts, otherwise that from `last_visit` and that to the horizon's end.
    """
    if not dates:
        return 0
    ends = problem.start + timedelta(weeks=problem.weeks)
    if closing:
        first = dates[0]
        again = first + timedelta(weeks=problem.weeks) if first is not None else None
        marks: list[date | None] = [*dates, again]
    else:
        marks = [service.last_visit, *dates, ends]
    gaps = [
        (later - earlier).days
        for earlier, later in pairwise(marks)
        if earlier is not None and later is not None
    ]
    return max(0, max(gaps, default=0) - wanted_days(problem, service))


def irregular_visits(visits: Sequence[Visit], dates: Dates) -> int:
    """Count the visits of one service off its usual weekday.

    The usual weekday is the one on which most of its visits lie. Where several visits are due in
    one week, the first ones of all weeks share a weekday, the second ones another, and so on.
    """
    by_week: defaultdict[int, list[date]] = defaultdict(list)
    for visit, day in zip(visits, dates, strict=True):
        if day is not None:
            by_week[due_week(visit)].append(day)
    by_turn: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for days in by_week.values():
        for turn, day in enumerate(sorted(days)):
            by_turn[turn][day.weekday()] += 1
    return sum(counts.total() - max(counts.values()) for counts in by_turn.values())


def planned_dates(duties: Iterable[Duty]) -> dict[str, date]:
    """Return the date on which the doors open, by visit."""
    return {
        visit.id: duty.date + timedelta(days=stop.start // DAY_S)
        for duty in duties
        for visit, stop in duty.visit_stops
    }


def worst_gap(problem: Problem, dates: Mapping[str, date]) -> int:
    """Return the worst `gap_days` of all services of sites in target groups."""
    closing = closes(problem)
    return max(
        (
            gap_days(
                problem,
                problem.service_by_key[key],
                [dates.get(visit.id) for visit in visits],
                closing=closing,
            )
            for key, visits in visits_by_service(problem).items()
            if problem.site_by_id[visits[0].site].is_target
        ),
        default=0,
    )


def all_irregular(problem: Problem, dates: Mapping[str, date]) -> int:
    """Return the sum of `irregular_visits` over all services."""
    return sum(
        irregular_visits(visits, [dates.get(visit.id) for visit in visits])
        for visits in visits_by_service(problem).values()
    )


def mean_spread_min(duties: Iterable[Duty]) -> int:
    """Return how far apart, in minutes, the hours lie at which a service opens its doors.

    The mean over all services with two or more planned visits of the span from the earliest to the
    latest hour; 0 without such a service.
    """
    hours: defaultdict[str, list[int]] = defaultdict(list)
    for duty in duties:
        for visit, stop in duty.visit_stops:
            hours[visit.key].append(stop.start % DAY_S)
    spreads = [max(starts) - min(starts) for starts in hours.values() if len(starts) > 1]
    if not spreads:
        return 0
    return round(sum(spreads) / len(spreads) / 60)
