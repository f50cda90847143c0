"""What is compiled once is not compiled again with what calls it, and is found by what was kept."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from numba import types

from routeplan.solve import compiling

ROOT = Path(__file__).resolve().parents[3]
INT = types.int64
MODULE = """
from numba import types
from routeplan.solve.compiling import compiled, compiled_apart

@compiled_apart(types.int64(types.int64))
def inner(x):
    return 10 // x

@compiled
def outer(x):
    return inner(x) + inner(5)
"""
RUN = """
from numba.core.event import Listener, install_listener
class Compiled(Listener):
    def on_start(self, event): names.append(event.data["dispatcher"].py_func.__name__)
    def on_end(self, event): pass
names = []
with install_listener("numba:compile", Compiled()):
    from apart import outer
    found = outer(2)
    try:
        outer(0)
    except ZeroDivisionError as error:
        print(error)
print(found, *names)
"""


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], Any]:
    """Compile a function that calls another, which is compiled by a decorator given."""
    monkeypatch.setitem(compiling._OPTIONS, "cache", False)

    def made(decorator: Any) -> Any:
        @decorator
        def _inner(x: int, y: int) -> int:
            total = 0
            for k in range(x):
                total += (k * total + y) % 7
            return total

        @compiling.compiled
        def outer(x: int) -> int:
            return _inner(x, 2) + _inner(x + 1, 3)

        return outer

    return made


def test_callers_hold_a_name_alone(pair: Callable[[Any], Any]) -> None:
    """They compute the same; only the one that links holds the loop."""
    apart = pair(compiling.compiled_apart(INT(INT, INT)))
    linked = pair(compiling.compiled_for(INT(INT, INT)))
    assert apart(40) == linked(40) == apart.py_func(40) > 0
    code = [function.inspect_llvm((INT,)) for function in (apart, linked)]
    assert ["srem" in text for text in code] == [False, True]
    assert f'declare i32 @"{__name__}.' in code[0]


def test_no_constant_is_compiled_for(pair: Callable[[Any], Any]) -> None:
    """One function of whole numbers stands for each constant that it is called with."""
    inner: list[Any] = []

    def decorator(function: Any) -> Any:
        inner.append(compiling.compiled(function))
        return inner[0]

    outer = pair(decorator)
    assert outer(40) == outer.py_func(40)
    assert inner[0].signatures == [(INT, INT)]


def test_what_was_kept_finds_it(tmp_path: Path) -> None:
    """In later processes, and where its own code was lost; its errors arrive."""
    (tmp_path / "apart.py").write_text(MODULE, encoding="utf-8")
    compiled = []
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", RUN],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "ROUTEPLAN_CACHE": str(tmp_path)},
            check=False,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        error, said = done.stdout.splitlines()
        assert "division" in error
        found, *names = said.split()
        assert found == "7"
        compiled.append(names)
        for kept in tmp_path.rglob("apart.inner*.nbc"):
            kept.unlink()
    assert compiled == [["inner", "outer"], ["inner"]]
