"""The few ways worth trying between each pair of places: direct, or over one crossing.

Kept as arrays, one set per profile, which a search kernel reads without calling Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routeplan.model import NEVER

K = 2
"""Ways kept per pair."""

DIRECT = -1
"""Stands for «no crossing» where a line is named."""

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Ferry:
    """A line as the choice of ways sees it.

    Args:
        line: index of the line.
        origin, destination: indices of its landings among the locations.
        fastest_s: least seconds from being at the pier to arriving.
        sails: whether it sails at all in the time that is planned; one that does not is kept only
            where nothing better exists.
    """

    line: int
    origin: int
    destination: int
    fastest_s: int
    sails: bool = True


@dataclass(frozen=True, slots=True)
class Options:
    """Ways for one profile, the best case first; shapes (n, n, K), seconds, `NEVER` where none."""

    before_s: Ints
    line: NDArray[np.int16]
    after_s: Ints


def choose(direct_s: Ints, ferries: Sequence[Ferry]) -> Options:
    """Keep for each pair the K ways of least time in the best case (no waiting).

    Args:
        direct_s: shape (n, n), seconds without a crossing, `NEVER` where there is no way.
        ferries: lines that take the profile.

    A crossing that cannot beat the direct way even without waiting is not kept: it never will.
    """
    n = len(direct_s)
    best = np.full((n, n, K), 2 * NEVER, dtype=np.int64)
    before = np.full((n, n, K), NEVER, dtype=np.int32)
    after = np.full((n, n, K), NEVER, dtype=np.int32)
    line = np.full((n, n, K), DIRECT, dtype=np.int16)
    known = direct_s < NEVER
    best[..., 0][known] = direct_s[known]
    before[..., 0][known] = direct_s[known]
    after[..., 0][known] = 0
    for ferry in ferries:
        to_pier = np.broadcast_to(direct_s[:, ferry.origin, None], (n, n))
        from_pier = np.broadcast_to(direct_s[None, ferry.destination, :], (n, n))
        total = to_pier.astype(np.int64) + ferry.fastest_s + from_pier
        usable = (to_pier < NEVER) & (from_pier < NEVER) & (total < direct_s)
        if not ferry.sails:
            total = total + NEVER // 2
        total = np.where(usable, total, 2 * NEVER)
        np.fill_diagonal(total, 2 * NEVER)
        _insert(total, to_pier, ferry.line, from_pier, (best, before, line, after))
    return Options(before, line, after)


def _insert(
    total: NDArray[np.int64],
    to_pier: Ints,
    ferry_line: int,
    from_pier: Ints,
    kept: tuple[NDArray[np.int64], Ints, NDArray[np.int16], Ints],
) -> None:
    """Put one more way into the sorted K of each pair where it is better than one of them."""
    best, before, line, after = kept
    for k in range(K):
        better = total < best[..., k]
        if not better.any():
            continue
        for last in range(K - 1, k, -1):
            for array in kept:
                array[..., last][better] = array[..., last - 1][better]
        best[..., k][better] = total[better]
        before[..., k][better] = to_pier[better]
        line[..., k][better] = ferry_line
        after[..., k][better] = from_pier[better]
        # What was pushed out lies deeper now; the new way has found its place.
        total = np.where(better, 2 * NEVER, total)
