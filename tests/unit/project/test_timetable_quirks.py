"""What services publish in the schema, and how it is understood: one quirk a test.

The quirks were seen in timetables of real services; the places are made up (Fictionshire).
"""

from __future__ import annotations

from datetime import date

import pytest

from routeplan.model import RouteplanError
from routeplan.project.messages import Findings
from routeplan.project.timetable.cells import TimetableCellError, read_clock, read_weekdays
from routeplan.project.timetable.recurrence import read_rules, without_dates
from routeplan.project.timetable.rows import StopRow, read_rows
from tests.timetables import read, row, text, timetable

H = 3600
WITHOUT_TYPE = [name for name in row() if name not in ("type", "exceptions")]


def codes(findings: Findings) -> list[tuple[str, int | None]]:
    """Return what was found, and in which rows."""
    return [(notice.code, notice.row) for notice in findings.notices]


def raw(body: str) -> tuple[tuple[StopRow, ...], Findings]:
    """Return the rows of a file whose lines are written out, and what was found."""
    findings = Findings("en")
    return read_rows("t.csv", body.encode(), findings), findings


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("09:30:00Z", 9.5 * H),
        ("9:30:00+01:00", 9.5 * H),
        ("2019-03-04T09:30:00Z", 9.5 * H),
        ("2019-03-04 09:30:00", 9.5 * H),
        ("24:00", 24 * H),
        ("2400", 24 * H),
    ],
)
def test_times_of_databases(cell: str, seconds: float) -> None:
    """A time with a zone, or after a date, is the clock on the wall."""
    assert read_clock(cell) == seconds


@pytest.mark.parametrize("cell", ["24:30", "09:30:00X", "2019-03-04", "25:00:00Z"])
def test_no_times(cell: str) -> None:
    """What only looks like one is none."""
    with pytest.raises(TimetableCellError):
        read_clock(cell)


def test_spans_of_days() -> None:
    """From one day to another, over the weekend as well; months are no Mondays."""
    assert read_weekdays("Mon-Fri") == (0, 1, 2, 3, 4)
    assert read_weekdays("Saturday to Monday") == (5, 6, 0)
    assert read_weekdays("Monday - Wednesday, Friday") == (0, 1, 2, 4)
    assert read_weekdays("Monthly: Tuesday") == (1,)
    with pytest.raises(TimetableCellError):
        read_weekdays("monthly")


def test_columns_that_are_not_there() -> None:
    """Files without type and exceptions are read as they come."""
    rows, findings = raw(text([row()], WITHOUT_TYPE))
    assert [r.texts["type"] for r in rows] == [""]
    assert codes(findings) == []


def test_names_with_entities() -> None:
    """A web page's «&#39;» is an apostrophe in names; the row keeps what was published."""
    rows, _ = read([row(stop="St Madeup&#39;s Close")])
    assert rows[0].name == "St Madeup's Close, Upper Madeup"
    assert rows[0].texts["stop"] == "St Madeup&#39;s Close"


def test_a_cell_that_is_missing() -> None:
    """Everything after it stands a column off: put right, and said with the column."""
    good = text([row(stop="A"), row(stop="B", east=1)], WITHOUT_TYPE)
    short = good.replace('B,"The Green, Upper Madeup",,', 'B,"The Green, Upper Madeup",')
    assert short != good
    rows, findings = raw(short)
    assert rows == raw(good)[0]
    (notice,) = findings.notices
    assert (notice.code, notice.row, notice.column) == ("timetable-cells", 3, "postcode")
    assert notice.severity.value == "warning"
    assert "15 cells, the header 16" in notice.cause


def test_a_comma_that_nobody_quoted() -> None:
    """The address takes what is too much."""
    good = text([row(stop="A"), row(stop="B", east=1)])
    loose = good.replace('B,"The Green, Upper Madeup"', "B,The Green, Upper Madeup")
    rows, findings = raw(loose)
    assert [r.texts["address"] for r in rows] == ["The Green, Upper Madeup"] * 2
    assert codes(findings) == [("timetable-cells", 3)]
    assert raw(good + ",,,,\n")[0] == raw(good)[0]  # commas at the end are no cells


def test_a_row_that_no_shift_puts_right() -> None:
    """It stays an error where it stands; a row that is short at its end is fine."""
    good = text([row(stop="A")])
    rows, findings = raw(
        good + "Fictionshire,Van,R,Upper,B,address,,west,53.1,Monday,Public,soon\n"
    )
    assert len(rows) == 1
    assert {code for code, _ in codes(findings)} == {"timetable-time"}
    rows, findings = raw(good.rstrip("\n").removesuffix(",,,https://example.org/timetable") + "\n")
    assert len(rows) == 1
    assert codes(findings) == []


def test_a_start_in_the_column_end() -> None:
    """The weekday stands in start and the date in end: the date is the start."""
    rows, findings = read([row(start="Monday", end="2024-01-08")])
    assert rows[0].recurrence.first == date(2024, 1, 8)
    assert rows[0].recurrence.last is None
    assert codes(findings) == [("timetable-start-shifted", 2)]
    assert read([row(start="Monday", end="")])[0] == ()


def test_a_start_on_another_weekday() -> None:
    """The week is that in which the rest of the route is driven: before the date, or after it."""
    route = [row(stop=f"S{k}", day="Wednesday", start="2024-01-10", east=k) for k in range(3)]
    rows, findings = read([*route, row(stop="Late", day="Wednesday", start="2024-01-11")])
    assert rows[-1].recurrence.begins() == date(2024, 1, 10)
    assert codes(findings) == [("timetable-start-differs", 5)]
    # A start that says from when on the timetable holds is no fault.
    later = row(stop="Valid from", day="Wednesday", start="2024-01-08")
    rows, findings = read([*route, later])
    assert rows[-1].recurrence.begins() == date(2024, 1, 10)
    assert codes(findings) == []


def test_a_start_that_is_missing() -> None:
    """It is that of the same route on the same day, not of another route."""
    rows, findings = read(
        [
            row(route="A", start="2024-01-15"),
            row(route="A", start="", stop="Second"),
            row(route="B", start="2024-01-08", stop="Third"),
        ]
    )
    assert [r.recurrence.first for r in rows] == [
        date(2024, 1, 15),
        date(2024, 1, 15),
        date(2024, 1, 8),
    ]
    assert codes(findings) == [("timetable-start-empty", 3)]


def test_one_time_is_missing() -> None:
    """The visit lasts as others do, marked as estimated; the cell stays empty as published."""
    known = [row(stop=f"S{k}", arrival="10:00", departure="10:20", east=k) for k in range(3)]
    rows, findings = read(
        [
            *known,
            row(stop="No arrival", arrival="", departure="2:15"),
            row(stop="No departure", arrival="11:00", departure=""),
        ]
    )
    first, second = rows[-2:]
    assert (first.arrive_s, first.depart_s) == (13 * H + 55 * 60, 14 * H + 15 * 60)
    assert (second.arrive_s, second.depart_s) == (11 * H, 11 * H + 20 * 60)
    assert first.estimated
    assert second.estimated
    assert first.texts["arrival"] == second.texts["departure"] == ""
    assert codes(findings) == [("timetable-one-time", 5), ("timetable-one-time", 6)]
    # Where no row tells how long visits last, nothing is made up.
    assert read([row(departure="")])[0] == ()


def test_dates_beside_a_rule() -> None:
    """DTSTART is the start where the column is empty, EXDATE are exceptions."""
    cell = "DTSTART:20240108T093000Z\nRRULE:FREQ=WEEKLY;INTERVAL=2\nEXDATE:20240122,20240205"
    rows, findings = read([row(frequency=cell, start="")])
    assert rows[0].recurrence.first == date(2024, 1, 8)
    assert rows[0].recurrence.exceptions == {date(2024, 1, 22), date(2024, 2, 5)}
    assert codes(findings) == []
    rows, _ = read([row(frequency="FREQ=WEEKLY;EXDATE=20240115", exceptions="2024-01-22")])
    assert rows[0].recurrence.exceptions == {date(2024, 1, 15), date(2024, 1, 22)}
    assert without_dates("FREQ=WEEKLY") == ("FREQ=WEEKLY", "", "")
    assert without_dates("EXDATE;VALUE=DATE:20240115")[2] == "20240115"


def test_a_break_at_one_place_is_two_visits() -> None:
    """The same stop twice a day with lunch between: two visits, on the same weekday."""
    found, findings = timetable(
        [
            row(arrival="11:00", departure="13:00"),
            row(arrival="14:00", departure="16:45"),
        ]
    )
    assert [stop.minutes for stop in found.stops] == [120, 165]
    assert all(stop.weekdays == {0} for stop in found.stops)
    assert codes(findings) == []


def test_nothing_but_postcodes() -> None:
    """A file without any coordinates says so as a whole, in both languages."""
    for language, words in (("en", "None of the 2 rows"), ("vi", "Không điểm dừng nào trong 2")):
        rows = [row(stop=name, geox="", geoy="", postcode="ZZ1 1ZZ") for name in "AB"]
        findings = Findings(language)
        with pytest.raises(RouteplanError) as caught:
            from routeplan.project.timetable.timetable import understood

            understood("t.csv", text(rows).encode(), findings)
        assert caught.value.code == "timetable-no-coordinates"
        assert words in caught.value.cause
        assert len(caught.value.details["notices"]) == 2


def test_what_is_wrong_with_a_rule_in_vietnamese() -> None:
    """No English stands in a Vietnamese message."""
    findings = Findings("vi")
    read_rows("t.csv", text([row(frequency="FREQ=HOURLY")]).encode(), findings)
    (notice,) = findings.notices
    assert "FREQ là «HOURLY», phải là một trong DAILY" in notice.cause


def test_rules_that_count_in_a_year() -> None:
    """The twentieth Monday of the year is a date, the sixth of a month is none."""
    assert read_rules("FREQ=YEARLY;BYDAY=20MO")[0].starting(date(2024, 1, 1))[0].month == 5
    with pytest.raises(ValueError, match="6MO"):
        read_rules("FREQ=MONTHLY;BYDAY=6MO")


@pytest.mark.parametrize(
    "rule",
    ["FREQ=WEEKLY;INTERVAL={}", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS={}", "FREQ=MONTHLY;BYMONTHDAY={}",
     "FREQ=WEEKLY;COUNT={}"],
)  # fmt: skip
def test_a_number_of_five_thousand_digits(rule: str) -> None:
    """Python reads no such number; the cell is at fault, and not the program."""
    rows, findings = read([row(), row(stop="Other", frequency=rule.format("1" * 5000))])
    assert len(rows) == 1
    assert codes(findings) == [("timetable-frequency", 3)]
