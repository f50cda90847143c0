"""Small `SearchProblem`s: by hand from few words, or drawn by hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from routeplan.solve.search.problem import FAR, FOREVER, SearchProblem

END = 120
"""Last second of the generated duties: few enough to try every start of a duty."""


@dataclass(frozen=True)
class Slot:
    """One vehicle on one day; see `SearchProblem` for the words."""

    day: int = 0
    profile: int = 0
    start: int = 0
    end: int = 0
    capacity: int = 99
    earliest: int = 0
    latest: int = END
    max_duty: int = FOREVER
    max_driving: int = FOREVER
    load_s: int = 0
    fixed: int = 0
    per_second: int = 0
    per_metre: int = 1
    kind: int = 0
    end_empty: bool = False
    crew: int = 1
    pool: int = -1


@dataclass(frozen=True)
class Job:
    """One service; `windows` by day (None: shut), `patterns` as (days, cost, level)."""

    place: int
    windows: tuple[tuple[int, int] | None, ...] = ((0, END),)
    patterns: tuple[tuple[tuple[int, ...], int, int], ...] = (((0,), 0, 0),)
    setup: int = 0
    after: int = 0
    deliver: int = 0
    pick: int = 0
    priority: int = 1
    penalty: int = 10_000
    release: int = 0
    mate: int = -1
    slots: tuple[bool, ...] | None = None


@dataclass(frozen=True)
class Facility:
    """Where vehicles reload; `slots` that may call, None for all."""

    place: int
    seconds: int = 0
    slots: tuple[bool, ...] | None = None


def line(*at: int) -> list[list[int]]:
    """Return the distances between places on a line."""
    return [[abs(a - b) for b in at] for a in at]


def make_problem(
    metres: Any,
    slots: Sequence[Slot],
    jobs: Sequence[Job],
    *,
    seconds: Any = None,
    facilities: Sequence[Facility] = (),
    pools: Sequence[tuple[int, int]] = (),
    days: int = 1,
    partial: bool = True,
) -> SearchProblem:
    """Return a problem; `metres` (and `seconds`, the same without) are (P, P) or (F, P, P)."""
    far = np.atleast_3d(np.asarray(metres, dtype=np.int32))
    far = far.reshape(-1, far.shape[-2], far.shape[-1]) if np.ndim(metres) == 3 else far[..., 0]
    far = far if far.ndim == 3 else far[np.newaxis]
    long = far if seconds is None else np.asarray(seconds, dtype=np.int32).reshape(far.shape)
    spans = sorted({w for job in jobs for w in job.windows if w is not None})
    windows = np.array(
        [[spans.index(w) if w is not None else -1 for w in job.windows] for job in jobs],
        dtype=np.int32,
    ).reshape(len(jobs), days)
    every = (True,) * len(slots)
    patterns = [pattern for job in jobs for pattern in job.patterns]

    def ints(values: Any) -> Any:
        return np.array(list(values), dtype=np.int64)

    def flags(values: Any, *shape: int) -> Any:
        return np.array(list(values), dtype=np.bool_).reshape(shape)

    return SearchProblem(
        seconds=np.ascontiguousarray(long),
        metres=np.ascontiguousarray(far),
        slot_day=ints(s.day for s in slots),
        slot_vehicle=ints(range(len(slots))),
        slot_profile=ints(s.profile for s in slots),
        slot_from=ints(s.start for s in slots),
        slot_to=ints(s.end for s in slots),
        slot_capacity=ints(s.capacity for s in slots),
        slot_earliest=ints(s.earliest for s in slots),
        slot_latest=ints(s.latest for s in slots),
        slot_max_duty=ints(s.max_duty for s in slots),
        slot_max_driving=ints(s.max_driving for s in slots),
        slot_load_s=ints(s.load_s for s in slots),
        slot_fixed=ints(s.fixed for s in slots),
        slot_per_second=ints(s.per_second for s in slots),
        slot_per_metre=ints(s.per_metre for s in slots),
        slot_kind=ints(s.kind for s in slots),
        slot_exact=flags([False] * len(slots), len(slots)),
        slot_end_empty=flags([s.end_empty for s in slots], len(slots)),
        slot_crew=ints(s.crew for s in slots),
        slot_pool=ints(s.pool for s in slots),
        pool_people=ints(people for people, _ in pools),
        pool_crates=ints(crates for _, crates in pools),
        job_place=ints(j.place for j in jobs),
        job_setup=ints(j.setup for j in jobs),
        job_after=ints(j.after for j in jobs),
        job_deliver=ints(j.deliver for j in jobs),
        job_pick=ints(j.pick for j in jobs),
        job_priority=ints(j.priority for j in jobs),
        job_penalty=ints(j.penalty for j in jobs),
        job_release=ints(j.release for j in jobs),
        job_mate=ints(j.mate for j in jobs),
        job_windows=windows,
        job_slots=flags([j.slots or every for j in jobs], len(jobs), len(slots)),
        windows=ints(t for w in spans for t in w).reshape(len(spans), 2),
        window_ptr=ints(range(len(spans) + 1)),
        pattern_ptr=ints(np.cumsum([0, *(len(job.patterns) for job in jobs)])),
        pattern_cost=ints(cost for _, cost, _ in patterns),
        pattern_level=ints(level for _, _, level in patterns),
        pattern_day_ptr=ints(np.cumsum([0, *(len(on) for on, _, _ in patterns)])),
        pattern_days=ints(day for on, _, _ in patterns for day in on),
        facility_place=ints(q.place for q in facilities),
        facility_s=ints(q.seconds for q in facilities),
        facility_slots=flags([q.slots or every for q in facilities], len(facilities), len(slots)),
        partial=partial,
    )


@st.composite
def _matrices(draw: st.DrawFn, profiles: int, places: int) -> tuple[Any, Any]:
    """Draw metres and seconds: neither symmetric nor metric, a few pairs without a way."""
    x = np.array(draw(st.lists(st.integers(0, 15), min_size=places, max_size=places)))
    size = profiles * places * places
    base = np.tile(np.abs(x[:, None] - x[None, :]), (profiles, 1, 1))
    detour = draw(st.lists(st.integers(0, 5), min_size=size, max_size=size))
    metres = base + np.array(detour).reshape(base.shape)
    slow = draw(st.lists(st.integers(0, 3), min_size=profiles, max_size=profiles))
    seconds = base + np.array(slow)[:, None, None]
    for hole in draw(st.lists(st.integers(0, size - 1), max_size=3)):
        metres.reshape(-1)[hole] = seconds.reshape(-1)[hole] = FAR
    for place in range(places):
        metres[:, place, place] = seconds[:, place, place] = 0
    return metres, seconds


@st.composite
def _patterns(draw: st.DrawFn, days: int) -> tuple[tuple[tuple[int, ...], int, int], ...]:
    """Draw none to three different sets of equally many days."""
    visits = draw(st.integers(1, min(3, days)))
    one = st.sets(st.integers(0, days - 1), min_size=visits, max_size=visits).map(
        lambda found: tuple(sorted(found))
    )
    return tuple(
        (on, draw(st.integers(0, 9)), draw(st.integers(0, 2)))
        for on in draw(st.lists(one, min_size=1 if draw(st.integers(0, 9)) else 0, max_size=3,
                                unique=True))
    )  # fmt: skip


@st.composite
def _windows(draw: st.DrawFn, days: int) -> tuple[tuple[int, int] | None, ...]:
    def one() -> tuple[int, int] | None:
        kind = draw(st.integers(0, 5))
        if kind == 5:
            return None
        if kind < 3:
            return (0, END)
        opens = draw(st.integers(0, 70))
        return (opens, opens + draw(st.integers(0, 40)))

    return tuple(one() for _ in range(days))


@st.composite
def search_problems(
    draw: st.DrawFn,
    *,
    most_jobs: int = 8,
    most_days: int = 4,
    most_vehicles: int = 3,
    trips: bool | None = None,
    transfers: bool | None = None,
) -> SearchProblem:
    """Draw a problem with (`trips`) facilities or releases, and with transfers; None draws whether.

    Never with both: the search does not combine them.
    """
    days = draw(st.integers(1, most_days))
    profiles = draw(st.integers(1, 2))
    trips = draw(st.booleans()) if trips is None else trips
    transfers = not trips and (draw(st.booleans()) if transfers is None else transfers)
    facilities_on = trips and draw(st.booleans())
    count = draw(st.integers(1, most_jobs))
    places = draw(st.integers(2, 2 + count))
    metres, seconds = draw(_matrices(profiles, places))
    place = st.integers(0, places - 1)
    per_second = draw(st.sampled_from((0, 0, 1, 3)))
    pooled = draw(st.booleans())

    vehicles = []
    for kind in range(draw(st.integers(1, 2))):
        start = draw(place)
        earliest = draw(st.sampled_from((0, 0, 10)))
        own = Slot(
            profile=draw(st.integers(0, profiles - 1)),
            start=start,
            end=start if draw(st.integers(0, 3)) else draw(place),
            capacity=draw(st.sampled_from((4, 8, 12, 99))),
            earliest=earliest,
            latest=draw(st.sampled_from((60, 90, END))),
            max_duty=draw(st.sampled_from((FOREVER, 40, 60, 90))),
            max_driving=draw(st.sampled_from((FOREVER, FOREVER, 30, 50))),
            load_s=draw(st.sampled_from((0, 0, 3))),
            fixed=draw(st.integers(0, 40)),
            per_second=per_second,
            per_metre=draw(st.integers(0 if per_second else 1, 2)),
            kind=kind,
            end_empty=facilities_on and draw(st.booleans()),
            crew=draw(st.integers(1, 2)),
        )
        vehicles += [own] * draw(st.integers(1, most_vehicles - 1))
    slots = [
        replace(own, day=day, pool=day if pooled else -1) for day in range(days) for own in vehicles
    ]
    pools = [
        (draw(st.integers(1, 4)), draw(st.sampled_from((5, 10, FOREVER))))
        for _ in range(days if pooled else 0)
    ]
    facilities = [
        Facility(draw(place), draw(st.integers(0, 3)), _may(draw, len(slots)))
        for _ in range(draw(st.integers(1, 2)) if facilities_on else 0)
    ]

    jobs: list[Job] = []
    while len(jobs) < count:
        job = Job(
            place=draw(place),
            windows=draw(_windows(days)),
            patterns=draw(_patterns(days)),
            setup=draw(st.integers(0, 3)),
            after=draw(st.integers(0, 8)),
            deliver=draw(st.integers(0, 6)),
            pick=draw(st.integers(0, 6)),
            priority=draw(st.integers(1, 4)),
            penalty=draw(st.sampled_from((10_000, 300, 60))),
            release=draw(st.sampled_from((0, 0, 10, 30))) if trips else 0,
            slots=_may(draw, len(slots)),
        )
        if transfers and len(jobs) + 2 <= count and draw(st.booleans()):
            one_day = tuple(dict.fromkeys(on[:1] for on, _, _ in job.patterns))
            job = replace(job, patterns=tuple((on, 0, 0) for on in one_day))
            other = replace(job, place=draw(place), windows=draw(_windows(days)))
            at, crates = len(jobs), draw(st.integers(1, 8))
            jobs.append(replace(job, deliver=0, pick=crates, mate=at + 1))
            jobs.append(replace(other, deliver=crates, pick=0, mate=at))
        else:
            jobs.append(job)
    return make_problem(
        metres,
        slots,
        jobs,
        seconds=seconds,
        facilities=facilities,
        pools=pools,
        days=days,
        partial=draw(st.booleans()),
    )


def _may(draw: st.DrawFn, slots: int) -> tuple[bool, ...] | None:
    """Draw which slots may, most of them."""
    if draw(st.booleans()):
        return None
    return tuple(draw(st.integers(0, 4)) < 4 for _ in range(slots))
