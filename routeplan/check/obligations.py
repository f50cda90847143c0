"""Which visits a problem owes, read again from its sites (docs/concepts.md, «Visits»).

The checker's own reading: it never looks at the visits that a problem lists as due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from routeplan.check.opening import site_shut
from routeplan.model import Problem, Service

_WEEK_ZERO = date(2024, 1, 1)
_REPEAT = 10_000


@dataclass(frozen=True, slots=True)
class Owed:
    """One visit that is due in the horizon.

    Args:
        id: ``site/service/n``.
        first, last: dates between which it must take place, both included; of a make-up visit the
            weeks before and after its own, too.
    """

    id: str
    service: Service
    first: date
    last: date


def owed_visits(problem: Problem) -> dict[str, Owed]:
    """Return every visit due in the horizon of `problem` by its id.

    The horizon's weeks run from Monday to Sunday; a start in the middle of a week shortens the
    first of them.
    """
    owed: dict[str, Owed] = {}
    for service, week in _due_weeks(problem):
        number = week
        while (key := f"{service.key}/{number}") in owed:
            number += _REPEAT
        monday = _WEEK_ZERO + timedelta(weeks=week)
        end = _WEEK_ZERO + timedelta(weeks=_week(problem.start) + problem.weeks, days=-1)
        first = max(monday, problem.start)
        last = min(monday + timedelta(days=6 + 7 * service.slack_weeks), end)
        if _made_up(problem, service, first, last):
            first = max(problem.start, monday - timedelta(days=7))
            last = min(end, last + timedelta(days=7))
        owed[key] = Owed(key, service, first, last)
    return owed


def _made_up(problem: Problem, service: Service, first: date, last: date) -> bool:
    """Tell whether a visit may move to the week before or after: nobody is there in its own."""
    often = (
        service.interval_weeks == 1
        if service.interval_weeks is not None
        else problem.weeks < 2 * (service.visits_per_cycle or 1)
    )
    site = problem.site_by_id[service.site]
    dates = (first + timedelta(days=k) for k in range((last - first).days + 1))
    return not often and all(site_shut(problem, site, service, day) is not None for day in dates)


def _week(day: date) -> int:
    return (day - _WEEK_ZERO).days // 7


def _due_weeks(problem: Problem) -> Iterator[tuple[Service, int]]:
    phases = _phases(problem)
    first = _week(problem.start)
    for site in problem.sites:
        for service in site.services:
            interval = service.interval_weeks
            if interval is None:
                count = service.visits_per_cycle or 0
                for j in range(count):
                    yield service, first + j * problem.weeks // count
                continue
            if service.last_visit is None and 1 < interval <= service.slack_weeks + 1:
                week = first  # any week of the interval will do
            elif service.last_visit is not None:
                week = max(first, _week(service.last_visit) + interval)
            else:
                week = first + (phases[service.key] - first) % interval
            for due in range(week, first + problem.weeks, interval):
                yield service, due


def _phases(problem: Problem) -> dict[str, int]:
    # Services with a last visit count in the ranking: to learn of one moves no other.
    alike: defaultdict[tuple[str, int], list[tuple[str, str, str]]] = defaultdict(list)
    for site in problem.sites:
        for service in site.services:
            if service.interval_weeks is not None:
                ranking = (site.former_district, site.id, service.key)
                alike[service.kind.value, service.interval_weeks].append(ranking)
    return {
        key: rank * interval // len(group)
        for (_, interval), group in alike.items()
        for rank, (_, _, key) in enumerate(sorted(group))
    }
