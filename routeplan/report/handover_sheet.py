"""The sheet that goes out with the driver and is handed back to the ledger, filled in.

Its columns, choices and place are defined by `routeplan.model.handover`, which the ledger reads by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from routeplan.model.handover import FILLED_IN, LABELS, SHEET
from routeplan.model.tables import Column
from routeplan.report.material import Material
from routeplan.report.visit_rows import VisitRow, visit_rows
from routeplan.report.workbook import Book, Head, Page

SPARE_ROWS = 15
"""Empty rows for visits that nobody planned."""

_WIDTHS = {
    "date": 10.5, "time": 6.5, "vehicle": 9, "site": 12, "site_name": 29, "service": 12.5,
    "visit": 21, "direction": 7.5, "crate": 13, "done": 9, "condition": 9.5, "missing_copies": 8,
    "role": 13, "reason": 15, "note": 18,
}  # fmt: skip
_STYLES = {"date": "date", "time": "time", "visit": "quiet", "site": "quiet", "vehicle": "quiet"}


@dataclass(frozen=True, slots=True)
class Lists:
    """Where the choices of the drop-down lists stand, by column."""

    ranges: Mapping[str, str]


def add_handover(book: Book) -> None:
    """Add the sheet, and the hidden one with its choices."""
    words = book.words["sheet"]
    vietnamese = book.material.language == "vi"
    heads = [_head(column, vietnamese=vietnamese) for column in SHEET.columns]
    page = book.sheet(
        SHEET.vi if vietnamese else SHEET.name, words["handover_title"], heads,
        notes=[book.period, words["handover_how"], words["handover_roles"]], frozen=5,
    )  # fmt: skip
    first = page.row
    rows = visit_rows(book.material)
    duties = sorted({(row.duty_day, row.vehicle) for row in rows})
    place = {duty: number for number, duty in enumerate(duties)}
    ordered = sorted(rows, key=lambda r: (place[r.duty_day, r.vehicle], r.stop))
    for _, visits in groupby(ordered, key=lambda r: r.duty):
        page.break_here()
        for visit in visits:
            for values in handover_rows(book.material, visit):
                page.add([values.get(column.name) for column in SHEET.columns])
    page.break_here()
    for _ in range(SPARE_ROWS):
        page.add([None] * len(heads))
    lists = _add_lists(book, vietnamese=vietnamese)
    _add_choices(page, first, lists, words)
    page.done()


def handover_rows(material: Material, row: VisitRow) -> Iterator[dict[str, Any]]:
    """Yield the filled-in values of a visit: one row for each crate and direction, or one in all.

    Crates have ids where a rotation names them; without one a visit is one row.
    """
    base = {
        "date": row.day,
        "time": row.opens,
        "vehicle": row.vehicle,
        "site": row.site,
        "site_name": row.name,
        "service": _word(material, "service", row.service),
        "visit": row.visit,
    }
    crates = [("out", one) for one in row.handed.crates_out]
    crates += [("in", one) for one in row.handed.crates_in]
    for direction, crate in crates:
        yield {**base, "direction": _word(material, "direction", direction), "crate": crate}
    if not crates:
        yield base


def _word(material: Material, column: str, value: str) -> str:
    return LABELS[column].get(value, value) if material.language == "vi" else value


def _head(column: Column, *, vietnamese: bool) -> Head:
    style = _STYLES.get(column.name, "text")
    if column.name in FILLED_IN:
        style = "fill" if column.name in ("note", "role", "reason") else "fill_middle"
    return Head(column.vi if vietnamese else column.name, _WIDTHS[column.name], style)


def _add_lists(book: Book, *, vietnamese: bool) -> Lists:
    """Add a hidden sheet with the choices; a list in the rule itself could hold no comma."""
    name = book.words["sheet"]["choices"]
    inner = book.inner.add_worksheet(name)
    ranges: dict[str, str] = {}
    choices = _choices()
    for number, (column, values) in enumerate(choices.items()):
        labels = [LABELS[column][value] if vietnamese else value for value in values]
        letter = chr(ord("A") + number)
        inner.write_string(0, number, column)
        for row, label in enumerate(labels, start=1):
            inner.write_string(row, number, label)
        ranges[column] = f"='{name}'!${letter}$2:${letter}${len(labels) + 1}"
    inner.hide()
    return Lists(ranges)


def _choices() -> dict[str, tuple[str, ...]]:
    found = {column.name: column.choices for column in SHEET.columns if column.choices}
    return {**found, "done": tuple(LABELS["done"])}


def _add_choices(page: Page, first: int, lists: Lists, words: Mapping[str, str]) -> None:
    for number, column in enumerate(SHEET.columns):
        span = (first, number, page.row - 1, number)
        if column.name in lists.ranges:
            rule: dict[str, Any] = {
                "validate": "list",
                "source": lists.ranges[column.name],
                "error_title": words["choose_title"],
                "error_message": words["choose"],
            }
            page.inner.data_validation(*span, rule)
        elif column.name == "missing_copies":
            rule = {
                "validate": "integer",
                "criteria": "between",
                "minimum": 0,
                "maximum": 10_000,
                "error_title": words["choose_title"],
                "error_message": words["whole_number"],
            }
            page.inner.data_validation(*span, rule)
