"""Files that people send, lists and filled-in sheets: every sheet of a workbook, or a CSV table."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from routeplan.project.messages import Findings, failure
from routeplan.project.tables import split_csv
from routeplan.project.text import UndecodableError, clean, decode
from routeplan.project.workbook import Fault, WorkbookError, read_sheet, sheet_names

_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Grid:
    """Rows of texts, from row 1 and column A on.

    Args:
        label: of the table in findings: the file, or ``FILE#SHEET``.
        faults: cells of a workbook that hold no usable value.
    """

    label: str
    rows: Sequence[Sequence[str]]
    faults: Sequence[Fault] = ()


def grids(path: Path, data: bytes, names: frozenset[str], findings: Findings) -> Iterator[Grid]:
    """Yield every sheet of a workbook, or the one table of a CSV file.

    Args:
        path: of the file, for labels and errors.
        data: its bytes.
        names: folded headers that are looked for; they tell the delimiter of a CSV file.
        findings: takes that the encoding is an old one.

    Raises:
        RouteplanError: ``import-unreadable``, or what `text.decode` says of an encoding.
    """
    try:
        if data.startswith(_ZIP):
            for name in sheet_names(data):
                sheet = read_sheet(data, name)
                yield Grid(f"{path.name}#{name}", sheet.rows, sheet.faults)
            return
        text, encoding = decode(data)
        rows = split_csv(text, names)
    except UndecodableError as error:
        raise failure(error.code, findings.language, file=path.name) from error
    except (WorkbookError, csv.Error) as error:
        words = {"path": str(path), "detail": str(error)}
        raise failure("import-unreadable", findings.language, **words) from error
    if encoding == "cp1258":
        findings.add("encoding-windows-1258", path.name)
    yield Grid(path.name, [[clean(cell) for cell in row] for row in rows])
