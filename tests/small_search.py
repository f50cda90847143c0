"""Small problems for the compiled search, and their optimum by trying everything.

`best_plan` shares nothing with the solver but the arrays: it times every order of every set
of jobs on every slot, second by second, under every rule that `SearchProblem` states but for
breaks, exact sailings, pools and crews.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations, product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from routeplan.solve.search.problem import FAR, FOREVER, Routes, SearchProblem

Plans = dict[frozenset[int], tuple[int, dict[int, tuple[int, ...]]]]
"""Least cost, and the duties by slot, for each set of jobs."""

HORIZON = 40
"""Times of the small problems end here, so that every start can be tried."""


def ints(values: Sequence[int] | int, n: int) -> Any:
    """Return an int64 array of n values."""
    return np.full(n, values, dtype=np.int64) if isinstance(values, int) else np.array(values)


def search_problem(
    seconds: Sequence[Sequence[int]],
    *,
    slots: int = 1,
    jobs: int | None = None,
    metres: Sequence[Sequence[int]] | None = None,
    windows: Sequence[Sequence[tuple[int, int]]] = (),
    patterns: Sequence[Sequence[tuple[int, ...]]] | None = None,
    **changes: Any,
) -> SearchProblem:
    """Return a problem with place 0 as the depot and a job at each further place.

    Args:
        seconds: between places.
        metres: the same numbers without.
        slots: on day 0, unless `slot_day` says otherwise.
        jobs: one at each place without.
        windows: one list by job; without any, doors may open at any time.
        patterns: by job; day 0 without.
        changes: other fields of `SearchProblem`.
    """
    table = np.array([seconds], dtype=np.int32)
    n = table.shape[1] - 1 if jobs is None else jobs
    lists = windows or [[(0, FOREVER)]] * n
    days = 1 + int(max(changes.get("slot_day", [0]), default=0))
    chosen = patterns or [[(0,)]] * n
    flat = [pattern for own in chosen for pattern in own]
    fields: dict[str, Any] = {
        "seconds": table,
        "metres": table if metres is None else np.array([metres], dtype=np.int32),
        "job_place": np.arange(1, n + 1),
        "job_windows": np.repeat(np.arange(n, dtype=np.int32)[:, None], days, axis=1),
        "job_slots": np.ones((n, slots), dtype=np.bool_),
        "windows": np.array([w for one in lists for w in one], dtype=np.int64).reshape(-1, 2),
        "window_ptr": np.cumsum([0, *(len(one) for one in lists)]),
        "pattern_ptr": np.cumsum([0, *(len(own) for own in chosen)]),
        "pattern_cost": ints(0, len(flat)),
        "pattern_level": ints(0, len(flat)),
        "pattern_day_ptr": np.cumsum([0, *(len(pattern) for pattern in flat)]),
        "pattern_days": np.array([day for pattern in flat for day in pattern], dtype=np.int64),
        "slot_vehicle": np.arange(slots),
        "slot_exact": np.zeros(slots, dtype=np.bool_),
        "slot_end_empty": np.zeros(slots, dtype=np.bool_),
        "slot_capacity": ints(FOREVER, slots),
        "slot_latest": ints(FOREVER, slots),
        "slot_max_duty": ints(FOREVER, slots),
        "slot_max_driving": ints(FOREVER, slots),
        "slot_per_metre": ints(1, slots),
        "slot_pool": ints(-1, slots),
        "pool_people": ints(0, 0),
        "pool_crates": ints(0, 0),
        "job_mate": ints(-1, n),
        "job_priority": ints(1, n),
    }
    for name in ("day", "profile", "from", "to", "earliest", "load_s", "fixed", "per_second"):
        fields.setdefault(f"slot_{name}", ints(0, slots))
    for name in ("kind", "crew"):
        fields.setdefault(f"slot_{name}", ints(0, slots))
    for name in ("setup", "after", "deliver", "pick", "penalty", "release"):
        fields.setdefault(f"job_{name}", ints(0, n))
    for name, value in changes.items():
        one = value
        if name not in {"partial", "rich", "names"} and not isinstance(value, np.ndarray):
            size = n if name.startswith("job") else slots
            one = ints(value, size).astype(np.int64)
        fields[name] = one
    return SearchProblem(**fields)


RULES = (
    "windows",
    "two windows",
    "shut",
    "who may",
    "shift",
    "duty",
    "driving",
    "loading",
    "crates out",
    "crates in",
    "capacity",
    "release",
    "transfer",
    "facility",
    "empty at the end",
    "no way",
    "lengths",
    "fixed cost",
    "cost of time",
    "unlike slots",
    "days",
    "setup",
)
"""What `small_problems` switches on and off."""


@st.composite
def small_problems(
    draw: st.DrawFn,
    may: Sequence[str] = RULES,
    always: Sequence[str] = (),
    most_slots: int = 3,
) -> SearchProblem:
    """Problems of at most 5 jobs with these rules always, and those that may be on or off."""
    rules = draw(st.sets(st.sampled_from(may))) | set(always)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    slots = draw(st.integers(1, most_slots))
    stations = int("facility" in rules)
    n = draw(st.integers(1, 3 if stations else 5))
    n = n if "capacity" not in always and "duty" not in always else 5
    size = n + 1 + stations

    def by_slot(rule: str, low: int, high: int, otherwise: int) -> Any:
        if rule not in rules:
            return ints(otherwise, slots)
        if "unlike slots" in rules:
            return rng.integers(low, high + 1, slots)
        return ints(int(rng.integers(low, high + 1)), slots)

    def by_job(rule: str, low: int, high: int, otherwise: int = 0) -> Any:
        return rng.integers(low, high + 1, n) if rule in rules else ints(otherwise, n)

    seconds = rng.integers(0, 9, (size, size))
    metres = rng.integers(0, 9, (size, size)) if "lengths" in rules else seconds.copy()
    if "no way" in rules:
        a, b = rng.integers(0, size, 2)
        seconds[a, b] = metres[a, b] = FAR
    np.fill_diagonal(seconds, 0)
    np.fill_diagonal(metres, 0)
    days = 2 if "days" in rules else 1
    slot_day = np.sort(rng.integers(0, days, slots))
    days = 1 + int(slot_day.max())
    patterns = [
        [tuple(sorted(rng.choice(days, int(rng.integers(1, days + 1)), replace=False).tolist()))]
        for _ in range(n)
    ]
    for own in patterns:
        other = tuple(day for day in range(days) if day not in own[0])
        if len(other) == len(own[0]):
            own.append(other)
    deliver, pick = by_job("crates out", 0, 4), by_job("crates in", 0, 4)
    mate = ints(-1, n)
    if "transfer" in rules and n > 1:
        mate[:2] = 1, 0
        deliver[0] = pick[1] = 0
        deliver[1] = pick[0]
        patterns[1] = patterns[0]
    doors = np.repeat(np.arange(n, dtype=np.int32)[:, None], days, axis=1)
    if "shut" in rules:
        doors[rng.random((n, days)) < 0.2] = -1
    return search_problem(
        seconds.tolist(),
        metres=metres.tolist(),
        jobs=n,
        slots=slots,
        windows=[_some_windows(rng, rules) for _ in range(n)],
        patterns=patterns,
        slot_day=slot_day,
        slot_capacity=by_slot("capacity", 3, 9, FOREVER),
        slot_earliest=by_slot("shift", 0, 5, 0),
        slot_latest=by_slot("shift", 20, HORIZON, HORIZON),
        slot_max_duty=by_slot("duty", 10, 35, FOREVER),
        slot_max_driving=by_slot("driving", 8, 30, FOREVER),
        slot_load_s=by_slot("loading", 0, 3, 0),
        slot_fixed=by_slot("fixed cost", 0, 20, 0),
        slot_per_second=by_slot("cost of time", 0, 3, 0),
        slot_per_metre=by_slot("cost of time", 0, 3, 1),
        slot_end_empty=np.full(slots, stations > 0 and "empty at the end" in rules),
        job_slots=rng.random((n, slots)) < (0.8 if "who may" in rules else 1),
        job_windows=doors,
        job_setup=by_job("setup", 0, 3),
        job_after=by_job("setup", 0, 4, 1),
        job_deliver=deliver,
        job_pick=pick,
        job_release=by_job("release", 0, 12),
        job_mate=mate,
        facility_place=np.arange(n + 1, size, dtype=np.int64),
        facility_s=rng.integers(0, 3, stations),
        facility_slots=np.ones((stations, slots), dtype=np.bool_),
    )


def _some_windows(rng: np.random.Generator, rules: set[str]) -> list[tuple[int, int]]:
    if "windows" not in rules:
        return [(0, FOREVER)]
    first = int(rng.integers(0, 25))
    windows = [(first, first + int(rng.integers(0, 12)))]
    if "two windows" in rules:
        second = windows[0][1] + int(rng.integers(2, 8))
        windows.append((second, second + int(rng.integers(0, 8))))
    return windows


@dataclass(frozen=True)
class SmallPlan:
    """A plan that serves `owed` (visits by job) at the least travel cost."""

    cost: int
    routes: Routes
    owed: dict[int, int]


def best_plan(problem: SearchProblem) -> SmallPlan:
    """Return the cheapest plan for as many jobs as can be served together, the first ones first.

    A job gets all days of a pattern as long as its first one.
    """
    by_slot = [cheapest_duties(problem, slot) for slot in range(problem.slots)]
    by_day = [_day_plans(problem, by_slot, day) for day in range(problem.days)]
    best = _cheapest(problem, by_day, ())
    assert best is not None
    for job in range(problem.jobs):
        mate = int(problem.job_mate[job])
        if mate < job:
            more = (job,) if mate < 0 else (mate, job)
            best = _cheapest(problem, by_day, (*best.owed, *more)) or best
    return best


def _cheapest(
    problem: SearchProblem, by_day: list[Plans], served: tuple[int, ...]
) -> SmallPlan | None:
    owed = {job: len(_patterns(problem, job)[0]) for job in served}
    choices = [[p for p in _patterns(problem, job) if len(p) == owed[job]] for job in served]
    best: SmallPlan | None = None
    for chosen in product(*choices):
        cost, stops = 0, [()] * problem.slots
        for day, plans in enumerate(by_day):
            today = frozenset(j for j, p in zip(served, chosen, strict=True) if day in p)
            if today not in plans:
                break
            cost += plans[today][0]
            for slot, route in plans[today][1].items():
                stops[slot] = route
        else:
            if best is None or cost < best.cost:
                best = SmallPlan(cost, Routes(tuple(stops), (), (0, 0, 0, 0), 0, cost), owed)
    return best


def _patterns(problem: SearchProblem, job: int) -> list[tuple[int, ...]]:
    ptr = problem.pattern_day_ptr
    return [
        tuple(int(day) for day in problem.pattern_days[ptr[k] : ptr[k + 1]])
        for k in range(problem.pattern_ptr[job], problem.pattern_ptr[job + 1])
    ]


def _day_plans(
    problem: SearchProblem, by_slot: list[dict[frozenset[int], tuple[int, Any]]], day: int
) -> Plans:
    """Return the cheapest way to serve each set of jobs with the slots of one day."""
    plans: Plans = {frozenset(): (0, {})}
    for slot in np.flatnonzero(problem.slot_day == day):
        grown = dict(plans)
        for jobs, (cost, routes) in plans.items():
            for more, (extra, route) in by_slot[slot].items():
                both = jobs | more
                if jobs & more or (both in grown and grown[both][0] <= cost + extra):
                    continue
                grown[both] = cost + extra, {**routes, int(slot): route}
        plans = grown
    return plans


def cheapest_duties(
    problem: SearchProblem, slot: int
) -> dict[frozenset[int], tuple[int, tuple[int, ...]]]:
    """Return, for each set of jobs that a duty of the slot can serve, its least cost and stops."""
    day = problem.slot_day[slot]
    open_ = problem.job_slots[:, slot] & (problem.job_windows[:, day] >= 0)
    may = [int(job) for job in np.flatnonzero(open_)]
    best: dict[frozenset[int], tuple[int, tuple[int, ...]]] = {}
    for k in range(1, len(may) + 1):
        for jobs in permutations(may, k):
            for stops in _with_calls(problem, jobs, slot):
                cost = _cost(problem, slot, stops)
                known = best.get(frozenset(jobs))
                if (
                    cost is not None
                    and (known is None or cost < known[0])
                    and is_feasible(problem, slot, stops)
                ):
                    best[frozenset(jobs)] = cost, stops
    return best


def _with_calls(
    problem: SearchProblem, jobs: tuple[int, ...], slot: int
) -> Iterator[tuple[int, ...]]:
    """Yield the jobs with and without a call at the facility between, before and after any."""
    if not len(problem.facility_place) or not problem.facility_slots[0, slot]:
        yield jobs
        return
    for calls in product((False, True), repeat=len(jobs) + 1):
        stops: list[int] = [-1] if calls[0] else []
        for job, call in zip(jobs, calls[1:], strict=True):
            stops += [job, -1] if call else [job]
        yield tuple(stops)


def _cost(problem: SearchProblem, slot: int, stops: tuple[int, ...]) -> int | None:
    steps = _steps(problem, slot, stops)
    if any(max(step) >= FAR for step in steps):
        return None
    return int(
        problem.slot_fixed[slot]
        + sum(
            problem.slot_per_second[slot] * s + problem.slot_per_metre[slot] * m for s, m in steps
        )
    )


def _steps(problem: SearchProblem, slot: int, stops: tuple[int, ...]) -> list[tuple[int, int]]:
    places = [problem.slot_from[slot]]
    places += [problem.job_place[s] if s >= 0 else problem.facility_place[-1 - s] for s in stops]
    places.append(problem.slot_to[slot])
    table = problem.seconds[problem.slot_profile[slot]], problem.metres[problem.slot_profile[slot]]
    return [(int(table[0][a, b]), int(table[1][a, b])) for a, b in pairwise(places)]


def is_feasible(problem: SearchProblem, slot: int, stops: tuple[int, ...]) -> bool:
    """Tell whether a duty keeps every rule at some start."""
    if not _loads_fit(problem, slot, stops):
        return False
    steps = _steps(problem, slot, stops)
    if sum(s for s, _ in steps) > problem.slot_max_driving[slot]:
        return False
    if problem.slot_end_empty[slot] and stops[-1] >= 0:
        return False
    starts = range(int(problem.slot_earliest[slot]), HORIZON + 1)
    return any(_in_time(problem, slot, stops, steps, start) for start in starts)


def _loads_fit(problem: SearchProblem, slot: int, stops: tuple[int, ...]) -> bool:
    for job in stops:
        mate = problem.job_mate[job] if job >= 0 else -1
        if mate >= 0:
            if mate not in stops:
                return False
            first = job if problem.job_deliver[job] == 0 else mate
            other = mate if first == job else job
            if stops.index(first) > stops.index(other) and problem.job_deliver[other]:
                return False
    trips: list[list[int]] = [[]]
    for stop in stops:
        if stop < 0:
            trips.append([])
        else:
            trips[-1].append(stop)
    for trip in trips:
        plain = [job for job in trip if problem.job_mate[job] < 0]
        load = sum(int(problem.job_deliver[job]) for job in plain)
        if load > problem.slot_capacity[slot]:
            return False
        for job in trip:
            load += int(problem.job_pick[job]) - int(problem.job_deliver[job])
            if load > problem.slot_capacity[slot]:
                return False
    return True


def _in_time(
    problem: SearchProblem,
    slot: int,
    stops: tuple[int, ...],
    steps: list[tuple[int, int]],
    start: int,
) -> bool:
    day = problem.slot_day[slot]

    def released(first: int) -> int:
        """Return when the trip whose first stop has that index may leave."""
        trip = []
        for stop in stops[first:]:
            if stop < 0:
                break
            trip.append(int(problem.job_release[stop]))
        return max(trip, default=0)

    now = max(start + int(problem.slot_load_s[slot]), released(0))
    for k, (stop, (seconds, _)) in enumerate(zip(stops, steps, strict=False)):
        now += seconds
        if stop < 0:
            now = max(now + int(problem.facility_s[-1 - stop]), released(k + 1))
            continue
        now += int(problem.job_setup[stop])
        number = problem.job_windows[stop, day]
        own = problem.windows[problem.window_ptr[number] : problem.window_ptr[number + 1]]
        opening = [max(now, int(a)) for a, b in own if now <= b]
        if not opening:
            return False
        now = min(opening) + int(problem.job_after[stop])
    now += steps[-1][0]
    return now <= problem.slot_latest[slot] and now - start <= problem.slot_max_duty[slot]
