"""The master by hand: what a pool keeps, and what comes back to the search."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from benchmarks.adapter import to_search
from routeplan.model import Rules
from routeplan.solve.master.pool import Duty, Pool, kinds_of_slots
from routeplan.solve.master.recombine import recombine
from routeplan.solve.roster import Roster
from routeplan.solve.search.driver import Search, recombining_helps, search
from routeplan.solve.search.encode import encode
from routeplan.solve.search.problem import Routes
from routeplan.solve.search.routes import rank, routes_of
from tests.builders import World, make_site
from tests.small_pool import pool_problem
from tests.unit.benchmarks.small import line


def test_pool_keeps_the_cheapest_order() -> None:
    """The same jobs in a slot of the same class are one duty; another class has its own."""
    pool = Pool(np.array([0, 0, 1]))
    pool.add(0, [2, -1, 1], 30)
    pool.add(1, [1, 2], 20)
    pool.add(0, [2, 1], 25)
    pool.add(2, [1, 2], 40)
    assert pool.duties() == (Duty(0, (1, 2), (1, 2), 20), Duty(1, (1, 2), (1, 2), 40))


def test_pool_drops_what_was_not_seen_for_longest() -> None:
    """A duty that is seen again stays."""
    pool = Pool(np.array([0]), most=2)
    for job in (1, 2, 1, 3):
        pool.add(0, [job], 5)
    assert [duty.jobs for duty in pool.duties()] == [(1,), (3,)]


def test_classes() -> None:
    """Slots differ by day, by kind and by what they may serve."""
    problem = pool_problem([0, 0, 0, 1], [[(0,), (1,)]], slot_kind=[0, 0, 1, 0])
    assert kinds_of_slots(problem).tolist() == [0, 0, 1, 2]
    problem.job_slots[0, 1] = False
    assert kinds_of_slots(problem).tolist() == [0, 1, 2, 3]


def test_classes_without_rich_arrays() -> None:
    """Where no slot needs the exact evaluator there are no rows to tell slots apart by."""
    rules = Rules(lunch_s=0)
    world = World(tuple(make_site(name) for name in "AB"), rules=rules, weeks=2)
    problem, travel = world.problem_and_travel()
    encoded = encode(Roster(problem, travel))
    assert not encoded.problem.slot_exact.any()
    assert len(kinds_of_slots(encoded.problem)) == encoded.problem.slots


def nothing(problem) -> Routes:  # type: ignore[no-untyped-def]
    """Return routes that serve nobody."""
    return routes_of(problem, [()] * problem.slots, [-1] * problem.jobs, 0)


def test_levels_come_before_cost() -> None:
    """The low level is dearer, a visit of priority 1 dearer than two of priority 2."""
    problem = pool_problem(
        [0, 1], [[(0,), (1,)], [(1,)], [(1,)]], pattern_level=[2, 0, 0, 0], priority=[1, 2, 2]
    )
    duties = (Duty(0, (0,), (0,), 1), Duty(1, (0,), (0,), 50), Duty(1, (1, 2), (1, 2), 1))
    found = recombine(problem, duties, start=nothing(problem), deterministic=1)
    assert found is not None
    # All are served only with the high level: missed visits come first.
    assert (found.stops, found.level, found.missed) == (((0,), (1, 2)), 2, ())
    found = recombine(problem, duties[:2], start=nothing(problem), deterministic=1)
    assert found is not None
    assert (found.stops, found.level, found.cost) == (((), (0,)), 0, 50)


def test_start_must_be_known() -> None:
    """A start whose duty nobody has seen has no cost."""
    problem = pool_problem([0], [[(0,)]])
    with pytest.raises(KeyError):
        recombine(problem, (), start=routes_of(problem, [(0,)], [0], 3), deterministic=1)


def test_stop() -> None:
    """Who asks to stop gets the start back, in this case nothing better."""
    problem = pool_problem([0], [[(0,)]])
    found = recombine(
        problem, (Duty(0, (0,), (0,), 1),), start=nothing(problem), seconds=9, stop=lambda: True
    )
    assert found is None


def periodic():  # type: ignore[no-untyped-def]
    """Return eight customers on a line, each on one of two days, two small vehicles a day."""
    from benchmarks.instances.instance import Vehicle

    places = (3, 4, 7, 9, -2, -5, -6, -8)
    return to_search(
        line(
            *places,
            days=2,
            patterns=((), *(((0,), (1,)),) * len(places)),
            vehicles=(Vehicle(0, 3),) * 2,
        )
    )


def test_search_goes_on_from_adopted_routes() -> None:
    """Routes that are adopted are what the search is at, down to their cost, and its best."""
    problem = periodic()
    better = search(problem, iterations=400, seed=1, master=False)
    run = Search(problem, seed=2)
    run.begin()
    assert rank(run.best()) > rank(better)
    run.adopt(better)
    assert run.best() == better
    run.slice(50, 0.9, 1.0)
    assert rank(run.best()) <= rank(better)


def test_search_with_the_master_twice() -> None:
    """Counted in steps, the search with turns of the master gives the same routes each time."""
    problem = periodic()
    twice = [search(problem, iterations=600, seed=4, master=True, threads=t) for t in (1, 2)]
    assert twice[0] == twice[1]
    assert twice[0].missed == ()


def test_master_beside_the_search() -> None:
    """With two threads the master has one, and none is left when the search ends."""
    problem = periodic()
    before = threading.active_count()
    routes = search(problem, seconds=3.2, seed=4, master=True, threads=2)
    assert routes.missed == ()
    assert threading.active_count() == before


def test_when_the_master_helps() -> None:
    """An idle thread and several days, or levels, which nobody else lowers."""
    problem = periodic()
    assert recombining_helps(problem, 2, None)
    assert not recombining_helps(problem, 1, None)
    assert not recombining_helps(problem, 2, 500)
    assert recombining_helps(pool_problem([0], [[(0,)]], pattern_level=[1]), 1, 500)
