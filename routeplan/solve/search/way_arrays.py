"""The ways of one profile between all places, in arrays: what `Ways` says of one pair at a time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routeplan.model import NEVER, Mode
from routeplan.network.options import ABOARD, Options
from routeplan.network.travel import Travel
from routeplan.solve.search.problem import FAR
from routeplan.solve.search.rich import AFLOAT, ANY_TIME, DIRECT, MOST_LINES, NO_MORE, NO_WAY

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]


class Movements(NamedTuple):
    """Ways without a crossing.

    All arrays are (P, P). For thousands of places they take most of the time of `encode`, so they
    are no wider than those that the search reads.

    Args:
        seconds: `NEVER` where there is none.
        driving_s: the part of them that is driving or steering.
        afloat: for boats, `AFLOAT` and less where a landing is left for another one; else
            `ANY_TIME`.
    """

    seconds: Int32s
    driving_s: Int32s
    metres: Int32s
    afloat: Int32s


class Choice(NamedTuple):
    """Every way of every pair.

    Args:
        kind: (P, P), as in `Rich.pairs`, boats not told apart.
        way_sets: (n, ways), as in `Rich`; chains are numbered from 0 on.
        chains: (c, 1 + 3 * MOST_LINES), as in `Rich`.
        least_s, least_m: (P, P), of the quickest and of the shortest way; `FAR` without one.
    """

    kind: Int64s
    way_sets: Int64s
    chains: Int64s
    least_s: Int32s
    least_m: Int32s


def movements(travel: Travel, profile: str) -> Movements:
    """Return the movements of one profile, as `Ground.movements` chooses them."""
    ground = travel.grounds[profile]
    there = ground.seconds < NEVER
    moved = there.copy()
    np.fill_diagonal(moved, val=False)
    seconds = np.where(there, ground.seconds, np.int32(NEVER))
    driving = np.where(there, ground.seconds, np.int32(0))
    metres = np.where(there, ground.metres, np.int32(0))
    afloat = np.where(moved, np.int32(AFLOAT), np.int32(ANY_TIME))
    places = np.arange(len(ground.seconds))
    walkers = np.flatnonzero(ground.walk_to >= 0)
    walk_m = [_walk_m(travel, profile, int(i)) for i in walkers]
    still = (places, places, np.zeros_like(places), np.zeros_like(places), 0)
    afoot = (walkers, ground.walk_to[walkers], ground.walk_s[walkers], np.array(walk_m, int), 1)
    # In this order, and only where it is quicker: of equals the first is what is ridden.
    for start, end in ((still, afoot), (afoot, still), (afoot, afoot)):
        here = np.ix_(start[0], end[0])
        ridden = np.ix_(start[1], end[1])
        ridden_s = ground.seconds[ridden].astype(np.int64)
        total = start[2][:, None] + ridden_s + end[2][None, :]
        length = start[3][:, None] + ground.metres[ridden] + end[3][None, :]
        sails = AFLOAT - 2 * start[4] - end[4]
        better = total < seconds[here]
        for array, values in (
            (seconds, total),
            (driving, ridden_s),
            (metres, length),
            (afloat, np.where(ridden[0] != ridden[1], sails, ANY_TIME)),
        ):
            array[here] = np.where(better, values, array[here])
    for array in (seconds, driving, metres, afloat):
        np.fill_diagonal(array, 0)
    if ground.mode is not Mode.SEA:
        afloat[:] = ANY_TIME
    return Movements(seconds, driving, metres, afloat)


def _walk_m(travel: Travel, profile: str, i: int) -> int:
    """Return the metres of the walk between a place and its landing."""
    landing = int(travel.grounds[profile].walk_to[i])
    walk = travel.move(profile, travel.locations[i].id, travel.locations[landing].id, Mode.WALK)
    assert walk is not None
    return walk.metres


def choice(travel: Travel, profile: str, moves: Movements) -> Choice:
    """Return the ways that a profile has between all places, as `Travel.options` has them.

    Those on which a crew leaves its vehicle at a pier are left to the exact evaluator in Python.
    """
    options = travel.arrays[profile]
    direct = options.chain == DIRECT
    there = options.before_s < NEVER
    parked = (options.chain_parked != ABOARD).any(axis=1)
    if parked.any():
        # One more, so that `DIRECT` as an index finds nothing parked.
        there &= ~np.append(parked, False)[options.chain]
    least_s = np.full(moves.seconds.shape, FAR, dtype=np.int32)
    least_m = least_s.copy()
    chains = _chains(travel, options)
    fastest = np.array([chain.fastest_s for chain in options.chains], dtype=np.int64)
    for way in range(options.chain.shape[2]):
        plain = there[..., way] & direct[..., way]
        np.minimum(least_s, options.before_s[..., way], out=least_s, where=plain)
        np.minimum(least_m, moves.metres, out=least_m, where=plain)
        i, j = np.nonzero(there[..., way] & ~direct[..., way])
        number = options.chain[i, j, way].astype(np.int64)
        before, after = options.before_s[i, j, way], options.after_s[i, j, way]
        seconds = before.astype(np.int64) + fastest[number] + after
        least_s[i, j] = np.minimum(least_s[i, j], seconds)
        metres = _metres(moves.metres, i, j, chains[number])
        least_m[i, j] = np.minimum(least_m[i, j], metres)
    codes = np.where(there, options.chain, NO_MORE)
    if parked.any():
        codes = np.take_along_axis(codes, np.argsort(~there, axis=2, kind="stable"), axis=2)
    kind, sets = _number_sets(codes.astype(np.int64), len(options.chains))
    return Choice(kind, sets, chains, least_s, least_m)


def _chains(travel: Travel, options: Options) -> Int64s:
    found = np.zeros((len(options.chains), 1 + 3 * MOST_LINES), dtype=np.int64)
    for number, chain in enumerate(options.chains):
        found[number, 0] = len(chain.lines)
        for leg, line in enumerate(chain.lines):
            piers = [travel.index[pier] for pier in travel.timetable.lines[line]]
            found[number, 1 + 3 * leg : 4 + 3 * leg] = (line, *piers)
    return found


def _metres(metres: Int32s, i: Int64s, j: Int64s, chains: Int64s) -> Int64s:
    """Return the metres on the ground from `i` to `j` over chains of lines."""
    found = metres[i, chains[:, 2]].astype(np.int64)
    far = chains[:, 3]
    for leg in range(1, MOST_LINES):
        on = chains[:, 0] > leg
        found = found + np.where(on, metres[far, chains[:, 2 + 3 * leg]], 0)
        far = np.where(on, chains[:, 3 + 3 * leg], far)
    return found + metres[far, j]


def _number_sets(codes: Int64s, chains: int) -> tuple[Int64s, Int64s]:
    """Number the different sets of ways from 1 on; no way and the direct one alone stand apart.

    Args:
        codes: (P, P, ways).
        chains: how many there are; codes lie from `NO_MORE` to below this number.
    """
    width = chains - NO_MORE
    number = np.zeros(codes.shape[:2], dtype=np.int64)
    for way in range(codes.shape[2]):
        # Sets seen so far, each with every next way: few, so that a table does without sorting.
        number = number * width + codes[..., way] - NO_MORE
        seen = np.zeros(int(number.max(initial=0)) + 1, dtype=np.int64)
        seen[number] = 1
        number = (np.cumsum(seen) - 1)[number]
    sets = np.full((int(number.max(initial=-1)) + 1, codes.shape[2]), NO_MORE, dtype=np.int64)
    sets[number] = codes
    plain = sets[:, 1:].max(axis=1, initial=NO_MORE) == NO_MORE
    kinds = np.arange(1, len(sets) + 1)
    kinds[plain & (sets[:, 0] == DIRECT)] = ANY_TIME
    kinds[plain & (sets[:, 0] == NO_MORE)] = NO_WAY
    return kinds[number], sets
