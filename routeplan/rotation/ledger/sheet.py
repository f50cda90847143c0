"""The filled-in sheet as rows: a workbook that came back, or a CSV file."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from routeplan.geo.communes import fold
from routeplan.model.handover import FILLED_IN, HEADER_WITHIN, LABELS, SHEET
from routeplan.project.files import read_bytes
from routeplan.project.messages import Findings, failure
from routeplan.project.tables import RawTable, Record, header_names, read_records, split_csv
from routeplan.project.text import UndecodableError, clean, decode
from routeplan.project.workbook import WorkbookError, read_sheet, sheet_names

_ZIP = b"PK\x03\x04"
_NAMES = header_names(SHEET)
_REQUIRED = frozenset(column.name for column in SHEET.columns if column.required)
_WORDS: Mapping[str, Mapping[str, str]] = {
    column: {fold(label): choice for choice, label in labels.items()}
    for column, labels in LABELS.items()
}


@dataclass(frozen=True)
class FilledSheet:
    """What a file says.

    Args:
        digest: SHA-256 of the file.
        rows: those on which something was filled in.
        left: rows that still wait to be filled in.
    """

    digest: str
    rows: tuple[Record, ...]
    left: tuple[Record, ...]


def read_filled(path: Path, findings: Findings) -> FilledSheet:
    """Return the rows of a filled-in sheet; cells that do not fit are findings.

    Raises:
        RouteplanError: ``import-not-found``, ``import-unreadable``, or ``handover-no-table`` where
            no table of the file has the columns of a handover sheet.
    """
    data = read_bytes(path)
    tables = [
        table
        for label, rows, faults in _grids(path, data, findings)
        if (table := _table(label, rows, faults)) is not None
    ]
    if not tables:
        missing = ", ".join(c.name for c in SHEET.columns if c.required)
        raise failure("handover-no-table", findings.language, path=str(path), columns=missing)
    records = [record for table in tables for record in read_records(table, SHEET, findings)]
    filled = tuple(record for record in records if _is_filled(record))
    left = tuple(record for record in records if not _is_filled(record))
    return FilledSheet(hashlib.sha256(data).hexdigest(), filled, left)


def _is_filled(record: Record) -> bool:
    return any(name in record.texts or name in record.bad for name in FILLED_IN)


_Faults = Sequence[tuple[str, int, int, str, str]]


def _grids(
    path: Path, data: bytes, findings: Findings
) -> Iterator[tuple[str, list[list[str]], _Faults]]:
    """Yield the name, the rows and the faulty cells of every sheet, or of the one CSV table."""
    try:
        if data.startswith(_ZIP):
            for name in sheet_names(data):
                sheet = read_sheet(data, name)
                yield f"{path.name}#{name}", sheet.rows, sheet.faults
            return
        text, encoding = decode(data)
        rows = split_csv(text, frozenset(_NAMES))
    except UndecodableError as error:
        raise failure(str(error), findings.language, file=path.name) from error
    except (WorkbookError, csv.Error) as error:
        detail = str(error)
        raise failure(
            "import-unreadable", findings.language, path=str(path), detail=detail
        ) from error
    if encoding == "cp1258":
        findings.add("encoding-windows-1258", path.name)
    yield path.name, [[clean(cell) for cell in row] for row in rows], ()


def _table(label: str, rows: Sequence[Sequence[str]], faults: _Faults) -> RawTable | None:
    """Return the table below the first row that has every column a handover needs."""
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        columns = [_NAMES.get(fold(cell)) if cell else None for cell in row]
        if not {column.name for column in columns if column} >= _REQUIRED:
            continue
        names = [column.name if column else "" for column in columns]
        body = tuple(
            (number, tuple(_in_english(names, cells)))
            for number, cells in enumerate(rows[index + 1 :], start=index + 2)
            if any(cells)
        )
        below = tuple(fault for fault in faults if fault[1] > index)
        return RawTable(label, tuple(row), body, index + 1, below, ragged=False)
    return None


def _in_english(names: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    """Yield the cells of a row with the Vietnamese words of its choices turned into the keys."""
    for index, cell in enumerate(cells):
        words = _WORDS.get(names[index], {}) if index < len(names) else {}
        yield words.get(fold(cell), cell)
