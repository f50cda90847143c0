"""Every solution shipped with the public sets keeps the judge's rules and costs what it says."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.adapter import to_search
from benchmarks.instances.sets import SETS, files_of, read_set
from benchmarks.instances.solutions import read_report, read_sol
from benchmarks.judge import judge
from routeplan.solve.search.problem import SearchProblem

WITH_SOLUTIONS = {"solomon": 8, "mdvrptw": 1, "mtvrptwr": 3, "hfvrp": 2}
ROUNDED = 0.0051
"""Costs are published with two decimals at most."""


@pytest.fixture
def folder(shared: Path) -> Path:
    """The folder of public instances."""
    return shared / "instances"


@pytest.mark.parametrize("name", WITH_SOLUTIONS)
def test_sol(name: str, folder: Path) -> None:
    """There is no exception: all are feasible and cost what they say."""
    seen = 0
    for instance in read_set(name, folder):
        path = next((folder / name).rglob(f"{instance.name}.sol"))
        published = read_sol(path)
        verdict = judge(instance, published.tours)
        assert verdict.faults == ()
        assert published.cost is not None
        assert abs(verdict.cost - published.cost) < ROUNDED, instance.name
        assert instance.bks == published.cost
        seen += 1
    assert seen == WITH_SOLUTIONS[name]


def test_reports_of_waste_collection(folder: Path) -> None:
    """All reports are feasible, and none is better than the best bound of the set's table."""
    instances = {one.name: one for one in read_set("pvrpif", folder)}
    seen = set()
    for path in (folder / "pvrpif" / "solutions").rglob("report_*.txt"):
        found = re.match(r"report_(\w+)_feasible_", path.name)
        assert found is not None
        instance = instances[found[1]]
        published = read_report(path, instance)
        verdict = judge(instance, published.tours)
        assert verdict.faults == ()
        assert verdict.cost == published.cost
        assert instance.bks is not None
        assert verdict.cost >= instance.bks
        if verdict.cost == instance.bks:
            seen.add(instance.name)
    assert seen == set(instances)


@pytest.mark.parametrize("name", SETS)
def test_every_instance_becomes_a_problem(name: str, folder: Path) -> None:
    """All numbers fit their types; patterns, windows and slots point at what is there."""
    for instance in read_set(name, folder):
        problem = to_search(instance)
        assert problem.jobs == len(instance.customers)
        assert problem.days == instance.days
        assert list(problem.slot_day) == sorted(problem.slot_day)
        assert (problem.seconds >= 0).all()
        assert (problem.metres <= problem.seconds).all() or not instance.convention.is_whole
        assert problem.job_windows.min() >= 0
        assert problem.job_windows.max() < len(problem.windows)
        assert problem.pattern_days.max() < problem.days
        assert len(problem.pattern_ptr) == problem.jobs + 1
        assert (problem.job_mate[problem.job_mate[problem.job_mate >= 0]] >= 0).all()
        assert problem.job_penalty.min() > problem.slot_fixed.max()


def cost_of(problem: SearchProblem, slot: int, places: tuple[int, ...]) -> int:
    """Return what a duty costs by the problem's own numbers."""
    path = (int(problem.slot_from[slot]), *places, int(problem.slot_to[slot]))
    metres = problem.metres[int(problem.slot_profile[slot])]
    driven = sum(int(metres[a, b]) for a, b in pairwise(path))
    return int(problem.slot_fixed[slot]) + int(problem.slot_per_metre[slot]) * driven


@pytest.mark.parametrize(("name", "unit"), [("solomon", 10), ("mdvrptw", 1), ("mtvrptwr", 1)])
def test_the_search_pays_what_the_judge_counts(name: str, unit: int, folder: Path) -> None:
    """The problem's own numbers price a published solution as the judge does, exactly."""
    for instance in read_set(name, folder):
        problem = to_search(instance)
        published = read_sol(next((folder / name).rglob(f"{instance.name}.sol")))
        slots = {int(vehicle): slot for slot, vehicle in enumerate(problem.slot_vehicle)}
        cost = sum(cost_of(problem, slots[tour.vehicle], tour.stops) for tour in published.tours)
        assert cost == round(judge(instance, published.tours).cost * unit)


def test_every_family_has_a_best_known_cost(folder: Path) -> None:
    """Vehicles-first tables of Gehring and Homberger do not count; the rest is found."""
    for name in SETS:
        known = [one.bks is not None for one in read_set(name, folder, say=pytest.fail)]
        if name.startswith("homberger"):
            assert 0 < sum(known) < len(known)
        else:
            assert all(known), name
    assert len(list(files_of("pvrpif", folder))) == 32
    [p02] = read_set("pvrp", folder)
    assert p02.bks == 1322.87
    [lc101, *_] = read_set("pdptw_100", folder)
    assert (lc101.bks_vehicles, lc101.bks) == (10, 828.94)
