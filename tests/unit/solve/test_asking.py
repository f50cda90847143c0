"""Questions about one visit: what is in the way there, and the cheapest change, really tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from routeplan.model import CalendarEntry, DayKind
from routeplan.solve.why.asking import Asked, Question, Tried
from routeplan.solve.why.explain import explain
from tests.builders import MONDAY, World, island, make_service, make_site, make_van, two_sites
from tests.unit.solve.test_explain import planned

TUESDAY = MONDAY + timedelta(days=1)
SATURDAY = MONDAY + timedelta(days=5)


def asked(world: World, site: str, **question) -> tuple[Asked, str]:
    """What was found for the first visit of a site, and all lines about it."""
    problem, travel, plan = planned(world)
    found = explain(problem, travel, plan, site, Question(**question))
    lines = {language: "\n".join(found.lines(language)) for language in ("vi", "en")}
    assert lines["vi"] != lines["en"]
    assert "{" not in "".join(lines.values())
    part = found.parts[0]
    assert isinstance(part, Asked)
    told = found.to_json()["services"][0]
    assert len(told["asked"]) == len(part.tried)
    return part, lines["en"]


def only(part: Asked) -> Tried:
    """The only place that was tried."""
    (one,) = part.tried
    return one


def test_a_day_off_is_named_and_so_is_who_has_to_work() -> None:
    """On a Saturday the van does not work; with that alone the visit would fit."""
    part, text = asked(two_sites(), "A", date=SATURDAY)
    one = only(part)
    assert (one.date, one.rules) == (SATURDAY, ("days",))
    assert one.change is not None
    assert [(p.rule, p.side) for p in one.change.parts] == [("days", "vehicle")]
    assert "if the vehicle works on that day" in text


def test_a_closed_site_is_told_from_a_closed_vehicle() -> None:
    """The row of the calendar closes the site alone."""
    shut = CalendarEntry(TUESDAY, TUESDAY, DayKind.CLOSURE, frozenset({"A"}))
    part, _ = asked(two_sites().but(more={"calendar": (shut,)}), "A", date=TUESDAY)
    change = only(part).change
    assert change is not None
    assert [(p.rule, p.side) for p in change.parts] == [("days", "site")]


@pytest.mark.parametrize(("week", "side", "days"), [(0, "later", 1), (2, "earlier", 3)])
def test_dates_outside_the_due_span_say_how_many_days(week: int, side: str, days: int) -> None:
    """A visit due in one week, asked about in another: the due span is in the way."""
    world = two_sites().but(weeks=3)
    problem, travel, plan = planned(world)
    due = sorted((v for v in problem.visits if v.site == "A"), key=lambda v: v.n)
    visit = due[week]
    day = visit.due_to + timedelta(days=days) if side == "later" else None
    day = day or visit.due_from - timedelta(days=days)
    found = explain(problem, travel, plan, "A", Question(date=day))
    parts = [part for part in found.parts if isinstance(part, Asked) and part.visit == visit]
    change = parts[0].tried[0].change
    assert change is not None
    assert (change.parts[0].rule, change.parts[0].side) == ("due", side)
    assert change.parts[0].amount == days


def test_skills_and_several_blocks_at_once() -> None:
    """A van without the skill on its day off needs both."""
    world = World(
        (make_site("A", make_service("A", needs=frozenset({"yard"}))),),
        vehicles=(make_van("YARD", skills=frozenset({"yard"})), make_van("VAN")),
        at={"A": 10},
    )
    part, text = asked(world, "A", date=SATURDAY, vehicle="VAN")
    assert only(part).rules == ("needs", "days")
    assert only(part).change is not None
    assert "yard" in text


def test_a_full_day_names_the_rule_of_the_clock_and_a_visit_to_leave_out() -> None:
    """A duty of another day has no room: longer by some minutes, or without a lesser visit."""
    sites = (
        make_site("A", make_service("A", minutes=300, priority=1, days=frozenset({0}))),
        make_site("B", make_service("B", minutes=300, priority=3, days=frozenset({1}))),
    )
    world = World(sites, at={"A": 10, "B": 20})
    loose = replace(sites[0], services=(replace(sites[0].services[0], days=frozenset({0, 1})),))
    problem, travel, plan = planned(world)
    problem = replace(problem, sites=(loose, sites[1]))
    found = explain(problem, travel, plan, "A", Question(date=TUESDAY))
    part = found.parts[0]
    assert isinstance(part, Asked)
    one = only(part)
    assert one.fit is None
    assert "duty" in one.rules
    assert one.change is not None
    assert one.change.fit.timing.duty_s > 8 * 3600
    assert one.swap is not None
    assert one.swap.instead is not None
    assert one.swap.instead.site == "B"
    assert "is left out" in "\n".join(found.lines("en"))


def test_where_it_fits_the_price_is_told() -> None:
    """An empty Tuesday takes the visit; the duty there is that much longer."""
    part, text = asked(two_sites(), "A", date=TUESDAY)
    one = only(part)
    assert one.fit is not None
    assert one.added_s == 80 * 60
    assert "fits, too" in text


def test_why_not_earlier_looks_before_the_visit_alone() -> None:
    """Planned on some day, it is tried on its own duty and on dates before, none after."""
    world = island().but(weeks=2)
    problem, travel, plan = planned(world)
    found = explain(problem, travel, plan, "A", Question(earlier=True))
    assert found.parts
    for part in found.parts:
        assert isinstance(part, Asked)
        assert part.duty is not None
        days = [one.date for one in part.tried]
        assert max(days) == part.duty.date
        assert min(days) == max(MONDAY, part.visit.due_from - timedelta(days=7))
        assert [one.date for one in part.tried if one.own] == [part.duty.date]


def test_a_vehicle_that_cannot_get_there_says_so() -> None:
    """A van has no way to a site without a road."""
    world = World(
        (make_site("A", road=False), make_site("B")), at={"A": 10, "B": 20}
    )  # fmt: skip
    problem, travel, plan = planned(world)
    found = explain(problem, travel, plan, "A", Question(vehicle="VAN", date=TUESDAY))
    assert only(found.parts[0]).rules == ("no-way",)  # type: ignore[arg-type]


def test_missing_visits_can_be_asked_about_too() -> None:
    """A visit without a place says what would admit it on the day in question."""
    world = World((make_site("A", windows="05:00-06:00"),), at={"A": 10})
    part, text = asked(world, "A", date=TUESDAY)
    assert part.duty is None
    assert only(part).change is not None
    assert "not planned" in text


def test_every_change_is_one_with_which_the_visit_was_placed() -> None:
    """No answer is a guess: where there is a change, there is a duty with the visit on it."""
    world = island()
    problem, travel, plan = planned(world)
    changes = []
    for k in range(7):
        found = explain(problem, travel, plan, "A", Question(date=MONDAY + timedelta(days=k)))
        for one in only_parts(found.parts):
            changes += [change for change in (one.change, one.swap) if change is not None]
    assert changes
    for change in changes:
        assert "A" in [stop.visit.site for stop in change.fit.timing.stops]


def only_parts(parts) -> list[Tried]:
    """Every place that was tried."""
    return [one for part in parts for one in part.tried]


def test_a_question_is_asked_only_where_something_was_named() -> None:
    """Without options the explanation is the whole one."""
    assert not Question().asked
    assert Question(date=date(2026, 1, 1)).asked
    assert Question(earlier=True).asked
