"""How a search is set for its problem: how warm it is, and how much a step takes out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from routeplan.solve.search.problem import FAR, FOREVER, Int64s, SearchProblem

HOT, COLD = 10.0, 0.05
"""First and last temperature, in costs of a way from a job to a near one."""

HOT_MIX, COLD_MIX = 2.0, 0.02
"""The same where the fleet is mixed: hot searches end with few, large vehicles."""

HOT_DEPOTS, COLD_DEPOTS = 3.0, 0.015
"""The same where alike vehicles start from several depots on one day.

Measured on four multi-depot instances in 5 s: 0.7 % above best known instead of 1.5 %.
"""

RUIN, SMALL_RUIN = 15, 10
"""Jobs taken out in a step, on average (the paper's c bar is 10).

Measured on Solomon, Homberger, periodic, multi-depot and mixed-fleet instances with 6, 10, 15, 20.
The second for mixed fleets, for several trips a duty, whose places cost more to judge, and where
few visits may move.
"""

SHUFFLES, DEPOT_SHUFFLES = 300, 50
"""Steps out of 1,024 that change vehicles at random before stops come back.

The second where the vehicles of a day differ in their depots alone.
"""


@dataclass(frozen=True)
class Settings:
    """How to search one problem.

    Args:
        hot, cold: first and last temperature, in units of cost.
        ruin: jobs that a step takes out, on average.
        shuffles: steps out of 1,024 that change vehicles at random.
    """

    hot: float
    cold: float
    ruin: int
    shuffles: int

    def temperature(self, part: float) -> float:
        """Return how warm it is after this part (0 to 1) of the search."""
        return float(self.hot * (self.cold / self.hot) ** part)


def settings_of(problem: SearchProblem, near: Int64s) -> Settings:
    """Return how a problem is searched.

    Args:
        problem: not changed.
        near: (J, n) of each job the jobs nearest to it.
    """
    mixed = is_mixed(problem)
    trips = len(problem.facility_place) > 0 or bool((problem.job_release > 0).any())
    few = mixed or trips or problem.most_moves < FOREVER
    hot, cold = (HOT_MIX, COLD_MIX) if mixed else (HOT, COLD)
    if not mixed and problem.days == 1 and len(np.unique(problem.slot_from)) > 1:
        hot, cold = HOT_DEPOTS, COLD_DEPOTS
    scale = near_cost(problem, near)
    return Settings(
        hot * scale,
        cold * scale,
        SMALL_RUIN if few else RUIN,
        SHUFFLES if mixed else DEPOT_SHUFFLES,
    )


def is_mixed(problem: SearchProblem) -> bool:
    """Tell whether one depot has vehicles of different size or price on one day."""
    where = [problem.slot_day, problem.slot_from, problem.slot_to, problem.slot_profile]
    what = [problem.slot_capacity, problem.slot_fixed, problem.slot_per_metre]
    places = np.unique(np.column_stack(where), axis=0)
    return len(np.unique(np.column_stack(where + what), axis=0)) > len(places)


def near_cost(problem: SearchProblem, near: Int64s) -> float:
    """Return the mean cost of a way from a job to one of its nearest, as a scale of costs."""
    if not near.size or not problem.slots:
        return 1.0
    near = near[:, :10]
    place = problem.job_place
    profile = int(np.bincount(problem.slot_profile).argmax())
    there = place[near]
    metres = problem.metres[profile][place[:, None], there].astype(np.float64)
    seconds = problem.seconds[profile][place[:, None], there].astype(np.float64)
    usable = (metres < FAR) & (seconds < FAR)
    if not usable.any():
        return 1.0
    per_metre = float(np.median(problem.slot_per_metre))
    per_second = float(np.median(problem.slot_per_second))
    return max(
        1.0, per_metre * float(metres[usable].mean()) + per_second * float(seconds[usable].mean())
    )
