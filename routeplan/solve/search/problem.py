"""The problem as the compiled search reads it: integers in arrays, nothing else.

Two things make one: `encode` from a project's `Problem` and `Travel`, and the readers of public
instances in `benchmarks`. The words are those of the glossary, with four of its own:

- A **slot** is one vehicle on one day: the place where a duty may be. Slots are sorted by day.
- A **job** is one service of one site, with every visit that it is owed in the horizon.
- A **pattern** is a set of days, one for each visit of a job. Exactly one pattern is chosen. A job
  is visited at most once a day, so (job, day) names a visit.
- A **facility** is a place where a vehicle reloads or unloads on the way.

Times are seconds, lengths metres (benchmarks: their own whole units), costs whole units of one
kind. All arrays are C-contiguous; dimensions: P places, F profiles, S slots, J jobs, D days,
W window lists, Q facilities.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from routeplan.language.spoken import SpokenError

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
UInt64s = NDArray[np.uint64]
Bools = NDArray[np.bool_]

FAR = 2**30
"""Seconds and metres between places without a way. Two of them still fit in 32 bits unsigned."""

FOREVER = 2**40
"""A time that no duty reaches."""


def _ints(*values: int) -> Int64s:
    return np.array(values, dtype=np.int64)


@dataclass(frozen=True)
class SearchProblem:
    """See the module's docstring.

    Travel:
        seconds, metres: (F, P, P) int32, `FAR` where there is no way. Where a way has a crossing or
            a boat (see `slot_exact`), the least that it can take: a lower bound.
        unit_is_metre: lengths alone make the cost (`slot_per_second` is 0 everywhere).

    Slots (S,):
        slot_day: 0 to D - 1, not falling. slot_vehicle: any number; slots of one vehicle share it.
        slot_profile: index into the first axis of travel. slot_from, slot_to: places.
        slot_capacity: most crates on board. slot_earliest, slot_latest: span of the whole duty.
        slot_max_duty, slot_max_driving: most seconds, `FOREVER` without a limit.
        slot_load_s: seconds of loading before leaving, part of the duty.
        slot_fixed, slot_per_second, slot_per_metre: cost of a duty that serves at least one job.
        slot_kind: slots of one day with the same kind are interchangeable while empty.
        slot_exact: whether duties of the slot need the exact evaluator (lunch, crossings, tides,
            several windows); the others are timed by one segment in constant time.
        slot_end_empty: the vehicle unloads at a facility before it comes back to `slot_to`.
        slot_lunch: seconds of the break that a duty from before `lunch_from` until after `lunch_to`
            takes while it neither moves nor serves; 0 where it owes none or may eat on board, and
            everywhere where not given.
        slot_crew: people that a duty needs, out of `pool_people`; slot_pool: of which pool (-1: not
            counted). A pool is the people, and the crates, of one depot on one day.

    Pools (any number):
        pool_people, pool_crates: most at the same time in duties of the pool; `FOREVER` without.

    Jobs (J,):
        job_place, job_setup, job_after: place; seconds before doors open; seconds from then on
            until the vehicle leaves.
        job_deliver, job_pick: crates that come out of, and go into, the vehicle.
        job_priority: 1 to 4. job_penalty: cost of one missed visit in the search's own weighing.
        job_release: earliest time at which the trip that carries it leaves its depot or facility.
        job_mate: the other half of a transfer, -1 for none: both are served by the same duty, the
            half with ``job_deliver == 0`` first; what it picks, the other delivers. The search
            refuses transfers where there are facilities: it puts both halves at once and knows not
            what a call between them does to the crates.
        job_windows: (J, D) index of a window list, -1 where the doors stay shut on that day.
        job_slots: (J, S) whether the slot may serve the job (skills, pins, reach).

    Window lists:
        windows: (n, 2) earliest and latest opening of doors, sorted and apart;
        window_ptr: (W + 1,), list w is ``windows[window_ptr[w]:window_ptr[w + 1]]``.

    Patterns:
        pattern_ptr: (J + 1,) patterns of job j are ``pattern_ptr[j]`` up to ``pattern_ptr[j + 1]``.
        pattern_cost: cost of choosing it. pattern_level: its part of the second level of the
            objective (days of gap beyond the wanted interval); the worst one counts.
        pattern_day_ptr: (patterns + 1,) into pattern_days. pattern_days: days, rising.
        pattern_moves: moves that choosing it makes, job_moves: that a job without a pattern makes;
            all 0 where not given. No step leaves more than most_moves, or than there were before.
        partial: whether single visits of a pattern may be missed; otherwise a job is served on all
            days of its pattern or on none.

    Facilities (Q,):
        facility_place, facility_s: place, and seconds that a call there takes.
        facility_slots: (Q, S) whether the vehicle of the slot may call there.

    Args:
        rich: what the exact evaluator needs beyond this, opaque to the kernel.
        names: by job, for messages alone.
    """

    seconds: Int32s
    metres: Int32s
    slot_day: Int64s
    slot_vehicle: Int64s
    slot_profile: Int64s
    slot_from: Int64s
    slot_to: Int64s
    slot_capacity: Int64s
    slot_earliest: Int64s
    slot_latest: Int64s
    slot_max_duty: Int64s
    slot_max_driving: Int64s
    slot_load_s: Int64s
    slot_fixed: Int64s
    slot_per_second: Int64s
    slot_per_metre: Int64s
    slot_kind: Int64s
    slot_exact: Bools
    slot_end_empty: Bools
    slot_crew: Int64s
    slot_pool: Int64s
    pool_people: Int64s
    pool_crates: Int64s
    job_place: Int64s
    job_setup: Int64s
    job_after: Int64s
    job_deliver: Int64s
    job_pick: Int64s
    job_priority: Int64s
    job_penalty: Int64s
    job_release: Int64s
    job_mate: Int64s
    job_windows: Int32s
    job_slots: Bools
    windows: Int64s
    window_ptr: Int64s
    pattern_ptr: Int64s
    pattern_cost: Int64s
    pattern_level: Int64s
    pattern_day_ptr: Int64s
    pattern_days: Int64s
    facility_place: Int64s = field(default_factory=_ints)
    facility_s: Int64s = field(default_factory=_ints)
    facility_slots: Bools = field(default_factory=lambda: np.zeros((0, 0), dtype=np.bool_))
    partial: bool = True
    pattern_moves: Int64s = field(default_factory=_ints)
    job_moves: Int64s = field(default_factory=_ints)
    most_moves: int = FOREVER
    slot_lunch: Int64s = field(default_factory=_ints)
    lunch_from: int = 0
    lunch_to: int = FOREVER
    rich: object = None
    names: tuple[str, ...] = ()

    def refuse_unsupported(self) -> None:
        """Refuse what the search cannot honour: transfers where there are facilities.

        Raises:
            RouteplanError: ``engine-unsupported``.
        """
        if len(self.facility_place) and (self.job_mate >= 0).any():
            raise SpokenError(
                "engine-unsupported",
                key="engine-unsupported-transfers",
                details={"rules": ["transfers", "facilities"]},
            )

    @property
    def days(self) -> int:
        """Number of days."""
        return int(self.job_windows.shape[1])

    @property
    def jobs(self) -> int:
        """Number of jobs."""
        return len(self.job_place)

    @property
    def slots(self) -> int:
        """Number of slots."""
        return len(self.slot_day)


def one_day_patterns(allowed: Bools) -> dict[str, Int64s]:
    """Return the pattern arrays of jobs that are owed one visit on any of their allowed days.

    Args:
        allowed: (J, D).
    """
    counts = allowed.sum(axis=1)
    days = np.nonzero(allowed)[1].astype(np.int64)
    zeros = np.zeros(len(days), dtype=np.int64)
    return {
        "pattern_ptr": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        "pattern_cost": zeros,
        "pattern_level": zeros.copy(),
        "pattern_day_ptr": np.arange(len(days) + 1, dtype=np.int64),
        "pattern_days": days,
    }


@dataclass(frozen=True)
class Routes:
    """An answer of the search: for each slot the jobs in order.

    Args:
        stops: one tuple a slot: job indices; ``-1 - q`` is a call at facility q.
        missed: (job, day or -1) of visits without a place; the day is -1 where none is chosen.
        missed_by_priority: counts for priorities 1 to 4.
        level: worst `pattern_level` chosen. cost: in units, penalties not included.
    """

    stops: tuple[tuple[int, ...], ...]
    missed: tuple[tuple[int, int], ...]
    missed_by_priority: tuple[int, int, int, int]
    level: int
    cost: int
