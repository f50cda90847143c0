"""From a project's problem to the arrays that the compiled search reads.

No rule is read here that is not asked for elsewhere: `Openings`, `FleetDays`, `Ways` and `Roster`
answer, and these modules lay their answers out. Duties that stand in the roster stay: their
vehicles are not there on their dates, nor are the people, the crates and the visits that they take.

Quotas of sailings (but for sailings that take no own vehicle at all) and duties of several days are
no business of the search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routeplan.model import DAY_S
from routeplan.solve.duties.timing import DutyClock
from routeplan.solve.roster import Roster, Slot
from routeplan.solve.search.job_days import JobDays, job_days
from routeplan.solve.search.owed import Owed, Patterns, owed_jobs, pattern_arrays
from routeplan.solve.search.problem import FAR, FOREVER, SearchProblem
from routeplan.solve.search.rich import (
    AFTER,
    ANY_TIME,
    CLOSES,
    DOORS,
    EARLIEST,
    FARE_UNITS,
    FARES,
    FROM,
    LOAD,
    MAX_DRIVING,
    MAX_DUTY,
    MOST_LINES,
    NO_WAY,
    PLACE,
    PROFILE,
    SETUP,
    TO,
    Rich,
    empty_rich,
)
from routeplan.solve.search.rich_arrays import Moving, rich_arrays
from routeplan.solve.search.slot_arrays import (
    free_slots,
    slot_arrays,
    slot_kinds,
    slot_table,
    typical_slots,
)
from routeplan.solve.search.staying import Staying, days_by_slot, patterns_by_slot
from routeplan.solve.search.way_arrays import choice, movements

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Further columns of a table of jobs, behind those of `Rich.jobs`.
DELIVER, PICK, PRIORITY = 3, 4, 5

DEARER = 8
"""A missed visit weighs so many times as much as one of the next priority.

Whoever compares two plans counts missed visits by priority first; this weight guides the search.
"""


@dataclass(frozen=True)
class Encoded:
    """A problem for the search, and what its numbers stand for.

    Args:
        slots: vehicle and date of each slot.
        jobs: what each job is owed.
    """

    problem: SearchProblem
    slots: tuple[Slot, ...]
    jobs: tuple[Owed, ...]


def encode(
    roster: Roster, patterns: Patterns | None = None, staying: Staying | None = None
) -> Encoded:
    """Return what is left to do beside the duties of `roster`, for the search.

    What no duty of one day can serve is no job.

    Args:
        roster: duties that stay.
        patterns: on which dates each service may have its visits; without them every visit is a job
            of its own, on any day of its due span.
        staying: where visits are today; then each is a job of its own, and each slot a day of the
            search of its own (see `staying`).
    """
    problem, clock = roster.problem, roster.clock
    slots = free_slots(roster)
    profiles = tuple(sorted({problem.vehicle_by_id[name].profile for name, _ in slots}))
    moving = _moving(clock, profiles)
    table = slot_table(roster, slots, profiles)
    if staying is not None:
        table[:, DOORS] = np.arange(len(slots))
    arrays = slot_arrays(roster, slots, table)
    least_s = _stacked(clock, [one.least_s for one in moving.choices])
    least_m = _stacked(clock, [one.least_m for one in moving.choices])
    every = owed_jobs(roster, patterns if staying is None else None)
    if staying is None:
        days = job_days(clock, slots, [job.visits for job in every])
    else:
        days = days_by_slot(clock, slots, [job.visits[0] for job in every], staying)
    jobs = _job_table(clock, every)
    may_serve = days.may_serve & ~_on_foot(clock, slots, jobs)
    may_serve &= (jobs[:, [DELIVER, PICK]].max(axis=1)[:, None]) <= arrays["slot_capacity"]
    dated = _dated(clock, moving)
    few = typical_slots(table, dated, days.job_windows, may_serve)
    alone = _in_reach(moving, few.slots, jobs, days._replace(job_windows=few.job_windows))
    may_serve = few.spread(alone, may_serve)
    exact = _exact_slots(clock, moving, table, dated, days._replace(may_serve=may_serve))
    rich = empty_rich()
    if exact.any():
        from routeplan.solve.search.alone import rule_out

        doors = (days.job_windows, days.windows, days.window_ptr)
        stays = np.ascontiguousarray(jobs[:, [PLACE, SETUP, AFTER]])
        rich = rich_arrays(clock, moving, table, stays, doors)
        rule_out(rich._replace(slots=few.slots, job_windows=few.job_windows), alone)
        may_serve = few.spread(alone, may_serve)
    able = may_serve.any(axis=1)
    owed = tuple(every[j] for j in np.flatnonzero(able))
    jobs, may_serve, job_windows = jobs[able], may_serve[able], days.job_windows[able]
    if exact.any():
        rich = rich._replace(jobs=rich.jobs[able], job_windows=job_windows)
    allowed = np.zeros(job_windows.shape, dtype=np.bool_)
    for s, day in enumerate(arrays["slot_day"]):
        allowed[:, day] |= may_serve[:, s]
    shared: dict[str, Any] = dict(arrays)
    if staying is None:
        shared |= pattern_arrays(owed, allowed)
    else:
        visits = [job.visits[0] for job in owed]
        shared |= patterns_by_slot(roster, slots, visits, may_serve, staying)
    dearest = _dearest(arrays, table, jobs, least_m, rich)
    if staying is not None:
        dearest += int(shared["pattern_cost"].max(initial=0))
    search = SearchProblem(
        seconds=least_s,
        metres=least_m,
        **shared | {"slot_max_driving": _driving_limits(moving, table)},
        slot_kind=slot_kinds(arrays, may_serve, table[:, FARES]),
        slot_exact=exact,
        slot_lunch=_lunches(clock, moving, table),
        lunch_from=clock.problem.rules.lunch_from,
        lunch_to=clock.problem.rules.lunch_to,
        slot_end_empty=np.zeros(len(slots), dtype=np.bool_),
        job_place=jobs[:, PLACE].copy(),
        job_setup=jobs[:, SETUP].copy(),
        job_after=jobs[:, AFTER].copy(),
        job_deliver=jobs[:, DELIVER].copy(),
        job_pick=jobs[:, PICK].copy(),
        job_priority=jobs[:, PRIORITY].copy(),
        job_penalty=2 * dearest * DEARER ** (4 - jobs[:, PRIORITY]),
        job_release=np.zeros(len(owed), dtype=np.int64),
        job_mate=np.full(len(owed), -1, dtype=np.int64),
        job_windows=job_windows,
        job_slots=may_serve,
        windows=days.windows,
        window_ptr=days.window_ptr,
        facility_slots=np.zeros((0, len(slots)), dtype=np.bool_),
        rich=rich,
        names=tuple(job.visits[0].id for job in owed),
    )
    return Encoded(search, slots, owed)


def _on_foot(clock: DutyClock, slots: Sequence[Slot], jobs: Int64s) -> Bools:
    """Tell (J, S) which jobs the crew of a slot serves on foot, its vehicle left at a pier.

    What a crew may carry by hand is a rule that the arrays do not know.
    """
    problem, grounds = clock.problem, clock.travel.grounds
    found = np.zeros((len(jobs), len(slots)), dtype=np.bool_)
    for s, (name, _) in enumerate(slots):
        profile = problem.vehicle_by_id[name].profile
        if problem.profiles[profile].parks and profile in grounds:
            found[:, s] = grounds[profile].walk_to[jobs[:, PLACE]] >= 0
    return found


def _moving(clock: DutyClock, profiles: tuple[str, ...]) -> Moving:
    moves = tuple(movements(clock.travel, name) for name in profiles)
    ways = zip(profiles, moves, strict=True)
    return Moving(profiles, moves, tuple(choice(clock.travel, name, own) for name, own in ways))


def _job_table(clock: DutyClock, owed: Sequence[Owed]) -> Int64s:
    """Return (J, 6): place, set-up, time from then on, crates both ways, priority."""
    table = np.zeros((len(owed), 6), dtype=np.int64)
    for row, job in zip(table, owed, strict=True):
        service = clock.problem.service_by_key[job.visits[0].key]
        row[PLACE] = clock.travel.index[service.site]
        row[SETUP], row[AFTER] = service.setup_s, service.service_s + service.packdown_s
        row[DELIVER], row[PICK] = service.deliver_crates, service.pick_crates
        row[PRIORITY] = service.priority
    return table


def _stacked(clock: DutyClock, matrices: Sequence[Int32s]) -> Int32s:
    """Return (F, P, P), also of no profile at all."""
    places = len(clock.travel.locations)
    found = np.empty((len(matrices), places, places), dtype=np.int32)
    for row, matrix in zip(found, matrices, strict=True):
        row[:] = matrix
    return found


def _in_reach(moving: Moving, table: Int64s, jobs: Int64s, days: JobDays) -> Bools:
    """Return (J, S) whether a duty for the job alone may be: elsewhere it fits in no company.

    Ways are as quick as they ever are, lunch is left away, and of several windows the hull is
    taken; where none of these binds, the answer is exact.
    """
    found = np.zeros((len(jobs), len(table)), dtype=np.bool_)
    opens = np.append(days.windows[days.window_ptr[:-1], 0], 0)
    closes = np.append(days.windows[days.window_ptr[1:] - 1, 1], -1)
    stay = jobs[:, SETUP] + jobs[:, AFTER]
    for s, slot in enumerate(table):
        one, moves = moving.choices[slot[PROFILE]], moving.moves[slot[PROFILE]]
        least_s = one.least_s
        there, back = (slot[FROM], jobs[:, PLACE]), (jobs[:, PLACE], slot[TO])
        doors = days.job_windows[:, slot[DOORS]]
        ready = slot[EARLIEST] + slot[LOAD] + least_s[there] + jobs[:, SETUP]
        ends = np.maximum(ready, opens[doors]) + jobs[:, AFTER] + least_s[back]
        driving = sum(
            np.where(one.kind[pair] > ANY_TIME, 0, moves.driving_s[pair]) for pair in (there, back)
        )
        lasts = slot[LOAD] + least_s[there] + stay + least_s[back]
        found[:, s] = (
            (least_s[there] < FAR)
            & (least_s[back] < FAR)
            & (ready <= closes[doors])
            & (ends <= slot[CLOSES])
            & (lasts <= slot[MAX_DUTY])
            & (driving <= slot[MAX_DRIVING])
        )
    return found


def _dated(clock: DutyClock, moving: Moving) -> Bools:
    """Return (F,) the profiles that take ferries, or keep to daylight or tides."""
    return np.array(
        [
            bool((one.kind > ANY_TIME).any() or clock.putting_out.matter(name))
            for name, one in zip(moving.names, moving.choices, strict=True)
        ],
        dtype=np.bool_,
    )


def _exact_slots(
    clock: DutyClock, moving: Moving, table: Int64s, dated: Bools, days: JobDays
) -> Bools:
    """Return for which slots a duty is more than one window after the other.

    Those that may owe a lunch; whose profile takes ferries, keeps to daylight or tides, or walks
    where only driving is limited; and those that may serve a job with several windows.
    """
    rules = clock.problem.rules
    owes = (table[:, EARLIEST] < rules.lunch_from) & (table[:, CLOSES] > rules.lunch_to)
    found = owes & (rules.lunch_s > 0)
    for f, (moves, one) in enumerate(zip(moving.moves, moving.choices, strict=True)):
        own = table[:, PROFILE] == f
        if dated[f]:
            found |= own
        elif ((moves.driving_s < moves.seconds) & (one.kind != NO_WAY)).any():
            found |= own & (table[:, MAX_DRIVING] < table[:, MAX_DUTY])
    several = np.append(np.diff(days.window_ptr) > 1, False)
    for s, slot in enumerate(table):
        found[s] |= (days.may_serve[:, s] & several[days.job_windows[:, slot[DOORS]]]).any()
    return found


def _driving_limits(moving: Moving, table: Int64s) -> Int64s:
    """Return (S,) most seconds on the way, `FOREVER` where not all of them are driving.

    The exact evaluator tells them apart, the search's bounds do not.
    """
    driven = np.array(
        [
            (
                (one.kind == NO_WAY) | ((one.kind == ANY_TIME) & (moves.driving_s >= moves.seconds))
            ).all()
            for moves, one in zip(moving.moves, moving.choices, strict=True)
        ],
        dtype=np.bool_,
    )
    found: Int64s = np.where(driven[table[:, PROFILE]], table[:, MAX_DRIVING], FOREVER)
    return found


def _lunches(clock: DutyClock, moving: Moving, table: Int64s) -> Int64s:
    """Return (S,) seconds of the break of a duty that owes one; 0 where a crossing may be one."""
    ashore = np.array([(one.kind <= ANY_TIME).all() for one in moving.choices], dtype=np.bool_)
    found: Int64s = np.where(ashore[table[:, PROFILE]], clock.problem.rules.lunch_s, 0)
    return found


def _dearest(
    arrays: dict[str, Int64s], table: Int64s, jobs: Int64s, least_m: Int32s, rich: Rich
) -> int:
    """Return a cost that no duty for a single visit exceeds: what leaving it out can save."""
    if not len(table) or not len(jobs):
        return 1
    ends = least_m[table[:, PROFILE, None], table[:, FROM, None], jobs[:, PLACE]]
    farthest = np.where(ends < FAR, ends, 0).max(axis=1).astype(np.int64)
    fare = int(rich.sailings[:, FARE_UNITS].max(initial=0))
    dearest = (
        arrays["slot_fixed"]
        + arrays["slot_per_second"] * np.minimum(table[:, MAX_DUTY], DAY_S)
        + arrays["slot_per_metre"] * 2 * farthest
        + 2 * MOST_LINES * fare * table[:, FARES]
    )
    return int(dearest.max())
