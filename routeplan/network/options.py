"""The ways worth trying between each pair of places: direct, or over crossings in a row.

Kept as arrays, one set per profile, which a search kernel reads without calling Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routeplan.model import NEVER

MOST_WAYS = 8
"""Ways kept per pair at most; `Options.cut` counts the pairs that would have more."""

DIRECT = -1
"""Stands for «no crossing» where a chain or a line is named."""

ABOARD = -1
"""Stands for «the vehicle comes along» where the place is named at which it waits."""

Ints = NDArray[np.int32]
_FAR = 4 * NEVER


@dataclass(frozen=True, slots=True)
class Ferry:
    """A line as the choice of ways sees it.

    Args:
        line: index of the line.
        origin, destination: indices of its landings among the rows of `choose`; for people without
            their vehicle the far landing is its row on foot.
        fastest_s: least seconds from being at the pier to arriving.
        sails: whether it sails at all in the time that is planned; one that does not is the first
            to go where there are more ways than are kept.
        parked: index of the landing at which the vehicle of its people waits meanwhile, `ABOARD`
            where it comes along.
    """

    line: int
    origin: int
    destination: int
    fastest_s: int
    sails: bool = True
    parked: int = ABOARD


@dataclass(frozen=True, slots=True)
class Chain:
    """One or several lines ridden in a row.

    Args:
        ferries: the lines, in the order in which they are ridden.
        between_s: seconds on the ground from each far pier to the next pier, one fewer than lines.
    """

    ferries: tuple[Ferry, ...]
    between_s: tuple[int, ...] = ()

    @property
    def lines(self) -> tuple[int, ...]:
        """Indices of the lines."""
        return tuple(ferry.line for ferry in self.ferries)

    @property
    def parked(self) -> tuple[int, ...]:
        """For each line where the vehicle waits meanwhile, `ABOARD` where it comes along."""
        return tuple(ferry.parked for ferry in self.ferries)

    @property
    def origin(self) -> int:
        """Index of the first pier."""
        return self.ferries[0].origin

    @property
    def destination(self) -> int:
        """Index of the last far pier."""
        return self.ferries[-1].destination

    @property
    def fastest_s(self) -> int:
        """Least seconds from being at the first pier to arriving at the last far pier."""
        return sum(ferry.fastest_s for ferry in self.ferries) + sum(self.between_s)

    @property
    def sails(self) -> bool:
        """Whether every line sails in the time that is planned."""
        return all(ferry.sails for ferry in self.ferries)


@dataclass(frozen=True)
class Options:
    """Ways for one profile, the best case first.

    Args:
        before_s, after_s: shape (n, n, K), seconds to the first pier and from the last; `NEVER`
            where there is no way. A direct way has all of its seconds in `before_s`.
        chain: shape (n, n, K), index into `chains`, `DIRECT` without a crossing.
        chains: every chain of lines that some pair uses or might use.
        chain_lines: shape (c, L), lines of each chain, filled up with `DIRECT`.
        chain_parked: shape (c, L), for each of these lines the index of the place at which the
            vehicle waits while its crew rides as passengers, `ABOARD` where it comes along.
        chain_between_s: shape (c, L), seconds on the ground after each line of a chain but the
            last, 0 elsewhere.
        cut: pairs for which a way was left out because `MOST_WAYS` others are better.
    """

    before_s: Ints
    chain: NDArray[np.int16]
    after_s: Ints
    chains: tuple[Chain, ...]
    chain_lines: NDArray[np.int16]
    chain_parked: Ints
    chain_between_s: Ints
    cut: int


def choose(
    direct_s: Ints, ferries: Sequence[Ferry], max_crossings: int = 2, places: int | None = None
) -> Options:
    """Keep for each pair every way that may be the quickest at some time.

    Args:
        direct_s: shape (m, m), seconds without a crossing, `NEVER` where there is no way.
        ferries: lines that take the profile, or its people alone.
        max_crossings: most crossings of one way.
        places: n, the first rows between which ways are wanted, all of them unless given; the
            others are landings on foot (`Ground.with_piers_on_foot`), which ways only pass.

    A way is left out only where another is at least as quick at any time, whatever the timetable,
    and whichever sailings are full or cancelled: where the direct way takes no longer than the
    crossings without any waiting, or where the first or the last crossings of a chain take no less
    time, without waiting, than going round them by land.
    """
    n = len(direct_s) if places is None else places
    wide = direct_s.astype(np.int64)
    direct = wide[:n, :n]
    chains = tuple(_chains(wide, ferries, max_crossings))
    kept = _Kept(direct, len(chains))
    for number, chain in enumerate(chains):
        to_pier = np.broadcast_to(wide[:n, chain.origin, None], (n, n))
        from_pier = np.broadcast_to(wide[None, chain.destination, :n], (n, n))
        total = to_pier + chain.fastest_s + from_pier
        usable = (to_pier < NEVER) & (from_pier < NEVER) & (total < direct)
        usable &= ~_shortened(wide, chain, n)
        np.fill_diagonal(usable, val=False)
        if not usable.any():
            continue
        total = total + (0 if chain.sails else NEVER)
        kept.put(np.where(usable, total, _FAR), to_pier, number, from_pier)
    width = max(max((len(chain.lines) for chain in chains), default=1), 1)
    chain_lines = np.full((len(chains), width), DIRECT, dtype=np.int16)
    parked = np.full((len(chains), width), ABOARD, dtype=np.int32)
    between = np.zeros((len(chains), width), dtype=np.int32)
    for number, chain in enumerate(chains):
        chain_lines[number, : len(chain.lines)] = chain.lines
        parked[number, : len(chain.lines)] = chain.parked
        between[number, : len(chain.between_s)] = chain.between_s
    before_s, chosen, after_s = kept.arrays()
    cut = int(kept.cut.sum())
    return Options(before_s, chosen, after_s, chains, chain_lines, parked, between, cut)


class _Kept:
    """The best ways of each pair so far, sorted; in the beginning the direct ones.

    Args:
        direct: shape (n, n), seconds, `NEVER` or more where there is no way.
        chains: how many more ways there may be. Arrays are no wider: without ferries, as many
            columns as there may be ways would take most of the memory for 1,000 places.
    """

    def __init__(self, direct: NDArray[np.int64], chains: int) -> None:
        self.width = min(MOST_WAYS, 1 + chains)
        shape = (*direct.shape, self.width)
        there = direct < NEVER
        self.best = np.full(shape, _FAR, dtype=np.int64)
        self.before = np.full(shape, NEVER, dtype=np.int32)
        self.after = np.full(shape, NEVER, dtype=np.int32)
        self.chain = np.full(shape, DIRECT, dtype=np.int16)
        self.cut = np.zeros(direct.shape, dtype=bool)
        self.best[there, 0] = self.before[there, 0] = direct[there]
        self.after[there, 0] = 0

    def put(
        self,
        total: NDArray[np.int64],
        before: NDArray[np.int64],
        chain: int,
        after: NDArray[np.int64],
    ) -> None:
        """Put one more way into its place in each pair; `total` is `_FAR` where there is none."""
        i, j = np.nonzero(total < _FAR)
        rank = (self.best[i, j] <= total[i, j][:, None]).sum(axis=1)
        self.cut[i, j] |= self.best[i, j, -1] < _FAR
        inside = rank < self.width
        i, j, rank = i[inside], j[inside], rank[inside]
        columns = np.arange(self.width)[None, :]
        # Everything from the new way's place on moves one place down.
        source = np.where(columns > rank[:, None], columns - 1, columns)
        for array, values in (
            (self.best, total[i, j]),
            (self.before, before[i, j]),
            (self.after, after[i, j]),
            (self.chain, np.full(len(i), chain)),
        ):
            rows = np.take_along_axis(array[i, j], source, axis=1)
            rows[np.arange(len(i)), rank] = values
            array[i, j] = rows

    def arrays(self) -> tuple[Ints, NDArray[np.int16], Ints]:
        """Return the arrays, no wider than the pair with the most ways needs."""
        used = (self.best < _FAR).sum(axis=2).max(initial=1)
        return (
            np.ascontiguousarray(self.before[..., :used]),
            np.ascontiguousarray(self.chain[..., :used]),
            np.ascontiguousarray(self.after[..., :used]),
        )


def _chains(
    direct: NDArray[np.int64], ferries: Sequence[Ferry], max_crossings: int
) -> Iterator[Chain]:
    """Yield every chain of lines that hang together by land, the short ones first.

    Whoever comes to the same pier twice could have gone on from there the first time.
    """
    found = [Chain((ferry,)) for ferry in ferries]
    for length in range(1, max_crossings + 1):
        yield from found
        if length == max_crossings:
            return
        found = [
            Chain((*chain.ferries, ferry), (*chain.between_s, between))
            for chain in found
            for ferry in ferries
            if not any(
                earlier.origin == ferry.origin or earlier.destination == ferry.destination
                for earlier in chain.ferries
            )
            and (between := int(direct[chain.destination, ferry.origin])) < NEVER
        ]


def _shortened(direct: NDArray[np.int64], chain: Chain, n: int) -> NDArray[np.bool_]:
    """Tell for which pairs (n, n) a part of a chain takes no longer by land, even without waiting.

    Leaving out some first, last or middle crossings then makes another way, which arrives no later
    at any time; it is looked at by itself.
    """
    found = np.zeros((n, n), dtype=bool)
    parts = chain.ferries
    count = len(parts)
    for first in range(count):
        for last in range(first, count):
            if last - first + 1 == count:
                continue
            riding = sum(part.fastest_s for part in parts[first : last + 1])
            riding += sum(chain.between_s[max(first - 1, 0) : last + 1])
            if first == 0:
                around = direct[:n, parts[last + 1].origin]
                found |= (around <= direct[:n, chain.origin] + riding)[:, None]
            elif last == count - 1:
                around = direct[parts[first - 1].destination, :n]
                found |= (around <= riding + direct[chain.destination, :n])[None, :]
            else:
                found |= direct[parts[first - 1].destination, parts[last + 1].origin] <= riding
    return found
