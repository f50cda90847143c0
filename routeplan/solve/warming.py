"""Compiling ahead of the first plan: everything that is compiled, once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from routeplan.solve.compiling import ROOMS, kept_in, watched


@dataclass(frozen=True, slots=True)
class Warmed:
    """What compiling ahead did.

    Args:
        functions: compiled now; 0 where all were there.
        seconds: it took, on the wall's clock.
        folder: where the machine code is kept; None where numba chose a place itself.
    """

    functions: int
    seconds: float
    folder: Path | None


def warm(told: Callable[[int], object] | None = None) -> Warmed:
    """Compile what plans need, or load what was compiled before.

    Each of `ROOMS` that is there and has a module `smallest` compiles its functions by its
    `compile_all`. Where nothing is kept yet and there are two processors, a process of its own does
    so for all but the first at the same time, after `compile_below` of the first. What it keeps is
    loaded here, and not told.

    Args:
        told: how many functions are compiled so far.
    """
    began = time.monotonic()
    done = 0

    def count(functions: int) -> None:
        nonlocal done
        done = functions
        if told is not None:
            told(functions)

    modules = []
    for room in ROOMS:
        package = f"routeplan.solve.{room}"
        if find_spec(package) is not None and find_spec(f"{package}.smallest") is not None:
            modules.append(f"{package}.smallest")
    beside = _beside(modules)
    try:
        with watched(count):
            for x, module in enumerate(modules):
                if x == 1 and beside is not None:
                    # Whatever became of it: what is missing is compiled here.
                    beside.wait()
                import_module(module).compile_all()
    finally:
        if beside is not None and beside.poll() is None:
            beside.terminate()
            beside.wait()
    return Warmed(done, time.monotonic() - began, kept_in())


def _beside(modules: Sequence[str]) -> subprocess.Popen[bytes] | None:
    """Begin to compile in another process what the first of these modules leaves to it, and more.

    None where that is of no use.
    """
    folder = kept_in()
    if len(modules) < 2 or folder is None or (os.cpu_count() or 1) < 2:
        return None
    if any(folder.rglob("*.nbc")):
        return None
    works = [(modules[0], "compile_below"), *((module, "compile_all") for module in modules[1:])]
    calls = "; ".join(f"import {module}; {module}.{work}()" for module, work in works)
    with suppress(OSError):
        # -P: not a module of that name in the folder that the user works in.
        return subprocess.Popen(  # noqa: S603 - names of our own modules alone
            [sys.executable, "-P", "-c", calls],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    return None
