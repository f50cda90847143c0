"""Duties of several weeks keep the hours of their sites where that costs nothing."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from statistics import median_low

from routeplan.check import check_plan
from routeplan.project.due import due_visits
from routeplan.solve import Budget, make_plan
from routeplan.solve.hours import Hours, steady_hours
from routeplan.solve.roster import Roster
from tests.builders import World, make_site


def test_an_order_that_costs_no_more_keeps_the_hour() -> None:
    """Two sites on one line, four weeks: turned round in one of them, the duty turns back."""
    world = World((make_site("A"), make_site("B")), at={"A": 20, "B": 40}, weeks=4)
    problem = world.problem()
    problem = replace(problem, visits=due_visits(problem.sites, problem.start, 4))
    travel = world.travel(problem)
    roster = Roster(problem, travel)
    vehicle = problem.vehicles[0].id
    for week in range(4):
        day = problem.dates[7 * week + 1]
        visits = tuple(v for v in problem.visits if v.due_from <= day <= v.due_to)
        found = roster.time((vehicle, day), visits if week else visits[::-1])
        assert found is not None
        roster.put(found)
    before = list(roster.duties.values())
    after = steady_hours(problem, travel, before)
    assert sum(duty.price for duty in after) <= sum(duty.price for duty in before)
    assert {duty.slot for duty in after} == {duty.slot for duty in before}
    for site in "AB":
        was = {s.start for d in before for s in d.timing.stops if s.visit.site == site}
        now = {s.start for d in after for s in d.timing.stops if s.visit.site == site}
        assert len(was) == 2
        assert len(now) == 1


def test_a_plan_of_weeks_keeps_its_hours() -> None:
    """Every visit of a weekly site opens at the same hour, and the checker agrees."""
    world = World((make_site("A"), make_site("B")), at={"A": 20, "B": 40}, weeks=4)
    problem = world.problem()
    problem = replace(problem, visits=due_visits(problem.sites, problem.start, 4))
    travel = world.travel(problem)
    plan = make_plan(problem, travel, budget=Budget(iterations=300))
    assert check_plan(problem, travel, plan) == []
    assert plan.summary.start_spread_min == 0


def test_usual_hours_are_those_of_all_other_duties() -> None:
    """Whatever is put in place of what, the hours noted are the ones that the duties have."""
    names = [f"S{k}" for k in range(8)]
    at = {name: 10 * k for k, name in enumerate(names)}
    world = World(tuple(make_site(name) for name in names), at=at, weeks=4)
    problem = world.problem()
    problem = replace(problem, visits=due_visits(problem.sites, problem.start, 4))
    roster = Roster(problem, world.travel(problem))
    hours, random = Hours(), Random(1)
    vehicle = problem.vehicles[0].id
    for _ in range(30):
        day = problem.dates[7 * random.randrange(4) + random.randrange(5)]
        own = [v for v in problem.visits if v.due_from <= day <= v.due_to]
        there = roster.duties.get((vehicle, day))
        taken = {visit for duty in roster.duties.values() for visit in duty.visits}
        free = list(there.visits) if there else [v for v in own if v not in taken][:3]
        random.shuffle(free)
        found = roster.time((vehicle, day), tuple(free)) if free else None
        if found is None:
            continue
        roster.put(found)
        hours.note(found.duty)
        for duty in roster.duties.values():
            starts: dict[str, list[int]] = {}
            for other in roster.duties.values():
                for stop in other.timing.stops if other.slot != duty.slot else ():
                    starts.setdefault(stop.visit.key, []).append(stop.start)
            wanted = {v.key: median_low(starts[v.key]) for v in duty.visits if v.key in starts}
            assert hours.usual(duty) == wanted
    assert len(roster.duties) > 8
