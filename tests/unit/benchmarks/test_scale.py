"""The benchmark of size: its problems are what it says, and its plans are real ones."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from benchmarks import scale
from benchmarks.scale import DEPOTS, as_the_crow_flies, planned, problem_of, stepped

SITES = 14


def test_a_cycle_has_two_visits_for_half_of_the_sites() -> None:
    """Intervals of two and four weeks in turn; the same seed gives the same problem."""
    case = as_the_crow_flies(SITES + DEPOTS, 1)
    problem = problem_of(case.places, weeks=4, vehicles=3, seed=1)
    assert (len(problem.sites), len(problem.vehicles)) == (SITES, 3)
    assert len(problem.visits) == SITES * 3 // 2
    assert problem.rules.lunch_s > 0
    assert all(site.services[0].windows for site in problem.sites)
    assert problem == problem_of(as_the_crow_flies(SITES + DEPOTS, 1).places, 4, 3, 1)
    other = as_the_crow_flies(SITES + DEPOTS, 2)
    assert other.places != case.places


def test_straight_ways_are_longer_than_straight() -> None:
    """One degree of latitude is 111 km; the detour comes on top, at 30 km/h."""
    case = as_the_crow_flies(20, 1)
    (south, _), (north, _) = case.places[:2]
    assert case.metres[0, 1] >= scale.DETOUR * abs(north - south) * 111_000
    assert np.abs(case.seconds - case.metres * 3.6 / scale.KPH).max() <= 1


def test_figures_are_of_a_checked_plan() -> None:
    """What is printed was planned, in time, and the checker has seen it."""
    case = as_the_crow_flies(SITES + DEPOTS, 1)
    found = planned(case, weeks=4, vehicles=3, seconds=1.0, seed=1)
    assert (found["violations"], found["missed"]) == (0, 0)
    assert found["first_routes_s"] <= found["full_plan_s"] <= found["plan_s"]
    costs = [point["cost_vnd"] for point in found["curve"]]
    assert costs == sorted(costs, reverse=True)
    steps = stepped(case, weeks=4, vehicles=3, steps=20, seed=1)
    assert (steps["steps"], steps["construct_missed"]) == (20, 0)
    assert steps["ms_per_step"] >= 0


def test_wrong_sizes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """No size is guessed."""
    monkeypatch.setattr(sys, "argv", ["scale", "--sites", "0"])
    with pytest.raises(SystemExit) as caught:
        scale.main()
    assert caught.value.code == 2
