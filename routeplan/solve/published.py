"""Duties as somebody else published them, driven under a travel model.

A published timetable says when a van is at its stops, not how it gets there. Here each leg takes
what the travel model says: who is early waits for the published time, who is late opens late and
makes up for it where the timetable has time to spare. Nothing is rearranged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from routeplan.model import NEVER, Plan, Problem, Unassigned
from routeplan.network.travel import Travel
from routeplan.solve.build import build_plan
from routeplan.solve.costs import duty_cost
from routeplan.solve.duties.duty import Duty, RideTime, StopTime, Timing
from routeplan.solve.duties.ways import Way

ENGINE = "published"
"""`Summary.engine` of a plan that nobody searched for."""


@dataclass(frozen=True, slots=True)
class Call:
    """A published visit: its id, and when the doors open by the timetable (s from midnight)."""

    visit: str
    opens_s: int


@dataclass(frozen=True, slots=True)
class Run:
    """What one vehicle does on one date, by the timetable, in order."""

    vehicle: str
    date: date
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Driven:
    """A run as a duty.

    Args:
        duty: None where none of its stops can be reached.
        late_s: by visit, how much later the doors open than published; those on time are not in it.
        unreached: visits to which no way leads.
    """

    run: Run
    duty: Duty | None
    late_s: dict[str, int]
    unreached: tuple[str, ...]


def drive(problem: Problem, travel: Travel, run: Run) -> Driven:
    """Return a run as driven: it leaves its depot just in time for the first stop.

    Raises:
        KeyError: a vehicle or visit that the problem does not know.
    """
    vehicle = problem.vehicle_by_id[run.vehicle]
    load_s = problem.depot_by_id[vehicle.depot].load_s
    calls = [call for call in run.calls if _reached(problem, travel, run.vehicle, call)]
    unreached = tuple(call.visit for call in run.calls if call not in calls)
    if not calls:
        return Driven(run, None, {}, unreached)
    place, now = vehicle.depot, 0
    stops, rides, late = [], [], {}
    begin = 0
    for k, call in enumerate(calls):
        visit = problem.visit_by_id[call.visit]
        service = problem.service_by_key[visit.key]
        way = _way(travel, vehicle.profile, place, visit.site)
        if k == 0:
            now = max(load_s, call.opens_s - service.setup_s - way.least_s)
            begin = now - load_s
        rides.append(RideTime(way, now, (), now + way.least_s))
        arrive = now + way.least_s
        start = max(call.opens_s, arrive + service.setup_s)
        if start > call.opens_s:
            late[call.visit] = start - call.opens_s
        now = start + service.service_s + service.packdown_s
        stops.append(StopTime(visit, arrive, start, now, 0))
        place = visit.site
    way = _way(travel, vehicle.profile, place, vehicle.depot)
    rides.append(RideTime(way, now, (), now + way.least_s))
    timing = Timing(begin, now + way.least_s, 0, tuple(stops), tuple(rides), ())
    timing = _with_lunch(problem, timing)
    tasks = tuple(stop.visit for stop in stops)
    cost = duty_cost(problem, vehicle, timing)
    return Driven(run, Duty(vehicle, run.date, tasks, timing, cost), late, unreached)


def published_plan(
    problem: Problem,
    travel: Travel,
    driven: Iterable[Driven],
    unassigned: Sequence[Unassigned] = (),
) -> Plan:
    """Return the plan that these duties make.

    Args:
        problem: its due visits are those of `driven` and `unassigned` together.
        travel: the same as before.
        driven: the runs.
        unassigned: due visits that the timetable does not have.
    """
    duties = [one.duty for one in driven if one.duty is not None]
    return build_plan(problem, travel, duties, unassigned, engine=ENGINE, seed=0)


def longest_wait_s(duty: Duty, span_from: int, span_to: int) -> int:
    """Return the longest time (s) within a span of the day that a duty waits at one stop."""
    waits = (min(stop.start, span_to) - max(stop.arrive, span_from) for stop in duty.timing.stops)
    return max(0, *waits)


def _reached(problem: Problem, travel: Travel, vehicle_id: str, call: Call) -> bool:
    vehicle = problem.vehicle_by_id[vehicle_id]
    site = problem.visit_by_id[call.visit].site
    seconds = travel.direct_s[vehicle.profile]
    i, j = travel.index[vehicle.depot], travel.index[site]
    return bool(max(seconds[i, j], seconds[j, i]) < NEVER)


def _way(travel: Travel, profile: str, origin: str, destination: str) -> Way:
    i, j = travel.index[origin], travel.index[destination]
    seconds = int(travel.direct_s[profile][i, j])
    ground = travel.grounds[profile]
    metres = sum(int(ground.metres[a, b]) for _, a, b in ground.movements(i, j))
    return Way(origin, destination, seconds, None, 0, seconds, 0, metres, seconds)


def _with_lunch(problem: Problem, timing: Timing) -> Timing:
    """Return a timing with the break that it owes, where it waits long enough."""
    rules = problem.rules
    owes = timing.start < rules.lunch_from and timing.end > rules.lunch_to
    if not rules.lunch_s or not owes:
        return timing
    for stop in timing.stops:
        begin = max(stop.arrive, rules.lunch_from)
        if begin + rules.lunch_s <= min(stop.start, rules.lunch_to):
            lunches = ((begin, begin + rules.lunch_s),)
            return Timing(
                timing.start, timing.end, timing.load, timing.stops, timing.rides, lunches
            )
    return timing
