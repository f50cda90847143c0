"""Labels of the exact evaluator as rows of an array: kept apart, waiting, moving.

A row stands for one `labels.Label`; rows are sorted as `labels.undominated` sorts them, and none
dominates another. See `exact`, which follows duties with them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from routeplan.solve.compiling import compiled_for
from routeplan.solve.search.rich import (
    CLOSES,
    DRIVING_S,
    LUNCH_FROM,
    LUNCH_S,
    LUNCH_TO,
    MAX_DRIVING,
    MAX_DUTY,
    METRES_OF,
    SECONDS,
)
from routeplan.solve.search.signatures import BOOL, INT, LABELS, PAIR, ROW

Labels = NDArray[np.int64]
Row = NDArray[np.int64]
Pair = NDArray[np.int32]

MOST_LABELS: Final = 128
"""Rows of a label array. Labels beyond are dropped and counted in `Rich.lost`."""

# Columns of a label array; see `labels.Label`. FARE is in units of `costs`.
READY: Final = 0
LENGTH: Final = 1
LATEST: Final = 2
LUNCH: Final = 3
DRIVING: Final = 4
METRES: Final = 5
FARE: Final = 6
FIELDS: Final = 7

NOWHERE: Final = -1
"""In place of a destination: at the far pier, from where another crossing leads on."""

HALF: Final = MOST_LABELS // 2


@compiled_for(INT(LABELS, *(INT,) * 6))
def _drop_dominated(
    kept: Labels, first: int, n: int, latest: int, length: int, lunch: int, driving: int
) -> int:
    """Drop those labels from `first` on, all ready no earlier, that such a one dominates."""
    last = first
    for k in range(first, n):
        if (
            kept[k, LENGTH] >= length
            and kept[k, LATEST] <= latest
            and kept[k, LUNCH] <= lunch
            and kept[k, DRIVING] >= driving
        ):
            continue
        if last < k:
            for field in range(FIELDS):
                kept[last, field] = kept[k, field]
        last += 1
    return last


@compiled_for(BOOL(LABELS, *(INT,) * 6))
def _stands_before(
    kept: Labels, k: int, latest: int, ready: int, length: int, lunch: int, driving: int
) -> bool:
    """Tell whether label `k` comes before such a one, or is its equal; see `labels`."""
    if kept[k, READY] != ready:
        return bool(kept[k, READY] < ready)
    if kept[k, LENGTH] != length:
        return bool(kept[k, LENGTH] < length)
    if kept[k, LATEST] != latest:
        return bool(kept[k, LATEST] > latest)
    if kept[k, LUNCH] != lunch:
        return bool(kept[k, LUNCH] > lunch)
    return bool(kept[k, DRIVING] <= driving)


@compiled_for(INT(LABELS, *(INT,) * 8, ROW))
def keep(
    kept: Labels,
    n: int,
    latest: int,
    ready: int,
    length: int,
    lunch: int,
    driving: int,
    metres: int,
    fare: int,
    lost: Row,
) -> int:
    """Add a label to `n` sorted ones unless one dominates it; drop those that it dominates."""
    k = 0
    while k < n and _stands_before(kept, k, latest, ready, length, lunch, driving):
        if (
            kept[k, LENGTH] <= length
            and kept[k, LATEST] >= latest
            and kept[k, LUNCH] >= lunch
            and kept[k, DRIVING] <= driving
        ):
            return n
        k += 1
    n = _drop_dominated(kept, k, n, latest, length, lunch, driving)
    if n == len(kept):
        lost[0] += 1
        if k == n:
            return n
        n -= 1
    for i in range(n, k, -1):
        for field in range(FIELDS):
            kept[i, field] = kept[i - 1, field]
    kept[k, READY] = ready
    kept[k, LENGTH] = length
    kept[k, LATEST] = latest
    kept[k, LUNCH] = lunch
    kept[k, DRIVING] = driving
    kept[k, METRES] = metres
    kept[k, FARE] = fare
    return n + 1


@compiled_for(INT(LABELS, INT, ROW, ROW))
def wait(kept: Labels, n: int, rules: Row, lost: Row) -> int:
    """Add, in place, what it means to eat where the vehicle waits."""
    lunch_s = rules[LUNCH_S]
    if lunch_s == 0:
        return n
    by = rules[LUNCH_TO] - lunch_s
    begins = rules[LUNCH_FROM]
    k = 0
    while k < n:
        ready, length = kept[k, READY], kept[k, LENGTH]
        if kept[k, LUNCH] == 0 and ready <= by:
            latest = min(kept[k, LATEST], by - length)
            if begins > ready:
                ready = begins
                length = max(length, ready - latest)
            # Ready later than label k, so it stands behind it and is not looked at twice.
            n = keep(
                kept,
                n,
                latest,
                ready + lunch_s,
                length + lunch_s,
                1,
                kept[k, DRIVING],
                kept[k, METRES],
                kept[k, FARE],
                lost,
            )
        k += 1
    return n


@compiled_for(
    INT(
        LABELS,
        INT,
        PAIR,
        ROW,
        INT,
        INT,
        INT,
        LABELS,
        INT,
        ROW,
    )
)
def go(
    labels: Labels,
    k: int,
    pair: Pair,
    slot: Row,
    hold: int,
    by: int,
    least: int,
    found: Labels,
    m: int,
    lost: Row,
) -> int:
    """Move without a crossing, to be there by `by` and from `hold` on; `least` is left to do."""
    seconds = pair[SECONDS]
    driving = labels[k, DRIVING] + pair[DRIVING_S]
    ready = labels[k, READY] + seconds
    length = labels[k, LENGTH] + seconds
    if ready > by or hold > by or driving > slot[MAX_DRIVING]:
        return m
    latest = min(labels[k, LATEST], by - length)
    if hold > ready:
        ready = hold
        length = max(length, ready - latest)
    if length + least > slot[MAX_DUTY] or ready + least > slot[CLOSES]:
        return m
    return keep(
        found,
        m,
        latest,
        ready,
        length,
        labels[k, LUNCH],
        driving,
        labels[k, METRES] + pair[METRES_OF],
        labels[k, FARE],
        lost,
    )


@compiled_for(INT(LABELS, *(INT,) * 3, LABELS, *(INT,) * 3, LABELS, ROW))
def serve(
    labels: Labels,
    n: int,
    setup_s: int,
    after_s: int,
    windows: Labels,
    first: int,
    last: int,
    lunch_to: int,
    found: Labels,
    lost: Row,
) -> int:
    """Set up, open the doors inside one of the windows, and pack down."""
    m = 0
    for k in range(n):
        ready = labels[k, READY] + setup_s
        for w in range(first, last):
            opens, closes = windows[w, 0], windows[w, 1]
            if ready > closes:
                continue
            length = labels[k, LENGTH] + setup_s
            latest = min(labels[k, LATEST], closes - length)
            doors = ready
            if opens > ready:
                doors = opens
                length = max(length, doors - latest)
            if labels[k, LUNCH] == 0 and doors + after_s > lunch_to:
                continue  # too late to eat, and too late to owe no lunch
            m = keep(
                found,
                m,
                latest,
                doors + after_s,
                length + after_s,
                labels[k, LUNCH],
                labels[k, DRIVING],
                labels[k, METRES],
                labels[k, FARE],
                lost,
            )
    return m
