"""From a place to the road network, without leaving its piece of land.

An access leg is a straight line; its length is multiplied by the profile's detour factor where time
is counted. Geometry here is in metres of `projection.CRS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from routeplan.network.projection import Floats

OFF_LAND_M = 1000.0
"""A place in the water belongs to the nearest land within this distance (a pier, a rough point)."""

MOST_ATTACHMENTS = 4
"""Points of the network, on different roads, by which a place is joined to it."""

APART_M = 50.0
"""Attachments nearer to each other than this are one."""

FARTHER, FARTHER_M = 1.5, 500.0
"""A place is joined only to roads about as near as the nearest: nobody drives 5 km across hills to
a shorter way where a road passes the door."""

EDGES_TRIED = 60
"""Nearest edges that are tried for each place."""

SLACK_M = 5.0
"""What rounding of coordinates may put over water."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A point of the road network: `along_m` metres of line from the start of edge `edge`."""

    edge: int
    along_m: float
    straight_m: float


class Ashore:
    """Land polygons in metres and the question whether a line stays on one of them."""

    def __init__(self, land: Sequence[BaseGeometry] | NDArray[np.object_]) -> None:
        self.polygons: NDArray[np.object_] = np.asarray(land, dtype=object)
        shapely.prepare(self.polygons)
        self._tree = shapely.STRtree(self.polygons)

    def piece_of(self, point: Floats) -> tuple[int, float]:
        """Return the number of a point's land and its distance from it (m); (-1, inf) at sea."""
        place = shapely.points(point)
        found = self._tree.query(place, predicate="intersects")
        if len(found):
            return int(min(found)), 0.0
        near, distance = self._tree.query_nearest(
            place, max_distance=OFF_LAND_M, return_distance=True, all_matches=False
        )
        return (int(near[0]), float(distance[0])) if len(near) else (-1, np.inf)

    def stays(self, line: LineString, piece: int, off_m: float) -> bool:
        """Tell whether a line stays on a piece of land.

        `off_m` is what its ends lie off that land; so much, and half as much again, may be wet.
        """
        polygon: Polygon = self.polygons[piece]
        if polygon.covers(line):
            return True
        wet: float = line.difference(polygon).length
        return wet <= SLACK_M + 1.5 * off_m

    def pieces_under(self, line: BaseGeometry) -> set[int]:
        """Return the numbers of all land that a line touches."""
        return {int(k) for k in self._tree.query(line, predicate="intersects")}


def attachments(
    ashore: Ashore,
    edges: NDArray[np.object_],
    point: Floats,
    piece: int,
    off_m: float,
    max_access_m: float,
) -> list[Attachment]:
    """Return the nearest points of the network that a place can be joined to, nearest first.

    Args:
        ashore: the land.
        edges: lines of the road network.
        point: the place, x and y in metres.
        piece: number of its land.
        off_m: how far it lies off that land.
        max_access_m: longest straight line to the network.
    """
    place = shapely.points(point)
    distance = shapely.distance(edges, place)
    found: list[Attachment] = []
    taken: list[BaseGeometry] = []
    for edge in np.argsort(distance, kind="stable")[:EDGES_TRIED]:
        if distance[edge] > max_access_m or len(found) == MOST_ATTACHMENTS:
            break
        if found and distance[edge] > FARTHER * found[0].straight_m + FARTHER_M:
            break
        along = float(shapely.line_locate_point(edges[edge], place))
        target = shapely.line_interpolate_point(edges[edge], along)
        if any(shapely.distance(target, other) < APART_M for other in taken):
            continue
        if ashore.stays(LineString([place, target]), piece, off_m):
            found.append(Attachment(int(edge), along, float(distance[edge])))
            taken.append(target)
    return found
