"""How good the travel of a plan is: what is counted, what is left out, what is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from routeplan.cli.summary import bound_line
from routeplan.model import BOUND_REASONS, Plan, Problem
from routeplan.network.travel import Travel
from routeplan.report.words import words_for
from routeplan.solve.bound.of_plan import bound_of_plan, compared, travel_units
from routeplan.solve.build import build_plan
from routeplan.solve.costs import UNITS_PER_VND, in_vnd
from routeplan.solve.duties.duty import Duty
from routeplan.solve.roster import Roster
from routeplan.solve.summary import NOT_ASKED, TravelBound
from tests.builders import MONDAY, World, by_ship, island, make_site, make_van, two_sites

COSTS = {"cost_fixed": 1000, "cost_km": 10, "cost_hour": 60}


def duties_for(problem: Problem, travel: Travel, *sets: Sequence[int]) -> tuple[Duty, ...]:
    """Return duties of the first vehicle on as many days, with visits by index."""
    roster = Roster(problem, travel)
    for k, visits in enumerate(sets):
        slot = (problem.vehicles[0].id, MONDAY + timedelta(days=k))
        proposal = roster.time(slot, tuple(problem.visits[v] for v in visits))
        assert proposal is not None
        roster.put(proposal)
    return tuple(roster.duties.values())


def paid(world: World) -> tuple[Problem, Travel]:
    """Return problem and travel of a world whose vehicles cost something."""
    vehicles = tuple(replace(vehicle, **COSTS) for vehicle in world.vehicles)
    problem = world.but(vehicles=vehicles).problem()
    return problem, world.travel(problem)


def test_the_best_duties_have_no_gap() -> None:
    """One duty for both sites is the least; the bound is what it costs to travel so."""
    problem, travel = paid(two_sites())
    duties = duties_for(problem, travel, (0, 1))
    found = bound_of_plan(problem, travel, duties, iterations=100)
    units = travel_units(problem, duties[0])
    assert found == TravelBound(units // UNITS_PER_VND, 0.0, "")
    # Opening hours and loading are paid for, too, but are no travel.
    assert in_vnd(units) < in_vnd(duties[0].cost)


def test_two_duties_where_one_would_do_have_one() -> None:
    """The second way out, and its fixed cost, are the gap."""
    problem, travel = paid(two_sites())
    (one,) = duties_for(problem, travel, (0, 1))
    two = duties_for(problem, travel, (0,), (1,))
    least = travel_units(problem, one)
    more = sum(travel_units(problem, duty) for duty in two)
    found = bound_of_plan(problem, travel, two, iterations=100)
    assert found.bound_vnd == least // UNITS_PER_VND
    assert found.gap_pct == pytest.approx(100 * (more - least) / least, abs=0.1)
    assert found.gap_pct >= 100 * (more - least) / least


def test_only_served_visits_count() -> None:
    """A plan that misses a visit is compared with plans that miss it, too."""
    problem, travel = paid(two_sites())
    duties = duties_for(problem, travel, (0,))
    found = bound_of_plan(problem, travel, duties, iterations=100)
    assert found.gap_pct == 0.0


def test_waiting_for_a_ferry_is_no_travel_but_its_fare_is() -> None:
    """The bound leaves fares out: what the plan pays for them is in its gap."""
    problem, travel = paid(island())
    fares = tuple(replace(row, fare=500) for row in problem.crossings)
    dear = replace(problem, crossings=fares)
    duties = duties_for(problem, travel, (0,))
    (fared,) = duties_for(dear, travel, (0,))
    units = travel_units(problem, duties[0])
    assert travel_units(dear, fared) == units + 2 * 500 * UNITS_PER_VND
    least_s = sum(ride.way.least_s for ride in duties[0].timing.rides)
    taken_s = sum(ride.arrive - ride.depart for ride in duties[0].timing.rides)
    assert least_s < taken_s
    found = bound_of_plan(problem, travel, duties, iterations=100)
    assert found.gap_pct == 0.0


def test_what_a_duty_of_several_days_could_serve_is_left_out() -> None:
    """Its visits count nothing, on either side; without any other there is no bound."""
    problem, travel = paid(two_sites())
    long = replace(problem.vehicles[0], id="LONG", overnight=True)
    both = replace(problem, vehicles=(*problem.vehicles, long))
    duties = duties_for(both, travel, (0, 1))
    found = bound_of_plan(both, travel, duties, iterations=100)
    assert found == TravelBound(None, None, "no-visits")
    able = replace(long, skills=frozenset())
    needy = World(
        (make_site("A", needs=frozenset({"yard"})), make_site("B")),
        vehicles=(make_van(skills=frozenset({"yard"})), able),
        at={"A": 30, "B": 60},
    )
    problem, travel = paid(needy)
    split = duties_for(problem, travel, (0,), (1,))
    found = bound_of_plan(problem, travel, split, iterations=100)
    # The second duty serves B alone, which the long duty could do: only the first one counts.
    assert found == TravelBound(travel_units(problem, split[0]) // UNITS_PER_VND, 0.0, "")


def test_ship_duties_alone_have_no_bound() -> None:
    """On an island that is a duty of several days away nothing is left to count."""
    world = by_ship()
    problem = world.problem()
    travel = world.travel(problem)
    assert any(vehicle.overnight for vehicle in problem.vehicles)
    roster = Roster(problem, travel)
    visit = problem.visits[0]
    duty = roster.time(roster.slots(visit)[0], (visit,))
    assert duty is not None
    roster.put(duty)
    found = bound_of_plan(problem, travel, tuple(roster.duties.values()))
    assert found.reason == "no-visits"


def test_no_time_no_gap() -> None:
    """Without one pass there is neither bound nor gap, and the reason is said."""
    problem, travel = paid(two_sites())
    duties = duties_for(problem, travel, (0, 1))
    found = bound_of_plan(problem, travel, duties, seconds=0)
    assert found == TravelBound(None, None, "no-time")


def test_comparing() -> None:
    """The gap is rounded up to tenths; a bound of 0 has none; a plan below its bound is a bug."""
    unit = UNITS_PER_VND
    assert compared(1000 * unit, 1001 * unit) == TravelBound(1000, 0.1, "")
    assert compared(3000 * unit, 3001 * unit) == TravelBound(3000, 0.1, "")
    assert compared(2000 * unit, 2003 * unit) == TravelBound(2000, 0.2, "")
    assert compared(1000 * unit + 1, 1000 * unit + 1) == TravelBound(1000, 0.0, "")
    assert compared(0, 0) == TravelBound(0, 0.0, "")
    assert compared(0, 1) == TravelBound(0, None, "zero")
    with pytest.raises(ArithmeticError, match="beats the bound"):
        compared(2, 1)


def planned(bound: TravelBound) -> Plan:
    """Return a plan with this bound in its summary."""
    problem, travel = paid(two_sites())
    duties = duties_for(problem, travel, (0, 1))
    return build_plan(problem, travel, duties, (), engine="", seed=0, travel_bound=bound)


def test_the_summary_says_how_far_from_the_best_possible() -> None:
    """In both languages, with the numbers of each."""
    plan = planned(TravelBound(12_345_678, 3.4, ""))
    assert (plan.summary.bound, plan.summary.gap_pct) == (12_345_678, 3.4)
    assert "3.4 %" in bound_line(plan, "en")
    assert "12,345,678 VND" in bound_line(plan, "en")
    assert "3,4 %" in bound_line(plan, "vi")
    assert "12.345.678 VND" in bound_line(plan, "vi")


@pytest.mark.parametrize("reason", BOUND_REASONS)
def test_every_reason_has_words(reason: str) -> None:
    """On the terminal and on the map, in both languages."""
    plan = planned(replace(NOT_ASKED, reason=reason))
    lines = {bound_line(plan, language) for language in ("vi", "en")}
    assert len(lines) == 2
    assert all(line and reason not in line for line in lines)
    assert words_for("vi")["no_gap"][reason] != words_for("en")["no_gap"][reason]
