"""Every kind of bad input is found at its cell, said plainly, and stops planning where it must."""

# ruff: noqa: E501 - tables read better with one row on one line

from __future__ import annotations

from typing import Any

import pytest

from routeplan.model import RouteplanError
from routeplan.project import problem_or_raise

# table, row, column, text -> code, severity, row, column of the finding (default: the same cell)
CELLS: list[tuple[str, int, str, str, str, str, dict[str, Any]]] = [
    # wrong type
    ("sites", 2, "pupils", "nhiều", "cell-not-integer", "error", {}),
    ("sites", 2, "pupils", "12.5", "cell-not-integer", "error", {}),
    ("sites", 2, "lat", "20°51", "cell-not-number", "error", {}),
    ("sites", 2, "road", "maybe", "cell-not-boolean", "error", {}),
    ("sites", 3, "last_visit", "31/02/2025", "cell-not-date", "error", {}),
    ("sites", 3, "last_visit", "2025-13-01", "cell-not-date", "error", {}),
    ("sites", 3, "last_visit", "9999-12-31", "date-out-of-range", "error", {}),
    ("sites", 2, "days", "2,3,4", "days-bare-number", "error", {}),
    ("sites", 2, "days", "Mondag", "cell-not-days", "error", {}),
    ("sites", 2, "windows", "07:30", "cell-not-window", "error", {}),
    ("sites", 2, "windows", "07:30-25:00", "cell-not-time", "error", {}),
    ("sites", 2, "service", "swap", "choice-unknown", "error", {}),
    ("sites", 2, "kind", "primary_scool", "choice-unknown", "error", {}),
    ("sites", 2, "id", "s 1/2", "id-invalid", "error", {}),
    ("sites", 2, "name", "", "cell-empty", "error", {"value": None}),
    ("crossings", 3, "depart", "6 giờ rưỡi", "cell-not-time", "error", {}),
    ("sites", 2, "pupils", "99999999999", "number-too-large", "error", {}),
    # unknown commune, landing, and other names
    ("sites", 2, "commune_code", "11360000", "commune-unknown", "error", {}),
    ("sites", 2, "former_district", "Ngô Quyên Mới Lạ", "district-unknown", "warning", {}),
    ("sites", 4, "landing", "b-viet-hay", "landing-unknown", "error", {}),
    ("crossings", 2, "to", "b-tuan-chau", "landing-unknown", "error", {}),
    ("vehicles", 2, "profile", "vans", "profile-unknown", "error", {}),
    ("vehicles", 2, "depot", "k-khac", "depot-unknown", "error", {}),
    ("sites", 4, "pinned", "Tue/CANO2", "pin-vehicle-unknown", "error", {}),
    ("calendar", 2, "applies_to", "s-cat-be", "applies-to-unknown", "error", {}),
    # duplicate ids, also over tables
    ("sites", 3, "id", "s-noi-thanh", "id-duplicate", "error", {}),
    ("depots", 2, "id", "S-Cat-Ba", "id-duplicate", "error", {}),
    ("vehicles", 3, "id", "XE", "id-duplicate", "error", {}),
    # positions
    ("sites", 2, "lat", "20856600", "position-invalid", "error", {}),
    ("sites", 2, "lat", "10.8", "position-outside", "error", {"value": "10.8, 106.69"}),
    ("sites", 2, "lat", "20.5", "position-in-sea", "error", {"lon": "107.2"}),
    # windows and durations
    ("sites", 2, "windows", "10:45-07:30", "window-ends-before-start", "error", {}),
    ("vehicles", 2, "shift", "17:30-06:30", "window-ends-before-start", "error", {}),
    ("sites", 2, "service_min", "196", "visit-longer-than-window", "error", {}),
    ("sites", 2, "windows", "Sat=08:00-11:00", "windows-never-open", "error", {}),
    # negative numbers
    ("sites", 2, "deliver_crates", "-1", "number-negative", "error", {}),
    ("vehicles", 2, "capacity_crates", "-5", "number-negative", "error", {}),
    # fleet
    ("vehicles", 2, "depot", "", "vehicle-no-depot", "error", {"value": None}),
    ("vehicles", 3, "depot", "k-lach-tray", "boat-depot-not-landing", "error", {}),
    ("vehicles", 2, "depot", "b-dong-bai", "vehicle-at-landing", "warning", {}),
    ("vehicles", 2, "crew_needed", "0", "value-out-of-range", "error", {}),
    # timetables
    ("crossings", 2, "valid_to", "2025-12-16", "timetable-expired", "warning", {}),
    ("crossings", 2, "valid_from", "2025-12-16", "timetable-not-yet-valid", "warning", {}),
    ("crossings", 2, "every_min", "0", "headway-invalid", "error", {}),
    ("crossings", 2, "every_min", "-10", "number-negative", "error", {}),
    ("crossings", 2, "last", "04:00", "headway-reversed", "error", {}),
    ("crossings", 2, "last", "", "headway-incomplete", "error", {"value": None}),
    ("crossings", 2, "depart", "07:00", "crossing-both", "error", {"column": "first", "value": "05:00"}),
    ("crossings", 3, "depart", "", "crossing-no-sailings", "error", {"value": None}),
    ("crossings", 2, "to", "b-dong-bai", "crossing-to-itself", "error", {}),
    ("crossings", 2, "valid_to", "2025-01-01", "validity-reversed", "error", {}),
    ("crossings", 2, "source", "", "timetable-no-source", "info", {"value": None}),
    ("crossings", 2, "minutes", "0", "value-out-of-range", "error", {}),
    ("crossings", 2, "minutes", "-20", "number-negative", "error", {}),
    # needs and crates that nobody has or carries
    ("sites", 2, "needs", "crane", "needs-no-vehicle", "warning", {}),
    ("sites", 4, "deliver_crates", "11", "crates-over-capacity", "warning", {}),
    # a site that no vehicle can reach
    ("sites", 4, "landing", "", "site-no-vehicle", "error", {"column": "road", "value": "no"}),
    ("vehicles", 3, "profile", "van", "site-no-vehicle", "error",
     {"file": "sites.csv", "row": 4, "column": "road", "value": "no"}),
    # where crews leave their vehicle
    ("landings", 5, "park_at", "b-tuan-chau", "landing-unknown", "error", {}),
    ("landings", 5, "park_at", "b-beo", "park-no-crossing", "warning", {}),
    # intervals
    ("sites", 2, "visits_per_cycle", "2", "interval-both", "error", {}),
    ("sites", 2, "interval_weeks", "", "interval-missing", "error", {"value": None}),
    ("sites", 2, "interval_weeks", "53", "value-out-of-range", "error", {}),
    ("sites", 2, "priority", "5", "value-out-of-range", "error", {}),
    # calendar
    ("calendar", 2, "date_to", "2025-12-01", "calendar-reversed", "error", {}),
    ("calendar", 2, "kind", "workday", "workday-weekday", "warning", {"column": "note", "value": None}),
]  # fmt: skip


@pytest.mark.parametrize("note", ["Fri", "nghỉ bù T6", "works like Friday", "bù CN"])
def test_a_swap_day_whose_weekday_was_understood_is_not_warned_of(folder: Any, note: str) -> None:
    """Whatever the plan reads in the note is enough, wherever in it the weekday stands."""
    folder.put("calendar", 2, "kind", "workday")
    folder.put("calendar", 2, "note", note)
    assert folder.load().notices == ()


def test_the_folder_without_a_mistake_has_no_finding(folder: Any) -> None:
    """What the other tests spoil is clean, so that each finding comes from the spoilt cell."""
    project = folder.load()
    assert project.notices == ()
    assert project.problem is not None
    assert [visit.id for visit in project.problem.visits] == [
        "s-noi-thanh/mobile/102",
        "s-cat-ba/exchange/102",
        "s-viet-hai/exchange/102",
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("table", "row", "column", "text", "code", "severity", "where"),
    CELLS,
    ids=[f"{case[4]}-{case[0]}-{case[2]}-{case[3]}" for case in CELLS],
)
def test_a_bad_cell_is_found_at_its_place(
    folder: Any,
    language: str,
    table: str,
    row: int,
    column: str,
    text: str,
    code: str,
    severity: str,
    where: dict[str, Any],
) -> None:
    """One spoilt cell gives its finding with file, row, column and value, in both languages."""
    folder.put(table, row, column, text)
    if "lon" in where:
        folder.put(table, row, "lon", where["lon"])
    project = folder.load(language=language)
    found = [notice for notice in project.notices if notice.code == code]
    assert len(found) == 1, project.notices
    notice = found[0]
    assert notice.severity.value == severity
    assert notice.file == where.get("file", f"{table}.csv")
    assert notice.row == where.get("row", row)
    assert notice.column == where.get("column", column)
    expected = f"{text}, {where['lon']}" if "lon" in where else where.get("value", text)
    assert notice.value == expected
    assert notice.cause
    assert notice.action
    assert "{" not in notice.cause + notice.action
    assert (project.problem is None) == (severity == "error")


def test_swapped_coordinates_are_recognised(folder: Any) -> None:
    """Latitude and longitude in each other's cell are called swapped, with the right values."""
    folder.put("sites", 2, "lat", "106.69")
    folder.put("sites", 2, "lon", "20.849")
    (notice,) = folder.load().errors
    assert (notice.code, notice.row, notice.column) == ("position-swapped", 2, "lat")
    assert "lat 20.849 and lon 106.69" in notice.action


def test_a_near_match_is_offered(folder: Any) -> None:
    """An unknown name comes with the known one that it was likely meant to be."""
    folder.put("sites", 4, "landing", "b-viet-hay")
    (notice,) = folder.load().errors
    assert notice.action.startswith("Did you mean «b-viet-hai»?")


def test_a_commune_named_instead_of_coded_is_offered_its_code(folder: Any) -> None:
    """A commune's name in the code column is answered with the code."""
    folder.put("sites", 3, "commune_code", "Đặc khu Cát Hải")
    (notice,) = folder.load().errors
    assert notice.code == "commune-unknown"
    assert "«11914»" in notice.action


def test_every_finding_is_collected(folder: Any) -> None:
    """Several mistakes in several tables are all said at once."""
    folder.put("sites", 2, "pupils", "x")
    folder.put("sites", 4, "landing", "nowhere")
    folder.put("vehicles", 3, "depot", "nowhere")
    folder.put("crossings", 2, "every_min", "0")
    codes = {notice.code for notice in folder.load().errors}
    assert codes == {
        "cell-not-integer",
        "landing-unknown",
        "boat-depot-not-landing",
        "headway-invalid",
    }


def test_a_faulty_row_does_not_make_others_faulty(folder: Any) -> None:
    """A landing whose row has a bad cell still exists for those who name it."""
    folder.put("landings", 5, "lat", "north")
    (notice,) = folder.load().errors
    assert (notice.code, notice.file, notice.row) == ("cell-not-number", "landings.csv", 5)


def test_a_missing_column_is_named(folder: Any) -> None:
    """A table without a needed column gets one finding, not one per row."""
    rows = folder.rows("sites")
    at = rows[0].index("service_min")
    folder.write("sites", [row[:at] + row[at + 1 :] for row in rows])
    (notice,) = folder.load().errors
    assert (notice.code, notice.file, notice.row) == ("column-missing", "sites.csv", 1)
    assert notice.column == "service_min"


def test_an_unknown_column_is_a_warning_with_a_near_match(folder: Any) -> None:
    """A misspelt header does not pass in silence."""
    folder.put("sites", 1, "pupilz", "pupilz")
    (notice,) = folder.load().notices
    assert (notice.code, notice.severity.value, notice.value) == (
        "column-unknown",
        "warning",
        "pupilz",
    )
    assert "«pupils»" in notice.action


def test_a_column_given_twice_is_an_error(folder: Any) -> None:
    """English and Vietnamese header of one column cannot stand side by side."""
    folder.put("sites", 1, "Số học sinh", "Số học sinh")
    (notice,) = folder.load().errors
    assert (notice.code, notice.column) == ("column-duplicate", "pupils")


def test_data_without_a_header_is_said(folder: Any) -> None:
    """Cells under an empty header are not lost in silence."""
    rows = folder.rows("depots")
    folder.write("depots", [[*rows[0], ""], [*rows[1], "ghi chú riêng"]])
    (notice,) = folder.load().notices
    assert (notice.code, notice.row, notice.value) == ("column-unnamed", 2, "ghi chú riêng")


def test_ragged_rows_are_reported(folder: Any) -> None:
    """A row that is too long has slipped and is an error; one too short is a warning."""
    rows = folder.rows("depots")
    folder.write("depots", [rows[0], [*rows[1], "thừa"]])
    (notice,) = folder.load().notices
    assert (notice.code, notice.severity.value, notice.row) == ("row-too-long", "error", 2)
    folder.write("depots", [rows[0], rows[1][:5]])
    (notice,) = folder.load().notices
    assert (notice.code, notice.severity.value, notice.row) == ("row-too-short", "warning", 2)


@pytest.mark.parametrize(
    ("table", "content", "code", "severity"),
    [
        ("sites", b"", "table-empty", "error"),
        ("sites", b"\xef\xbb\xbf", "table-empty", "error"),
        ("sites", b"\n\n ,, \n", "table-empty", "error"),
        ("depots", b"id,name,lat,lon\n", "table-no-rows", "error"),
        ("sites", b"PK\x03\x04rest", "table-is-workbook", "error"),
        ("sites", b"\x00\x01\x02\x03" * 9, "encoding-unknown", "error"),
        ("sites", b"\x8d\x8f\x90,\xff", "encoding-unknown", "error"),
        ("sites", b'id,name\n"' + b"x" * 200_000, "table-unreadable", "error"),
        ("crossings", b"", "table-empty", "error"),
    ],
)
def test_files_that_hold_no_table(
    folder: Any, table: str, content: bytes, code: str, severity: str
) -> None:
    """Empty and foreign files get a finding of their own, at the file."""
    (folder.path / f"{table}.csv").write_bytes(content)
    found = [n for n in folder.load().notices if n.file == f"{table}.csv" and n.code == code]
    assert [notice.severity.value for notice in found] == [severity]


@pytest.mark.parametrize("name", ["sites", "vehicles", "depots", "landings"])
def test_a_table_that_cannot_be_read_is_the_only_finding(folder: Any, name: str) -> None:
    """What other tables name of an unreadable one is not called unknown on top of it."""
    folder.text("crew.csv", "id,role,depot\nc-1,driver,k-lach-tray\n")
    (folder.path / f"{name}.csv").write_bytes(b"\x00\x01\x02")
    (notice,) = folder.load().notices
    assert (notice.code, notice.file) == ("encoding-unknown", f"{name}.csv")


def test_a_table_with_a_header_alone_holds_nothing(folder: Any) -> None:
    """An optional table without rows is as good as none: its ids are unknown."""
    folder.text("landings.csv", "id,name,lat,lon\n")
    codes = {notice.code for notice in folder.load().errors}
    assert {"landing-unknown", "boat-depot-not-landing"} <= codes


def test_a_missing_table_is_named_and_optional_ones_are_not(folder: Any) -> None:
    """Sites, vehicles and depots must exist; the calendar need not."""
    (folder.path / "calendar.csv").unlink()
    assert folder.load().notices == ()
    (folder.path / "depots.csv").unlink()
    assert [(n.code, n.file) for n in folder.load().errors] == [("table-missing", "depots.csv")]


def test_an_expired_line_with_a_valid_successor_is_no_finding(folder: Any) -> None:
    """Old rows of a line may stay in the table while a newer one covers the horizon."""
    folder.put("crossings", 2, "valid_to", "2025-12-10")
    folder.add(
        "crossings", id="pha-ra-2", **{"from": "b-dong-bai", "to": "b-cai-vieng"},
        depart="07:00", valid_from="2025-12-11", minutes="20", source="operator",
    )  # fmt: skip
    assert folder.load().notices == ()


def test_a_service_given_twice(folder: Any) -> None:
    """services.csv may add a kind of service to a site, not repeat one, nor name no site."""
    folder.text(
        "services.csv",
        "site,service,interval_weeks,service_min\n"
        "s-noi-thanh,exchange,2,25\ns-noi-thanh,mobile,2,60\ns-khong,mobile,2,60\n",
    )
    found = [(n.code, n.row, n.column) for n in folder.load().errors]
    assert found == [("service-duplicate", 3, "service"), ("site-unknown", 4, "site")]


def test_a_floating_village_with_a_landing_is_only_warned_about(folder: Any) -> None:
    """A site in the sea that a landing serves may be meant."""
    folder.put("sites", 4, "lat", "20.70")
    folder.put("sites", 4, "lon", "107.15")
    project = folder.load()
    assert [(n.code, n.severity.value) for n in project.notices] == [("position-in-sea", "warning")]


def test_another_citys_project_is_not_held_against_haiphong(folder: Any) -> None:
    """Where most places lie elsewhere, one warning says so and communes are taken as they are."""
    for table in ("sites", "depots", "landings"):
        for row in range(2, len(folder.rows(table)) + 1):
            folder.put(table, row, "lat", "10.7")
    folder.put("sites", 2, "commune_code", "26740")
    project = folder.load()
    assert [n.code for n in project.notices] == ["project-elsewhere"]
    assert project.problem is not None
    assert project.problem.sites[0].commune_code == "26740"


def test_a_neighbours_project_is_not_held_against_haiphong(folder: Any) -> None:
    """Quảng Ninh's communes lie near, most of them in the city's box, and none in its communes."""
    for table in ("sites", "depots", "landings"):
        for row in range(2, len(folder.rows(table)) + 1):
            folder.put(table, row, "lat", "21.03")
            folder.put(table, row, "lon", f"107.{row:02d}")
            folder.put(table, row, "commune_code", "") if table == "sites" else None
    folder.put("sites", 2, "lat", "21.53")
    project = folder.load()
    assert [n.code for n in project.notices] == ["project-elsewhere"]
    assert project.problem is not None


def test_a_project_with_errors_has_no_problem_and_says_the_first(folder: Any) -> None:
    """`problem_or_raise` stops with the number of errors and carries all of them."""
    folder.put("sites", 2, "pupils", "x")
    with pytest.raises(RouteplanError) as caught:
        problem_or_raise(folder.load())
    assert caught.value.code == "project-invalid"
    assert caught.value.exit_code == 3
    assert "sites.csv:2" in caught.value.cause
    assert caught.value.details["notices"][0]["code"] == "cell-not-integer"


def test_a_broken_communes_file_is_said_and_the_embedded_areas_stand_in(folder: Any) -> None:
    """communes.geojson that is no GeoJSON is an error at that file."""
    folder.text("communes.geojson", "{]")
    (notice,) = folder.load().errors
    assert (notice.code, notice.file) == ("communes-invalid", "communes.geojson")
