"""Due visits, worked out by hand from docs/concepts.md."""

from __future__ import annotations

from datetime import date
from typing import Any

from routeplan.model import Service, ServiceKind, Site, week_index
from routeplan.project import due_visits

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
