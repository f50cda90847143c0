"""Which visits fall due in a horizon (docs/concepts.md, «Visits»)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from routeplan.model import (
    SECOND_IN_WEEK,
    Problem,
    Service,
    ServiceKind,
    Site,
    Visit,
    monday_of,
    week_index,
)
from routeplan.model.availability import service_closed


def due_visits(sites: Iterable[Site], start: date, weeks: int) -> tuple[Visit, ...]:
    """Return every visit that falls due, by site, service and week.

    The horizon is the `weeks` weeks (Monday to Sunday) from the one that holds `start`; where
    `start` is no Monday, the first week's visits are due from `start` on.

    Args:
        sites: all sites of the project: the phases of services without a last visit depend on
            all of them, so leave sites out of the answer, not out of the question.
        start: first day.
        weeks: number of weeks, 1 or more.
    """
    every = tuple(sites)
    horizon_end = monday_of(start) + timedelta(weeks=weeks, days=-1)
    phases = spread_phases(every)
    first = week_index(start)
    visits = []
    for site in every:
        for service in site.services:
            seen: Counter[int] = Counter()
            for week in _due_weeks(service, phases.get(service.key, 0), first, weeks):
                number = week + SECOND_IN_WEEK * seen[week]
                seen[week] += 1
                monday = monday_of(start) + timedelta(weeks=week - first)
                begin = max(monday, start)
                end = min(monday + timedelta(weeks=service.slack_weeks, days=6), horizon_end)
                visits.append(Visit(site.id, service.kind, number, begin, end))
    return tuple(visits)


def with_make_up(problem: Problem) -> Problem:
    """Return `problem` with make-up visits.

    A visit whose site takes none on any date of its due week may take place in the week before or
    after, within the horizon, where its service is due every two weeks or more rarely.
    """
    return replace(problem, visits=tuple(_made_up(problem, visit) for visit in problem.visits))


def _made_up(problem: Problem, visit: Visit) -> Visit:
    service = problem.service_by_key[visit.key]
    week = timedelta(days=7)
    spacing = (
        7 * service.interval_weeks
        if service.interval_weeks is not None
        else 7 * problem.weeks / (service.visits_per_cycle or 1)
    )
    if spacing < 14:
        return visit
    days = (visit.due_to - visit.due_from).days + 1
    dates = (visit.due_from + timedelta(days=k) for k in range(days))
    if any(service_closed(problem, service, day) is None for day in dates):
        return visit
    last = monday_of(problem.start) + problem.weeks * week - timedelta(days=1)
    begin = max(problem.start, monday_of(visit.due_from) - week)
    return replace(visit, due_from=begin, due_to=min(last, visit.due_to + week))


def spread_phases(sites: Iterable[Site]) -> dict[str, int]:
    """Return the phase of every service with an interval, by its key.

    Services of the same kind and interval are sorted by former district and site id; the one at
    rank r of m gets the phase ``r * interval // m``.
    """
    groups: dict[tuple[ServiceKind, int], list[tuple[str, str, str]]] = {}
    for site in sites:
        for service in site.services:
            if service.interval_weeks is not None:
                group = groups.setdefault((service.kind, service.interval_weeks), [])
                group.append((site.former_district, site.id, service.key))
    return {
        key: rank * interval // len(group)
        for (_, interval), group in groups.items()
        for rank, (_, _, key) in enumerate(sorted(group))
    }


def _due_weeks(service: Service, phase: int, first: int, weeks: int) -> Iterator[int]:
    """Yield the numbers of the weeks in which a service is due, a week once per visit."""
    if service.visits_per_cycle is not None:
        count = service.visits_per_cycle
        yield from (first + j * weeks // count for j in range(count))
        return
    interval = service.interval_weeks
    assert interval is not None
    if service.last_visit is None and service.any_week:
        due = first  # there is no week to spread it to: any will do
    elif service.last_visit is None:
        due = first + (phase - first) % interval
    else:
        # What fell due before the horizon is due in its first week, and counts on from there.
        due = max(first, week_index(service.last_visit) + interval)
    yield from range(due, first + weeks, interval)
