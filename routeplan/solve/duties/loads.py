"""Crates on board, and in the hands of a crew that left its vehicle at a pier."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from routeplan.model import Problem, Vehicle
from routeplan.solve.duties.feeding import Feeding, Task, Work, work_of


def capacity_of(vehicle: Vehicle, crate_kg: int) -> int:
    """Return the most crates that may be on board at any moment."""
    if vehicle.max_load_kg is None:
        return vehicle.capacity_crates
    return min(vehicle.capacity_crates, vehicle.max_load_kg // crate_kg)


def peak_load(services: Sequence[Work]) -> int:
    """Return the most crates on board on a duty with these stops: on leaving, or after a stop."""
    load = peak = sum(service.deliver_crates for service in services)
    for service in services:
        load += service.pick_crates - service.deliver_crates
        peak = max(peak, load)
    return peak


def carried_by_hand(problem: Problem, vehicle: Vehicle, tasks: Sequence[Task]) -> int:
    """Return the most crates that the crew carries at any moment away from its parked vehicle.

    0 where it never leaves the vehicle, and for boats and people without one.
    """
    if not problem.profiles[vehicle.profile].parks:
        return 0
    most = 0
    for landing, group in groupby(tasks, key=lambda task: walked_from(problem, task)):
        if landing is None:
            continue
        services = [work_of(problem, task) for task in group]
        if problem.landing_by_id[landing].park_at == landing:
            # The vehicle stands at the landing: between two sites the crew comes by.
            by_site = groupby(services, key=lambda service: service.site)
            loads = [peak_load(list(own)) for _, own in by_site]
        else:
            loads = [peak_load(services)]
        most = max(most, *loads)
    return most


def walked_from(problem: Problem, task: Task | Work) -> str | None:
    """Return the landing from which a crew reaches a site without its vehicle, or None.

    The site is that of a visit or a service; a feeding has none.
    """
    if isinstance(task, Feeding):
        return None
    site = problem.site_by_id[task.site]
    landing = problem.landing_by_id.get(site.landing or "")
    on_foot = not site.road and landing is not None and landing.park_at is not None
    return site.landing if on_foot else None
