"""Single movements of one profile as matrices, and the walks between landings and sites."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

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
        park_at: shape (n,), for a landing from which crews go on on foot: index of the landing at
            which their vehicle waits meanwhile, the same one or another; -1 for everything else.
    """

    mode: Mode
    seconds: Ints
    metres: Ints
    walk_to: Ints
    walk_s: Ints
    park_at: Ints

    def parked(self, i: int) -> int:
        """Return where the vehicle waits while its crew is at place `i`, -1 where it is there."""
        landing = int(self.walk_to[i])
        return int(self.park_at[landing]) if landing >= 0 else -1

    @cached_property
    def beyond(self) -> NDArray[np.bool_]:
        """Whether a place is reached on foot from a landing to which the vehicle does not come.

        Shape (n,). No way leads on from there but on foot to its landing, or over it to a place of
        the same landing.
        """
        parked = np.array([self.parked(i) for i in range(len(self.walk_to))], dtype=np.int32)
        found: NDArray[np.bool_] = (parked >= 0) & (parked != self.walk_to)
        return found

    @cached_property
    def piers_on_foot(self) -> tuple[int, ...]:
        """Indices of the landings that crews reach without their vehicle, from another landing."""
        others = np.arange(len(self.park_at)) != self.park_at
        return tuple(np.flatnonzero((self.park_at >= 0) & others).tolist())

    def with_walks(self) -> Ints:
        """Return seconds (n, n) between all places without a crossing, walks included.

        Places `beyond` a landing hang together with those of the same landing alone.
        """
        best = self.seconds.astype(np.int64)
        best[self.beyond, :] = best[:, self.beyond] = NEVER
        walkers = np.flatnonzero((self.walk_to >= 0) & ~self.beyond)
        landings, walk = self.walk_to[walkers], self.walk_s[walkers].astype(np.int64)
        # Ends first, then starts: a start's row then already knows the walks at its end.
        best[:, walkers] = np.minimum(best[:, walkers], best[:, landings] + walk[None, :])
        best[walkers, :] = np.minimum(best[walkers, :], best[landings, :] + walk[:, None])
        for landing in self.piers_on_foot:
            own = np.flatnonzero(self.walk_to == landing)
            best[np.ix_(own, own)] = self.walk_s[own, None] + self.walk_s[None, own]
        np.fill_diagonal(best, 0)
        return np.minimum(best, NEVER).astype(np.int32)

    def with_piers_on_foot(self) -> Ints:
        """Return `with_walks` with one more row and column for each of `piers_on_foot`.

        They stand for the landing as people reach it who left their vehicle at its `park_at`: from
        there they walk to its places, and nowhere else.
        """
        n, piers = len(self.walk_to), self.piers_on_foot
        wide = np.full((n + len(piers),) * 2, NEVER, dtype=np.int32)
        wide[:n, :n] = self.with_walks()
        for k, landing in enumerate(piers, n):
            own = np.flatnonzero(self.walk_to == landing)
            wide[k, own] = wide[own, k] = self.walk_s[own]
        return wide

    def movements(self, i: int, j: int) -> tuple[tuple[Mode, int, int], ...]:
        """Return (mode, from, to) of the quickest way from `i` to `j` without a crossing.

        Empty when `i` is `j` or when there is none.
        """
        if i == j:
            return ()
        best, found = NEVER, (-1, -1)
        on_foot = bool(self.beyond[i] or self.beyond[j])
        for a, walk_a in ((i, 0), (int(self.walk_to[i]), int(self.walk_s[i]))):
            for b, walk_b in ((j, 0), (int(self.walk_to[j]), int(self.walk_s[j]))):
                if min(a, b) < 0 or (on_foot and a != b):
                    continue
                total = walk_a + int(self.seconds[a, b]) + walk_b
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

    Boats' crews and people on foot carry crates between a landing and its sites. The crew of a van
    or a motorbike does so where the landing has a `park_at`, for sites without a road.
    """
    places = locations_of(problem)
    index = {place.id: i for i, place in enumerate(places)}
    walk_to = np.full(len(places), -1, dtype=np.int32)
    walk_s = np.zeros(len(places), dtype=np.int32)
    park_at = np.full(len(places), -1, dtype=np.int32)
    if profile.parks:
        for landing in problem.landings:
            if landing.park_at is not None:
                park_at[index[landing.id]] = index[landing.park_at]
    for site in problem.sites:
        if site.landing not in index:
            continue
        if not profile.parks or (not site.road and park_at[index[site.landing]] >= 0):
            walk_to[index[site.id]] = index[site.landing]
            walk_s[index[site.id]] = site.landing_access_s
    own_seconds = np.minimum(seconds, NEVER).astype(np.int32)
    own_metres = metres.astype(np.int32)
    np.fill_diagonal(own_seconds, 0)
    np.fill_diagonal(own_metres, 0)
    mode = Mode.SEA if profile.medium is Medium.SEA else Mode.ROAD
    return Ground(mode, own_seconds, own_metres, walk_to, walk_s, park_at)
