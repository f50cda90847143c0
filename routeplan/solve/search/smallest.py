"""The smallest problem there is; searching it compiles the search, or loads what was compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

from routeplan.model import DAY_S
from routeplan.solve.search.problem import FOREVER, SearchProblem, one_day_patterns


def smallest_problem() -> SearchProblem:
    """Return one job and one slot on one day, at one place."""

    def ints(*values: int) -> Any:
        return np.array(values, dtype=np.int64)

    yes, no = np.ones((1, 1), dtype=np.bool_), np.zeros(1, dtype=np.bool_)
    nothing = np.zeros((1, 1, 1), dtype=np.int32)
    patterns: dict[str, Any] = {**one_day_patterns(yes)}
    return SearchProblem(
        seconds=nothing,
        metres=nothing.copy(),
        slot_day=ints(0),
        slot_vehicle=ints(0),
        slot_profile=ints(0),
        slot_from=ints(0),
        slot_to=ints(0),
        slot_capacity=ints(1),
        slot_earliest=ints(0),
        slot_latest=ints(DAY_S),
        slot_max_duty=ints(DAY_S),
        slot_max_driving=ints(DAY_S),
        slot_load_s=ints(0),
        slot_fixed=ints(0),
        slot_per_second=ints(1),
        slot_per_metre=ints(0),
        slot_kind=ints(0),
        slot_exact=no,
        slot_end_empty=no.copy(),
        slot_crew=ints(1),
        slot_pool=ints(0),
        pool_people=ints(FOREVER),
        pool_crates=ints(FOREVER),
        job_place=ints(0),
        job_setup=ints(0),
        job_after=ints(60),
        job_deliver=ints(0),
        job_pick=ints(0),
        job_priority=ints(1),
        job_penalty=ints(DAY_S),
        job_release=ints(0),
        job_mate=ints(-1),
        job_windows=np.zeros((1, 1), dtype=np.int32),
        job_slots=yes,
        windows=np.array([[0, DAY_S]], dtype=np.int64),
        window_ptr=ints(0, 1),
        **patterns,
        facility_slots=np.zeros((0, 1), dtype=np.bool_),
    )


def compile_below() -> None:
    """Compile what the rest of the search calls and what itself needs no exact evaluator.

    It is a third of the work, and can be done in another process meanwhile.
    """
    from routeplan.solve.search import ruin, segments, twins
    from routeplan.solve.search.signatures import DATA, INT, RNG, ROW, WAYS

    works: list[tuple[Any, tuple[Any, ...]]] = [
        (segments.refresh, (ROW, WAYS, WAYS, INT)),
        (segments.run, (ROW, WAYS, WAYS, *(INT,) * 4)),
        (segments.insertion, (ROW, WAYS, WAYS, *(INT,) * 4)),
        (twins.larger_vehicle, (ROW, *(INT,) * 3)),
        (twins.in_larger, (ROW, WAYS, WAYS, *(INT,) * 5)),
        (ruin.choose_absent, (ROW, RNG)),
        (ruin.choose_strings, (ROW, RNG, INT)),
        (ruin.sort_removed, (DATA, RNG, INT)),
    ]
    for function, signature in works:
        function.compile(signature)


def compile_all() -> None:
    """Compile the search, or load what was compiled before, by searching the smallest problem."""
    from routeplan.solve.search import alone  # noqa: F401 - compiled when imported
    from routeplan.solve.search.driver import search

    search(smallest_problem(), iterations=1)
