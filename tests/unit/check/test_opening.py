"""Calendar, swap days and windows, by hand (docs/concepts.md, «Calendar»)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from routeplan.check.opening import (
    crossing_shut,
    join,
    site_shut,
    spans_on,
    vehicle_shut,
    weekday_on,
)
from routeplan.model import CalendarEntry, DayKind, Problem, Window
from tests.unit.check.town import FRIDAY, TUESDAY, make_problem

SATURDAY = date(2026, 12, 5)


def with_calendar(*entries: CalendarEntry) -> Problem:
    """The town's records with another calendar."""
    return replace(make_problem(), calendar=entries)


def entry(kind: DayKind, *names: str, note: str = "", day: date = TUESDAY) -> CalendarEntry:
    """A row for one date."""
    return CalendarEntry(day, day, kind, frozenset(names), note)


def shut(problem: Problem, key: str = "S-DAO/mobile", day: date = TUESDAY) -> str | None:
    """Why a service is closed."""
    service = problem.service_by_key[key]
    return site_shut(problem, problem.site_by_id[service.site], service, day)


@pytest.mark.parametrize("kind", [DayKind.HOLIDAY, DayKind.CLOSURE])
def test_a_row_without_names_closes_everything_on_its_dates(kind: DayKind) -> None:
    """Sites and vehicles alike, from the first to the last date and not beyond."""
    problem = with_calendar(CalendarEntry(TUESDAY, FRIDAY, kind))
    van = problem.vehicle_by_id["VAN-1"]
    for day in (TUESDAY, FRIDAY):
        assert shut(problem, day=day)
        assert vehicle_shut(problem, van, day)
    assert shut(problem, day=SATURDAY) is None
    assert vehicle_shut(problem, van, date(2026, 11, 30)) is None


def test_holidays_do_not_stop_ferries_but_closures_and_storms_do() -> None:
    """A row of the timetable says on which days it sails."""
    ferry = make_problem().crossing_by_id["PHA-RA"]
    assert crossing_shut(with_calendar(entry(DayKind.HOLIDAY)), ferry, TUESDAY) is None
    for names in ((), ("PHA-RA",), ("BEN-DAO",)):
        for kind in (DayKind.STORM, DayKind.CLOSURE):
            assert crossing_shut(with_calendar(entry(kind, *names)), ferry, TUESDAY)
    elsewhere = with_calendar(entry(DayKind.STORM, "BEN-XA"), entry(DayKind.CLOSURE, "S-DAO"))
    assert crossing_shut(elsewhere, ferry, TUESDAY) is None


def test_a_swap_day_lifts_holidays_not_closures() -> None:
    """An official swap day is a working day, but a closed school stays closed."""
    swap = entry(DayKind.WORKDAY, note="Mon")
    assert shut(with_calendar(entry(DayKind.HOLIDAY), swap)) is None
    assert shut(with_calendar(entry(DayKind.CLOSURE), swap))


@pytest.mark.parametrize(
    ("note", "weekday"), [("Fri", 4), ("như T6", 4), ("like Monday", 0), ("", 0), ("CN", 6)]
)
def test_a_swap_day_works_like_the_day_in_its_note(note: str, weekday: int) -> None:
    """Days in English or Vietnamese; Monday where the note names none."""
    problem = with_calendar(entry(DayKind.WORKDAY, note=note, day=SATURDAY))
    assert weekday_on(problem, SATURDAY) == weekday
    assert weekday_on(problem, FRIDAY) == 4
    works = vehicle_shut(problem, problem.vehicle_by_id["VAN-1"], SATURDAY) is None
    assert works == (weekday < 5)


def test_a_swap_day_for_some_is_none_for_others() -> None:
    """`applies_to` limits swap days like everything else."""
    problem = with_calendar(entry(DayKind.WORKDAY, "VAN-1", note="Mon", day=SATURDAY))
    assert vehicle_shut(problem, problem.vehicle_by_id["VAN-1"], SATURDAY) is None
    assert vehicle_shut(problem, problem.vehicle_by_id["VAN-2"], SATURDAY)


def test_exams_close_schools_alone() -> None:
    """Those named, or all of them; never a library or a village."""
    assert shut(with_calendar(entry(DayKind.EXAM)), "S-TRUONG/mobile")
    assert shut(with_calendar(entry(DayKind.EXAM)), "S-THUVIEN/exchange") is None
    assert shut(with_calendar(entry(DayKind.EXAM, "S-DAO")), "S-TRUONG/mobile") is None


def test_windows_with_a_day_replace_those_without_on_that_day() -> None:
    """Windows that touch are one; no windows is the whole day; none for a day is closed."""
    general, monday = (Window(100, 200), Window(200, 300)), Window(250, 300, 0)
    assert spans_on((*general, monday), 1) == ((100, 300),)
    assert spans_on((*general, monday), 0) == ((250, 300),)
    assert spans_on((), 3) == ((0, 86_400),)
    assert spans_on((monday,), 1) == ()
    assert join([(5, 9), (1, 3), (3, 4), (6, 7)]) == ((1, 4), (5, 9))
