"""The compiled search over duties that stand: what may stay, and what it costs to leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from routeplan.check import check_plan
from routeplan.model import FixedVisit, Plan, Problem, Weights, plan_to_json
from routeplan.network.travel import Travel
from routeplan.solve import Budget, CurvePoint, make_plan, make_replan
from routeplan.solve.costs import UNITS_PER_VND
from routeplan.solve.engine import Limit
from routeplan.solve.insertion import put_fixed
from routeplan.solve.roster import Roster
from routeplan.solve.search.again import improve, moves
from routeplan.solve.search.driver import search
from routeplan.solve.search.encode import encode
from routeplan.solve.search.staying import PINNED, Staying
from tests.builders import MONDAY, World, hm, make_site, make_van

STEPS = Budget(iterations=300, seed=1)
CHANGE = 40_000


def two_vans(sites: int = 2, **more) -> World:
    """Sites on a line, ten minutes apart, two vans, moves at a price."""
    names = [f"S{k}" for k in range(sites)]
    return World(
        tuple(make_site(name, windows="08:00-16:00", **more) for name in names),
        vehicles=(make_van("V0", cost_fixed=300_000), make_van("V1", cost_fixed=300_000)),
        at={name: 10 * (k + 1) for k, name in enumerate(names)},
        more={"weights": Weights(change=CHANGE)},
    )


def placed(problem: Problem, *places: tuple[str, int, str]) -> tuple[FixedVisit, ...]:
    """Return where each visit was: vehicle, weekday, doors open."""
    return tuple(
        FixedVisit(visit.id, vehicle, MONDAY + timedelta(days=day), hm(clock))
        for visit, (vehicle, day, clock) in zip(problem.visits, places, strict=True)
    )


def standing(world: World, *places: tuple[str, int, str]) -> tuple[Roster, tuple[FixedVisit, ...]]:
    """Return a roster with every visit where it was, free to move, and the places, to be kept."""
    problem = world.problem()
    previous = placed(problem, *places)
    travel = world.travel(problem)
    held = Roster(replace(problem, fixed=previous, previous=previous), travel)
    put_fixed(held)
    roster = Roster(replace(problem, previous=previous), travel)
    roster.duties = dict(held.duties)
    return roster, tuple(replace(one, slack_s=1800) for one in previous)


def test_a_visit_may_stay_free_of_charge_within_half_an_hour_or_leave_at_a_price() -> None:
    """Each slot is a day of its own: narrow doors and no cost at home, wide ones elsewhere."""
    roster, kept = standing(two_vans(1), ("V1", 2, "10:00"))
    empty = Roster(roster.problem, roster.clock.travel)
    found = encode(empty, staying=Staying({kept[0].visit: kept[0]}, {}, most_moves=3)).problem
    assert found.slot_day.tolist() == list(range(10))
    home = 5
    spans = [found.windows[found.window_ptr[w]].tolist() for w in found.job_windows[0]]
    assert spans[home] == [hm("09:30"), hm("10:30")]
    assert {tuple(span) for s, span in enumerate(spans) if s != home} == {
        (hm("08:00"), hm("15:00"))
    }
    assert found.pattern_days[0] == home
    assert found.pattern_cost.tolist() == [0, *[CHANGE * UNITS_PER_VND] * 9]
    assert found.pattern_moves.tolist() == [0, *[1] * 9]
    assert (found.job_moves.tolist(), found.most_moves) == ([1], 3)


def test_a_visit_that_may_not_move_has_one_slot_and_its_second() -> None:
    """Outside the area: one place, one opening, and no number of moves lets it be left out."""
    world = two_vans(1)
    problem = world.problem()
    fixed = placed(problem, ("V1", 2, "10:00"))
    roster = Roster(replace(problem, fixed=fixed), world.travel(problem))
    found = encode(roster, staying=Staying({}, {})).problem
    assert np.flatnonzero(found.job_slots[0]).tolist() == [5]
    assert found.windows.tolist() == [[hm("10:00"), hm("10:00")]]
    assert (found.job_moves.tolist(), found.most_moves) == ([PINNED], PINNED - 1)


def test_new_visits_join_duties_that_may_not_move() -> None:
    """The search puts a visit into the duty of a pinned one, which stays to the second."""
    world = two_vans(2)
    problem = world.problem()
    fixed = placed(problem, ("V0", 1, "10:00"), ("V0", 1, "12:00"))[:1]
    roster = Roster(replace(problem, fixed=fixed), world.travel(problem))
    put_fixed(roster)
    found = improve(roster, search, STEPS, Limit(None))
    assert found is not None
    (duty,) = found.duties.values()
    assert {visit.site for visit in duty.visits} == {"S0", "S1"}
    assert {stop.visit.site: stop.start for stop in duty.timing.stops}["S0"] == hm("10:00")


@pytest.mark.parametrize("most", [0, 1, 2, None])
def test_no_more_move_than_may(most: int | None) -> None:
    """Four visits on four days; each that joins another saves a duty, more than a move costs."""
    roster, kept = standing(
        two_vans(4), ("V0", 0, "10:00"), ("V0", 1, "10:00"), ("V0", 2, "10:00"), ("V0", 3, "10:00")
    )
    found = improve(roster, search, STEPS, Limit(None), kept=kept, most_moves=most)
    assert found is not None
    moved = moves(found.problem, found.duties.values(), kept)
    assert len(moved) == (3 if most is None else most)
    assert len(found.duties) == 4 - len(moved)
    assert not found.missed()
    assert (found.key() < roster.key()) == bool(moved)


def test_a_visit_at_other_hours_has_moved_already() -> None:
    """It stays where it is, free to go on, and leaves one move less for the others."""
    world = two_vans(3)
    roster, kept = standing(world, ("V0", 0, "09:00"), ("V0", 1, "10:00"), ("V0", 2, "10:00"))
    late = replace(kept[0], start=hm("13:00"))
    kept = (late, *kept[1:])
    for most, moved in ((1, 1), (2, 2)):
        found = improve(roster, search, STEPS, Limit(None), kept=kept, most_moves=most)
        assert found is not None
        away = {
            one.visit
            for one in kept
            for duty in found.duties.values()
            for visit, stop in duty.visit_stops
            if visit.id == one.visit
            and (duty.slot != (one.vehicle, one.date) or abs(stop.start - one.start) > 1800)
        }
        assert len(away) == moved
        assert not found.missed()


def test_duties_of_several_days_stand_beside_the_search() -> None:
    """Where the search knows nothing of any duty, there is nothing to search."""
    world = two_vans(1).but(vehicles=(make_van("V0", overnight=True),))
    roster, kept = standing(world, ("V0", 2, "10:00"))
    assert improve(roster, search, STEPS, Limit(None), kept=kept) is None


def crowded() -> tuple[Problem, Travel, Plan]:
    """Return a problem of two weeks, its travel, and a plan of it before a van broke down."""
    sites = tuple(
        make_site(f"S{k}", minutes=50 + 10 * (k % 3), windows="08:00-16:00") for k in range(14)
    )
    at = {f"S{k}": 15 + (37 * k) % 90 for k in range(14)}
    world = World(
        sites,
        vehicles=(make_van("V0", cost_hour=150_000), make_van("V1", cost_hour=150_000)),
        at=at,
        more={"weights": Weights(change=30_000)},
    )
    problem = world.problem()
    travel = world.travel(problem)
    previous = tuple(
        FixedVisit(visit.id, f"V{k % 2}", MONDAY + timedelta(days=(3 * k) % 5), hm("09:00"))
        for k, visit in enumerate(problem.visits)
    )
    return replace(problem, previous=previous), travel, make_plan(problem, travel, budget=STEPS)


def weighed(plan: Plan) -> tuple[int, ...]:
    """Return what the objective compares."""
    return tuple(level.value for level in plan.summary.objective)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("most", [0, 4])
def test_the_native_plan_is_never_worse_than_that_of_the_exact_evaluator(
    seed: int, most: int
) -> None:
    """At the same number of moves; the summary names what worked, and the checker agrees."""
    problem, travel, _ = crowded()
    told = replace(problem, max_moves=most)
    found: dict[str, tuple[Plan, tuple[CurvePoint, ...]]] = {
        engine: make_replan(told, travel, engine=engine, budget=Budget(iterations=steps, seed=seed))
        for engine, steps in (("native", 600), ("ortools", 50))
    }
    for plan, curve in found.values():
        assert check_plan(told, travel, plan) == []
        assert [point.max_moves for point in curve] == ([0, 4] if most else [0])
        assert all(point.moved <= point.max_moves for point in curve)
    native, alone = found["native"][0], found["ortools"][0]
    assert (native.summary.engine, alone.summary.engine) == ("native", "polish")
    assert weighed(native) <= weighed(alone)


def test_the_same_seed_and_steps_give_the_same_plan_again() -> None:
    """To the last byte, curve included."""
    problem, travel, _ = crowded()
    told = replace(problem, max_moves=6)
    first, again = (make_replan(told, travel, budget=STEPS) for _ in range(2))
    assert plan_to_json(first[0]) == plan_to_json(again[0])
    assert first[1] == again[1]
