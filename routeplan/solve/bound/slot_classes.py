"""Slots with the same content, priced once: what one duty in them costs and may do, relaxed.

A class holds every slot with the same vehicle data, the same jobs and the same windows, so that
twenty days that are alike are one pricing problem with a count of twenty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from routeplan.solve.search.problem import (
    FAR,
    FOREVER,
    Bools,
    Int64s,
    SearchProblem,
)

NO_WAY = 2**60
"""Cost of an arc that does not exist; above every sum that pricing makes."""


@dataclass(frozen=True)
class Arcs:
    """Ways between the nodes of a class: its n jobs, then the depot, then home.

    Args:
        cost: (n + 2, n + 2), the fixed cost of a duty in the depot's row; `NO_WAY` without.
        seconds: (n + 2, n + 2) from leaving a node until doors may open at the next one, set-up
            included; `FOREVER` without.
    """

    cost: Int64s
    seconds: Int64s


@dataclass(frozen=True)
class SlotClass:
    """One pricing problem of n jobs. Times are seconds.

    Relaxed, never tightened, are: breaks, exact sailings, tides and driving (a ferry is none), the
    crates and the order of transfers, the people and crates of a pool, release times (a job is
    reached no earlier than its own, whatever else is on board), and the places of reloads (cost and
    time of each are the least over all of them).

    Args:
        jobs: (n,) jobs of the problem.
        slots: of the problem, all alike.
        arcs: straight from node to node. reloads: with a reload on the way; empty where the
            vehicle has nowhere to do so.
        after: (n,) seconds from the doors' opening until the vehicle leaves.
        window_ptr, windows: when the doors of each job may open, as in `SearchProblem`.
        start, latest: earliest time at which a duty leaves its depot; when it is over.
        max_work: most seconds of moving and serving in a duty, `FOREVER` where `latest` says it.
        deliver, pick: (n,) crates, 0 where the capacity can never be short.
        capacity: most crates on board.
    """

    jobs: Int64s
    slots: tuple[int, ...]
    arcs: Arcs
    reloads: Arcs
    after: Int64s
    window_ptr: Int64s
    windows: Int64s
    start: int
    latest: int
    max_work: int
    deliver: Int64s
    pick: Int64s
    capacity: int

    @property
    def count(self) -> int:
        """Number of slots, and so of duties at most."""
        return len(self.slots)

    def scaled(self, scale: int) -> SlotClass:
        """Return the class with costs multiplied by `scale`."""
        arcs, reloads = (
            replace(table, cost=np.where(table.cost >= NO_WAY, NO_WAY, table.cost * scale))
            for table in (self.arcs, self.reloads)
        )
        return replace(self, arcs=arcs, reloads=reloads)


def allowed_days(problem: SearchProblem) -> Bools:
    """Return (J, D) whether a job has a pattern with that day, and open doors on it."""
    allowed = np.zeros((problem.jobs, problem.days), dtype=np.bool_)
    for job in range(problem.jobs):
        first, last = problem.pattern_ptr[job], problem.pattern_ptr[job + 1]
        begins, ends = problem.pattern_day_ptr[first], problem.pattern_day_ptr[last]
        allowed[job, problem.pattern_days[begins:ends]] = True
    return allowed & (problem.job_windows >= 0)


def slot_classes(problem: SearchProblem, served: Sequence[int]) -> tuple[SlotClass, ...]:
    """Group the slots that may serve any of the jobs `served`."""
    jobs = np.array(sorted(served), dtype=np.int64)
    numbers = _window_numbers(problem)
    allowed = allowed_days(problem)[jobs]
    groups: dict[tuple[object, ...], list[int]] = {}
    for slot in range(problem.slots):
        day = problem.slot_day[slot]
        may = problem.job_slots[jobs, slot] & allowed[:, day] & _fits(problem, jobs, slot)
        if may.any():
            windows = np.where(may, numbers[problem.job_windows[jobs, day]], -1)
            key = (*_vehicle_data(problem, slot), windows.tobytes())
            groups.setdefault(key, []).append(slot)
    made = []
    for slots in groups.values():
        day = problem.slot_day[slots[0]]
        may = problem.job_slots[jobs, slots[0]] & allowed[:, day] & _fits(problem, jobs, slots[0])
        made.append(_class(problem, jobs[may], slots))
    return tuple(made)


def _fits(problem: SearchProblem, jobs: Int64s, slot: int) -> Bools:
    deliver, pick = _crates(problem, jobs)
    capacity = problem.slot_capacity[slot]
    fits: Bools = (deliver <= capacity) & (pick <= capacity)
    return fits


def _crates(problem: SearchProblem, jobs: Int64s) -> tuple[Int64s, Int64s]:
    transfer = problem.job_mate[jobs] >= 0
    return (
        np.where(transfer, 0, problem.job_deliver[jobs]).astype(np.int64),
        np.where(transfer, 0, problem.job_pick[jobs]).astype(np.int64),
    )


def _window_numbers(problem: SearchProblem) -> Int64s:
    """Return a number for each window list, the same for lists with the same windows."""
    known: dict[bytes, int] = {}
    ends = zip(problem.window_ptr[:-1], problem.window_ptr[1:], strict=True)
    numbers = [known.setdefault(problem.windows[a:b].tobytes(), len(known)) for a, b in ends]
    return np.array(numbers, dtype=np.int64)


def _vehicle_data(problem: SearchProblem, slot: int) -> tuple[object, ...]:
    data = (
        problem.slot_profile,
        problem.slot_from,
        problem.slot_to,
        problem.slot_capacity,
        problem.slot_earliest,
        problem.slot_latest,
        problem.slot_max_duty,
        problem.slot_load_s,
        problem.slot_fixed,
        problem.slot_per_second,
        problem.slot_per_metre,
        problem.slot_end_empty,
    )
    return (*(int(values[slot]) for values in data), _facilities(problem, slot).tobytes())


def _facilities(problem: SearchProblem, slot: int) -> Int64s:
    if not len(problem.facility_place):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(problem.facility_slots[:, slot]).astype(np.int64)


def _class(problem: SearchProblem, jobs: Int64s, slots: list[int]) -> SlotClass:
    slot = slots[0]
    load_s = int(problem.slot_load_s[slot])
    start = int(problem.slot_earliest[slot]) + load_s
    latest = int(problem.slot_latest[slot])
    max_work = int(problem.slot_max_duty[slot]) - load_s
    window_ptr, windows = _windows(problem, jobs, int(problem.slot_day[slot]))
    if not (windows[:, 0] > start).any():
        # Nobody ever waits, so that the time since the start is the work.
        latest = min(latest, start + max_work)
    if max_work >= latest - start:
        max_work = FOREVER
    deliver, pick = _crates(problem, jobs)
    capacity = int(problem.slot_capacity[slot])
    if np.maximum(deliver, pick).sum() <= capacity:
        deliver, pick = np.zeros_like(deliver), np.zeros_like(pick)
    arcs, reloads = _arcs(problem, jobs, slot)
    return SlotClass(
        jobs=jobs,
        slots=tuple(slots),
        arcs=arcs,
        reloads=reloads,
        after=problem.job_after[jobs].astype(np.int64),
        window_ptr=window_ptr,
        windows=windows,
        start=start,
        latest=latest,
        max_work=max_work,
        deliver=deliver,
        pick=pick,
        capacity=capacity,
    )


def _windows(problem: SearchProblem, jobs: Int64s, day: int) -> tuple[Int64s, Int64s]:
    """Return the window lists of the jobs on one day, cut by the release times."""
    pointers, rows = [0], []
    for job in jobs:
        number = problem.job_windows[job, day]
        soonest = int(problem.job_release[job] + problem.job_setup[job])
        first, last = problem.window_ptr[number], problem.window_ptr[number + 1]
        rows += [
            (max(int(opens), soonest), int(closes))
            for opens, closes in problem.windows[first:last]
            if closes >= soonest
        ]
        pointers.append(len(rows))
    return np.array(pointers, dtype=np.int64), np.array(rows, dtype=np.int64).reshape(-1, 2)


def _arcs(problem: SearchProblem, jobs: Int64s, slot: int) -> tuple[Arcs, Arcs]:
    n = len(jobs)
    ends = (problem.slot_from[slot], problem.slot_to[slot])
    places = np.array([*problem.job_place[jobs], *ends], dtype=np.int64)
    facilities = _facilities(problem, slot)
    stations = problem.facility_place[facilities] if len(facilities) else facilities
    arcs = _between(problem, slot, places, places)
    reloads = Arcs(np.zeros((0, 0), np.int64), np.zeros((0, 0), np.int64))
    if len(facilities):
        calls = _calls(problem, slot, facilities)
        there = _between(problem, slot, places, stations)
        onward = _between(problem, slot, stations, places)
        reloads = _then(_then(there, calls), onward)
        # A call on the way out or home, where it shortens the way, costs nothing more to allow.
        arcs.cost[n] = np.minimum(arcs.cost[n], reloads.cost[n])
        arcs.seconds[n] = np.minimum(arcs.seconds[n], reloads.seconds[n])
        if problem.slot_end_empty[slot]:
            arcs.cost[:, n + 1], arcs.seconds[:, n + 1] = NO_WAY, FOREVER
        arcs.cost[:, n + 1] = np.minimum(arcs.cost[:, n + 1], reloads.cost[:, n + 1])
        arcs.seconds[:, n + 1] = np.minimum(arcs.seconds[:, n + 1], reloads.seconds[:, n + 1])
    setup = problem.job_setup[jobs].astype(np.int64)
    fixed = int(problem.slot_fixed[slot])
    for table in (arcs, reloads):
        if table.cost.size:
            table.seconds[:, :n] = np.minimum(table.seconds[:, :n] + setup, FOREVER)
            table.cost[n] = np.minimum(table.cost[n] + fixed, NO_WAY)
            np.fill_diagonal(table.cost, NO_WAY)
    return arcs, reloads


def _between(problem: SearchProblem, slot: int, origins: Int64s, destinations: Int64s) -> Arcs:
    profile = int(problem.slot_profile[slot])
    seconds = problem.seconds[profile][np.ix_(origins, destinations)].astype(np.int64)
    metres = problem.metres[profile][np.ix_(origins, destinations)].astype(np.int64)
    far = (seconds >= FAR) | (metres >= FAR)
    per_second, per_metre = problem.slot_per_second[slot], problem.slot_per_metre[slot]
    cost = int(per_second) * seconds + int(per_metre) * metres
    return Arcs(np.where(far, NO_WAY, cost), np.where(far, FOREVER, seconds))


def _calls(problem: SearchProblem, slot: int, facilities: Int64s) -> Arcs:
    """Return the ways from reaching one facility to leaving another, by one call or several."""
    stations = problem.facility_place[facilities]
    q = len(facilities)
    cost, seconds = np.full((q, q), NO_WAY), np.full((q, q), FOREVER)
    np.fill_diagonal(cost, 0)
    np.fill_diagonal(seconds, problem.facility_s[facilities])
    one = Arcs(cost.astype(np.int64), seconds.astype(np.int64))
    between = _between(problem, slot, stations, stations)
    some = one
    for _ in range(q - 1):
        more = _then(_then(some, between), one)
        some = Arcs(np.minimum(some.cost, more.cost), np.minimum(some.seconds, more.seconds))
    return some


def _then(first: Arcs, second: Arcs) -> Arcs:
    """Return the least cost, and the least seconds, over the nodes between."""
    return Arcs(
        _least_sums(first.cost, second.cost, NO_WAY),
        _least_sums(first.seconds, second.seconds, FOREVER),
    )


def _least_sums(first: Int64s, second: Int64s, none: int) -> Int64s:
    best = np.full((first.shape[0], second.shape[1]), none, dtype=np.int64)
    for k in range(first.shape[1]):
        there, onward = first[:, k, None], second[None, k, :]
        np.minimum(best, np.where(there >= none, none, there + onward), out=best)
    return best
