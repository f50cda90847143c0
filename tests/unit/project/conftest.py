"""A small project folder that holds no mistake, to be spoilt one cell at a time."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from routeplan.project import Project, load
from tools.sound_project import CONFIG, TABLES


class Folder:
    """A project folder and ways to spoil it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        (path / "routeplan.toml").write_text(CONFIG, encoding="utf-8")
        for name, text in TABLES.items():
            (path / f"{name}.csv").write_text(text, encoding="utf-8", newline="")

    def rows(self, table: str) -> list[list[str]]:
        """Return the cells of a table, the header first."""
        text = (self.path / f"{table}.csv").read_text(encoding="utf-8")
        return list(csv.reader(io.StringIO(text)))

    def write(self, table: str, rows: list[list[str]], encoding: str = "utf-8") -> None:
        """Write a table."""
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows(rows)
        (self.path / f"{table}.csv").write_bytes(buffer.getvalue().encode(encoding))

    def put(self, table: str, row: int, column: str, text: str) -> None:
        """Write a cell; `row` counts as a spreadsheet does, a new column goes to the end."""
        rows = self.rows(table)
        if column not in rows[0]:
            rows = [[*cells, ""] for cells in rows]
            rows[0][-1] = column
        rows[row - 1][rows[0].index(column)] = text
        self.write(table, rows)

    def add(self, table: str, **cells: str) -> None:
        """Add a row."""
        rows = self.rows(table)
        rows.append([cells.get(name, "") for name in rows[0]])
        self.write(table, rows)

    def text(self, name: str, text: str) -> None:
        """Write a file, its folder too."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")

    def load(self, **options: object) -> Project:
        """Load the project; what is said of the embedded communes' areas is left out."""
        project = load(self.path, **options)  # type: ignore[arg-type]
        notices = tuple(n for n in project.notices if n.file != "commune_cells.geojson")
        return replace(project, notices=notices)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A project folder without a mistake."""
    return Folder(tmp_path / "project")
