"""Road travel as the crow flies, lengthened: for projects without a road network.

A whole service may be planned on straight lines (`Problem.straight_roads`): every place reaches
every other by the great circle times the profile's detour factor, at the profile's speed. Water is
not seen. What is measured so is an estimate, and says so (`Source.STRAIGHT`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from routeplan.geo.metric import distances_m
from routeplan.model import Profile, Source
from routeplan.network.ground import Location
from routeplan.network.projection import Floats


class CrowTravel:
    """Straight travel of one profile.

    Args:
        locations: n places.
        usable: per place, whether a road vehicle may come there.
        profile: gives `detour_factor` and `speed_kph`.

    Attributes:
        seconds, metres: shape (n, n), infinite where a place is not usable.
    """

    def __init__(
        self, locations: Sequence[Location], usable: Sequence[bool], profile: Profile
    ) -> None:
        degrees = np.array([(place.lat, place.lon) for place in locations], dtype=np.float64)
        self.metres: Floats = profile.detour_factor * great_circles_m(degrees.reshape(-1, 2))
        shut = ~np.array(usable, dtype=np.bool_)
        self.metres[shut, :] = self.metres[:, shut] = np.inf
        self.seconds: Floats = self.metres / (profile.speed_kph / 3.6)

    def drawn(self, _origin: int, _destination: int) -> tuple[Floats, Source]:
        """Return the points (lat, lon) between two places, of which there are none."""
        return np.empty((0, 2)), Source.STRAIGHT


def great_circles_m(degrees: Floats) -> Floats:
    """Return metres (n, n) between points (n, 2) of lat and lon (haversine)."""
    lat, lon = np.radians(degrees).T
    metres: Floats = distances_m(lat[:, None], lat[None, :], lon[:, None] - lon[None, :])
    return metres
