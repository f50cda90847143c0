"""Compiling ahead: what is told of it, and when."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numba
import pytest

from routeplan.cli.health import warm_up
from routeplan.solve import planning, warming
from routeplan.solve.compiling import ROOMS, watched
from routeplan.solve.engine import Assignment, Budget, Progress
from routeplan.solve.search import engine as engine_module
from routeplan.solve.search import smallest
from routeplan.solve.search.engine import NativeEngine
from tests.builders import two_sites

ROOT = Path(__file__).resolve().parents[3]


def uncompiled() -> Callable[[int], int]:
    """Return a function that calls another, neither compiled yet."""

    @numba.njit
    def inner(x: int) -> int:
        return x + 1

    @numba.njit
    def outer(x: int) -> int:
        return inner(x) * 2

    return outer  # type: ignore[no-any-return]


def test_only_what_is_compiled_is_told() -> None:
    """The start is told once although functions nest; what is compiled already is not told."""
    function = uncompiled()
    told: list[int] = []
    with watched(told.append):
        assert function(20) == 42
    assert told == [0, 1, 2]
    told.clear()
    with watched(told.append):
        function(20)
    assert told == []
    other = uncompiled()
    other(1)
    assert told == [], "nobody watches any more"


def test_every_room_compiles_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A room that is not there is no mistake; what is compiled is counted."""
    function = uncompiled()
    monkeypatch.setattr(warming, "ROOMS", ("nowhere", "search"))
    monkeypatch.setattr(smallest, "compile_all", lambda: function(1))
    told: list[int] = []
    first = warming.warm(told.append)
    assert (first.functions, told) == (2, [0, 1, 2])
    assert first.seconds > 0
    assert warming.warm(told.append).functions == 0


@pytest.mark.parametrize("fresh", [True, False])
def test_a_plan_that_compiles_says_so_once(monkeypatch: pytest.MonkeyPatch, *, fresh: bool) -> None:
    """Whoever plans is told before the search, and only where there is something to compile."""
    function = uncompiled()
    if not fresh:
        function(1)
    monkeypatch.setattr(engine_module, "compile_all", lambda: function(1))
    monkeypatch.setattr(NativeEngine, "solve", lambda *_: Assignment(()))
    told: list[Progress] = []
    problem, travel = two_sites().problem_and_travel()
    budget = Budget(iterations=1)
    planning.make_plan(problem, travel, engine="native", budget=budget, progress=told.append)
    assert [now.stage for now in told] == (["compile"] if fresh else [])


def test_without_a_compiler_warming_up_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set-up goes on: OR-Tools plans, and the line says which package is not there."""
    monkeypatch.setitem(sys.modules, "numba", None)
    for name in ("warming", "compiling"):
        monkeypatch.delitem(sys.modules, f"routeplan.solve.{name}")
    found = warm_up("en", lambda _: None)
    assert found.status == "warning"
    assert "numba" in found.detail


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_is_left_out(room: str) -> None:
    """A package with compiled functions that warming up passed over would be compiled in a plan."""
    assert callable(import_module(f"routeplan.solve.{room}.smallest").compile_all)


@pytest.mark.parametrize(
    ("kept", "processors", "begun"), [(False, 2, True), (False, 1, False), (True, 2, False)]
)
def test_other_rooms_compile_beside_the_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, kept: bool, processors: int, begun: bool
) -> None:
    """Where nothing is kept and a processor is idle; the first room is this process's own."""
    commands: list[list[str]] = []

    class Beside:
        def __init__(self, command: list[str], **_: object) -> None:
            commands.append(command)

        def wait(self) -> int:
            done.append("beside")
            return 1

        def poll(self) -> int:
            return 1

    done: list[str] = []
    bound = import_module("routeplan.solve.bound.smallest")
    monkeypatch.setattr(smallest, "compile_all", lambda: done.append("search"))
    monkeypatch.setattr(bound, "compile_all", lambda: done.append("bound"))
    monkeypatch.setattr(warming, "kept_in", lambda: tmp_path)
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    monkeypatch.setattr(subprocess, "Popen", Beside)
    if kept:
        (tmp_path / "search.nbc").touch()
    warming.warm()
    # Though the other process failed, everything is compiled in the end.
    assert done == (["search", "beside", "bound"] if begun else ["search", "bound"])
    parts = ("search.smallest.compile_below()", "bound.smallest.compile_all()")
    assert [all(part in command[-1] for part in parts) for command in commands] == [True] * begun
    assert all("search.smallest.compile_all" not in command[-1] for command in commands)


def test_whoever_stops_the_first_stops_the_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Ctrl-C leaves no compiler behind."""
    begun: list[subprocess.Popen[bytes]] = []
    original = subprocess.Popen

    def sleeper(*_: object, **__: object) -> subprocess.Popen[bytes]:
        begun.append(original([sys.executable, "-c", "import time; time.sleep(60)"]))
        return begun[0]

    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(smallest, "compile_all", interrupted)
    monkeypatch.setattr(warming, "kept_in", lambda: tmp_path)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(subprocess, "Popen", sleeper)
    with pytest.raises(KeyboardInterrupt):
        warming.warm()
    assert begun[0].poll() is not None


FIRST = """
import subprocess, sys
from numba.core.event import Listener, register
class Compiled(Listener):
    def on_start(self, event): sys.exit("compiled before the other process began")
    on_end = on_start
register("numba:compile", Compiled())
def begun(command, **_): sys.exit(" ".join(command[1:3]))
subprocess.Popen = begun
sys.argv = ["routeplan", "doctor", "--warm"]
import os
os.cpu_count = lambda: 2
from routeplan.cli.health import warm_up
warm_up("en", lambda _: None)
"""


def test_nothing_is_compiled_before_the_other_process_begins(tmp_path: Path) -> None:
    """What an import compiles would be kept, and so be taken for all of it; see `FIRST`."""
    done = _run(FIRST, tmp_path, cwd=tmp_path)
    assert done.stderr.strip() == "-P -c"


COUNT = """
from routeplan.solve.compiling import watched
from routeplan.solve.search import smallest
for work in (smallest.compile_below, smallest.compile_all):
    told = [0]
    with watched(told.append):
        work()
    print(told[-1])
"""


@pytest.mark.slow  # everything is compiled anew
def test_the_other_process_does_a_good_part(tmp_path: Path) -> None:
    """What it compiles is what the first would, by the same types, and not done again."""
    below, above = map(int, _run(COUNT, tmp_path).stdout.split())
    assert min(below, above) > 20
    assert _run(COUNT, tmp_path).stdout.split() == ["0", "0"]
    kept = [path.name for path in tmp_path.rglob("*.nbc")]
    # One machine code of each function: no constants, no other types.
    assert [name for name in kept if not name.endswith(".1.nbc")] == []


def _run(code: str, cache: Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "ROUTEPLAN_CACHE": str(cache / "cache")},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
