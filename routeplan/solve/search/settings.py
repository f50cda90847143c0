"""How a search is set for its problem: how warm it is, and how much a step takes out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from routeplan.solve.search.problem import FAR, FOREVER, Int64s, SearchProblem

HOT, COLD = 1.0, 0.02
"""First and last temperature, in costs of a way from a job to a near one.

Measured on Solomon and Homberger instances; three and ten times as hot left four of Solomon's 0.30
and 0.47 % above best known after 10 s instead of 0.28, three of Homberger's 1.3 and 1.6 % after
15 s instead of 1.0.
"""

HOT_DAYS, COLD_DAYS = 10.0, 0.05
"""The same where days are chosen, too.

A cycle of 1,000 sites on the roads of Porto cost 3 % more after a minute from 3 on.
"""

HOT_TRIPS, COLD_TRIPS = 2.0, 0.05
"""The same where a duty of the one day has several trips."""

HOT_MIX, COLD_MIX = 2.0, 0.05
"""The same where the fleet is mixed: hot searches end with few, large vehicles."""

HOT_DEPOTS, COLD_DEPOTS = 3.0, 0.015
"""The same where alike vehicles start from several depots on one day."""

RUIN = 10
"""Jobs taken out in a step, on average (the paper's c bar).

Measured on Solomon, Homberger, multi-depot and multi-trip instances with 6, 8, 10, 15.
"""

MIX_RUIN = 5
"""The same where the fleet of one day is mixed.

Two mixed-fleet instances, 10 s, four seeds: 0.43 % above best known; with 7 jobs 0.49 and with 10
0.61.
"""

DAYS_RUIN, DAYS_JOBS, LEAST_RUIN = 15, 50, 5
"""The same where days are chosen, for so few jobs, and for very many.

A pattern changes only with room on all of its days; but many jobs want many steps, so that fewer
come out the more there are, as the third root of their number. Best of 5 to 25 were 15 with 50 jobs
(p02, 10 s), 10 with 300 (25 s; 2.6 % cheaper than 15) and 5 with 1,000 (40 s; 2.8 % cheaper).
"""

SHUFFLES, DEPOT_SHUFFLES = 300, 50
"""Steps out of 1,024 that change vehicles at random before stops come back.

The second where the vehicles of a day differ in their depots alone.
"""

TAILS = 4
"""Exchanges of the ends of two duties that are proposed after a step."""

ROUND, MOST_ROUNDS = 6, 3
"""Steps of one cooling, in squares of the jobs; coolings, at most.

Where duties are long, a search ends in one of a few answers that are far apart: several short
coolings find a better one. Three of Homberger's R2 and RC2 instances, 30 s: 0.32 % above best known
with three coolings, 0.82 with one (two or three seeds each). Solomon's, 10 s: no difference; mixed
fleets, duties of several trips and 400 jobs in 30 s: none, or worse.
"""

SPREAD, SPREAD_ONCE = 5, 3
"""What a vehicle more is worth, in temperatures: in every second cooling; where there is but one.

A warm search packs stops into few duties, which are shuffled more easily than many, and ends with
about as many as it had while warm. Homberger's r2_2_1 (13 vehicles in the best known), 30 s, two
seeds: 0.05 % above best known with 12 or 13 vehicles; without, 0.94 % with 11. With it in every
cooling r2_2_4 (5 vehicles) was 1.1 % above instead of 0.6; ten temperatures and more are too much.
Three multi-trip instances, which cool down once: 0.96 % instead of 1.37. With several depots it was
worse, 2.0 % instead of 1.8.
"""

ROUND_DAYS, MOST_ROUNDS_DAYS = 12, 6
"""The same where days are chosen.

Periodic p02, 10 s, six seeds: 0.28 % above best known with six coolings, 0.66 % with one (four
seeds).
"""


@dataclass(frozen=True)
class Settings:
    """How to search one problem.

    Args:
        hot, cold: first and last temperature, in units of cost.
        ruin: jobs that a step takes out, on average.
        shuffles: steps out of 1,024 that change vehicles at random.
        tails: exchanges of ends proposed after a step.
        round_steps: of one cooling.
        most_rounds: coolings, at most.
        spread: whether a vehicle more is worth something while it is warm.
    """

    hot: float
    cold: float
    ruin: int
    shuffles: int
    tails: int
    round_steps: int
    most_rounds: int
    spread: bool = False

    def rounds(self, steps: float) -> int:
        """Return how often a search of so many steps cools down."""
        return int(min(max(steps / self.round_steps, 1), self.most_rounds))

    def spread_in(self, cooling: int, rounds: int) -> int:
        """Return what a vehicle more is worth in one of the coolings (0, 1, ...)."""
        if not self.spread:
            return 0
        if rounds == 1:
            return SPREAD_ONCE
        return SPREAD if cooling % 2 else 0

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
    depots = len(np.unique(problem.slot_from))
    hot, cold = HOT, COLD
    spread = problem.days == 1 and not mixed and (trips or depots == 1)
    squares, most_rounds = ROUND, 1 if mixed or trips else MOST_ROUNDS
    if problem.days > 1:
        squares, most_rounds = ROUND_DAYS, 1 if mixed else MOST_ROUNDS_DAYS
    if mixed:
        hot, cold = HOT_MIX, COLD_MIX
    elif problem.days > 1:
        hot, cold = HOT_DAYS, COLD_DAYS
    elif trips:
        hot, cold = HOT_TRIPS, COLD_TRIPS
    elif depots > 1:
        hot, cold = HOT_DEPOTS, COLD_DEPOTS
    scale = near_cost(problem, near)
    return Settings(
        hot=hot * scale,
        cold=cold * scale,
        ruin=_ruin(problem, mixed=mixed, trips=trips),
        shuffles=SHUFFLES if mixed else DEPOT_SHUFFLES,
        tails=TAILS if _have_tails(problem, trips=trips) else 0,
        round_steps=squares * max(problem.jobs, 1) ** 2,
        most_rounds=most_rounds,
        spread=spread,
    )


def _have_tails(problem: SearchProblem, *, trips: bool) -> bool:
    """Tell whether duties may exchange their ends.

    That would part the halves of a transfer, and knows nothing of trips; where moves are counted,
    every slot is a day of its own (`staying`), and no two duties share one.
    """
    transfers = bool((problem.job_mate >= 0).any())
    return not (trips or transfers or problem.most_moves < FOREVER)


def _ruin(problem: SearchProblem, *, mixed: bool, trips: bool) -> int:
    """Return how many jobs a step takes out of this problem."""
    if problem.days == 1:
        return MIX_RUIN if mixed else RUIN
    if mixed or trips or problem.most_moves < FOREVER:
        return RUIN
    return _ruin_of_days(problem.jobs)


def _ruin_of_days(jobs: int) -> int:
    """Return how many of so many jobs a step takes out where days are chosen."""
    share = (DAYS_JOBS / max(jobs, DAYS_JOBS)) ** (1 / 3)
    return int(max(round(DAYS_RUIN * share), LEAST_RUIN))


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
