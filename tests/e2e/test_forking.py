"""A fork does what a process that is started anew does; the other tests rely on that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.e2e.conftest import MakeProject

if sys.platform != "linux":
    pytest.skip("elsewhere every command is started anew", allow_module_level=True)

from tests.forking import Forks

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", "NO_COLOR": "1"}


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    """A server of this module alone."""
    server = Forks(ENVIRONMENT)
    yield server
    server.close()


def anew(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a new Python."""
    return subprocess.run(
        [sys.executable, "-m", "routeplan", *words],
        cwd=cwd,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    "line",
    [
        "--help",
        "plan --lang vi --help",
        "validate --format csv",
        "check nowhere",
        "plan --iterations 3 --weeks 0",
        "plan --iterations 3 --seed 4",
        "frobnicate",
    ],
)
def test_the_same_code_words_and_files(forks: Forks, make_project: MakeProject, line: str) -> None:
    """Exit code, stdout, stderr and what is written are those of a new process."""
    written = []
    for name in ("new", "forked"):
        folder = make_project(name)
        if name == "new":
            done = anew(*line.split(), cwd=folder)
        else:
            done = forks.run(line.split(), cwd=folder, environment=ENVIRONMENT, timeout=120)
        plans = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.name != "run.json"
        }
        written.append((done.returncode, done.stdout, done.stderr, plans))
    assert written[0] == written[1]


def test_one_command_leaves_nothing_to_the_next(forks: Forks, make_project: MakeProject) -> None:
    """Folder and environment are each command's own."""
    words = ["validate", "--format", "json"]
    environment = {**ENVIRONMENT, "no_proxy": "*"}
    for name in ("a", "b"):
        done = forks.run(words, cwd=make_project(name), environment=environment, timeout=60)
        assert "error" not in json.loads(done.stdout)
    assert forks.run(words, cwd=ROOT, environment=ENVIRONMENT, timeout=60).returncode == 3


def test_what_takes_too_long_is_killed(forks: Forks, make_project: MakeProject) -> None:
    """The caller gets `TimeoutExpired`, and the next command is answered."""
    folder = make_project()
    began = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        words = ["plan", "--seconds", "600"]
        forks.run(words, cwd=folder, environment=ENVIRONMENT, timeout=0.1)
    assert time.monotonic() - began < 60
    assert not (folder / "out").exists()
    done = forks.run(["--version"], cwd=folder, environment=ENVIRONMENT, timeout=60)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("words", "name", "can"),
    [
        ("plan", "COLUMNS", True),
        ("plan", "https_proxy", True),
        ("plan", "PYTHONHASHSEED", False),
        ("plan", "LC_ALL", False),
        ("plan", "ROUTEPLAN_CACHE", False),
        ("sweep", "COLUMNS", False),
    ],
)
def test_what_has_its_effect_before_main_is_started_anew(
    forks: Forks, words: str, name: str, can: bool
) -> None:
    """A variable that Python or an import reads is not for a fork."""
    assert forks.can([words], {**ENVIRONMENT, name: "7"}) is can
