"""Re-planning: what stays, what has to go and why, and what moves buy."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from routeplan.check import check_plan
from routeplan.model import CalendarEntry, DayKind, FixedVisit, Plan, Problem, Weights
from routeplan.project import with_previous
from routeplan.solve import Budget, CurvePoint, make_plan, make_replan
from routeplan.solve.again.keeping import moved_visits, what_can_stay
from routeplan.solve.again.steadiness import is_kept
from tests.builders import MONDAY, World, by_pier, make_boat, make_site, make_van

QUICK = Budget(iterations=50)
TUESDAY = MONDAY + timedelta(days=1)


def hours(plan: Plan) -> dict[str, tuple[str, object, int]]:
    """Where each visit is."""
    return {s.visit: (r.vehicle, r.date, s.start) for r in plan.routes for s in r.stops}


def again(world: World, plan: Plan, most: int) -> tuple[Problem, Plan, tuple[CurvePoint, ...]]:
    """Plan the world again from a plan; the checker agrees with what comes out."""
    problem = with_previous(world.problem(), plan, most)
    travel = world.travel(problem)
    new, curve = make_replan(problem, travel, budget=QUICK)
    assert check_plan(problem, travel, new) == []
    return problem, new, curve


def town(**more) -> World:
    """Four sites on a line and a van that works all week."""
    sites = tuple(make_site(name, minutes=120) for name in "ABCE")
    at = {"A": 10, "B": 20, "C": 30, "E": 150}
    return World(sites, vehicles=(make_van(**more),), at=at)


def first_plan(world: World) -> Plan:
    """A plan of the world."""
    problem = world.problem()
    return make_plan(problem, world.travel(problem), budget=QUICK)


def test_nothing_changes_where_nothing_changed() -> None:
    """The same data and no moves allowed give the same places, and no move."""
    world = town()
    plan = first_plan(world)
    _, new, curve = again(world, plan, 0)
    assert hours(new) == hours(plan)
    assert (new.moves, new.summary.moved, new.summary.moved_forced) == ((), 0, 0)
    assert [point.max_moves for point in curve] == [0]


def test_a_storm_moves_the_visits_of_its_days_alone_and_says_why() -> None:
    """A closure of three days sends its visits elsewhere; all others keep date, van and hour."""
    world = town()
    plan = first_plan(world)
    shut = next(iter(plan.routes)).date
    storm = CalendarEntry(shut, shut, DayKind.CLOSURE, frozenset({"VAN"}), "bão số 3")
    gone = {visit for visit, (_, day, _) in hours(plan).items() if day == shut}
    assert gone
    assert gone != set(hours(plan))
    _, new, _ = again(world.but(more={"calendar": (storm,)}), plan, 0)
    assert {move.visit for move in new.moves} == gone
    assert all(move.forced and "bão số 3" in move.why for move in new.moves)
    kept = set(hours(plan)) - gone
    assert {v: hours(new)[v] for v in kept} == {v: hours(plan)[v] for v in kept}
    assert set(hours(new)) == set(hours(plan))
    assert (new.summary.moved, new.summary.moved_forced) == (0, len(gone))


def test_what_fits_no_longer_together_leaves_the_least_important_behind() -> None:
    """A shorter day keeps the urgent visit and lets the other one go, which could stay alone."""
    urgent, other = make_site("A", minutes=180, priority=1), make_site("B", minutes=180, priority=3)
    world = World((urgent, other), at={"A": 10, "B": 20})
    problem = world.problem()
    previous = (
        FixedVisit(problem.visits[0].id, "VAN", MONDAY, 10 * 3600),
        FixedVisit(problem.visits[1].id, "VAN", MONDAY, 14 * 3600),
    )
    short = world.but(vehicles=(make_van(max_duty_s=5 * 3600),)).problem()
    keeping = what_can_stay(replace(short, previous=previous), world.travel(short))
    assert [before.visit for before in keeping.kept] == [problem.visits[0].id]
    assert {k: f.code for k, f in keeping.forced.items()} == {problem.visits[1].id: "beside"}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"vehicles": (make_van("OTHER"),)}, "no longer has the vehicle VAN"),
        ({"vehicles": (make_van(shift="17:00-18:00"),)}, "shift"),
        ({"vehicles": (make_van(days=frozenset({5})),)}, "VAN does not work"),
        (
            {"more": {"calendar": (CalendarEntry(MONDAY, MONDAY, DayKind.HOLIDAY, note="Tết"),)}},
            "closed (holiday: Tết)",
        ),
    ],
)
def test_a_forced_move_says_what_is_in_the_way(change, word) -> None:
    """The vehicle is gone, does not work, the shift is over, the site is closed."""
    world = World((make_site("A"),), at={"A": 10})
    plan = first_plan(world)
    assert plan.routes[0].date == MONDAY
    changed = world.but(**{**change, "more": {**change.get("more", {}), "language": "en"}})
    problem = with_previous(changed.problem(), plan, 0)
    new, _ = make_replan(problem, changed.travel(problem), budget=QUICK)
    (move,) = new.moves
    assert move.forced
    assert word in move.why
    vietnamese = replace(problem, language="vi")
    other, _ = make_replan(vietnamese, changed.travel(vietnamese), budget=QUICK)
    assert other.moves[0].why not in ("", move.why)


def test_a_boat_that_stays_in_port_is_named_for_a_crew_on_foot() -> None:
    """The van still drives; what its crew rides from the pier does not sail."""
    world = by_pier()
    plan = first_plan(world)
    day = plan.routes[0].date
    fog = CalendarEntry(day, day, DayKind.CLOSURE, frozenset({"P-Q"}), "sương mù")
    changed = world.but(more={"calendar": (fog,), "language": "en"})
    _, new, _ = again(changed, plan, 0)
    assert len(new.moves) == 2
    assert all(move.forced and "P-Q does not sail" in move.why for move in new.moves)
    assert all("sương mù" in move.why for move in new.moves)


def test_a_storm_that_closes_a_landing_is_named() -> None:
    """A boat's visit says which row of the calendar shut its landing."""
    world = World(
        (make_site("A", landing="Q", road=False),),
        vehicles=(make_boat(),), at={"Q": 40}, landings=("PIER", "Q"), depots=(),
    )  # fmt: skip
    plan = first_plan(world)
    storm = CalendarEntry(MONDAY, MONDAY, DayKind.STORM, frozenset({"Q"}), "gió cấp 7")
    _, new, _ = again(world.but(more={"calendar": (storm,)}), plan, 0)
    (move,) = new.moves
    assert "bến" in move.why
    assert "gió cấp 7" in move.why


def test_more_than_half_an_hour_is_a_move() -> None:
    """1,800 seconds earlier or later, the visit is kept; one more, or another van, it is moved."""
    before = FixedVisit("A/mobile/1", "VAN", MONDAY, 36_000)
    assert is_kept(before, "VAN", MONDAY, 36_000 + 1800)
    assert is_kept(before, "VAN", MONDAY, 36_000 - 1800)
    assert not is_kept(before, "VAN", MONDAY, 36_000 + 1801)
    assert not is_kept(before, "VAN", MONDAY, 36_000 - 1801)
    assert not is_kept(before, "VAN2", MONDAY, 36_000)
    assert not is_kept(before, "VAN", TUESDAY, 36_000)


def test_moves_are_made_where_they_pay_and_no_more_than_allowed() -> None:
    """Two far sites next to each other on two days: one move saves a whole drive."""
    sites = (make_site("A"), make_site("B"), make_site("C"))
    world = World(
        sites,
        vehicles=(make_van(cost_hour=200_000),),
        at={"A": 100, "B": 101, "C": 5},
        more={"weights": Weights(change=10_000)},
    )
    problem = world.problem()
    a, b, c = (visit.id for visit in problem.visits)
    travel = world.travel(problem)
    previous = tuple(
        FixedVisit(visit, "VAN", MONDAY + timedelta(days=k), 10 * 3600)
        for k, visit in enumerate((a, b, c))
    )
    for most, saved in ((0, 0), (1, 190)):
        told = replace(problem, previous=previous, max_moves=most)
        plan, curve = make_replan(told, travel, budget=QUICK)
        assert check_plan(told, travel, plan) == []
        assert plan.summary.moved == most
        assert curve[-1].max_moves == most
        assert curve[-1].saved_min >= saved
        assert sum(not move.forced for move in moved_visits(told, (), {})) == 3
    dear = replace(told, weights=Weights(change=10_000_000))
    plan, _ = make_replan(dear, travel, budget=QUICK)
    assert plan.summary.moved == 0


def test_new_visits_are_planned_around_what_stays() -> None:
    """A site that is new in the project finds its place and is no move."""
    world = town()
    plan = first_plan(world.but(sites=world.sites[:2]))
    _, new, _ = again(world, plan, 0)
    assert new.summary.moved == new.summary.moved_forced == 0
    assert new.summary.visits_planned == 4
    assert all(hours(new)[visit] == place for visit, place in hours(plan).items())


def test_the_curve_goes_in_steps_of_five() -> None:
    """From 0 moves in steps of 5 to what was allowed, never worse than the step before."""
    sites = tuple(make_site(f"S{k}", minutes=30) for k in range(12))
    at = {f"S{k}": 10 + 5 * k for k in range(12)}
    world = World(sites, vehicles=(make_van(cost_hour=200_000),), at=at)
    problem = world.problem()
    travel = world.travel(problem)
    previous = tuple(
        FixedVisit(visit.id, "VAN", MONDAY + timedelta(days=(7 * k) % 5), (8 + k // 5) * 3600)
        for k, visit in enumerate(problem.visits)
    )
    told = replace(problem, previous=previous, max_moves=7)
    plan, curve = make_replan(told, travel, budget=QUICK)
    assert check_plan(told, travel, plan) == []
    assert [point.max_moves for point in curve] == [0, 5, 7]
    weighed = [p.saved_vnd - 50_000 * p.moved for p in curve]
    assert weighed == sorted(weighed)
    assert all(point.moved <= point.max_moves for point in curve)
    assert curve[0].saved_min == 0
