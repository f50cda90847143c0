"""On which days and slots each visit may take place, and when its doors may open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routeplan.model import Medium, Problem, Visit
from routeplan.solve.duties.openings import Spans
from routeplan.solve.duties.timing import DutyClock
from routeplan.solve.roster import Slot

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Bools = NDArray[np.bool_]


class JobDays(NamedTuple):
    """Opening times of J jobs on D days, see `SearchProblem`; `may_serve` is its `job_slots`.

    Args:
        may_serve: (J, S) by days, pins, closures and skills; nobody has looked at the clock or at
            the way there yet.
    """

    job_windows: Int32s
    windows: Int64s
    window_ptr: Int64s
    may_serve: Bools


def job_days(clock: DutyClock, slots: Sequence[Slot], jobs: Sequence[Sequence[Visit]]) -> JobDays:
    """Return on which days and slots jobs may be served.

    Args:
        clock: knows opening times and closures.
        slots: vehicles and dates.
        jobs: the visits that each job is owed. On a day on which several of them are due, it is
            enough that one may take place.
    """
    problem = clock.problem
    lists: dict[Spans, int] = {}
    job_windows = np.full((len(jobs), len(problem.dates)), -1, dtype=np.int32)
    may_serve = np.zeros((len(jobs), len(slots)), dtype=np.bool_)
    by_day = _by_day(problem, slots)
    for j, visits in enumerate(jobs):
        for visit in visits:
            pins = problem.service_by_key[visit.key].pinned
            own = any(pin.vehicle is not None for pin in pins)
            for k, members in by_day.items():
                if not visit.due_from <= problem.dates[k] <= visit.due_to:
                    continue
                # Only a pin tells vehicles apart; without one the first answer is everybody's.
                for group in [[s] for s in members] if own else [members]:
                    spans = clock.openings.on(visit, *slots[group[0]])
                    if not isinstance(spans, str):
                        job_windows[j, k] = lists.setdefault(spans, len(lists))
                        may_serve[j, group] = True
    may_serve &= skilled(problem, slots, jobs)
    may_serve &= ~_landing_shut(clock, slots, jobs)
    return JobDays(
        job_windows,
        np.array([span for spans in lists for span in spans], dtype=np.int64).reshape(-1, 2),
        np.concatenate([[0], np.cumsum([len(spans) for spans in lists])]).astype(np.int64),
        may_serve,
    )


def _by_day(problem: Problem, slots: Sequence[Slot]) -> dict[int, list[int]]:
    """Return the slots of each day, by the day's number."""
    number = {day: k for k, day in enumerate(problem.dates)}
    found: dict[int, list[int]] = {}
    for s, (_, day) in enumerate(slots):
        found.setdefault(number[day], []).append(s)
    return found


def skilled(problem: Problem, slots: Sequence[Slot], jobs: Sequence[Sequence[Visit]]) -> Bools:
    """Return (J, S) whether the vehicle can do what the service of the job needs."""
    skills = [problem.vehicle_by_id[vehicle].skills for vehicle, _ in slots]
    rows: dict[frozenset[str], Bools] = {}
    found = np.zeros((len(jobs), len(slots)), dtype=np.bool_)
    for j, visits in enumerate(jobs):
        needs = problem.service_by_key[visits[0].key].needs
        if needs not in rows:
            rows[needs] = np.array([needs <= own for own in skills], dtype=np.bool_)
        found[j] = rows[needs]
    return found


def _landing_shut(
    clock: DutyClock, slots: Sequence[Slot], jobs: Sequence[Sequence[Visit]]
) -> Bools:
    """Return (J, S) whether a boat finds the landing of the site closed."""
    problem = clock.problem
    found = np.zeros((len(jobs), len(slots)), dtype=np.bool_)
    sites = [problem.site_by_id[visits[0].site] for visits in jobs]
    members: dict[str, list[int]] = {}
    for j, site in enumerate(sites):
        members.setdefault(site.landing or "", []).append(j)
    for s, (name, day) in enumerate(slots):
        vehicle = problem.vehicle_by_id[name]
        if problem.profiles[vehicle.profile].medium is not Medium.SEA:
            continue
        for group in members.values():
            if clock.fleet_days.landing_closed(sites[group[0]], vehicle, day):
                found[group, s] = True
    return found
