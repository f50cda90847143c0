"""Cells, headers and rows of timetables in every form that services write them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from routeplan.model import RouteplanError, Severity
from routeplan.project.messages import Findings
from routeplan.project.timetable.cells import (
    TimetableCellError,
    read_clock,
    read_coordinate,
    read_day,
    read_days,
    read_span,
    read_weekdays,
)
from routeplan.project.timetable.rows import read_rows
from routeplan.project.timetable.schema import columns_of
from tests.timetables import read, row, text


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("9:30", 570),
        ("09:30", 570),
        ("09:30:00", 570),
        ("9.30am", 570),
        ("9.30 a.m.", 570),
        ("0930", 570),
        ("930", 570),
        ("9h30", 570),
        ("9am", 540),
        ("2:15 PM", 855),
        ("12.15pm", 735),
        ("12am", 0),
        ("noon", 720),
        ("1330", 810),
        ("1330hrs", 810),
        ("0.395833333", 570),
    ],
)
def test_clock(cell: str, minutes: int) -> None:
    """Times in every form are minutes of the day."""
    assert read_clock(cell) == 60 * minutes


@pytest.mark.parametrize("cell", ["", "soon", "25:00", "9:75", "13am", "9:3", "930:00"])
def test_no_clock(cell: str) -> None:
    """What is no time is refused."""
    with pytest.raises(TimetableCellError):
        read_clock(cell)


def test_span() -> None:
    """Two times in one cell are a span; a time with a hyphen in a date is none."""
    assert read_span("9.30am - 10.15am") == (570 * 60, 615 * 60)
    assert read_span("9:30 to 10:15") == (570 * 60, 615 * 60)
    assert read_span("9:30") is None
    assert read_span("9:30 - late") is None


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("Monday", (0,)),
        ("weds", (2,)),
        ("Tues.", (1,)),
        ("FRIDAY", (4,)),
        ("Mondays", (0,)),
        ("Mo", (0,)),
        ("Monday & Thursday", (0, 3)),
        ("Dydd Mawrth", (1,)),
    ],
)
def test_weekdays(cell: str, days: tuple[int, ...]) -> None:
    """English and Welsh weekdays, short and long, one or several."""
    assert read_weekdays(cell) == days


@pytest.mark.parametrize(
    "cell",
    [
        "2019-01-21",
        "21/01/2019",
        "21-01-2019",
        "21.1.2019",
        "21/1/19",
        "21 January 2019",
        "21 Jan 2019",
        "Monday 21st January 2019",
        "2019-01-21T00:00:00",
        "20190121",
        "21/01/2019 00:00",
    ],
)
def test_dates(cell: str) -> None:
    """A date in every form, the day before the month."""
    assert read_day(cell) == date(2019, 1, 21)


def test_lists_of_dates() -> None:
    """Dates of a list, and what of it is none."""
    found, wrong = read_days("2024-12-25, 26/12/2024;Christmas")
    assert found == (date(2024, 12, 25), date(2024, 12, 26))
    assert wrong == ("Christmas",)


def test_coordinates() -> None:
    """Decimal commas, minus signs of typesetters, and words for nothing."""
    assert read_coordinate("-2,5") == -2.5
    assert read_coordinate("−2.5") == -2.5
    assert read_coordinate("345,600") == 345_600
    assert read_coordinate("n/a") is None
    with pytest.raises(TimetableCellError):
        read_coordinate("west")


def test_headers() -> None:
    """Case, spaces, underscores and older names do not matter; unknown columns are left alone."""
    header = ["Mobile Name", "ROUTE", "Stop Name", "Notes", "Longitude", "latitude", "arrival_time"]
    found = columns_of(header, [])
    assert found == {"mobile": 0, "route": 1, "stop": 2, "geox": 4, "geoy": 5, "arrival": 6}


def test_older_files() -> None:
    """In older files Start and End are times of the day, and Date is the first visit."""
    header = ["Stop", "Date", "Start", "End"]
    cells = [["Green", "2017-10-16", "09:00", "09:25"]]
    assert columns_of(header, cells) == {"stop": 0, "start": 1, "arrival": 2, "departure": 3}
    dates = [["Green", "", "2017-10-16", "2018-10-16"]]
    assert "arrival" not in columns_of(header, dates)


FORMS: dict[str, bytes] = {
    "bom": b"\xef\xbb\xbf" + text([row()]).encode(),
    "utf-16": text([row()]).encode("utf-16"),
    "semicolons": text([row()]).replace(",", ";").encode(),
    "tabs": text([row()]).replace(",", "\t").encode(),
    "windows": text([row(community="Llanfair–y–Bryn")]).encode("cp1252"),
    "crlf": text([row()]).replace("\n", "\r\n").encode(),
    "title": b"Mobile library\nValid from January 2024, until further notice\n\n"
    + text([row()]).encode(),
    "blank rows": ("\n\n" + text([row()]) + ",,,\n").encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_files_in_every_form(form: str) -> None:
    """Encodings, delimiters, line ends and blank rows do not matter."""
    findings = Findings("en")
    # The address of the base row holds a comma, which other delimiters may not split.
    data = FORMS[form]
    if form in ("semicolons", "tabs"):
        plain = text([row(address="The Green", frequency="FREQ=WEEKLY")])
        data = plain.replace(",", ";" if form == "semicolons" else "\t").encode()
    rows = read_rows("t.csv", data, findings)
    assert [(r.texts["stop"], r.arrive_s) for r in rows] == [("Green", 36_000)]
    assert rows[0].texts["community"] in ("Upper Madeup", "Llanfair–y–Bryn")
    assert findings.notices == ()


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "departure before arrival": (
        {"arrival": "14:00", "departure": "13:30"},
        "timetable-departs-first",
        "departure",
    ),
    "no time": ({"arrival": "morning"}, "timetable-time", "arrival"),
    "no times": ({"arrival": "", "departure": ""}, "timetable-time", "arrival"),
    "no day": ({"day": "Someday"}, "timetable-day", "day"),
    "no date": ({"start": "soon"}, "timetable-date", "start"),
    "ends first": ({"end": "2023-01-01"}, "timetable-ends-first", "end"),
    "hourly": ({"frequency": "FREQ=HOURLY"}, "timetable-frequency", "frequency"),
    "unknown part": ({"frequency": "FREQ=WEEKLY;EVERY=2"}, "timetable-frequency", "frequency"),
    "interval zero": ({"frequency": "FREQ=WEEKLY;INTERVAL=0"}, "timetable-frequency", "frequency"),
    "sixth Monday": ({"frequency": "FREQ=MONTHLY;BYDAY=6MO"}, "timetable-frequency", "frequency"),
    "prose": ({"frequency": "when we can"}, "timetable-frequency", "frequency"),
    "no number": ({"geox": "west"}, "timetable-coordinate", "geox"),
    "off the globe": ({"geox": "999", "geoy": "5000000000"}, "timetable-coordinate", "geoy"),
    "no name": ({"stop": "", "community": "", "address": ""}, "timetable-no-name", "stop"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_rows(case: str) -> None:
    """A row that cannot be used is an error with row, column and what to do; others stay."""
    changes, code, column = BAD[case]
    rows, findings = read([row(stop="A"), row(**{"stop": "B", **changes}), row(stop="C", east=1)])
    assert [r.texts["stop"] for r in rows] == ["A", "C"]
    (notice,) = [n for n in findings.notices if n.severity is Severity.ERROR]
    assert (notice.code, notice.row, notice.column) == (code, 3, column)
    assert "3" in notice.cause
    assert notice.action


def test_stop_in_another_country() -> None:
    """A stop far from all others is an error, with the mirrored place as a hint where that fits."""
    near = [row(stop=f"S{k}", east=k) for k in range(5)]
    rows, findings = read([*near, row(stop="Far", geox="2.5")])
    assert len(rows) == 5
    (notice,) = findings.notices
    assert (notice.code, notice.row) == ("timetable-elsewhere", 7)
    assert "-2.5" in notice.action


def test_missing_coordinates() -> None:
    """Coordinates of another row of the same stop are taken; without one the row is left out."""
    rows, findings = read(
        [row(stop="A"), row(stop="A", day="Friday", geox="", geoy=""), row(stop="B", geox="")]
    )
    assert [(r.row, r.lat, r.lon) for r in rows] == [(2, 53.1, -2.5), (3, 53.1, -2.5)]
    found = {n.code: (n.row, n.severity.value) for n in findings.notices}
    assert found == {
        "timetable-position-from": (3, "warning"),
        "timetable-position-missing": (4, "warning"),
    }


def test_many_rows_without_coordinates_are_read_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was said is looked at once, not anew for each row: 20,000 rows would take an hour."""
    asked = []
    every = Findings.notices.fget
    monkeypatch.setattr(
        Findings,
        "notices",
        property(lambda own: asked.append(1) or every(own)),  # type: ignore[misc]
    )
    rows, _ = read([row(stop=f"S{k}", **({"geox": ""} if k % 2 else {})) for k in range(60)])
    assert len(rows) == 30
    assert not asked


def test_british_grid_and_swapped_columns() -> None:
    """Eastings and northings are read, and latitude and longitude the other way round."""
    rows, findings = read([row(geox="366,500", geoy="355700")])
    assert (round(rows[0].lat, 2), round(rows[0].lon, 2)) == (53.1, -2.5)
    assert findings.notices == ()
    rows, findings = read([row(geox="53.1", geoy="-2.5"), row(geox="53.2", geoy="-2.4")])
    assert (rows[0].lat, rows[0].lon) == (53.1, -2.5)
    assert [n.code for n in findings.notices] == ["timetable-swapped"]
    near = [row(stop=f"S{k}", east=k) for k in range(4)]
    rows, findings = read([*near, row(stop="Turned", geox="53.1", geoy="-2.5")])
    assert (rows[-1].lat, rows[-1].lon) == (53.1, -2.5)
    assert [(n.code, n.row) for n in findings.notices] == [("timetable-swapped-row", 6)]


def test_afternoons() -> None:
    """A library van is not out before seven; times of twelve hours are understood, and said."""
    rows, findings = read([row(arrival="1:30", departure="2:15")])
    assert (rows[0].arrive_s, rows[0].depart_s) == (13.5 * 3600, 14.25 * 3600)
    assert [n.code for n in findings.notices] == ["timetable-afternoon"]
    rows, _ = read([row(arrival="11:45", departure="1:15")])
    assert (rows[0].arrive_s, rows[0].depart_s) == (11.75 * 3600, 13.25 * 3600)


def test_no_minutes() -> None:
    """Where arrival and departure are the same, five minutes are assumed and marked."""
    rows, findings = read([row(arrival="10:00", departure="10:00")])
    assert rows[0].depart_s - rows[0].arrive_s == 300
    assert rows[0].estimated
    assert [(n.code, n.severity.value) for n in findings.notices] == [
        ("timetable-no-minutes", "warning")
    ]


def test_empty_frequency_is_that_of_its_route() -> None:
    """Else weekly; both are said."""
    rows, findings = read(
        [
            row(frequency="FREQ=WEEKLY;INTERVAL=3"),
            row(frequency="", east=1),
            row(frequency="", route="X"),
        ]
    )
    assert [r.recurrence.interval_weeks for r in rows] == [3, 3, 1]
    assert [(n.code, n.row) for n in findings.notices] == [
        ("timetable-frequency-empty", 3),
        ("timetable-frequency-empty", 4),
    ]


def test_empty_starts_take_turns() -> None:
    """Routes of one van and weekday without a first date are put in different weeks."""
    rows, _ = read([row(route="A", start=""), row(route="B", start=""), row(route="A", start="")])
    first, second, third = (r.recurrence.begins() for r in rows)
    assert first == third
    assert second is not None
    assert first is not None
    assert abs((second - first).days) == 7


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "timetable-unreadable"),
        (b"PK\x03\x04 a workbook", "timetable-unreadable"),
        (b"name,price\nBread,2\n", "timetable-columns"),
        (text([]).encode(), "timetable-no-rows"),
    ],
)
def test_files_that_are_no_timetables(data: bytes, code: str) -> None:
    """Such a file is refused with what it lacks."""
    with pytest.raises(RouteplanError) as caught:
        read_rows("t.csv", data, Findings("en"))
    assert caught.value.code == code
    assert "t.csv" in caught.value.cause
