"""The travel part of what a plan costs: the part that a bound is compared with."""

from __future__ import annotations

from itertools import pairwise

from routeplan.solve.search.problem import FAR, Routes, SearchProblem


def travel_cost(problem: SearchProblem, routes: Routes) -> int:
    """Return fixed costs, metres and seconds of moving, in the problem's units.

    Waiting, loading, set-up and service count nothing, nor do calls at facilities by themselves.

    Raises:
        ValueError: where two stops in a row have no way between them.
    """
    return sum(
        duty_travel_cost(problem, slot, stops) for slot, stops in enumerate(routes.stops) if stops
    )


def duty_travel_cost(problem: SearchProblem, slot: int, stops: tuple[int, ...]) -> int:
    """Return the travel cost of one duty; `stops` are as in `Routes`."""
    profile = problem.slot_profile[slot]
    places = [int(problem.slot_from[slot])]
    for stop in stops:
        at = problem.job_place[stop] if stop >= 0 else problem.facility_place[-1 - stop]
        places.append(int(at))
    places.append(int(problem.slot_to[slot]))
    cost = int(problem.slot_fixed[slot])
    for a, b in pairwise(places):
        seconds, metres = int(problem.seconds[profile, a, b]), int(problem.metres[profile, a, b])
        if max(seconds, metres) >= FAR:
            raise ValueError(f"no way from place {a} to place {b}")
        cost += int(problem.slot_per_second[slot]) * seconds
        cost += int(problem.slot_per_metre[slot]) * metres
    return cost
