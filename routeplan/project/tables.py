"""From files to records: which tables there are, their headers matched, their cells read.

A `RawTable` is what a CSV file or a sheet holds as text; a `Record` is one of its rows with a value
for every column of the schema. Everything that does not fit is a finding, precise to the cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from routeplan.geo.communes import fold
from routeplan.model.tables import Column, Table
from routeplan.project.cells import CellError, read_cell
from routeplan.project.limits import MAX_COLUMNS, MAX_ROWS
from routeplan.project.messages import Findings
from routeplan.project.text import UndecodableError, clean, decode, nearest

DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class RawTable:
    """A table as it was found.

    Args:
        file: its name in findings: ``sites.csv``, or ``book.xlsx#Sheet`` for a sheet.
        header: texts of the header row. rows: row number (the header being 1) and texts.
        header_row: number of the header's row, 1 unless blank rows stand above it.
        faults: code, row, column index, value and cell name of cells that hold no usable value.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    header_row: int = 1
    faults: tuple[tuple[str, int, int, str, str], ...] = ()
    ragged: bool = True


@dataclass(frozen=True)
class Record:
    """One row, read by the schema.

    Args:
        values: value by column name; None for an empty cell without default.
        texts: the cell as written, by column name, empty cells left out.
        bad: columns whose cell could not be read (their value is None).
    """

    table: str
    file: str
    row: int
    values: Mapping[str, Any]
    texts: Mapping[str, str]
    bad: frozenset[str] = field(default_factory=frozenset)

    def __getitem__(self, column: str) -> Any:
        return self.values.get(column)


def split_csv(text: str, schema_names: frozenset[str] = frozenset()) -> list[list[str]]:
    """Return the rows of a CSV text; the delimiter is found by the header.

    Raises:
        csv.Error: the text is no CSV (e.g. a field larger than 128 KiB), or has more rows or
            columns than any table.
    """
    lines = text.splitlines()
    first = lines[0].strip().lower() if lines else ""
    if first.startswith("sep=") and len(first) == 5:
        return [[], *csv_rows(text, first[4])[1:]]
    header = next((line for line in lines if line.strip()), "")

    def known(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([header], delimiter=delimiter), [])
        return sum(fold(cell) in schema_names for cell in cells), len(cells)

    best = max(DELIMITERS, key=known)
    return csv_rows(text, best)


def csv_rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the rows of a CSV text.

    Raises:
        csv.Error: the text is no CSV, or has more rows or columns than any table.
    """
    rows: list[list[str]] = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        if len(row) > MAX_COLUMNS:
            raise csv.Error(f"row {len(rows) + 1} has {len(row)} columns, {MAX_COLUMNS} at most")
        if len(rows) >= MAX_ROWS:
            raise csv.Error(f"more than {MAX_ROWS} rows")
        rows.append(row)
    return rows


def read_csv(data: bytes, file: str, table: Table, findings: Findings) -> RawTable | None:
    """Return the table that the bytes of a CSV file hold, or None with a finding."""
    try:
        text, encoding = decode(data)
        rows = split_csv(text, frozenset(header_names(table)))
    except UndecodableError as error:
        findings.add(error.code, file)
        return None
    except csv.Error as error:
        findings.add("table-unreadable", file, detail=str(error))
        return None
    if encoding == "cp1258":
        findings.add("encoding-windows-1258", file)
    return raw_table(file, rows)


def raw_table(
    file: str,
    rows: Iterable[Iterable[str]],
    faults: tuple[tuple[str, int, int, str, str], ...] = (),
    *,
    ragged: bool = True,
) -> RawTable:
    """Return rows of texts as a table: the first row with any text is the header."""
    cleaned = [(number, tuple(map(clean, row))) for number, row in enumerate(rows, start=1)]
    filled = [(number, row) for number, row in cleaned if any(row)]
    if not filled:
        return RawTable(file, (), (), faults=faults, ragged=ragged)
    return RawTable(file, filled[0][1], tuple(filled[1:]), filled[0][0], faults, ragged)


def header_names(table: Table) -> dict[str, Column]:
    """Return the columns by every folded name under which they are found."""
    names = {fold(column.vi): column for column in table.columns}
    return names | {fold(column.name): column for column in table.columns}


def match_header(raw: RawTable, table: Table, findings: Findings) -> dict[str, int]:
    """Return the index of every column found, by name; the rest is findings."""
    by_name = header_names(table)
    found: dict[str, int] = {}
    for index, text in enumerate(raw.header):
        column = by_name.get(fold(text)) if text else None
        if column is None:
            _unknown_column(raw, index, text, table, findings)
        elif column.name in found:
            findings.add("column-duplicate", raw.file, raw.header_row, column.name, text)
        else:
            found[column.name] = index
    for column in table.columns:
        if column.required and column.name not in found:
            findings.add("column-missing", raw.file, raw.header_row, column.name, vi=column.vi)
    return found


def _unknown_column(raw: RawTable, index: int, text: str, table: Table, findings: Findings) -> None:
    if text:
        names = [name for column in table.columns for name in (column.name, column.vi)]
        hint = nearest(text, names)
        findings.add("column-unknown", raw.file, raw.header_row, None, text, hint=hint)
        return
    for number, row in raw.rows:
        if index < len(row) and row[index]:
            findings.add("column-unnamed", raw.file, number, None, row[index])
            return


def read_records(raw: RawTable, table: Table, findings: Findings) -> tuple[Record, ...]:
    """Return the rows of a table as records; cells that do not fit are findings."""
    if not raw.header:
        findings.add("table-empty", raw.file)
        return ()
    found = match_header(raw, table, findings)
    faults = {(row, index): fault for fault in raw.faults for row, index in [fault[1:3]]}
    _report_faults(raw, found, faults, findings)
    records = []
    for number, row in raw.rows:
        _check_length(raw, number, row, findings)
        records.append(_record(raw, table, found, (number, row), faults, findings))
    if not records and table.required:
        findings.add("table-no-rows", raw.file)
    return tuple(records)


def _report_faults(
    raw: RawTable,
    found: Mapping[str, int],
    faults: Mapping[tuple[int, int], tuple[str, int, int, str, str]],
    findings: Findings,
) -> None:
    """Report formula errors and merged cells, those of unread columns too."""
    names = {index: name for name, index in found.items()}
    seen: set[tuple[str, str]] = set()
    for code, row, index, value, cell in faults.values():
        if (code, cell) not in seen:
            seen.add((code, cell))
            findings.add(code, raw.file, row, names.get(index), value or None, cell=cell)


def _check_length(raw: RawTable, number: int, row: tuple[str, ...], findings: Findings) -> None:
    expected = len(raw.header)
    if len(row) > expected and any(row[expected:]):
        findings.add("row-too-long", raw.file, number, found=len(row), expected=expected)
    elif len(row) < expected and raw.ragged:
        findings.add("row-too-short", raw.file, number, found=len(row), expected=expected)


def _record(
    raw: RawTable,
    table: Table,
    found: Mapping[str, int],
    numbered: tuple[int, tuple[str, ...]],
    faults: Mapping[tuple[int, int], object],
    findings: Findings,
) -> Record:
    number, row = numbered
    values: dict[str, Any] = {}
    texts: dict[str, str] = {}
    bad: set[str] = set()
    for column in table.columns:
        name = column.name
        index = found.get(name)
        if index is not None and (number, index) in faults:
            bad.add(name)
            continue
        text = row[index] if index is not None and index < len(row) else ""
        if text:
            texts[name] = text
        elif column.required:
            bad.add(name)
            if index is not None:
                code = "vehicle-no-depot" if (table.name, name) == ("vehicles", "depot") else ""
                label = texts.get("name") or texts.get("id") or ""
                findings.add(code or "cell-empty", raw.file, number, name, name=label)
            continue
        try:
            values[name] = read_cell(column, text)
        except CellError as error:
            bad.add(name)
            findings.add(error.code, raw.file, number, name, text, words=error.words)
    return Record(table.name, raw.file, number, values, texts, frozenset(bad))
