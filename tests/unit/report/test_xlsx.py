"""The workbook, read back with openpyxl and calamine."""

from __future__ import annotations

import io
from datetime import date, time
from functools import cache
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from routeplan.language import collated
from routeplan.model.handover import FILLED_IN, LABELS, SHEET
from routeplan.report.workbook import Head, lines_needed, print_scale
from routeplan.report.xlsx import workbook
from tests.unit.report.document_sample import HOSTILE_SHOWN, PHONE, hostile_plan, material

TABS = ["Theo ngày", "Theo phương tiện", "Theo điểm", "Giao nhận", "Danh mục", "Chưa xếp được"]


@cache
def book() -> Any:
    """The workbook of the week."""
    return openpyxl.load_workbook(io.BytesIO(workbook(material())))


def rows(name: str) -> list[list[Any]]:
    """The values of a sheet."""
    return [[cell.value for cell in row] for row in book()[name].iter_rows()]


def test_the_same_plan_gives_the_same_bytes() -> None:
    """Nothing in the file comes from the clock."""
    assert workbook(material()) == workbook(material())
    assert book().properties.created.date() == date(2025, 12, 15)


def test_every_sheet_is_ready_for_print() -> None:
    """A4 landscape, heads frozen and repeated, a print area, page numbers."""
    assert book().sheetnames == TABS
    for sheet in book():
        if sheet.title == "Danh mục":
            assert sheet.sheet_state == "hidden"
            continue
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        head = int(sheet.print_title_rows.split(":")[0].strip("$"))
        frozen = openpyxl.utils.cell.coordinate_from_string(sheet.freeze_panes)
        assert frozen[1] == head + 1
        assert sheet.print_area.startswith(f"'{sheet.title}'!$A$1:")
        assert "&P" in sheet.oddFooter.center.text


def test_every_duty_begins_a_page() -> None:
    """Breaks stand right before the heading of each duty but the first."""
    sheet = book()["Theo phương tiện"]
    headings = [r for r in range(1, sheet.max_row + 1) if "2025 – " in str(sheet.cell(r, 1).value)]
    assert len(headings) == 6
    assert [b.id + 1 for b in sheet.row_breaks.brk] == headings[1:]


def test_a_visit_is_told_with_its_hours_and_phone() -> None:
    """Times are times and dates dates, rounded outward; the phone is in it."""
    row = next(r for r in rows("Theo điểm") if r[0] == "Thị trấn Cát Hải (cũ)")
    assert row[1:6] == ["Cát Hải", "Cát Hải", "Phục vụ lưu động", "Thứ Ba", row[5]]
    assert row[5].date() == date(2025, 12, 16)
    assert all(value.minute % 5 == 0 for value in row[6:10])
    assert row[6] == time(7, 10)
    assert PHONE in row[-1]


def test_sites_stand_in_vietnamese_order() -> None:
    """«Đ» after «D», by the whole name."""
    names = list(dict.fromkeys(row[0] for row in rows("Theo điểm")[4:] if row[0]))
    assert len(names) == 11
    assert names == collated(names)


def test_no_text_becomes_a_formula_or_a_link() -> None:
    """Whatever a name begins with, it is a text, shown as it is."""
    found = openpyxl.load_workbook(io.BytesIO(workbook(material(hostile_plan()))))
    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert HOSTILE_SHOWN in [cell.value for cell in cells]


def test_the_hand_over_sheet_keeps_its_contract() -> None:
    """Heads and choices are the ledger's; one row a crate and direction, else one a visit."""
    table = rows("Giao nhận")
    names = [column.vi for column in SHEET.columns]
    start = table.index(names)
    assert start < 12
    body = [
        dict(zip([c.name for c in SHEET.columns], row, strict=True)) for row in table[start + 1 :]
    ]
    told = [row for row in body if row["visit"]]
    crates = [(r["direction"], r["crate"]) for r in told if r["visit"] == "tien-lang/exchange/102"]
    assert crates == [
        ("Giao", "KIDS-07/1"), ("Giao", "KIDS-07/2"), ("Giao", "KIDS-07/3"),
        ("Nhận", "KIDS-02/1"), ("Nhận", "KIDS-02/2"),
    ]  # fmt: skip
    assert len([r for r in told if r["visit"] == "vinh-bao/exchange/102"]) == 1
    assert {r["service"] for r in told} <= set(LABELS["service"].values())
    assert all(row[name] is None for row in body for name in FILLED_IN)
    assert len(body) > len(told)
    assert told[0]["site"] == "tien-lang"
    assert told[0]["date"].date() == date(2025, 12, 15)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_other_sheet_looks_like_the_hand_over_sheet(language: str) -> None:
    """The ledger finds its sheet by the heads that it requires; no timetable has all of them."""
    found = openpyxl.load_workbook(io.BytesIO(workbook(material(language=language))))
    required = [column for column in SHEET.columns if column.required]

    def asks(sheet: Any) -> bool:
        rows = [[str(c.value).casefold() for c in row] for row in sheet.iter_rows(max_row=12)]
        return any(all({c.name, c.vi.casefold()} & set(row) for c in required) for row in rows)

    assert [sheet.title for sheet in found if asks(sheet)] == [
        "Giao nhận" if language == "vi" else "handover"
    ]


def test_the_hand_over_sheet_offers_choices() -> None:
    """Drop-down lists hold the ledger's words, those with a comma too."""
    sheet = book()["Giao nhận"]
    lists = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            column = sheet.cell(1, openpyxl.utils.range_boundaries(str(rule.sqref))[0]).column
            name = SHEET.columns[column - 1].name
            tab, _, area = rule.formula1.partition("!")
            cells = book()[tab.strip("'=")][area.replace("$", "")]
            lists[name] = [row[0].value for row in cells]
    assert lists["role"] == list(LABELS["role"].values())
    assert lists["reason"] == list(LABELS["reason"].values())
    assert set(lists) == {"service", "direction", "done", "condition", "role", "reason"}


def test_calamine_reads_it_too() -> None:
    """The reader of the ledger sees the same sheet."""
    found = CalamineWorkbook.from_filelike(io.BytesIO(workbook(material(language="en"))))
    assert found.sheet_names[3] == "handover"
    table = found.get_sheet_by_name("handover").to_python()
    assert [column.name for column in SHEET.columns] in table


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("", 10, 1), ("ngắn", 10, 1), ("một hai ba bốn năm", 10, 2), ("x" * 40, 10, 4)],
)
def test_rows_are_high_enough(text: str, width: float, lines: int) -> None:
    """Words wrap as a reader's program wraps them; a word longer than the column is cut."""
    assert lines_needed(text, Head("", width)) == lines


def test_all_columns_fit_the_page() -> None:
    """However wide the columns, they are printed on the width of one page."""
    heads = [Head("", 30)] * 8
    millimetres = sum(7.4 * (head.width + 0.71) for head in heads) * 25.4 / 96
    assert millimetres * print_scale(heads) / 100 <= 277
