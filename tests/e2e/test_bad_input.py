"""What users get wrong, one by one, through `routeplan plan` as a process.

Each case: the exit code, a message that names the cell, no traceback, and nothing in ``out``.
Write permission, a full disk and Ctrl-C are in `test_cli_plan`.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from openpyxl import Workbook

from .conftest import TINY

RunCli = Callable[..., CompletedProcess[str]]
MakeProject = Callable[..., Path]

LANDINGS = """\
id,name,lat,lon
DB,Bến phà Đồng Bài,20.81185,106.89420
CV,Bến phà Cái Viềng,20.81826,106.91343
"""
CROSSINGS = """\
id,from,to,depart,days,valid_from,valid_to,minutes,checkin_min,carries
ra,DB,CV,07:00;09:00,,2025-11-01,2025-12-31,20,10,van
vao,CV,DB,11:00;15:00,,2025-11-01,2025-12-31,20,10,van
"""
ISLAND = "phu-long,Xã Phù Long (cũ),village,11914,20.8210,106.9290,island,exchange,1,,25,2,3\n"

# file, column of its first row, what stands there instead, the code of the error
CELLS = {
    "wrong type": ("sites.csv", "service_min", "half an hour", "cell-not-integer"),
    "unknown commune": ("sites.csv", "commune_code", "99999", "commune-unknown"),
    "unknown landing": ("sites.csv", "landing", "ben-la", "landing-unknown"),
    "crossing from nowhere": ("crossings.csv", "from", "ben-la", "landing-unknown"),
    "id of another row": ("sites.csv", "id", "kien-an", "id-duplicate"),
    "id that is a path": ("sites.csv", "id", "../../x", "id-invalid"),
    "window that ends before it starts": (
        "sites.csv",
        "windows",
        "10:45-07:30",
        "window-ends-before-start",
    ),
    "visit longer than every window": (
        "sites.csv",
        "service_min",
        "600",
        "visit-longer-than-window",
    ),
    "negative crates": ("sites.csv", "deliver_crates", "-3", "number-negative"),
    "no depot": ("vehicles.csv", "depot", "", "vehicle-no-depot"),
    "depot that is not there": ("vehicles.csv", "depot", "kho-la", "depot-unknown"),
    "no road and no boat": ("sites.csv", "road", "no", "site-no-vehicle"),
}
POSITIONS = {
    "swapped": ("106.6840", "20.8429", "position-swapped"),
    "outside the area": ("21.0300", "105.8500", "position-outside"),
    "in the sea": ("20.6000", "106.9500", "position-in-sea"),
}
FILES = {
    "empty file": ("sites.csv", b"", "table-empty"),
    "header alone": ("sites.csv", TINY["sites.csv"].encode().splitlines()[0], "table-no-rows"),
    "no text": ("depots.csv", bytes(range(256)), "encoding-unknown"),
    "settings cut off": ("routeplan.toml", b"name = \n", "config-syntax"),
}


@pytest.fixture
def island(make_project: MakeProject) -> Path:
    """A project with a village behind a ferry whose timetable ends with the year."""
    sites = TINY["sites.csv"] + ISLAND
    return make_project(
        **{"sites.csv": sites, "landings.csv": LANDINGS, "crossings.csv": CROSSINGS}
    )


def put(file: Path, column: str, value: str) -> None:
    """Write `value` into the first row of a table, making the column where it is not there."""
    header, *rows = csv.reader(io.StringIO(file.read_text(encoding="utf-8")))
    if column not in header:
        header.append(column)
        rows = [[*row, ""] for row in rows]
    rows[0][header.index(column)] = value
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([header, *rows])


def refused(done: CompletedProcess[str], project: Path, *words: str) -> None:
    """Assert exit code 3, all `words` in the message, no traceback and no output."""
    assert done.returncode == 3, done.stdout + done.stderr
    said = done.stdout + done.stderr
    assert [word for word in (*words, "→") if word not in said] == [], said
    assert "Traceback" not in said
    assert not (project / "out").exists()


@pytest.mark.parametrize("case", CELLS)
def test_a_wrong_cell_is_named(run_cli: RunCli, island: Path, case: str) -> None:
    """Code, file, row and column stand in the message."""
    file, column, value, code = CELLS[case]
    put(island / file, column, value)
    done = run_cli("-C", island, "plan", "--iterations", "5")
    row = "row 3" if code == "id-duplicate" else "row 2"
    refused(done, island, f"[{code}] {file}, {row}, column {column}")


@pytest.mark.parametrize("case", POSITIONS)
def test_a_wrong_position_is_named(run_cli: RunCli, make_project: MakeProject, case: str) -> None:
    """Latitude and longitude swapped, another province, the open sea."""
    project = make_project()
    lat, lon, code = POSITIONS[case]
    put(project / "sites.csv", "lat", lat)
    put(project / "sites.csv", "lon", lon)
    done = run_cli("-C", project, "plan", "--iterations", "5")
    refused(done, project, f"[{code}] sites.csv, row 2", "Lê Chân")


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_read_is_named(
    run_cli: RunCli, make_project: MakeProject, case: str
) -> None:
    """One mistake, one error: what follows from it is not told as well."""
    project = make_project()
    file, content, code = FILES[case]
    (project / file).write_bytes(content)
    done = run_cli("-C", project, "plan", "--iterations", "5", "--lang", "en")
    refused(done, project, f"error [{code}] {file}")
    assert done.stderr.count("\nerror [") + done.stderr.startswith("error [") == 1, done.stderr


def test_a_missing_column_is_named(run_cli: RunCli, make_project: MakeProject) -> None:
    """The column by its name in the table, in the header's row."""
    project = make_project(**{"depots.csv": TINY["depots.csv"].replace(",lat,", ",breite,")})
    done = run_cli("-C", project, "plan", "--iterations", "5")
    refused(done, project, "[column-missing] depots.csv, row 1, column lat")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1258"])
def test_files_as_office_programs_save_them(
    run_cli: RunCli, make_project: MakeProject, encoding: str
) -> None:
    """A byte order mark is read in silence, Windows-1258 with a warning; names keep their marks."""
    project = make_project()
    text = TINY["sites.csv"]
    if encoding == "cp1258":
        text = "".join(map(with_tone_apart, text))
    (project / "sites.csv").write_bytes(text.encode(encoding))
    done = run_cli("-C", project, "plan", "--iterations", "5", "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert "Trụ sở phường Lê Chân" in done.stdout
    assert ("encoding-windows-1258" in done.stderr) is (encoding == "cp1258")


def with_tone_apart(letter: str) -> str:
    """Return a letter as Windows-1258 writes it: a tone that has no letter of its own follows."""
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        marks = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        rest = "".join(mark for mark in marks if mark not in tones)
        return unicodedata.normalize("NFC", rest) + "".join(tones)
    return letter


def test_an_expired_timetable_is_a_warning_and_no_sailing(run_cli: RunCli, island: Path) -> None:
    """A plan is made all the same; the village behind the ferry carries the reason."""
    done = run_cli("-C", island, "plan", "--start", "2026-03-02", "--iterations", "5")
    assert done.returncode == 0, done.stderr
    assert "warning [timetable-expired] crossings.csv, row 2, column valid_to" in done.stderr
    assert "phu-long/exchange/113) [no-sailing]" in done.stderr
    sailing = run_cli("-C", island, "plan", "--start", "2025-12-15", "--iterations", "5")
    assert sailing.returncode == 0, sailing.stderr
    assert "timetable-expired" not in sailing.stderr
    assert "no-sailing" not in sailing.stderr


HEADERS = {
    "sites": "Mã điểm;Tên điểm;Loại;Mã xã;Vĩ độ;Kinh độ;Hình thức;Chu kỳ (tuần);Phút phục vụ",
    "vehicles": "Mã phương tiện;Tên;Loại hình;Nơi xuất phát;Sức chứa (thùng)",
    "depots": "Mã;Tên;Vĩ độ;Kinh độ",
}
ROWS: dict[str, list[list[object]]] = {
    "sites": [
        ["le-chan", "Phường Lê Chân", "commune_office", 11383, 20.8429, 106.684, "exchange", 1, 25],
        ["kien-an", "Phường Kiến An", "commune_office", 11443, 20.822, 106.646, "exchange", 1, 25],
    ],
    "vehicles": [["XE", "Xe luân chuyển", "van", "kho", 20]],
    "depots": [["kho", "Thư viện thành phố", 20.8476, 106.697]],
}


@pytest.mark.parametrize("fault", ["", "cell-merged", "cell-formula-error"])
def test_a_workbook_with_vietnamese_headers(run_cli: RunCli, tmp_path: Path, fault: str) -> None:
    """One workbook holds a whole project; merged cells and formula errors are named."""
    project = tmp_path / "so"
    project.mkdir()
    (project / "routeplan.toml").write_text(TINY["routeplan.toml"], encoding="utf-8")
    book = Workbook()
    for name, rows in ROWS.items():
        sheet = book.create_sheet(name)
        for row in [HEADERS[name].split(";"), *rows]:
            sheet.append(row)
    book.remove(book.worksheets[0])
    if fault == "cell-merged":
        book["sites"].merge_cells("B2:B3")
    elif fault:
        book["sites"]["I3"] = "#REF!"
        book["sites"]["I3"].data_type = "e"
    book.save(project / "du-an.xlsx")
    done = run_cli("-C", project, "plan", "--iterations", "5")
    if fault:
        refused(done, project, f"[{fault}]", "du-an.xlsx#sites, row 3")
    else:
        assert done.returncode == 0, done.stderr
        assert "2 of 2 due" in done.stdout
