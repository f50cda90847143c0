"""Budgets, stopping, refusing; and what the engines make of small weeks."""

from __future__ import annotations

import gc
import time
import weakref
from dataclasses import replace
from typing import Any

import pytest

from routeplan.check import check_plan
from routeplan.model import RouteplanError, Weights
from routeplan.solve import ENGINES, Budget, Progress, make_plan
from routeplan.solve.engine import Limit
from routeplan.solve.insertion import hardest_first, insert_all
from routeplan.solve.planning import needed_rules
from routeplan.solve.reference import ortools_routing as engine_module
from routeplan.solve.reference.ortools_routing import OrtoolsEngine
from routeplan.solve.reference.polish import polish
from routeplan.solve.reference.routing_model import RoutingModel
from routeplan.solve.roster import Roster
from routeplan.solve.search.engine import NativeEngine
from tests.builders import MONDAY, World, by_ship, island, make_site, make_van, two_sites

FEW = Budget(iterations=5)


def week(count: int = 12, vans: int = 2) -> World:
    """Sites in both directions along one road, and vans with a price."""
    sites = tuple(
        make_site(f"S{k}", minutes=45, windows="07:30-10:45;14:00-16:15") for k in range(count)
    )
    fleet = tuple(
        make_van(f"V{k}", cost_fixed=300_000, cost_hour=100_000, cost_km=5_000) for k in range(vans)
    )
    at = {f"S{k}": (-1) ** k * (5 + 4 * k) for k in range(count)}
    return World(sites, vehicles=fleet, at=at)


def test_budget_counts_one_way_only() -> None:
    """Iterations switch the clock off; without either limit there are 20 seconds."""
    assert Budget(seconds=5, iterations=3).clock_s is None
    assert Budget().clock_s == 20
    assert Budget(seconds=5).clock_s == 5
    with pytest.raises(ValueError, match="-1"):
        Budget(iterations=-1)
    with pytest.raises(ValueError, match="-1"):
        Budget(seconds=-1)


def test_limit_ends_by_clock_by_wish_and_with_the_whole() -> None:
    """A part of a limit ends with its own time, with the whole, and with the user's wish."""
    assert not Limit(None).over()
    assert Limit(0).over()
    whole = Limit(10)
    part = whole.part(0.5)
    left = part.left()
    assert left is not None and 4 < left <= 5
    part.interrupt()
    assert whole.stopped and part.stopped and whole.over()
    wish = Limit(None, stop=lambda: True)
    assert wish.part(1).over() and wish.stopped


def test_a_report_that_returns_false_stops() -> None:
    """A progress callback may end the search."""
    seen: list[Progress] = []
    limit = Limit(None, report=lambda progress: seen.append(progress) or False)
    limit.part(1).report("search", 5, 2)
    assert (seen[0].cost, seen[0].unassigned, seen[0].stage) == (5, 2, "search")
    assert limit.over()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("world", [two_sites(), island(), by_ship(), week()])
def test_small_weeks_are_planned_in_full(world: World, engine: str) -> None:
    """Vans, ferry, ship and windows: everything due is served, and the checker agrees."""
    problem = world.problem()
    travel = world.travel(problem)
    plan = make_plan(problem, travel, engine=engine, budget=FEW)
    assert plan.summary.engine == engine
    assert plan.unassigned == ()
    assert check_plan(problem, travel, plan) == []


@pytest.mark.parametrize(("engine", "patience"), [("native", 3), ("ortools", 300)])
def test_stop_keeps_the_best_so_far(engine: str, patience: int) -> None:
    """A wish to stop ends a long search at once with a plan that says so."""
    problem = week().problem()
    travel = week().travel(problem)
    began = time.monotonic()
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > patience

    plan = make_plan(problem, travel, engine=engine, budget=Budget(seconds=60), stop=stop)
    assert time.monotonic() - began < 20
    assert plan.summary.stopped_early
    assert plan.summary.visits_planned > 0
    assert check_plan(problem, travel, plan) == []


@pytest.mark.parametrize(
    ("engine", "stage"),
    [
        ("native", "build"),
        ("native", "search"),
        ("ortools", "build"),
        ("ortools", "search"),
        ("ortools", "polish"),
    ],
)
def test_ctrl_c_keeps_the_best_so_far(engine: str, stage: str) -> None:
    """KeyboardInterrupt in any stage leaves a plan that keeps every rule."""
    problem = week().problem()
    travel = week().travel(problem)

    def interrupt(progress: Progress) -> None:
        if progress.stage == stage:
            raise KeyboardInterrupt

    plan = make_plan(problem, travel, engine=engine, budget=Budget(seconds=8), progress=interrupt)
    assert plan.summary.stopped_early
    assert stage == "build" or plan.unassigned == ()
    assert check_plan(problem, travel, plan) == []


def test_ctrl_c_inside_the_routing_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt that strikes while OR-Tools runs does not pass through it."""
    problem = week().problem()
    travel = week().travel(problem)
    watch = engine_module._Watch
    asked = 0

    class Struck(watch):  # type: ignore[misc,valid-type]
        def __init__(self, limit: Limit, *rest: object, **more: int) -> None:
            super().__init__(limit, *rest, **more)
            whole = limit.over

            def over() -> bool:
                nonlocal asked
                asked += 1
                if asked == 200:
                    raise KeyboardInterrupt
                return whole()

            limit.over = over  # type: ignore[method-assign]

    monkeypatch.setattr(engine_module, "_Watch", Struck)
    plan = make_plan(problem, travel, engine="ortools", budget=Budget(seconds=30))
    assert asked >= 200
    assert plan.summary.stopped_early
    assert check_plan(problem, travel, plan) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_unknown_engine_and_rules_that_it_cannot_honour_are_refused(engine: str) -> None:
    """An engine never drops a rule in silence."""
    problem = two_sites().problem()
    travel = two_sites().travel(problem)
    with pytest.raises(RouteplanError) as unknown:
        make_plan(problem, travel, engine="abacus", budget=FEW)
    assert unknown.value.code == "engine-unknown"
    balanced = replace(problem, weights=Weights(balance=1))
    with pytest.raises(RouteplanError) as unsupported:
        make_plan(balanced, travel, engine=engine, budget=FEW)
    assert unsupported.value.code == "engine-unsupported"
    assert unsupported.value.details == {"rules": ["balance"]}


def test_needed_rules_are_those_of_the_data() -> None:
    """A rule is needed where the data use it."""
    assert needed_rules(two_sites().problem()) <= OrtoolsEngine.rules & NativeEngine.rules
    assert "ferries" not in needed_rules(two_sites().problem())
    assert {"ferries", "overnight"} <= needed_rules(by_ship().problem())
    tidal = island().problem()
    landing = replace(tidal.landings[0], tide_min_m=1.5)
    assert "tides" in needed_rules(replace(tidal, landings=(landing,)))


@pytest.mark.parametrize("engine", ENGINES)
def test_an_empty_week_is_an_empty_plan(engine: str) -> None:
    """Nothing due, nothing planned, nothing wrong."""
    problem = replace(two_sites().problem(), visits=())
    plan = make_plan(problem, two_sites().travel(problem), engine=engine, budget=FEW)
    assert (plan.routes, plan.unassigned) == ((), ())


def test_the_routing_solver_finds_what_insertion_missed() -> None:
    """The static model, started from one clumsy duty a visit, gathers visits into few duties."""
    world = week(8, 1)
    problem = world.problem()
    roster = Roster(problem, world.travel(problem))
    for visit, day in zip(problem.visits, problem.dates[:5], strict=False):
        duty = roster.time(("V0", day), (visit,))
        assert duty is not None
        roster.put(duty)
    before = roster.key()
    engine_module._search(roster, problem.visits, Budget(iterations=200), Limit(None))
    assert roster.key() < before
    assert roster.missed() == []
    assert len(roster.duties) < 5


def test_a_routing_model_goes_when_its_plan_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that plans many weeks, as a sweep does, does not keep the models of all of them."""
    models: list[weakref.ref[object]] = []

    class Model(RoutingModel):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            models.append(weakref.ref(self.routing))

    monkeypatch.setattr(engine_module, "RoutingModel", Model)
    make_plan(*week().problem_and_travel(), engine="ortools", budget=FEW)
    gc.collect()
    assert models and all(model() is None for model in models)


def test_polish_repairs_a_clumsy_roster() -> None:
    """Ruin and recreate alone gathers scattered visits, and never makes the roster worse."""
    world = week(8, 1)
    problem = world.problem()
    roster = Roster(problem, world.travel(problem))
    for visit, day in zip(problem.visits, problem.dates[:5], strict=False):
        duty = roster.time(("V0", day), (visit,))
        assert duty is not None
        roster.put(duty)
    before = roster.key()
    polish(roster, Limit(None), rounds=60, seed=0)
    assert roster.key() < before
    assert roster.missed() == []


def test_penalties_are_strictly_ordered() -> None:
    """One missed visit of a priority outweighs all lower ones together and any cost."""
    sites = tuple(make_site(f"S{k}", priority=1 + k % 4) for k in range(12))
    world = World(sites)
    problem = world.problem()
    roster = Roster(problem, world.travel(problem))
    slots = [("VAN", day) for day in problem.dates[:5]]
    penalties = RoutingModel(roster, problem.visits, slots)._penalties()
    for priority in (1, 2, 3):
        later = sum(3 * penalties[other] for other in range(priority + 1, 5))
        assert penalties[priority] > later
    insert_all(roster, hardest_first(roster, roster.missed()))
    assert penalties[4] > 36 * 1_000_000


def test_windows_by_weekday_make_one_node_each() -> None:
    """A visit with other hours on one weekday has one node for those days and one for the rest."""
    from routeplan.model import Window
    from tests.builders import hm, windows

    own = (*windows("08:00-10:00"), Window(hm("13:00"), hm("15:00"), weekday=0))
    world = World((make_site("A", windows=own),))
    problem = world.problem()
    roster = Roster(problem, world.travel(problem))
    model = RoutingModel(roster, problem.visits, roster.slots(problem.visits[0]))
    assert [len(node.slots) for node in model.nodes] == [1, 4]
    assert {slot[1] for slot in model.slots} == set(problem.dates[:5])
    assert MONDAY in problem.dates


def test_bound_and_gap_are_told_while_they_get_better() -> None:
    """Whoever waits sees how good the plan is known to be; the last figures are the plan's."""
    world = week()
    problem = world.problem()
    told: list[Progress] = []
    plan = make_plan(
        problem,
        world.travel(problem),
        engine="native",
        budget=Budget(seconds=None, iterations=20),
        progress=told.append,
    )
    bounds = [now for now in told if now.stage == "bound"]
    assert [now.bound_vnd for now in bounds] == sorted(now.bound_vnd or 0 for now in bounds)
    assert bounds[-1].bound_vnd == plan.summary.bound
    assert bounds[-1].gap_pct == plan.summary.gap_pct
