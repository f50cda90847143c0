"""Make the Travel of a problem from roads (its own network or the embedded), land and fairways."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from routeplan.geo.embedded import data_path
from routeplan.geo.land import load_land
from routeplan.language.spoken import Figure, SpokenError
from routeplan.model import NEVER, Medium, Problem, Profile, Source
from routeplan.network import sea
from routeplan.network.access import Ashore
from routeplan.network.crow import CrowTravel
from routeplan.network.ground import Ints, Location, locations_of
from routeplan.network.hops import Line, Reach
from routeplan.network.osm.network import RoadNetwork, travel_on
from routeplan.network.osm.travel import OsmTravel
from routeplan.network.projection import Floats, projected, to_degrees, to_metres
from routeplan.network.road import RoadTravel, locate, read_roads
from routeplan.network.sea_path import SeaLegs
from routeplan.network.travel import Travel

Roads = RoadTravel | OsmTravel | CrowTravel
"""Road travel of one profile, however its roads were found."""

Progress = Callable[[str], None]
"""Told what is being done: ``roads`` or ``sea``."""


def build_travel(
    problem: Problem,
    *,
    progress: Progress | None = None,
    network: RoadNetwork | None = None,
) -> Travel:
    """Return the travel times of every profile that a vehicle of `problem` has.

    Args:
        problem: places, vehicles, crossings and rules.
        progress: told what is being done, in one word.
        network: the project's own roads (`osm.network.load_network`); the embedded skeleton
            without.

    Raises:
        RouteplanError: ``landing-inland`` when a boat's landing lies farther than 1 km from water,
            ``landing-off-map`` when it lies outside the embedded coast, ``landing-closed`` when
            it lies in a closed area, ``data-missing``,
            ``network-elsewhere`` when `network` is that of another region.
    """
    say = progress or (lambda _: None)
    locations = locations_of(problem)
    names = sorted({vehicle.profile for vehicle in problem.vehicles})
    profiles = {name: problem.profiles[name] for name in names}
    say("roads")
    roads, reach = _by_road(problem, locations, profiles, network)
    if any(profile.medium is Medium.SEA for profile in profiles.values()):
        say("sea")
    boats = _by_sea(problem, locations, profiles)
    drawn = _Drawn(locations, roads, boats)
    seconds: dict[str, Ints] = {}
    metres: dict[str, Ints] = {}
    for name in names:
        if name in roads:
            seconds[name], metres[name] = _whole(roads[name].seconds), _whole(roads[name].metres)
        else:
            lengths = boats[name].lengths(len(locations))
            metres[name] = _whole(lengths)
            seconds[name] = _whole(lengths / (profiles[name].speed_kph / 3.6))
    travel = Travel.from_arrays(problem, seconds, metres, tracer=drawn)
    travel.reach = reach
    travel.approach_m = {
        locations[k].id: max(float(one.legs.approach_m[at]) for one in boats.values())
        for at, k in enumerate(next(iter(boats.values())).landings if boats else ())
    }
    return travel


@dataclass(frozen=True)
class Boats:
    """Sea legs of one profile; `landings` are the numbers of the locations that legs join."""

    landings: tuple[int, ...]
    legs: SeaLegs

    def lengths(self, n: int) -> Floats:
        """Return metres between all n locations, infinite but between landings of boats."""
        found = np.full((n, n), np.inf)
        found[np.ix_(self.landings, self.landings)] = self.legs.lengths
        return found


class _Drawn:
    """Draws movements of road and sea profiles in (lat, lon)."""

    def __init__(
        self,
        locations: tuple[Location, ...],
        roads: Mapping[str, Roads],
        boats: Mapping[str, Boats],
    ) -> None:
        self._locations = locations
        self._roads = roads
        self._boats = boats

    def trace(self, profile: str, origin: int, destination: int) -> tuple[Line, Source]:
        """Return the line of a single movement that exists, and how its time was obtained."""
        if profile in self._roads:
            road = self._roads[profile]
            if not isinstance(road, RoadTravel):
                degrees, source = road.drawn(origin, destination)
                return self._between(degrees, origin, destination), source
            points, source = road.trace(origin, destination)
            return self._line(points, origin, destination), source
        line = self._by_water(self._boats[profile], origin, destination)
        assert line is not None
        return line, Source.SEA

    def ferry(self, origin: int, destination: int) -> Line:
        """Return a line through the water where boats' legs give one, else the straight line."""
        for boats in self._boats.values():
            line = self._by_water(boats, origin, destination)
            if line is not None:
                return line
        ends = (self._locations[x] for x in (origin, destination))
        return tuple((place.lat, place.lon) for place in ends)

    def _by_water(self, boats: Boats, origin: int, destination: int) -> Line | None:
        if not {origin, destination} <= set(boats.landings):
            return None
        a, b = boats.landings.index(origin), boats.landings.index(destination)
        points = boats.legs.lines.get((min(a, b), max(a, b)))
        if points is None:
            return None
        return self._line(points if a < b else points[::-1], origin, destination)

    def _line(self, points: Floats, origin: int, destination: int) -> Line:
        middle = to_degrees(points[1:-1]) if len(points) > 2 else points[:0]
        return self._between(middle, origin, destination)

    def _between(self, degrees: Floats, origin: int, destination: int) -> Line:
        middle = degrees.round(6).tolist()
        a, b = self._locations[origin], self._locations[destination]
        return ((a.lat, a.lon), *((lat, lon) for lat, lon in middle), (b.lat, b.lon))


def _by_road(
    problem: Problem,
    locations: tuple[Location, ...],
    profiles: Mapping[str, Profile],
    network: RoadNetwork | None,
) -> tuple[Mapping[str, Roads], dict[str, Reach]]:
    """Return road travel by profile, and how each place is joined to the roads."""
    wanted = {name: one for name, one in profiles.items() if one.medium is Medium.ROAD}
    if not wanted or not locations:
        return {}, {}
    roadless = _roadless(problem)
    usable = [place.id not in roadless for place in locations]
    if problem.straight_roads:
        straight = {name: CrowTravel(locations, usable, one) for name, one in wanted.items()}
        return straight, {
            place.id: Reach(on_land=True, access_m=0.0, roadless_land=False) for place in locations
        }
    ashore = Ashore(projected(load_land().polygons))
    if network is not None:
        access_m = problem.rules.max_access_m
        return travel_on(network, locations, wanted, ashore, usable, access_m)
    roads = read_roads(data_path("roads.geojson"))
    points = to_metres([place.lon for place in locations], [place.lat for place in locations])
    places = locate(ashore, roads, points, usable, problem.rules.max_access_m)
    # Profiles of one speed and detour factor drive alike.
    alike: dict[tuple[float, float], RoadTravel] = {}
    found: dict[str, Roads] = {}
    for name, profile in wanted.items():
        manner = (profile.speed_kph, profile.detour_factor)
        if manner not in alike:
            alike[manner] = RoadTravel(ashore, roads, places, *manner)
        found[name] = alike[manner]
    nearest = {
        place.id: Reach(spot.piece >= 0, spot.access_m, spot.lonely)
        for place, spot in zip(locations, places, strict=True)
    }
    return found, nearest


def _roadless(problem: Problem) -> frozenset[str]:
    """Return the places that no road vehicle reaches.

    These are the sites that say so, and landings that serve such sites alone: a pier of a village
    without a road has none either, unless a ferry or ship calls there or vehicles are left there.
    """
    found = {site.id for site in problem.sites if not site.road}
    called = {end for row in problem.crossings for end in (row.origin, row.destination)}
    called |= {landing.park_at for landing in problem.landings if landing.park_at is not None}
    for landing in problem.landings:
        served = [site.road for site in problem.sites if site.landing == landing.id]
        if served and not any(served) and landing.id not in called:
            found.add(landing.id)
    return frozenset(found)


def _by_sea(
    problem: Problem, locations: tuple[Location, ...], profiles: Mapping[str, Profile]
) -> dict[str, Boats]:
    """Return sea legs by profile between the landings where boats live or bring crates.

    Piers of crossings are added where they can be, so that ferries are drawn in the water.
    """
    wanted = {name: one for name, one in profiles.items() if one.medium is Medium.SEA}
    if not wanted:
        return {}
    index = {place.id: k for k, place in enumerate(locations)}
    own = {vehicle.depot for vehicle in problem.vehicles if vehicle.profile in wanted}
    own |= {site.landing for site in problem.sites if site.landing in index}
    piers = {end for row in problem.crossings for end in (row.origin, row.destination)}
    _refuse_inland(problem, (locations[index[place]] for place in sorted(own)))
    for place in sorted(piers & index.keys() - own):
        pier = locations[index[place]]
        if sea.is_covered(pier.lat, pier.lon):
            own.add(place)
    landings = tuple(sorted(index[place] for place in own))
    points = [(locations[k].lat, locations[k].lon) for k in landings]
    by_clearance: dict[int, SeaLegs] = {}
    for profile in wanted.values():
        if profile.clearance_m not in by_clearance:
            by_clearance[profile.clearance_m] = sea.legs_between(
                points, profile.clearance_m, problem.fairways, problem.closed_areas
            )
    return {name: Boats(landings, by_clearance[one.clearance_m]) for name, one in wanted.items()}


def _refuse_inland(problem: Problem, landings: Iterable[Location]) -> None:
    water = sea.load_water(problem.fairways, problem.closed_areas)
    for landing in landings:
        words = {"landing": landing.id, "lat": landing.lat, "lon": landing.lon}
        if not sea.is_covered(landing.lat, landing.lon):
            raise SpokenError("landing-off-map", words, details=words)
        point = to_metres([landing.lon], [landing.lat])
        if water.is_closed(shapely.points(point[0])):
            raise SpokenError("landing-closed", words, details=words)
        if not water.on_land(point)[0]:
            continue
        under = water.land_under(shapely.points(point[0]))
        inland = min(float(shapely.distance(shapely.points(point[0]), p.boundary)) for p in under)
        if inland > sea.INLAND_M:
            far = {**words, "km": Figure(inland / 1000, 1)}
            details = {**words, "km": round(inland / 1000, 1)}
            raise SpokenError("landing-inland", far, details=details)


def _whole(values: Floats) -> NDArray[np.int32]:
    return np.where(np.isfinite(values), np.rint(values), NEVER).astype(np.int32)
