"""Within how many per cent of the best possible the travel of a plan is.

The travel part of a plan's cost is what its duties cost for being (fixed), for moving, and fares.
Moving counts as long as the way takes without any waiting but check-in. It is compared with a lower
bound for the same visits (`lagrange`), whatever else the cost holds.

Visits that some vehicle could serve on a duty of several days are left out of the bound, which then
holds for every plan, however it serves them: their cost counts nothing. So do, on the plan's side,
the duties that serve no other visit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from routeplan.model import Problem, Visit
from routeplan.network.travel import Travel
from routeplan.solve.bound.lagrange import bound
from routeplan.solve.costs import UNITS_PER_VND, cost_without_fares, duty_cost
from routeplan.solve.duties.duty import Duty
from routeplan.solve.duties.timing import clock_of
from routeplan.solve.roster import Roster
from routeplan.solve.search.encode import Encoded, encode
from routeplan.solve.search.problem import SearchProblem
from routeplan.solve.summary import TravelBound


def bound_of_plan(
    problem: Problem,
    travel: Travel,
    duties: Sequence[Duty],
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    stop: Callable[[], bool] | None = None,
    better: Callable[[TravelBound], object] | None = None,
) -> TravelBound:
    """Return how far the travel of these duties is from the least for the visits they serve.

    Args:
        problem: what is due, and the rules.
        travel: of the same problem.
        duties: timed by the evaluator, see `travel_units`.
        seconds: wall-clock limit.
        iterations: passes at most; with it alone no clock decides.
        stop: asked often; once true, the best bound so far counts.
        better: told each bound that is better than those before.
    """
    encoded = encode(Roster(problem, travel))
    counted = _counted(problem, travel, encoded, duties)
    if not counted:
        return TravelBound(None, None, "no-visits")
    index = {visit: job for job, owed in enumerate(encoded.jobs) for visit in owed.visits}
    units = sum(
        travel_units(problem, duty) for duty in duties if not counted.isdisjoint(duty.visits)
    )

    def tell(value: int) -> None:
        if better is not None:
            better(compared(value, units))

    found = bound(
        _with_travel_costs(problem, encoded),
        sorted(Counter(index[visit] for visit in counted).items()),
        seconds=seconds,
        iterations=iterations,
        stop=stop,
        known=_known(encoded, duties, index),
        better=tell,
    )
    if found.value is None:
        return TravelBound(None, None, found.reason)
    return compared(found.value, units)


def compared(bound_units: int, plan_units: int) -> TravelBound:
    """Compare the travel of a plan with its bound, both in units of `costs`.

    Raises:
        ArithmeticError: where the plan lies below the bound: then one of the two is wrong.
    """
    if plan_units < bound_units:
        raise ArithmeticError(f"a plan of {plan_units} units beats the bound of {bound_units}")
    vnd = bound_units // UNITS_PER_VND
    if bound_units == 0:
        reason = "" if plan_units == 0 else "zero"
        return TravelBound(0, 0.0 if plan_units == 0 else None, reason)
    tenths = -(-1000 * (plan_units - bound_units) // bound_units)
    return TravelBound(vnd, tenths / 10, "")


def travel_units(problem: Problem, duty: Duty) -> int:
    """Return the travel part of the cost of a duty, in units of `costs`.

    The duty must be timed by the evaluator: the ways of duties read from a plan file do not tell
    check-in apart from waiting.
    """
    moving_s = sum(ride.way.least_s for ride in duty.timing.rides)
    paid = cost_without_fares(problem, duty.vehicle, duty.timing.duty_s, 0)
    moving = cost_without_fares(problem, duty.vehicle, moving_s, 0)
    return duty_cost(problem, duty.vehicle, duty.timing) - paid + moving


def _counted(
    problem: Problem, travel: Travel, encoded: Encoded, duties: Sequence[Duty]
) -> set[Visit]:
    """Return the visits of the duties that no duty of several days could serve."""
    ways = clock_of(problem, travel).ways
    long = [vehicle for vehicle in problem.vehicles if vehicle.overnight]

    def may_last(visit: Visit) -> bool:
        needs = problem.service_by_key[visit.key].needs
        return any(
            needs <= vehicle.skills
            and bool(ways.between(vehicle.profile, vehicle.depot, visit.site))
            for vehicle in long
        )

    known = {visit for owed in encoded.jobs for visit in owed.visits}
    served = {visit for duty in duties for visit in duty.visits}
    return {visit for visit in served & known if not may_last(visit)}


def _with_travel_costs(problem: Problem, encoded: Encoded) -> SearchProblem:
    """Return the arrays with the costs that `travel_units` counts, fares aside.

    The search weighs a second by more than its price.
    """
    vehicles = [problem.vehicle_by_id[name] for name, _ in encoded.slots]

    def costs(seconds: int, metres: int) -> list[int]:
        return [cost_without_fares(problem, vehicle, seconds, metres) for vehicle in vehicles]

    fixed = np.array(costs(0, 0), dtype=np.int64)
    return replace(
        encoded.problem,
        slot_fixed=fixed,
        slot_per_second=np.array(costs(1, 0), dtype=np.int64) - fixed,
        slot_per_metre=np.array(costs(0, 1), dtype=np.int64) - fixed,
    )


def _known(
    encoded: Encoded, duties: Sequence[Duty], index: dict[Visit, int]
) -> list[tuple[int, tuple[int, ...]]]:
    slots = {slot: k for k, slot in enumerate(encoded.slots)}
    return [
        (slots[duty.slot], tuple(index[visit] for visit in duty.visits if visit in index))
        for duty in duties
        if duty.slot in slots
    ]
