"""`routeplan import titles`: a list of books, or a library system's export, into titles.csv."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from routeplan.geo.communes import fold
from routeplan.model import ModelError, Notice, grades_of
from routeplan.project.cells import CellError, read_cell
from routeplan.project.config import read_config
from routeplan.project.files import read_bytes, write_files
from routeplan.project.folder import FolderReader, layers, table_named
from routeplan.project.grids import grids
from routeplan.project.importing.marc import MarcError, is_marc, read_marc
from routeplan.project.importing.reading import say_faults
from routeplan.project.importing.sheetfile import SheetFile, new_sheet_file, read_sheet_file
from routeplan.project.messages import Findings, failure

_HEADERS: Mapping[str, str] = {
    "id": "id|ma|ma sach|ma dau sach|ma tai lieu|so dang ky|so dkcb|isbn|biblionumber|"
    "control number",
    "title": "title|nhan de|ten sach|ten|tua sach|nhan de chinh|ten tai lieu",
    "language": "language|ngon ngu|lang",
    "grade_band": "grade band|khoi lop|lop|khoi|doi tuong|do tuoi lop|grade|grades",
    "copies": "copies|so ban|so luong|so cuon|sl|ban|quantity|items",
    "new": "new|sach moi|moi",
}
_FIELD_BY_HEADER = {word: name for name, words in _HEADERS.items() for word in words.split("|")}
_HEADER_WITHIN = 40
_FOREIGN = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class TitlesReport:
    """What an import of titles did, by title id."""

    path: Path
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    rejected: tuple[tuple[str, int], ...] = ()
    notices: tuple[Notice, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the report as a JSON object."""
        return {
            "path": str(self.path),
            "added": list(self.added),
            "updated": list(self.updated),
            "unchanged": list(self.unchanged),
            "rejected": [{"file": file, "row": row} for file, row in self.rejected],
            "notices": [notice.to_json() for notice in self.notices],
        }


@dataclass
class _Listed:
    """The titles of a list, by id in small letters, and the rows that could not be taken over.

    Case does not tell two ids apart (`checks.places.check_ids`).
    """

    titles: dict[str, dict[str, str]] = field(default_factory=dict)
    rejected: list[tuple[str, int]] = field(default_factory=list)


def import_titles(folder: Path, file: Path, *, language: str | None = None) -> TitlesReport:
    """Merge a list of books into a project's titles.csv.

    A workbook or CSV file with a header, or MARC 21 (ISO 2709 or MARCXML). Rows of one title are
    added up, so that a list with one row a copy is welcome; without a column of copies each row
    counts one. Cells that the list does not give stay as they are in titles.csv.

    Args:
        folder: the project folder.
        file: the list.
        language: of the findings, `vi` or `en`; by default the project's.

    Raises:
        RouteplanError: ``project-not-found``; ``import-not-found``, ``import-unreadable`` or
            ``import-no-table`` for the list; ``import-into-workbook`` where titles stand in a
            workbook; those of `files.write_files`.
    """
    reader = FolderReader(folder, Findings("en"))
    folders = layers(folder, None)
    config = read_config(reader.read_configs(folders), reader.findings)
    tables = reader.read_tables(folders)
    findings = Findings(language or config.language)
    where = tables.files.get("titles", "titles.csv")
    if "#" in where:
        raise failure("import-into-workbook", findings.language, path=where)
    listed = _listed(file, findings)
    path = folder / where
    table = table_named("titles")
    vietnamese = config.language == "vi"
    sheet = (
        read_sheet_file(path, table)
        if path.is_file()
        else new_sheet_file(table, vietnamese=vietnamese)
    )
    before = sheet.to_bytes() if path.is_file() else b""
    report = _merge(sheet, listed, path, findings)
    if sheet.to_bytes() != before:
        write_files({path: sheet.to_bytes()})
    return report


def _merge(sheet: SheetFile, listed: _Listed, path: Path, findings: Findings) -> TitlesReport:
    known = {
        cells["id"].casefold(): (index, cells)
        for index, cells in sheet.records()
        if cells.get("id")
    }
    added: list[str] = []
    updated: list[str] = []
    unchanged: list[str] = []
    for key, cells in listed.titles.items():
        if key not in known:
            sheet.append(cells)
            added.append(cells["id"])
            continue
        index, old = known[key]
        name = old["id"]
        changed = {
            column: text
            for column, text in cells.items()
            if text and column != "id" and text != old.get(column, "")
        }
        if changed:
            sheet.set(index, changed)
        (updated if changed else unchanged).append(name)
    return TitlesReport(
        path,
        tuple(added),
        tuple(updated),
        tuple(unchanged),
        tuple(listed.rejected),
        findings.notices,
    )


def _listed(file: Path, findings: Findings) -> _Listed:
    listed = _Listed()
    data = read_bytes(file)
    if is_marc(data):
        try:
            for number, cells in enumerate(read_marc(data), start=1):
                _add(listed, cells, file.name, number, findings)
        except MarcError as error:
            raise failure(
                "import-unreadable", findings.language, path=str(file), detail=str(error)
            ) from error
        return listed
    found = False
    for grid in grids(file, data, frozenset(_FIELD_BY_HEADER), findings):
        label, rows = grid.label, grid.rows
        say_faults(grid, findings)
        header = _header(rows)
        if header is None:
            continue
        found = True
        last, columns = header
        for number, row in enumerate(rows[last + 1 :], start=last + 2):
            cells = {
                name: row[index].strip() if index < len(row) else ""
                for name, index in columns.items()
            }
            if any(cells.values()):
                _add(listed, cells, label, number, findings)
    if not found:
        raise failure("import-no-table", findings.language, path=str(file))
    return listed


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """Return the header's index and the columns: it names the title and one thing more."""
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for index, cell in enumerate(row):
            name = _FIELD_BY_HEADER.get(fold(cell).replace("_", " "))
            if name is not None:
                columns.setdefault(name, index)
        if "title" in columns and len(columns) > 1:
            return number, columns
    return None


def _add(
    listed: _Listed, cells: Mapping[str, str], label: str, row: int, findings: Findings
) -> None:
    """Take a row over, or say why not."""
    table = {column.name: column for column in table_named("titles").columns}
    title = " ".join(cells.get("title", "").split())
    name = _FOREIGN.sub("-", cells.get("id", "")).strip("-")[:64]
    if not title:
        findings.add("import-title-unread", label, row, "title", None)
        listed.rejected.append((label, row))
        return
    name = name or _id_of(title)
    values = {"id": name, "title": title}
    for key in ("language", "grade_band", "copies", "new"):
        text = cells.get(key, "")
        try:
            read_cell(table[key], text)
            if key == "grade_band":
                grades_of(text)
        except (CellError, ModelError):
            findings.add("import-title-unread", label, row, key, text)
            listed.rejected.append((label, row))
            return
        values[key] = text
    copies = read_cell(table["copies"], values["copies"]) if values["copies"] else 1
    before = listed.titles.get(name.casefold())
    total = copies + (int(before["copies"]) if before else 0)
    listed.titles[name.casefold()] = {**values, **(before or {}), "copies": str(total)}


def _id_of(title: str) -> str:
    """Return an id for a title without one: its letters, so that the next import finds it again."""
    return "-".join(fold(title).split())[:64].strip("-.") or "T"


def titles_rows(report: TitlesReport) -> Iterator[tuple[str, str | None, str | None, int | None]]:
    """Yield result, title, file and row of everything that an import did."""
    for result in ("added", "updated", "unchanged"):
        for name in getattr(report, result):
            yield result, name, None, None
    for file, row in report.rejected:
        yield "rejected", None, file, row
