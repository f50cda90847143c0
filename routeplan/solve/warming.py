"""Compiling ahead of the first plan: everything that is compiled, once."""

from __future__ import annotations

import time
from collections.abc import Callable
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
    `compile_all`.

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

    with watched(count):
        for room in ROOMS:
            package = f"routeplan.solve.{room}"
            name = f"{package}.smallest"
            if find_spec(package) is not None and find_spec(name) is not None:
                import_module(name).compile_all()
    return Warmed(done, time.monotonic() - began, kept_in())
