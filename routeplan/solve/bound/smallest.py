"""Pricing the smallest problem compiles what the bound needs, or loads what was compiled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from routeplan.solve.search.smallest import smallest_problem


def compile_all() -> None:
    """Compile pricing, or load what was compiled before: no time limit should count it."""
    from routeplan.solve.bound.pricing import pricer, room
    from routeplan.solve.bound.slot_classes import slot_classes

    # A duty costs 1 and earns 2, so that labelling has something to find.
    problem = replace(smallest_problem(), slot_fixed=np.ones(1, dtype=np.int64))
    (one,) = slot_classes(problem, [0])
    pricer(0, one, 1).price(np.full(1, 2, dtype=np.int64), room())
