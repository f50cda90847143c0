"""What the readers of plain tables share: rows of numbers, whole ones among them."""

from __future__ import annotations

from pathlib import Path

from benchmarks.instances.instance import bad_file


def number_rows(path: Path) -> list[list[float]]:
    """Return the rows of a text file that holds nothing but numbers.

    Raises:
        ValueError: where a word stands in it.
    """
    rows = []
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    for place, line in enumerate(text.splitlines(), start=1):
        try:
            row = [float(word) for word in line.split()]
        except ValueError as error:
            raise bad_file(path, f"line {place} is no row of numbers ({error})") from error
        if row:
            rows.append(row)
    return rows


def whole(value: float, path: Path, what: str) -> int:
    """Return a number as the integer that it must be."""
    if value != int(value):
        raise bad_file(path, f"{what} {value} is not whole")
    return int(value)
