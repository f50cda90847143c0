"""Small problems with a pool of duties, and the best choice among them by trying everything.

What a duty costs is drawn, not driven: the choice among duties does not ask where costs come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from hypothesis import strategies as st

from routeplan.solve.master.pool import Duty, kinds_of_slots
from routeplan.solve.search.problem import FOREVER, Int64s, Routes, SearchProblem
from routeplan.solve.search.routes import rank, routes_of


@dataclass(frozen=True)
class SmallPool:
    """A problem and the duties to choose from."""

    problem: SearchProblem
    duties: tuple[Duty, ...]


def pool_problem(
    slot_day: Sequence[int],
    patterns: Sequence[Sequence[tuple[int, ...]]],
    *,
    pattern_cost: Sequence[int] = (),
    pattern_level: Sequence[int] = (),
    slot_kind: Sequence[int] = (),
    slot_crew: Sequence[int] = (),
    pool_people: int = FOREVER,
    pool_crates: int = FOREVER,
    deliver: Sequence[int] = (),
    priority: Sequence[int] = (),
    mate: Sequence[int] = (),
    partial: bool = True,
) -> SearchProblem:
    """Return a problem in which nothing takes time, with a pool of people and crates a day.

    Args:
        slot_day: by slot.
        patterns: by job, days of each.
        pattern_cost: of all patterns in a row; 0 without.
        pattern_level: of all patterns in a row; 0 without.
        slot_kind: by slot; 0 without.
        slot_crew: by slot; 1 without.
        pool_people: of each day.
        pool_crates: of each day.
        deliver: crates by job; 0 without.
        priority: by job; 1 without.
        mate: by job; -1 without.
        partial: see `SearchProblem`.
    """
    slots, jobs, days = len(slot_day), len(patterns), max(slot_day) + 1
    flat = [pattern for own in patterns for pattern in own]

    def ints(values: Sequence[int], count: int, otherwise: int = 0) -> Int64s:
        return np.array(values if len(values) else [otherwise] * count, dtype=np.int64)

    zeros, ever = np.zeros(slots, dtype=np.int64), np.full(slots, FOREVER, dtype=np.int64)
    idle = np.zeros(jobs, dtype=np.int64)
    matrix = np.zeros((1, jobs + 1, jobs + 1), dtype=np.int32)
    return SearchProblem(
        seconds=matrix,
        metres=matrix,
        slot_day=np.array(slot_day, dtype=np.int64),
        slot_vehicle=np.arange(slots),
        slot_profile=zeros,
        slot_from=zeros,
        slot_to=zeros,
        slot_capacity=ever,
        slot_earliest=zeros,
        slot_latest=ever,
        slot_max_duty=ever,
        slot_max_driving=ever,
        slot_load_s=zeros,
        slot_fixed=zeros,
        slot_per_second=zeros,
        slot_per_metre=zeros,
        slot_kind=ints(slot_kind, slots),
        slot_exact=np.zeros(slots, dtype=np.bool_),
        slot_end_empty=np.zeros(slots, dtype=np.bool_),
        slot_crew=ints(slot_crew, slots, 1),
        slot_pool=np.array(slot_day, dtype=np.int64),
        pool_people=np.full(days, pool_people, dtype=np.int64),
        pool_crates=np.full(days, pool_crates, dtype=np.int64),
        job_place=np.arange(1, jobs + 1),
        job_setup=idle,
        job_after=idle,
        job_deliver=ints(deliver, jobs),
        job_pick=idle,
        job_priority=ints(priority, jobs, 1),
        job_penalty=idle,
        job_release=idle,
        job_mate=ints(mate, jobs, -1),
        job_windows=np.zeros((jobs, days), dtype=np.int32),
        job_slots=np.ones((jobs, slots), dtype=np.bool_),
        windows=np.array([[0, FOREVER]], dtype=np.int64),
        window_ptr=np.array([0, 1]),
        pattern_ptr=np.cumsum([0, *(len(own) for own in patterns)]),
        pattern_cost=ints(pattern_cost, len(flat)),
        pattern_level=ints(pattern_level, len(flat)),
        pattern_day_ptr=np.cumsum([0, *(len(pattern) for pattern in flat)]),
        pattern_days=np.array([day for pattern in flat for day in pattern], dtype=np.int64),
        partial=partial,
    )


@st.composite
def small_pools(draw: st.DrawFn) -> SmallPool:
    """Pools of at most 8 duties over 4 slots on 2 days, with every rule of the choice."""
    slots = draw(st.integers(1, 4))
    slot_day = sorted(draw(st.lists(st.integers(0, 1), min_size=slots, max_size=slots)))
    days = max(slot_day) + 1
    jobs = draw(st.integers(1, 4))
    whole = [(0,), (1,), (0, 1)] if days == 2 else [(0,)]
    some = st.lists(st.sampled_from(whole), min_size=1, max_size=2, unique=True)
    patterns = [draw(some) for _ in range(jobs)]
    count = sum(len(own) for own in patterns)

    def numbers(low: int, high: int, size: int) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=size, max_size=size))

    problem = pool_problem(
        slot_day,
        patterns,
        pattern_cost=numbers(0, 3, count),
        pattern_level=numbers(0, 2, count),
        slot_kind=numbers(0, 1, slots),
        slot_crew=numbers(1, 2, slots),
        pool_people=draw(st.integers(1, 4)),
        pool_crates=draw(st.integers(1, 9)),
        deliver=numbers(0, 3, jobs),
        priority=numbers(1, 4, jobs),
        mate=[1, 0, -1, -1][:jobs] if jobs > 1 and draw(st.booleans()) else (),
        partial=draw(st.booleans()),
    )
    kinds = kinds_of_slots(problem)
    found: dict[tuple[int, tuple[int, ...]], Duty] = {}
    for _ in range(draw(st.integers(1, 8))):
        slot = draw(st.integers(0, slots - 1))
        may = [
            job
            for job, own in enumerate(patterns)
            if any(slot_day[slot] in pattern for pattern in own)
        ]
        if may:
            stops = tuple(draw(st.lists(st.sampled_from(may), min_size=1, unique=True)))
            duty = Duty(int(kinds[slot]), tuple(sorted(stops)), stops, draw(st.integers(0, 20)))
            found[duty.kind, duty.jobs] = duty
    return SmallPool(problem, tuple(found.values()))


def every_choice(pool: SmallPool) -> Iterator[Routes]:
    """Yield every choice of duties and patterns that keeps the rules."""
    problem, kinds = pool.problem, kinds_of_slots(pool.problem)
    by_slot = [
        [None, *(duty for duty in pool.duties if duty.kind == kinds[slot])]
        for slot in range(problem.slots)
    ]
    for duties in product(*by_slot):
        served = [
            (job, int(problem.slot_day[slot]))
            for slot, duty in enumerate(duties)
            if duty is not None
            for job in duty.jobs
        ]
        if len(set(served)) < len(served) or not _pools_suffice(problem, duties):
            continue
        by_job = [list(_patterns(problem, job, served)) for job in range(problem.jobs)]
        stops = [() if duty is None else duty.stops for duty in duties]
        cost = sum(duty.cost for duty in duties if duty is not None)
        for chosen in product(*by_job):
            prices = sum(int(problem.pattern_cost[p]) for p in chosen if p >= 0)
            yield routes_of(problem, stops, chosen, cost + prices)


def _pools_suffice(problem: SearchProblem, duties: Sequence[Duty | None]) -> bool:
    for pool in range(len(problem.pool_people)):
        mine = [
            (slot, duty)
            for slot, duty in enumerate(duties)
            if duty is not None and problem.slot_pool[slot] == pool
        ]
        people = sum(int(problem.slot_crew[slot]) for slot, _ in mine)
        crates = sum(
            int(problem.job_deliver[job])
            for _, duty in mine
            for job in duty.jobs
            if problem.job_mate[job] < 0
        )
        if people > problem.pool_people[pool] or crates > problem.pool_crates[pool]:
            return False
    return True


def _patterns(problem: SearchProblem, job: int, served: list[tuple[int, int]]) -> Iterator[int]:
    """Yield what may be chosen for a job that is served so; -1 for no pattern."""
    days = {day for other, day in served if other == job}
    if not days:
        yield -1
    for p in range(int(problem.pattern_ptr[job]), int(problem.pattern_ptr[job + 1])):
        own = set(
            problem.pattern_days[
                problem.pattern_day_ptr[p] : problem.pattern_day_ptr[p + 1]
            ].tolist()
        )
        if days == own or (problem.partial and days <= own):
            yield p


def best_rank(pool: SmallPool) -> tuple[int, ...]:
    """Return the rank of the best choice."""
    return min(rank(routes) for routes in every_choice(pool))
