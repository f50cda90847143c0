"""The slots of a problem: vehicles on dates, their hours, limits and costs, and what they share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routeplan.model import Vehicle
from routeplan.solve.costs import cost_without_fares
from routeplan.solve.duties.loads import capacity_of
from routeplan.solve.roster import Roster, Slot
from routeplan.solve.search.problem import FOREVER
from routeplan.solve.search.rich import (
    CLOSES,
    DAY,
    DOORS,
    EARLIEST,
    FARES,
    FROM,
    LOAD,
    MAX_DRIVING,
    MAX_DUTY,
    PROFILE,
    SLOT_COLUMNS,
    TO,
)

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Bools = NDArray[np.bool_]


def free_slots(roster: Roster) -> tuple[Slot, ...]:
    """Return the vehicles and dates on which a duty may start, sorted by date, then by vehicle.

    A vehicle that is out on a duty of the roster has no slot on the dates of that duty, and one
    whose profile has no travel times has none at all.
    """
    problem, fleet_days = roster.problem, roster.clock.fleet_days
    out = {(duty.vehicle.id, day) for duty in roster.duties.values() for day in duty.dates}
    return tuple(
        (vehicle.id, day)
        for day in problem.dates
        for vehicle in sorted(problem.vehicles, key=lambda vehicle: vehicle.id)
        if vehicle.profile in roster.clock.travel.grounds
        and (vehicle.id, day) not in out
        and not fleet_days.closed(vehicle, day)
        and fleet_days.hours(vehicle, day)[0] is not None
    )


def slot_table(roster: Roster, slots: Sequence[Slot], profiles: Sequence[str]) -> Int64s:
    """Return `Rich.slots`."""
    problem, clock = roster.problem, roster.clock
    table = np.zeros((len(slots), SLOT_COLUMNS), dtype=np.int64)
    day_number = {day: k for k, day in enumerate(problem.dates)}
    for row, (name, day) in zip(table, slots, strict=True):
        vehicle = problem.vehicle_by_id[name]
        hours = clock.fleet_days.hours(vehicle, day)[0]
        assert hours is not None
        on_foot = problem.profiles[vehicle.profile].carried_as == "passenger"
        row[PROFILE] = profiles.index(vehicle.profile)
        row[DAY] = row[DOORS] = day_number[day]
        row[FROM] = row[TO] = clock.travel.index[vehicle.depot]
        row[EARLIEST], row[CLOSES] = hours
        row[MAX_DUTY], row[MAX_DRIVING] = vehicle.max_duty_s, vehicle.max_driving_s
        row[LOAD] = problem.depot_by_id[vehicle.depot].load_s
        row[FARES] = vehicle.crew_needed if on_foot else 1
    return table


def slot_arrays(roster: Roster, slots: Sequence[Slot], table: Int64s) -> dict[str, Int64s]:
    """Return those arrays of `SearchProblem` that tell about slots and pools, by their names.

    Costs are those of `costs`, and one unit a second as in `Duty.price`.
    """
    problem = roster.problem
    vehicles = [problem.vehicle_by_id[name] for name, _ in slots]
    number = {vehicle.id: k for k, vehicle in enumerate(problem.vehicles)}
    shared = [(vehicle.depot, day) for vehicle, (_, day) in zip(vehicles, slots, strict=True)]
    pools: dict[tuple[str, date], list[Vehicle]] = {}
    for key, vehicle in zip(shared, vehicles, strict=True):
        pools.setdefault(key, []).append(vehicle)
    pool_number = {key: k for k, key in enumerate(pools)}
    fixed = [cost_without_fares(problem, vehicle, 0, 0) for vehicle in vehicles]
    second = [cost_without_fares(problem, vehicle, 1, 0) + 1 for vehicle in vehicles]
    metre = [cost_without_fares(problem, vehicle, 0, 1) for vehicle in vehicles]
    left = [_left(roster, members, day) for (_, day), members in pools.items()]
    by_pool = np.array(left, dtype=np.int64).reshape(-1, 2)

    def ints(values: Sequence[int]) -> Int64s:
        return np.array(values, dtype=np.int64)

    return {
        "slot_day": table[:, DOORS].copy(),
        "slot_vehicle": ints([number[vehicle.id] for vehicle in vehicles]),
        "slot_profile": table[:, PROFILE].copy(),
        "slot_from": table[:, FROM].copy(),
        "slot_to": table[:, TO].copy(),
        "slot_capacity": ints([capacity_of(v, problem.rules.crate_kg) for v in vehicles]),
        "slot_earliest": table[:, EARLIEST].copy(),
        "slot_latest": table[:, CLOSES].copy(),
        "slot_max_duty": table[:, MAX_DUTY].copy(),
        "slot_max_driving": table[:, MAX_DRIVING].copy(),
        "slot_load_s": table[:, LOAD].copy(),
        "slot_fixed": ints(fixed),
        "slot_per_second": ints(second) - ints(fixed),
        "slot_per_metre": ints(metre) - ints(fixed),
        "slot_crew": ints([vehicle.crew_needed for vehicle in vehicles]),
        "slot_pool": ints([pool_number[key] for key in shared]),
        "pool_people": by_pool[:, 0].copy(),
        "pool_crates": by_pool[:, 1].copy(),
    }


class Typical(NamedTuple):
    """T slots that stand for all: of slots that only their dates tell apart, one for each opening.

    What is asked of a job alone is asked of these, which do not grow with the weeks.

    Args:
        slots: (T, SLOT_COLUMNS) as `Rich.slots`; the column DOORS counts those of `job_windows`.
        job_windows: (J, T) window list of each job, -1 where no slot that is stood for serves it.
        place: (J, S) which of them stands for a job in a slot; 0 where the slot does not serve it.
    """

    slots: Int64s
    job_windows: Int32s
    place: NDArray[np.intp]

    def spread(self, answer: Bools, may_serve: Bools) -> Bools:
        """Return (J, S) what (J, T) says of the slots stood for, as far as they may serve."""
        if not len(self.slots):
            return may_serve.copy()  # nothing may be served anywhere
        found: Bools = may_serve & np.take_along_axis(answer, self.place, axis=1)
        return found


def typical_slots(table: Int64s, dated: Bools, job_windows: Int32s, may_serve: Bools) -> Typical:
    """Return slots that stand for all.

    Args:
        table: (S, SLOT_COLUMNS), `Rich.slots`.
        dated: (F,) profiles whose ways depend on the date: ferries, daylight, tides.
        job_windows: (J, columns) as `Rich.job_windows`.
        may_serve: (J, S).
    """
    alike: dict[bytes, list[int]] = {}
    for s, row in enumerate(table):
        own = row.copy()
        own[DOORS] = 0
        if not dated[own[PROFILE]]:
            own[DAY] = 0
        alike.setdefault(own.tobytes(), []).append(s)
    place = np.zeros(may_serve.shape, dtype=np.intp)
    rows: list[Int64s] = []
    columns: list[Int32s] = []
    for members in alike.values():
        first = len(rows)
        for s in members:
            own_windows = np.where(may_serve[:, s], job_windows[:, table[s, DOORS]], -1)
            left, at = own_windows >= 0, first
            while left.any():
                if at == len(rows):
                    rows.append(table[s].copy())
                    rows[at][DOORS] = at
                    columns.append(np.full(len(may_serve), -1, dtype=np.int32))
                fits = left & ((columns[at] < 0) | (columns[at] == own_windows))
                columns[at][fits] = own_windows[fits]
                place[fits, s] = at
                left &= ~fits
                at += 1
    found = np.empty((len(may_serve), len(columns)), dtype=np.int32)
    for at, column in enumerate(columns):
        found[:, at] = column
    return Typical(np.array(rows, dtype=np.int64).reshape(-1, SLOT_COLUMNS), found, place)


def slot_kinds(arrays: dict[str, Int64s], may_serve: Bools, fares: Int64s) -> Int64s:
    """Return a number for each slot, the same for slots of one day that nothing tells apart.

    Args:
        arrays: of `slot_arrays`.
        may_serve: (J, S), `SearchProblem.job_slots`.
        fares: (S,), what a crossing costs more than once.
    """
    names = sorted(name for name in arrays if name.startswith("slot_") and name != "slot_vehicle")
    columns = np.column_stack([*(arrays[name] for name in names), fares])
    kinds: dict[tuple[bytes, bytes], int] = {}
    return np.array(
        [
            kinds.setdefault((row.tobytes(), serves.tobytes()), len(kinds))
            for row, serves in zip(columns, may_serve.T, strict=True)
        ],
        dtype=np.int64,
    )


def _left(roster: Roster, members: Sequence[Vehicle], day: date) -> tuple[int, int]:
    """Return the people and the crates that the duties of the roster leave to a pool.

    Boats that may be fed are not held to the crates of their landing.
    """
    sharing, people, crates = roster.compounds.sharing, FOREVER, FOREVER
    depot = members[0].depot
    if roster.problem.crew:
        people = roster.people_at_work(depot, day) - sum(
            duty.vehicle.crew_needed
            for duty in roster.duties.values()
            if duty.vehicle.depot == depot and day in duty.dates
        )
    if not any(sharing.feedable(vehicle) for vehicle in members):
        crates -= sharing.short_crates(roster.duties, members[0], day, FOREVER)
    return max(people, 0), max(crates, 0)
