"""Tide tables of a project: what is read, and what is said of each mistake."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from routeplan.language import LANGUAGES
from routeplan.model import TidePoint

WEEK = [date(2025, 12, day).isoformat() for day in range(15, 22)]


def heights(*lines: str) -> str:
    """The text of tides.csv for the station hon-dau."""
    return "\n".join(
        ["station,date,time,height_m,turn", *(f"hon-dau,{line}" for line in lines), ""]
    )


def hourly() -> list[str]:
    """A regular table of the whole horizon and its last midnight."""
    rows = [f"{day},{hour:02d}:00,{1 + hour % 12 / 4}," for day in WEEK for hour in range(24)]
    return [*rows, "2025-12-22,00:00,1.0,"]


def turning() -> list[str]:
    """High and low water of the same days, and one on either side."""
    return [
        "2025-12-14,18:00,0.4,low",
        *(row for day in WEEK for row in (f"{day},06:00,3.5,high", f"{day},18:00,0.4,low")),
        "2025-12-22,06:00,3.5,high",
    ]


@pytest.fixture
def tidal(folder: Any) -> Any:
    """A folder whose landing at Việt Hải needs a tide of 1.2 m at Hòn Dấu."""
    folder.put("landings", 5, "tide_min_m", "1.2")
    folder.put("landings", 5, "tide_station", "hon-dau")
    folder.text("tides.csv", heights(*hourly()))
    return folder


def findings(folder: Any, language: str = "en") -> list[tuple[str, str, str, int | None]]:
    """Code, severity, file and row of every finding."""
    found = folder.load(language=language).notices
    return [(n.code, n.severity.value, n.file, n.row) for n in found]


@pytest.mark.parametrize("rows", [hourly(), turning()], ids=["regular", "turns"])
def test_a_table_is_read_into_the_problem(tidal: Any, rows: list[str]) -> None:
    """Regular heights and turning points arrive as they stand, with station and limit."""
    tidal.text("tides.csv", heights(*rows))
    project = tidal.load()
    assert project.notices == ()
    (table,) = project.problem.tides
    assert (table.station, len(table.points)) == ("hon-dau", len(rows))
    landing = project.problem.landing_by_id["b-viet-hai"]
    assert (landing.tide_min_m, landing.station) == (1.2, "hon-dau")
    assert project.problem.timezone == "Asia/Ho_Chi_Minh"


def test_vietnamese_headers_and_words_are_read(tidal: Any) -> None:
    """An office's own table has Vietnamese headers, days first and commas in numbers."""
    rows = [
        f"hon-dau;{day[8:]}/12/2025;{at};{height};{turn}"
        for day in ["2025-12-14", *WEEK, "2025-12-22"]
        for at, height, turn in (("06:00", "3,5", "nước lớn"), ("18:00", "0,4", "nước ròng"))
    ]
    header = "Trạm triều;Ngày;Giờ;Mực nước;Nước lớn, nước ròng"
    tidal.text("tides.csv", "\n".join([header, *rows, ""]))
    project = tidal.load()
    assert project.notices == ()
    assert project.problem.tides[0].points[0] == TidePoint(date(2025, 12, 14), 21600, 3.5, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gap_is_found_at_the_row_after_it(tidal: Any, language: str) -> None:
    """Rows that are missing in the horizon stop the plan, with both ends of the gap and the fix."""
    rows = hourly()
    tidal.text("tides.csv", heights(*rows[:30], *rows[33:]))
    assert findings(tidal, language) == [("tide-gap", "error", "tides.csv", 32)]
    (notice,) = tidal.load(language=language).notices
    assert "2025-12-16 05:00" in notice.cause
    assert "2025-12-16 09:00" in notice.cause
    assert notice.action


def test_up_to_two_hours_and_eighteen_between_turns_are_no_gap(tidal: Any) -> None:
    """Every other hour of a regular table is enough; one more missing is not."""
    rows = hourly()
    tidal.text("tides.csv", heights(*rows[:30], *rows[31:]))
    assert findings(tidal) == []
    turns = turning()
    tidal.text("tides.csv", heights(*turns[:5], *turns[7:]))
    assert ("tide-gap", "error", "tides.csv", 7) in findings(tidal)


def test_a_gap_outside_the_horizon_is_nobodys_business(tidal: Any) -> None:
    """A table of a year may lack days that are not planned."""
    tidal.text("tides.csv", heights("2025-12-01,00:00,1.0,", *hourly(), "2026-01-05,00:00,1.0,"))
    assert findings(tidal) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda rows: [*rows, rows[9]], ("tide-duplicate", "error", "tides.csv", 171)),
        (
            lambda rows: [*rows[:9], rows[10], rows[9], *rows[11:]],
            ("tide-unsorted", "warning", "tides.csv", 12),
        ),
        (lambda rows: rows[:100], ("tide-short", "warning", "tides.csv", 101)),
        (lambda rows: rows[24:], ("tide-short", "warning", "tides.csv", 146)),
        (
            lambda rows: [rows[0].replace("1.0", "300"), *rows[1:]],
            ("value-invalid", "error", "tides.csv", 2),
        ),
        (
            lambda rows: [rows[0].replace("1.0", "high"), *rows[1:]],
            ("cell-not-number", "error", "tides.csv", 2),
        ),
    ],
    ids=["duplicate", "unsorted", "ends", "begins", "height", "word"],
)
def test_a_spoilt_table_is_found_at_its_row(tidal: Any, change: Any, expected: Any) -> None:
    """Each mistake has its finding, at the row that a spreadsheet shows."""
    tidal.text("tides.csv", heights(*change(hourly())))
    assert expected in findings(tidal)


@pytest.mark.parametrize(
    ("change", "row"),
    [
        (lambda rows: [*rows[:4], *rows[5:]], None),
        (lambda rows: [*rows[:4], rows[4].replace("0.4", "4.0"), *rows[5:]], 6),
        (lambda rows: [*rows[:4], rows[4].replace("low", "high"), *rows[5:]], 6),
    ],
    ids=["missing", "higher", "named wrong"],
)
def test_high_and_low_water_take_turns(tidal: Any, change: Any, row: int | None) -> None:
    """A missing, swapped or misnamed turn is found, for its curve would be nonsense."""
    tidal.text("tides.csv", heights(*change(turning())))
    codes = {(code, at) for code, _, _, at in findings(tidal)}
    assert codes & {("tide-turns", row), ("tide-gap", 6)}


def test_stations_and_tables_belong_together(tidal: Any) -> None:
    """A table that no landing uses, and a landing without its table, are errors with a hint."""
    tidal.put("landings", 5, "tide_station", "hon-dao")
    assert findings(tidal) == [
        ("tide-missing", "error", "landings.csv", 5),
        ("tide-station-unknown", "error", "tides.csv", 2),
    ]
    unknown = tidal.load(language="en").notices[1]
    assert unknown.action.startswith("Did you mean «hon-dao»?")


def test_an_unreadable_table_is_the_only_finding(tidal: Any) -> None:
    """A landing is not said to lack the table that nobody could read."""
    (tidal.path / "tides.csv").write_bytes(b"\x00\x01\x02")
    assert findings(tidal) == [("encoding-unknown", "error", "tides.csv", None)]


def test_daylight_is_set_by_profile_and_margin(folder: Any) -> None:
    """routeplan.toml switches daylight for a profile and sets the margin; a van has none."""
    path = folder.path / "routeplan.toml"
    text = path.read_text(encoding="utf-8")
    more = "\n[rules]\nsunset_margin_min = 90\n\n[profiles.canoe]\ndaylight = false\n"
    path.write_text(text + more, encoding="utf-8")
    problem = folder.load().problem
    assert problem.rules.sunset_margin_s == 5400
    assert not problem.profiles["canoe"].daylight
    assert problem.profiles["vessel"].daylight
    path.write_text(text + "\n[profiles.van]\ndaylight = true\n", encoding="utf-8")
    (notice,) = folder.load().errors
    assert (notice.code, notice.column) == ("config-value", "profiles.van.daylight")
