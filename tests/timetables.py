"""Small timetables of places that do not exist, for tests of what reads and writes them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from routeplan.importing import Imported, Request, import_timetable
from routeplan.project.files import write_files
from routeplan.project.messages import Findings
from routeplan.project.timetable.rows import StopRow, read_rows
from routeplan.project.timetable.schema import COLUMNS
from routeplan.project.timetable.timetable import Timetable, understood

BASE: Mapping[str, str] = {
    "organisation": "Fictionshire",
    "mobile": "Van",
    "route": "Route 1",
    "community": "Upper Madeup",
    "stop": "Green",
    "address": "The Green, Upper Madeup",
    "postcode": "",
    "geox": "-2.500000",
    "geoy": "53.100000",
    "day": "Monday",
    "type": "Public",
    "arrival": "10:00",
    "departure": "10:30",
    "frequency": "FREQ=WEEKLY;INTERVAL=2",
    "start": "2024-01-08",
    "end": "",
    "exceptions": "",
    "timetable": "https://example.org/timetable",
}
"""One row of the schema; 8 January 2024 is a Monday."""


def row(**changes: Any) -> dict[str, str]:
    """Return `BASE` with changes; east and north in kilometres move the stop."""
    east, north = changes.pop("east", 0.0), changes.pop("north", 0.0)
    moved = {
        "geox": f"{-2.5 + east / 66.9:.6f}",
        "geoy": f"{53.1 + north / 111.2:.6f}",
    }
    return {**BASE, **moved, **{name: str(value) for name, value in changes.items()}}


def tour() -> list[dict[str, str]]:
    """Return a sane timetable of one van: three stops on a Monday, two on the Tuesday after it."""
    monday = {"route": "Monday", "day": "Monday", "start": "2024-01-08"}
    tuesday = {"route": "Tuesday", "day": "Tuesday", "start": "2024-01-16"}
    return [
        row(stop="Green", arrival="10:00", departure="10:30", **monday),
        row(stop="School", arrival="11:00", departure="11:45", east=6, **monday),
        row(stop="Inn", arrival="13:30", departure="14:15", east=9, north=4, **monday),
        row(stop="Chapel", arrival="09:30", departure="10:30", east=5, north=3, **tuesday),
        row(stop="Bridge", arrival="14:00", departure="15:00", north=8, **tuesday),
    ]


def text(rows: Iterable[Mapping[str, str]], columns: Iterable[str] = COLUMNS) -> str:
    """Return rows as the text of a CSV file."""
    names = list(columns)
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def read(rows: Iterable[Mapping[str, str]]) -> tuple[tuple[StopRow, ...], Findings]:
    """Return what the rows of a timetable are read as, and what was found."""
    findings = Findings("en")
    return read_rows("t.csv", text(rows).encode(), findings), findings


def timetable(
    rows: Iterable[Mapping[str, str]], start: date | None = None
) -> tuple[Timetable, Findings]:
    """Return the timetable that rows make, and what was found."""
    findings = Findings("en")
    return understood("t.csv", text(rows).encode(), findings, start), findings


def imported(folder: Path, rows: Iterable[Mapping[str, str]], **asked: Any) -> Imported:
    """Return the project that rows make, its files written to ``folder/project``."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "t.csv"
    file.write_text(text(rows), encoding="utf-8")
    found = import_timetable(Request(file, **asked))
    write_files({folder / "project" / name: data for name, data in found.files.items()})
    return found
