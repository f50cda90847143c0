"""A project's own road network: loaded, and its places joined to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from shapely import LineString

from routeplan.geo.box import Box
from routeplan.model import Profile
from routeplan.network.access import Ashore, Attachment
from routeplan.network.ground import Location
from routeplan.network.hops import Reach
from routeplan.network.osm.driving import osm_profile
from routeplan.network.osm.graph import ABOUT_FILE, FOLDER, RoadGraph, load_graph
from routeplan.network.osm.remembered import Measures
from routeplan.network.osm.snapping import Snapper, Spot
from routeplan.network.osm.travel import OsmTravel
from routeplan.network.osm.ways import E7
from routeplan.network.projection import Floats, to_metres
from routeplan.network.sea import is_covered
from routeplan.network.straight import Place
from routeplan.project.messages import failure

ELSEWHERE_KM = 30.0
"""A network farther than this from every place belongs to another region."""


@dataclass(frozen=True)
class RoadNetwork:
    """A road graph and, by profile, the engines built from it that measure faster."""

    graph: RoadGraph
    engines: Mapping[str, Measures] = field(default_factory=dict)


def load_network(folder: Path) -> RoadNetwork | None:
    """Return the network of a project folder; None where it has none and the skeleton serves.

    Raises:
        RouteplanError: ``network-damaged``.
    """
    graph = load_graph(folder)
    if graph is None:
        return None
    from routeplan.network.osm.osrm import built_engines

    return RoadNetwork(graph, built_engines(graph, folder))


def travel_on(
    network: RoadNetwork,
    locations: Sequence[Location],
    profiles: Mapping[str, Profile],
    ashore: Ashore,
    usable: Sequence[bool],
    max_access_m: float,
) -> tuple[dict[str, OsmTravel], dict[str, Reach]]:
    """Return road travel by profile, and how each place is joined to the roads.

    Args:
        network: the project's.
        locations: its places.
        profiles: those that go by road.
        ashore: the embedded land; where it reaches, access keeps to one piece of it.
        usable: per place, whether roads may lead there.
        max_access_m: longest straight line to the network.

    Raises:
        RouteplanError: ``network-elsewhere`` when no place is anywhere near the network.
    """
    graph = network.graph
    _refuse_elsewhere(graph, locations)
    points = to_metres([place.lon for place in locations], [place.lat for place in locations])
    lands = [
        ashore.piece_of(point) if is_covered(place.lat, place.lon) else None
        for place, point in zip(locations, points, strict=True)
    ]
    joins: dict[str, tuple[list[Spot | None], list[Place]]] = {}
    alike: dict[tuple[str, float, float], OsmTravel] = {}
    found = {}
    for name, profile in profiles.items():
        driven = osm_profile(name)
        if driven not in joins:
            spots = _spots(graph, driven, locations, lands, usable, max_access_m, (ashore, points))
            joins[driven] = spots, _places(graph, spots, points, lands, usable, ashore)
        manner = driven, profile.speed_kph, profile.detour_factor
        if manner not in alike:
            alike[manner] = OsmTravel(
                graph,
                driven,
                *joins[driven],
                ashore,
                speed_kph=profile.speed_kph,
                detour_factor=profile.detour_factor,
                engine=network.engines.get(driven),
            )
        found[name] = alike[manner]
    return found, _reach(locations, lands, [places for _, places in joins.values()])


_Land = tuple[int, float] | None
"""Number of a place's land and how far off it lies; None beyond the embedded coast."""


def _refuse_elsewhere(graph: RoadGraph, locations: Sequence[Location]) -> None:
    box = Box(*graph.box)
    south, west, north, east = box.widened(ELSEWHERE_KM)
    if any(south <= p.lat <= north and west <= p.lon <= east for p in locations):
        return
    where = f"{FOLDER}/{ABOUT_FILE}"
    source = str(graph.about.get("source", ""))
    raise failure("network-elsewhere", path=where, source=source, box=box.text())


def _spots(
    graph: RoadGraph,
    profile: str,
    locations: Sequence[Location],
    lands: Sequence[_Land],
    usable: Sequence[bool],
    max_access_m: float,
    ground: tuple[Ashore, Floats],
) -> list[Spot | None]:
    ashore, points = ground
    at = [
        k
        for k, (use, land) in enumerate(zip(usable, lands, strict=True))
        if use and (land is None or land[0] >= 0)
    ]

    def allowed(i: int, lat: float, lon: float) -> bool:
        land = lands[at[i]]
        if land is None:
            return True
        target = to_metres([lon], [lat])[0]
        return ashore.stays(LineString([points[at[i]], target]), *land)

    places = [(locations[k].lat, locations[k].lon) for k in at]
    snapper = Snapper(graph, graph.profiles.index(profile), places)
    found: list[Spot | None] = [None] * len(locations)
    for k, spot in zip(at, snapper.spots(max_access_m, allowed), strict=True):
        found[k] = spot
    return found


def _places(
    graph: RoadGraph,
    spots: Sequence[Spot | None],
    points: Floats,
    lands: Sequence[_Land],
    usable: Sequence[bool],
    ashore: Ashore,
) -> list[Place]:
    found = []
    roadless: dict[int, bool] = {}
    for spot, point, land, use in zip(spots, points, lands, usable, strict=True):
        piece, off = land if land is not None else (-1, 0.0)
        attached = () if spot is None else (Attachment(spot.edge, 0.0, spot.straight_m),)
        lonely = use and spot is None and piece >= 0
        if lonely:
            if piece not in roadless:
                roadless[piece] = not _has_roads(graph, ashore, piece)
            lonely = roadless[piece]
        found.append(Place(point, piece, off, attached, lonely))
    return found


def _has_roads(graph: RoadGraph, ashore: Ashore, piece: int) -> bool:
    """Tell whether some junction of the network lies on a piece of land."""
    polygon = ashore.polygons[piece]
    xy = to_metres(graph.lon / E7, graph.lat / E7)
    west, south, east, north = polygon.bounds
    near = (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
    return bool(shapely.contains_xy(polygon, xy[near]).any())


def _reach(
    locations: Sequence[Location], lands: Sequence[_Land], joins: Sequence[Sequence[Place]]
) -> dict[str, Reach]:
    found = {}
    for k, (location, land) in enumerate(zip(locations, lands, strict=True)):
        access = min((places[k].access_m for places in joins), default=np.inf)
        lonely = any(places[k].lonely for places in joins)
        found[location.id] = Reach(land is None or land[0] >= 0, access, lonely)
    return found
