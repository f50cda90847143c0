"""Tides from harmonic constants: the prediction itself, and what is said of each mistake."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import cos, radians
from typing import Any

import numpy as np
import pytest
import utide

from routeplan.language import LANGUAGES
from routeplan.project import harmonic
from routeplan.project.harmonic import TideConstant, constituent_name, heights_m, predicted

LAT = 20.67
START = datetime(2026, 3, 1, tzinfo=UTC)

# Of no real place: a diurnal tide with some semidiurnal and shallow-water parts.
TIDE = (
    TideConstant("Z0", 1.9),
    TideConstant("K1", 0.70, 90.0),
    TideConstant("O1", 0.75, 30.0),
    TideConstant("P1", 0.20, 55.0),
    TideConstant("M2", 0.06, 110.0),
    TideConstant("S2", 0.04, 200.0),
    TideConstant("M4", 0.02, 10.0),
)
HEADER = "station,constituent,amplitude_m,phase_deg,phase_zone_h,source"
ROWS = ("Z0,1.9,,,sheet 12", "K1,0.70,90,,", "O1,0.75,30,,", "M2,0.06,110,,", "S2,0.04,200,,")


def hours(count: int, step: float = 1.0) -> list[datetime]:
    """Moments from the start on."""
    return [START + timedelta(hours=step * k) for k in range(count)]


def longitudes(moment: datetime) -> tuple[float, float, float, float, float]:
    """Mean lunar time and longitudes of moon, sun, perigee and the moon's node, in degrees.

    Polynomials of Schureman's Manual of Harmonic Analysis (1958), table 1, as revised for epoch
    2000 by Meeus, Astronomical Algorithms, chapter 47.
    """
    t = (moment - datetime(2000, 1, 1, 12, tzinfo=UTC)).total_seconds() / 86400 / 36525
    moon = 218.3164477 + 481267.88123421 * t
    sun = 280.46646 + 36000.76983 * t
    perigee = 83.3532465 + 4069.0137287 * t
    node = 125.04452 - 1934.136261 * t
    hour = 15 * (moment.hour + moment.minute / 60)
    return hour + sun - moon + 180, moon, sun, perigee, node


def by_hand(constants: tuple[TideConstant, ...], moment: datetime) -> float:
    """The tide as Schureman's textbook adds it up: cosines, with f and u of the moon's node."""
    tau, s, h, _, node = longitudes(moment)
    n = radians(node)
    # Equilibrium argument, then node factors by the usual series in the node's longitude.
    table = {
        "M2": (2 * tau, 1 - 0.037 * cos(n), -2.14 * np.sin(n)),
        "S2": (2 * (tau + s - h), 1.0, 0.0),
        "K1": (tau + s - 90, 1.006 + 0.115 * cos(n), -8.86 * np.sin(n)),
        "O1": (tau - s + 90, 1.009 + 0.187 * cos(n), 10.8 * np.sin(n)),
        "P1": (tau + s - 2 * h + 90, 1.0, 0.0),
    }
    level = 0.0
    for one in constants:
        if one.name == "Z0":
            level += one.amplitude_m
            continue
        argument, factor, shift = (
            table[one.name]
            if one.name in table
            else (2 * table["M2"][0], table["M2"][1] ** 2, 2 * table["M2"][2])
        )
        level += factor * one.amplitude_m * cos(radians(argument + shift - one.phase_deg))
    return level


@pytest.mark.parametrize("year", [2016, 2021, 2026, 2030])
def test_prediction_is_a_sum_of_cosines(year: int) -> None:
    """It agrees with the textbook's sum within 4 cm, wherever the moon's node stands.

    The textbook's node factors are themselves rounded to a percent or so of 1.7 m; without them it
    would be 15 cm.
    """
    moments = [one.replace(year=year) for one in hours(24 * 20)]
    own = heights_m(TIDE, LAT, moments)
    other = np.array([by_hand(TIDE, moment) for moment in moments])
    assert np.ptp(other) > 2
    assert np.abs(own - other).max() < 0.04
    assert np.sqrt(np.mean((own - other) ** 2)) < 0.02


def test_constants_found_by_analysis_come_back() -> None:
    """A year of a made-up tide, analysed by UTide, gives constants that predict another month."""
    moments = hours(24 * 366)
    series = heights_m(TIDE, LAT, moments)
    days = np.array([harmonic._days(moment) for moment in moments])
    names = [one.name for one in TIDE if one.name != "Z0"]
    found = utide.solve(
        days, series, lat=LAT, constit=names, method="ols", conf_int="none", trend=False,
        epoch="python", verbose=False, nodal=True,
    )  # fmt: skip
    analysed = [TideConstant("Z0", float(found.mean))]
    given = {one.name: one for one in TIDE}
    for name, amplitude, phase in zip(found.name, found.A, found.g, strict=True):
        assert amplitude == pytest.approx(given[name].amplitude_m, rel=0.02, abs=1e-3)
        assert phase == pytest.approx(given[name].phase_deg, abs=1.5)
        analysed.append(TideConstant(str(name), float(amplitude), float(phase)))
    later = [moment + timedelta(days=400) for moment in hours(24 * 30)]
    apart = heights_m(analysed, LAT, later) - heights_m(TIDE, LAT, later)
    assert np.abs(apart).max() < 0.03


def test_phases_counted_in_a_zone() -> None:
    """A lag in Vietnam's time is larger by seven hours of the constituent than one at Greenwich."""
    speeds = {"M2": 28.9841042, "K1": 15.0410686, "O1": 13.9430356}
    zoned = [
        TideConstant(one.name, one.amplitude_m, one.phase_deg + 7 * speeds[one.name], 7.0)
        for one in TIDE
        if one.name in speeds
    ]
    plain = [one for one in TIDE if one.name in speeds]
    moments = hours(100)
    assert heights_m(zoned, LAT, moments) == pytest.approx(heights_m(plain, LAT, moments), abs=1e-4)


def test_table_holds_local_times_every_ten_minutes() -> None:
    """From midnight to midnight, with the tide of that moment at that place, mean level and all."""
    table = predicted("s", TIDE, LAT, date(2026, 3, 1), date(2026, 3, 20), "Asia/Ho_Chi_Minh")
    assert len(table.points) == 20 * 144 + 1
    last = table.points[-1]
    assert (last.day, last.second) == (date(2026, 3, 21), 0)
    point = table.points[144 * 16 + 45]  # beyond the first chunk
    assert (point.day, point.second) == (date(2026, 3, 17), 27000)
    at = datetime(2026, 3, 17, 0, 30, tzinfo=UTC)
    assert point.height_m == pytest.approx(heights_m(TIDE, LAT, [at])[0], abs=0.001)
    assert not any(one.turn for one in table.points)


def test_straight_lines_between_heights_are_near_enough() -> None:
    """Half-way between two heights of the table the tide is known within 3 mm."""
    middle = [START + timedelta(minutes=10 * k + 5) for k in range(1000)]
    ends = heights_m(TIDE, LAT, [START + timedelta(minutes=10 * k) for k in range(1001)])
    assert np.abs(heights_m(TIDE, LAT, middle) - (ends[1:] + ends[:-1]) / 2).max() < 0.003


@pytest.mark.parametrize(
    ("text", "name"),
    [("m2", "M2"), (" Msf ", "MSF"), ("ν2", "NU2"), ("μ2", "MU2"), ("λ2", "LDA2"), ("2N2", "2N2")],
)
def test_names_as_sheets_write_them(text: str, name: str) -> None:
    """Small letters and Greek ones are understood."""
    assert constituent_name(text) == name
    assert name in harmonic.constituents()


@pytest.fixture
def tidal(folder: Any) -> Any:
    """A folder whose landing at Việt Hải needs a tide of 1.2 m, by constants of Hòn Dấu."""
    folder.put("landings", 5, "tide_min_m", "1.2")
    folder.put("landings", 5, "tide_station", "hon-dau")
    folder.text("tide_constants.csv", sheet(*ROWS))
    return folder


def sheet(*rows: str, station: str = "hon-dau") -> str:
    """The text of tide_constants.csv."""
    return "\n".join([HEADER, *(f"{station},{row}" for row in rows), ""])


def findings(folder: Any, language: str = "en") -> list[tuple[str, str, str, int | None]]:
    """Code, severity, file and row of every finding."""
    found = folder.load(language=language).notices
    return [(n.code, n.severity.value, n.file, n.row) for n in found]


def test_constants_become_the_tide_of_the_problem(tidal: Any) -> None:
    """Over the horizon and the nights around it, and the plan says where it comes from."""
    project = tidal.load(language="en")
    (table,) = project.problem.tides
    assert table.station == "hon-dau"
    assert table.points[0].day == date(2025, 12, 14)
    assert table.points[-1].day > date(2025, 12, 22)
    spans = table.spans(date(2025, 12, 17), 1.2)
    assert 0 < sum(end - start for start, end in spans) < 86_400
    (notice,) = project.notices
    assert (notice.code, notice.severity.value, notice.row) == ("tide-predicted", "info", 2)
    assert "4 harmonic constants (sheet 12)" in notice.cause


def test_vietnamese_headers(tidal: Any) -> None:
    """A port authority's sheet: Vietnamese headers, commas in numbers, Vietnam's time."""
    header = "Trạm triều;Phân triều;Biên độ;Góc pha;Múi giờ góc pha;Nguồn"
    rows = [
        "Z0;1,9;;;",
        "K1;0,70;195,3;7;",
        "O1;0,75;127,6;7;",
        "M2;0,06;312,9;7;",
        "S2;0,04;50;7;",
    ]
    text = "\n".join([header, *(f"hon-dau;{row}" for row in rows), ""])
    expected = tidal.load().problem.tides[0]
    tidal.text("tide_constants.csv", text)
    found = tidal.load().problem.tides[0]
    apart = [
        abs(a.height_m - b.height_m) for a, b in zip(found.points, expected.points, strict=True)
    ]
    assert max(apart) < 0.005


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_the_extra_the_way_out_is_told(
    tidal: Any, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """The extra and the other table are named; a station that nobody asks for needs neither."""
    monkeypatch.setattr(harmonic, "available", lambda: False)
    (notice,) = tidal.load(language=language).notices
    assert (notice.code, notice.severity.value) == ("tide-extra-missing", "error")
    assert "routeplan[tides]" in notice.action
    assert "tides.csv" in notice.action
    tidal.put("landings", 5, "tide_min_m", "")
    assert tidal.load().notices == ()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (ROWS[1:], ("tide-no-mean-level", "error", "tide_constants.csv", 2)),
        ((*ROWS, "k1,0.3,10,,"), ("tide-constant-twice", "error", "tide_constants.csv", 7)),
        ((*ROWS, "KX1,0.3,10,,"), ("tide-constituent-unknown", "error", "tide_constants.csv", 7)),
        ((*ROWS, "P1,0.3,,,"), ("tide-phase-missing", "error", "tide_constants.csv", 7)),
        ((*ROWS, "P1,-0.3,10,,"), ("value-invalid", "error", "tide_constants.csv", 7)),
        ((*ROWS, "P1,75,10,,"), ("value-invalid", "error", "tide_constants.csv", 7)),
        ((*ROWS, "P1,0.3,1000,,"), ("value-invalid", "error", "tide_constants.csv", 7)),
        ((*ROWS, "P1,0.3,10,70,"), ("value-invalid", "error", "tide_constants.csv", 7)),
        ((*ROWS, "P1,big,10,,"), ("cell-not-number", "error", "tide_constants.csv", 7)),
        (ROWS[:2], ("tide-constants-few", "warning", "tide_constants.csv", 2)),
    ],
    ids=[
        "no mean level", "twice", "unknown", "no phase", "negative", "centimetres", "angle", "zone",
        "word", "few",
    ],
)  # fmt: skip
def test_a_spoilt_sheet_is_found_at_its_row(tidal: Any, rows: Any, expected: Any) -> None:
    """Each mistake has its finding, at the row that a spreadsheet shows."""
    tidal.text("tide_constants.csv", sheet(*rows))
    assert expected in findings(tidal)
    assert (tidal.load().problem is None) == (expected[1] == "error")


def test_one_table_per_station(tidal: Any) -> None:
    """Heights and constants of one station contradict each other; strange stations are told."""
    tidal.text("tides.csv", "station,date,time,height_m,turn\nhon-dau,2025-12-15,00:00,1.0,\n")
    assert ("tide-both", "error", "tide_constants.csv", 2) in findings(tidal)
    (tidal.path / "tides.csv").unlink()
    tidal.text("tide_constants.csv", sheet(*ROWS, station="hon-dao"))
    assert findings(tidal) == [
        ("tide-missing", "error", "landings.csv", 5),
        ("tide-station-unknown", "error", "tide_constants.csv", 2),
    ]
