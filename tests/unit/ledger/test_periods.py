"""Planned against done: every visit has one fate, and the figures are those worked out by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from routeplan.cli.ledger_view import exchanges_of
from routeplan.cli.publishing import publish_plan, published_files
from routeplan.model import Exchange, Place, Plan
from routeplan.rotation.ledger import Entry, Handover, read_entries, undo, writing
from routeplan.rotation.ledger.periods import Period, PeriodReport, Tally, report, span_of
from routeplan.rotation.ledger.planned import PlannedVisit, PublishedPlan, Record, record_of
from tests.unit.cli.test_cli_plan_files import small_plan
from tests.unit.ledger.sample import MONDAY, STAMP, handover, out, taken

WEEK = (MONDAY, MONDAY + timedelta(days=6))
PLACES = {
    "A": Place("A", "village", 20.8, 106.7, "00001", "Xã Một", "Cát Hải", ("island", "hard"), 30),
    "B": Place("B", "village", 20.8, 106.7, "00002", "Xã Hai", "Cát Hải", ("island",), 50),
    "C": Place("C", "village", 20.8, 106.7, "00002", "Xã Hai", "Kiến An", (), None),
}


def visit(site: str, week: int, day: int, **more: object) -> PlannedVisit:
    """A planned exchange `day` days after Monday 15 December 2025, two crates to be left."""
    values: dict[str, object] = {"vehicle": "XE", "time": 30000, "crates_out": 2, **more}
    when = MONDAY + timedelta(days=day)
    return PlannedVisit(f"{site}/exchange/{week}", site, "exchange", when, **values)  # type: ignore[arg-type]


def missed(site: str, week: int, day: int, code: str) -> PlannedVisit:
    """A due visit that the plan has no place for."""
    return visit(site, week, day, vehicle="", time=None, crates_out=0, missed=code)


def entries_of(folder: Path, *handovers: Handover) -> tuple[Entry, ...]:
    """A ledger that holds these."""
    with writing(folder) as book:
        for one in handovers:
            book.add(STAMP, one)
    return read_entries(folder)


def made(
    visits: list[PlannedVisit],
    entries: tuple[Entry, ...] = (),
    *,
    span: tuple[date, date] = WEEK,
    period: Period = Period.WEEK,
    today: date = MONDAY + timedelta(days=30),
) -> PeriodReport:
    """A report of these."""
    record = Record({one.visit: one for one in visits}, PLACES)
    special = {"A": 3, "B": 4}
    return report(period, span, record, entries, places=PLACES, special=special, today=today)


def test_a_week_worked_out_by_hand(tmp_path: Path) -> None:
    """Six visits are due, three are served.

    A: done, 2 crates left and 1 taken. B Tuesday: not done, sea. B Thursday: done on Friday, one
    crate. C: nothing recorded. I and C had no place in the plan (tide, crew); C's was served all
    the same. Besides, A was visited on Saturday without being due, one crate.

    Due 6, planned 4, done 3 of 6 on past days = 50 %, other day 1, made up 1, extra 1; crates to
    be left 4 × 2 = 8, left 2 + 1 + 1 + 1 = 5, taken 1. Served A, B and C: 30 + 50 children, C's
    number unknown; 3 + 4 in special circumstances.
    """
    visits = [
        visit("A", 102, 0), visit("B", 102, 1), visit("B", 10102, 3), visit("C", 102, 2),
        missed("I", 102, 0, "tide"), missed("C", 10102, 0, "crew"),
    ]  # fmt: skip
    entries = entries_of(
        tmp_path,
        handover("A", 0, out("K/1"), out("K/2"), taken("L/1"), visit="A/exchange/102"),
        handover("B", 1, done=False, reason="sea", role="", visit="B/exchange/102"),
        handover("B", 4, out("K/3"), visit="B/exchange/10102"),
        handover("C", 3, out("K/4"), visit="C/exchange/10102"),
        handover("A", 5, out("K/5")),
    )
    told = made(visits, entries)
    assert told.total == Tally(
        due=6, planned=4, done=3, other_day=1, made_up=1, extra=1, not_done=1, not_recorded=1,
        not_planned=1, crates_planned=8, crates_left=5, crates_taken=1, sites=4, sites_served=3,
        pupils=80, unknown_pupils=1, special=7,
        reasons=Counter({("not_done", "sea"): 1, ("not_recorded", ""): 1,
                         ("not_planned", "tide"): 1}),
    )  # fmt: skip
    assert told.total.done_pct == 50.0
    groups = {name: (t.due, t.done, t.extra, t.pupils) for name, t in told.groups.items()}
    assert groups == {"island": (3, 2, 1, 80), "hard": (1, 1, 1, 30), "other": (3, 1, 0, 0)}
    communes = {name: (t.due, t.done) for name, t in told.communes.items()}
    assert communes == {"": (1, 0), "00001": (1, 1), "00002": (4, 2)}
    districts = {name: (t.due, t.done) for name, t in told.districts.items()}
    assert districts == {"": (1, 0), "Cát Hải": (3, 2), "Kiến An": (2, 1)}
    assert [t.due for _, _, t in told.steps] == [3, 1, 1, 1, 0, 0, 0]
    assert [fate.visit.visit for fate in told.unserved] == [
        "I/exchange/102", "B/exchange/102", "C/exchange/102",
    ]  # fmt: skip
    assert [(number, h.site) for number, h in told.extra] == [(5, "A")]


def test_what_lies_ahead_is_not_missed() -> None:
    """On Wednesday morning Wednesday's visits are still to come."""
    told = made([visit("A", 102, 1), visit("B", 102, 2)], today=MONDAY + timedelta(days=2))
    assert (told.total.not_recorded, told.total.ahead) == (1, 1)
    assert (told.total.done_pct, told.total.crates_planned) == (0.0, 2)


def test_the_second_try_counts_and_an_undone_entry_does_not(tmp_path: Path) -> None:
    """Not done on Monday, done on Wednesday; that entry taken back, Monday's reason is left."""
    entries = entries_of(
        tmp_path,
        handover("A", 0, done=False, reason="ferry", role="", visit="A/exchange/102"),
        handover("A", 2, out("K/1"), visit="A/exchange/102"),
    )
    visits = [visit("A", 102, 0)]
    assert made(visits, entries).total.done == 1
    undo(tmp_path, 2, STAMP, "en")
    told = made(visits, read_entries(tmp_path))
    assert (told.total.done, dict(told.total.reasons)) == (0, {("not_done", "ferry"): 1})


def test_a_visit_recorded_before_its_plan_was_published_is_its_visit(tmp_path: Path) -> None:
    """It has no id in the ledger; service and date tell."""
    told = made([visit("A", 102, 0)], entries_of(tmp_path, handover("A", 0, out("K/1"))))
    assert (told.total.done, told.total.extra) == (1, 0)


@pytest.mark.parametrize(
    ("period", "start", "given", "span"),
    [
        ("week", date(2025, 12, 17), True, (date(2025, 12, 15), date(2025, 12, 21))),
        ("term", date(2025, 12, 15), False, (date(2025, 9, 5), date(2026, 1, 16))),
        ("term", date(2026, 1, 19), True, (date(2026, 1, 19), date(2026, 6, 1))),
        ("year", date(2025, 12, 15), False, (date(2025, 1, 1), date(2025, 12, 31))),
        ("year", date(2024, 2, 29), True, (date(2024, 2, 29), date(2025, 2, 27))),
        ("3y", date(2025, 12, 15), False, (date(2023, 1, 1), date(2025, 12, 31))),
        ("3y", date(2023, 2, 23), True, (date(2023, 2, 23), date(2026, 2, 22))),
        ("5y", date(2023, 2, 23), True, (date(2023, 2, 23), date(2028, 2, 22))),
    ],
)
def test_periods_begin_and_end(
    period: str, start: date, given: bool, span: tuple[date, date]
) -> None:
    """Weeks from Monday, terms of routeplan.toml, calendar years unless a day is given."""
    term = (date(2025, 9, 5), date(2026, 1, 16))
    assert span_of(Period(period), start, given=given, term=term) == span


def test_years_are_told_year_by_year_and_terms_month_by_month() -> None:
    """Steps cover the period without a gap."""
    visits = [visit("A", 102, 0), visit("A", 50, -365)]
    span = (date(2023, 2, 23), date(2026, 2, 22))
    told = made(visits, span=span, period=Period.THREE_YEARS)
    assert [(a.isoformat(), t.due) for a, _, t in told.steps] == [
        ("2023-02-23", 0), ("2024-02-23", 1), ("2025-02-23", 1),
    ]  # fmt: skip
    assert told.steps[-1][1] == span[1]
    months = made(visits, span=(date(2025, 11, 20), date(2026, 1, 10)), period=Period.TERM).steps
    assert [(a.isoformat(), b.isoformat()) for a, b, _ in months] == [
        ("2025-11-20", "2025-11-30"), ("2025-12-01", "2025-12-31"), ("2026-01-01", "2026-01-10"),
    ]  # fmt: skip


def published(plan: Plan, start: date, weeks: int, n: int) -> Plan:
    """The small plan elsewhere in time: one visit planned on its first day, one missed."""
    (route,) = plan.routes
    (stop,) = route.stops
    (missing,) = plan.unassigned
    return replace(
        plan,
        start=start,
        weeks=weeks,
        routes=(replace(route, date=start, stops=(replace(stop, visit=f"A/exchange/{n}"),)),),
        unassigned=(replace(missing, visit=f"B/exchange/{n}"),),
    )


def test_a_plan_replaced_in_its_middle_keeps_the_days_before(tmp_path: Path) -> None:
    """Four weeks are published, then two from the third week on: weeks one and two stay known."""
    plan = small_plan()
    (route,) = plan.routes
    later = MONDAY + timedelta(weeks=2)
    first = published(plan, MONDAY, 4, 102)
    again = replace(route, date=later, stops=(replace(route.stops[0], visit="A/exchange/104"),))
    first = replace(first, routes=(*first.routes, again))
    second = published(plan, later, 2, 104)
    second = replace(second, routes=(replace(second.routes[0], date=later + timedelta(days=1)),))
    publish_plan(tmp_path, first)
    publish_plan(tmp_path, second, force=True)
    from routeplan.cli.plan_files import read_plan

    files = published_files(tmp_path)
    assert [path.parent.name for path in files] == ["replaced", "published"]
    record = record_of(PublishedPlan(read_plan(path)) for path in files)
    assert {v.visit: v.date for v in record.visits.values() if not v.missed} == {
        "A/exchange/102": MONDAY, "A/exchange/104": later + timedelta(days=1),
    }  # fmt: skip
    assert {v.visit for v in record.visits.values() if v.missed} == {
        "B/exchange/102", "B/exchange/104",
    }  # fmt: skip


def test_the_rotation_says_which_crates_were_planned() -> None:
    """By visit and direction; without a rotation nothing is said."""
    exchange = Exchange(
        "A", "exchange", "A/exchange/102", MONDAY, "VAN", "K", "L", ("K/1", "K/2"), ("L/1",), "D"
    )
    visits = record_of([PublishedPlan(small_plan(), (exchange,))]).visits
    assert visits["A/exchange/102"].crates == {"K/1": "out", "K/2": "out", "L/1": "in"}
    for other in (None, ()):
        visits = record_of([PublishedPlan(small_plan(), other)]).visits
        assert visits["A/exchange/102"].crates is None


@pytest.mark.parametrize("content", ["[", "[]", '{"schema": "x"}', '{"exchanges": []}', "{}"])
def test_a_file_that_is_no_rotation_says_nothing(tmp_path: Path, content: str) -> None:
    """Of a published plan: exchanges that are none of the schema do not stop the ledger."""
    file = tmp_path / "plan.rotation.json"
    file.write_text(content, encoding="utf-8")
    assert exchanges_of(file) is None
    file.write_text('{"schema": "routeplan/rotation@1", "exchanges": [1]}', encoding="utf-8")
    assert exchanges_of(file) is None
    file.write_text('{"schema": "routeplan/rotation@1", "exchanges": []}', encoding="utf-8")
    assert exchanges_of(file) == ()


def test_a_visit_recorded_under_the_id_of_a_draft_is_that_of_its_day(tmp_path: Path) -> None:
    """The report and the list of what waits agree: it took place, and was not an extra."""
    entries = entries_of(tmp_path, handover("A", 0, out("X-1/1"), visit="A/exchange/99"))
    told = made([visit("A", 102, 0)], entries)
    assert (told.total.done, told.total.extra, told.total.not_recorded) == (1, 0, 0)
