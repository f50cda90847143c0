"""What compiled functions take and give, in numba's words."""

from __future__ import annotations

import numba
from numba import types

from routeplan.solve.search.rich import empty_rich
from routeplan.solve.search.tables import Data

VOID = types.void
INT = types.int64
FLOAT = types.float64
BOOL = types.boolean
ROW = types.int64[::1]
LABELS = types.int64[:, ::1]
PAIR = types.int32[::1]
RNG = types.uint64[::1]
WAYS = types.int32[:, :, ::1]
RICH = numba.typeof(empty_rich())  # type: ignore[no-untyped-call]  # numba has no types
DATA = types.NamedTuple(  # type: ignore[no-untyped-call]
    (
        ROW,
        WAYS,
        WAYS,
        types.boolean[:, ::1],
        types.int64[:, :, :, ::1],
        types.int64[:, :, ::1],
        ROW,
        WAYS,
    ),
    Data,
)
