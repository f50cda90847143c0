"""Other solvers on the same instances: each module models what its solver can, and says what not.

A peer gets the same whole numbers as our search and its answer goes to the same judge. Its seconds
are CPU seconds of the process from the start of its search; building its model is not counted, as
compiling is not for ours.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from benchmarks.instances.instance import Instance, Tour


class Solver(Protocol):
    """Return tours after so many CPU seconds; empty where the solver has found none."""

    def __call__(self, instance: Instance, *, seconds: float, seed: int) -> tuple[Tour, ...]:
        """See the class."""


@dataclass(frozen=True)
class Peer:
    """One other solver.

    Args:
        name: as in ``--peers`` and in output.
        solve: see `Solver`.
        refuse: says why the solver cannot model an instance, None where it can.
        seeded: whether another seed gives another answer; if not, one run stands for all.
    """

    name: str
    solve: Solver
    refuse: Callable[[Instance], str | None]
    seeded: bool = True


PACKAGES = {"pyvrp": "pyvrp>=0.14,<0.15", "ortools": "ortools>=9.15,<10"}
_SEEDED = {"pyvrp": True, "ortools": False}


def load(name: str) -> Peer:
    """Return a peer by name.

    Raises:
        ValueError: where there is no such peer, or its package is not installed.
    """
    if name not in PACKAGES:
        raise ValueError(f"there is no peer {name}; choose from {', '.join(PACKAGES)}")
    if find_spec(name) is None:
        raise ValueError(f"the peer {name} is not installed: pip install '{PACKAGES[name]}'")
    module = import_module(f"benchmarks.peers.with_{name}")
    return Peer(
        name,
        cast("Solver", module.solve),
        cast("Callable[[Instance], str | None]", module.refuse),
        _SEEDED[name],
    )


class CpuClock:
    """Says when the CPU seconds of the process are over."""

    def __init__(self, seconds: float) -> None:
        self.end = time.process_time() + seconds

    def is_over(self) -> bool:
        """Return whether the time is over."""
        return time.process_time() >= self.end
