"""Plans of two weeks and plans made again: the checker agrees, and moves keep their bound."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from routeplan.check import check_plan
from routeplan.model import CalendarEntry, DayKind
from routeplan.project import due_visits, with_previous
from routeplan.solve import Budget, make_plan, make_replan
from tests.builders import MONDAY, World
from tests.property.test_solve_feeding import fleets
from tests.property.test_solve_plans import worlds

QUICK = Budget(iterations=10)


@settings(max_examples=settings().max_examples // 4)
@given(worlds())
def test_two_weeks_are_as_regular_as_the_checker_finds(world: World) -> None:
    """Gaps, irregular weekdays and spreads of the summary are those of the checker."""
    problem = world.but(weeks=2).problem()
    problem = replace(problem, visits=due_visits(problem.sites, problem.start, 2))
    travel = world.travel(problem)
    plan = make_plan(problem, travel, budget=QUICK)
    event(f"irregular {plan.summary.irregular > 0}")
    assert check_plan(problem, travel, plan) == []


@settings(max_examples=settings().max_examples // 2)
@given(world=worlds(), most=st.integers(0, 4), day=st.integers(0, 4), shorter=st.booleans())
def test_plans_made_again_pass_and_keep_the_bound(
    world: World, most: int, day: int, shorter: bool
) -> None:
    """After a closed day, and shorter duties, the new plan is right and moves no more than told."""
    problem, travel = world.problem_and_travel()
    plan = make_plan(problem, travel, budget=QUICK)
    shut = MONDAY + timedelta(days=day)
    entry = CalendarEntry(shut, shut, DayKind.CLOSURE, frozenset({"V0"}), "sửa xe")
    vehicles = tuple(replace(v, max_duty_s=v.max_duty_s - 3600 * shorter) for v in problem.vehicles)
    changed = replace(problem, calendar=(*problem.calendar, entry), vehicles=vehicles)
    told = with_previous(changed, plan, most)
    travel = world.travel(told)
    new, curve = make_replan(told, travel, budget=QUICK)
    event(f"moved {new.summary.moved}, forced {bool(new.summary.moved_forced)}")
    assert check_plan(told, travel, new) == []
    assert curve[-1].missed >= new.summary.unassigned


@settings(max_examples=settings().max_examples // 4)
@given(case=fleets(), most=st.integers(0, 3), shorter=st.booleans())
def test_plans_with_fed_boats_made_again_keep_the_bound(case, most: int, shorter: bool) -> None:
    """Vans bring the crates again, perhaps on shorter duties; no more moves than allowed."""
    problem, travel = case
    plan = make_plan(problem, travel, budget=QUICK)
    vehicles = tuple(replace(v, max_duty_s=v.max_duty_s - 3600 * shorter) for v in problem.vehicles)
    told = with_previous(replace(problem, vehicles=vehicles), plan, most)
    new, _ = make_replan(told, travel, budget=QUICK)
    event(f"fed {any(s.feeds for r in new.routes for s in r.stops)}")
    assert check_plan(told, travel, new) == []
