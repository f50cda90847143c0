"""The filled-in sheet as rows: a workbook that came back, or a CSV file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from routeplan.geo.communes import fold
from routeplan.model.handover import FILLED_IN, HEADER_WITHIN, LABELS, SHEET
from routeplan.project.files import read_bytes
from routeplan.project.grids import Grid, grids
from routeplan.project.messages import Findings, failure
from routeplan.project.tables import RawTable, Record, header_names, read_records

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
    found = grids(path, data, frozenset(_NAMES), findings)
    tables = [table for grid in found if (table := _table(grid)) is not None]
    if not tables:
        missing = ", ".join(c.name for c in SHEET.columns if c.required)
        raise failure("handover-no-table", findings.language, path=str(path), columns=missing)
    records = [record for table in tables for record in read_records(table, SHEET, findings)]
    filled = tuple(record for record in records if _is_filled(record))
    left = tuple(record for record in records if not _is_filled(record))
    return FilledSheet(hashlib.sha256(data).hexdigest(), filled, left)


def _is_filled(record: Record) -> bool:
    return any(name in record.texts or name in record.bad for name in FILLED_IN)


def _table(grid: Grid) -> RawTable | None:
    """Return the table below the first row that has every column a handover needs."""
    rows = grid.rows
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
        below = tuple(fault for fault in grid.faults if fault[1] > index)
        return RawTable(grid.label, tuple(row), body, index + 1, below, ragged=False)
    return None


def _in_english(names: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    """Yield the cells of a row with the Vietnamese words of its choices turned into the keys."""
    for index, cell in enumerate(cells):
        words = _WORDS.get(names[index], {}) if index < len(names) else {}
        yield words.get(fold(cell), cell)
