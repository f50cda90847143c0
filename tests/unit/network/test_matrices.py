"""Travel that was sent as matrices answers as the one it was taken from."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from routeplan.model import Problem
from routeplan.network.matrices import ground_key, matrices_of
from routeplan.solve import Budget, make_plan
from tests.builders import MONDAY, World, by_boat, by_pier, island, make_van, two_sites

WORLDS = {"road": two_sites, "ferry": island, "on foot": by_pier, "boat": by_boat}


@pytest.mark.parametrize("name", WORLDS)
def test_matrices_give_the_same_travel(name: str) -> None:
    """Through a pickle, as a worker gets them: every pair at every hour, every movement."""
    problem, travel = WORLDS[name]().problem_and_travel()
    sent = pickle.loads(pickle.dumps(matrices_of(travel))).travel(problem)
    places = range(len(travel.locations))
    for profile in travel.grounds:
        for hour in range(6, 18):
            asked = [(i, j) for i in places for j in places]
            at = [
                [one.arrive(profile, i, j, 3600 * hour, MONDAY) for i, j in asked]
                for one in (travel, sent)
            ]
            assert at[0] == at[1]
        assert np.array_equal(travel.direct_s[profile], sent.direct_s[profile])


def test_the_key_tells_the_ground_and_not_the_timetable() -> None:
    """Another place, profile or pier is other ground; other hours, crates and copies are not."""

    def key(world: World, **changes: object) -> str:
        return ground_key(replace(world.problem(), **changes))  # type: ignore[arg-type]

    world = by_pier()
    problem: Problem = world.problem()
    own = ground_key(problem)
    shifted = tuple(replace(v, shift=make_van(shift="08:00-12:00").shift) for v in problem.vehicles)
    twice = (*problem.vehicles, replace(problem.vehicles[0], id="VAN-2"))
    for vehicles in (shifted, twice):
        assert key(world, vehicles=vehicles) == own
    assert key(world, crossings=tuple(replace(c, fare=9) for c in problem.crossings)) == own
    sites = problem.sites
    others = [
        key(world, sites=(replace(sites[0], lat=20.9), *sites[1:])),
        key(world, sites=(replace(sites[0], road=True), *sites[1:])),
        key(world, vehicles=(*problem.vehicles, make_van("M", profile="motorbike"))),
        key(world, crossings=problem.crossings[:1]),
        key(world, landings=tuple(replace(one, park_at=None) for one in problem.landings)),
        key(world, rules=replace(problem.rules, max_access_m=77)),
        key(world, straight_roads=True),
    ]
    assert len({own, *others}) == 1 + len(others)


def test_a_plan_without_a_bound_is_the_same_plan() -> None:
    """Only what is said of how good its travel is goes missing."""
    problem, travel = two_sites().problem_and_travel()
    budget = Budget(None, 20)
    whole, bare = (make_plan(problem, travel, budget=budget, bounded=b) for b in (True, False))
    assert bare.routes == whole.routes
    assert bare.summary.bound is None
    assert bare.summary.bound_reason == "not-asked"
    assert whole.summary.bound is not None
