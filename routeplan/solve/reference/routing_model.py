"""One week or more as a model of OR-Tools' routing solver: a routing vehicle per vehicle and date.

The routing solver cannot look up sailings, so the model is *static*: a pair of places joined by a
crossing gets the seconds of its way plus the longest usual wait for a sailing. What such a route
promises is therefore kept, and more: every route is timed again by `timing`, and what the longest
wait gave away is won back by `polish`. (Sailings as optional nodes of the model, seeded by an
initial route, were the alternative: one more kind of node for each sailing and vehicle, and still
no earliest departure.) Lines with hardly a sailing a day have no usual wait; duties over them are
built exactly (`overnight`, `insertion`) and stay outside the model.

The clock of a node is the start of set-up, so that a lunch break never lies in a visit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp

from routeplan.model import DAY_S, Problem, Service, Visit
from routeplan.solve.duties.duty import Case
from routeplan.solve.duties.forward import best_label
from routeplan.solve.duties.labels import Label
from routeplan.solve.duties.loads import capacity_of
from routeplan.solve.duties.openings import Spans
from routeplan.solve.duties.replay import replay
from routeplan.solve.duties.ways import Way
from routeplan.solve.roster import Duty, Roster, Slot

START_AT_ZERO, FREE_START = True, False
"""Whether a dimension starts at zero at the depot."""
MANDATORY = False
"""An interval of the solver that is not optional."""

FAR = 20 * DAY_S
"""Seconds of a pair of places without a way: longer than every duty."""

COST_PER_VND = 36
"""Cost units of the model per VND: hourly rates per second are whole for multiples of 100 VND."""


@dataclass(frozen=True, slots=True)
class Node:
    """One visit on those slots on which its doors open at the same times."""

    visit: Visit
    service: Service
    spans: Spans
    slots: tuple[int, ...]


class RoutingModel:
    """The routing model of some visits and slots beside duties that stay as they are.

    Args:
        roster: gives ways, opening times and the duties that stay (those of no slot here).
        visits: what may be served.
        slots: vehicles and dates that may start a duty; never of an overnight vehicle.
    """

    def __init__(self, roster: Roster, visits: Sequence[Visit], slots: Sequence[Slot]) -> None:
        self.roster = roster
        self.problem: Problem = roster.problem
        self.slots = tuple(slots)
        self.vehicles = tuple(self.problem.vehicle_by_id[vehicle] for vehicle, _ in self.slots)
        self.nodes = tuple(self._nodes(visits))
        self.depots = tuple(sorted({vehicle.depot for vehicle in self.vehicles}))
        starts = [self.depots.index(vehicle.depot) for vehicle in self.vehicles]
        self.manager = pywrapcp.RoutingIndexManager(
            len(self.depots) + len(self.nodes), len(self.slots), starts, starts
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        self._matrices: dict[str, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}
        self._driving: dict[str, NDArray[np.int64]] = {}
        self._add_time()
        self._add_costs()
        self._add_crates()
        self._add_driving()
        self._add_people()
        self._add_visits()

    # What is where.

    def index(self, node: int) -> int:
        """Return the solver's index of a node."""
        return int(self.manager.NodeToIndex(len(self.depots) + node))

    def routes_of(self, duties: Mapping[Slot, Duty]) -> list[list[int]]:
        """Return the duties of the model's slots as routes of indices.

        Duties that the model thinks impossible are left empty: the solver would search long for a
        way to keep them.
        """
        by_slot: dict[tuple[Visit, int], int] = {
            (node.visit, slot): k for k, node in enumerate(self.nodes) for slot in node.slots
        }
        routes = []
        for k, slot in enumerate(self.slots):
            duty = duties.get(slot)
            keeps = duty is not None and bool(duty.visits) and self._can_keep(duty)
            visits = duty.visits if duty is not None and keeps else ()
            known = [by_slot[visit, k] for visit in visits if (visit, k) in by_slot]
            routes.append([self.index(node) for node in known])
        return routes

    def visits_of(self, solution: pywrapcp.Assignment) -> dict[Slot, tuple[Visit, ...]]:
        """Return the visits of each slot, in order."""
        found = {}
        for k, slot in enumerate(self.slots):
            visits = []
            index = solution.Value(self.routing.NextVar(self.routing.Start(k)))
            while not self.routing.IsEnd(index):
                node = self.manager.IndexToNode(index) - len(self.depots)
                visits.append(self.nodes[node].visit)
                index = solution.Value(self.routing.NextVar(index))
            if visits:
                found[slot] = tuple(visits)
        return found

    def _nodes(self, visits: Sequence[Visit]) -> list[Node]:
        places = {slot: k for k, slot in enumerate(self.slots)}
        nodes = []
        for visit in visits:
            by_spans: dict[Spans, list[int]] = {}
            for slot in self.roster.slots(visit):
                if slot in places:
                    spans = self.roster.clock.openings.on(visit, slot[0], slot[1])
                    assert not isinstance(spans, str)
                    by_spans.setdefault(spans, []).append(places[slot])
            service = self.problem.service_by_key[visit.key]
            nodes += [
                Node(visit, service, spans, tuple(slots)) for spans, slots in by_spans.items()
            ]
        return nodes

    def _can_keep(self, duty: Duty) -> bool:
        """Tell whether the model allows a duty: with its longer ways, and its stricter lunch.

        A break of the routing solver may lie outside a duty only as a whole.
        """
        case = self.roster.clock.case(duty.vehicle, duty.date, duty.visits)
        assert isinstance(case, Case)
        profile = duty.vehicle.profile
        ways = []
        for options in case.ways:
            origin, destination = options[0].origin, options[0].destination
            seconds, driving = self._static(profile, origin, destination)
            ways.append((Way(origin, destination, seconds, None, 0, driving, 0, 0, seconds),))
        label = best_label(replace(case, ways=tuple(ways), least_s=(0,) * len(ways)))
        if not isinstance(label, Label):
            return False
        timing = replay(case, label)
        return (
            case.lunch_s == 0
            or bool(timing.lunches)
            or timing.start >= case.lunch_from + case.lunch_s
            or timing.end <= case.lunch_to - case.lunch_s
        )

    # Dimensions.

    def _add_time(self) -> None:
        routing, rules = self.routing, self.problem.rules
        transits = {
            profile: routing.RegisterTransitMatrix(self._time(profile).tolist())
            for profile in sorted({vehicle.profile for vehicle in self.vehicles})
        }
        routing.AddDimensionWithVehicleTransits(
            [transits[vehicle.profile] for vehicle in self.vehicles],
            DAY_S,
            DAY_S,
            FREE_START,
            "time",
        )
        time = routing.GetDimensionOrDie("time")
        stays = [0] * routing.Size()
        for k, node in enumerate(self.nodes):
            stays[self.index(k)] = node.service.stay_s
        for k, vehicle in enumerate(self.vehicles):
            hours = self.roster.clock.fleet_days.hours(vehicle, self.slots[k][1])[0]
            opens, closes = self._in_port(k, hours or (0, 0))
            for index in (routing.Start(k), routing.End(k)):
                time.CumulVar(index).SetRange(opens, closes)
            time.SetSpanUpperBoundForVehicle(vehicle.max_duty_s, k)
            per_hour = vehicle.cost_hour + self.problem.weights.per_hour
            # One more per second, so that time counts where nothing has a price.
            time.SetSpanCostCoefficientForVehicle(COST_PER_VND * per_hour // 3600 + 1, k)
            owes = opens < rules.lunch_from and closes > rules.lunch_to
            if rules.lunch_s and owes:
                lunch = routing.solver().FixedDurationIntervalVar(
                    rules.lunch_from,
                    rules.lunch_to - rules.lunch_s,
                    rules.lunch_s,
                    MANDATORY,
                    f"lunch {k}",
                )
                time.SetBreakIntervalsOfVehicle([lunch], k, stays)

    def _in_port(self, k: int, hours: tuple[int, int]) -> tuple[int, int]:
        """Return the hours in which the duty of a slot may start and end, in port for a boat.

        Tides in between are left to `timing`: a route that misses one is mended like any other.
        """
        vehicle, day = self.vehicles[k], self.slots[k][1]
        clock = self.roster.clock
        if not clock.putting_out.matter(vehicle.profile):
            return hours
        first, last = clock.putting_out.in_port(vehicle.profile, vehicle.depot, day) or (0, 0)
        first -= self.problem.depot_by_id[vehicle.depot].load_s
        opens, closes = max(hours[0], first), min(hours[1], last)
        return (opens, closes) if opens <= closes else (0, 0)

    def _add_costs(self) -> None:
        routing = self.routing
        evaluators: dict[tuple[str, int, int], int] = {}
        for k, vehicle in enumerate(self.vehicles):
            routing.SetFixedCostOfVehicle(COST_PER_VND * vehicle.cost_fixed, k)
            per_km = vehicle.cost_km + self.problem.weights.per_km
            key = (vehicle.profile, per_km, vehicle.crew_needed)
            if key not in evaluators:
                metres, fares = self._metres_and_fares(vehicle.profile, vehicle.crew_needed)
                matrix = COST_PER_VND * (metres * per_km // 1000 + fares)
                evaluators[key] = routing.RegisterTransitMatrix(matrix.tolist())
            routing.SetArcCostEvaluatorOfVehicle(evaluators[key], k)

    def _add_crates(self) -> None:
        """Limit what is delivered and what is picked up by a duty, each on its own.

        Where crates are swapped one for one that is the whole rule; elsewhere `timing` decides.
        """
        routing = self.routing
        depots = [0] * len(self.depots)
        holds = [capacity_of(vehicle, self.problem.rules.crate_kg) for vehicle in self.vehicles]
        delivered = [*depots, *(node.service.deliver_crates for node in self.nodes)]
        picked = [*depots, *(node.service.pick_crates for node in self.nodes)]
        for name, crates in (("deliver", delivered), ("pick", picked)):
            evaluator = routing.RegisterUnaryTransitVector(crates)
            routing.AddDimensionWithVehicleCapacity(evaluator, 0, holds, START_AT_ZERO, name)
        deliver = routing.GetDimensionOrDie("deliver")
        for depot, day, members in self._by_depot():
            stock = self.problem.depot_by_id[depot].stock_crates
            fed = any(self.roster.compounds.sharing.feedable(self.vehicles[k]) for k in members)
            if stock is None or fed or sum(holds[k] for k in members) <= stock:
                continue  # where boats are fed, `compound` decides
            taken = sum(duty.timing.load for duty in self._staying(depot) if duty.date == day)
            ends = [deliver.CumulVar(routing.End(k)) for k in members]
            routing.solver().Add(routing.solver().Sum(ends) <= max(0, stock - taken))

    def _add_driving(self) -> None:
        routing = self.routing
        if all(vehicle.max_driving_s >= vehicle.max_duty_s for vehicle in self.vehicles):
            return
        transits = {
            profile: routing.RegisterTransitMatrix(self._driving[profile].tolist())
            for profile in sorted({vehicle.profile for vehicle in self.vehicles})
        }
        # No capacity per vehicle together with a transit per vehicle (it may find nothing): a bound
        # on the end does the same.
        routing.AddDimensionWithVehicleTransits(
            [transits[vehicle.profile] for vehicle in self.vehicles],
            0,
            DAY_S,
            START_AT_ZERO,
            "driving",
        )
        driving = routing.GetDimensionOrDie("driving")
        for k, vehicle in enumerate(self.vehicles):
            driving.CumulVar(routing.End(k)).SetMax(vehicle.max_driving_s)

    def _add_people(self) -> None:
        if not self.problem.crew:
            return
        routing = self.routing
        for depot, day, members in self._by_depot():
            needed = [self.vehicles[k].crew_needed for k in members]
            there = self.roster.people_at_work(depot, day)
            there -= sum(
                duty.vehicle.crew_needed for duty in self._staying(depot) if day in duty.dates
            )
            if sum(needed) > there:
                active = [routing.ActiveVehicleVar(k) for k in members]
                people = routing.solver().ScalProd(active, needed)
                routing.solver().Add(people <= max(0, there))

    def _add_visits(self) -> None:
        routing = self.routing
        time = routing.GetDimensionOrDie("time")
        penalties = self._penalties()
        by_visit: dict[Visit, list[int]] = {}
        for k, node in enumerate(self.nodes):
            index = self.index(k)
            by_visit.setdefault(node.visit, []).append(index)
            # SetAllowedVehiclesForIndex raises TypeError from Python (OR-Tools 9.15).
            routing.VehicleVar(index).SetValues([-1, *node.slots])
            setup = node.service.setup_s
            begins = time.CumulVar(index)
            begins.SetRange(max(0, node.spans[0][0] - setup), max(0, node.spans[-1][1] - setup))
            for (_, closes), (opens, _) in pairwise(node.spans):
                if closes + 1 <= opens - 1:
                    begins.RemoveInterval(closes + 1 - setup, opens - 1 - setup)
        for visit, indices in by_visit.items():
            priority = self.problem.service_by_key[visit.key].priority
            # Mandatory visits can return no solution at all: all are optional, at a price.
            routing.AddDisjunction(indices, penalties[priority])

    def _penalties(self) -> dict[int, int]:
        """Return the price of missing a visit by priority: more than all that comes after it."""
        dearest = sum(
            COST_PER_VND * (vehicle.cost_fixed + vehicle.cost_hour * 24 + 10_000_000)
            for vehicle in self.vehicles
        )
        counts = dict.fromkeys((1, 2, 3, 4), 0)
        for node in self.nodes:
            counts[node.service.priority] += 1
        penalties = {}
        for priority in (4, 3, 2, 1):
            penalties[priority] = dearest + 1
            dearest += counts[priority] * penalties[priority]
        return penalties

    # Matrices: depots first, then nodes.

    def _time(self, profile: str) -> NDArray[np.int64]:
        """Return seconds from the start of set-up (or of the duty) to the next one."""
        places = [*self.depots, *(node.visit.site for node in self.nodes)]
        seconds = np.zeros((len(places), len(places)), dtype=np.int64)
        driving = np.zeros_like(seconds)
        known: dict[tuple[str, str], tuple[int, int]] = {}
        for i, a in enumerate(places):
            for j, b in enumerate(places):
                if (a, b) not in known:
                    known[a, b] = self._static(profile, a, b)
                seconds[i, j], driving[i, j] = known[a, b]
        depots = len(self.depots)
        for i, depot in enumerate(self.depots):
            seconds[i, depots:] += self.problem.depot_by_id[depot].load_s
        for k, node in enumerate(self.nodes):
            seconds[depots + k] += node.service.stay_s
        self._driving[profile] = driving
        return np.minimum(seconds, FAR)

    def _static(self, profile: str, origin: str, destination: str) -> tuple[int, int]:
        """Return seconds and driving seconds that do whenever one leaves, on every date."""
        best = (FAR, 0)
        for way in self.roster.clock.ways.between(profile, origin, destination):
            waits = [self._usual_wait(part) for part in way.parts if part.line is not None]
            known = [wait for wait in waits if wait is not None]
            if len(known) == len(waits):
                best = min(best, (way.least_s + sum(known), way.drive_before_s + way.drive_after_s))
        return best

    def _usual_wait(self, way: Way) -> int | None:
        """Return the usual time between two sailings of a way's first crossing, None for few."""
        gaps: list[int] = []
        for day in sorted({day for _, day in self.slots}):
            sailings = self.roster.clock.ways.departures(way, day, 0)
            gaps += [b.depart - a.depart for a, b in pairwise(sailings)]
        if not gaps:
            return None
        return int(median(gaps))

    def _metres_and_fares(
        self, profile: str, people: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        places = [*self.depots, *(node.visit.site for node in self.nodes)]
        metres = np.zeros((len(places), len(places)), dtype=np.int64)
        fares = np.zeros_like(metres)
        timetable = self.roster.clock.travel.timetable
        for i, a in enumerate(places):
            for j, b in enumerate(places):
                ways = self.roster.clock.ways.between(profile, a, b)
                if not ways:
                    continue
                way = min(ways, key=lambda way: way.least_s)
                metres[i, j] = way.metres
                fares[i, j] = sum(
                    min(row.fare for row in timetable.rows(part.line, part.carried_as))
                    * (people if part.per_head else 1)
                    for part in way.parts
                    if part.line is not None
                )
        return metres, fares

    # Rules of several duties.

    def _by_depot(self) -> list[tuple[str, date, list[int]]]:
        groups: dict[tuple[str, date], list[int]] = {}
        for k, vehicle in enumerate(self.vehicles):
            groups.setdefault((vehicle.depot, self.slots[k][1]), []).append(k)
        return [(depot, day, members) for (depot, day), members in sorted(groups.items())]

    def _staying(self, depot: str) -> list[Duty]:
        """Return the duties at a depot that are no business of the model."""
        here = set(self.slots)
        return [
            duty
            for slot, duty in self.roster.duties.items()
            if slot not in here and duty.vehicle.depot == depot
        ]
