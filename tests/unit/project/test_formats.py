"""Tables are read as offices save them: encodings, delimiters, headers, workbooks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from routeplan.model.tables import TABLES, Table
from routeplan.project.tables import header_names
from routeplan.project.workbook import cell_name, cell_text

NAMES = {"sites", "vehicles", "depots", "landings", "crossings", "calendar"}


def cp1258(text: str) -> bytes:
    """Encode as Windows-1258 does: tone marks combine, the other marks stay in the letter."""
    import unicodedata

    out = b""
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            marks = [mark for mark in parts[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"]
            base = "".join(part for part in parts if part not in marks)
            out += unicodedata.normalize("NFC", base).encode("cp1258")
            out += "".join(marks).encode("cp1258")
    return out


def names(project: Any) -> list[str]:
    """Return the names of the sites."""
    return [site.name for site in project.problem.sites]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_are_read_without_a_word(folder: Any, encoding: str) -> None:
    """UTF-8 with and without BOM and UTF-16 with BOM give the same project."""
    expected = folder.load().problem.sites
    folder.write("sites", folder.rows("sites"), encoding)
    project = folder.load()
    assert project.notices == ()
    assert project.problem.sites == expected


def test_windows_1258_is_read_composed_and_said(folder: Any) -> None:
    """Windows-1258 text has its tone marks composed, and a notice names the encoding."""
    expected = folder.load().problem.sites
    path = folder.path / "sites.csv"
    path.write_bytes(cp1258(path.read_text(encoding="utf-8")))
    project = folder.load()
    assert [(n.code, n.severity.value, n.file) for n in project.notices] == [
        ("encoding-windows-1258", "warning", "sites.csv")
    ]
    assert project.problem.sites == expected
    assert names(project)[0] == "Trường Tiểu học Nội Thành"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_told_by_the_header(folder: Any, delimiter: str) -> None:
    """Semicolons and tabs are found, with decimal commas as Vietnamese Excel writes them."""
    import csv
    import io

    expected = folder.load().problem.sites
    rows = folder.rows("sites")
    for row in rows[1:]:
        for column in ("lat", "lon"):
            at = rows[0].index(column)
            row[at] = row[at].replace(".", ",")
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    folder.text("sites.csv", buffer.getvalue())
    project = folder.load()
    assert project.notices == ()
    assert project.problem.sites == expected


def test_excels_line_that_names_the_delimiter_is_not_a_row(folder: Any) -> None:
    """`sep=;` above the header sets the delimiter."""
    text = (folder.path / "depots.csv").read_text(encoding="utf-8").replace(",", ";")
    folder.text("depots.csv", f"sep=;\n{text}")
    project = folder.load()
    assert project.notices == ()
    assert project.problem.depots[0].id == "k-lach-tray"


def test_vietnamese_headers_do(folder: Any) -> None:
    """Vietnamese headers in any case, without diacritics, decomposed, with spaces around."""
    import unicodedata

    expected = folder.load().problem
    for table in TABLES:
        if table.name not in NAMES:
            continue
        rows = folder.rows(table.name)
        vi = {column.name: column.vi for column in table.columns}
        rows[0] = [
            f"  {vi[name].upper()} " if k % 2 else unicodedata.normalize("NFD", vi[name])
            for k, name in enumerate(rows[0])
        ]
        folder.write(table.name, rows)
    project = folder.load()
    assert project.notices == ()
    assert project.problem.sites == expected.sites
    assert project.problem.crossings == expected.crossings


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_headers_of_a_table_cannot_be_mistaken(table: Table) -> None:
    """No two columns of a table share a folded name, English or Vietnamese."""
    owners: dict[str, set[str]] = {}
    for name, column in header_names(table).items():
        owners.setdefault(name, set()).add(column.name)
    distinct = {c.name for c in table.columns} | {c.vi for c in table.columns}
    assert len(header_names(table)) == len({n.casefold() for n in distinct})


def workbook(folder: Any, sheets: dict[str, str], path: str = "du-an.xlsx") -> Any:
    """Move tables into sheets of one workbook; return it, saved once already."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for table, title in sheets.items():
        sheet = book.create_sheet(title)
        for row in folder.rows(table):
            sheet.append([None if cell == "" else _typed(cell) for cell in row])
        (folder.path / f"{table}.csv").unlink()
    book.save(folder.path / path)
    return book


def _typed(cell: str) -> object:
    try:
        return float(cell)
    except ValueError:
        pass
    for kind, length in ((dt.date, 10), (dt.time, 5)):
        try:
            if len(cell) == length:
                return kind.fromisoformat(cell)
        except ValueError:
            continue
    return {"yes": True, "no": False}.get(cell, cell)


def test_one_workbook_does_for_all_tables(folder: Any) -> None:
    """Sheets by English or Vietnamese name, with Excel's own numbers, dates, times, booleans."""
    expected = folder.load().problem
    titles = {table.name: table.vi for table in TABLES if table.name in NAMES}
    titles["sites"] = "SITES "
    workbook(folder, titles)
    project = folder.load()
    assert project.notices == ()
    assert project.problem.sites == expected.sites
    assert project.problem.vehicles == expected.vehicles
    assert project.problem.crossings == expected.crossings
    assert project.problem.calendar == expected.calendar
    assert set(project.problem.inputs) == {"routeplan.toml", "du-an.xlsx"}


def test_a_table_in_both_csv_and_workbook_is_an_error(folder: Any) -> None:
    """Which of two would count is never guessed."""
    text = (folder.path / "depots.csv").read_text(encoding="utf-8")
    workbook(folder, {"depots": "Kho"})
    folder.text("depots.csv", text)
    (notice,) = folder.load().errors
    assert (notice.code, notice.file) == ("table-twice", "du-an.xlsx#Kho")


def test_a_formula_error_is_named_by_its_cell(folder: Any) -> None:
    """#REF! in a cell is an error there, not an empty cell."""
    book = workbook(folder, {"sites": "sites"})
    sheet = book["sites"]
    column = folder_column(sheet, "pupils")
    sheet.cell(3, column).value = "#REF!"
    sheet.cell(3, column).data_type = "e"
    book.save(folder.path / "du-an.xlsx")
    (notice,) = folder.load().errors
    assert (notice.code, notice.file, notice.row, notice.column, notice.value) == (
        "cell-formula-error",
        "du-an.xlsx#sites",
        3,
        "pupils",
        "#REF!",
    )
    assert cell_name(3, column - 1) in notice.cause


def test_a_formula_without_a_result_is_named(folder: Any) -> None:
    """A formula that no program has computed yet has no value to read."""
    book = workbook(folder, {"sites": "sites"})
    column = folder_column(book["sites"], "pupils")
    book["sites"].cell(2, column).value = "=200+200"
    book.save(folder.path / "du-an.xlsx")
    (notice,) = folder.load().errors
    assert (notice.code, notice.row, notice.column) == ("cell-formula-uncomputed", 2, "pupils")


def test_merged_cells_are_named_by_their_range(folder: Any) -> None:
    """Merged cells hide values, so each range is an error that names it."""
    book = workbook(folder, {"sites": "sites"})
    column = folder_column(book["sites"], "former_district")
    book["sites"].merge_cells(start_row=2, start_column=column, end_row=3, end_column=column)
    book.save(folder.path / "du-an.xlsx")
    (notice,) = folder.load().errors
    letter = cell_name(1, column - 1)[:-1]
    assert (notice.code, notice.file, notice.row) == ("cell-merged", "du-an.xlsx#sites", 3)
    assert f"{letter}2:{letter}3" in notice.cause


def test_merged_titles_above_the_header_do_no_harm(folder: Any) -> None:
    """A merged title row is not data; the header is the first row with text."""
    book = workbook(folder, {"depots": "depots"})
    book["depots"].insert_rows(1, 2)
    book["depots"].merge_cells("A1:D1")
    book.save(folder.path / "du-an.xlsx")
    assert folder.load().notices == ()


def folder_column(sheet: Any, name: str) -> int:
    """Return the number of a column, 1 being the first."""
    return next(cell.column for cell in sheet[1] if cell.value == name)


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04cut short"])
def test_a_workbook_that_cannot_be_read_is_an_error(folder: Any, content: bytes) -> None:
    """A broken xlsx in the folder is said, not skipped."""
    (folder.path / "hong.xlsx").write_bytes(content)
    (notice,) = folder.load().errors
    assert (notice.code, notice.file) == ("workbook-unreadable", "hong.xlsx")


def test_excels_lock_files_and_foreign_sheets_are_no_tables(folder: Any) -> None:
    """`~$book.xlsx` is ignored; a sheet of no table is a note."""
    (folder.path / "~$du-an.xlsx").write_bytes(b"lock")
    book = openpyxl.Workbook()
    book.active.title = "Ghi chép"
    book.save(folder.path / "rieng.xlsx")
    (notice,) = folder.load().notices
    assert (notice.code, notice.severity.value, notice.value) == (
        "sheet-unknown",
        "info",
        "Ghi chép",
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (20.8449, "20.8449"),
        (True, "yes"),
        (dt.datetime(2026, 12, 1), "2026-12-01"),  # noqa: DTZ001 - as Excel has it
        (dt.date(2026, 12, 1), "2026-12-01"),
        (dt.time(7, 30), "07:30"),
        (dt.timedelta(hours=24), "24:00"),
        (" Cát\u00a0Bà ", "Cát\u00a0Bà"),
    ],
)
def test_excel_values_become_what_a_csv_would_hold(value: object, text: str) -> None:
    """Whole floats lose their point; dates and times are written as the tables write them."""
    assert cell_text(value) == text


def test_blank_rows_are_skipped_and_rows_still_counted(folder: Any) -> None:
    """A finding names the row that the spreadsheet shows, blank rows counted."""
    rows = folder.rows("sites")
    rows.insert(1, [""] * len(rows[0]))
    rows[3][rows[0].index("pupils")] = "x"
    folder.write("sites", rows)
    (notice,) = folder.load().errors
    assert notice.row == 4


def test_a_file_that_cannot_be_opened_is_a_finding(
    folder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table that another program has locked is said with the system's reason."""
    opened = Path.open

    def locked(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == "depots.csv":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", locked)
    codes = [(n.code, n.file) for n in folder.load().errors]
    assert ("file-unreadable", "depots.csv") in codes
    assert ("table-missing", "depots.csv") not in codes
