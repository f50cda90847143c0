"""Which places are joined by a straight line over land."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, box

from routeplan.network.access import Ashore, Attachment
from routeplan.network.straight import NEAR_M, Place, straight_joins

ISLANDS = [box(0, 0, 9_000, 9_000), box(20_000, 0, 29_000, 9_000)]
ROAD = (Attachment(0, 0.0, 700.0),)

places = st.builds(
    lambda x, y, piece, road, off: Place(
        np.array([x + 20_000.0 * max(piece, 0), y]),
        piece,
        off,
        ROAD if road else (),
        lonely=not road and piece == 1,
    ),
    st.integers(0, 9_000),
    st.integers(0, 9_000),
    st.integers(-1, 1),
    st.booleans(),
    st.sampled_from([0.0, 50.0]),
)


def one_by_one(
    ashore: Ashore, places: Sequence[Place], seconds: np.ndarray, pace: float, near_m: float
) -> Iterator[tuple[int, int, float]]:
    """Look at every pair by itself."""
    for i, a in enumerate(places):
        for j, b in enumerate(places):
            if i == j or a.piece != b.piece or a.piece < 0:
                continue
            lonely = a.lonely and b.lonely
            straight = float(np.hypot(*(a.point - b.point)))
            near = straight <= max(near_m, a.access_m + b.access_m)
            if not lonely and not (near and a.attached and b.attached):
                continue
            line = LineString([a.point, b.point])
            if straight * pace < seconds[i, j] and ashore.stays(line, a.piece, a.off_m + b.off_m):
                yield i, j, straight


@given(st.lists(places, max_size=7), st.sampled_from([0.0, NEAR_M]), st.integers(0, 2**32 - 1))
def test_pairs_looked_at_together_are_those_found_one_by_one(
    chosen: list[Place], near_m: float, seed: int
) -> None:
    """Both ways count, each where the straight line is quicker than the road."""
    ashore = Ashore(ISLANDS)
    random = np.random.default_rng(seed)
    seconds = random.uniform(0, 2_000, (len(chosen), len(chosen)))
    found = set(straight_joins(ashore, chosen, seconds, 0.2, near_m))
    assert found == set(one_by_one(ashore, chosen, seconds, 0.2, near_m))
