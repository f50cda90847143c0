"""The native engine: a compiled search over all days at once, then the exact evaluator in Python.

Where there is an earlier plan, the search begins with what can stay of it, and each visit is a job
with a price for leaving its place (`again`). Otherwise:

1. Fixed visits, and duties of several days (`overnight`), which are built exactly.
2. What is left becomes arrays (`encode`), in which the compiled search ruins and recreates
   (`driver`), a pattern of days chosen for each service. It times every duty exactly but knows
   neither the quota of a ferry nor that boats are fed.
3. Every route is timed again beside the others, sailings that are full left out, boats fed; visits
   that fail to keep their route, or need a crew that leaves its vehicle at a pier, are inserted.
4. A short ruin and recreate that knows every rule (`polish`), where the problem is small enough for
   it to matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from routeplan.model import FixedVisit, Problem
from routeplan.network.travel import Travel
from routeplan.solve.again.keeping import stay_and_fill, what_can_stay
from routeplan.solve.duties.overnight import put_overnight
from routeplan.solve.engine import HONOURED, Assignment, Budget, Limit
from routeplan.solve.insertion import hardest_first, insert_all, put_fixed, put_routes, say
from routeplan.solve.patterns import patterns_of
from routeplan.solve.reference.polish import MOST_POLISHED, polish
from routeplan.solve.roster import Roster
from routeplan.solve.search.again import improve
from routeplan.solve.search.encode import Encoded, encode
from routeplan.solve.search.handing import SearchFunction, routes_by_slot, run
from routeplan.solve.search.smallest import compile_all

SEARCH_SHARE = 0.9
"""Part of the time for the compiled search."""

SECONDS_PER_JOB = 0.2
"""Time after which a small week gets no better."""

SMALL_JOBS = 50
"""Up to so many jobs is small; of more, every one needs longer, in proportion to their number."""

STEPS_PER_ROUND = 100
"""Steps of the compiled search for each round of `polish`, where iterations are counted."""

LEAST_ROUNDS = 50
"""Rounds of `polish`, at least, where iterations are counted and as many were asked for: what the
search does not know (quotas, feeding, duties of several days) has to have a chance."""


class NativeEngine:
    """See the module's docstring.

    Args:
        search: in place of `driver.search`.
    """

    name = "native"
    rules = HONOURED

    def __init__(self, search: SearchFunction | None = None) -> None:
        self._search = search

    def improve(
        self,
        roster: Roster,
        budget: Budget,
        limit: Limit,
        *,
        kept: Iterable[FixedVisit] = (),
        most_moves: int | None = None,
    ) -> Roster | None:
        """Search from the duties of a roster; see `again.improve`."""
        self.prepare()
        assert self._search is not None
        return improve(roster, self._search, budget, limit, kept=kept, most_moves=most_moves)

    def rounds(self, budget: Budget) -> int | None:
        """Return for how many rounds `polish` goes on beside the search; None: the clock counts."""
        steps = budget.iterations
        if steps is None:
            return None
        return max(steps // STEPS_PER_ROUND, LEAST_ROUNDS if steps >= LEAST_ROUNDS else 0)

    def prepare(self, compiling: Callable[[], object] | None = None) -> None:
        """Compile the search, or load what was compiled."""
        if self._search is None:
            self._search = _compiled_search(compiling)

    def solve(self, problem: Problem, travel: Travel, budget: Budget, limit: Limit) -> Assignment:
        """Return the best duties found; Ctrl-C keeps what has been found."""
        roster = Roster(problem, travel)
        put_fixed(roster)
        try:
            if problem.previous:
                self._again(roster, budget, limit)
            else:
                put_overnight(roster, limit)
                say(roster, limit, "build")
                self._fill(roster, budget, limit)
            if not limit.over():
                insert_all(roster, hardest_first(roster, roster.missed()), limit)
            say(roster, limit, "search")
            if len(problem.visits) <= MOST_POLISHED:
                polish(roster, limit, self.rounds(budget), budget.seed)
        except KeyboardInterrupt:
            limit.interrupt()
        duties = sorted(roster.duties.values(), key=lambda duty: (duty.date, duty.vehicle.id))
        return Assignment(tuple(duties), limit.stopped)

    def _again(self, roster: Roster, budget: Budget, limit: Limit) -> None:
        """Begin with what can stay of an earlier plan, and search from there."""
        keeping = what_can_stay(roster.problem, roster.clock.travel)
        kept = stay_and_fill(roster.problem, roster.clock.travel, keeping, limit)
        roster.duties = dict(kept.duties)
        say(roster, limit, "build")
        found = self.improve(roster, budget, limit.part(SEARCH_SHARE), kept=keeping.kept)
        if found is not None:
            roster.duties = dict(found.duties)

    def _fill(self, roster: Roster, budget: Budget, limit: Limit) -> None:
        """Put the routes that the compiled search finds for what is left."""
        patterns = None if roster.steady.idle else patterns_of(roster.problem)
        encoded = encode(roster, patterns)
        if not encoded.jobs:
            return
        self.prepare()
        assert self._search is not None
        seconds = _seconds(limit, encoded)
        routes = run(self._search, encoded, roster, budget, limit, seconds=seconds)
        put_routes(roster, routes_by_slot(encoded, routes))


def _compiled_search(compiling: Callable[[], object] | None) -> SearchFunction:
    from routeplan.solve.compiling import watched

    def told(functions: int) -> None:
        if compiling is not None and not functions:
            compiling()

    with watched(told):
        # Some functions are compiled as their modules are imported.
        from routeplan.solve.search.driver import search

        compile_all()
    return search


def _seconds(limit: Limit, encoded: Encoded) -> float | None:
    left = limit.left()
    if left is None:
        return None
    jobs = len(encoded.jobs)
    return min(SEARCH_SHARE * left, SECONDS_PER_JOB * jobs * max(1.0, jobs / SMALL_JOBS))
