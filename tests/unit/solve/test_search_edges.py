"""The compiled search at its edges: nothing to do, asked to stop, limits, routes to begin with."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from routeplan.model import RouteplanError
from routeplan.solve.search import driver
from routeplan.solve.search.driver import search
from routeplan.solve.search.problem import FAR, Routes, SearchProblem
from tests.search_judge import check, least_cost
from tests.search_problems import END, Facility, Job, Slot, line, make_problem

LINE = line(0, 3, 7, -4, -9)


def pairs(**slot: int) -> SearchProblem:
    """Return four jobs on a line and two vehicles for two crates each."""
    own = replace(Slot(capacity=2, fixed=5), **slot)
    return make_problem(LINE, [own, own], [Job(place, deliver=1) for place in (1, 2, 3, 4)])


def routes(*stops: tuple[int, ...]) -> Routes:
    """Return routes to begin with."""
    return Routes(stops, (), (0, 0, 0, 0), 0, 0)


def test_no_jobs() -> None:
    """Nothing is served, nothing missed."""
    assert search(make_problem(LINE, [Slot()], []), iterations=20) == routes(())


def test_no_slots() -> None:
    """Everything is missed."""
    found = search(make_problem(LINE, [], [Job(1), Job(2, priority=3)]), iterations=20)
    assert found == Routes((), ((0, -1), (1, -1)), (1, 0, 1, 0), 0, 0)


def test_a_job_without_a_pattern_is_missed_once() -> None:
    """The other one is served."""
    problem = make_problem(LINE, [Slot()], [Job(1, patterns=(), priority=2), Job(2)])
    assert search(problem, iterations=20) == Routes(((1,),), ((0, -1),), (0, 1, 0, 0), 0, 14)


def test_every_visit_of_a_job_without_a_place_is_missed() -> None:
    """Two visits are owed, on days that no vehicle works."""
    job = Job(1, windows=((0, 9), (0, 9), None), patterns=(((0, 1), 0, 0), ((1, 2), 0, 0)))
    found = search(make_problem(LINE, [Slot(day=2)], [job], days=3), iterations=20)
    assert found.missed == ((0, -1), (0, -1))


@pytest.mark.parametrize("way", ["stop", "report"])
def test_whoever_asks_ends_the_search_with_whole_routes(way: str) -> None:
    """Asked after one slice of very many."""
    asked: list[object] = []
    problem = pairs()

    def stop() -> bool:
        asked.append(None)
        return True

    def report(cost: int, missed: int) -> bool:
        asked.append((cost, missed))
        return False

    if way == "stop":
        found = search(problem, iterations=10**12, stop=stop)
    else:
        found = search(problem, iterations=10**12, report=report)
        assert asked == [(found.cost, 0)]
    assert len(asked) == 1
    check(problem, found)
    assert not found.missed


def test_the_best_is_found() -> None:
    """Each side of the depot is one duty."""
    problem = pairs()
    found = search(problem, iterations=100, seed=1)
    check(problem, found)
    assert ((0, 0, 0, 0), found.cost) == least_cost(problem) == ((0, 0, 0, 0), 2 * 5 + 14 + 18)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "problem",
    [
        pytest.param(pairs(per_second=2, load_s=3), id="time costs"),
        pytest.param(pairs(max_driving=17), id="driving"),
        pytest.param(
            make_problem(
                LINE,
                [Slot(day=day, kind=kind, fixed=9 * kind) for day in (0, 1) for kind in (0, 1)][:3],
                [
                    Job(1, windows=((0, 9), (20, 30)), patterns=(((0,), 4, 0), ((1,), 0, 1))),
                    Job(2, windows=((50, 60),) * 2, patterns=(((0, 1), 0, 0),)),
                    Job(4, windows=((0, 99), None), priority=3),
                ],
                days=2,
            ),
            id="days and windows",
        ),
        pytest.param(
            make_problem(
                LINE,
                [Slot(capacity=3, pool=0)] * 2,
                [Job(1, pick=3, mate=1), Job(4, deliver=3, mate=0), Job(2, deliver=2), Job(3)],
                pools=[(2, 2)],
            ),
            id="transfer",
        ),
    ],
)  # fmt: skip
def test_the_best_of_each_kind_is_found(problem: SearchProblem, seed: int) -> None:
    """As every way to serve tells."""
    found = search(problem, iterations=200, seed=seed)
    check(problem, found)
    assert (found.missed_by_priority, found.cost) == least_cost(problem)


def test_another_process_finds_the_same() -> None:
    """The same seed and steps."""
    code = (
        "from tests.unit.solve.test_search_edges import *\n"
        "print(search(pairs(per_second=2), iterations=7, seed=3))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "7"},
    )  # fmt: skip
    assert found.stdout.strip() == str(search(pairs(per_second=2), iterations=7, seed=3))


def test_a_vehicle_at_home_needs_no_way_to_where_its_duty_would_end() -> None:
    """From 0 to 2 there is a way over 1 alone; the cheap vehicle takes the stop over from it."""
    metres = [[0, 3, FAR], [FAR, 0, 4], [FAR, FAR, 0]]
    dear, cheap = Slot(end=2, fixed=50), Slot(end=2, fixed=10, kind=1)
    problem = make_problem(metres, [dear, cheap], [Job(1)])
    found = search(problem, iterations=30, start=routes((0,), ()))
    check(problem, found)
    assert (found.stops, found.cost) == (((), (0,)), 17)


@pytest.mark.parametrize(("limit", "served"), [(17, False), (18, True)])
def test_a_transfer_drives_no_longer_than_the_limit(limit: int, served: bool) -> None:
    """From the depot to 7, back to -2 and home; waiting is no driving."""
    jobs = [
        Job(1, windows=((50, 60),), pick=3, mate=1),
        Job(2, deliver=3, mate=0),
    ]
    problem = make_problem(line(0, 7, -2), [Slot(max_driving=limit)], jobs)
    found = search(problem, iterations=30)
    check(problem, found)
    assert found.stops == (((0, 1),) if served else ((),))


def test_routes_to_begin_with_stay() -> None:
    """Without a step nothing changes, though the order could be better."""
    problem = pairs()
    found = search(problem, iterations=0, start=routes((0, 2), (1, 3)))
    check(problem, found)
    assert found.stops == ((0, 2), (1, 3))


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(((0, 1, 2), (3,)), id="overloaded"),
        pytest.param(((0, 0), (1,)), id="twice in a duty"),
        pytest.param(((0, 1), (0, 2)), id="twice in a day"),
    ],
)
def test_routes_that_cannot_be_are_mended(start: tuple[tuple[int, ...], ...]) -> None:
    """What is impossible is put in anew."""
    found = search(pairs(), iterations=0, start=routes(*start))
    check(pairs(), found)
    assert not found.missed


def test_a_start_keeps_to_vehicles_facilities_and_days() -> None:
    """Job 0 is for the first vehicle alone, which may not call at the facility."""
    jobs = [Job(1, deliver=1, slots=(True, False)), Job(2, deliver=1), Job(3, deliver=1)]
    problem = make_problem(
        LINE, [Slot(capacity=2), Slot(capacity=2)], jobs,
        facilities=[Facility(4, slots=(False, True))],
    )  # fmt: skip
    for start in [((), (0, 1)), ((0, -1, 1), (2,)), ((1, -1, 2), (0,))]:
        found = search(problem, iterations=20, start=routes(*start))
        check(problem, found)
        assert not found.missed


def test_what_is_beyond_the_room_of_a_duty_is_put_in_anew(monkeypatch) -> None:
    """A start with more stops than a slot has room for loses none of them."""
    monkeypatch.setattr(driver, "MOST_STOPS", 1)
    problem = make_problem([[0] * 11] * 11, [Slot(), Slot()], [Job(k) for k in range(1, 11)])
    found = search(problem, iterations=0, start=routes(tuple(range(10)), ()))
    check(problem, found)


def test_transfers_where_there_are_facilities_are_refused() -> None:
    """Either alone is honoured; both together are named before anything is searched."""
    jobs = [Job(1, pick=3, mate=1), Job(2, deliver=3, mate=0)]
    both = make_problem(LINE, [Slot()], jobs, facilities=[Facility(4)])
    with pytest.raises(RouteplanError) as refused:
        search(both, iterations=5)
    assert refused.value.code == "engine-unsupported"
    assert refused.value.details["rules"] == ["transfers", "facilities"]
    assert not search(make_problem(LINE, [Slot()], jobs), iterations=5).missed
    alone = make_problem(LINE, [Slot()], [Job(1), Job(2)], facilities=[Facility(4)])
    assert not search(alone, iterations=5).missed


def test_no_step_moves_more_than_may_move() -> None:
    """Both jobs would be cheaper together on the second day; so many as may go there."""
    days = (((0,), 0, 0), ((1,), 0, 0))
    jobs = [Job(1, windows=((0, END),) * 2, patterns=days) for _ in range(3)]
    problem = make_problem(
        [[0, 9], [9, 0]], [Slot(day=0), Slot(day=1)], [*jobs[:2], jobs[2]], days=2
    )
    stay = np.array([0, 1, 0, 1, 1, 0], dtype=np.int64)
    start = routes((0, 1), (2,))
    for most, cost in ((0, 36), (1, 18)):
        told = replace(
            problem, pattern_moves=stay, job_moves=np.ones(3, dtype=np.int64), most_moves=most
        )
        found = search(told, iterations=200, start=start)
        assert found.cost == cost
        assert not found.missed
    hard = replace(told, slot_fixed=np.array([0, 10**6], dtype=np.int64), most_moves=0)
    assert search(hard, iterations=200, start=start).stops == ((0, 1), (2,))


@pytest.mark.parametrize("pool", [(1, 9), (9, 2)])
def test_a_start_takes_no_more_of_a_pool_than_there_is(pool: tuple[int, int]) -> None:
    """One person, or two crates, are enough for one of the duties."""
    own = Slot(capacity=2, pool=0)
    problem = make_problem(
        LINE, [own, own], [Job(place, deliver=1) for place in (1, 2, 3, 4)], pools=[pool]
    )
    found = search(problem, iterations=0, start=routes((0, 1), (2, 3)))
    check(problem, found)
    assert found.stops == ((0, 1), ())


@pytest.mark.parametrize("start", [((1, 0), ()), ((0,), (1,)), ((0,), ())])
def test_a_start_keeps_transfers_whole(start: tuple[tuple[int, ...], ...]) -> None:
    """Both halves on one duty, in their order."""
    jobs = [Job(1, pick=3, mate=1), Job(2, deliver=3, mate=0)]
    problem = make_problem(LINE, [Slot(), Slot()], jobs)
    found = search(problem, iterations=0, start=routes(*start))
    check(problem, found)
    assert sorted(found.stops) == [(), (0, 1)]


def test_a_day_of_a_start_alone_is_no_pattern() -> None:
    """Two visits are owed; of one alone nothing is kept, and both are put in."""
    job = Job(1, windows=((0, END),) * 3, patterns=(((0, 2), 0, 0),))
    problem = make_problem(LINE, [Slot(day=day) for day in range(3)], [job], days=3)
    found = search(problem, iterations=0, start=routes((0,), (0,), ()))
    check(problem, found)
    assert found.stops == ((0,), (), (0,))
