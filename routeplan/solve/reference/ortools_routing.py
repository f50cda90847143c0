"""The reference engine: OR-Tools' routing solver, then the exact evaluator.

1. Fixed visits, and duties of several days (`overnight`), which are built exactly.
2. A first roster by exact insertion, the dearest to miss and hardest to place first.
3. The routing solver's guided local search on a static model (`routing_model`) from that roster.
4. Every route timed exactly; visits that fail to keep their route are inserted elsewhere.
5. Ruin and recreate with the exact evaluator (`polish`).

Weeks that share no visit are solved one after another.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from routeplan.model import Problem, Visit
from routeplan.network.travel import Travel
from routeplan.solve.duties.overnight import put_overnight
from routeplan.solve.engine import HONOURED, Assignment, Budget, Limit
from routeplan.solve.insertion import hardest_first, insert_all, put_fixed, put_routes, say
from routeplan.solve.reference.polish import polish
from routeplan.solve.reference.routing_model import RoutingModel
from routeplan.solve.roster import Roster, Slot

SEARCH_SHARE = 0.25
"""Part of the time for the routing solver; the rest is for the exact evaluator."""

PATIENCE = 40
"""Times the squared number of nodes: looks at the limit without a gain until the search ends."""


class OrtoolsEngine:
    """See the module's docstring."""

    name = "ortools"
    rules = HONOURED

    def prepare(self, compiling: Callable[[], object] | None = None) -> None:
        """Nothing to do."""

    def improve(self, *_: object, **__: object) -> None:
        """Do nothing: the routing model knows no price of moving, `polish` alone does."""

    def rounds(self, budget: Budget) -> int | None:
        """Return the iterations of the budget."""
        return budget.iterations

    def solve(self, problem: Problem, travel: Travel, budget: Budget, limit: Limit) -> Assignment:
        """Return the best duties found; Ctrl-C keeps what has been found."""
        roster = Roster(problem, travel)
        put_fixed(roster)
        try:
            put_overnight(roster, limit)
            insert_all(roster, hardest_first(roster, roster.missed()), limit)
            say(roster, limit, "build")
            for visits in _independent(roster):
                share = len(visits) / max(1, len(problem.visits))
                _search(roster, visits, budget, limit.part(SEARCH_SHARE * share))
            polish(roster, limit, budget.iterations, budget.seed)
        except KeyboardInterrupt:
            limit.interrupt()
        duties = sorted(roster.duties.values(), key=lambda duty: (duty.date, duty.vehicle.id))
        return Assignment(tuple(duties), limit.stopped)


def _independent(roster: Roster) -> list[list[Visit]]:
    """Return the visits that the routing solver can serve, in groups that share no date."""
    groups: list[list[Visit]] = []
    ends = None
    routed = [visit for visit in roster.problem.visits if _routed_slots(roster, [visit])]
    for visit in sorted(routed, key=lambda visit: (visit.due_from, visit.id)):
        if ends is None or visit.due_from > ends:
            groups.append([])
            ends = visit.due_to
        groups[-1].append(visit)
        ends = max(ends, visit.due_to)
    return groups


def _routed_slots(roster: Roster, visits: Sequence[Visit]) -> list[Slot]:
    slots = {slot for visit in visits for slot in roster.slots(visit)}
    return sorted(
        (slot for slot in slots if not roster.problem.vehicle_by_id[slot[0]].overnight),
        key=lambda slot: (slot[1], slot[0]),
    )


def _search(roster: Roster, visits: Sequence[Visit], budget: Budget, limit: Limit) -> None:
    """Let the routing solver search from the roster; keep what it finds where that is better."""
    if limit.over() or budget.iterations == 0:
        return
    slots = _separable(roster, _routed_slots(roster, visits))
    here = set(slots)
    rest = roster.compounds.without_duties(roster.duties, here)
    if not slots or rest is None:
        return
    elsewhere = {
        visit for slot, duty in roster.duties.items() if slot not in here for visit in duty.visits
    }
    model = RoutingModel(roster, [visit for visit in visits if visit not in elsewhere], slots)
    found = _run(model, roster, budget, limit)
    if found is None:
        return
    before, key = dict(roster.duties), roster.key()
    better = False
    try:
        roster.duties = rest
        put_routes(roster, found.items())
        insert_all(roster, hardest_first(roster, roster.missed(visits)))
        better = roster.key() < key
    finally:  # Ctrl-C in between leaves the duties as they were
        if not better:
            roster.duties = before
    say(roster, limit, "search")


def _separable(roster: Roster, slots: Sequence[Slot]) -> list[Slot]:
    """Return the slots whose duties feed no boat of another slot, which would wait in vain."""
    here = set(slots)
    return [
        slot
        for slot in slots
        if (duty := roster.duties.get(slot)) is None
        or all(feeding.slot in here for feeding in duty.feedings)
    ]


def _run(
    model: RoutingModel, roster: Roster, budget: Budget, limit: Limit
) -> dict[Slot, tuple[Visit, ...]] | None:
    """Return the visits of each slot in the best solution, None where there is none."""
    routing = model.routing
    watch = _Watch(limit, routing, patience=PATIENCE * len(model.nodes) ** 2)
    custom = routing.solver().CustomLimit(watch.over)
    routing.AddSearchMonitor(custom)
    routing.AddAtSolutionCallback(watch.solution)
    # Reading the start is a search of its own, for the best clock times; one solution will do.
    reading = pywrapcp.DefaultRoutingSearchParameters()
    reading.solution_limit = 1
    routing.CloseModelWithParameters(reading)
    start = routing.ReadAssignmentFromRoutes(model.routes_of(roster.duties), True)  # noqa: FBT003 - SWIG
    parameters = _parameters(budget, limit)
    if start is not None:
        solution = routing.SolveFromAssignmentWithParameters(start, parameters)
    else:
        solution = routing.SolveWithParameters(parameters)
    return None if solution is None else model.visits_of(solution)


def _parameters(budget: Budget, limit: Limit) -> pywrapcp.RoutingSearchParameters:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    if budget.iterations is not None:
        parameters.solution_limit = budget.iterations
        # Inner searches have a clock of their own, 0.1 s by default.
        parameters.lns_time_limit.seconds = 3600
    left = limit.left()
    if left is not None:
        parameters.time_limit.FromMilliseconds(max(1, int(1000 * left)))
    return parameters


class _Watch:
    """Ends the routing search when the user asks, or when nothing better has come for long.

    The search asks `over` after a fixed number of steps, whatever the clock says, so counting the
    questions keeps the promise of `Budget.iterations`.
    """

    def __init__(self, limit: Limit, routing: pywrapcp.RoutingModel, *, patience: int) -> None:
        self._limit = limit
        # The model holds what it calls: held in turn, it would never go.
        self._routing = weakref.proxy(routing)
        self._patience = patience
        self._asked = 0
        self._best: int | None = None

    def over(self) -> bool:
        # An exception must not pass through the solver.
        try:
            self._asked += 1
            return self._asked > self._patience or self._limit.over()
        except KeyboardInterrupt:
            self._limit.interrupt()
            return True

    def solution(self) -> None:
        # Guided local search also takes solutions that are worse.
        cost = self._routing.CostVar().Max()
        if self._best is None or cost < self._best:
            self._best, self._asked = cost, 0
