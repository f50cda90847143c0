"""What the exact evaluator of the compiled search reads, in arrays.

Places, profiles, slots, jobs and days are numbered as in `SearchProblem`. This module knows the
arrays and their columns; `rich_arrays` fills them, `exact` reads them.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]

# Columns of `Rich.pairs`.
KIND: Final = 0
SECONDS: Final = 1
DRIVING_S: Final = 2
METRES_OF: Final = 3

# Values of `KIND`; a positive one is the number, from 1 on, of a row of `Rich.way_sets`.
ANY_TIME: Final = 0
NO_WAY: Final = -1
AFLOAT: Final = -2
"""A boat that daylight or tide binds, from landing to landing; less 2 where the crew walks to the
first landing, less 1 where it walks from the last."""

# Values in `Rich.way_sets`.
DIRECT: Final = -1
NO_MORE: Final = -2

MOST_LINES: Final = 3
"""Lines of one chain at most: `Rules.max_crossings` allows no more."""

# Columns of `Rich.slots`.
PROFILE: Final = 0
DAY: Final = 1
FROM: Final = 2
TO: Final = 3
EARLIEST: Final = 4
CLOSES: Final = 5
MAX_DUTY: Final = 6
MAX_DRIVING: Final = 7
LOAD: Final = 8
FARES: Final = 9
DOORS: Final = 10
SLOT_COLUMNS: Final = 11

# Columns of `Rich.jobs`, the first two also of `Rich.facilities`.
PLACE: Final = 0
SETUP: Final = 1
AFTER: Final = 2

# Columns of `Rich.sailings`.
PIER_BY: Final = 0
ARRIVE: Final = 1
FARE_UNITS: Final = 2

# Values of `Rich.lunch`.
LUNCH_S: Final = 0
LUNCH_FROM: Final = 1
LUNCH_TO: Final = 2


class Rich(NamedTuple):
    """See the module's docstring. Dimensions as in `SearchProblem`, and L lines of the timetable.

    Args:
        pairs: (F, P, P, 4) kind of way; seconds, driving seconds and metres of the way without a
            crossing.
        way_sets: (n, ways) ways in the order of `Travel.options`: rows of `chains`, `DIRECT`, and
            `NO_MORE` behind the last.
        chains: (c, 1 + 3 * MOST_LINES) number of lines; for each line its number and its two piers.
        sailings: (n, 3) latest time at the pier, arrival, fare in units of `costs`; by departure.
        sailing_ptr: (F * L * D + 1,) sailings of profile f, line l and day d are those from
            ``sailing_ptr[(f * L + l) * D + d]`` on.
        in_port: (n, 2) spans in which a boat may leave or reach a landing.
        in_port_ptr: (F * P * D + 1,) spans of profile f, place p and day d are those from
            ``in_port_ptr[(f * P + p) * D + d]`` on.
        walks: (F, P, 2) landing from which a place is reached on foot (or -1), seconds.
        slots: (S, SLOT_COLUMNS) profile, day, places from and to, span of the duty, most seconds
            of duty and of driving, loading, how many fares a crossing costs, and the column of
            `job_windows` (the slot's `slot_day`, which need not be its day).
        jobs: (J, 3) place, seconds before doors open, seconds from then on.
        job_windows, windows, window_ptr: as in `SearchProblem`.
        facilities: (Q, 2) place, seconds.
        lunch: length and span of the break, 0 long where none is owed.
        lost: (1,) labels that had to be dropped for lack of room, counted by the evaluator.
    """

    pairs: Int32s
    way_sets: Int64s
    chains: Int64s
    sailings: Int64s
    sailing_ptr: Int64s
    in_port: Int64s
    in_port_ptr: Int64s
    walks: Int32s
    slots: Int64s
    jobs: Int64s
    job_windows: Int32s
    windows: Int64s
    window_ptr: Int64s
    facilities: Int64s
    lunch: Int64s
    lost: Int64s


def empty_rich() -> Rich:
    """Return arrays of the right types without content, for problems without an exact slot."""

    def ints(*shape: int) -> Int64s:
        return np.zeros(shape, dtype=np.int64)

    return Rich(
        pairs=np.zeros((0, 0, 0, 4), dtype=np.int32),
        way_sets=ints(0, 1),
        chains=ints(0, 1 + 3 * MOST_LINES),
        sailings=ints(0, 3),
        sailing_ptr=ints(1),
        in_port=ints(0, 2),
        in_port_ptr=ints(1),
        walks=np.zeros((0, 0, 2), dtype=np.int32),
        slots=ints(0, SLOT_COLUMNS),
        jobs=ints(0, 3),
        job_windows=np.zeros((0, 0), dtype=np.int32),
        windows=ints(0, 2),
        window_ptr=ints(1),
        facilities=ints(0, 2),
        lunch=ints(3),
        lost=ints(1),
    )
