"""Random numbers of the compiled search: splitmix64, the same on every machine and Python.

Source: Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators, OOPSLA.
"""

from __future__ import annotations

import numpy as np

from routeplan.solve.compiling import compiled
from routeplan.solve.search.problem import UInt64s

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 1.0 / 9007199254740992.0


@compiled
def uniform(rng: UInt64s) -> float:
    """Return a float in [0, 1) and move the state, a uint64 array of length 1, on."""
    rng[0] += _STEP
    z = rng[0]
    z = (z ^ (z >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    z = z ^ (z >> _S31)
    return np.float64(z >> _S11) * _UNIT


@compiled
def below(rng: UInt64s, n: int) -> int:
    """Return a whole number in 0 to n - 1; `n` is above 0."""
    return int(uniform(rng) * n)


def new_state(seed: int) -> UInt64s:
    """Return the state for a seed."""
    return np.array([(seed * 0x5851F42D4C957F2D + 0x14057B7EF767814F) % 2**64], dtype=np.uint64)
