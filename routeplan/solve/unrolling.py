"""Long horizons: the cycle is planned first, then unrolled week by week on the real calendar.

The engine plans the first weeks, as many as most services have between two visits. Where it puts a
service (weekday, vehicle, hour) becomes its habit, and each further week starts from the habits of
the services that are due in it: what the week's calendar and sailings allow stays, holidays and
closures take their visits elsewhere, make-up visits and services that come for the first time are
inserted, and the week is improved. Every duty is timed exactly for its own date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from routeplan.model import FixedVisit, Problem, Service, Site, Visit, monday_of, turn_of
from routeplan.network.travel import Travel
from routeplan.solve.again.keeping import stay_and_fill, what_can_stay
from routeplan.solve.duties.duty import Duty
from routeplan.solve.engine import Assignment, Budget, Engine, Limit
from routeplan.solve.hours import steady_hours
from routeplan.solve.reference.polish import MOST_POLISHED, polish
from routeplan.solve.regularity import planned_dates, wanted_days
from routeplan.solve.roster import Roster

LONGEST_CYCLE_WEEKS = 12
"""A longer horizon is unrolled from a cycle."""

_CYCLE_SHARE = 0.5
"""Part of the time for the cycle; the rest is shared out between the further weeks."""

_SEARCH_SHARE = 0.7
"""Part of a week's time for the engine's search; the rest is for the exact evaluator."""


def cycle_weeks(problem: Problem) -> int:
    """Return the weeks between two visits that most services have, at most those of the horizon."""
    counts = Counter(
        service.interval_weeks
        for service in problem.service_by_key.values()
        if service.interval_weeks is not None and service.interval_weeks <= LONGEST_CYCLE_WEEKS
    )
    most = max(counts.values(), default=0)
    weeks = max((weeks for weeks, count in counts.items() if count == most), default=1)
    return min(weeks, problem.weeks)


def unroll(
    engine: Engine, problem: Problem, travel: Travel, budget: Budget, limit: Limit
) -> Assignment:
    """Return duties for a long horizon.

    Args:
        engine: plans the cycle.
        problem: of the whole horizon.
        travel: of the same problem.
        budget: iterations, where given, count for the cycle and for each further week.
        limit: of the whole.

    Raises:
        RouteplanError: ``fixed-impossible``.
    """
    weeks = cycle_weeks(problem)
    cycle = _part(problem, problem.start, weeks, ())
    planned = engine.solve(cycle, travel, budget, limit.part(_CYCLE_SHARE)).duties
    found = list(steady_hours(cycle, travel, planned))
    habits = _Habits()
    habits.learn(found)
    first = monday_of(problem.start)
    for week in range(weeks, problem.weeks):
        monday = first + timedelta(weeks=week)
        own = _part(problem, monday, 1, found)
        own = replace(own, previous=habits.places(own.visits, monday))
        going = [duty for duty in found if duty.dates[-1] >= monday]
        share = limit.part(1 / (problem.weeks - week))
        duties = _week(engine, own, travel, going, budget, share)
        habits.learn(duties)
        found += duties
    return Assignment(tuple(found), limit.stopped)


def _part(problem: Problem, start: date, weeks: int, planned: Iterable[Duty]) -> Problem:
    """Return the problem of some weeks: what is due in them and not yet planned."""
    last = monday_of(start) + timedelta(weeks=weeks, days=-1)
    planned = tuple(planned)
    done = {visit for duty in planned for visit in duty.visits}
    return replace(
        problem,
        start=start,
        weeks=weeks,
        sites=_as_of_now(problem, planned),
        visits=tuple(
            visit
            for visit in problem.visits
            if visit.due_from <= last and visit.due_to >= start and visit not in done
        ),
        previous=(),
    )


def _as_of_now(problem: Problem, planned: Iterable[Duty]) -> tuple[Site, ...]:
    """Return the sites with the last visits that are planned, for the gaps of what follows."""
    dates = planned_dates(planned)
    last: dict[str, date] = {}
    for visit, day in dates.items():
        key = visit.rpartition("/")[0]
        last[key] = max(day, last.get(key, day))

    def now(service: Service) -> Service:
        interval = min(52, -(-wanted_days(problem, service) // 7))
        return replace(
            service,
            # So many visits a cycle would mean another spacing in another number of weeks.
            interval_weeks=interval,
            visits_per_cycle=None,
            last_visit=last.get(service.key, service.last_visit),
        )

    return tuple(
        replace(site, services=tuple(now(service) for service in site.services))
        for site in problem.sites
    )


def _week(
    engine: Engine,
    problem: Problem,
    travel: Travel,
    going: Iterable[Duty],
    budget: Budget,
    limit: Limit,
) -> list[Duty]:
    """Return the duties of one week, its habits kept where they can be and pay.

    Args:
        engine: improves it where it has a search for that; then the exact evaluator does.
        problem: of that week; `previous` holds the habits.
        travel: of the whole horizon.
        going: earlier duties that still last.
        budget: how long to improve, with `limit`.
        limit: of this week.
    """
    before = {duty.slot: duty for duty in going}
    keeping = what_can_stay(problem, travel, before.values())
    free = Roster(problem, travel)
    free.duties = stay_and_fill(problem, travel, keeping, limit, before.values()).duties
    found = engine.improve(free, budget, limit.part(_SEARCH_SHARE), kept=keeping.kept)
    if found is not None:
        free.duties = dict(found.duties)
    if found is None or len(problem.visits) <= MOST_POLISHED:
        polish(free, limit, engine.rounds(budget), budget.seed)
    return [duty for slot, duty in free.duties.items() if slot not in before]


class _Habits:
    """Where services usually are; several visits in one week have a habit each."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, int], Counter[tuple[str, int]]] = {}
        self._starts: dict[tuple[str, int, str, int], int] = {}

    def learn(self, duties: Iterable[Duty]) -> None:
        """Note vehicle, weekday of the duty and hour of every visit."""
        for duty in sorted(duties, key=lambda duty: (duty.date, duty.vehicle.id)):
            for visit, stop in duty.visit_stops:
                turn = _turn(visit)
                place = (duty.vehicle.id, duty.date.weekday())
                self._counts.setdefault(turn, Counter())[place] += 1
                self._starts.setdefault((*turn, *place), stop.start)

    def places(self, visits: Iterable[Visit], monday: date) -> tuple[FixedVisit, ...]:
        """Return where these visits would be by habit in the week from `monday`."""
        found = []
        for visit in visits:
            counts = self._counts.get(_turn(visit))
            if counts:
                # The first that came wins where two are as frequent.
                vehicle, weekday = max(counts, key=lambda place: counts[place])
                start = self._starts[(*_turn(visit), vehicle, weekday)]
                day = monday + timedelta(days=weekday)
                found.append(FixedVisit(visit.id, vehicle, day, start))
        return tuple(found)


def _turn(visit: Visit) -> tuple[str, int]:
    return visit.key, turn_of(visit.n)
