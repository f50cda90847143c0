"""Sea legs that were found before, pair by pair: a landing that moved costs its own legs alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routeplan.network.cache import Arrays
from routeplan.network.projection import Floats
from routeplan.network.sea_path import SeaLegs

MOST_POINTS = 300
"""Landings kept; those of the last problem go last."""

_NAMES = frozenset({"points", "known", "lengths", "approach_m", "pairs", "sizes", "lines"})


@dataclass(frozen=True)
class KnownLegs:
    """Legs between points, some of which may be unknown yet.

    Args:
        points: shape (n, 2), metres, no two the same.
        known: shape (n, n), whether a pair was looked at.
        legs: of the pairs known; the others have no way.
    """

    points: Floats
    known: NDArray[np.bool_]
    legs: SeaLegs

    def of(self, points: Floats) -> KnownLegs:
        """Return what is known between other points (m, 2), in their order."""
        n = len(points)
        number = {tuple(point): k for k, point in enumerate(self.points.tolist())}
        here = np.array([number.get(tuple(point), -1) for point in points.tolist()], dtype=np.int64)
        at = np.flatnonzero(here >= 0)
        grid, old = np.ix_(at, at), np.ix_(here[at], here[at])
        known = np.zeros((n, n), dtype=bool)
        known[grid] = self.known[old]
        lengths = np.full((n, n), np.inf)
        lengths[grid] = self.legs.lengths[old]
        np.fill_diagonal(lengths, 0.0)
        approach = np.full(n, np.inf)
        approach[at] = self.legs.approach_m[here[at]]
        lines = {}
        place = {int(here[k]): int(k) for k in at}
        for (i, j), line in self.legs.lines.items():
            if i in place and j in place:
                a, b = place[i], place[j]
                lines[min(a, b), max(a, b)] = line if a < b else line[::-1]
        return KnownLegs(points, known, SeaLegs(lengths, approach, lines))

    def missing(self) -> NDArray[np.bool_]:
        """Return which pairs are not known yet, shape (n, n)."""
        missing = ~self.known
        # A single landing has its approach to be found, too.
        if len(missing) > 1:
            np.fill_diagonal(missing, val=False)
        return missing

    def filled(self, found: SeaLegs, wanted: NDArray[np.bool_]) -> KnownLegs:
        """Return the same points with the legs of `wanted` pairs found."""
        lengths = np.where(wanted, found.lengths, self.legs.lengths)
        legs = SeaLegs(lengths, found.approach_m, {**self.legs.lines, **found.lines})
        return KnownLegs(self.points, np.ones_like(self.known), legs)

    def with_others(self, older: KnownLegs) -> KnownLegs:
        """Return these points, then points known before, as far as they are kept."""
        own = {tuple(point) for point in self.points.tolist()}
        others = [point for point in older.points.tolist() if tuple(point) not in own]
        others = others[: max(0, MOST_POINTS - len(self.points))]
        merged = older.of(np.vstack([self.points, np.reshape(others, (-1, 2))]))
        n = len(self.points)
        merged.known[:n, :n] = self.known
        merged.legs.lengths[:n, :n] = self.legs.lengths
        merged.legs.approach_m[:n] = self.legs.approach_m
        merged.legs.lines.update(self.legs.lines)
        return merged

    def spread(self, place: NDArray[np.int64]) -> SeaLegs:
        """Return the legs between landings that stand at the points numbered `place`."""
        grid = np.ix_(place, place)
        lines = {}
        for i, a in enumerate(place.tolist()):
            for j in range(i + 1, len(place)):
                b = int(place[j])
                line = self.legs.lines.get((min(a, b), max(a, b)))
                if a == b:
                    lines[i, j] = self.points[[a, b]]
                elif line is not None:
                    lines[i, j] = line if a < b else line[::-1]
        return SeaLegs(self.legs.lengths[grid], self.legs.approach_m[place], lines)


def nothing_known() -> KnownLegs:
    """Return the legs between no points."""
    empty = SeaLegs(np.zeros((0, 0)), np.zeros(0), {})
    return KnownLegs(np.zeros((0, 2)), np.zeros((0, 0), dtype=bool), empty)


def packed(one: KnownLegs) -> Arrays:
    """Return legs as arrays to store."""
    pairs = sorted(one.legs.lines)
    lines = [one.legs.lines[pair] for pair in pairs]
    return {
        "points": one.points,
        "known": one.known,
        "lengths": one.legs.lengths,
        "approach_m": one.legs.approach_m,
        "pairs": np.array(pairs, dtype=np.int64).reshape(-1, 2),
        "sizes": np.array([len(line) for line in lines], dtype=np.int64),
        "lines": np.concatenate(lines) if lines else np.empty((0, 2)),
    }


def unpacked(arrays: Mapping[str, NDArray[Any]] | None) -> KnownLegs:
    """Return the legs that arrays hold; nothing is known where they hold none."""
    if arrays is None or not arrays.keys() >= _NAMES:
        return nothing_known()
    pieces = np.split(arrays["lines"], np.cumsum(arrays["sizes"])[:-1])
    pairs = [(int(i), int(j)) for i, j in arrays["pairs"]]
    # Without a line there is one empty piece all the same.
    lines = dict(zip(pairs, pieces, strict=False))
    legs = SeaLegs(arrays["lengths"], arrays["approach_m"], lines)
    return KnownLegs(arrays["points"], arrays["known"], legs)
