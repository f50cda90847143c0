"""How evenly something is shared out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def weighted_gini(values: Floats, weights: Floats) -> float | None:
    """Return the Gini coefficient of `values`, each held by as many as `weights` says.

    Half the mean absolute difference between two children drawn at random, over the mean:
    ``Σ_i Σ_j w_i w_j |x_i − x_j| / (2 μ W²)`` with ``W = Σ w`` and ``μ = Σ w x / W``. Computed in
    sorted order by the areas below the Lorenz curve.

    Args:
        values: shape (n,), not negative.
        weights: shape (n,), not negative.

    Returns:
        0 where all have the same, towards 1 where few have all; None where nobody is there or
        nobody has anything.
    """
    order = np.argsort(values, kind="stable")
    weight, held = weights[order], (values * weights)[order]
    people, total = float(weight.sum()), float(held.sum())
    if people <= 0 or total <= 0:
        return None
    below = np.cumsum(held)
    # Twice the area under the Lorenz curve: trapezia between neighbouring points.
    area = float(np.sum(weight * (2 * below - held))) / (people * total)
    return max(0.0, 1.0 - area)
