"""Distances between sites, and the access that children have to visits.

The two-step floating catchment area method (2SFCA): W. Luo and F. Wang, "Measures of spatial
accessibility to health care in a GIS environment: synthesis and a case study in the Chicago
region", Environment and Planning B 30 (2003), 865-884.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from routeplan.coverage.equity import Floats
from routeplan.model import NEVER, Mode, Problem, Source
from routeplan.network.travel import Travel

Bools = NDArray[np.bool_]


def minutes_between(problem: Problem, travel: Travel) -> Floats:
    """Return minutes (n, n) between the n sites by the quickest road vehicle or boat of the fleet.

    Walks between landing and site count; ferries do not, as they depend on the hour. Infinite where
    there is no way.
    """
    return _quickest(problem, [travel.direct_s[name] for name in travel.grounds])


def by_boat(problem: Problem, travel: Travel) -> Floats:
    """Return minutes (n, n) between the n sites by boat, walks included; infinite elsewhere."""
    return _quickest(problem, [travel.direct_s[name] for name in _profiles(travel, Mode.SEA)])


def on_foot_m(problem: Problem, travel: Travel) -> Floats:
    """Return metres (n, n) between the n sites along the roads; infinite where none lead."""
    n = len(problem.sites)
    best = np.full((n, n), np.inf)
    for name in _profiles(travel, Mode.ROAD):
        ground = travel.grounds[name]
        seconds, metres = ground.seconds[:n, :n], ground.metres[:n, :n]
        # Matrices may come without lengths; a way that takes time is not 0 m long.
        known = (seconds < NEVER) & ((metres > 0) | (seconds == 0))
        best = np.where(known, np.minimum(best, metres), best)
    np.fill_diagonal(best, 0.0)
    return best


def roads_estimated(problem: Problem, travel: Travel) -> bool:
    """Tell whether times by road are estimates: of the embedded skeleton, or straight lines."""
    n = len(problem.sites)
    for name in _profiles(travel, Mode.ROAD):
        seconds = travel.grounds[name].seconds[:n, :n]
        there = (seconds < NEVER) & (seconds > 0)
        if there.any():
            i, j = (travel.locations[k].id for k in divmod(int(there.argmax()), n))
            move = travel.move(name, i, j, Mode.ROAD)
            return move is not None and move.source is not Source.OSM
    return False


def near_a_visit(near: Bools, visited: Bools) -> Bools:
    """Return for each site (n,) whether a visited site is near; `near` has shape (n, n)."""
    return np.asarray(np.any(near[:, visited], axis=1), dtype=np.bool_)


def two_step_access(
    minutes: Floats, catchment_min: float, supply: Floats, people: Floats
) -> Floats:
    """Return what each place has access to, by the two-step floating catchment area method.

    Step 1: each place of supply j is shared out among the people within its catchment,
    ``R_j = S_j / Σ_{k: d_kj ≤ d0} P_k``. Step 2: each place i has access to the shares within its
    own, ``A_i = Σ_{j: d_ij ≤ d0} R_j``.

    Args:
        minutes: shape (n, n), from row to column.
        catchment_min: d0.
        supply: shape (n,); what lies where nobody is within the catchment reaches nobody.
        people: shape (n,).

    Returns:
        Shape (n,), in units of supply per person. ``Σ P_i A_i`` is the supply that reaches anybody.
    """
    within = minutes <= catchment_min
    demand = np.where(within, people[:, None], 0.0).sum(axis=0)
    share = np.divide(supply, demand, out=np.zeros_like(supply), where=demand > 0)
    access: Floats = np.where(within, share[None, :], 0.0).sum(axis=1)
    return access


def _profiles(travel: Travel, mode: Mode) -> Iterator[str]:
    return (name for name, ground in travel.grounds.items() if ground.mode is mode)


def _quickest(problem: Problem, matrices: list[NDArray[np.int32]]) -> Floats:
    n = len(problem.sites)
    best = np.full((n, n), np.inf)
    for seconds in matrices:
        own = seconds[:n, :n]
        best = np.minimum(best, np.where(own < NEVER, own / 60.0, np.inf))
    np.fill_diagonal(best, 0.0)
    return best
