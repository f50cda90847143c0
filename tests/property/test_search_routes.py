"""What the compiled search promises of its routes holds when they are timed in Python."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
from hypothesis import event, given
from hypothesis import strategies as st

from routeplan.model import Problem
from routeplan.network.travel import Travel
from routeplan.solve.roster import Roster
from routeplan.solve.search import tables
from routeplan.solve.search.driver import search
from routeplan.solve.search.encode import encode
from routeplan.solve.search.engine import routes_by_slot
from routeplan.solve.search.places import exact_run
from routeplan.solve.search.segments import NO_COST, insertion, load_with
from tests.property.test_solve_plans import problems
from tests.search_state import ALWAYS, State


@given(problems(), st.integers(0, 60))
def test_every_route_can_be_and_costs_what_the_search_says(
    case: tuple[Problem, Travel], iterations: int
) -> None:
    """Duties are feasible beside each other (people, crates), at the cost and misses promised.

    Quotas of ferries, which the search does not know, are left away.
    """
    problem, travel = case
    free = replace(
        problem,
        crossings=tuple(
            row if row.quota == 0 else replace(row, quota=None) for row in problem.crossings
        ),
        vehicles=tuple(replace(vehicle, overnight=False) for vehicle in problem.vehicles),
    )
    roster = Roster(free, travel)
    encoded = encode(roster)
    if not encoded.jobs:
        event("no job")
        return
    routes = search(encoded.problem, iterations=iterations)
    for slot, order in routes_by_slot(encoded, routes):
        found = roster.time(slot, order)
        assert found is not None
        roster.put(found)
    assert sum(duty.price for duty in roster.duties.values()) == routes.cost
    jobs = {visit for job in encoded.jobs for visit in job.visits}
    missed = [visit for visit in roster.missed() if visit in jobs]
    assert len(missed) == len(routes.missed)
    count = Counter(free.service_by_key[visit.key].priority for visit in missed)
    assert tuple(count[priority] for priority in (1, 2, 3, 4)) == routes.missed_by_priority
    event(f"{len(missed)} of {len(jobs)} missed")
    for duty in roster.duties.values():
        event("lunch" if duty.timing.lunches else "no lunch")
        event("ferry" if duty.sailings else "no ferry")


@given(problems(), st.integers(0, 9), st.integers(0, 20))
def test_no_place_is_refused_that_the_exact_evaluator_allows(
    case: tuple[Problem, Travel], seed: int, accepted: int
) -> None:
    """For each job at each node of each slot of a day on which it is not served.

    Places are refused by bounds first, which know of lunch no more than how long it takes.
    """
    encoded = encode(Roster(*case))
    found = encoded.problem
    if not encoded.jobs:
        event("no job")
        return
    state = State(found, seed)
    for _ in range(accepted):
        state.step(ALWAYS)
    block, buffer = state.block.data, int(state.block.data[tables.BUFFER])
    for s, j in product(np.flatnonzero(found.slot_exact).tolist(), range(found.jobs)):
        stops = list(state.stops(s))
        if not state.data.allowed[j, s] or j in stops:
            continue
        for k in range(len(stops) + 1):
            tail = [j, *stops[k:]]
            block[buffer : buffer + len(tail)] = tail
            cost = exact_run(state.data, state.search._rich, s, k, len(tail))
            load = load_with(block, s, k, j)
            if cost < NO_COST and load <= found.slot_capacity[s]:
                assert insertion(*state.data[:3], s, k, j, NO_COST) < NO_COST
                event("owed a lunch" if found.slot_lunch[s] else "owed none")
            elif found.slot_lunch[s]:
                told = insertion(*state.data[:3], s, k, j, NO_COST)
                event("refused by the bound" if told >= NO_COST else "refused exactly")
