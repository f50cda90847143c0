"""The benchmarks of whole commands and of the parts of planning: their problems and their sums."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.phases import Clock, draw, finished, first_plan_s, growth, searched
from benchmarks.project_folder import write_folder
from benchmarks.scale import DEPOTS, as_the_crow_flies, problem_of
from routeplan.network.build import build_travel
from routeplan.project import load, problem_or_raise

SITES = 12


def test_a_folder_is_the_problem_that_it_was_written_from(tmp_path: Path) -> None:
    """What is read again has the same sites, fleet, depots and due visits."""
    drawn = problem_of(as_the_crow_flies(SITES + DEPOTS, 1).places, weeks=4, vehicles=3, seed=1)
    write_folder(tmp_path, drawn)
    project = load(tmp_path)
    assert not project.errors
    read = problem_or_raise(project)
    assert [s.id for s in read.sites] == [s.id for s in drawn.sites]
    for mine, theirs in zip(read.sites, drawn.sites, strict=True):
        assert (mine.lat, mine.lon) == pytest.approx((theirs.lat, theirs.lon), abs=1e-6)
        assert mine.services == theirs.services
    assert read.vehicles == drawn.vehicles
    assert [(d.id, d.load_s) for d in read.depots] == [(d.id, d.load_s) for d in drawn.depots]
    assert read.visits == drawn.visits


def test_parts_make_a_plan_that_checks() -> None:
    """Every part is timed, nothing is missed, and the checker finds nothing."""
    drawn = problem_of(as_the_crow_flies(SITES + DEPOTS, 1).places, weeks=4, vehicles=3, seed=1)
    problem = replace(drawn, straight_roads=True)
    clock = Clock()
    travel = build_travel(problem)
    duties = searched(clock, problem, travel, 40, 1)
    plan, violations = finished(clock, problem, travel, duties, 1)
    assert (violations, plan.unassigned) == (0, ())
    assert plan.summary.visits_planned == len(problem.visits)
    assert {"encode", "steps", "hours", "check", "file"} <= clock.seconds.keys()
    assert first_plan_s({"roads": 5.0, "steps": 3.0, "check": 1.0, "map": 0.5}) == 1.5


def test_growth_is_the_power_of_the_visits() -> None:
    """Ten times the visits and 100 times the time is a square; short times say nothing."""
    small = {"visits": 100, "cpu_s": {"check": 0.1, "map": 1.0, "file": 0.001}}
    large = {"visits": 1000, "cpu_s": {"check": 10.0, "map": 10.0, "file": 5.0}}
    assert growth(small, large) == {"check": 2.0, "map": 1.0, "file": None}


def test_the_figure_is_the_same_every_time(tmp_path: Path) -> None:
    """A curve for each number of weeks; no date and no random name in the file."""
    pytest.importorskip("matplotlib")
    rows = [
        {"weeks": w, "sites": s, "first_plan_s": s / 100, "ms_per_step": 1.0, "peak_mb": 300.0}
        for w in (1, 4)
        for s in (300, 1000)
    ]
    draw(rows, tmp_path / "a.svg")
    draw(rows[::-1], tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert "1 week" in (tmp_path / "a.svg").read_text()
