"""Due visits, worked out by hand from docs/concepts.md."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from routeplan.model import (
    CalendarEntry,
    DayKind,
    Depot,
    Problem,
    Service,
    ServiceKind,
    Site,
    due_week_of,
    turn_of,
    week_index,
)
from routeplan.project import due_visits
from routeplan.project.due import with_make_up

MONDAY = date(2025, 12, 15)
WEEK = week_index(MONDAY)


def site(name: str, district: str = "", **service: Any) -> Site:
    """Return a site with one service."""
    values = {"interval_weeks": None, "service_s": 1500, **service}
    own = Service(name, ServiceKind.EXCHANGE, **values)
    return Site(
        name, name, "village", "11914", 20.8, 107.0, former_district=district, services=(own,)
    )


def weeks(sites: list[Site], start: date = MONDAY, length: int = 4) -> dict[str, list[int]]:
    """Return the numbers of the due visits by site, counted from the first week."""
    found: dict[str, list[int]] = {one.id: [] for one in sites}
    for visit in due_visits(sites, start, length):
        found[visit.site].append(visit.n - week_index(start))
    return found


def test_the_week_number_is_that_of_the_concepts_page() -> None:
    """15 December 2025 lies in week 102 from Monday 1 January 2024."""
    assert WEEK == 102


def test_a_visit_is_due_an_interval_after_the_last_one() -> None:
    """Last visit Wednesday three weeks earlier, interval 4: due in week 1, then 5."""
    one = site("a", interval_weeks=4, last_visit=date(2025, 11, 26))
    assert weeks([one], length=6) == {"a": [1, 5]}


def test_an_overdue_visit_is_due_in_the_first_week_and_counts_on_from_there() -> None:
    """Last visit long ago, interval 3: due in week 0, then 3."""
    assert weeks([site("a", interval_weeks=3, last_visit=date(2024, 1, 1))]) == {"a": [0, 3]}


def test_phases_spread_by_district_and_id() -> None:
    """Four services every second week: ranks 0 and 1 in one week, 2 and 3 in the other."""
    sites = [
        site("d", "An Lão", interval_weeks=2),
        site("a", "Cát Hải", interval_weeks=2),
        site("b", "An Lão", interval_weeks=2),
        site("c", "Cát Hải", interval_weeks=2),
    ]
    # Order of rank: b, d (An Lão), a, c (Cát Hải); phases 0, 0, 1, 1; week 102 is even.
    assert weeks(sites, length=2) == {"d": [0], "a": [1], "b": [0], "c": [1]}


def test_a_known_last_visit_moves_no_other_site() -> None:
    """A service with a last visit keeps its rank, so the others keep their weeks."""
    names = "abcdef"
    before = weeks([site(n, interval_weeks=3) for n in names])
    known = [site("a", interval_weeks=3, last_visit=date(2025, 12, 10))]
    after = weeks(known + [site(n, interval_weeks=3) for n in names[1:]])
    assert {n: before[n] for n in names[1:]} == {n: after[n] for n in names[1:]}


def test_visits_per_cycle_are_spread_over_the_horizon() -> None:
    """Three visits in four weeks fall due in weeks 0, 1 and 2; five in two weeks, ids apart."""
    assert weeks([site("a", visits_per_cycle=3)]) == {"a": [0, 1, 2]}
    assert weeks([site("a", visits_per_cycle=5)], length=2) == {"a": [0, 10_000, 20_000, 1, 10_001]}


def test_ids_do_not_depend_on_the_horizon() -> None:
    """A visit keeps its id when the plan starts a week later."""
    sites = [site(n, interval_weeks=2) for n in "abcd"]
    first = {visit.id for visit in due_visits(sites, MONDAY, 4)}
    later = {visit.id for visit in due_visits(sites, date(2025, 12, 22), 3)}
    assert later <= first


def test_a_visit_is_due_from_monday_to_sunday() -> None:
    """The span of a due visit is its week, shortened by a start in mid-week."""
    one = site("a", interval_weeks=1)
    (visit,) = due_visits([one], MONDAY, 1)
    assert (visit.due_from, visit.due_to) == (MONDAY, date(2025, 12, 21))
    assert visit.id == "a/exchange/102"
    (visit,) = due_visits([one], date(2025, 12, 17), 1)
    assert (visit.due_from, visit.due_to) == (date(2025, 12, 17), date(2025, 12, 21))


def spans(one: Site, closed: tuple[int, int], length: int = 4, begin: date = MONDAY):
    """First and last dates of the visits, as days from Monday, with the site closed on some."""
    first, last = (MONDAY + timedelta(days=k) for k in closed)
    problem = Problem(
        "p", begin, length, (one,), (), (Depot("K", "Kho", 20.8, 106.7),),
        calendar=(CalendarEntry(first, last, DayKind.CLOSURE, frozenset({"a"})),),
        visits=due_visits([one], begin, length),
    )  # fmt: skip
    return [
        ((v.due_from - MONDAY).days, (v.due_to - MONDAY).days) for v in with_make_up(problem).visits
    ]


def test_a_week_without_an_open_day_is_made_up_for_in_the_one_before_or_after() -> None:
    """Closed from Monday to Sunday of its week, a visit may take place a week earlier or later."""
    one = site("a", interval_weeks=2, last_visit=date(2025, 12, 8))
    assert spans(one, (0, 1)) == [(7, 13), (21, 27)]
    assert spans(one, (7, 13)) == [(0, 20), (21, 27)]
    assert spans(one, (7, 12)) == [(7, 13), (21, 27)]


@pytest.mark.parametrize(
    ("one", "closed", "expected"),
    [
        # The horizon's ends are the ends of its make-up visits.
        (site("a", interval_weeks=4, last_visit=date(2025, 11, 17)), (0, 6), [(0, 13)]),
        (site("a", interval_weeks=3, last_visit=date(2025, 12, 15)), (21, 27), [(14, 27)]),
        # Every week there is a visit anyway.
        (site("a", interval_weeks=1), (7, 13), [(0, 6), (7, 13), (14, 20), (21, 27)]),
        (site("a", visits_per_cycle=3), (7, 13), [(0, 6), (7, 13), (14, 20)]),
        (site("a", visits_per_cycle=2), (14, 20), [(0, 6), (7, 27)]),
    ],
)
def test_make_up_visits_stay_in_the_horizon_and_are_for_rare_services(
    one, closed, expected
) -> None:
    """No make-up visit outside the weeks planned, or where the next visit is a week away."""
    assert spans(one, closed) == expected


def test_a_horizon_from_mid_week_bounds_make_up_visits_too() -> None:
    """They neither begin before the first day nor end after the last Sunday."""
    one = site("a", interval_weeks=4, last_visit=date(2025, 11, 17))
    assert spans(one, (2, 6), length=1, begin=date(2025, 12, 17)) == [(2, 6)]


def test_slack_lengthens_the_span_and_ends_with_the_horizon() -> None:
    """Due in week 0 and 2 of 3 weeks with a week of slack: until week 1, until the last day."""
    own = site("A", interval_weeks=2, last_visit=MONDAY - timedelta(weeks=2), slack_weeks=1)
    first, second = due_visits([own], MONDAY, 3)
    assert (first.due_from, first.due_to) == (MONDAY, MONDAY + timedelta(days=13))
    assert (second.due_from - MONDAY, second.due_to - MONDAY) == (
        timedelta(days=14),
        timedelta(days=20),
    )


def test_any_week_begins_with_the_horizon() -> None:
    """A visit that any week will do for is due at once, wherever its rank would put it."""
    free = [site(name, interval_weeks=3, slack_weeks=2) for name in "ABC"]
    assert weeks(free, length=6) == {name: [0, 3] for name in "ABC"}
    tied = [site(name, interval_weeks=3, slack_weeks=1) for name in "ABC"]
    assert weeks(tied, length=6) == {"A": [0, 3], "B": [1, 4], "C": [2, 5]}


def test_weeks_before_2024_have_negative_numbers() -> None:
    """Their visits keep week and turn apart, as those of later years do."""
    start = date(2019, 1, 7)
    assert week_index(start) == -260
    twice = Site(
        "a",
        "a",
        "village",
        "11914",
        20.8,
        107.0,
        services=(Service("a", ServiceKind.EXCHANGE, None, visits_per_cycle=3, service_s=60),),
    )
    found = due_visits([twice], start, 2)
    assert [visit.n for visit in found] == [-260, 9740, -259]
    assert [due_week_of(visit.n) for visit in found] == [-260, -260, -259]
    assert [turn_of(visit.n) for visit in found] == [0, 1, 0]
    assert [due_week_of(n) for n in (102, 10_102, 0, -1)] == [102, 102, 0, -1]
    assert [turn_of(n) for n in (102, 10_102, 20_000)] == [0, 1, 2]
