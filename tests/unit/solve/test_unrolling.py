"""Terms: habits from the cycle, the real calendar, make-up visits, duties over a week's end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from routeplan.check import check_plan
from routeplan.model import KEPT_S, CalendarEntry, DayKind, Plan, Problem, week_index
from routeplan.project.due import due_visits, with_make_up
from routeplan.solve import Budget, make_plan
from routeplan.solve.unrolling import LONGEST_CYCLE_WEEKS, cycle_weeks
from tests.builders import MONDAY, World, make_crossing, make_service, make_site, make_van
from tests.property.test_solve_plans import worlds

QUICK = Budget(iterations=20)
TERM = LONGEST_CYCLE_WEEKS + 2


def day(number: int) -> date:
    """A date, by its number from the first Monday."""
    return MONDAY + timedelta(days=number)


def term(world: World, weeks: int = TERM) -> tuple[Problem, Plan]:
    """A plan of so many weeks that the checker accepts."""
    problem = world.but(weeks=weeks).problem()
    problem = replace(problem, visits=due_visits(problem.sites, problem.start, weeks))
    problem = with_make_up(problem)
    travel = world.travel(problem)
    plan = make_plan(problem, travel, budget=QUICK)
    assert check_plan(problem, travel, plan) == []
    return problem, plan


def dates(plan: Plan, site: str) -> list[date]:
    """The dates of a site's visits."""
    return sorted(r.date for r in plan.routes for s in r.stops if s.site == site)


def test_the_cycle_is_what_most_services_want() -> None:
    """Two services every four weeks outnumber one every two; longer ones than a cycle are out."""
    sites = [
        make_site("A", interval_weeks=4),
        make_site("B", interval_weeks=4),
        make_site("C", interval_weeks=2),
        *(make_site(f"S{k}", interval_weeks=17) for k in range(5)),
    ]
    problem = World(tuple(sites), weeks=20).problem()
    assert cycle_weeks(problem) == 4
    assert cycle_weeks(replace(problem, weeks=3)) == 3


def test_the_same_weekday_van_and_hour_all_term() -> None:
    """Where nothing is in the way a service keeps its habit for every week of the term."""
    world = World(
        (make_site("A"), make_site("B", interval_weeks=2), make_site("C", interval_weeks=3)),
        at={"A": 20, "B": 40, "C": 60},
    )
    problem, plan = term(world)
    assert plan.summary.unassigned == 0
    assert plan.summary.irregular == 0
    after = [r for r in plan.routes if r.date >= day(7 * cycle_weeks(problem))]
    hours = [s.start for r in after for s in r.stops if s.site == "A"]
    assert len(hours) == TERM - cycle_weeks(problem)
    assert max(hours) - min(hours) <= 2 * KEPT_S
    assert plan.summary.visits_planned == len(problem.visits)
    assert len({d.weekday() for d in dates(plan, "A")}) == 1


def test_a_holiday_moves_one_visit_and_the_next_week_is_as_before() -> None:
    """The habit survives a week in which its weekday is closed."""
    world = World((make_site("A"),), at={"A": 20})
    _, plain = term(world)
    usual = dates(plain, "A")[0].weekday()
    holiday = CalendarEntry(day(70 + usual), day(70 + usual), DayKind.HOLIDAY)
    _, plan = term(world.but(more={"calendar": (holiday,)}))
    weekdays = [d.weekday() for d in dates(plan, "A")]
    assert len(weekdays) == TERM
    assert [k for k, weekday in enumerate(weekdays) if weekday != usual] == [10]
    assert plan.summary.irregular == 1


def test_a_closed_week_is_made_up_for() -> None:
    """A fortnightly visit whose week is closed takes place in the week before or after."""
    shut = CalendarEntry(day(84), day(90), DayKind.CLOSURE, frozenset({"A"}))
    last = MONDAY - timedelta(days=14)
    service = make_service("A", interval_weeks=2, last_visit=last)
    world = World((make_site("A", service),), at={"A": 20}, more={"calendar": (shut,)})
    problem, plan = term(world)
    assert plan.summary.unassigned == 0
    made_up = [
        (s.visit, r.date)
        for r in plan.routes
        for s in r.stops
        if week_index(r.date) != problem.visit_by_id[s.visit].n
    ]
    ((visit, when),) = made_up
    assert visit.endswith(str(week_index(day(84))))
    assert abs((when - day(87)).days) <= 10


def test_a_duty_over_the_week_s_end_keeps_its_vehicle_busy() -> None:
    """A ship leaves on Friday and is back on Tuesday: the crew's next visits wait for it."""
    out = frozenset({day(7 * 12 + 4)})
    back = frozenset({day(7 * 13 + 1)})
    world = World(
        (
            make_site("FAR", interval_weeks=13, last_visit=day(-7), minutes=120),
            make_site("A", days=frozenset({0, 1, 2})),
        ),
        vehicles=(make_van("CREW", profile="crew", overnight=True),),
        at={"P1": 20, "P9": 500, "FAR": 510, "A": 10},
        lands={"P9": "far", "FAR": "far"},
        landings=("P1", "P9"),
        crossings=(
            make_crossing("P1", "P9", ["08:00"], minutes=360, dates=out),
            make_crossing("P9", "P1", ["08:00"], minutes=360, dates=back),
        ),
    )
    _, plan = term(world)
    (ship,) = [r for r in plan.routes if r.stops[0].site == "FAR"]
    assert ship.days == 5
    assert dates(plan, "A")[13] == day(7 * 13 + 2)


@settings(max_examples=max(5, settings().max_examples // 20))
@given(worlds(), st.integers(1, 3))
def test_every_term_passes_the_checker(world: World, interval: int) -> None:
    """Random weeks with everything in them, made a term."""
    sites = tuple(
        replace(
            site,
            services=tuple(replace(own, interval_weeks=interval) for own in site.services),
        )
        for site in world.sites
    )
    term(world.but(sites=sites), weeks=LONGEST_CYCLE_WEEKS + 1)
