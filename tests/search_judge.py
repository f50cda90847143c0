"""A judge of routes: the rules of `SearchProblem` read from its docstring, in plain Python.

It shares nothing with the compiled search. A duty is walked stop by stop from every second at
which it may begin; the shortest of these walks is its duration.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise, permutations, product

from routeplan.solve.search.problem import FAR, Routes, SearchProblem


@dataclass(frozen=True)
class Verdict:
    """What the judge finds; figures are 0 where there are faults."""

    faults: tuple[str, ...]
    cost: int = 0
    missed_by_priority: tuple[int, int, int, int] = (0, 0, 0, 0)
    level: int = 0


def duty_cost(problem: SearchProblem, s: int, stops: Sequence[int]) -> int | str:
    """Return the cost of a duty that serves something, or why it cannot be."""
    if not any(stop >= 0 for stop in stops):
        return "nobody is served"
    day = int(problem.slot_day[s])
    for stop in stops:
        if stop < 0 and not problem.facility_slots[-1 - stop, s]:
            return f"facility {-1 - stop} is not for the vehicle"
        if stop >= 0 and not problem.job_slots[stop, s]:
            return f"job {stop} is not for the vehicle"
        if stop >= 0 and problem.job_windows[stop, day] < 0:
            return f"job {stop} is shut"
    if len({stop for stop in stops if stop >= 0}) < sum(stop >= 0 for stop in stops):
        return "a job twice"
    if problem.slot_end_empty[s] and stops[-1] >= 0:
        return "does not end empty"
    fault = _mates(problem, stops) or _crates(problem, s, stops)
    if fault:
        return fault
    places = [int(problem.slot_from[s]), *(_place(problem, stop) for stop in stops)]
    places.append(int(problem.slot_to[s]))
    profile = int(problem.slot_profile[s])
    ways = [int(problem.seconds[profile, a, b]) for a, b in pairwise(places)]
    lengths = [int(problem.metres[profile, a, b]) for a, b in pairwise(places)]
    if max(*ways, *lengths) >= FAR:
        return "no way"
    if sum(ways) > problem.slot_max_driving[s]:
        return "too much driving"
    durations = []
    latest = int(problem.slot_latest[s])
    for start in range(int(problem.slot_earliest[s]), latest + 1):
        end = _walk(problem, s, day, stops, ways, start)
        if end is not None and end <= latest:
            durations.append(end - start)
    if not durations:
        return "too late"
    if min(durations) > problem.slot_max_duty[s]:
        return "too long"
    return int(
        problem.slot_fixed[s]
        + problem.slot_per_second[s] * min(durations)
        + problem.slot_per_metre[s] * sum(lengths)
    )


def _place(problem: SearchProblem, stop: int) -> int:
    return int(problem.job_place[stop] if stop >= 0 else problem.facility_place[-1 - stop])


def _hands_over(problem: SearchProblem, j: int) -> bool:
    return bool(problem.job_mate[j] >= 0 and problem.job_deliver[j] > 0)


def _mates(problem: SearchProblem, stops: Sequence[int]) -> str:
    for stop in stops:
        if stop >= 0 and problem.job_mate[stop] >= 0:
            mate = int(problem.job_mate[stop])
            if mate not in stops:
                return f"half {stop} of a transfer alone"
            if _hands_over(problem, stop) and stops.index(stop) < stops.index(mate):
                return f"transfer of {stop} before it was picked"
    return ""


def _trips(stops: Sequence[int]) -> list[list[int]]:
    """Return the jobs of each trip; trips begin at the depot and at facilities."""
    trips: list[list[int]] = [[]]
    for stop in stops:
        if stop < 0:
            trips.append([])
        else:
            trips[-1].append(stop)
    return trips


def _crates(problem: SearchProblem, s: int, stops: Sequence[int]) -> str:
    capacity = int(problem.slot_capacity[s])
    for trip in _trips(stops):
        on_board = sum(int(problem.job_deliver[j]) for j in trip if not _hands_over(problem, j))
        if on_board > capacity:
            return "overloaded at its start"
        for j in trip:
            on_board += int(problem.job_pick[j]) - int(problem.job_deliver[j])
            if on_board > capacity:
                return f"overloaded at job {j}"
    return ""


def _walk(
    problem: SearchProblem, s: int, day: int, stops: Sequence[int], ways: Sequence[int], start: int
) -> int | None:
    """Return when a duty that begins at `start` is home, None where a door shuts before it."""
    releases = [
        max((int(problem.job_release[j]) for j in trip), default=0) for trip in _trips(stops)
    ]
    now = max(start + int(problem.slot_load_s[s]), releases.pop(0))
    for stop, way in zip(stops, ways, strict=False):
        now += way
        if stop < 0:
            now = max(now + int(problem.facility_s[-1 - stop]), releases.pop(0))
            continue
        w = int(problem.job_windows[stop, day])
        now += int(problem.job_setup[stop])
        rows = problem.windows[problem.window_ptr[w] : problem.window_ptr[w + 1]].tolist()
        opening = next((max(now, first) for first, last in rows if now <= last), None)
        if opening is None:
            return None
        now = opening + int(problem.job_after[stop])
    return now + ways[-1]


def patterns_of(problem: SearchProblem, j: int) -> list[tuple[frozenset[int], int, int]]:
    """Return days, cost and level of the patterns of a job."""
    return [
        (
            frozenset(
                problem.pattern_days[
                    problem.pattern_day_ptr[p] : problem.pattern_day_ptr[p + 1]
                ].tolist()
            ),
            int(problem.pattern_cost[p]),
            int(problem.pattern_level[p]),
        )
        for p in range(int(problem.pattern_ptr[j]), int(problem.pattern_ptr[j + 1]))
    ]


def judge(problem: SearchProblem, routes: Routes) -> Verdict:
    """Return the faults of routes, or what they cost and miss."""
    faults = []
    cost = 0
    served: dict[int, list[int]] = {j: [] for j in range(problem.jobs)}
    people: Counter[int] = Counter()
    crates: Counter[int] = Counter()
    for s, stops in enumerate(routes.stops):
        if not stops:
            continue
        found = duty_cost(problem, s, stops)
        if isinstance(found, str):
            faults.append(f"slot {s}: {found}")
            continue
        cost += found
        pool = int(problem.slot_pool[s])
        people[pool] += int(problem.slot_crew[s])
        for j in stops:
            if j >= 0:
                served[j].append(int(problem.slot_day[s]))
                if not _hands_over(problem, j):
                    crates[pool] += int(problem.job_deliver[j])
    for pool in range(len(problem.pool_people)):
        if people[pool] > problem.pool_people[pool]:
            faults.append(f"pool {pool}: people")
        if crates[pool] > problem.pool_crates[pool]:
            faults.append(f"pool {pool}: crates")
    missed = [0, 0, 0, 0]
    level = 0
    for j, on in served.items():
        lacking = [day for job, day in routes.missed if job == j]
        missed[int(problem.job_priority[j]) - 1] += len(lacking)
        patterns = patterns_of(problem, j)
        if not on:
            owed = len(patterns[0][0]) if patterns else 1
            if lacking != [-1] * owed:
                faults.append(f"job {j}: {lacking} missed, {owed} owed")
            continue
        chosen = [p for p in patterns if sorted(p[0]) == sorted(on + lacking)]
        if not chosen:
            faults.append(f"job {j}: {on} served, {lacking} missed are no pattern")
        elif lacking and not problem.partial:
            faults.append(f"job {j}: {lacking} missed in part")
        else:
            cost += chosen[0][1]
            level = max(level, chosen[0][2])
    if faults:
        return Verdict(tuple(faults))
    return Verdict((), cost, (missed[0], missed[1], missed[2], missed[3]), level)


def check(problem: SearchProblem, routes: Routes) -> None:
    """Assert that routes have no fault and say the truth about themselves."""
    verdict = judge(problem, routes)
    assert verdict.faults == (), verdict.faults
    assert (routes.cost, routes.missed_by_priority, routes.level) == (
        verdict.cost,
        verdict.missed_by_priority,
        verdict.level,
    )


def weight(problem: SearchProblem, routes: Routes) -> int:
    """Return what the search weighs: cost and penalties."""
    return routes.cost + sum(int(problem.job_penalty[j]) for j, _ in routes.missed)


def least_cost(problem: SearchProblem) -> tuple[tuple[int, int, int, int], int]:
    """Return missed visits by priority and cost of the best routes: every assignment is tried.

    For problems without facilities, and for few jobs and slots.
    """
    duties: dict[tuple[int, frozenset[int]], int | None] = {}

    def cheapest(s: int, jobs: frozenset[int]) -> int | None:
        if not jobs:
            return 0
        if (s, jobs) not in duties:
            found = [duty_cost(problem, s, order) for order in permutations(sorted(jobs))]
            duties[s, jobs] = min((c for c in found if isinstance(c, int)), default=None)
        return duties[s, jobs]

    best: tuple[tuple[int, int, int, int], int] | None = None
    ways_of = []
    for j in range(problem.jobs):
        ways: list[tuple[int, frozenset[tuple[int, int]]]] = [(0, frozenset())]
        for on, cost, _ in patterns_of(problem, j):
            some = (
                chain.from_iterable(combinations(sorted(on), k) for k in range(1, len(on) + 1))
                if problem.partial
                else [sorted(on)]
            )
            for served in some:
                places = [
                    [(s, j) for s in range(problem.slots) if problem.slot_day[s] == day]
                    for day in served
                ]
                ways += [(cost, frozenset(way)) for way in product(*places)]
        ways_of.append(ways)
    for ways in product(*ways_of):
        cost = sum(price for price, _ in ways)
        missed = [0, 0, 0, 0]
        for j, (_, way) in enumerate(ways):
            patterns = patterns_of(problem, j)
            owed = len(patterns[0][0]) if patterns else 1
            missed[int(problem.job_priority[j]) - 1] += owed - len(way)
        key = ((missed[0], missed[1], missed[2], missed[3]), cost)
        if best is not None and key >= best:
            continue
        in_slot: dict[int, set[int]] = {}
        for s, j in chain.from_iterable(way for _, way in ways):
            in_slot.setdefault(s, set()).add(j)
        if not _pools_suffice(problem, in_slot):
            continue
        costs = [cheapest(s, frozenset(jobs)) for s, jobs in in_slot.items()]
        if None in costs:
            continue
        key = (key[0], cost + sum(c for c in costs if c is not None))
        if best is None or key < best:
            best = key
    assert best is not None
    return best


def _pools_suffice(problem: SearchProblem, in_slot: dict[int, set[int]]) -> bool:
    for pool in range(len(problem.pool_people)):
        mine = [s for s in in_slot if problem.slot_pool[s] == pool]
        crates = sum(
            int(problem.job_deliver[j])
            for s in mine
            for j in in_slot[s]
            if not _hands_over(problem, j)
        )
        people = sum(int(problem.slot_crew[s]) for s in mine)
        if people > problem.pool_people[pool] or crates > problem.pool_crates[pool]:
            return False
    return True
