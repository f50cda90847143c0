"""A public instance as the problem that `routeplan plan` solves, and the answer as tours.

Nodes are places, vehicles and days are slots, customers are jobs; doors open when service starts,
so set-up is nothing and pack-down is the service. Only lengths and fixed costs cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.instances.instance import Instance, Tour, Vehicle
from benchmarks.whole import Whole, whole_numbers
from routeplan.solve.search.problem import FOREVER, Routes, SearchProblem

Int64s = NDArray[np.int64]

DEARER = 8
"""A missed visit costs as much as this many of the longest ways, and a vehicle more."""


def to_search(instance: Instance) -> SearchProblem:
    """Return an instance as the search reads it.

    `slot_vehicle` are vehicles of the instance, `job_place` and `facility_place` its nodes. Where
    fewer vehicles come first, a vehicle costs what `fleet_price` says.

    Raises:
        ValueError: where vehicles have a limit that the search does not know.
    """
    numbers = whole_numbers(instance)
    vehicles = useful_vehicles(instance)
    if any(instance.vehicles[vehicle].max_calls is not None for vehicle in vehicles):
        raise ValueError(f"{instance.name}: a limit on calls at facilities is not modelled")
    slots = [(day, vehicle) for day in range(instance.days) for vehicle in vehicles]
    price = fleet_price(instance, numbers)
    longest = int(numbers.metres.max()) * max(own.per_length for own in numbers.vehicles)
    dearest = max(own.fixed for own in numbers.vehicles) + price
    count = len(instance.customers)
    return SearchProblem(
        seconds=numbers.seconds[np.newaxis].astype(np.int32),
        metres=numbers.metres[np.newaxis].astype(np.int32),
        **_slots(instance, numbers, slots, price),
        **_jobs(instance, numbers),
        job_penalty=np.full(count, dearest + DEARER * longest, dtype=np.int64),
        job_slots=np.ones((count, len(slots)), dtype=np.bool_),
        **_windows(instance, numbers),
        **_patterns(instance),
        facility_place=_array(instance.facilities),
        facility_s=_array(numbers.service[node] for node in instance.facilities),
        facility_slots=np.array(
            [
                [node in instance.vehicles[vehicle].reload_at for _, vehicle in slots]
                for node in instance.facilities
            ],
            dtype=np.bool_,
        ).reshape(len(instance.facilities), len(slots)),
        partial=False,
        names=tuple(str(node) for node in instance.customers),
    )


def tours_of(problem: SearchProblem, routes: Routes) -> tuple[Tour, ...]:
    """Return an answer of the search as tours over the instance's nodes."""
    tours = []
    for slot, stops in enumerate(routes.stops):
        if stops:
            nodes = tuple(
                int(problem.job_place[stop] if stop >= 0 else problem.facility_place[-1 - stop])
                for stop in stops
            )
            tours.append(Tour(int(problem.slot_vehicle[slot]), nodes, int(problem.slot_day[slot])))
    return tuple(tours)


def kinds_of(instance: Instance) -> tuple[int, ...]:
    """Return for each vehicle the number of its kind; alike vehicles are of one kind."""
    numbers: dict[Vehicle, int] = {}
    return tuple(numbers.setdefault(vehicle, len(numbers)) for vehicle in instance.vehicles)


def useful_vehicles(instance: Instance) -> tuple[int, ...]:
    """Return the vehicles that an optimal answer may need, in the order of the instance.

    Without windows, duration limits, reloads, pairs and several days, two tours of one kind whose
    loads fit one vehicle are no cheaper than one after the other without the depot in between, by
    the triangle inequality (up to the rounding of lengths). So an optimal answer exists where any
    two tours of a kind are over its capacity Q together; with k >= 2 tours of a kind and a load of
    L in all, k * (Q + 1) <= 2 * L.
    """
    everyone = tuple(range(len(instance.vehicles)))
    if (
        instance.windows
        or instance.mate
        or instance.release
        or instance.days > 1
        or instance.matrix
        or any(own.max_duration is not None or own.reload_at for own in instance.vehicles)
    ):
        return everyone
    load = sum(instance.demand[node] for node in instance.customers)
    customers = len(instance.customers)
    seen: dict[Vehicle, int] = {}
    chosen = []
    for vehicle in everyone:
        own = instance.vehicles[vehicle]
        most = 1 if own.capacity is None else max(1, 2 * load // (own.capacity + 1))
        seen[own] = seen.get(own, 0) + 1
        if seen[own] <= min(most, customers):
            chosen.append(vehicle)
    return tuple(chosen)


def fleet_price(instance: Instance, numbers: Whole) -> int:
    """Return what a vehicle costs beside its own fixed cost: 0 unless fewer vehicles come first.

    Then it is what serving every customer by a vehicle of its own would drive: no answer worth
    having is longer, so that no saving of length is worth a vehicle.
    """
    if not instance.vehicles_first:
        return 0
    depot = instance.vehicles[0].depot
    nodes = list(instance.customers)
    out_and_back = numbers.metres[depot, nodes] + numbers.metres[nodes, depot]
    return int(out_and_back.sum()) * max(own.per_length for own in numbers.vehicles)


def _array(values: Any) -> Int64s:
    return np.array(list(values), dtype=np.int64)


def _slots(
    instance: Instance, numbers: Whole, slots: Sequence[tuple[int, int]], price: int
) -> dict[str, Any]:
    everything = sum(abs(load) for load in instance.demand)
    kinds = kinds_of(instance)

    def column(value: Any) -> Int64s:
        by_vehicle = [value(vehicle) for vehicle in range(len(instance.vehicles))]
        return _array(by_vehicle[vehicle] for _, vehicle in slots)

    def span(vehicle: int) -> tuple[int, int]:
        return numbers.windows[instance.vehicles[vehicle].depot] or (0, FOREVER)

    def capacity(vehicle: int) -> int:
        most = instance.vehicles[vehicle].capacity
        return everything if most is None else most

    def duration(vehicle: int) -> int:
        most = numbers.vehicles[vehicle].max_duration
        return FOREVER if most is None else most

    zeros = np.zeros(len(slots), dtype=np.int64)
    depots = column(lambda vehicle: instance.vehicles[vehicle].depot)
    return {
        "slot_day": _array(day for day, _ in slots),
        "slot_vehicle": _array(vehicle for _, vehicle in slots),
        "slot_profile": zeros,
        "slot_from": depots,
        "slot_to": depots.copy(),
        "slot_capacity": column(capacity),
        "slot_earliest": column(lambda vehicle: span(vehicle)[0]),
        "slot_latest": column(lambda vehicle: span(vehicle)[1]),
        "slot_max_duty": column(duration),
        "slot_max_driving": np.full(len(slots), FOREVER, dtype=np.int64),
        "slot_load_s": zeros.copy(),
        "slot_fixed": column(lambda vehicle: numbers.vehicles[vehicle].fixed + price),
        "slot_per_second": zeros.copy(),
        "slot_per_metre": column(lambda vehicle: numbers.vehicles[vehicle].per_length),
        "slot_kind": column(lambda vehicle: kinds[vehicle]),
        "slot_exact": np.zeros(len(slots), dtype=np.bool_),
        "slot_end_empty": np.full(len(slots), instance.end_empty, dtype=np.bool_),
        "slot_crew": zeros.copy(),
        "slot_pool": np.full(len(slots), -1, dtype=np.int64),
        "pool_people": np.zeros(0, dtype=np.int64),
        "pool_crates": np.zeros(0, dtype=np.int64),
    }


def _jobs(instance: Instance, numbers: Whole) -> dict[str, Any]:
    nodes = instance.customers
    job_of = {node: job for job, node in enumerate(nodes)}
    picks = [
        instance.collects or (instance.other_half(node) >= 0 and instance.demand[node] > 0)
        for node in nodes
    ]
    load = [abs(instance.demand[node]) for node in nodes]
    return {
        "job_place": _array(nodes),
        "job_setup": np.zeros(len(nodes), dtype=np.int64),
        "job_after": _array(numbers.service[node] for node in nodes),
        "job_deliver": _array(
            0 if pick else amount for pick, amount in zip(picks, load, strict=True)
        ),
        "job_pick": _array(amount if pick else 0 for pick, amount in zip(picks, load, strict=True)),
        "job_priority": np.ones(len(nodes), dtype=np.int64),
        "job_release": _array(numbers.release[node] for node in nodes),
        "job_mate": _array(job_of.get(instance.other_half(node), -1) for node in nodes),
    }


def _windows(instance: Instance, numbers: Whole) -> dict[str, Any]:
    """Return window lists of one window each; jobs with the same share it, on every day."""
    found: dict[tuple[int, int], int] = {}
    of_job = [
        found.setdefault(numbers.windows[node] or (0, FOREVER), len(found))
        for node in instance.customers
    ]
    return {
        "job_windows": np.repeat(
            np.array(of_job, dtype=np.int32)[:, np.newaxis], instance.days, axis=1
        ),
        "windows": np.array(list(found), dtype=np.int64).reshape(-1, 2),
        "window_ptr": np.arange(len(found) + 1, dtype=np.int64),
    }


def _patterns(instance: Instance) -> dict[str, Any]:
    by_job = [instance.allowed_days(node) for node in instance.customers]
    patterns = [pattern for found in by_job for pattern in found]
    zeros = np.zeros(len(patterns), dtype=np.int64)
    return {
        "pattern_ptr": _ends(len(found) for found in by_job),
        "pattern_cost": zeros,
        "pattern_level": zeros.copy(),
        "pattern_day_ptr": _ends(len(pattern) for pattern in patterns),
        "pattern_days": _array(day for pattern in patterns for day in pattern),
    }


def _ends(counts: Any) -> Int64s:
    return np.concatenate([[0], np.cumsum(list(counts))]).astype(np.int64)
