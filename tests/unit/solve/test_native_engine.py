"""The native engine around its search: what it hands over, and what becomes of the routes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from routeplan.model import Rules
from routeplan.solve import planning
from routeplan.solve.engine import Budget, Limit, Progress
from routeplan.solve.insertion import put_routes
from routeplan.solve.roster import Roster
from routeplan.solve.search import engine as engine_module
from routeplan.solve.search.driver import search as compiled_search
from routeplan.solve.search.engine import NativeEngine
from routeplan.solve.search.problem import Routes, SearchProblem
from routeplan.solve.search.smallest import smallest_problem
from tests.builders import MONDAY, World, by_ship, island, make_site, make_van, two_sites

FEW = Budget(iterations=5)


class StandIn:
    """In place of the compiled search: returns given routes and remembers how it was called."""

    def __init__(self, *routes: tuple[int, ...], before: Callable[..., object] | None = None):
        self.routes = routes
        self.before = before
        self.called: dict[str, Any] = {}

    def __call__(self, problem: SearchProblem, **options: Any) -> Routes:
        """Return the routes."""
        self.called = {"problem": problem, **options}
        if self.before is not None:
            self.before(**options)
        empty = ((),) * (problem.slots - len(self.routes))
        return Routes((*self.routes, *empty), (), (0, 0, 0, 0), 0, 0)


def solved(
    world: World, stand_in: StandIn, budget: Budget = FEW, limit: Limit | None = None
) -> dict[tuple[str, int], str]:
    """Return the sites of each duty by vehicle and weekday."""
    problem = world.problem()
    engine = NativeEngine(stand_in)
    limit = limit or Limit(budget.clock_s)
    found = engine.solve(problem, world.travel(problem), budget, limit)
    return {
        (duty.vehicle.id, duty.date.weekday()): "".join(visit.site for visit in duty.visits)
        for duty in found.duties
    }


def test_routes_become_duties_of_their_slots() -> None:
    """Slots are numbered by date and vehicle, jobs as the visits are."""
    world = two_sites().but(vehicles=(make_van("V0"), make_van("V1")))
    assert solved(world, StandIn((), (1,), (), (0,))) == {("V1", 0): "B", ("V1", 1): "A"}
    assert solved(world, StandIn((), (), (1, 0))) == {("V0", 1): "BA"}


def test_what_the_search_leaves_out_is_inserted() -> None:
    """A visit without a route goes where it costs least."""
    assert set(solved(two_sites(), StandIn((0,)))["VAN", 0]) == {"A", "B"}


def test_a_full_ferry_moves_the_second_duty() -> None:
    """The search knows no quota: of two vans on the only morning ferry, one has to stay behind."""
    hours = ["07:30", "16:00"]
    base = island()
    world = base.but(
        sites=(make_site("A"), make_site("B")),
        at={**base.at, "B": 112},
        lands={**base.lands, "B": "island"},
        vehicles=(make_van("V0", shift="06:00-17:00"), make_van("V1", shift="06:00-17:00")),
        crossings=tuple(
            replace(
                row, departures=tuple(int(h[:2]) * 3600 + int(h[3:]) * 60 for h in hours), quota=1
            )
            for row in base.crossings
        ),
        rules=Rules(lunch_s=0, last_ferry_buffer_s=0),
    )
    world = world.but(vehicles=tuple(replace(v, max_duty_s=11 * 3600) for v in world.vehicles))
    found = solved(world, StandIn((0,), (1,)))
    assert sorted("".join(found.values())) == ["A", "B"]
    assert ("V0", 0) in found
    assert ("V1", 0) not in found


def test_voyages_are_built_before_the_search() -> None:
    """What a ship alone reaches is no job; with nothing else due nobody searches."""
    stand_in = StandIn()
    assert solved(by_ship(), stand_in) == {("CREW", 1): "FAR"}
    assert stand_in.called == {}


def test_budget_and_limit_reach_the_search() -> None:
    """With iterations no clock is handed on; else a share of the time, less for a small week."""
    stand_in = StandIn()
    solved(two_sites(), stand_in, Budget(iterations=7, seed=3))
    assert stand_in.called["iterations"] == 7
    assert stand_in.called["seed"] == 3
    assert stand_in.called["seconds"] is None
    solved(two_sites(), stand_in, Budget(seconds=0.2))
    assert 0 < stand_in.called["seconds"] <= 0.18
    long = Budget(seconds=600)
    solved(two_sites(), stand_in, long, Limit(600, stop=lambda: bool(stand_in.called)))
    assert stand_in.called["seconds"] == 2 * engine_module.SECONDS_PER_JOB


def test_a_large_service_uses_the_time_that_it_is_given() -> None:
    """A small week ends early, where nothing gets better any more; 1,000 sites use their hour."""

    def seconds(jobs: int, given: float) -> float:
        encoded = SimpleNamespace(jobs=range(jobs))
        found = engine_module._seconds(Limit(given), encoded)
        assert found is not None
        return found

    assert seconds(39, 600) == 39 * engine_module.SECONDS_PER_JOB
    assert seconds(50, 600) == 50 * engine_module.SECONDS_PER_JOB
    assert seconds(100, 600) == 4 * seconds(50, 600)
    assert seconds(1000, 3600) == pytest.approx(0.9 * 3600, abs=1)


def test_progress_counts_what_stands_beside_the_search() -> None:
    """Cost in VND and missed visits of the whole plan, voyages and hopeless visits included."""
    seen: list[Progress] = []
    far = make_site("Z", minutes=20 * 60)
    world = two_sites()
    world = world.but(sites=(*world.sites, far))
    stand_in = StandIn(before=lambda report, **_: report(36_000, 1))
    solved(world, stand_in, limit=Limit(None, report=seen.append))
    told = [(one.cost, one.unassigned) for one in seen if one.stage == "search"]
    assert told[0] == (2, 2)


def test_ctrl_c_ends_the_compiled_search_with_the_best_so_far() -> None:
    """The search tells its caller and returns; without anybody to tell, the exception passes."""
    asked = []

    def strike(cost: int, missed: int) -> None:
        raise KeyboardInterrupt

    problem = smallest_problem()
    found = compiled_search(
        problem, iterations=5, report=strike, interrupted=lambda: asked.append(1)
    )
    assert asked == [1]
    assert found.stops == ((0,),)
    with pytest.raises(KeyboardInterrupt):
        compiled_search(problem, iterations=5, report=strike)


def test_large_problems_are_not_polished(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the slow search finds nothing, its time belongs to the fast one."""
    polished: list[int | None] = []
    monkeypatch.setattr(
        engine_module, "polish", lambda roster, limit, rounds, seed: polished.append(rounds)
    )
    for steps in (10, 700, 7000):
        solved(two_sites(), StandIn(), Budget(iterations=steps))
    solved(two_sites(), StandIn(), Budget(seconds=1))
    assert polished == [0, 50, 70, None]
    monkeypatch.setattr(engine_module, "MOST_POLISHED", 1)
    solved(two_sites(), StandIn())
    assert len(polished) == 4


def test_without_a_compiler_the_reference_engine_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """The native engine is the default wherever it can be."""
    assert planning.best_engine() == "native"
    monkeypatch.setattr(planning, "find_spec", lambda name: None)
    assert planning.best_engine() == "ortools"


def test_the_duty_gives_way_that_minds_a_full_ferry_least() -> None:
    """The first van may as well sail at noon; the second one's site shuts before."""
    base = island()
    hours = [7 * 3600 + 1800, 12 * 3600, 16 * 3600]
    world = base.but(
        sites=(make_site("A"), make_site("B", windows="08:00-11:00")),
        at={**base.at, "B": 112},
        lands={**base.lands, "B": "island"},
        vehicles=tuple(
            make_van(f"V{k}", shift="06:00-18:00", max_duty_s=12 * 3600, days=frozenset({0}))
            for k in range(2)
        ),
        crossings=tuple(replace(row, departures=tuple(hours), quota=1) for row in base.crossings),
        rules=Rules(lunch_s=0, last_ferry_buffer_s=0),
    )
    problem = world.problem()
    roster = Roster(problem, world.travel(problem))
    a, b = problem.visits
    put_routes(roster, [(("V0", MONDAY), (a,)), (("V1", MONDAY), (b,))])
    assert {duty.vehicle.id: duty.visits for duty in roster.duties.values()} == {
        "V0": (a,),
        "V1": (b,),
    }
    # The other way round nobody has to give way.
    roster.duties = {}
    put_routes(roster, [(("V0", MONDAY), (b,)), (("V1", MONDAY), (a,))])
    assert not roster.missed()
