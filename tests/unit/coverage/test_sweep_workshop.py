"""Problems of a sweep: the same as if each had been read alone, and only what a worker needs."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from routeplan.coverage.sweep import read_sweep
from routeplan.coverage.sweep.running import Workshop
from routeplan.model import Problem
from routeplan.project import init, load
from routeplan.project.load import Project
from routeplan.project.memory import Memory

SWEEP = """
iterations = 1
[[axis]]
name = "shift"
table = "vehicles"
rows = "XE-*"
column = "max_duty_min"
values = [440, 460]
[[axis]]
name = "ferry"
choice = [{ name = "sails" }, { name = "none", close = { what = ["pha-cat-ba-ra"] } }]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the embedded example."""
    made = tmp_path_factory.mktemp("sweep") / "haiphong"
    init(made, "haiphong")
    (made / "grid.toml").write_text(SWEEP, encoding="utf-8")
    return made


def test_what_was_read_before_changes_nothing(folder: Path) -> None:
    """Every scenario's problem, findings included, is that of a workshop that remembers nothing."""
    sweep = read_sweep(folder / "grid.toml")
    one = Workshop(folder, sweep)
    seen: list[Problem] = []
    for scenario in one.scenarios:
        problem = one._load(scenario).problem
        fresh = Workshop(folder, sweep)
        fresh._memory = Memory()
        assert problem is not None
        assert problem == fresh._load(scenario).problem
        seen.append(problem)
    assert len({(p.vehicles, p.calendar) for p in seen}) == 4


def test_a_table_that_changes_on_disk_is_read_again(folder: Path) -> None:
    """The memory goes by what the file holds, not by its name."""
    memory = Memory()

    def loaded() -> Project:
        return load(folder, memory=memory)

    first = loaded()
    path = folder / "vehicles.csv"
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(before.replace("XE-1", "XE-9"), encoding="utf-8")
        second = loaded()
        assert second == load(folder)
        assert second != first
        path.write_text(before + "bad\n", encoding="utf-8")
        third = loaded()
        assert third.notices == load(folder).notices
        assert third.problem is None
    finally:
        path.write_text(before, encoding="utf-8")
    assert loaded() == first


def test_a_job_is_small(folder: Path) -> None:
    """Thousands of titles stay at home, the figures do not need them."""
    one = Workshop(folder, read_sweep(folder / "grid.toml"))
    scenario = one.scenarios[0]
    whole = one._load(scenario).problem
    job = one.job(scenario)
    assert whole is not None
    assert whole.titles
    assert job.problem == replace(whole, titles=(), collections=(), notices=())
    assert len(pickle.dumps(job.problem)) < len(pickle.dumps(whole)) / 2
