"""Data to standard output, everything else to standard error; texts made safe for both."""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_FORMULA = ("=", "+", "-", "@")


def one_line(value: object) -> str:
    """Return a text from a table without what could move a cursor or reorder a line.

    Control characters, line breaks and direction overrides become spaces; letters stay.
    """
    composed = unicodedata.normalize("NFC", str(value))
    return "".join(
        " " if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp", "Cs"} else c for c in composed
    )


def print_lines(lines: Iterable[str]) -> None:
    """Print lines of data on stdout."""
    for line in lines:
        sys.stdout.write(line.rstrip() + "\n")


def print_json(answer: Mapping[str, Any]) -> None:
    """Print one JSON object on stdout."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


def print_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table on stdout as CSV (RFC 4180: UTF-8, a header, lines that end with CR LF).

    Nothing is an empty cell, a truth is ``yes`` or ``no`` as in the project's own tables. A text
    that a spreadsheet would run as a formula gets a ``'`` before it, and none of them reaches the
    terminal's controls.
    """
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow([_cell(name) for name in header])
    for row in rows:
        writer.writerow([_cell(value) for value in row])


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        return value
    shown = one_line(value)
    return "'" + shown if shown.lstrip().startswith(_FORMULA) else shown


def print_notice(line: str, *, quiet: bool = False) -> None:
    """Print a line on stderr, unless the user wants quiet."""
    if not quiet:
        sys.stderr.write(line.rstrip() + "\n")


def print_table(header: Sequence[str], rows: Sequence[Sequence[object]], indent: str = "") -> None:
    """Print an aligned table on stdout: with rich on a terminal, in plain text elsewhere."""
    cells = [[one_line("" if value is None else value) for value in row] for row in rows]
    if sys.stdout.isatty():
        _print_rich(header, cells)
        return
    widths = [max(len(row[k]) for row in [list(header), *cells]) for k in range(len(header))]
    for row in [list(header), *cells]:
        line = "  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True))
        print_lines([indent + line])


def _print_rich(header: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE)
    for name in header:
        table.add_column(Text(name))
    for row in cells:
        table.add_row(*(Text(value) for value in row))
    Console().print(table)
