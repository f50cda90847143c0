"""PyVRP's iterated local search on an instance: everything but visit patterns.

Where fewer vehicles come first, a vehicle has the same price as in our own search.
"""

from __future__ import annotations

from typing import Any, cast

import pyvrp

from benchmarks.adapter import fleet_price, kinds_of
from benchmarks.instances.instance import Instance, Tour
from benchmarks.peers import CpuClock
from benchmarks.whole import Whole, whole_numbers

UNLIMITED = 2**62


def refuse(instance: Instance) -> str | None:
    """Return why PyVRP cannot model an instance, None where it can."""
    if instance.days > 1:
        return "no choice of visit days"
    if instance.collects:
        return "no unloading on the way"
    return None


def solve(instance: Instance, *, seconds: float, seed: int) -> tuple[Tour, ...]:
    """Return PyVRP's best tours after so many CPU seconds, feasible or not."""
    data = model(instance)
    clock = CpuClock(seconds)

    def stop(best_cost: int) -> bool:  # noqa: ARG001
        return clock.is_over()

    result = pyvrp.solve(
        data,
        stop=stop,
        seed=seed,
        collect_stats=False,
        display=False,
        params=pyvrp.SolveParams(penalty=_penalties(data)),
    )
    return _tours(instance, data, result.best)


def model(instance: Instance) -> pyvrp.ProblemData:
    """Return the instance in PyVRP's terms; its locations are the instance's nodes."""
    numbers = whole_numbers(instance)
    depots = _depots(instance)
    shipments = [
        _shipment(instance, numbers, node)
        for node in instance.customers
        if instance.other_half(node) >= 0 and instance.demand[node] > 0
    ]
    # PyVRP's own hints want matrices of another shape type than numpy gives.
    metres, seconds = cast("Any", numbers.metres), cast("Any", numbers.seconds)
    points = instance.coordinates or ((0.0, 0.0),) * instance.nodes
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(x, y) for x, y in points],
        clients=[_client(instance, numbers, node) for node in _clients(instance)],
        depots=[pyvrp.Depot(node, service_duration=numbers.service[node]) for node in depots],
        vehicle_types=_vehicle_types(instance, numbers, depots),
        distance_matrices=[metres],
        duration_matrices=[seconds],
        shipments=shipments,
    )


def _penalties(data: pyvrp.ProblemData) -> pyvrp.PenaltyParams:
    """Return PyVRP's own penalties, with a ceiling that grows with the cost of a unit of length.

    Its ceiling is meant for a unit cost of 1; beside costs in hundredths it would not count.
    """
    dearest = max(own.unit_distance_cost for own in data.vehicle_types())
    return pyvrp.PenaltyParams(max_penalty=pyvrp.PenaltyParams().max_penalty * dearest)


def _depots(instance: Instance) -> list[int]:
    return sorted({vehicle.depot for vehicle in instance.vehicles} | set(instance.facilities))


def _clients(instance: Instance) -> list[int]:
    return [node for node in instance.customers if instance.other_half(node) < 0]


def _client(instance: Instance, numbers: Whole, node: int) -> pyvrp.Client:
    early, late = numbers.windows[node] or (0, UNLIMITED)
    return pyvrp.Client(
        node,
        delivery=[instance.demand[node]],
        service_duration=numbers.service[node],
        tw_early=early,
        tw_late=late,
        release_time=numbers.release[node],
    )


def _shipment(instance: Instance, numbers: Whole, node: int) -> pyvrp.Shipment:
    other = instance.other_half(node)
    pickup = numbers.windows[node] or (0, UNLIMITED)
    delivery = numbers.windows[other] or (0, UNLIMITED)
    return pyvrp.Shipment(
        node,
        other,
        *pickup,
        numbers.service[node],
        *delivery,
        numbers.service[other],
        [instance.demand[node]],
    )


def _vehicle_types(
    instance: Instance, numbers: Whole, depots: list[int]
) -> list[pyvrp.VehicleType]:
    kinds = kinds_of(instance)
    price = fleet_price(instance, numbers)
    everything = sum(abs(load) for load in instance.demand)
    types = []
    for kind in range(max(kinds) + 1):
        first = kinds.index(kind)
        vehicle, whole = instance.vehicles[first], numbers.vehicles[first]
        early, late = numbers.windows[vehicle.depot] or (0, UNLIMITED)
        own = pyvrp.VehicleType(
            num_available=kinds.count(kind),
            capacity=[everything if vehicle.capacity is None else vehicle.capacity],
            start_depot=depots.index(vehicle.depot),
            end_depot=depots.index(vehicle.depot),
            fixed_cost=whole.fixed + price,
            tw_early=early,
            tw_late=late,
            unit_distance_cost=whole.per_length,
            reload_depots=[depots.index(node) for node in vehicle.reload_at],
        )
        if whole.max_duration is not None:
            own = own.replace(shift_duration=whole.max_duration)
        if vehicle.max_calls is not None:
            own = own.replace(max_reloads=vehicle.max_calls)
        types.append(own)
    return types


def _tours(instance: Instance, data: pyvrp.ProblemData, best: pyvrp.Solution) -> tuple[Tour, ...]:
    """Return PyVRP's routes, each by the next vehicle of its kind."""
    kinds = kinds_of(instance)
    free = {
        kind: [vehicle for vehicle, own in enumerate(kinds) if own == kind] for kind in set(kinds)
    }
    tours = []
    for route in best.routes():
        stops = [_location(data, activity) for activity in route]
        tours.append(Tour(free[route.vehicle_type()].pop(0), tuple(stops[1:-1])))
    return tuple(tours)


def _location(data: pyvrp.ProblemData, activity: pyvrp.Activity) -> int:
    """Return the node where an activity happens."""
    if activity.is_client():
        return data.client(activity.idx).location
    if activity.is_depot():
        return data.depot(activity.idx).location
    shipment = data.shipment(activity.idx)
    step = shipment.pickup if activity.is_pickup() else shipment.delivery
    return step.location
