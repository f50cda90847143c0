"""Sheets of an Excel workbook as rows of texts, with the cells that only look as if they had one.

python-calamine reads the values. It gives an empty text for a formula error and for a formula that
was never computed, so the sheet's XML is searched for those. It also makes room for every cell
between the first and the last, and ends the process where there is none: so the XML is asked first
how far the sheet reaches.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET
from xml.parsers import expat

from routeplan.project.limits import MAX_COLUMNS, MAX_ROWS, MOST_CELLS, repacked
from routeplan.project.text import clean

Fault = tuple[str, int, int, str, str]
"""Code, row (1 is the first), column index (0 is A), value, cell name or range."""

_MOST_FAULTS = 10_000


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
        return list(CalamineWorkbook.from_filelike(io.BytesIO(_safe(data))).sheet_names)
    except (CalamineError, OSError, ValueError) as error:
        raise WorkbookError(str(error)) from error


def read_sheet(data: bytes, name: str) -> Sheet:
    """Return one sheet of a workbook.

    Raises:
        WorkbookError: it cannot be read, or is larger than any table.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = _safe(data)
        xml = _sheet_xml(book, name)
        _refuse_size(xml)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        merged = list(sheet.merged_cell_ranges or [])
    except (CalamineError, OSError, ValueError, KeyError) as error:
        raise WorkbookError(str(error)) from error
    texts = [[cell_text(value) for value in row[:MAX_COLUMNS]] for row in rows]
    faults = [
        *islice(_merged_faults(merged, texts), _MOST_FAULTS),
        *islice(_formula_faults(xml), _MOST_FAULTS),
    ]
    return Sheet(name, texts, tuple(faults))


@lru_cache(maxsize=1)
def _safe(data: bytes) -> bytes:
    """Return the workbook unpacked; its sheets are asked for one after another.

    Raises:
        WorkbookError: it is damaged or too large.
    """
    try:
        return repacked(data, pictures=False)
    except ValueError as error:
        raise WorkbookError(str(error)) from error


def _sheet_xml(book: bytes, name: str) -> bytes:
    """Return the XML of a sheet, empty where it is another kind of sheet.

    Raises:
        WorkbookError: the workbook is no .xlsx.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            path = _sheet_path(archive, name)
            return archive.read(path) if path is not None else b""
    except (zipfile.BadZipFile, KeyError, OSError, ET.ParseError) as error:
        raise WorkbookError(str(error)) from error


def _refuse_size(xml: bytes) -> None:
    """Refuse a sheet whose filled cells span more than a table has.

    Raises:
        WorkbookError: they do, or its XML is broken.
    """
    row = column = last_row = last_column = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, last_row, last_column
        tag = tag.rpartition(":")[2]
        if tag == "row":
            row, column = _row_number(attributes.get("r"), row + 1), 0
        elif tag == "c":
            reference = attributes.get("r")
            if reference:
                row, column = _cell_place(reference)
            else:
                column += 1
        elif tag in ("v", "is", "f"):
            last_row, last_column = max(last_row, row), max(last_column, column)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - the parser takes it by place alone
    except expat.ExpatError as error:
        if xml:
            raise WorkbookError(str(error)) from error
    if last_row > MAX_ROWS:
        raise WorkbookError(f"more than {MAX_ROWS} rows")
    if last_row * last_column > MOST_CELLS:
        raise WorkbookError(f"a cell is filled in row {last_row}, column {last_column}, far away")


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


def _formula_faults(xml: bytes) -> Iterator[Fault]:
    if b't="e"' not in xml and b"<f" not in xml and b":f" not in xml:
        return
    try:
        yield from _scan_cells(xml)
    except ET.ParseError as error:
        raise WorkbookError(str(error)) from error


def _scan_cells(xml: bytes) -> Iterator[Fault]:
    """Yield cells whose value is an error, or a formula without a stored value."""
    row = column = 0
    # No document type is in it, so no entities: `repacked` saw to that.
    for event, node in ET.iterparse(io.BytesIO(xml), ("start", "end")):  # noqa: S314 - no entities in it
        tag = node.tag.rpartition("}")[2]
        if tag == "row" and event == "start":
            row = _row_number(node.get("r"), row + 1)
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


def _row_number(text: str | None, otherwise: int) -> int:
    if not text:
        return otherwise
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise WorkbookError(f"{text[:20]!r} is no row")
    return int(text)


def _cell_place(reference: str) -> tuple[int, int]:
    """Return row and column, both from 1, of ``C7``."""
    match = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", reference)
    if match is None:
        raise WorkbookError(f"{reference[:20]!r} is no cell")
    return int(match[2]), _column_index(match[1]) + 1


def _column_index(reference: str | None) -> int:
    letters = re.match(r"[A-Za-z]+", reference or "")
    index = 0
    for letter in (letters[0] if letters else "A").upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def _sheet_path(archive: zipfile.ZipFile, name: str) -> str | None:
    """Return the path of a sheet's XML inside the archive."""
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - no entities in it
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - no entities
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for node in book.iter():
        if node.tag.rpartition("}")[2] == "sheet" and node.get("name") == name:
            ids = [value for key, value in node.attrib.items() if key.endswith("}id")]
            target = targets.get(ids[0] if ids else None, "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return str(PurePosixPath(path)) if path in archive.namelist() else None
    return None
