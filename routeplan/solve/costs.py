"""What a plan costs: missed visits by priority, then VND."""

from __future__ import annotations

from collections.abc import Iterable

from routeplan.model import Problem, Vehicle, Visit
from routeplan.solve.duties.duty import Timing

UNITS_PER_VND = 18_000
"""Costs are whole numbers of 1/18,000 VND: rates per hour and per kilometre divide without rest."""

PRIORITIES = (1, 2, 3, 4)

Key = tuple[int, int, int, int, int, int]
"""Missed visits of priority 1 to 4, worst gap beyond the wanted interval (days), price of the
duties and of irregularity (see `roster`); smaller is better."""


def duty_cost(problem: Problem, vehicle: Vehicle, timing: Timing) -> int:
    """Return the cost of one duty in units: fixed, hours on duty, kilometres and fares.

    A fare is paid for the own vehicle or, by people without one, for each of them.
    """
    metres = sum(ride.way.metres for ride in timing.rides)
    fares = sum(
        problem.crossing_by_id[passage.departure.crossing].fare
        * (vehicle.crew_needed if passage.way.per_head else 1)
        for ride in timing.rides
        for passage in ride.passages
        if passage.departure is not None
    )
    return UNITS_PER_VND * fares + cost_without_fares(problem, vehicle, timing.duty_s, metres)


def cost_without_fares(problem: Problem, vehicle: Vehicle, seconds: int, metres: int) -> int:
    """Return the cost in units of a duty of so many seconds and metres."""
    per_hour = vehicle.cost_hour + problem.weights.per_hour
    per_km = vehicle.cost_km + problem.weights.per_km
    return (
        UNITS_PER_VND * vehicle.cost_fixed
        + UNITS_PER_VND // 3600 * per_hour * seconds
        + UNITS_PER_VND // 1000 * per_km * metres
    )


def in_vnd(units: int) -> int:
    """Return cost units as whole VND, rounded half up."""
    return (2 * units + UNITS_PER_VND) // (2 * UNITS_PER_VND)


def missed_by_priority(problem: Problem, missed: Iterable[Visit]) -> tuple[int, int, int, int]:
    """Count missed visits by priority 1 to 4."""
    counts = dict.fromkeys(PRIORITIES, 0)
    for visit in missed:
        counts[problem.service_by_key[visit.key].priority] += 1
    return counts[1], counts[2], counts[3], counts[4]
