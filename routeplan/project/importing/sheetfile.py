"""sites.csv as its user wrote it, to be changed cell by cell.

Columns, their order and language, unknown columns, blank rows, delimiter and line ends stay.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from routeplan.geo.communes import fold
from routeplan.model.formulas import armoured
from routeplan.model.tables import Table
from routeplan.project.files import read_bytes
from routeplan.project.messages import failure
from routeplan.project.tables import DELIMITERS, header_names, split_csv
from routeplan.project.text import UndecodableError, clean, decode


@dataclass
class SheetFile:
    """The rows of a CSV file and where its columns stand.

    Args:
        header: index of the header row in `rows`.
        columns: index by column name of the schema.
        vietnamese: most headers are Vietnamese, so new ones are too.
    """

    table: Table
    rows: list[list[str]]
    header: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    delimiter: str = ","
    line_end: str = "\r\n"
    bom: bool = True
    vietnamese: bool = False

    def records(self) -> list[tuple[int, dict[str, str]]]:
        """Return the index and the cells, by column name, of every row that is not blank."""
        found = []
        for index in range(self.header + 1, len(self.rows)):
            row = self.rows[index]
            if any(cell.strip() for cell in row):
                cells = {
                    name: clean(row[k]) if k < len(row) else "" for name, k in self.columns.items()
                }
                found.append((index, cells))
        return found

    def set(self, index: int, cells: Mapping[str, str]) -> None:
        """Write cells of a row; a column that the file lacks is added at the end."""
        for name, text in cells.items():
            if name not in self.columns:
                self._add_column(name)
            row = self.rows[index]
            row.extend([""] * (self.columns[name] + 1 - len(row)))
            row[self.columns[name]] = armoured(text)

    def append(self, cells: Mapping[str, str]) -> None:
        """Add a row at the end."""
        for name in cells:
            if name not in self.columns:
                self._add_column(name)
        self.rows.append([""] * len(self.rows[self.header]))
        self.set(len(self.rows) - 1, cells)

    def _add_column(self, name: str) -> None:
        column = next(column for column in self.table.columns if column.name == name)
        width = len(self.rows[self.header])
        for row in self.rows[self.header :]:
            if any(row):
                row.extend([""] * (width + 1 - len(row)))
        self.rows[self.header][width] = column.vi if self.vietnamese else column.name
        self.columns[name] = width

    def to_bytes(self) -> bytes:
        """Return the file: UTF-8, with a byte order mark where it had one."""
        buffer = io.StringIO(newline="")
        csv.writer(buffer, delimiter=self.delimiter, lineterminator=self.line_end).writerows(
            self.rows
        )
        text = buffer.getvalue().encode("utf-8")
        return codecs.BOM_UTF8 + text if self.bom else text


def read_sheet_file(path: Path, table: Table) -> SheetFile:
    """Return a CSV file ready to be changed.

    Raises:
        RouteplanError: ``import-unreadable`` when it cannot be read or has no header.
    """
    data = read_bytes(path)
    try:
        text, encoding = decode(data)
        names = header_names(table)
        rows = split_csv(text, frozenset(names))
    except (UndecodableError, csv.Error) as error:
        raise failure("import-unreadable", path=str(path), detail=str(error)) from error
    header = next((k for k, row in enumerate(rows) if any(map(clean, row))), None)
    if header is None:
        return new_sheet_file(table, vietnamese=True)
    columns: dict[str, int] = {}
    vietnamese = 0
    for index, cell in enumerate(rows[header]):
        column = names.get(fold(clean(cell)))
        if column is not None:
            columns.setdefault(column.name, index)
            vietnamese += fold(cell) != fold(column.name)
    first = text.splitlines()[header] if text else ""
    return SheetFile(
        table,
        [list(row) for row in rows],
        header,
        columns,
        delimiter=max(DELIMITERS, key=first.count),
        line_end="\r\n" if b"\r\n" in data or encoding.startswith("utf-16") else "\n",
        bom=encoding != "utf-8",
        vietnamese=2 * vietnamese > len(columns),
    )


def new_sheet_file(table: Table, *, vietnamese: bool) -> SheetFile:
    """Return an empty table with the header of the schema."""
    header = [column.vi if vietnamese else column.name for column in table.columns]
    columns = {column.name: index for index, column in enumerate(table.columns)}
    return SheetFile(table, [header], 0, columns, vietnamese=vietnamese)
