"""From duties to a plan: legs, lines, places and totals."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from routeplan.model import Mode, Plan, Problem, Source, plan_from_json, plan_to_json
from routeplan.model.polyline import encode_line
from routeplan.network.hops import Move
from routeplan.network.travel import Travel
from routeplan.project.due import due_visits
from routeplan.solve import Budget, make_plan
from routeplan.solve.build import build_plan
from routeplan.solve.duties.duty import Duty
from routeplan.solve.roster import Roster
from tests.builders import (
    MONDAY,
    World,
    by_boat,
    by_ship,
    hm,
    island,
    make_service,
    make_site,
    make_van,
    two_sites,
)


def planned(world: World) -> Plan:
    """Return the plan of a world."""
    problem = world.problem()
    return make_plan(problem, world.travel(problem), budget=Budget(iterations=3))


def test_polyline_of_the_published_example() -> None:
    """The encoding is Google's: its documentation's own example, and nothing for no points."""
    assert encode_line([(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)]) == (
        "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
    )
    assert encode_line([]) == ""


def test_legs_over_a_ferry() -> None:
    """A van over a ferry is road, ferry, road; the ferry leg holds the wait from the pier on."""
    (route,) = planned(island()).routes
    there = [leg for leg in route.legs if leg.stop == 0]
    assert [(leg.mode, leg.origin, leg.destination) for leg in there] == [
        (Mode.ROAD, "D", "P1"),
        (Mode.FERRY, "P1", "P2"),
        (Mode.ROAD, "P2", "A"),
    ]
    ferry = there[1]
    assert (ferry.crossing, ferry.sailing, ferry.source) == (
        "P1-P2",
        hm("08:00"),
        Source.TIMETABLE,
    )
    assert (ferry.depart, ferry.wait_s, ferry.seconds) == (hm("07:55"), 300, 1200)
    assert all(earlier.end == later.depart for earlier, later in pairwise(there))
    assert route.legs[-1].stop == len(route.stops)
    assert route.legs[-1].end == route.end


def test_legs_of_a_boat() -> None:
    """A boat sails between landings; between landing and site crates are carried on foot."""
    (route,) = planned(by_boat()).routes
    assert [leg.mode for leg in route.legs] == [Mode.SEA, Mode.WALK, Mode.WALK, Mode.SEA]
    assert route.depot == "PIER"


def test_a_line_is_stored_once() -> None:
    """The same way on two days is one geometry; a plan of two sites has at most six lines."""
    world = two_sites().but(vehicles=(make_van(max_duty_s=100 * 60),))
    plan = planned(world)
    assert len(plan.routes) == 2
    assert len(plan.geometries) == len(set(plan.geometries))
    used = {leg.geometry for route in plan.routes for leg in route.legs}
    assert used == set(range(len(plan.geometries)))


def test_a_way_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two weeks drive the same ways; each is looked up once, whatever it costs to draw it."""
    world = World((make_site("A"), make_site("B")), at={"A": 20, "B": 40}, weeks=2)
    problem = world.problem()
    problem = replace(problem, visits=due_visits(problem.sites, problem.start, 2))
    asked: list[tuple[str, ...]] = []
    move = Travel.move

    def counted(self: Travel, *names: str) -> Move | None:
        asked.append(names)
        return move(self, *names)

    travel = world.travel(problem)
    duties = make_duties(problem, travel)
    monkeypatch.setattr(Travel, "move", counted)
    plan = build_plan(problem, travel, duties, (), engine="native", seed=0)
    legs = [leg for route in plan.routes for leg in route.legs]
    assert len(legs) > len(asked) == len(set(asked))
    assert len(plan.geometries) == len(asked)


def make_duties(problem: Problem, travel: Travel) -> list[Duty]:
    """Return a duty a week with all visits due in it."""
    roster = Roster(problem, travel)
    for week in range(problem.weeks):
        day = problem.dates[7 * week]
        own = tuple(v for v in problem.visits if v.due_from <= day <= v.due_to)
        found = roster.time((problem.vehicles[0].id, day), own)
        assert found is not None
        roster.put(found)
    return list(roster.duties.values())


def test_summary_adds_up() -> None:
    """Totals are those of the routes; groups are target groups and other."""
    plan = planned(island())
    summary = plan.summary
    assert (summary.visits_due, summary.visits_planned, summary.visits_required) == (1, 1, 1)
    assert (summary.driving_min, summary.ferry_min, summary.service_min) == (80, 40, 60)
    assert (summary.waiting_min, summary.duties, summary.distance_km) == (25, 1, 40.0)
    assert summary.groups == {"island": (1, 1)}
    assert [level.name for level in summary.objective] == [
        "missed_priority_1",
        "missed_priority_2",
        "missed_priority_3",
        "missed_priority_4",
        "worst_gap_days",
        "cost_vnd",
    ]
    # Nothing has a price here, so the travel of no plan costs less.
    assert (summary.bound, summary.gap_pct, summary.bound_reason) == (0, 0.0, "")


def test_missed_visits_stand_in_the_summary_by_priority() -> None:
    """What is missed is counted on its level, and listed with a reason."""
    world = World(
        (make_site("A", priority=1), make_site("B", priority=3, needs=frozenset({"yard"}))),
    )
    plan = planned(world)
    assert [level.value for level in plan.summary.objective[:4]] == [0, 0, 1, 0]
    ((item),) = plan.unassigned
    assert (item.site, item.code) == ("B", "no-vehicle")
    assert plan.summary.unassigned == 1


def test_places_speak_for_themselves_and_have_no_phone() -> None:
    """A plan lists the places that it names, with commune and kind; never a phone number."""
    site = replace(make_site("A", make_service("A")), contact_phone="0912345678")
    plan = planned(World((site,), at={"A": 10}))
    assert {name: place.kind for name, place in plan.places.items()} == {
        "A": "primary_school",
        "D": "depot",
    }
    assert plan.places["A"].commune == "Đặc khu Cát Hải"
    assert "0912345678" not in str(plan_to_json(plan))


def test_plan_survives_its_file() -> None:
    """A plan with a ship of several days is read back as it was written."""
    plan = planned(by_ship())
    assert plan.routes[0].days == 3
    assert plan.routes[0].date > MONDAY
    assert plan_from_json(plan_to_json(plan)) == plan
