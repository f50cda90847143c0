"""Jobs of several visits: patterns in arrays, what stands already, and which visit a day means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from routeplan.model import FixedVisit
from routeplan.solve.insertion import put_fixed
from routeplan.solve.roster import Roster
from routeplan.solve.search.driver import search
from routeplan.solve.search.encode import encode
from routeplan.solve.search.engine import routes_by_slot
from routeplan.solve.search.owed import in_due_order, owed_jobs
from routeplan.solve.search.problem import Routes
from tests.builders import MONDAY, World, hm, make_service, make_site, make_van, two_sites


@dataclass(frozen=True)
class Dated:
    """A pattern."""

    days: tuple[date | None, ...]
    cost: int = 0
    level: int = 0


def day(number: int) -> date:
    """Return a date, Monday of the first week being 0."""
    return MONDAY + timedelta(days=number)


def every(*numbers: int | None, cost: int = 0, level: int = 0) -> Dated:
    """Return a pattern of days by number."""
    days = tuple(None if number is None else day(number) for number in numbers)
    return Dated(days, cost, level)


FORTNIGHT = World((make_site("A"), make_site("B")), at={"A": 10, "B": 20}, weeks=2)
PATTERNS: Mapping[str, Sequence[Dated]] = {
    "A/mobile": (every(0, 7), every(1, 8), every(0, 8, cost=900_000, level=1)),
    "B/mobile": (every(1, 8), every(4, 11)),
}


def roster_of(world: World, *fixed: FixedVisit) -> Roster:
    """Return a roster with its fixed visits."""
    problem = replace(world.problem(), fixed=fixed)
    roster = Roster(problem, world.travel(problem))
    put_fixed(roster)
    return roster


def test_a_service_is_one_job_with_its_patterns() -> None:
    """Days are counted from the first of the horizon; cost and level go along."""
    search_problem = encode(roster_of(FORTNIGHT), PATTERNS).problem
    assert search_problem.jobs == 2
    assert search_problem.pattern_ptr.tolist() == [0, 3, 5]
    assert search_problem.pattern_day_ptr.tolist() == [0, 2, 4, 6, 8, 10]
    assert search_problem.pattern_days.tolist() == [0, 7, 1, 8, 0, 8, 1, 8, 4, 11]
    assert search_problem.pattern_cost.tolist() == [0, 0, 900_000, 0, 0]
    assert search_problem.pattern_level.tolist() == [0, 0, 1, 0, 0]


def test_both_services_share_their_days() -> None:
    """One duty a week serves both: the pattern that they share, each visit in its own week."""
    roster = roster_of(FORTNIGHT)
    encoded = encode(roster, PATTERNS)
    routes = search(encoded.problem, iterations=50)
    found = routes_by_slot(encoded, routes)
    assert [slot for slot, _ in found] == [("VAN", day(1)), ("VAN", day(8))]
    for (_, on), visits in found:
        assert {visit.site for visit in visits} == {"A", "B"}
        assert all(visit.due_from <= on <= visit.due_to for visit in visits)
    assert len({visit for _, visits in found for visit in visits}) == 4


def test_a_missed_visit_of_a_pattern_tells_which_one_is_served() -> None:
    """A duty on the day of the second visit serves the second, although the first is missed."""
    encoded = encode(roster_of(FORTNIGHT), PATTERNS)
    stops: list[tuple[int, ...]] = [() for _ in encoded.slots]
    stops[encoded.slots.index(("VAN", day(8)))] = (0,)
    routes = Routes(tuple(stops), ((0, 1), (1, -1)), (0, 1, 0, 0), 0, 0)
    later = encoded.jobs[0].visits[1]
    assert routes_by_slot(encoded, routes) == [(("VAN", day(8)), (later,))]


def test_a_visit_without_a_date_leaves_the_days_to_the_others() -> None:
    """Where the first visit has no date, the only day is that of the second."""
    (job,) = owed_jobs(
        roster_of(FORTNIGHT.but(sites=(make_site("A"),))), {"A/mobile": (every(None, 9),)}
    )
    assert job.choices[0].days == (None, 9)
    assert job.visits_on({9}) == {9: job.visits[1]}
    with pytest.raises(ValueError, match="A/mobile"):
        job.visits_on({1, 9})


def test_visits_that_stand_choose_among_the_patterns() -> None:
    """A fixed first visit leaves the patterns with its date, and of these the second visit."""
    visit = FORTNIGHT.problem().visits[0]
    fixed = FixedVisit(visit.id, "VAN", day(0), hm("09:00"))
    jobs = {job.visits[0].site: job for job in owed_jobs(roster_of(FORTNIGHT, fixed), PATTERNS)}
    assert [choice.days for choice in jobs["A"].choices] == [(7,), (8,)]
    assert [choice.cost for choice in jobs["A"].choices] == [0, 900_000]
    assert len(jobs["B"].visits) == 2
    moved = replace(fixed, date=day(3))
    jobs = {job.visits[0].site: job for job in owed_jobs(roster_of(FORTNIGHT, moved), PATTERNS)}
    assert [choice.days for choice in jobs["A"].choices] == [(7,), (8,)]


def test_a_service_without_patterns_is_no_job() -> None:
    """A visit that can take place on no date is not searched for."""
    jobs = owed_jobs(roster_of(two_sites()), {"A/mobile": (), "B/mobile": (every(2),)})
    assert [job.visits[0].site for job in jobs] == ["B"]


def test_the_second_visit_of_a_week_comes_after_the_first() -> None:
    """Numbers of 10,000 and more are further visits of the week that the rest names."""
    visits = two_sites().but(sites=(make_site("A", make_service("A")),), weeks=2).problem().visits
    first, later = visits
    again = replace(first, n=first.n + 10_000)
    assert in_due_order([later, again, first]) == [first, again, later]


def test_without_patterns_every_visit_is_a_job() -> None:
    """On any day of its own."""
    jobs = owed_jobs(roster_of(FORTNIGHT.but(vehicles=(make_van(),))), None)
    assert [len(job.visits) for job in jobs] == [1] * 4
    assert jobs[0].visits_on({3}) == {3: jobs[0].visits[0]}
