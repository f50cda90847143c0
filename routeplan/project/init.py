"""New project folders: the embedded example of Hải Phòng, or empty tables with their headers."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path

from routeplan.geo.embedded import data_path
from routeplan.language import known
from routeplan.model import monday_of
from routeplan.model.tables import TABLES, Table
from routeplan.project.config import CONFIG_FILE
from routeplan.project.files import write_files
from routeplan.project.messages import TEXTS, failure
from routeplan.project.text import nearest

EXAMPLES = ("haiphong", "blank")
README_FILE = "README.txt"
_BOM = b"\xef\xbb\xbf"
"""Marks UTF-8 for Excel, which reads Vietnamese letters wrongly without it."""


def init(
    folder: Path,
    example: str,
    *,
    start: date | None = None,
    force: bool = False,
    language: str = "vi",
) -> tuple[Path, ...]:
    """Make a project folder and return the files written, routeplan.toml first.

    Args:
        folder: where; made where it is missing.
        example: `haiphong`, the embedded example, or `blank`, tables with headers alone.
        start: first day of the plan; by default the example's own, or next week's Monday.
        force: write into a folder that is not empty, replacing files of the same name.
        language: of the headers and the README of a blank project.

    Raises:
        RouteplanError: ``example-unknown``, ``folder-not-empty``, or those of `files.write_text`.
    """
    if example not in EXAMPLES:
        known = ", ".join(EXAMPLES)
        raise failure("example-unknown", name=example, known=known, hint=nearest(example, EXAMPLES))
    if folder.exists() and not force and (not folder.is_dir() or any(folder.iterdir())):
        raise failure("folder-not-empty", path=str(folder))
    contents = _example() if example == "haiphong" else _blank(language)
    if start is not None:
        contents[CONFIG_FILE] = _with_start(contents[CONFIG_FILE], start)
    written = {folder.joinpath(*name.split("/")): data for name, data in contents.items()}
    write_files(written)
    return tuple(written)


def _example() -> dict[str, bytes]:
    source = data_path("example")
    files = sorted(path for path in source.rglob("*") if path.is_file())
    contents = {path.relative_to(source).as_posix(): path.read_bytes() for path in files}
    return {CONFIG_FILE: contents.pop(CONFIG_FILE), **contents}


def _with_start(config: bytes, start: date) -> bytes:
    """Return routeplan.toml with another first day; the file's own line keeps its place."""
    text = config.decode("utf-8")
    line = f"start = {start.isoformat()}"
    new, count = re.subn(r"(?m)^start\s*=.*$", line, text, count=1)
    if not count:
        new = text.rstrip("\n") + f"\n\n[planning]\n{line}\n"
    return new.encode("utf-8")


def _blank(language: str) -> dict[str, bytes]:
    vietnamese = language == "vi"
    monday = monday_of(date.today()) + timedelta(weeks=1)  # noqa: DTZ011 - the user's own today
    contents = {CONFIG_FILE: _config(monday, language).encode("utf-8")}
    for table in TABLES:
        contents[table.file] = _BOM + _header(table, vietnamese=vietnamese).encode("utf-8")
    readme = TEXTS.text("readme", language)
    contents[README_FILE] = _BOM + readme.replace("\n", "\r\n").encode("utf-8")
    return contents


def _header(table: Table, *, vietnamese: bool) -> str:
    buffer = io.StringIO(newline="")
    names = [column.vi if vietnamese else column.name for column in table.columns]
    csv.writer(buffer, lineterminator="\r\n").writerow(names)
    return buffer.getvalue()


def _config(monday: date, language: str) -> str:
    return f"""\
name = "{TEXTS.text("project-name", language)}"
language = "{known(language)}"
timezone = "Asia/Ho_Chi_Minh"

[issuer]
parent = ""
body = ""

[planning]
start = {monday.isoformat()}
weeks = 1

[rules]
lunch_min = 60
lunch_from = "11:00"
lunch_to = "13:30"
last_ferry_buffer_min = 30
crate_kg = 15
hand_crates = 6
overnight_max_days = 8
public_holidays = true
max_access_m = 12000
max_crossings = 2

[weights]
per_hour = 0
per_km = 0
balance = 0
irregular_day = 50000
change = 50000
"""
