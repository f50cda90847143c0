"""Cells in all the ways in which people write them."""

from __future__ import annotations

from datetime import date

import pytest

from routeplan.model import Pin, Window
from routeplan.model.tables import Column, ColumnType
from routeplan.project.cells import CellError, read_cell

H = 3600


def read(kind: ColumnType, text: str) -> object:
    """Read a text as a column of a type."""
    choices = ("mobile", "exchange", "island", "very_hard", "storm")
    return read_cell(Column("c", kind, "C", "", choices=choices), text)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (ColumnType.INTEGER, "1.200", 1200),
        (ColumnType.INTEGER, "1 200", 1200),
        (ColumnType.INTEGER, "12.0", 12),
        (ColumnType.NUMBER, "20,8449", 20.8449),
        (ColumnType.NUMBER, "-0.5", -0.5),
        (ColumnType.BOOLEAN, "Có", True),
        (ColumnType.BOOLEAN, "không", False),
        (ColumnType.BOOLEAN, "x", True),
        (ColumnType.BOOLEAN, "0", False),
        (ColumnType.DATE, "2026-12-01", date(2026, 12, 1)),
        (ColumnType.DATE, "1/12/2026", date(2026, 12, 1)),
        (ColumnType.DATES, "2026-12-01;02/12/2026", (date(2026, 12, 1), date(2026, 12, 2))),
        (ColumnType.DAYS, "Mon,Tue", frozenset({0, 1})),
        (ColumnType.DAYS, "T2,T3,CN", frozenset({0, 1, 6})),
        (ColumnType.DAYS, "Thứ hai; thứ 7", frozenset({0, 5})),
        (ColumnType.DAYS, "T2-T6", frozenset(range(5))),
        (ColumnType.DAYS, "Sat-Mon", frozenset({5, 6, 0})),
        (ColumnType.TIME, "7:30", 7 * H + 1800),
        (ColumnType.TIME, "07h30", 7 * H + 1800),
        (ColumnType.TIME, "7h", 7 * H),
        (ColumnType.TIMES, "12:00; 7:30 12:00", (7 * H + 1800, 12 * H)),
        (ColumnType.WINDOW, "7h30 – 17h", Window(7 * H + 1800, 17 * H)),
        (ColumnType.WINDOW, "00:00-24:00", Window(0, 24 * H)),
        (
            ColumnType.WINDOWS,
            "07:30-10:45;Mon=08:15-10:45;T3,T4=9:00-10:00",
            (
                Window(27000, 38700),
                Window(29700, 38700, 0),
                Window(9 * H, 10 * H, 1),
                Window(9 * H, 10 * H, 2),
            ),
        ),
        (ColumnType.CHOICE, "Lưu động", "mobile"),
        (ColumnType.CHOICE, "EXCHANGE", "exchange"),
        (ColumnType.CHOICES, "đảo, đặc biệt khó khăn", frozenset({"island", "very_hard"})),
        (ColumnType.IDS, "a; b,c", frozenset({"a", "b", "c"})),
        (ColumnType.PINS, "2026-12-01", (Pin(date=date(2026, 12, 1)),)),
        (ColumnType.PINS, "01/12/2026/XE-1", (Pin(date=date(2026, 12, 1), vehicle="XE-1"),)),
        (ColumnType.PINS, "T3/XE-1; /CANO", (Pin(weekday=1, vehicle="XE-1"), Pin(vehicle="CANO"))),
        (ColumnType.TEXT, "a\n  b", "a b"),
        (ColumnType.INTEGER, "", None),
    ],
)
def test_written_ways_are_read(kind: ColumnType, text: str, value: object) -> None:
    """English, Vietnamese and spreadsheet habits give the same value."""
    assert read(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (ColumnType.DAYS, "2", "days-bare-number"),
        (ColumnType.WINDOWS, "2=07:30-10:45", "days-bare-number"),
        (ColumnType.PINS, "2/XE", "days-bare-number"),
        (ColumnType.DATE, "1/12/26", "cell-not-date"),
        (ColumnType.DATE, "12/31/2026", "cell-not-date"),
        (ColumnType.TIME, "7", "cell-not-time"),
        (ColumnType.TIME, "07:60", "cell-not-time"),
        (ColumnType.TIME, "07:30:30", "cell-not-time"),
        (ColumnType.WINDOW, "07:30-07:30", "window-ends-before-start"),
        (ColumnType.PINS, "/", "cell-not-pin"),
        (ColumnType.INTEGER, "١٢", "cell-not-integer"),
        (ColumnType.NUMBER, "nan", "cell-not-number"),
        (ColumnType.NUMBER, "1e300", "number-too-large"),
        (ColumnType.CHOICE, "mobil", "choice-unknown"),
    ],
)
def test_what_could_be_misread_is_refused(kind: ColumnType, text: str, code: str) -> None:
    """Ambiguous and foreign writing is refused with its code, never guessed."""
    with pytest.raises(CellError) as caught:
        read(kind, text)
    assert caught.value.code == code
