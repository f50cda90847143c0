"""`make_plan`: the way from a problem to a plan, whichever engine searches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from routeplan.language.spoken import Series, SpokenError
from routeplan.model import Medium, Plan, Problem
from routeplan.network.travel import Travel
from routeplan.solve.again.keeping import Forced, moved_visits, what_can_stay
from routeplan.solve.again.keeping_words import say_forced
from routeplan.solve.again.replanning import CurvePoint, replan
from routeplan.solve.build import build_plan
from routeplan.solve.duties.duty import Duty
from routeplan.solve.effort import Effort, effort_of_plan
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
from routeplan.solve.summary import NOT_ASKED, TravelBound
from routeplan.solve.unrolling import LONGEST_CYCLE_WEEKS, unroll
from routeplan.solve.why.reasons import reasons
from routeplan.solve.why.trying import Trials, insert_missing

ENGINES = ("native", "ortools")
"""Names that `make_plan` knows, the best first."""

POLISH = "polish"
"""Named in place of an engine where the exact evaluator did all the work."""

BOUND_SHARE = 0.15
"""Part of the time for finding out how far from the best possible the travel is."""

SEARCH_SHARE = 0.8
"""Part of the time for the search; what it leaves beside that for the bound is for the reasons."""

LEAST_TRYING_S = 1.0
"""Time for inserting what is missing and for the reasons of what is left, at least."""

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
    chosen, limit = _begin(problem, engine, budget, stop, progress)
    search = limit.part(SEARCH_SHARE if bounded else SEARCH_SHARE + BOUND_SHARE)
    if problem.weeks > LONGEST_CYCLE_WEEKS:
        found = unroll(chosen, problem, travel, budget, search)
    else:
        found = chosen.solve(problem, travel, budget, search)
    forced = what_can_stay(problem, travel).forced if problem.previous else {}
    end = _End(problem, travel, budget, limit, problem, forced, chosen.name, bounded)
    return end.plan(found.duties, steady=not problem.previous)


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
    chosen, limit = _begin(problem, engine, budget, stop, progress)
    found = replan(problem, travel, budget, limit.part(SEARCH_SHARE), chosen)
    name = chosen.name if found.searched else POLISH
    end = _End(problem, travel, budget, limit, found.held, found.keeping.forced, name)
    return end.plan(found.duties, steady=False), found.curve


def _begin(
    problem: Problem,
    name: str | None,
    budget: Budget,
    stop: Stop | None,
    progress: Report | None,
) -> tuple[Engine, Limit]:
    """Return an engine that is ready and may plan this, and the limit, which begins now."""
    chosen = _engine(name or best_engine())
    refuse_unsupported(chosen, needed_rules(problem))

    def compiling() -> None:
        if progress is not None:
            progress(Progress(0.0, 0, len(problem.visits), "compile"))

    chosen.prepare(compiling)
    return chosen, Limit(budget.clock_s, stop, progress)


@dataclass(frozen=True, slots=True)
class _End:
    """What follows the search.

    Args:
        held: the problem for whoever inserts more: what stayed does not move.
        forced: what of an earlier plan could not stay, by visit.
        engine: what worked, by name.
        bounded: whether to find out how good the travel is.
    """

    problem: Problem
    travel: Travel
    budget: Budget
    limit: Limit
    held: Problem
    forced: Mapping[str, Forced]
    engine: str
    bounded: bool = True

    def plan(self, duties: Sequence[Duty], *, steady: bool) -> Plan:
        """Return the plan of these duties; `steady` asks for the same hours visit after visit."""
        problem, travel = self.problem, self.travel
        trials = Trials(self.held, travel, _effort(self.budget, self.limit))
        duties = insert_missing(self.held, travel, duties, trials)
        if steady:
            duties = steady_hours(problem, travel, duties)
        travel_bound = NOT_ASKED
        if self.bounded:
            travel_bound = _travel_bound(problem, travel, duties, self.budget, self.limit)
        return build_plan(
            problem,
            travel,
            duties,
            reasons(self.held, travel, duties, trials),
            moved_visits(problem, duties, say_forced(problem, self.forced.values())),
            engine=self.engine,
            seed=self.budget.seed,
            stopped_early=self.limit.stopped,
            travel_bound=travel_bound,
        )


def _effort(budget: Budget, limit: Limit) -> Effort:
    """Return how much may be tried for visits without a place."""
    if limit.stopped:
        return effort_of_plan(Limit(LEAST_TRYING_S), by_clock=True)
    left = limit.left()
    if left is None:
        return effort_of_plan(limit, by_clock=False)
    seconds = max(left - BOUND_SHARE * (budget.clock_s or 0.0), LEAST_TRYING_S)
    return effort_of_plan(limit.beyond(seconds), by_clock=True)


def _travel_bound(
    problem: Problem, travel: Travel, duties: Sequence[Duty], budget: Budget, limit: Limit
) -> TravelBound:
    """Look for a bound on travel in the time that is left, or for so many passes."""
    if find_spec("numba") is None or limit.stopped:
        return NOT_ASKED
    from routeplan.solve.bound import bound_of_plan
    from routeplan.solve.bound.smallest import compile_all

    def tell(so_far: TravelBound) -> None:
        limit.report_bound(so_far.bound_vnd, so_far.gap_pct)

    passes = None if budget.iterations is None else min(BOUND_PASSES, budget.iterations)
    try:
        compile_all()
        left = limit.left()
        # Whatever the search, the reasons and the compiler took, there is time for a first look.
        seconds = None if left is None else max(left, BOUND_SHARE * (budget.clock_s or 0.0))
        return bound_of_plan(
            problem, travel, duties, seconds=seconds, iterations=passes, better=tell
        )
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
        from routeplan.solve.reference.ortools_routing import OrtoolsEngine

        return OrtoolsEngine()
    raise SpokenError("engine-unknown", {"name": name, "known": Series(ENGINES)})
