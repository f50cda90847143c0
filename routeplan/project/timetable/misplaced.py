"""Rows whose cells stand in the wrong columns, put right where only one reading makes sense.

A cell left out, or a comma that nobody quoted, moves all cells after it; whoever fills in a form by
hand writes a date one column too far. What was understood is a finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from routeplan.project.timetable.cells import (
    TimetableCellError,
    read_clock,
    read_coordinate,
    read_day,
    read_weekdays,
)

_MOST_COMMAS = 3


def realigned(
    row: Sequence[str], columns: Mapping[str, int], width: int
) -> tuple[Sequence[str], str] | None:
    """Return a row as the header means it and the column that was at fault, None where none fits.

    Looked at are rows that are shorter or longer than the header and whose day, times and
    coordinates make no sense where they stand. Of several columns the last one before the
    coordinates is taken: what stands before it stays where it was.

    Args:
        row: cells; empty ones beyond the header do not count.
        columns: index of each column of the schema.
        width: number of columns of the header.
    """
    cells = list(row)
    while len(cells) > width and not cells[-1]:
        cells.pop()
    by_index = {index: column for column, index in columns.items()}
    if len(cells) == width or fits(cells, columns):
        return None
    places = range(min(columns["geox"], columns["geoy"]), -1, -1)
    if len(cells) < width:
        for index in places:
            longer = [*cells[:index], *[""] * (width - len(cells)), *cells[index:]]
            if fits(longer, columns):
                return longer, by_index.get(index, "")
        return None
    more = len(cells) - width
    if more > _MOST_COMMAS:
        return None
    wordy = [columns[name] for name in ("address", "stop", "community") if name in columns]
    for index in (*wordy, *places):
        joined = [*cells[:index], ", ".join(cells[index : index + more + 1])]
        shorter = [*joined, *cells[index + more + 1 :]]
        if fits(shorter, columns):
            return shorter, by_index.get(index, "")
    return None


def fits(row: Sequence[str], columns: Mapping[str, int]) -> bool:
    """Tell whether day, times and coordinates of a row are what their columns want."""

    def cell(column: str) -> str:
        index = columns.get(column)
        return row[index] if index is not None and index < len(row) else ""

    try:
        place = [read_coordinate(cell(column)) for column in ("geox", "geoy")]
        times = [read_clock(cell(name)) for name in ("arrival", "departure") if cell(name)]
        if cell("day"):
            read_weekdays(cell("day"))
    except TimetableCellError:
        return False
    return bool(times) and (place[0] is None) == (place[1] is None)


def date_one_too_far(texts: Mapping[str, str]) -> bool:
    """Tell whether the day was written into the column start, and the start into end."""
    try:
        read_weekdays(texts["start"])
        read_day(texts["end"])
    except TimetableCellError:
        return False
    try:
        read_day(texts["start"])
    except TimetableCellError:
        return True
    return False
