"""What an answer costs and whether it keeps every rule.

Plain Python that shares nothing with the engine, the peers or the whole numbers given to them.

Lengths and times are those of the instance's convention: exact where it is whole, with a tolerance
of 1e-6 where distances are real.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.instances.instance import Convention, Instance, Tour, Vehicle

TOLERANCE = 1e-6
NEVER = math.inf

Measure = Callable[[float], float]
Span = Callable[[int], tuple[float, float]]


@dataclass(frozen=True)
class Verdict:
    """What the judge found.

    Args:
        cost: in the convention, as reported in the literature.
        vehicles: most vehicles out on one day.
        faults: every broken rule in words.
    """

    cost: float
    vehicles: int
    faults: tuple[str, ...]

    @property
    def feasible(self) -> bool:
        """Whether no rule is broken."""
        return not self.faults


@dataclass(frozen=True)
class _Call:
    """One place on a tour: start within earliest and latest, then `service`."""

    node: int
    earliest: float
    latest: float
    service: float


def measure(convention: Convention, value: float) -> float:
    """Return a number of a file as a length or time of the convention."""
    scaled = value * convention.scale
    if convention.rounding == "truncate":
        return math.floor(scaled)
    if convention.rounding == "round":
        return math.floor(scaled + 0.5)
    return scaled


def length(instance: Instance, start: int, end: int) -> float:
    """Return the length between two nodes, which is also the time that it takes."""
    if instance.matrix:
        return measure(instance.convention, instance.matrix[start][end])
    (x, y), (u, v) = instance.coordinates[start], instance.coordinates[end]
    return measure(instance.convention, math.sqrt((x - u) ** 2 + (y - v) ** 2))


def judge(instance: Instance, tours: Sequence[Tour]) -> Verdict:
    """Return what an answer costs and every rule that it breaks. Empty tours are no tours."""
    tours = [tour for tour in tours if tour.stops]
    faults = list(_misplaced(instance, tours))
    if faults:
        return Verdict(NEVER, 0, tuple(faults))
    faults += _visit_faults(instance, tours)
    cost = 0.0
    for tour in tours:
        vehicle = instance.vehicles[tour.vehicle]
        path = (vehicle.depot, *tour.stops, vehicle.depot)
        driven = sum(length(instance, a, b) for a, b in itertools.pairwise(path))
        cost += measure(instance.convention, vehicle.fixed) + vehicle.per_length * driven
        where = f"vehicle {tour.vehicle} on day {tour.day}"
        checks = (_load_faults, _pair_faults, _time_faults)
        faults += [f"{where}: {fault}" for check in checks for fault in check(instance, tour)]
    out = Counter(tour.day for tour in tours)
    return Verdict(cost / instance.convention.divisor, max(out.values(), default=0), tuple(faults))


def _misplaced(instance: Instance, tours: Sequence[Tour]) -> Iterator[str]:
    """Yield what makes an answer unreadable: vehicles, days and nodes that are not there."""
    for tour in tours:
        if not 0 <= tour.vehicle < len(instance.vehicles):
            yield f"there is no vehicle {tour.vehicle}"
        if not 0 <= tour.day < instance.days:
            yield f"there is no day {tour.day}"
        for node in tour.stops:
            if not 0 <= node < instance.nodes:
                yield f"there is no node {node}"


def _visit_faults(instance: Instance, tours: Sequence[Tour]) -> Iterator[str]:
    duties = Counter((tour.vehicle, tour.day) for tour in tours)
    for (vehicle, day), count in duties.items():
        if count > 1:
            yield f"vehicle {vehicle} has {count} tours on day {day}"
    days: dict[int, list[int]] = {node: [] for node in instance.customers}
    for tour in tours:
        for node in tour.stops:
            if node in days:
                days[node].append(tour.day)
    for node, found in days.items():
        if tuple(sorted(found)) not in instance.allowed_days(node):
            yield f"customer {node} is served on days {sorted(found)}"


def _trips(tour: Tour, vehicle: Vehicle, customers: frozenset[int]) -> list[list[int]]:
    """Return the stops between calls at facilities."""
    trips: list[list[int]] = [[]]
    for node in tour.stops:
        if node in vehicle.reload_at and node not in customers:
            trips.append([])
        else:
            trips[-1].append(node)
    return trips


def _load_faults(instance: Instance, tour: Tour) -> Iterator[str]:
    vehicle = instance.vehicles[tour.vehicle]
    customers = frozenset(instance.customers)
    trips = _trips(tour, vehicle, customers)
    for trip in trips:
        for node in trip:
            if node not in customers:
                yield f"calls at {node}, which is neither a customer nor a facility of its own"
        # With pairs the load goes up and down; without, it only grows or only shrinks.
        load, peak = 0, 0
        for node in trip:
            load += instance.demand[node]
            peak = max(peak, load)
        if vehicle.capacity is not None and peak > vehicle.capacity:
            yield f"carries {peak}, its capacity is {vehicle.capacity}"
    if vehicle.max_calls is not None and len(trips) - 1 > vehicle.max_calls:
        yield f"calls {len(trips) - 1} times at facilities, {vehicle.max_calls} are allowed"
    if instance.end_empty and sum(instance.demand[node] for node in trips[-1]) > 0:
        yield "comes back loaded"


def _pair_faults(instance: Instance, tour: Tour) -> Iterator[str]:
    for node in tour.stops:
        other = instance.other_half(node)
        if other < 0:
            continue
        if other not in tour.stops:
            yield f"serves {node} without {other}"
        elif instance.demand[node] < 0 and tour.stops.index(other) > tour.stops.index(node):
            yield f"delivers {node} before it picks up {other}"


def _calls(instance: Instance, tour: Tour) -> list[_Call]:
    """Return the calls of a tour, its depot first and last."""
    vehicle = instance.vehicles[tour.vehicle]
    customers = frozenset(instance.customers)

    def whole(value: float) -> float:
        return measure(instance.convention, value)

    def span(node: int) -> tuple[float, float]:
        window = instance.window(node)
        return (0.0, NEVER) if window is None else (whole(window[0]), whole(window[1]))

    def leave(trip: Sequence[int]) -> float:
        return max((whole(instance.released(node)) for node in trip), default=0.0)

    trips = _trips(tour, vehicle, customers)
    open_at, shut_at = span(vehicle.depot)
    calls = [_Call(vehicle.depot, max(open_at, leave(trips[0])), shut_at, 0.0)]
    left = iter(trips)
    calls += _trip_calls(instance, next(left), whole, span)
    facilities = [node for node in tour.stops if node not in customers]
    for facility, trip in zip(facilities, left, strict=False):
        service = whole(instance.service[facility])
        earliest, latest = span(facility)
        # Loading may begin before the release; leaving may not.
        calls.append(_Call(facility, max(earliest, leave(trip) - service), latest, service))
        calls += _trip_calls(instance, trip, whole, span)
    calls.append(_Call(vehicle.depot, open_at, shut_at, 0.0))
    return calls


def _trip_calls(
    instance: Instance,
    trip: Sequence[int],
    whole: Measure,
    span: Span,
) -> list[_Call]:
    return [_Call(node, *span(node), whole(instance.service[node])) for node in trip]


def _time_faults(instance: Instance, tour: Tour) -> Iterator[str]:
    """Yield windows that are missed, and a duty that is too long at its best departure.

    The end of a duty grows with its departure only past the latest departure that still ends as
    early as possible; so that one gives the shortest duty.
    """
    slack = 0.0 if instance.convention.is_whole else TOLERANCE
    calls = _calls(instance, tour)
    clock = calls[0].earliest
    late = False
    for before, call in itertools.pairwise(calls):
        arrival = clock + before.service + length(instance, before.node, call.node)
        clock = max(arrival, call.earliest)
        if clock > call.latest + slack:
            late = True
            yield f"starts at {call.node} at {clock:g}, {call.latest:g} is the latest"
    limit = instance.vehicles[tour.vehicle].max_duration
    if limit is None or late:
        return
    departure = clock
    for before, call in zip(reversed(calls[:-1]), reversed(calls), strict=False):
        travel = before.service + length(instance, before.node, call.node)
        departure = min(before.latest, departure - travel)
    duration, most = clock - departure, measure(instance.convention, limit)
    if duration > most + slack:
        yield f"takes {duration:g}, {most:g} is the most"
