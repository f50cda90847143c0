"""Fills the arrays of the exact evaluator from what the evaluator of one duty reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routeplan.model import Problem
from routeplan.network.boating import BoatTimes
from routeplan.solve.costs import UNITS_PER_VND
from routeplan.solve.duties.timing import DutyClock
from routeplan.solve.search.rich import (
    AFLOAT,
    ANY_TIME,
    DIRECT,
    MOST_LINES,
    NO_MORE,
    Rich,
)
from routeplan.solve.search.way_arrays import Choice, Movements

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]


class Moving(NamedTuple):
    """How the profiles of one problem move, numbered as in `names`."""

    names: tuple[str, ...]
    moves: tuple[Movements, ...]
    choices: tuple[Choice, ...]


def rich_arrays(
    clock: DutyClock,
    moving: Moving,
    slots: Int64s,
    jobs: Int64s,
    doors: tuple[Int32s, Int64s, Int64s],
) -> Rich:
    """Return the arrays of a problem.

    Args:
        clock: what the evaluator of one duty reads.
        moving: the ways.
        slots: `Rich.slots`.
        jobs: `Rich.jobs`.
        doors: `job_windows`, `windows` and `window_ptr` of `SearchProblem`.
    """
    rules, days = clock.problem.rules, clock.problem.dates
    ways = _ways(clock, moving)
    sailings, sailing_ptr = _sailings(clock, moving.names, days)
    in_port, in_port_ptr = _in_port(clock.problem, clock, moving, days)
    walks = [
        np.stack([ground.walk_to, ground.walk_s], axis=-1)
        for ground in (clock.travel.grounds[name] for name in moving.names)
    ]
    return Rich(
        *ways,
        sailings,
        sailing_ptr,
        in_port,
        in_port_ptr,
        np.ascontiguousarray(walks, dtype=np.int32),
        slots,
        jobs,
        *doors,
        facilities=np.zeros((0, 2), dtype=np.int64),
        lunch=np.array([rules.lunch_s, rules.lunch_from, rules.lunch_to], dtype=np.int64),
        lost=np.zeros(1, dtype=np.int64),
    )


def _ways(clock: DutyClock, moving: Moving) -> tuple[Int32s, Int64s, Int64s]:
    """Return pairs, sets of ways and chains of all profiles, numbered through."""
    places = len(clock.travel.locations)
    pairs = np.empty((len(moving.names), places, places, 4), dtype=np.int32)
    width = max((one.way_sets.shape[1] for one in moving.choices), default=1)
    sets, chains = [np.zeros((0, width), np.int64)], [np.zeros((0, 1 + 3 * MOST_LINES), np.int64)]
    for f, (name, moves, one) in enumerate(
        zip(moving.names, moving.moves, moving.choices, strict=True)
    ):
        before = sum(len(array) for array in chains)
        numbered = np.where(one.way_sets > DIRECT, one.way_sets + before, one.way_sets)
        wide = np.full((len(numbered), width), NO_MORE, dtype=np.int64)
        wide[:, : numbered.shape[1]] = numbered
        kind = np.where(one.kind > ANY_TIME, one.kind + sum(len(array) for array in sets), one.kind)
        if clock.putting_out.matter(name):
            kind = np.where((kind == ANY_TIME) & (moves.afloat <= AFLOAT), moves.afloat, kind)
        sets.append(wide)
        chains.append(one.chains)
        for column, array in enumerate((kind, moves.seconds, moves.driving_s, moves.metres)):
            pairs[f, ..., column] = array
    return pairs, np.concatenate(sets), np.concatenate(chains)


def _sailings(
    clock: DutyClock, profiles: Sequence[str], days: Sequence[date]
) -> tuple[Int64s, Int64s]:
    """Return the sailings of every profile, line and day, without those that take no vehicle."""
    problem = clock.problem
    rows: list[list[tuple[int, int, int]]] = []
    for name in profiles:
        carried_as = problem.profiles[name].carried_as
        on_foot = carried_as == "passenger"
        for line in range(len(clock.travel.timetable.lines)):
            for day in days:
                going = [
                    (sailing, problem.crossing_by_id[sailing.crossing])
                    for sailing in clock.ways.of_line(carried_as, line, day, 0)
                ]
                rows.append(
                    [
                        (sailing.pier_by, sailing.arrive, UNITS_PER_VND * row.fare)
                        for sailing, row in going
                        if on_foot or row.quota != 0
                    ]
                )
    return _ragged(rows, 3)


def _in_port(
    problem: Problem, clock: DutyClock, moving: Moving, days: Sequence[date]
) -> tuple[Int64s, Int64s]:
    """Return when boats may leave or reach each landing that one of their ways touches."""
    times = BoatTimes(problem)
    places = clock.travel.locations
    rows: list[Sequence[tuple[int, int]]] = []
    for name, moves in zip(moving.names, moving.moves, strict=True):
        used = _landings_used(moves, clock, name) if clock.putting_out.matter(name) else set()
        for i, place in enumerate(places):
            rows += [times.spans(name, place.id, day) if i in used else () for day in days]
    return _ragged(rows, 2)


def _landings_used(moves: Movements, clock: DutyClock, profile: str) -> set[int]:
    """Return the places at which boats begin or end a way afloat."""
    walk_to = clock.travel.grounds[profile].walk_to
    code = AFLOAT - moves.afloat
    afloat = moves.afloat <= AFLOAT
    used: set[int] = set()
    for walks, axis in ((code >= 2, 1), (code % 2 == 1, 0)):
        used.update(np.flatnonzero((afloat & ~walks).any(axis=axis)).tolist())
        used.update(walk_to[np.flatnonzero((afloat & walks).any(axis=axis))].tolist())
    return used


def _ragged(rows: Sequence[Sequence[tuple[int, ...]]], width: int) -> tuple[Int64s, Int64s]:
    """Return rows of rows as one array and where each begins."""
    pointers = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    values = np.array([entry for row in rows for entry in row], dtype=np.int64)
    return values.reshape(-1, width), pointers
