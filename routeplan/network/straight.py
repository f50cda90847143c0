"""Places that reach each other straight over land, where the road network does not help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from shapely import LineString

from routeplan.network.access import Ashore, Attachment
from routeplan.network.projection import Floats

NEAR_M = 2000.0
"""Places nearer to each other than this may be joined straight, however near the next road is."""


@dataclass(frozen=True)
class Place:
    """A place as the road network sees it.

    Args:
        point: x and y in metres.
        piece: number of its land, -1 at sea.
        off_m: how far it lies off that land.
        attached: where it joins the network; empty where it cannot.
        lonely: its land has no road of the network at all.
    """

    point: Floats
    piece: int
    off_m: float
    attached: tuple[Attachment, ...]
    lonely: bool

    @property
    def access_m(self) -> float:
        """Straight metres to the network, infinite where there is no access."""
        return self.attached[0].straight_m if self.attached else np.inf


def straight_joins(
    ashore: Ashore,
    places: Sequence[Place],
    seconds: Floats,
    pace: float,
    near_m: float = NEAR_M,
) -> Iterator[tuple[int, int, float]]:
    """Yield (i, j, straight metres), both ways, where going straight is allowed and quicker.

    These are near places, and all places on a land without roads.

    Args:
        ashore: the land, which the line must not leave.
        places: as the road network sees them.
        seconds: shape (n, n), by road.
        pace: seconds per straight metre, the detour counted.
        near_m: places nearer than this are near; others where both have far to go to a road.
    """
    points = np.array([place.point for place in places]).reshape(-1, 2)
    piece = np.array([place.piece for place in places])
    access = np.array([place.access_m for place in places])
    attached = np.array([bool(place.attached) for place in places])
    lonely = np.array([place.lonely for place in places])
    for i in np.flatnonzero(piece >= 0).tolist():
        rest = slice(i + 1, len(places))
        straight = np.hypot(*(points[i] - points[rest]).T)
        both_lonely = lonely[i] & lonely[rest]
        near = straight <= np.maximum(near_m, access[i] + access[rest])
        likely = (piece[rest] == piece[i]) & (both_lonely | (near & attached[i] & attached[rest]))
        likely &= straight * pace < np.maximum(seconds[i, rest], seconds[rest, i])
        for k in np.flatnonzero(likely).tolist():
            j, metres = i + 1 + k, float(straight[k])
            line = LineString([points[i], points[j]])
            if ashore.stays(line, places[i].piece, places[i].off_m + places[j].off_m):
                for x, y in ((i, j), (j, i)):
                    if metres * pace < seconds[x, y]:
                        yield x, y, metres
