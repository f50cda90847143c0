"""What a project knows of its waters beyond the drawn coast: fairways and closed areas."""

from __future__ import annotations

from dataclasses import dataclass

from routeplan.model.errors import ModelError
from routeplan.model.site import check_position

Ring = tuple[tuple[float, float], ...]
"""Positions (lat, lon) in degrees."""


@dataclass(frozen=True, slots=True)
class Fairway:
    """Water that boats may use although the drawn coast has land there, as in a river.

    Args:
        name: for messages.
        line: centre line, two positions or more.
        width_m: from bank to bank.
    """

    name: str
    line: Ring
    width_m: float

    def __post_init__(self) -> None:
        if len(self.line) < 2:
            raise ModelError("line", "a fairway has two positions or more")
        if not 0 < self.width_m <= 5000:
            raise ModelError("width_m", f"{self.width_m} m is not 0 to 5000")
        for lat, lon in self.line:
            check_position(lat, lon)


@dataclass(frozen=True, slots=True)
class ClosedArea:
    """Water that the service's boats keep out of: a reserve, shoals, a firing range.

    Args:
        name: for messages.
        rings: the outline, then holes in it; each closed, four positions or more.
    """

    name: str
    rings: tuple[Ring, ...]

    def __post_init__(self) -> None:
        if not self.rings:
            raise ModelError("rings", "an area has an outline")
        for ring in self.rings:
            if len(ring) < 4 or ring[0] != ring[-1]:
                raise ModelError("rings", "an outline has four positions or more and is closed")
            for lat, lon in ring:
                check_position(lat, lon)
