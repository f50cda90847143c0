"""Single movements of one profile as matrices, and the walks between landings and sites."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routeplan.model import NEVER, Medium, Mode, Problem, Profile

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Location:
    """A place of the problem; `kind` is ``site``, ``depot`` or ``landing``."""

    id: str
    lat: float
    lon: float
    kind: str


@dataclass(frozen=True)
class Ground:
    """Single movements of one profile, and who walks where.

    Args:
        mode: road or sea.
        seconds, metres: shape (n, n); `NEVER` seconds where one movement does not do. For a boat
            these are finite between landings alone.
        walk_to: shape (n,), index of the landing from which the place is reached on foot, or -1.
        walk_s: shape (n,), seconds of that walk.
    """

    mode: Mode
    seconds: Ints
    metres: Ints
    walk_to: Ints
    walk_s: Ints

    def with_walks(self) -> Ints:
        """Return seconds (n, n) between all places without a crossing, walks included."""
        best = self.seconds.astype(np.int64)
        walkers = np.flatnonzero(self.walk_to >= 0)
        landings, walk = self.walk_to[walkers], self.walk_s[walkers].astype(np.int64)
        # Ends first, then starts: a start's row then already knows the walks at its end.
        best[:, walkers] = np.minimum(best[:, walkers], best[:, landings] + walk[None, :])
        best[walkers, :] = np.minimum(best[walkers, :], best[landings, :] + walk[:, None])
        np.fill_diagonal(best, 0)
        return np.minimum(best, NEVER).astype(np.int32)

    def movements(self, i: int, j: int) -> tuple[tuple[Mode, int, int], ...]:
        """Return (mode, from, to) of the quickest way from `i` to `j` without a crossing.

        Empty when `i` is `j` or when there is none.
        """
        if i == j:
            return ()
        best, found = NEVER, (-1, -1)
        for a, walk_a in ((i, 0), (int(self.walk_to[i]), int(self.walk_s[i]))):
            for b, walk_b in ((j, 0), (int(self.walk_to[j]), int(self.walk_s[j]))):
                total = walk_a + int(self.seconds[a, b]) + walk_b if min(a, b) >= 0 else NEVER
                if total < best:
                    best, found = total, (a, b)
        if best >= NEVER:
            return ()
        a, b = found
        moves = ((Mode.WALK, i, a), (self.mode, a, b), (Mode.WALK, b, j))
        return tuple(move for move in moves if move[1] != move[2])


def locations_of(problem: Problem) -> tuple[Location, ...]:
    """Return the places of a problem in the order of every matrix: sites, depots, landings."""
    groups = (("site", problem.sites), ("depot", problem.depots), ("landing", problem.landings))
    return tuple(
        Location(place.id, place.lat, place.lon, kind)
        for kind, places in groups
        for place in places
    )


def ground_of(
    problem: Problem,
    profile: Profile,
    seconds: NDArray[np.integer],
    metres: NDArray[np.integer],
) -> Ground:
    """Add to matrices of single movements the walks that `profile` makes.

    Boats' crews and people on foot carry crates between a landing and its sites; drivers of a van
    or a motorbike do not leave it.
    """
    places = locations_of(problem)
    index = {place.id: i for i, place in enumerate(places)}
    walk_to = np.full(len(places), -1, dtype=np.int32)
    walk_s = np.zeros(len(places), dtype=np.int32)
    if profile.medium is Medium.SEA or profile.carried_as == "passenger":
        for site in problem.sites:
            if site.landing in index:
                walk_to[index[site.id]] = index[site.landing]
                walk_s[index[site.id]] = site.landing_access_s
    own_seconds = np.minimum(seconds, NEVER).astype(np.int32)
    own_metres = metres.astype(np.int32)
    np.fill_diagonal(own_seconds, 0)
    np.fill_diagonal(own_metres, 0)
    mode = Mode.SEA if profile.medium is Medium.SEA else Mode.ROAD
    return Ground(mode, own_seconds, own_metres, walk_to, walk_s)
