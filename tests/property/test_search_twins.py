"""A duty and its vehicle are chosen together: what a larger vehicle is said to cost, it costs."""

from __future__ import annotations

from itertools import product

from hypothesis import event, given
from hypothesis import strategies as st

from routeplan.solve.search import tables
from routeplan.solve.search.driver import search
from routeplan.solve.search.problem import SearchProblem
from routeplan.solve.search.segments import NO_COST, load_with
from routeplan.solve.search.twins import in_larger
from tests.search_judge import check
from tests.search_problems import Job, Slot, line, make_problem
from tests.search_state import ALWAYS, State


@st.composite
def mixed_fleets(draw: st.DrawFn) -> SearchProblem:
    """Return jobs on a line and vehicles of three sizes, the larger dearer or not."""
    at = draw(st.lists(st.integers(-9, 9), min_size=3, max_size=7))
    loads = st.integers(0, 3)
    jobs = [Job(1 + k, deliver=draw(loads), pick=draw(loads)) for k in range(len(at))]
    slots = []
    for kind, capacity in enumerate((4, 7, 12)):
        fixed, per_metre = draw(st.integers(0, 30)), draw(st.integers(1, 3))
        latest = draw(st.sampled_from((120, 120, 40)))
        own = Slot(capacity=capacity, fixed=fixed, per_metre=per_metre, latest=latest, kind=kind)
        slots += [own] * draw(st.integers(1, 3))
    return make_problem(line(0, *at), slots, jobs)


@given(mixed_fleets(), st.integers(0, 9), st.integers(0, 12))
def test_a_larger_vehicle_costs_what_it_then_costs(
    problem: SearchProblem, seed: int, accepted: int
) -> None:
    """For each job at each node of each duty that would be too full with it."""
    state = State(problem, seed)
    for _ in range(accepted):
        state.step(ALWAYS)
        state.check_books()
    block, seconds, metres = state.data[:3]
    moves = 0
    for s, j in product(range(problem.slots), range(problem.jobs)):
        stops = list(state.stops(s))
        if not stops or j in stops:
            continue
        for k in range(len(stops) + 1):
            load = load_with(block, s, k, j)
            if load <= problem.slot_capacity[s]:
                continue
            way = [0, *(int(problem.job_place[x]) for x in stops), 0]
            here = int(problem.job_place[j])
            longer = metres[0, way[k], here] + metres[0, here, way[k + 1]]
            longer -= metres[0, way[k], way[k + 1]]
            told, code = in_larger(block, seconds, metres, s, k, j, int(longer), NO_COST)
            wanted = {
                e: state.really(e, [*stops[:k], j, *stops[k:]]) - state.view(tables.COST)[s]
                for e in range(problem.slots)
                if not state.stops(e)
                and problem.slot_capacity[e] >= load
                and problem.slot_latest[e] == problem.slot_latest[s]
            }
            if told >= NO_COST:
                assert all(cost >= NO_COST // 2 for cost in wanted.values())
                continue
            moves += 1
            assert told == min(wanted.values()) == wanted[-1 - code]
    event(f"{min(moves, 5)} moves")


def test_one_more_stop_takes_the_larger_vehicle() -> None:
    """Three jobs that fill one small vehicle too much go together in the large one."""
    jobs = [Job(k, deliver=2) for k in (1, 2, 3)]
    slots = [Slot(capacity=4, fixed=10)] * 3 + [Slot(capacity=6, fixed=14, kind=1)] * 3
    problem = make_problem(line(0, 50, 51, 52), slots, jobs)
    routes = search(problem, iterations=20, seed=1)
    check(problem, routes)
    assert routes.cost == 14 + 104
