"""`make_plan`: the way from a problem to a plan, whichever engine searches."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from routeplan.model import Medium, Plan, Problem, RouteplanError
from routeplan.network.travel import Travel
from routeplan.solve.build import build_plan
from routeplan.solve.duty import Duty
from routeplan.solve.engine import (
    Budget,
    Engine,
    Limit,
    Progress,
    Report,
    Stop,
    refuse_unsupported,
)
from routeplan.solve.hours import steady_hours
from routeplan.solve.keeping import moved_visits, what_can_stay
from routeplan.solve.keeping_words import say_forced
from routeplan.solve.reasons import reasons
from routeplan.solve.replanning import CurvePoint, replan
from routeplan.solve.summary import NOT_ASKED, TravelBound
from routeplan.solve.trying import Trials, insert_missing
from routeplan.solve.unrolling import LONGEST_CYCLE_WEEKS, unroll

ENGINES = ("native", "ortools")
"""Names that `make_plan` knows, the best first."""

BOUND_SHARE = 0.15
"""Part of the time for finding out how far from the best possible the travel is."""

BOUND_PASSES = 30
"""Passes of pricing for the bound at most, where no clock counts."""


def make_plan(
    problem: Problem,
    travel: Travel,
    *,
    engine: str | None = None,
    budget: Budget | None = None,
    stop: Stop | None = None,
    progress: Report | None = None,
    bounded: bool = True,
) -> Plan:
    """Search for good duties and return the plan, with a verified reason for each missed visit.

    Where nothing can be planned, the plan has no route and says why of each visit.

    Args:
        problem: what is due, and the rules.
        travel: of the same problem.
        engine: of `ENGINES`; without one, the best that is present (`best_engine`).
        budget: 20 seconds without one.
        stop: asked often during the search; once true, the best plan so far is returned and says
            that it was `stopped_early`. Ctrl-C during the search does the same.
        progress: told how far the search is; returning False asks to stop, too.
        bounded: whether to find out how good the travel is, which takes part of the time.

    Raises:
        RouteplanError: ``engine-unknown``; ``engine-unsupported`` where the engine cannot honour a
            rule of the problem; ``fixed-impossible`` where a visit that may not move is
            impossible.
    """
    budget = budget or Budget()
    chosen = _engine(engine or best_engine())
    refuse_unsupported(chosen, needed_rules(problem))

    def compiling() -> None:
        if progress is not None:
            progress(Progress(0.0, 0, len(problem.visits), "compile"))

    chosen.prepare(compiling)
    limit = Limit(budget.clock_s, stop, progress)
    search = limit.part(1 - BOUND_SHARE) if bounded else limit
    if problem.weeks > LONGEST_CYCLE_WEEKS:
        found = unroll(chosen, problem, travel, budget, search)
    else:
        found = chosen.solve(problem, travel, budget, search)
    trials = Trials(problem, travel)
    duties = insert_missing(problem, travel, found.duties, trials)
    if not problem.previous:
        duties = steady_hours(problem, travel, duties)
    forced = what_can_stay(problem, travel).forced if problem.previous else {}
    travel_bound = NOT_ASKED
    if bounded:
        travel_bound = _travel_bound(problem, travel, duties, budget, limit)
    return build_plan(
        problem,
        travel,
        duties,
        reasons(problem, travel, duties, trials),
        moved_visits(problem, duties, say_forced(problem, forced.values())),
        engine=chosen.name,
        seed=budget.seed,
        stopped_early=found.stopped_early,
        travel_bound=travel_bound,
    )


def make_replan(
    problem: Problem,
    travel: Travel,
    *,
    engine: str | None = None,
    budget: Budget | None = None,
    stop: Stop | None = None,
    progress: Report | None = None,
) -> tuple[Plan, tuple[CurvePoint, ...]]:
    """Plan again from `problem.previous`, moving at most `problem.max_moves` visits.

    What can stay stays; only where more than 0 moves are allowed does a search look for better
    places. The plan names every visit that moved and, where it had to, why. With it comes the price
    of keeping: what 0, 5, 10, … moves would save.

    Args and errors are those of `make_plan`.
    """
    budget = budget or Budget()
    chosen = _engine(engine or best_engine())
    refuse_unsupported(chosen, needed_rules(problem))
    limit = Limit(budget.clock_s, stop, progress)
    found = replan(problem, travel, budget, limit)
    trials = Trials(found.held, travel)
    duties = insert_missing(found.held, travel, found.duties, trials)
    plan = build_plan(
        problem,
        travel,
        duties,
        reasons(found.held, travel, duties, trials),
        moved_visits(problem, duties, say_forced(problem, found.keeping.forced.values())),
        engine=chosen.name,
        seed=budget.seed,
        stopped_early=found.stopped_early,
        travel_bound=_travel_bound(problem, travel, duties, budget, limit),
    )
    return plan, found.curve


def _travel_bound(
    problem: Problem, travel: Travel, duties: Sequence[Duty], budget: Budget, limit: Limit
) -> TravelBound:
    """Look for a bound on travel in the time that is left, or for so many passes."""
    if find_spec("numba") is None or limit.stopped:
        return NOT_ASKED
    from routeplan.solve.bound import bound_of_plan
    from routeplan.solve.bound.smallest import compile_all

    passes = None if budget.iterations is None else min(BOUND_PASSES, budget.iterations)
    try:
        compile_all()
        left = limit.left()
        # Whatever the search, the reasons and the compiler took, there is time for a first look.
        seconds = None if left is None else max(left, BOUND_SHARE * (budget.clock_s or 0.0))
        return bound_of_plan(problem, travel, duties, seconds=seconds, iterations=passes)
    except KeyboardInterrupt:
        limit.interrupt()
        return NOT_ASKED


def best_engine() -> str:
    """Return the name of the engine that is used where none is named.

    The native one needs a compiler (numba), which not every machine may have.
    """
    return "native" if find_spec("numba") is not None else "ortools"


def needed_rules(problem: Problem) -> frozenset[str]:
    """Return the names of the rules that an engine must honour for this problem."""
    services = [service for site in problem.sites for service in site.services]
    present = {
        "windows": any(service.windows for service in services),
        "days": True,
        "shift": True,
        "duty": True,
        "driving": True,
        "priorities": True,
        "lunch": problem.rules.lunch_s > 0,
        "capacity": any(s.deliver_crates or s.pick_crates for s in services),
        "needs": any(service.needs for service in services),
        "pins": any(service.pinned for service in services),
        "ferries": bool(problem.crossings),
        "on-foot": any(landing.park_at is not None for landing in problem.landings)
        and any(problem.profiles[vehicle.profile].parks for vehicle in problem.vehicles),
        "quota": any(row.quota is not None for row in problem.crossings),
        "crew": bool(problem.crew),
        "stock": any(d.stock_crates is not None for d in problem.depot_by_id.values()),
        "feeding": any(
            problem.profiles[vehicle.profile].medium is Medium.SEA
            and vehicle.depot in problem.landing_by_id
            and problem.landing_by_id[vehicle.depot].stock_crates is not None
            for vehicle in problem.vehicles
        ),
        "boats": any(
            problem.profiles[vehicle.profile].medium is Medium.SEA for vehicle in problem.vehicles
        ),
        "overnight": any(vehicle.overnight for vehicle in problem.vehicles),
        "fixed": bool(problem.fixed),
        "tides": any(landing.tide_min_m is not None for landing in problem.landings),
        "daylight": any(problem.profiles[vehicle.profile].daylight for vehicle in problem.vehicles),
        "balance": problem.weights.balance > 0,
    }
    return frozenset(name for name, needed in present.items() if needed)


def _engine(name: str) -> Engine:
    if name == "native":
        from routeplan.solve.search.engine import NativeEngine

        return NativeEngine()
    if name == "ortools":
        from routeplan.solve.ortools_routing import OrtoolsEngine

        return OrtoolsEngine()
    raise RouteplanError(
        "engine-unknown",
        f"There is no engine «{name}».",
        f"Choose one of: {', '.join(ENGINES)}.",
    )
