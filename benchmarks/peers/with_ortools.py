"""OR-Tools' routing solver on an instance: parallel cheapest insertion, then guided local search.

Every visit may be dropped at a prohibitive price, without which it may find nothing at all. With
visit patterns a customer has a copy a day, and Boolean variables choose which copies are active.
It has no random numbers, so that a seed changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from ortools.util.optional_boolean_pb2 import BOOL_TRUE

from benchmarks.adapter import fleet_price, useful_vehicles
from benchmarks.instances.instance import Instance, Tour
from benchmarks.peers import CpuClock
from benchmarks.whole import Whole, whole_numbers

WALL_PER_CPU = 20
"""Its own limit is by the clock on the wall; it only stands behind that of CPU seconds."""


def refuse(instance: Instance) -> str | None:
    """Return why the model here cannot be right for an instance, None where it can."""
    if instance.facilities:
        return "no calls at facilities: it leaves out optional stops that only pay later"
    if instance.release:
        return "no release times of trips"
    return None


@dataclass(frozen=True)
class _Layout:
    """Which nodes and vehicles of OR-Tools stand for which of the instance.

    Args:
        nodes: node of the instance for each of OR-Tools'; depots first.
        copies: OR-Tools' node by customer and day.
        duties: day and vehicle of each of OR-Tools' vehicles.
    """

    nodes: tuple[int, ...]
    copies: dict[tuple[int, int], int]
    duties: tuple[tuple[int, int], ...]


def _layout(instance: Instance) -> _Layout:
    nodes = sorted({vehicle.depot for vehicle in instance.vehicles})
    copies: dict[tuple[int, int], int] = {}
    for customer in instance.customers:
        days = {day for pattern in instance.allowed_days(customer) for day in pattern}
        for day in sorted(days):
            copies[customer, day] = len(nodes)
            nodes.append(customer)
    duties = tuple(
        (day, vehicle) for day in range(instance.days) for vehicle in useful_vehicles(instance)
    )
    return _Layout(tuple(nodes), copies, duties)


def solve(instance: Instance, *, seconds: float, seed: int) -> tuple[Tour, ...]:  # noqa: ARG001
    """Return OR-Tools' best tours after so many CPU seconds; visits may be missing.

    Left alone, it does not find a choice of patterns that leaves no visit out. So it begins from
    its own answer, of a third of the time, to the problem with a balanced choice made beforehand.
    """
    if instance.days == 1:
        return _search(instance, seconds)
    balanced = replace(instance, patterns=_balanced(instance))
    return _search(instance, seconds * 2 / 3, _search(balanced, seconds / 3))


def _balanced(instance: Instance) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Return one pattern a customer, large demands first, such that loads a day come out even."""
    loads = [0] * instance.days
    chosen: list[tuple[tuple[int, ...], ...]] = [()] * instance.nodes
    for node in sorted(instance.customers, key=lambda node: -instance.demand[node]):
        best = min(instance.allowed_days(node), key=lambda days: max(loads[day] for day in days))
        chosen[node] = (best,)
        for day in best:
            loads[day] += instance.demand[node]
    return tuple(chosen)


def _search(instance: Instance, seconds: float, start: tuple[Tour, ...] = ()) -> tuple[Tour, ...]:
    layout = _layout(instance)
    numbers = whole_numbers(instance)
    ends = [layout.nodes.index(instance.vehicles[vehicle].depot) for _, vehicle in layout.duties]
    manager = pywrapcp.RoutingIndexManager(len(layout.nodes), len(layout.duties), ends, ends)
    routing = pywrapcp.RoutingModel(manager)
    _set_costs(instance, numbers, layout, routing)
    _set_loads(instance, layout, routing)
    _set_times(instance, numbers, layout, manager, routing)
    _set_visits(instance, numbers, layout, manager, routing)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    if instance.days > 1:
        # Takes a visit from one day and puts another in, as a change of pattern does.
        parameters.local_search_operators.use_extended_swap_active = BOOL_TRUE
    parameters.time_limit.seconds = max(1, int(seconds * WALL_PER_CPU))
    routing.CloseModelWithParameters(parameters)
    clock = CpuClock(seconds)
    routing.AddSearchMonitor(routing.solver().CustomLimit(clock.is_over))
    if start:
        solution = routing.SolveFromAssignmentWithParameters(
            _assignment(layout, routing, start), parameters
        )
    else:
        solution = routing.SolveWithParameters(parameters)
    if solution is None:
        return ()
    tours = []
    for number, (day, vehicle) in enumerate(layout.duties):
        index, stops = solution.Value(routing.NextVar(routing.Start(number))), []
        while not routing.IsEnd(index):
            stops.append(layout.nodes[manager.IndexToNode(index)])
            index = solution.Value(routing.NextVar(index))
        tours.append(Tour(vehicle, tuple(stops), day))
    return tuple(tour for tour in tours if tour.stops)


def _assignment(layout: _Layout, routing: Any, start: tuple[Tour, ...]) -> Any:
    """Return tours as a solution to begin from."""
    by_duty = {(tour.day, tour.vehicle): tour for tour in start}
    routes = [
        [layout.copies[node, duty[0]] for node in by_duty[duty].stops] if duty in by_duty else []
        for duty in layout.duties
    ]
    return routing.ReadAssignmentFromRoutes(routes, bool(1))


def _set_costs(instance: Instance, numbers: Whole, layout: _Layout, routing: Any) -> None:
    metres = numbers.metres[np.ix_(layout.nodes, layout.nodes)]
    price = fleet_price(instance, numbers)
    evaluators: dict[int, int] = {}
    for number, (_, vehicle) in enumerate(layout.duties):
        own = numbers.vehicles[vehicle]
        if own.per_length not in evaluators:
            matrix = (metres * own.per_length).tolist()
            evaluators[own.per_length] = routing.RegisterTransitMatrix(matrix)
        routing.SetArcCostEvaluatorOfVehicle(evaluators[own.per_length], number)
        routing.SetFixedCostOfVehicle(own.fixed + price, number)


def _set_loads(instance: Instance, layout: _Layout, routing: Any) -> None:
    demand = [instance.demand[node] for node in layout.nodes]
    everything = sum(abs(load) for load in demand)
    limits = [instance.vehicles[vehicle].capacity for _, vehicle in layout.duties]
    routing.AddDimensionWithVehicleCapacity(
        routing.RegisterUnaryTransitVector(demand),
        0,
        [everything if limit is None else limit for limit in limits],
        bool(1),
        "load",
    )


def _set_times(
    instance: Instance, numbers: Whole, layout: _Layout, manager: Any, routing: Any
) -> None:
    limits = [numbers.vehicles[vehicle].max_duration for _, vehicle in layout.duties]
    if not instance.windows and all(limit is None for limit in limits):
        return
    service = np.array([numbers.service[node] for node in layout.nodes])
    transit = numbers.seconds[np.ix_(layout.nodes, layout.nodes)] + service[:, np.newaxis]
    latest = [window[1] for window in numbers.windows if window is not None]
    horizon = max([*latest, *(limit for limit in limits if limit is not None)])
    waiting = horizon if instance.windows else 0
    routing.AddDimension(
        routing.RegisterTransitMatrix(transit.tolist()), waiting, horizon, bool(0), "time"
    )
    time = routing.GetDimensionOrDie("time")
    for node in layout.copies.values():
        window = numbers.windows[layout.nodes[node]]
        if window is not None:
            time.CumulVar(manager.NodeToIndex(node)).SetRange(*window)
    for number, (_, vehicle) in enumerate(layout.duties):
        window = numbers.windows[instance.vehicles[vehicle].depot]
        if window is not None:
            time.CumulVar(routing.Start(number)).SetRange(*window)
            time.CumulVar(routing.End(number)).SetRange(*window)
        limit = limits[number]
        if limit is not None:
            time.SetSpanUpperBoundForVehicle(limit, number)
    if instance.windows:
        for number in range(len(layout.duties)):
            routing.AddVariableMinimizedByFinalizer(time.CumulVar(routing.End(number)))


def _set_visits(
    instance: Instance, numbers: Whole, layout: _Layout, manager: Any, routing: Any
) -> None:
    """Make visits optional at a price, and tie pairs and the copies of one customer."""
    longest = int(numbers.metres.max()) * max(own.per_length for own in numbers.vehicles)
    dearest = max(own.fixed for own in numbers.vehicles) + fleet_price(instance, numbers)
    penalty = 2 * dearest + 20 * longest
    index = {pair: manager.NodeToIndex(node) for pair, node in layout.copies.items()}
    for (_, day), visit in index.items():
        routing.AddDisjunction([visit], penalty)
        if instance.days > 1:
            allowed = [number for number, duty in enumerate(layout.duties) if duty[0] == day]
            routing.VehicleVar(visit).SetValues([-1, *allowed])
    solver = routing.solver()
    for customer in instance.customers:
        patterns = instance.allowed_days(customer)
        if len(patterns) > 1:
            chosen = [solver.BoolVar(f"{customer}/{k}") for k in range(len(patterns))]
            solver.Add(solver.Sum(chosen) <= 1)
            for day in {day for pattern in patterns for day in pattern}:
                uses = [
                    one for one, pattern in zip(chosen, patterns, strict=True) if day in pattern
                ]
                solver.Add(routing.ActiveVar(index[customer, day]) == solver.Sum(uses))
        other = instance.other_half(customer)
        if other >= 0 and instance.demand[customer] > 0:
            pickup, delivery = index[customer, 0], index[other, 0]
            routing.AddPickupAndDelivery(pickup, delivery)
            solver.Add(routing.VehicleVar(pickup) == routing.VehicleVar(delivery))
            time = routing.GetDimensionOrDie("time")
            solver.Add(time.CumulVar(pickup) <= time.CumulVar(delivery))
