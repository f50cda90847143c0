"""`SearchProblem` and the state of a search in one block of integers, for compiled functions.

A compiled function that takes sixty arrays costs more to call than what it does, and takes minutes
to compile. So everything but the travel matrices stands in one int64 array, the **block**: first a
header with the sizes and with where each table begins, then the tables, row by row. Compiled code
reads ``g[g[FWD] + ...]``; Python code uses `Block.view`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routeplan.solve.search.problem import FAR, FOREVER, Bools, Int32s, Int64s, SearchProblem

# Sizes in the header.
SLOTS, JOBS, DAYS, ROOM, NODES, NEAR_WIDTH, FACILITIES, TRIPS, PARTIAL, POOLS, KINDS = range(11)
MOST_MOVES, MEAN_REMOVED, SHUFFLES, TAILS = 11, 12, 13, 14
LUNCH_FROM, LUNCH_TO, SPREAD = 15, 16, 17
"""`ROOM`: stops of a slot at most; `NODES` is two more: 0 is the way out of the depot, k the k-th
stop, count + 1 the way back in. `TRIPS` (facilities or releases), `PARTIAL` and `POOLS` say what
there is; `KINDS`: most kinds of vehicles on one day; `MOST_MOVES`: see `SearchProblem`;
`MEAN_REMOVED`: jobs that a step takes out, on average; `SHUFFLES`: steps out of 1,024 that change
vehicles at random; `TAILS`: exchanges of ends proposed after a step; `LUNCH_FROM`, `LUNCH_TO`: see
`SearchProblem`; `SPREAD`: what a vehicle more is worth, in temperatures."""

# Where tables begin; in brackets the shape.
SLOT, JOB, DOOR, PATTERN_PTR, PATTERN, VISIT_PTR, VISIT_DAY, FACILITY, CALLS = range(18, 27)
"""(S, SLOT_FIELDS), (J, JOB_FIELDS), (J, D, 2), (J + 1), patterns' costs, (patterns + 1), days of
patterns, (Q, 2) place and seconds, (Q, S)."""
NEAR, DAY_SLOT, KIND_SLOT, KIND_PTR, DAY_KIND, DAY_KIND_PTR, POOL_MOST = range(27, 34)
"""(J, NEAR_WIDTH), (D + 1) first slot, slots by kind, (kinds + 1), kinds by day, (D + 1),
(pools, 2) people and crates."""
STOPS, COUNT, SITE, FWD, BWD, COST, AT, WHERE, CHOSEN, LACKING, EMPTY, POOL_USED = range(34, 46)
"""The state: (S, ROOM) job or -1 - facility; (S); (S, NODES) place; (S, NODES, SEGMENT) twice;
(S); (J, D) slot or -1; (J, D) node; (J) pattern or -1; (J) missed visits; (kinds) index into
KIND_SLOT of the first empty slot; (pools, 2)."""
TOTAL, ROW, HAVE = range(46, 49)
"""(8) see below; (S) row among the slots with labels or -1; (exact slots, NODES) labels."""
BUFFER, REMOVED, IS_REMOVED, KEY, CHANGED, IS_CHANGED, TOUCHED, STAMP, NUMBER = range(49, 58)
"""Room to work: (ROOM + 4), (J), (J), (J), (S), (S), (S), (S, NODES), (7) see below."""
DAY_STAMP, DAY_COST, DAY_PLACE, FOUND, ABSENT, OLD_ABSENT = range(58, 64)
"""(D), (D), (D, 3) slot, node, call; (6); (J) jobs that lack a visit; (J)."""
OLD_STOPS, OLD_COUNT, OLD_COST, OLD_CHOSEN, OLD_LACKING, OLD_TOTAL = range(64, 70)
BEST_STOPS, BEST_COUNT, BEST_CHOSEN, BEST_TOTAL, BEST_COST = range(70, 75)
PATTERN_MOVES, LEG, CARRIED, TWIN_PTR, TWIN, STAYED = range(75, 81)
"""Patterns' moves, beside their costs; (S, NODES) metres from a node to the next; (S, 2) crates
delivered and picked up in all (nothing where there are trips); (kinds + 1), kinds of the same day
that are larger and differ in price beside that alone; (S) seconds of all stays."""
HEADER = 81

# Fields of a slot.
DAY, PROFILE, FROM, TO, CAPACITY, EARLIEST, LATEST, MAX_DUTY, MAX_DRIVING, LOAD = range(10)
FIXED, PER_SECOND, PER_METRE, KIND, EXACT, CREW, POOL, LUNCH = range(10, 18)
SLOT_FIELDS = 18

# Fields of a job.
PLACE, SETUP, STAY, DELIVER, PICK, PRIORITY, PENALTY, RELEASE, MATE, NEAR_DEPOT, STAYS = range(11)
JOB_FIELDS = 11

# Fields of a segment: a run of stops from the depot on, or up to the depot, in the sense of Vidal,
# Crainic, Gendreau & Prins (2013): least seconds, earliest and latest start with that many; then
# crates of the trip: those delivered, those picked, the most on board; then metres, seconds of
# driving, the node where the trip begins and its release (all four from the depot on alone).
LENGTH, FIRST, LAST, OUT, IN, PEAK, METRES, DRIVING, TRIP, FREED = range(10)
SEGMENT = 10

# Fields of a door: arrival that need not wait (FOREVER: shut), latest arrival.
OPENS, CLOSES = 0, 1

# Fields of a pool.
PEOPLE, CRATES = 0, 1

# Entries of TOTAL: cost of duties and patterns; missed visits of priority 1 to 4; their penalties;
# moves.
SUM, MISSED, PENALTIES, MOVES = 0, 1, 5, 6
TOTALS = 8

# Entries of NUMBER: of the look at places, slots changed, of the look at days, absent jobs, the
# part (of 1,024) of the fixed cost of a vehicle that this step counts when it looks for a place,
# and what a vehicle more is worth to it.
LOOK, CHANGES, DAY_LOOK, ABSENTEES, OLD_ABSENTEES, PART_OF_FIXED, BONUS = range(7)
WHOLE = 1024

# Entries of FOUND: cost, slot, node, call at a facility, node of a second half.
BY, INTO, AFTER, CALL, SECOND = range(5)

NEIGHBOURS = 40
"""Jobs next to which a job is put in the first place."""


class Data(NamedTuple):
    """What compiled functions take: the block and, apart from it, what is read at random.

    Args:
        block: see the module's docstring.
        seconds, metres: (F, P, P).
        allowed: (J, S) slot may serve the job and the doors open on its day.
        labels: (exact slots, NODES, labels, fields) of the exact evaluator.
        spare: (3, labels, fields). result: (8,) what it answers.
        metres_to: (F, P, P) metres to a place from each other: what is read together lies together.
    """

    block: Int64s
    seconds: Int32s
    metres: Int32s
    allowed: Bools
    labels: Int64s
    spare: Int64s
    result: Int64s
    metres_to: Int32s


class Block:
    """Lays the tables out one after another, and shows them as arrays."""

    def __init__(self) -> None:
        self._tables: dict[int, NDArray[np.int64]] = {}
        self._sizes: dict[int, int] = {}
        self.data: Int64s = np.zeros(0, dtype=np.int64)

    def size(self, entry: int, value: int) -> None:
        """Set a size of the header."""
        self._sizes[entry] = value

    def table(self, entry: int, values: NDArray[np.integer] | NDArray[np.bool_]) -> None:
        """Add a table."""
        self._tables[entry] = np.asarray(values, dtype=np.int64)

    def room(self, entry: int, *shape: int, fill: int = 0) -> None:
        """Add a table filled with one value."""
        self._tables[entry] = np.full(shape, fill, dtype=np.int64)

    def lay_out(self) -> Int64s:
        """Return the block."""
        total = HEADER + sum(table.size for table in self._tables.values())
        self.data = np.zeros(total, dtype=np.int64)
        for entry, value in self._sizes.items():
            self.data[entry] = value
        at = HEADER
        for entry, table in self._tables.items():
            self.data[entry] = at
            self.data[at : at + table.size] = table.reshape(-1)
            at += table.size
        return self.data

    def view(self, entry: int) -> Int64s:
        """Return a table as an array that shares memory with the block."""
        shape = self._tables[entry].shape
        at = int(self.data[entry])
        return self.data[at : at + int(np.prod(shape))].reshape(shape)


def pack(problem: SearchProblem, room: int) -> tuple[Block, Int32s, Int32s, Bools]:
    """Return the block, seconds, metres and allowed of a problem with nothing served.

    Slots that end empty get an end of their own (see `_closing`).

    Args:
        problem: not changed.
        room: stops of a slot at most.
    """
    seconds, metres, slot_to = _closing(problem)
    opens, closes = _arrivals(problem)
    allowed = np.ascontiguousarray(problem.job_slots & (opens < FOREVER)[:, problem.slot_day])
    near, near_depot = _neighbours(problem, allowed, opens, closes)
    kinds = np.unique(
        np.column_stack([problem.slot_day, problem.slot_kind]), axis=0, return_inverse=True
    )[1].reshape(-1)
    block = Block()
    slots, jobs, days = problem.slots, problem.jobs, problem.days
    for entry, value in (
        (SLOTS, slots),
        (JOBS, jobs),
        (DAYS, days),
        (ROOM, room),
        (NODES, room + 2),
        (NEAR_WIDTH, near.shape[1]),
        (FACILITIES, len(problem.facility_place)),
        (TRIPS, len(problem.facility_place) > 0 or bool((problem.job_release > 0).any())),
        (PARTIAL, problem.partial),
        (POOLS, len(problem.pool_people) > 0),
        (KINDS, _most_kinds(problem, kinds)),
        (MOST_MOVES, problem.most_moves),
        (LUNCH_FROM, problem.lunch_from),
        (LUNCH_TO, problem.lunch_to),
    ):
        block.size(entry, int(value))
    block.table(
        SLOT,
        np.column_stack(
            [
                problem.slot_day,
                problem.slot_profile,
                problem.slot_from,
                slot_to,
                problem.slot_capacity,
                problem.slot_earliest,
                problem.slot_latest,
                problem.slot_max_duty,
                problem.slot_max_driving,
                problem.slot_load_s,
                problem.slot_fixed,
                problem.slot_per_second,
                problem.slot_per_metre,
                kinds,
                problem.slot_exact,
                problem.slot_crew,
                problem.slot_pool,
                _or_zeros(problem.slot_lunch, slots),
            ]
        ),
    )
    # The half of a transfer that hands over takes out of the vehicle what the other half put in.
    hands_over = (problem.job_mate >= 0) & (problem.job_deliver > 0)
    block.table(
        JOB,
        np.column_stack(
            [
                problem.job_place,
                problem.job_setup,
                problem.job_setup + problem.job_after,
                np.where(hands_over, 0, problem.job_deliver),
                np.where(hands_over, -problem.job_deliver, problem.job_pick),
                problem.job_priority,
                problem.job_penalty,
                problem.job_release,
                problem.job_mate,
                near_depot,
                _or_zeros(problem.job_moves, problem.jobs),
            ]
        ),
    )
    block.table(DOOR, np.stack([opens, closes], axis=2))
    block.table(PATTERN_PTR, problem.pattern_ptr)
    block.table(PATTERN, problem.pattern_cost)
    block.table(PATTERN_MOVES, _or_zeros(problem.pattern_moves, len(problem.pattern_cost)))
    block.table(VISIT_PTR, problem.pattern_day_ptr)
    block.table(VISIT_DAY, problem.pattern_days)
    block.table(FACILITY, np.column_stack([problem.facility_place, problem.facility_s]))
    block.table(CALLS, problem.facility_slots)
    block.table(NEAR, near)
    block.table(POOL_MOST, np.column_stack([problem.pool_people, problem.pool_crates]))
    _tables_of_kinds(block, problem, kinds)
    _tables_of_twins(block, problem, kinds, allowed)
    _room(block, problem, room)
    block.lay_out()
    return block, seconds, metres, allowed


def _or_zeros(values: Int64s, length: int) -> Int64s:
    return values if len(values) else np.zeros(length, dtype=np.int64)


def _most_kinds(problem: SearchProblem, kinds: NDArray[np.int64]) -> int:
    days = np.unique(np.column_stack([problem.slot_day, kinds]), axis=0)[:, 0]
    return int(np.bincount(days).max()) if len(days) else 0


def _tables_of_kinds(block: Block, problem: SearchProblem, kinds: NDArray[np.int64]) -> None:
    """Add the tables that find slots of a day, and among them empty ones of each kind."""
    number = int(kinds.max()) + 1 if len(kinds) else 0
    by_kind = np.argsort(kinds, kind="stable")
    kind_day = np.zeros(number, dtype=np.int64)
    kind_day[kinds] = problem.slot_day
    day_kinds = np.argsort(kind_day, kind="stable")
    every_day = np.arange(problem.days + 1)
    block.table(DAY_SLOT, np.searchsorted(problem.slot_day, every_day))
    block.table(KIND_SLOT, by_kind)
    block.table(KIND_PTR, np.searchsorted(kinds[by_kind], np.arange(number + 1)))
    block.table(DAY_KIND, day_kinds)
    block.table(DAY_KIND_PTR, np.searchsorted(kind_day[day_kinds], every_day))
    block.table(EMPTY, np.searchsorted(kinds[by_kind], np.arange(number)))


def _tables_of_twins(
    block: Block, problem: SearchProblem, kinds: NDArray[np.int64], allowed: Bools
) -> None:
    """Add for each kind of vehicle its twins: a duty of one can be one of another, load allowing.

    Where duties have several trips or need the exact evaluator, there are none.
    """
    number = int(kinds.max()) + 1 if len(kinds) else 0
    alike: dict[tuple[object, ...], list[int]] = {}
    if not (len(problem.facility_place) or (problem.job_release > 0).any()):
        for kind in range(number):
            own = {_but_for_size(problem, int(s), allowed) for s in np.flatnonzero(kinds == kind)}
            if len(own) == 1 and not problem.slot_exact[kinds == kind].any():
                alike.setdefault(own.pop(), []).append(kind)
    capacity = np.zeros(number, dtype=np.int64)
    capacity[kinds] = problem.slot_capacity
    twins: list[list[int]] = [[] for _ in range(number)]
    for group in alike.values():
        for kind in group:
            larger = [other for other in group if capacity[other] > capacity[kind]]
            twins[kind] = sorted(larger, key=lambda other: int(capacity[other]))
    block.table(TWIN_PTR, np.cumsum([0, *map(len, twins)]))
    block.table(TWIN, np.array([kind for row in twins for kind in row], dtype=np.int64))


def _but_for_size(problem: SearchProblem, s: int, allowed: Bools) -> tuple[object, ...]:
    """Return what a slot is, apart from its capacity and prices of duties and metres."""
    columns = (
        problem.slot_day,
        problem.slot_profile,
        problem.slot_from,
        problem.slot_to,
        problem.slot_earliest,
        problem.slot_latest,
        problem.slot_max_duty,
        problem.slot_max_driving,
        problem.slot_load_s,
        problem.slot_per_second,
        problem.slot_crew,
        problem.slot_pool,
    )
    return (*(int(column[s]) for column in columns), allowed[:, s].tobytes())


def _room(block: Block, problem: SearchProblem, room: int) -> None:
    """Add the state, with nothing served, and room to work."""
    slots, jobs, days = problem.slots, problem.jobs, problem.days
    exact = np.flatnonzero(problem.slot_exact)
    row = np.full(slots, -1)
    row[exact] = np.arange(len(exact))
    block.table(ROW, row)
    block.room(HAVE, len(exact), room + 2)
    for entry in (STOPS, OLD_STOPS, BEST_STOPS):
        block.room(entry, slots, room)
    for entry in (COUNT, OLD_COUNT, BEST_COUNT, COST, OLD_COST, BEST_COST):
        block.room(entry, slots)
    for entry in (CHANGED, IS_CHANGED, TOUCHED):
        block.room(entry, slots)
    for entry in (SITE, LEG, STAMP):
        block.room(entry, slots, room + 2)
    block.room(CARRIED, slots, 2)
    block.room(STAYED, slots)
    for entry in (FWD, BWD):
        block.room(entry, slots, room + 2, SEGMENT)
    for entry in (AT, WHERE):
        block.room(entry, jobs, days, fill=-1)
    for entry in (CHOSEN, OLD_CHOSEN, BEST_CHOSEN):
        block.room(entry, jobs, fill=-1)
    for entry in (LACKING, OLD_LACKING, REMOVED, IS_REMOVED, KEY, ABSENT, OLD_ABSENT):
        block.room(entry, jobs)
    for entry in (TOTAL, OLD_TOTAL, BEST_TOTAL):
        block.room(entry, TOTALS)
    block.room(POOL_USED, len(problem.pool_people), 2)
    block.room(BUFFER, room + 4)
    block.room(NUMBER, 7)
    block.room(DAY_STAMP, days)
    block.room(DAY_COST, days)
    block.room(DAY_PLACE, days, 3)
    block.room(FOUND, 6)


def _closing(problem: SearchProblem) -> tuple[Int32s, Int32s, Int64s]:
    """Give slots that end empty an end that is reached over the best facility.

    The last call then needs no stop of its own: it is part of the way home (`closing_facility`).
    """
    ends = sorted(
        {
            (int(problem.slot_to[s]), tuple(np.flatnonzero(problem.facility_slots[:, s]).tolist()))
            for s in np.flatnonzero(problem.slot_end_empty)
        }
    )
    if not ends:
        return problem.seconds, problem.metres, problem.slot_to
    profiles, places, _ = problem.seconds.shape
    size = places + len(ends)
    seconds = np.full((profiles, size, size), FAR, dtype=np.int32)
    metres = np.full((profiles, size, size), FAR, dtype=np.int32)
    seconds[:, :places, :places], metres[:, :places, :places] = problem.seconds, problem.metres
    slot_to = problem.slot_to.copy()
    for number, (end, facilities) in enumerate(ends):
        for f in range(profiles):
            for place in range(places):
                best = closing_facility(problem, f, place, end, facilities)
                if best is not None:
                    metres[f, place, places + number], seconds[f, place, places + number] = best[:2]
        for s in np.flatnonzero(problem.slot_end_empty):
            own = tuple(np.flatnonzero(problem.facility_slots[:, s]).tolist())
            if (int(problem.slot_to[s]), own) == (end, facilities):
                slot_to[s] = places + number
    return seconds, metres, slot_to


def closing_facility(
    problem: SearchProblem, profile: int, place: int, end: int, facilities: tuple[int, ...]
) -> tuple[int, int, int] | None:
    """Return (metres, seconds, facility) of the shortest way home over a facility, or None."""
    found = []
    for q in facilities:
        via = int(problem.facility_place[q])
        metres = int(problem.metres[profile, place, via]) + int(problem.metres[profile, via, end])
        seconds = int(problem.seconds[profile, place, via]) + int(problem.facility_s[q])
        seconds += int(problem.seconds[profile, via, end])
        if metres < FAR and seconds < FAR:
            found.append((metres, seconds, q))
    return min(found, default=None)


def _arrivals(problem: SearchProblem) -> tuple[Int64s, Int64s]:
    """Return earliest and latest useful arrival by job and day, all windows of a list as one."""
    lists = len(problem.window_ptr) - 1
    first = np.full(lists + 1, FOREVER, dtype=np.int64)
    last = np.full(lists + 1, -1, dtype=np.int64)
    for w in range(lists):
        rows = problem.windows[problem.window_ptr[w] : problem.window_ptr[w + 1]]
        if len(rows):
            first[w], last[w] = rows[:, 0].min(), rows[:, 1].max()
    which = np.where(problem.job_windows >= 0, problem.job_windows, lists)
    setup = problem.job_setup[:, None]
    shut = first[which] >= FOREVER
    opens = np.where(shut, FOREVER, first[which] - setup)
    closes = np.where(shut, -1, last[which] - setup)
    return np.ascontiguousarray(opens), np.ascontiguousarray(closes)


def _neighbours(
    problem: SearchProblem, allowed: Bools, opens: Int64s, closes: Int64s
) -> tuple[Int64s, Int64s]:
    """Return for each job the jobs nearest to it, and whether a depot is as near.

    Near are jobs between which little time and length is lost, waiting and a missed window counted,
    as in Vidal et al. (2013); transfers, whose halves move together, and jobs that share no slot
    come last.
    """
    jobs = problem.jobs
    profiles = sorted(set(problem.slot_profile.tolist())) or [0]
    place = problem.job_place
    width = min(NEIGHBOURS, max(jobs - 1, 0))
    near = np.zeros((jobs, width), dtype=np.int64)
    near_depot = np.zeros(jobs, dtype=np.int64)
    depots = np.unique(np.concatenate([problem.slot_from, problem.slot_to]))
    first = np.where(opens >= FOREVER, FOREVER, opens).min(axis=1).astype(np.float64)
    last = closes.max(axis=1).astype(np.float64)
    stay = (problem.job_setup + problem.job_after).astype(np.float64)
    # The rows of one profile differ little from another's; one by which a job is served counts.
    served_by = {f: np.any(allowed[:, problem.slot_profile == f], axis=1) for f in profiles}
    for j in range(jobs):
        f = next((g for g in profiles if bool(served_by[g][j])), profiles[0])
        there = problem.metres[f, place[j], place].astype(np.float64)
        back = problem.metres[f, place, place[j]].astype(np.float64)
        seconds = problem.seconds[f, place[j], place].astype(np.float64)
        away = problem.seconds[f, place, place[j]].astype(np.float64)
        after = np.maximum(first - (last[j] + stay[j] + seconds), 0)
        late = np.maximum(first[j] + stay[j] + seconds - last, 0)
        before = np.maximum(first[j] - (last + stay + away), 0)
        tardy = np.maximum(first + stay + away - last[j], 0)
        pace = max(float(seconds.mean()), 1.0) / max(float(there.mean()), 1.0)
        onward = there + (0.2 * after + late) / pace
        inward = back + (0.2 * before + tardy) / pace
        apart = np.minimum(onward, inward)
        apart[~served_by[f]] += FAR
        apart[j] = np.inf
        if problem.job_mate[j] >= 0:
            apart[problem.job_mate[j]] = np.inf
        order = np.argsort(apart, kind="stable")[:width]
        near[j] = order
        if width:
            reach = apart[order[-1]]
            near_depot[j] = bool((problem.metres[f, place[j], depots] <= reach).any())
    return near, near_depot
