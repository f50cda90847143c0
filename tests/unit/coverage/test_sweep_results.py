"""Keys, dominance, budgets and the page of a sweep."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routeplan.coverage.sweep.budget import cost_of, within_budget
from routeplan.coverage.sweep.code import code_digest
from routeplan.coverage.sweep.grid import CellChange, Change, Scenario, Sweep
from routeplan.coverage.sweep.results import FIGURES, Outcome, Store, key_of, with_dominance
from routeplan.coverage.sweep.tradeoff import render_tradeoff, scale_of
from routeplan.model import Problem, Route
from routeplan.solve import Budget, make_plan
from tests.builders import by_pier, two_sites
from tests.unit.check.town import make_town

SWEEP = Sweep("grid.toml", "grid")
INPUTS = {"sites.csv": "ab", "vehicles.csv": "cd"}


def outcome(name: str, cost: int, children: int, gap: int) -> Outcome:
    """Return a solved scenario with these figures and 0 elsewhere."""
    figures = dict.fromkeys(FIGURES, 0)
    figures |= {"cost_vnd": cost, "children_reached": children, "worst_gap_days": gap}
    return Outcome(name, (), name, {**figures, "gap_open": False})


def key(change: Change, sweep: Sweep = SWEEP, inputs: dict[str, str] = INPUTS) -> str:
    """Return the key of a scenario with one change."""
    return key_of(Scenario("x", (), (change,)), sweep, ("2025-12-15", 1), inputs)


def test_a_key_changes_with_all_that_decides_the_figures_and_with_nothing_else() -> None:
    """Names and places in the file may change; an empty change is none."""
    cell = CellChange("vehicles", "shift", "07:00-12:00", key="axis[1]")
    own = key(Change("scenario[1]", cells=(cell,)))
    assert own == key(Change("scenario[9]", cells=(replace(cell, key="axis[7]"),)))
    assert key(Change("a")) == key_of(
        Scenario("y", (), (Change("b"), Change())), SWEEP, ("2025-12-15", 1), INPUTS
    )
    others = [
        key(Change(cells=(replace(cell, value="07:00-13:00"),))),
        key(Change(cells=(cell,)), replace(SWEEP, iterations=7)),
        key(Change(cells=(cell,)), replace(SWEEP, seed=7)),
        key(Change(cells=(cell,)), inputs={**INPUTS, "sites.csv": "ef"}),
        key(Change(cells=(cell,), budget_vnd=5)),
    ]
    assert len({own, *others}) == 1 + len(others)


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), max_size=7))
def test_dominated_is_who_is_beaten_by_another(points: list[tuple[int, int, int]]) -> None:
    """Against the definition; failed scenarios neither beat nor are beaten."""
    outcomes = [outcome(str(k), *point) for k, point in enumerate(points)]
    marked = with_dominance([*outcomes, Outcome("f", (), "f", failed="bug", reason="x")])
    assert not marked[-1].dominated
    for (cost, children, gap), one in zip(points, marked, strict=False):
        beaten = any(
            c <= cost and k >= children and g <= gap and (c, k, g) != (cost, children, gap)
            for c, k, g in points
        )
        assert one.dominated == beaten


def test_the_store_gives_back_what_it_took_and_nothing_broken(tmp_path: Path) -> None:
    """A half-written, foreign or older file is as good as none."""
    store = Store(tmp_path / "results")
    figures = outcome("a", 1, 2, 3).figures
    assert store.read("a") is None
    store.write("a", figures)
    assert store.read("a") == figures
    whole = store.path("a").read_text(encoding="utf-8")
    for broken in (
        whole[:40],
        "[]",
        whole.replace("@1", "@0"),
        whole.replace('"duties"', '"x"'),
        whole.replace('"cost_vnd": 1', '"cost_vnd": "1"'),
        whole.replace('"cost_vnd": 1', '"cost_vnd": null'),
        whole.replace('"cost_vnd": 1', '"cost_vnd": NaN'),
        whole.replace('"gap_open": false', '"gap_open": 3'),
    ):
        assert broken != whole
        store.path("a").write_text(broken, encoding="utf-8")
        assert store.read("a") is None
    store.path("b").write_text(whole, encoding="utf-8")
    assert store.read("b") is None


def plans() -> list[tuple[Problem, tuple[Route, ...], int]]:
    """Return problems with a plan's routes and the cost that its summary says."""
    found = []
    for world in (two_sites(), by_pier()):
        costs = {"cost_fixed": 1000, "cost_km": 7, "cost_hour": 900, "crew_needed": 2}
        vehicles = tuple(replace(v, **costs) for v in world.vehicles)
        crossings = tuple(replace(row, fare=50) for row in world.crossings)
        problem, travel = world.but(vehicles=vehicles, crossings=crossings).problem_and_travel()
        plan = make_plan(problem, travel, budget=Budget(None, 30), engine="ortools")
        found.append((problem, plan.routes, plan.summary.cost))
    return found


def test_costs_are_those_of_the_plan() -> None:
    """Fares for the vehicle, or for each of a crew that leaves it; as the summary says."""
    for problem, routes, said in plans():
        assert routes
        assert abs(cost_of(problem, routes) - said) <= len(routes)


def test_a_budget_keeps_what_is_worth_most_and_ties_boats_to_their_feeders() -> None:
    """No budget keeps nothing, enough keeps all, and no more is ever spent."""
    town = make_town()
    problem, plan = town.problem, town.plan
    vehicles = tuple(replace(v, cost_fixed=100_000, cost_hour=50_000) for v in problem.vehicles)
    problem = replace(problem, vehicles=vehicles)
    whole = cost_of(problem, plan.routes)
    assert within_budget(problem, plan, whole) == plan.routes
    assert within_budget(problem, plan, 0) == ()
    boat = next(route for route in plan.routes if route.vehicle == "BOAT-1")
    van = plan.routes[0]
    fed = replace(van.stops[0], service="feed", visit=boat.id)
    tied = replace(plan, routes=(replace(van, stops=(*van.stops, fed)), *plan.routes[1:]))
    for share in range(1, 10):
        for one in (plan, tied):
            kept = within_budget(problem, one, whole * share // 10)
            assert cost_of(problem, kept) <= whole * share // 10
        vehicles_kept = {route.vehicle for route in kept}
        assert ("BOAT-1" in vehicles_kept) == ("VAN-1" in vehicles_kept)


def test_the_page_greys_who_is_beaten_and_escapes_names() -> None:
    """One circle a scenario and chart; names are text; the same bytes each time."""
    nasty = "</title><script>alert(1)</script>"
    outcomes = with_dominance(
        [outcome(nasty, 1_000_000, 10, 7), outcome("b", 2_000_000, 10, 7), outcome("c", 3, 1, 9)]
    )
    page = render_tradeoff(
        [*outcomes, Outcome("f", (), "f", failed="x", reason=nasty)], nasty, "vi"
    )
    assert "<script" not in page
    assert len(re.findall('<circle class="best"', page)) == 4
    assert len(re.findall('<circle class="beaten"', page)) == 2
    assert "default-src 'none'" in page
    assert page == render_tradeoff(
        [*outcomes, Outcome("f", (), "f", failed="x", reason=nasty)], nasty, "vi"
    )


def test_a_page_without_any_solved_scenario_is_a_page() -> None:
    """Only the reasons are left to tell."""
    page = render_tradeoff([Outcome("f", (), "f", failed="x", reason="why")], "s", "en")
    assert "[x] why" in page


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=5))
def test_scales_hold_every_value_between_few_ticks(values: list[int]) -> None:
    """Also a single value, and 0 alone."""
    scale = scale_of(values, 0, 100, whole=True)
    assert all(-1e-6 <= scale.at(value) <= 100 + 1e-6 for value in values)
    assert 2 <= len(scale.ticks) <= 9


def test_other_code_has_other_results(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that was changed does not find the results of the one before."""
    before = key(Change("a"))
    monkeypatch.setattr("routeplan.coverage.sweep.results.code_digest", lambda: "other")
    assert key(Change("a")) != before
    assert re.fullmatch("[0-9a-f]{16}", code_digest())
