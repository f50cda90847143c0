"""Which visits are due, by hand (docs/concepts.md, «Visits»)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from routeplan.check.obligations import owed_visits
from routeplan.model import Depot, Problem, Service, ServiceKind, Site

MONDAY = date(2026, 11, 30)
WEEK = 152


def problem(*sites: Site, start: date = MONDAY, weeks: int = 1) -> Problem:
    """A problem of sites alone."""
    return Problem("p", start, weeks, sites, (), (Depot("KHO", "Kho", 20.8, 106.7),))


def site(name: str, district: str = "", **service: object) -> Site:
    """A site with one exchange service."""
    given = Service(name, ServiceKind.EXCHANGE, service_s=60, **{"interval_weeks": None, **service})
    return Site(name, name, "library", "1", 20.8, 106.7, district, services=(given,))


def weeks_of(name: str, case: Problem) -> list[int]:
    """Numbers of the weeks, counted from the first, in which a site is due."""
    found = [owed for owed in owed_visits(case).values() if owed.service.site == name]
    return [(owed.first - MONDAY).days // 7 for owed in found]


def test_due_in_the_week_that_holds_the_last_visit_plus_the_interval() -> None:
    """Every day of a week counts the same; the visit may take place on all seven of its days."""
    for weekday in range(7):
        last = date(2026, 11, 9) + timedelta(days=weekday)
        (owed,) = owed_visits(problem(site("A", interval_weeks=3, last_visit=last))).values()
        assert owed.id == f"A/exchange/{WEEK}"
        assert (owed.first, owed.last) == (MONDAY, date(2026, 12, 6))
    assert not owed_visits(problem(site("A", interval_weeks=3, last_visit=date(2026, 11, 16))))


def test_what_fell_due_before_is_due_in_the_first_week_and_counts_on_from_there() -> None:
    """An overdue visit comes once, and the next one an interval later."""
    late = site("A", interval_weeks=2, last_visit=date(2026, 9, 1))
    assert weeks_of("A", problem(late, weeks=5)) == [0, 2, 4]


def test_phases_are_spread_by_district_and_id() -> None:
    """Rank r of m gets phase r * interval // m; services with a last visit keep their rank."""
    sites = [site(name, district, interval_weeks=4)
             for name, district in (("A", "2"), ("B", "1"), ("C", "2"), ("D", "1"))]  # fmt: skip
    # Ranks B, D, A, C: phases 0, 1, 2, 3. Week 152 leaves remainder 0.
    case = problem(*sites, weeks=4)
    assert [weeks_of(name, case) for name in "BDAC"] == [[0], [1], [2], [3]]
    known = site("D", "1", interval_weeks=4, last_visit=date(2026, 11, 2))
    case = problem(sites[0], sites[1], sites[2], known, weeks=4)
    assert [weeks_of(name, case) for name in "BDAC"] == [[0], [0], [2], [3]]
    other = site("E", "0", interval_weeks=3)
    assert [weeks_of(n, problem(*sites, other, weeks=4)) for n in "BDAC"] == [[0], [1], [2], [3]]


def test_visits_per_cycle_are_spread_over_the_horizon() -> None:
    """The j-th of k visits is due in week j * N // k; a second in one week adds 10,000."""
    assert weeks_of("A", problem(site("A", visits_per_cycle=2), weeks=5)) == [0, 2]
    case = problem(site("A", visits_per_cycle=5), weeks=2)
    assert list(owed_visits(case)) == [
        f"A/exchange/{number}"
        for number in (WEEK, WEEK + 10_000, WEEK + 20_000, WEEK + 1, WEEK + 10_001)
    ]


def test_a_start_in_mid_week_shortens_the_first_week() -> None:
    """Nothing is due before the horizon starts."""
    late = site("A", interval_weeks=1, last_visit=date(2026, 9, 1))
    case = replace(problem(late, weeks=2), start=date(2026, 12, 3))
    spans = [(owed.first, owed.last) for owed in owed_visits(case).values()]
    assert spans == [
        (date(2026, 12, 3), date(2026, 12, 6)),
        (date(2026, 12, 7), date(2026, 12, 13)),
    ]


def test_slack_lengthens_the_span() -> None:
    """With slack a visit may be late, but not beyond the horizon; any week: from the first on."""
    last = date(2026, 11, 16)
    tied = site("A", interval_weeks=2, last_visit=last, slack_weeks=1)
    (owed,) = owed_visits(problem(tied, weeks=2)).values()
    assert (owed.first, owed.last) == (MONDAY, MONDAY + timedelta(days=13))
    (owed,) = owed_visits(problem(tied, weeks=1)).values()
    assert owed.last == MONDAY + timedelta(days=6)
    free = [site(name, interval_weeks=3, slack_weeks=2) for name in "ABC"]
    assert {owed.first for owed in owed_visits(problem(*free, weeks=3)).values()} == {MONDAY}
