"""Data to standard output, everything else to standard error; texts made safe for both."""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TextIO

from routeplan.model.formulas import quoted
from routeplan.model.marks import normalised


def one_line(value: object) -> str:
    """Return a text from a table without what could move a cursor or reorder a line.

    Control characters, line breaks and direction overrides become spaces; letters stay.
    """
    composed = normalised("NFC", str(value))
    return "".join(
        " " if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp", "Cs"} else c for c in composed
    )


def print_lines(lines: Iterable[str]) -> None:
    """Print lines of data on stdout; a terminal breaks them between words, a pipe never."""
    for line in lines:
        sys.stdout.write("".join(f"{part}\n" for part in _broken(line.rstrip(), sys.stdout)))


def _broken(line: str, stream: TextIO) -> list[str]:
    """Return a line as a terminal of that width shows it best: whole words, hanging by two."""
    import shutil
    import textwrap

    width = shutil.get_terminal_size().columns
    if len(line) <= width or not stream.isatty():
        return [line]
    hang = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.wrap(
        line, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
    )


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
    return quoted(shown)


def print_notice(line: str, *, quiet: bool = False) -> None:
    """Print a line on stderr, unless the user wants quiet."""
    if not quiet:
        sys.stderr.write("".join(f"{part}\n" for part in _broken(line.rstrip(), sys.stderr)))


def print_table(
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
    indent: str = "",
    *,
    numbers: Iterable[int] = (),
) -> None:
    """Print an aligned table on stdout: with rich on a terminal, in plain text elsewhere.

    On a terminal too narrow for its words each row becomes a paragraph, a line to a cell.

    Args:
        header: of the columns.
        rows: as many cells as there are columns.
        indent: spaces before every line.
        numbers: columns that stand flush right.
    """
    cells = [[one_line("" if value is None else value) for value in row] for row in rows]
    right = frozenset(numbers)
    if sys.stdout.isatty():
        if not _print_rich(header, cells, len(indent), right):
            _print_records(header, cells, indent)
        return
    widths = [max(len(row[k]) for row in [list(header), *cells]) for k in range(len(header))]
    for row in [list(header), *cells]:
        padded = (
            value.rjust(width) if k in right else value.ljust(width)
            for k, (value, width) in enumerate(zip(row, widths, strict=True))
        )
        sys.stdout.write((indent + "  ".join(padded)).rstrip() + "\n")


def _print_rich(
    header: Sequence[str], cells: Sequence[Sequence[str]], indent: int, right: frozenset[int]
) -> bool:
    """Print a table with rich; False where not even its narrowest form fits the terminal."""
    from rich import box
    from rich.cells import cell_len
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    # Words move to the next line where a terminal is narrow; a number is never taken apart.
    least = [
        max(
            *(cell_len(word) for word in [*header[k].split(), ""]),
            *(cell_len(part) for row in cells for part in _parts(row[k], whole=k in right)),
            0,
        )
        for k in range(len(header))
    ]
    console = Console()
    room = console.width - indent - 2 * len(least)
    if sum(least) > room:
        return False
    # Heads of numbers move to further lines first, so that names keep theirs.
    wanted = [max(cell_len(row[k]) for row in [header, *cells]) for k in range(len(header))]
    tight = sum(wanted) > room
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for k, name in enumerate(header):
        justify: Literal["left", "right"] = "right" if k in right else "left"
        table.add_column(
            Text(name, style="bold"),
            justify=justify,
            overflow="fold",
            min_width=least[k],
            width=least[k] if tight and k in right else None,
        )
    for row in cells:
        table.add_row(*(Text(value) for value in row))
    console.print(Padding(table, (0, 0, 0, indent)))
    return True


def _print_records(header: Sequence[str], cells: Sequence[Sequence[str]], indent: str) -> None:
    """Print each row as a paragraph: its first cell, then the others below their heads."""
    width = max((len(name) for name in header[1:]), default=0)
    for row in cells:
        print_lines([indent + row[0]])
        for name, value in zip(header[1:], row[1:], strict=True):
            if value:
                print_lines([f"{indent}  {name.ljust(width)}  {value}"])


def _parts(cell: str, *, whole: bool) -> list[str]:
    """Return what of a cell may not be taken apart."""
    return [cell] if whole else cell.split()
