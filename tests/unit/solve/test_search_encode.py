"""A problem in arrays: slots, jobs, what they share, and which slots need the exact evaluator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from routeplan.model import (
    DEFAULT_PROFILES,
    CalendarEntry,
    CrewMember,
    DayKind,
    FixedVisit,
    Pin,
    Rules,
)
from routeplan.solve.duties.overnight import put_overnight
from routeplan.solve.engine import Limit
from routeplan.solve.insertion import put_fixed
from routeplan.solve.roster import Roster
from routeplan.solve.search.encode import DEARER, Encoded, encode
from routeplan.solve.search.problem import FOREVER
from routeplan.solve.search.rich import DAY, DOORS, FROM, PROFILE, SLOT_COLUMNS, Rich
from routeplan.solve.search.segments import NO_COST, insertion
from routeplan.solve.search.slot_arrays import typical_slots
from tests.builders import (
    MONDAY,
    World,
    by_boat,
    by_ship,
    hm,
    island,
    make_crossing,
    make_service,
    make_site,
    make_van,
    two_sites,
)
from tests.search_state import State

NO_LUNCH = Rules(lunch_s=0)


def roster_of(world: World, **changes: Any) -> Roster:
    """Return an empty roster of the world's problem."""
    problem = replace(world.problem(), **changes)
    return Roster(problem, world.travel(problem))


def encoded(world: World, **changes: Any) -> Encoded:
    """Encode the world's problem."""
    return encode(roster_of(world, **changes))


def day(number: int) -> date:
    """Return a date of the first week, Monday being 0."""
    return MONDAY + timedelta(days=number)


def test_slots_are_vehicles_on_their_working_days() -> None:
    """Sorted by date; a closed vehicle and a vehicle without travel times have none."""
    world = two_sites().but(
        vehicles=(make_van("B"), make_van("A", days=frozenset({1, 2})), make_van("C")),
        more={"calendar": (CalendarEntry(MONDAY, MONDAY, DayKind.CLOSURE, frozenset({"B"})),)},
    )
    found = encoded(world)
    assert found.slots == (
        ("C", day(0)),
        *((name, day(1)) for name in "ABC"),
        *((name, day(2)) for name in "ABC"),
        *((name, day(3)) for name in "BC"),
        *((name, day(4)) for name in "BC"),
    )
    assert found.problem.slot_day.tolist() == [0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4]
    assert found.problem.slot_vehicle[1] == found.problem.slot_vehicle[4]


def test_duties_that_stay_take_their_slots_and_visits() -> None:
    """A fixed visit is no job and its van is out that day; a crew is out for its whole voyage."""
    world = two_sites()
    problem = world.problem()
    fixed = FixedVisit(problem.visits[0].id, "VAN", day(2), hm("09:00"))
    roster = roster_of(world, fixed=(fixed,))
    put_fixed(roster)
    found = encode(roster)
    assert [job.visits for job in found.jobs] == [(problem.visits[1],)]
    assert [slot[1] for slot in found.slots] == [day(k) for k in (0, 1, 3, 4)]

    roster = roster_of(by_ship())
    put_overnight(roster, Limit(None))
    (duty,) = roster.duties.values()
    assert duty.dates == (day(1), day(2), day(3))
    assert [slot[1] for slot in encode(roster).slots] == [day(0), day(4)]


def test_a_visit_that_no_duty_of_one_day_serves_is_no_job() -> None:
    """The far island belongs to the builder of voyages."""
    assert encoded(by_ship()).jobs == ()


def test_people_and_crates_of_a_depot_and_day_are_a_pool() -> None:
    """What duties that stay use is taken off; without a table of crew people are not counted."""
    site = make_site("A", deliver_crates=3)
    vans = (make_van("V0", crew_needed=2), make_van("V1"))
    world = World((site, make_site("B")), vehicles=vans, depot_fields={"stock_crates": 10})
    crew = tuple(CrewMember(f"N{k}", "driver", "D") for k in range(3))
    fixed = FixedVisit(world.problem().visits[0].id, "V0", day(1), hm("09:00"))
    roster = roster_of(world, crew=crew, fixed=(fixed,))
    put_fixed(roster)
    search = encode(roster).problem
    by_day = {int(d): int(pool) for d, pool in zip(search.slot_day, search.slot_pool, strict=True)}
    assert search.pool_people[[by_day[0], by_day[1], by_day[2]]].tolist() == [3, 1, 3]
    assert search.pool_crates[[by_day[0], by_day[1], by_day[2]]].tolist() == [10, 7, 10]
    assert search.slot_crew[:2].tolist() == [2, 1]
    plain = encoded(two_sites()).problem
    assert set(plain.pool_people) == set(plain.pool_crates) == {FOREVER}


def test_slots_of_one_kind_are_those_that_nothing_tells_apart() -> None:
    """Two equal vans share a kind on each day; a pin, a skill or a price parts them."""
    vans = (make_van("V0"), make_van("V1"), make_van("V2", cost_km=1))
    kinds = encoded(World((make_site("A"),), vehicles=vans)).problem.slot_kind.reshape(5, 3)
    assert (kinds[:, 0] == kinds[:, 1]).all()
    assert len(set(kinds[:, 0])) == 5
    assert (kinds[:, 2] != kinds[:, 0]).all()
    pinned = make_site("A", make_service("A", pinned=(Pin(vehicle="V1"),)))
    kinds = encoded(World((pinned,), vehicles=vans)).problem.slot_kind.reshape(5, 3)
    assert (kinds[:, 0] != kinds[:, 1]).all()
    skilled = (make_van("V0"), make_van("V1", skills=frozenset({"yard"})))
    needy = make_site("A", make_service("A", needs=frozenset({"yard"})))
    search = encoded(World((needy,), vehicles=skilled)).problem
    assert search.job_slots.tolist() == [[False, True] * 5]
    assert search.slot_kind[0] != search.slot_kind[1]


def test_pins_days_and_windows_decide_where_a_job_may_be() -> None:
    """A pinned weekday closes the others; jobs with the same hours share one list of windows."""
    hours = "08:00-10:00;14:00-16:00"
    sites = (
        make_site("A", windows=hours, pinned=(Pin(weekday=2),)),
        make_site("B", windows=hours, days=frozenset({0, 2})),
        make_site("C"),
    )
    search = encoded(World(sites)).problem
    assert (search.job_windows[0] >= 0).tolist() == [k == 2 for k in range(7)]
    assert (search.job_windows[1] >= 0).tolist() == [k in (0, 2) for k in range(7)]
    assert search.job_windows[0, 2] == search.job_windows[1, 0]
    first = search.window_ptr[search.job_windows[0, 2]]
    spans = [[hm("08:00"), hm("09:00")], [hm("14:00"), hm("15:00")]]
    assert search.windows[first : first + 2].tolist() == spans
    assert search.job_slots[0].tolist() == [False, False, True, False, False]
    assert search.pattern_ptr.tolist() == [0, 1, 3, 8]
    assert search.pattern_days.tolist() == [2, 0, 2, 0, 1, 2, 3, 4]


def test_a_boat_cannot_use_a_closed_landing() -> None:
    """A storm at the site's pier keeps the boat away on that day."""
    entry = CalendarEntry(day(1), day(1), DayKind.STORM, frozenset({"Q"}))
    search = encoded(by_boat(), calendar=(entry,)).problem
    assert search.job_slots.tolist() == [[True, False, True, True, True]]


def test_jobs_too_far_or_too_large_are_left_out() -> None:
    """A visit longer than the shift, or with more crates than any van holds, fits nowhere."""
    sites = (make_site("A", minutes=590), make_site("B", deliver_crates=21), make_site("C"))
    found = encoded(World(sites, rules=NO_LUNCH, at={"A": 10}))
    assert [job.visits[0].site for job in found.jobs] == ["C"]


def exact(world: World, **changes: Any) -> list[bool]:
    """Return for each slot of the first week whether it needs the exact evaluator."""
    return encoded(world, **changes).problem.slot_exact.tolist()


def test_plain_days_need_no_exact_evaluator() -> None:
    """Without lunch, ferries and split windows the arrays of the evaluator stay empty."""
    search = encoded(two_sites().but(rules=NO_LUNCH)).problem
    assert not search.slot_exact.any()
    assert isinstance(search.rich, Rich)
    assert search.rich.slots.size == 0


@pytest.mark.parametrize(
    ("world", "expected"),
    [
        (two_sites(), [True] * 5),
        (two_sites().but(vehicles=(make_van(shift="11:00-17:00"),)), [False] * 5),
        (two_sites().but(vehicles=(make_van(shift="07:00-13:30"),)), [False] * 5),
        (two_sites().but(vehicles=(make_van(shift="07:00-13:31"),)), [True] * 5),
        (island().but(rules=NO_LUNCH), [True] * 5),
        (by_boat().but(rules=NO_LUNCH), [True] * 5),
    ],
)
def test_lunch_ferries_and_daylight_need_it(world: World, expected: list[bool]) -> None:
    """Lunch counts where it may be owed; ferries and daylight always."""
    assert exact(world) == expected


def test_split_windows_need_it_on_their_days() -> None:
    """A job with two windows binds the slots that may serve it, and no others."""
    service = make_service("A", windows="08:00-09:30;14:00-16:00", days=frozenset({1}))
    world = World((make_site("A", service), make_site("B")), rules=NO_LUNCH)
    assert exact(world) == [False, True, False, False, False]


def test_walks_need_it_where_driving_is_limited() -> None:
    """For a boat by night, seconds on foot are not steered; a limit on driving must know."""
    by_night = {**DEFAULT_PROFILES, "canoe": replace(DEFAULT_PROFILES["canoe"], daylight=False)}
    world = by_boat().but(rules=NO_LUNCH)
    assert exact(world, profiles=by_night) == [False] * 5
    tired = replace(world.vehicles[0], max_driving_s=3600)
    assert exact(world.but(vehicles=(tired,)), profiles=by_night) == [True] * 5


def test_a_missed_visit_weighs_more_than_the_dearest_duty_for_it() -> None:
    """And so many times as much as one of the next priority."""
    van = make_van(cost_fixed=400_000, cost_km=9_000, cost_hour=80_000)
    sites = tuple(make_site(f"S{k}", priority=k) for k in (1, 2, 3, 4))
    world = island().but(sites=(*island().sites, *sites), vehicles=(van,))
    ferries = tuple(replace(row, fare=250_000) for row in world.crossings)
    roster = roster_of(world, crossings=ferries)
    found = encode(roster)
    penalty = {
        int(priority): int(cost)
        for priority, cost in zip(
            found.problem.job_priority, found.problem.job_penalty, strict=True
        )
    }
    for visit in roster.problem.visits:
        found_duties = [roster.time(slot, (visit,)) for slot in roster.slots(visit)]
        assert all(one is not None and one.duty.price < penalty[4] for one in found_duties)
    for priority in (1, 2, 3):
        assert penalty[priority] == DEARER * penalty[priority + 1]


def test_sailings_that_take_no_own_vehicle_are_left_out() -> None:
    """A row with a quota of nought carries people, and nobody's van."""
    world = island()
    closed = tuple(replace(row, quota=0) for row in world.crossings)
    rich = encoded(world, crossings=closed).problem.rich
    assert isinstance(rich, Rich)
    assert rich.sailings.size == 0
    own = make_crossing("P1", "P2", ["08:00", "09:00"], id="small")
    rich = encoded(world, crossings=(*closed, own)).problem.rich
    assert isinstance(rich, Rich)
    assert len(rich.sailings) == 2 * 7


def test_an_empty_problem_can_be_encoded() -> None:
    """No visit, or no vehicle at work: no job."""
    nothing = encoded(two_sites(), visits=())
    assert (nothing.jobs, nothing.problem.jobs, nothing.problem.slots) == ((), 0, 5)
    idle = two_sites().but(vehicles=(make_van(days=frozenset()),))
    assert encoded(idle).problem.slots == 0


def test_the_same_problem_gives_the_same_arrays() -> None:
    """Nothing depends on the order of a set."""
    first, second = (encoded(island()).problem for _ in range(2))
    for name in ("slot_kind", "job_slots", "windows", "seconds", "job_penalty", "pattern_days"):
        assert np.array_equal(getattr(first, name), getattr(second, name))


@pytest.mark.parametrize("seed", range(20))
def test_typical_slots_stand_for_slots_that_only_their_dates_tell_apart(seed: int) -> None:
    """Each is like the slot it stands for, and opens the same doors; so no answer differs."""
    random = np.random.default_rng(seed)
    table = np.zeros((12, SLOT_COLUMNS), dtype=np.int64)
    table[:, [PROFILE, FROM]] = random.integers(0, 2, size=(12, 2))
    table[:, [DAY, DOORS]] = random.integers(0, 4, size=(12, 1))
    job_windows = random.integers(-1, 3, size=(9, 4)).astype(np.int32)
    may_serve = random.random((9, 12)) < 0.7
    may_serve &= job_windows[:, table[:, DOORS]] >= 0
    dated = np.array([False, True])
    few = typical_slots(table, dated, job_windows, may_serve)
    assert few.job_windows.flags.c_contiguous
    assert (few.slots[:, DOORS] == np.arange(len(few.slots))).all()
    for j, s in zip(*np.nonzero(may_serve), strict=True):
        at = few.place[j, s]
        same = np.setdiff1d(np.arange(SLOT_COLUMNS), [DOORS, *([] if table[s, PROFILE] else [DAY])])
        assert (few.slots[at, same] == table[s, same]).all()
        assert few.job_windows[j, at] == job_windows[j, table[s, DOORS]]
    answer = random.random(few.job_windows.shape) < 0.5
    spread = few.spread(answer, may_serve)
    assert not (spread & ~may_serve).any()
    assert all(
        spread[j, s] == answer[j, few.place[j, s]]
        for j, s in zip(*np.nonzero(may_serve), strict=True)
    )


def test_the_same_week_again_asks_no_more_of_single_jobs() -> None:
    """Without ferries and tides, twelve weeks have the typical slots of one."""

    def typical(weeks: int) -> int:
        days = 7 * weeks
        table = np.zeros((days, SLOT_COLUMNS), dtype=np.int64)
        table[:, DAY] = table[:, DOORS] = np.arange(days)
        job_windows = np.tile(np.array([[0], [1]], dtype=np.int32), (1, days))
        job_windows[0, ::7] = 2
        ways = np.zeros(1, dtype=np.bool_)
        return len(typical_slots(table, ways, job_windows, np.ones((2, days), np.bool_)).slots)

    assert typical(12) == typical(1) == 2


@pytest.mark.parametrize(("minutes", "together"), [(400, True), (399, False)])
def test_a_stop_that_leaves_no_time_for_lunch_is_refused_at_once(
    minutes: int, together: bool
) -> None:
    """40 minutes on the way, twice 150 at work, an hour for lunch: none of it overlaps."""
    sites = (make_site("A", minutes=150, windows="09:00-11:30"), make_site("B", minutes=150))
    van = make_van(max_duty_s=60 * minutes, cost_fixed=1_000_000)
    found = encoded(World(sites, (van,), at={"A": 10, "B": 20})).problem
    assert found.slot_exact.all() and found.slot_lunch.tolist() == [3600] * found.slots
    state = State(found, 0)
    s = next(s for s in range(found.slots) if 0 in state.stops(s))
    assert state.stops(s) == ((0, 1) if together else (0,))
    if not together:
        assert insertion(*state.data[:3], s, 1, 1, NO_COST) == NO_COST


def test_a_lunch_on_board_takes_no_time_of_its_own() -> None:
    """Nothing is refused for its sake where a profile takes ferries."""
    assert not encoded(island()).problem.slot_lunch.any()


@pytest.mark.parametrize(("minutes", "served"), [(80, True), (79, False)])
def test_a_crossing_is_no_driving(minutes: int, served: bool) -> None:
    """Half an hour to the pier and ten minutes beyond it, there and back."""
    world = replace(island(), vehicles=(make_van(max_driving_s=60 * minutes),))
    found = encoded(world).problem
    assert found.slot_max_driving.tolist() == [FOREVER] * found.slots
    assert found.jobs == int(served)
    if served:
        assert any(State(found, 0).stops(s) for s in range(found.slots))


def test_all_seconds_on_the_way_are_driving_without_a_crossing() -> None:
    """The search's bounds then hold a duty to its limit."""
    world = replace(two_sites(), vehicles=(make_van(max_driving_s=600),))
    assert set(encoded(world).problem.slot_max_driving.tolist()) == {600}
