"""A GTFS feed of a project folder, read by gtfs-kit: found, kept small, checked for its columns."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from routeplan.project.folder import FolderReader
from routeplan.project.limits import BROKEN_ZIP

if TYPE_CHECKING:
    from pandas import DataFrame

MAX_BYTES = 256 * 1024 * 1024
"""Most bytes of a feed's tables, unpacked: some 3 million stop times."""

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "stops": ("stop_id",),
    "routes": ("route_id", "route_type"),
    "trips": ("trip_id", "route_id", "service_id"),
    "stop_times": ("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time"),
}
_OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "calendar": (
        "service_id", "start_date", "end_date", "monday", "tuesday", "wednesday", "thursday",
        "friday", "saturday", "sunday",
    ),
    "calendar_dates": ("service_id", "date", "exception_type"),
    "frequencies": ("trip_id", "start_time", "end_time", "headway_secs"),
    "agency": (),
    "feed_info": (),
}  # fmt: skip


@dataclass(frozen=True)
class GtfsFeed:
    """The tables of a feed that say something about ferries, as data frames.

    Args:
        name: of the folder or zip in findings.
        tables: by name without ``.txt``; the index of a row is its row in the file less two.
    """

    name: str
    tables: Mapping[str, DataFrame]

    def file(self, table: str) -> str:
        """Return the name of a table in findings."""
        return f"{self.name}/{table}.txt"

    def rows(self, table: str) -> list[tuple[int, dict[str, object]]]:
        """Return row numbers (the header being 1) and cells; empty cells are left out."""
        frame = self.tables.get(table)
        if frame is None:
            return []
        columns = list(frame.columns)
        return [
            (
                int(number) + 2,
                {
                    name: value
                    for name, value in zip(columns, values, strict=True)
                    if not _missing(value)
                },
            )
            for number, values in zip(
                frame.index, frame.astype(object).itertuples(index=False, name=None), strict=True
            )
        ]


def _missing(value: object) -> bool:
    import pandas as pd

    return value is pd.NA or value is None or value != value  # noqa: PLR0124 - NaN is not itself


def find_feed(folders: Iterable[Path]) -> Path | None:
    """Return the feed of a project: ``gtfs`` or ``gtfs.zip``, a scenario's before the base's.

    A folder ``gtfs`` that holds a zip and no table stands for the zip.
    """
    for folder in reversed(tuple(folders)):
        for path in (folder / "gtfs", folder / "gtfs.zip"):
            if path.is_dir():
                zips = sorted(path.glob("*.zip"))
                return path if any(path.glob("*.txt")) or not zips else zips[0]
            if path.is_file():
                return path
    return None


def read_feed(path: Path, reader: FolderReader) -> GtfsFeed | None:
    """Return a feed, or None with findings about what keeps it from being read."""
    findings, name = reader.findings, reader.label(path)
    try:
        sizes = _sizes(path)
    except BROKEN_ZIP as error:
        findings.add("gtfs-unreadable", name, detail=str(error) or type(error).__name__)
        return None
    if sum(sizes.values()) > MAX_BYTES:
        findings.add("gtfs-too-large", name, most=MAX_BYTES // 2**20)
        return None
    nested = [file for file in sizes if "/" in file]
    if nested and not any("/" not in file for file in sizes):
        findings.add("gtfs-nested", name, None, None, nested[0])
        return None
    files = [path] if path.is_file() else sorted(path.glob("*.txt"))
    if any(reader.read_bytes(file, MAX_BYTES) is None for file in files):
        return None
    tables = _tables(path, name, reader)
    if tables is None:
        return None
    feed = GtfsFeed(name, tables)
    complete = True
    for table, columns in (*_NEEDED.items(), *_OPTIONAL.items()):
        if table not in tables:
            if table in _NEEDED:
                findings.add("gtfs-file-missing", feed.file(table))
                complete = False
            continue
        for column in columns:
            if column not in tables[table].columns:
                findings.add("gtfs-column-missing", feed.file(table), 1, column)
                complete = False
    if not {"calendar", "calendar_dates"} & tables.keys():
        findings.add("gtfs-no-calendar", name)
        complete = False
    return feed if complete else None


def _tables(path: Path, name: str, reader: FolderReader) -> dict[str, DataFrame] | None:
    import gtfs_kit

    try:
        # Lengths of shapes are not used; naming a unit keeps gtfs-kit from measuring them.
        read = gtfs_kit.read_feed(path, dist_units="km")
    except (ValueError, TypeError, *BROKEN_ZIP) as error:
        detail = " ".join(str(error).split()) or type(error).__name__
        reader.findings.add("gtfs-unreadable", name, detail=detail)
        return None
    found = {table: getattr(read, table) for table in (*_NEEDED, *_OPTIONAL)}
    present = {table: frame for table, frame in found.items() if frame is not None}
    # pandas takes the first column for names of rows where rows have more cells than the header.
    wider = [t for t, frame in present.items() if type(frame.index).__name__ != "RangeIndex"]
    for table in wider:
        reader.findings.add(
            "gtfs-unreadable", f"{name}/{table}.txt", detail="rows are longer than the header"
        )
    return None if wider else present


def _sizes(path: Path) -> dict[str, int]:
    """Return the unpacked bytes of every table; a zip cannot give more than it declares."""
    if path.is_dir():
        return {file.name: file.stat().st_size for file in path.glob("*.txt")}
    with zipfile.ZipFile(path) as packed:
        return {
            info.filename: info.file_size
            for info in packed.infolist()
            if info.filename.endswith(".txt")
        }
