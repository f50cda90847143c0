"""Trying what has no place ends with the time, or with a number, and says so."""

from __future__ import annotations

import time

import pytest

from routeplan.check import check_plan
from routeplan.model import Problem
from routeplan.network.travel import Travel
from routeplan.solve import Budget, make_plan
from routeplan.solve import effort as effort_module
from routeplan.solve.effort import Effort, SpentError
from routeplan.solve.engine import Limit
from routeplan.solve.why.reasons import reasons
from routeplan.solve.why.trying import Trials, insert_missing
from tests.builders import World, make_site, make_van


def busy(sites: int, vans: int = 1) -> tuple[Problem, Travel]:
    """Return a week with far more visits than its vans can serve."""
    names = [f"S{k}" for k in range(sites)]
    world = World(
        tuple(make_site(name, minutes=150) for name in names),
        vehicles=tuple(make_van(f"V{k}") for k in range(vans)),
        at={name: 5 + k % 40 for k, name in enumerate(names)},
    )
    return world.problem_and_travel()


def test_effort_ends_by_number_for_one_and_for_all() -> None:
    """Another visit begins anew; the whole does not."""
    effort = Effort(each=2, in_all=3)
    effort.take()
    effort.take()
    with pytest.raises(SpentError):
        effort.take()
    effort = Effort(each=2, in_all=3)
    for _ in range(3):
        effort.begin()
        effort.take()
    effort.begin()
    assert not effort.spent
    with pytest.raises(SpentError):
        effort.take()
    assert effort.spent


def test_effort_ends_with_its_limit() -> None:
    """Also where the user asks to stop."""
    with pytest.raises(SpentError):
        Effort(Limit(None, stop=lambda: True)).take()
    with pytest.raises(SpentError):
        Effort(Limit(0)).take()
    Effort(Limit(None)).take()


def test_a_limit_beyond_another_ends_when_the_user_asks_that_one() -> None:
    """Its time is its own."""
    asked: list[bool] = []
    whole = Limit(0, stop=lambda: bool(asked))
    beyond = whole.part(1).beyond(60)
    assert whole.over()
    assert not beyond.over()
    asked.append(True)
    assert beyond.over()


def test_what_was_not_tried_to_the_end_is_said_so() -> None:
    """With effort for some, the others get a reason of their own instead of a guess."""
    problem, travel = busy(12)
    duties = insert_missing(problem, travel, ())
    every = reasons(problem, travel, duties)
    assert {one.code for one in every} == {"fleet-busy"}
    found = reasons(problem, travel, duties, Trials(problem, travel, Effort(in_all=40)))
    assert len(found) == len(every)
    assert found[-1].code == "not-tried"
    assert "--seconds" in found[-1].action
    # Where insertion had to end, too, what still fits is no reason to fail.
    trials = Trials(problem, travel, Effort(in_all=3))
    some = insert_missing(problem, travel, (), trials)
    assert {one.code for one in reasons(problem, travel, some, trials)} == {"not-tried"}


def test_a_visit_that_takes_too_long_does_not_keep_others_from_being_tried() -> None:
    """So many tries for each: the later ones have theirs."""
    problem, travel = busy(3)
    trials = Trials(problem, travel, Effort(each=12))
    assert len(insert_missing(problem, travel, (), trials)) >= 1
    assert (
        len({visit for duty in insert_missing(problem, travel, ()) for visit in duty.visits}) == 3
    )


def test_the_time_holds_with_hundreds_of_visits_without_a_place() -> None:
    """Two seconds are two seconds and a little, and the plan stands."""
    problem, travel = busy(400, vans=4)
    make_plan(*busy(2), budget=Budget(iterations=1))  # compiled
    began = time.monotonic()
    plan = make_plan(problem, travel, budget=Budget(seconds=2))
    assert time.monotonic() - began < 6
    assert plan.summary.unassigned > 300
    assert check_plan(problem, travel, plan) == []


def test_with_iterations_a_number_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """No clock counts: the same plan twice, reasons that were not tried included."""
    monkeypatch.setattr(effort_module, "MOST_IN_ALL", 200)
    problem, travel = busy(40)
    plans = [make_plan(problem, travel, budget=Budget(iterations=5)) for _ in range(2)]
    assert plans[0] == plans[1]
    codes = [one.code for one in plans[0].unassigned]
    assert "not-tried" in codes
    assert check_plan(problem, travel, plans[0]) == []
