"""On which slots a duty for one job alone can be: elsewhere the job fits in no company either."""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from routeplan.solve.compiling import compiled_for
from routeplan.solve.search.exact import begin, home, to_job
from routeplan.solve.search.rich import FROM, PLACE, Rich
from routeplan.solve.search.rows import FIELDS, MOST_LABELS, Labels, Row
from routeplan.solve.search.signatures import LABELS, RICH, ROW, VOID

Bools = NDArray[np.bool_]


@compiled_for(VOID(RICH, types.boolean[:, ::1], LABELS, LABELS, LABELS, ROW))
def _rule_out(
    rich: Rich, may_serve: Bools, labels: Labels, out: Labels, spare: Labels, result: Row
) -> None:
    for s in range(may_serve.shape[1]):
        n = begin(rich, s, labels)
        for j in range(may_serve.shape[0]):
            if may_serve[j, s]:
                m = to_job(rich, s, labels, n, rich.slots[s, FROM], j, out, spare)
                place = rich.jobs[j, PLACE]
                may_serve[j, s] = m > 0 and home(rich, s, out, m, place, result, spare)


def rule_out(rich: Rich, may_serve: Bools) -> None:
    """Clear, in (J, S), the slots on which a duty for the job alone cannot be."""
    labels = np.zeros((3, MOST_LABELS, FIELDS), dtype=np.int64)
    _rule_out(rich, may_serve, labels[0], labels[1], labels[2], np.zeros(4, dtype=np.int64))
