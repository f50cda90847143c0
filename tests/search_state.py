"""The state of the compiled search between steps, looked at from outside."""

from __future__ import annotations

from typing import Any

import numpy as np

from routeplan.solve.search import anneal, tables
from routeplan.solve.search.driver import Search
from routeplan.solve.search.problem import Routes, SearchProblem
from routeplan.solve.search.segments import NO_COST, plain_cost, refresh
from tests.search_judge import check, duty_cost, weight

NEVER, ALWAYS = -1e18, 1e18
"""Temperatures at which every step is undone, or accepted."""


class State:
    """A search with first routes.

    Args:
        problem: without slots that need the exact evaluator.
        seed: of the random numbers.
    """

    def __init__(self, problem: SearchProblem, seed: int) -> None:
        self.problem = problem
        self.search = Search(problem, seed)
        self.search.begin()
        self.block = self.search._block
        self.data = self.search._data

    def view(self, entry: int) -> Any:
        """Return a table."""
        return self.block.view(entry)

    def step(self, temperature: float) -> None:
        """Ruin and recreate once."""
        anneal.step(self.data, self.search._rich, self.search._rng, temperature)

    def put(self, rows: list[list[int]]) -> None:
        """Serve these stops, by slot, instead; every job has one pattern and is among them."""
        missed = (0, 0, 0, 0)
        self.search.adopt(Routes(tuple(map(tuple, rows)), (), missed, 0, 0))

    def stops(self, s: int) -> tuple[int, ...]:
        """Return the stops of a slot, the call before the way home left away."""
        count = int(self.view(tables.COUNT)[s])
        return tuple(self.view(tables.STOPS)[s, :count].tolist())

    def absent(self) -> list[int]:
        """Return the jobs that lack a visit, as the search lists them."""
        number = int(self.view(tables.NUMBER)[tables.ABSENTEES])
        return self.view(tables.ABSENT)[:number].tolist()  # type: ignore[no-any-return]

    def snapshot(self) -> dict[str, Any]:
        """Return everything that an undone step must leave as it was."""
        found: dict[str, Any] = {
            "stops": [self.stops(s) for s in range(self.problem.slots)],
            "absent": self.absent(),
        }
        for name in ("COUNT", "COST", "AT", "CHOSEN", "LACKING", "TOTAL", "EMPTY", "POOL_USED"):
            found[name] = self.view(getattr(tables, name)).tolist()
        for name in ("OLD_TOTAL", "OLD_CHOSEN", "OLD_LACKING", "IS_CHANGED", "IS_REMOVED"):
            found[name] = self.view(getattr(tables, name)).tolist()
        served = self.view(tables.AT) >= 0
        found["WHERE"] = self.view(tables.WHERE)[served].tolist()
        for s, row in enumerate(found["stops"]):
            for name in ("SITE", "FWD", "BWD"):
                nodes = self.view(getattr(tables, name))[s, : len(row) + 2]
                if name == "BWD":
                    # The way out needs no segment that ends at home.
                    nodes = nodes[1:]
                found[f"{name} {s}"] = nodes.tolist() if row else None
        return found

    def routes(self) -> Routes:
        """Return the state, not the best so far, as an answer."""
        chosen = self.view(tables.CHOSEN)
        kept = {e: self.view(e).copy() for e in BEST}
        self.view(tables.BEST_STOPS)[:] = self.view(tables.STOPS)
        self.view(tables.BEST_COUNT)[:] = self.view(tables.COUNT)
        self.view(tables.BEST_CHOSEN)[:] = chosen
        self.view(tables.BEST_TOTAL)[:] = self.view(tables.TOTAL)
        routes = self.search.best()
        for entry, values in kept.items():
            self.view(entry)[:] = values
        return routes

    def check_books(self) -> None:
        """Assert that every table of the state is what its stops alone imply."""
        problem, routes = self.problem, self.routes()
        check(problem, routes)
        total = self.view(tables.TOTAL)
        assert total[tables.SUM] + total[tables.PENALTIES] == weight(problem, routes)
        missed = total[tables.MISSED : tables.MISSED + 4]
        assert tuple(missed.tolist()) == routes.missed_by_priority
        at = np.full_like(self.view(tables.AT), -1)
        used = np.zeros_like(self.view(tables.POOL_USED))
        for s, stops in enumerate(routes.stops):
            cost = duty_cost(problem, s, stops) if stops else 0
            assert self.view(tables.COST)[s] == cost
            for k, j in enumerate(stops):
                if j >= 0:
                    at[j, problem.slot_day[s]] = s
                    assert self.view(tables.WHERE)[j, problem.slot_day[s]] == k + 1
            pool = problem.slot_pool[s]
            if stops and pool >= 0:
                over = (problem.job_mate >= 0) & (problem.job_deliver > 0)
                crates = np.where(over, 0, problem.job_deliver)
                used[pool] += (problem.slot_crew[s], sum(crates[j] for j in stops if j >= 0))
        assert self.view(tables.AT).tolist() == at.tolist()
        assert self.view(tables.POOL_USED).tolist() == used.tolist()
        lacking = [sum(j == job for job, _ in routes.missed) for j in range(problem.jobs)]
        assert self.view(tables.LACKING).tolist() == lacking
        assert sorted(self.absent()) == [j for j, count in enumerate(lacking) if count]
        pointers, of_kind = self.view(tables.KIND_PTR), self.view(tables.KIND_SLOT)
        for kind, first in enumerate(self.view(tables.EMPTY)):
            members = range(pointers[kind], pointers[kind + 1])
            empty = [x for x in members if not routes.stops[of_kind[x]]]
            assert first == min(empty, default=pointers[kind + 1])

    def really(self, s: int, stops: list[int]) -> int:
        """Return the cost of slot `s` with other stops, by `refresh`; the slot stays as it was."""
        block, before = self.block.data, self.block.data.copy()
        self.view(tables.STOPS)[s, : len(stops)] = stops
        self.view(tables.COUNT)[s] = len(stops)
        possible = refresh(block, self.data.seconds, self.data.metres, s)
        cost = plain_cost(block, s) if possible else NO_COST
        block[:] = before
        return int(cost)


BEST = (tables.BEST_STOPS, tables.BEST_COUNT, tables.BEST_CHOSEN, tables.BEST_TOTAL)
