"""The lines of a plan as points."""

from __future__ import annotations

from collections.abc import Sequence

from routeplan.model import Leg, Plan, Source
from routeplan.model.polyline import decode_line

Point = tuple[float, float]
"""(lat, lon), degrees."""

ESTIMATED = frozenset({Source.SKELETON, Source.STRAIGHT})
"""Sources of legs that nobody measured; drawn dotted and told as estimates."""


def leg_points(plan: Plan, leg: Leg) -> Sequence[Point]:
    """Return the points of a leg: its line, or the straight way where none is known."""
    index = leg.geometry
    if index is not None and 0 <= index < len(plan.geometries):
        points = decode_line(plan.geometries[index])
        if len(points) > 1:
            return points
    ends = [plan.places[one] for one in (leg.origin, leg.destination) if one in plan.places]
    return [(place.lat, place.lon) for place in ends] if len(ends) == 2 else []
