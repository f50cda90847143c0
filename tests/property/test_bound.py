"""The bound never lies above the optimum, found by trying everything."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

from routeplan.solve.bound import Bound, bound, travel_cost
from routeplan.solve.bound.pricing import pricer
from routeplan.solve.bound.slot_classes import slot_classes
from routeplan.solve.search.problem import SearchProblem
from tests.conftest import TIER
from tests.small_search import RULES, SmallPlan, best_plan, cheapest_duties, small_problems

EXAMPLES = 500 if TIER == "prove" else 100


@settings(max_examples=EXAMPLES)
@given(small_problems())
def test_bound_is_never_above_the_optimum(problem: SearchProblem) -> None:
    """Every job that can be served is; any number of passes gives a valid bound."""
    best = best_plan(problem)
    assert travel_cost(problem, best.routes) == best.cost
    for iterations in (1, 3, 200):
        found = bound(problem, sorted(best.owed.items()), iterations=iterations)
        event(f"value after {iterations}: {'none' if found.value is None else _how(found, best)}")
        assert found.value is None or found.value <= best.cost


NOT_EXACT = {"driving", "release", "transfer", "facility", "empty at the end", "days"}
"""Rules that pricing relaxes however long its memory; limits of duty too, where one may wait."""

PRICED = tuple(rule for rule in RULES if rule not in NOT_EXACT | {"duty"})
UNHURRIED = tuple(rule for rule in PRICED if rule not in {"windows", "two windows"})
CRATES = ("crates out", "crates in", "capacity")


def one_slot(may: tuple[str, ...], *always: str) -> st.SearchStrategy[SearchProblem]:
    """Problems with one slot."""
    return small_problems(may, always, most_slots=1)


earnings = st.lists(st.integers(5, 60), min_size=5, max_size=5)


@settings(max_examples=EXAMPLES)
@given(
    st.one_of(
        one_slot(PRICED),
        one_slot(UNHURRIED, "duty", "setup"),
        one_slot(UNHURRIED, *CRATES, "lengths"),
    ),
    earnings,
)
def test_pricing_finds_the_cheapest_duty(problem: SearchProblem, earned: list[int]) -> None:
    """With a memory of all jobs it is the cheapest duty; with none, nothing is cheaper still."""
    duties = cheapest_duties(problem, 0)
    for one in slot_classes(problem, range(problem.jobs)):
        prices = np.array(earned[: problem.jobs], dtype=np.int64)
        long, short = (pricer(0, one, memory).price(prices) for memory in (5, 1))
        assert long.least == _least(duties, earned)
        assert short.least is not None
        assert short.least <= long.least
        for column in long.columns:
            assert column.cost >= duties[frozenset(column.jobs)][0]


@settings(max_examples=EXAMPLES)
@given(
    st.one_of(one_slot(PRICED, "duty", "windows", "setup", "lengths"), one_slot(RULES)), earnings
)
def test_pricing_is_never_dearer_than_a_duty(problem: SearchProblem, earned: list[int]) -> None:
    """Whatever is relaxed, and however far partial duties dominate each other."""
    least = _least(cheapest_duties(problem, 0), earned)
    event(f"least is below 0: {least < 0}")
    for one in slot_classes(problem, range(problem.jobs)):
        prices = np.array(earned[: problem.jobs], dtype=np.int64)
        for memory in (1, 3, 5):
            found = pricer(0, one, memory).price(prices).least
            assert found is None or found <= least


def _least(duties: Mapping[frozenset[int], tuple[int, object]], earned: list[int]) -> int:
    costs = (cost - sum(earned[j] for j in jobs) for jobs, (cost, _) in duties.items())
    return min(0, min(costs, default=0))


def _how(found: Bound, best: SmallPlan) -> str:
    return "optimum" if found.value == best.cost else "below"
