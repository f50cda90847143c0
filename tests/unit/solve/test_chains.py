"""Two ferries in a row: timed, planned, priced, checked, and refused with the ferry in the way."""

from __future__ import annotations

from routeplan.check import check_plan
from routeplan.model import Mode, Plan
from routeplan.solve.duties.duty import Refusal, Timing
from routeplan.solve.duties.timing import schedule
from routeplan.solve.engine import Budget
from routeplan.solve.planning import make_plan
from routeplan.solve.why.reasons import reasons
from tests.builders import MONDAY, World, hm, make_crossing, make_site, make_van


def islet(last_back: str = "16:30", **site: object) -> World:
    """A depot, a ferry to an island, a road over it, and a second ferry to a far site."""
    hours = [f"{hour:02d}:00" for hour in range(7, 18)]
    halves = [f"{hour:02d}:30" for hour in range(7, int(last_back[:2]))] + [last_back]
    return World(
        (make_site("A", **site),),  # type: ignore[arg-type]
        at={"P1": 10, "P2": 30, "P3": 50, "P4": 60, "A": 70},
        lands={"P2": "island", "P3": "island", "P4": "islet", "A": "islet"},
        landings=("P1", "P2", "P3", "P4"),
        crossings=(
            make_crossing("P1", "P2", hours, minutes=15, checkin_s=300, fare=1000),
            make_crossing("P2", "P1", hours, minutes=15, checkin_s=300, fare=1000),
            make_crossing("P3", "P4", halves, minutes=10, checkin_s=600, fare=500),
            make_crossing("P4", "P3", halves, minutes=10, checkin_s=600, fare=500),
        ),
        vehicles=(make_van(max_duty_s=12 * 3600, shift="06:00-20:00"),),
    )


def test_a_duty_over_two_ferries() -> None:
    """Each way is one ride with two sailings; the duty starts as late as the first one allows."""
    world = islet(windows="10:00-11:30")
    problem = world.problem()
    found = schedule(problem, world.travel(problem), problem.vehicles[0], MONDAY, problem.visits)
    assert isinstance(found, Timing)
    out, back = found.rides
    assert [d.crossing for d in out.departures] == ["P1-P2", "P3-P4"]
    assert [d.crossing for d in back.departures] == ["P4-P3", "P2-P1"]
    assert [d.depart for d in out.departures] == [hm("08:00"), hm("09:30")]
    # 08:00 lands at 08:15; after 20 minutes on the road check-in for 08:30 is over. An hour later
    # the second ferry would come too late for the doors.
    assert found.start == hm("07:45")
    assert found.driving_s == 2 * (10 + 20 + 10) * 60


def test_a_plan_over_two_ferries_passes_the_checker() -> None:
    """Legs of the plan: road and ferry by turns; four fares are paid; no rule is broken."""
    world = islet(windows="10:00-12:30")
    problem = world.problem()
    travel = world.travel(problem)
    plan = make_plan(problem, travel, budget=Budget(iterations=5))
    assert not plan.unassigned
    (route,) = plan.routes
    modes = [leg.mode for leg in route.legs]
    assert modes == [Mode.ROAD, Mode.FERRY] * 2 + [Mode.ROAD] + modes[5:]
    assert sum(mode is Mode.FERRY for mode in modes) == 4
    assert check_plan(problem, travel, plan) == []
    assert plan.summary.cost == 3000
    assert _ferry_seconds(plan) == 2 * (15 + 10) * 60


def _ferry_seconds(plan: Plan) -> int:
    return sum(leg.seconds for leg in plan.routes[0].legs if leg.mode is Mode.FERRY)


def test_the_second_ferry_may_be_the_one_that_is_missed() -> None:
    """Doors open until 14:00, the last boat from the islet at 13:30: refused for that boat."""
    world = islet("13:30", windows="12:00-14:00", minutes=120)
    problem = world.problem()
    travel = world.travel(problem)
    found = schedule(problem, travel, problem.vehicles[0], MONDAY, problem.visits)
    assert isinstance(found, Refusal)
    # At the pier P4 at 14:10; it must be there 10 and 30 minutes before 13:30.
    assert (found.code, found.stop, found.short_s) == ("last-ferry", 1, 80 * 60)
    (why,) = reasons(problem, travel, ())
    assert why.code == "last-ferry"
    assert "P4" in why.reason
    assert "13:30" in why.reason


def test_a_limit_of_one_ferry() -> None:
    """`max_crossings` = 1 leaves no way to the islet."""
    world = islet()
    world = world.but(rules=type(world.rules)(max_crossings=1))
    problem = world.problem()
    (why,) = reasons(problem, world.travel(problem), ())
    assert why.code == "no-way"
