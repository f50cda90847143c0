"""The duties of a finished plan, as it stands in its file: its times, its sailings."""

from __future__ import annotations

from collections.abc import Mapping

from routeplan.model import DAY_S, Mode, Plan, Problem, Route, Stop
from routeplan.network.travel import PASSENGER
from routeplan.solve.costs import duty_cost
from routeplan.solve.duties.duty import Duty, Passage, RideTime, StopTime, Timing
from routeplan.solve.duties.feeding import Feeding, Task
from routeplan.solve.duties.ways import Departure, Way


def duties_of(problem: Problem, plan: Plan) -> tuple[Duty, ...]:
    """Return the duties of `plan` with the visits and vehicles that `problem` still knows.

    A feeding stop is known where the boat's duty is that it names.
    """
    fed = {
        route.id: route
        for route in plan.routes
        if route.vehicle in problem.vehicle_by_id
        and any(stop.visit in problem.visit_by_id for stop in route.stops)
    }
    found = []
    for route in plan.routes:
        vehicle = problem.vehicle_by_id.get(route.vehicle)
        if vehicle is None:
            continue
        timing = _timing(problem, route, fed)
        tasks = tuple(stop.visit for stop in timing.stops)
        if tasks:
            cost = duty_cost(problem, vehicle, timing)
            found.append(Duty(vehicle, route.date, tasks, timing, cost))
    return tuple(found)


def _task(problem: Problem, stop: Stop, fed: Mapping[str, Route]) -> Task | None:
    """Return what is done at a stop, None where the problem no longer knows it."""
    if not stop.feeds:
        return problem.visit_by_id.get(stop.visit)
    boat, landing = fed.get(stop.visit), problem.landing_by_id.get(stop.site)
    if boat is None or landing is None:
        return None
    return Feeding(landing.id, boat.vehicle, boat.date, stop.crates_out, landing.load_s, boat.start)


def _timing(problem: Problem, route: Route, fed: Mapping[str, Route]) -> Timing:
    stops = tuple(
        StopTime(task, stop.arrive, stop.start, stop.depart, stop.load)
        for stop in route.stops
        if (task := _task(problem, stop, fed)) is not None
    )
    rides = tuple(_ride(problem, route, k) for k in range(len(route.stops) + 1))
    return Timing(route.start, route.end, route.load, stops, rides, route.lunches)


def _ride(problem: Problem, route: Route, k: int) -> RideTime:
    """Return the way to stop `k`, or home, as one ride."""
    legs = [leg for leg in route.legs if leg.stop == k]
    here = route.stops[k - 1].site if k else route.depot
    there = route.stops[k].site if k < len(route.stops) else route.depot
    begins = route.stops[k - 1].depart if k else route.start
    ends = route.stops[k].arrive if k < len(route.stops) else route.end
    driving = sum(leg.seconds for leg in legs if leg.mode in (Mode.ROAD, Mode.SEA))
    metres = sum(leg.metres for leg in legs)
    moving = sum(leg.seconds for leg in legs)
    passages = []
    way = Way(here, there, moving, None, 0, driving, 0, metres, moving)
    own = problem.profiles[problem.vehicle_by_id[route.vehicle].profile].carried_as
    for leg in legs:
        crossing = problem.crossing_by_id.get(leg.crossing or "")
        if crossing is not None and leg.sailing is not None:
            pier_by = leg.sailing - crossing.checkin_s
            day = leg.sailing // DAY_S
            departure = Departure(crossing.id, pier_by, leg.sailing, leg.end, day)
            carried_as = own if leg.parked is None else PASSENGER
            ridden = way._replace(carried_as=carried_as, parked=leg.parked)
            passages.append(Passage(ridden, leg.depart, departure))
    return RideTime(way, begins, tuple(passages), ends)
