"""Travel without what draws it: matrices that may go to another process.

A `Travel` holds roads and sea lanes in order to draw them. Planning and checking need matrices
alone, and those serve every problem that reads the same ground (`ground_key`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from routeplan.model import NEVER, Medium, Mode, Problem, Source
from routeplan.network.ground import Ints, locations_of
from routeplan.network.hops import StraightTracer
from routeplan.network.travel import Travel


# Equal by identity: whoever sends it may send it once.
@dataclass(frozen=True, eq=False)
class Matrices:
    """Single movements by profile, each of shape (n, n) in the order of `locations_of`.

    Args:
        sources: how the times of a profile were obtained.
    """

    seconds: Mapping[str, Ints]
    metres: Mapping[str, Ints]
    sources: Mapping[str, Source]

    def travel(self, problem: Problem) -> Travel:
        """Return the travel of a problem with the same `ground_key`; it draws straight lines."""
        tracer = StraightTracer(locations_of(problem), self.sources)
        return Travel.from_arrays(problem, self.seconds, self.metres, tracer=tracer)


def matrices_of(travel: Travel) -> Matrices:
    """Return the matrices of a travel."""
    return Matrices(
        {name: ground.seconds for name, ground in travel.grounds.items()},
        {name: ground.metres for name, ground in travel.grounds.items()},
        {name: _source(travel, name) for name in travel.grounds},
    )


def ground_key(problem: Problem) -> str:
    """Return a digest of all that `build_travel` reads of a problem but roads and timetable hours.

    Problems with the same key have the same matrices.
    """
    names = {vehicle.profile for vehicle in problem.vehicles}
    boats = {name for name in names if problem.profiles[name].medium is Medium.SEA}
    read = (
        locations_of(problem),
        sorted((name, repr(problem.profiles[name])) for name in names),
        sorted({(v.profile, v.depot) for v in problem.vehicles if v.profile in boats}),
        [(site.road, site.landing) for site in problem.sites],
        [(landing.id, landing.park_at) for landing in problem.landings],
        sorted({(row.origin, row.destination) for row in problem.crossings}),
        problem.rules.max_access_m,
        problem.straight_roads,
        problem.fairways,
        problem.closed_areas,
    )
    return hashlib.sha256(repr(read).encode()).hexdigest()


def _source(travel: Travel, profile: str) -> Source:
    """Return how the times of a profile were obtained, asked of its first movement."""
    ground = travel.grounds[profile]
    if ground.mode is Mode.SEA:
        return Source.SEA
    there = (ground.seconds < NEVER) & (ground.seconds > 0)
    if not there.any():
        return Source.STRAIGHT
    i, j = (travel.locations[k].id for k in divmod(int(there.argmax()), len(there)))
    move = travel.move(profile, i, j, ground.mode)
    return Source.STRAIGHT if move is None else move.source
