"""Patterns: on which dates of the horizon one service may have all its visits.

A pattern has one date for each due visit, regular ones first: the same weekday every time, and
where that weekday is closed in one week, the nearest open date of the visit's due span. Every date
is open for the site and honours its pins (`Openings`), and some vehicle with the skills works on
it. Whether a vehicle really gets there is the search's question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise, product

from routeplan.model import DAY_S, Problem, Service, Vehicle, Visit, monday_of, week_index
from routeplan.model.times import EPOCH_MONDAY
from routeplan.solve.costs import UNITS_PER_VND
from routeplan.solve.duties.fleet_days import FleetDays
from routeplan.solve.duties.openings import Openings
from routeplan.solve.regularity import (
    closes,
    due_week,
    gap_days,
    irregular_visits,
    visits_by_service,
)

MOST_PATTERNS = 20
"""A search chooses between so many for each service at most."""

Dates = tuple[date | None, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """The dates of all due visits of one service.

    Args:
        days: one date for each due visit, in the order of `visits_by_service`, rising; None for a
            visit that can take place on no date of its due span.
        cost: of irregular weekdays, in units of `costs`.
        level: days by which the worst gap exceeds the wanted interval, for sites in target groups;
            0 for others.
    """

    days: Dates
    cost: int
    level: int


def patterns_of(problem: Problem) -> Mapping[str, tuple[Pattern, ...]]:
    """Return the patterns of every service with due visits, by its key, the most regular first.

    There are `MOST_PATTERNS` at most (more where a visit may take place in several weeks, so that
    each weekday of each has its chance) and, for a service that can be visited on no date at all,
    none. The same problem gives the same patterns.
    """
    open_dates = _OpenDates(problem)
    closing = closes(problem)
    found = {}
    for key, visits in visits_by_service(problem).items():
        service = problem.service_by_key[key]
        target = problem.site_by_id[service.site].is_target
        allowed = [open_dates.of(service, visit) for visit in visits]
        ranked = []
        most = max(MOST_PATTERNS, 7 * (service.slack_weeks + 1))
        candidates = list(_candidates(visits, allowed, service.slack_weeks))
        holes = min((days.count(None) for days in candidates), default=0)
        for number, days in enumerate(candidates):
            if days.count(None) > holes:
                continue
            irregular = irregular_visits(visits, days)
            cost = irregular * problem.weights.irregular_day * UNITS_PER_VND
            level = gap_days(problem, service, days, closing=closing) if target else 0
            ranked.append((irregular, level, number, Pattern(days, cost, level)))
        ranked.sort(key=lambda item: item[:3])
        found[key] = tuple(pattern for *_, pattern in ranked[:most])
    return found


class _OpenDates:
    """The dates on which a visit may take place with some vehicle."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._openings = Openings(problem)
        self._fleet = FleetDays(problem)
        self._at_work: dict[tuple[frozenset[str], date], tuple[Vehicle, ...]] = {}

    def of(self, service: Service, visit: Visit) -> tuple[date, ...]:
        fixed = self._openings.fixed(visit)
        if fixed is not None:
            return (fixed.date + timedelta(days=fixed.start // DAY_S),)
        span = (visit.due_to - visit.due_from).days + 1
        days = (visit.due_from + timedelta(days=k) for k in range(span))
        return tuple(day for day in days if self._open(service, visit, day))

    def _open(self, service: Service, visit: Visit, day: date) -> bool:
        # Only a pin tells vehicles apart; without one the first answer is everybody's.
        pinned = any(pin.vehicle is not None for pin in service.pinned)
        site = self._problem.site_by_id[service.site]
        for vehicle in self._working(service.needs, day):
            if self._fleet.landing_closed(site, vehicle, day):
                continue
            if not isinstance(self._openings.on(visit, vehicle.id, day), str):
                return True
            if not pinned:
                return False
        return False

    def _working(self, needs: frozenset[str], day: date) -> tuple[Vehicle, ...]:
        """Return the vehicles with these skills that may be on duty on `day`."""
        key = (needs, day)
        if key not in self._at_work:
            # A duty of several days may have begun before.
            self._at_work[key] = tuple(
                vehicle
                for vehicle in self._problem.vehicles
                if needs <= vehicle.skills
                and (vehicle.overnight or not self._fleet.closed(vehicle, day))
            )
        return self._at_work[key]


def _candidates(
    visits: Sequence[Visit], allowed: Sequence[tuple[date, ...]], slack_weeks: int
) -> Iterator[Dates]:
    """Yield every regular choice of dates, then those with one visit moved; none twice.

    Where visits may be late, all of them are equally many weeks late in one choice.
    """
    late = range(slack_weeks + 1)
    nearest = (
        _nearest(visits, allowed, weekdays, weeks_late)
        for weekdays, weeks_late in product(_weekdays(visits), late)
    )
    regular = list(dict.fromkeys(days for days in nearest if days is not None))
    if slack_weeks:
        # The week wanted may be closed to some of the visits, and the nearest day in another.
        even = [days for days in regular if len(_weeks_late(visits, days)) == 1]
        regular = even or regular
    yield from regular
    known = set(regular)
    for _, days in sorted(_moved(regular, allowed), key=lambda item: item[0]):
        if days not in known and (not slack_weeks or _in_same_weeks(days, regular)):
            known.add(days)
            yield days


def _weeks_late(visits: Sequence[Visit], days: Dates) -> set[int]:
    """Return by how many weeks visits are late."""
    return {
        week_index(day) - due_week(visit)
        for visit, day in zip(visits, days, strict=True)
        if day is not None
    }


def _in_same_weeks(days: Dates, regular: Sequence[Dates]) -> bool:
    """Tell whether a choice has its visits in the weeks of a regular one."""
    weeks = [[day and monday_of(day) for day in choice] for choice in (days, *regular)]
    return weeks[0] in weeks[1:]


def _weekdays(visits: Sequence[Visit]) -> list[tuple[int, ...]]:
    """Return sets of weekdays, as many as there are visits in one week, the evenest first."""
    weeks = [due_week(visit) for visit in visits]
    most = max((weeks.count(week) for week in set(weeks)), default=1)

    def unevenness(days: tuple[int, ...]) -> int:
        around = [*days, days[0] + 7]
        return max(b - a for a, b in pairwise(around))

    return sorted(combinations(range(7), min(most, 7)), key=lambda days: (unevenness(days), days))


def _nearest(
    visits: Sequence[Visit],
    allowed: Sequence[tuple[date, ...]],
    weekdays: tuple[int, ...],
    weeks_late: int,
) -> Dates | None:
    """Return for each visit the open date nearest to the weekday of its due week, rising.

    The week looked at is `weeks_late` after the due one.

    None where not a single visit can take place.
    """
    weeks = [due_week(visit) for visit in visits]
    days: list[date | None] = []
    last: date | None = None
    for k, (week, choice) in enumerate(zip(weeks, allowed, strict=True)):
        turn, waiting = weeks[:k].count(week), weeks[k + 1 :].count(week)
        weekday = weekdays[turn % len(weekdays)]
        wanted = EPOCH_MONDAY + timedelta(weeks=week + weeks_late, days=weekday)
        later = [day for day in choice if last is None or day > last]
        # The further visits of the week need a date each.
        room = later[:-waiting] if 0 < waiting < len(later) else later
        best = min(room, key=lambda day: (abs((day - wanted).days), day), default=None)
        days.append(best)
        last = best or last
    return tuple(days) if any(days) else None


def _moved(
    regular: Sequence[Dates], allowed: Sequence[tuple[date, ...]]
) -> Iterator[tuple[tuple[int, int, int], Dates]]:
    """Yield choices that differ from a regular one in one date, each with its place in the order.

    Short moves come first, and each of the regular choices has its turn.
    """
    for base, days in enumerate(regular):
        for k, day in enumerate(days):
            if day is None:
                continue
            before = max((d for d in days[:k] if d is not None), default=date.min)
            after = min((d for d in days[k + 1 :] if d is not None), default=date.max)
            for other in allowed[k]:
                if other != day and before < other < after:
                    rank = (abs((other - day).days), k, base)
                    yield rank, (*days[:k], other, *days[k + 1 :])
