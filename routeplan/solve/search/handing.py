"""What engines hand to the compiled search, and what they make of its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from routeplan.model import Visit
from routeplan.solve.costs import in_vnd
from routeplan.solve.duties.duty import Slot
from routeplan.solve.engine import Budget, Limit
from routeplan.solve.roster import Roster
from routeplan.solve.search.encode import Encoded
from routeplan.solve.search.problem import Routes, SearchProblem


class SearchFunction(Protocol):
    """The compiled search, see `driver.search`."""

    def __call__(
        self,
        problem: SearchProblem,
        *,
        seconds: float | None,
        iterations: int | None,
        seed: int,
        threads: int,
        stop: Callable[[], bool],
        report: Callable[[int, int], object],
        interrupted: Callable[[], None],
        start: Routes | None = None,
        master: bool | None = None,
    ) -> Routes:
        """Return the best routes found."""


def run(
    search: SearchFunction,
    encoded: Encoded,
    beside: Roster,
    budget: Budget,
    limit: Limit,
    *,
    seconds: float | None,
    start: Routes | None = None,
    master: bool | None = None,
) -> Routes:
    """Search beside duties that stand, and report of the whole plan.

    Args:
        search: the compiled one.
        encoded: what is left to do.
        beside: the duties that stand.
        budget: gives steps, seed and threads.
        limit: hears of progress and of Ctrl-C.
        seconds: of the search, None where steps count.
        start: routes to begin with.
        master: see `driver.search`.
    """
    price = beside.key()[5]
    elsewhere = len(beside.missed()) - sum(len(job.visits) for job in encoded.jobs)

    def report(cost: int, missed: int) -> None:
        limit.report("search", in_vnd(price + cost), elsewhere + missed)

    return search(
        encoded.problem,
        seconds=seconds,
        iterations=budget.iterations,
        seed=budget.seed,
        threads=budget.threads,
        stop=limit.over,
        report=report,
        interrupted=limit.interrupt,
        start=start,
        master=master,
    )


def routes_by_slot(encoded: Encoded, routes: Routes) -> list[tuple[Slot, tuple[Visit, ...]]]:
    """Return the visits of each slot that has any, in order, sorted by date and vehicle."""
    day_of = encoded.problem.slot_day.tolist()
    days: dict[int, set[int]] = {}
    for day, stops in zip(day_of, routes.stops, strict=True):
        for stop in stops:
            if stop >= 0:
                days.setdefault(stop, set()).add(day)
    for job, day in routes.missed:
        if job in days and day >= 0:
            days[job].add(day)
    visits = {job: encoded.jobs[job].visits_on(chosen) for job, chosen in days.items()}
    return [
        (slot, tuple(visits[stop][day] for stop in stops if stop >= 0))
        for slot, day, stops in zip(encoded.slots, day_of, routes.stops, strict=True)
        if any(stop >= 0 for stop in stops)
    ]
