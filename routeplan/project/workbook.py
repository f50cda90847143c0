"""Sheets of an Excel workbook as rows of texts, with the cells that only look as if they had one.

python-calamine reads the values. It gives an empty text for a formula error and for a formula that
was never computed, so the sheet's XML is searched for those.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

from routeplan.project.text import clean

Fault = tuple[str, int, int, str, str]
"""Code, row (1 is the first), column index (0 is A), value, cell name or range."""

MAX_ROWS, MAX_COLUMNS = 100_000, 500
_MAX_XML_BYTES = 200_000_000


class WorkbookError(ValueError):
    """The bytes are no workbook that can be read."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows of texts from row 1 and column A on, and its faulty cells."""

    name: str
    rows: list[list[str]]
    faults: tuple[Fault, ...]


def sheet_names(data: bytes) -> list[str]:
    """Return the names of a workbook's sheets.

    Raises:
        WorkbookError: it cannot be read.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return list(CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names)
    except (CalamineError, OSError, ValueError) as error:
        raise WorkbookError(str(error)) from error


def read_sheet(data: bytes, name: str) -> Sheet:
    """Return one sheet of a workbook.

    Raises:
        WorkbookError: it cannot be read.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        merged = list(sheet.merged_cell_ranges or [])
    except (CalamineError, OSError, ValueError) as error:
        raise WorkbookError(str(error)) from error
    if len(rows) > MAX_ROWS:
        raise WorkbookError(f"more than {MAX_ROWS} rows")
    texts = [[cell_text(value) for value in row[:MAX_COLUMNS]] for row in rows]
    faults = [*_merged_faults(merged, texts), *_formula_faults(data, name)]
    return Sheet(name, texts, tuple(faults))


def cell_text(value: object) -> str:
    """Return an Excel value as the text that a CSV file would hold."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return clean(str(value))


def cell_name(row: int, column: int) -> str:
    """Return ``C7`` for row 7 and column index 2."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _merged_faults(
    merged: list[tuple[tuple[int, int], tuple[int, int]]], rows: list[list[str]]
) -> Iterator[Fault]:
    """Yield the empty cells of merged ranges; ranges above or right of the table do no harm."""
    header = next((number for number, row in enumerate(rows) if any(row)), 0)
    width = max((len(row) for row in rows), default=0)
    for (top, left), (bottom, right) in merged:
        if bottom < header or left >= width or top >= len(rows):
            continue
        name = f"{cell_name(top + 1, left)}:{cell_name(bottom + 1, right)}"
        cells = (
            (row, column)
            for row in range(max(top, header), min(bottom, len(rows) - 1) + 1)
            for column in range(left, min(right, width - 1) + 1)
            if (row, column) != (top, left)
        )
        for row, column in cells:
            yield ("cell-merged", row + 1, column, "", name)


def _formula_faults(data: bytes, name: str) -> Iterator[Fault]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            path = _sheet_path(archive, name)
            if path is None or archive.getinfo(path).file_size > _MAX_XML_BYTES:
                return
            xml = archive.read(path)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, ET.ParseError) as error:
        raise WorkbookError(str(error)) from error
    if b't="e"' not in xml and b"<f" not in xml and b":f" not in xml:
        return
    try:
        yield from islice(_scan_cells(xml), 10_000)
    except ET.ParseError as error:
        raise WorkbookError(str(error)) from error


def _scan_cells(xml: bytes) -> Iterator[Fault]:
    """Yield cells whose value is an error, or a formula without a stored value."""
    row = column = 0
    for event, node in ET.iterparse(io.BytesIO(xml), ("start", "end")):  # noqa: S314 - local file
        tag = node.tag.rpartition("}")[2]
        if tag == "row" and event == "start":
            row = int(node.get("r") or row + 1)
            column = -1
        elif tag == "c" and event == "end":
            column = _column_index(node.get("r")) if node.get("r") else column + 1
            parts = {child.tag.rpartition("}")[2]: child for child in node}
            value = parts["v"].text if "v" in parts else None
            if node.get("t") == "e":
                yield ("cell-formula-error", row, column, value or "", cell_name(row, column))
            elif "f" in parts and value is None and node.get("t") not in ("str", "inlineStr"):
                yield ("cell-formula-uncomputed", row, column, "", cell_name(row, column))
        elif tag == "row" and event == "end":
            node.clear()


def _column_index(reference: str | None) -> int:
    letters = re.match(r"[A-Za-z]+", reference or "")
    index = 0
    for letter in (letters[0] if letters else "A").upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def _sheet_path(archive: zipfile.ZipFile, name: str) -> str | None:
    """Return the path of a sheet's XML inside the archive."""
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - local file
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - local file
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for node in book.iter():
        if node.tag.rpartition("}")[2] == "sheet" and node.get("name") == name:
            ids = [value for key, value in node.attrib.items() if key.endswith("}id")]
            target = targets.get(ids[0] if ids else None, "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return str(PurePosixPath(path)) if path in archive.namelist() else None
    return None
