"""A project folder on disk: which file or sheet holds which table, scenarios over the base."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from routeplan.geo.communes import fold
from routeplan.model.tables import TABLES, Table
from routeplan.project.config import CONFIG_FILE, TomlFile, parse_toml
from routeplan.project.limits import MOST_TABLE_BYTES, TooLargeError, read_at_most
from routeplan.project.memory import Memory
from routeplan.project.messages import Findings, failure
from routeplan.project.tables import RawTable, Record, raw_table
from routeplan.project.text import nearest
from routeplan.project.workbook import WorkbookError, read_sheet, sheet_names

SCENARIOS = "scenarios"
_TABLE_BY_NAME = {fold(name): table for table in TABLES for name in (table.name, table.vi)}


Edit = Callable[[Mapping[str, RawTable]], dict[str, RawTable]]
"""Changes raw tables, by name; may raise a RouteplanError."""


@dataclass
class Tables:
    """Everything read from a folder.

    Args:
        records: rows by table name, for every table of the schema.
        files: name in findings by table name, for the tables that exist.
        inputs: SHA-256 (hex) by path inside the folder, of every file read.
        unread: names of tables that are there, or should be, and gave no id at all: what others
            name of them cannot be called unknown.
    """

    records: dict[str, tuple[Record, ...]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)


def scenarios(folder: Path) -> tuple[str, ...]:
    """Return the names of a project's scenarios, sorted."""
    parent = folder / SCENARIOS
    if not parent.is_dir():
        return ()
    return tuple(sorted(path.name for path in parent.iterdir() if path.is_dir()))


def layers(folder: Path, scenario: str | None) -> tuple[Path, ...]:
    """Return the folders that hold a project's files, the base first.

    Raises:
        RouteplanError: ``project-not-found``, or ``scenario-unknown`` with the list.
    """
    if not (folder / CONFIG_FILE).is_file():
        raise failure("project-not-found", path=str(folder))
    if scenario is None:
        return (folder,)
    known = scenarios(folder)
    if scenario not in known:
        raise failure(
            "scenario-unknown",
            name=scenario,
            known=", ".join(known) or "-",
            hint=nearest(scenario, known),
        )
    return (folder, folder / SCENARIOS / scenario)


NETWORK_FILE = "network/roads.json"
"""Describes the project's own roads, their checksum included; plans depend on it."""


class FolderReader:
    """Reads a folder once; every file read leaves its hash, every fault a finding."""

    def __init__(self, folder: Path, findings: Findings, memory: Memory | None = None) -> None:
        self.folder = folder
        self.findings = findings
        self.memory = memory or Memory()
        self.inputs: dict[str, str] = {}

    def read_bytes(self, path: Path, most: int = MOST_TABLE_BYTES) -> bytes | None:
        """Return a file's bytes, not more than `most`, or None with a finding."""
        label = self.label(path)
        try:
            data = read_at_most(path, most)
        except TooLargeError as error:
            self.findings.add("file-too-large", label, detail=str(error))
            return None
        except OSError as error:
            detail = error.strerror or str(error)
            self.findings.add("file-unreadable", label, detail=detail)
            return None
        self.inputs[label] = hashlib.sha256(data).hexdigest()
        return data

    def label(self, path: Path) -> str:
        """Return a file's name in findings: its path inside the folder with forward slashes."""
        return path.relative_to(self.folder).as_posix()

    def read_configs(self, folders: tuple[Path, ...]) -> list[TomlFile]:
        """Return the routeplan.toml of every folder that has one."""
        found = []
        for folder in folders:
            path = folder / CONFIG_FILE
            data = self.read_bytes(path) if path.is_file() else None
            if data is not None:
                parsed = parse_toml(data, self.label(path), self.findings)
                if parsed is not None:
                    found.append(parsed)
        return found

    def read_tables(self, folders: tuple[Path, ...], edit: Edit | None = None) -> Tables:
        """Return the records of every table; a later folder's table replaces an earlier one's.

        `edit` may change the tables before they are read by the schema.
        """
        raw: dict[str, RawTable] = {}
        tried: set[str] = set()
        for folder in folders:
            found, seen = self._read_layer(folder)
            raw.update(found)
            tried |= seen
        if edit is not None:
            raw = edit(raw)
        if (self.folder / NETWORK_FILE).is_file():
            self.read_bytes(self.folder / NETWORK_FILE)
        tables = Tables(inputs=self.inputs)
        for table in TABLES:
            name, one = table.name, raw.get(table.name)
            records = self.memory.records(one, table, self.findings) if one else ()
            tables.records[name] = records
            if one is not None:
                tables.files[name] = one.file
            elif table.required and name not in tried:
                self.findings.add("table-missing", table.file)
            blank = one is not None and one.header and not records
            needed = table.required or (name in tried and not blank)
            if needed and not any("id" in record.texts for record in records):
                tables.unread.add(name)
        return tables

    def _read_layer(self, folder: Path) -> tuple[dict[str, RawTable], set[str]]:
        """Return one folder's tables, and the names of those that exist at all."""
        found: dict[str, RawTable] = {}
        where: dict[str, str] = {}
        entries = _files(folder)
        by_name = {path.name.lower(): path for path in entries}
        for table in TABLES:
            path = by_name.get(table.file)
            if path is None:
                continue
            where[table.name] = self.label(path)
            data = self.read_bytes(path)
            if data is None:
                continue
            label = self.label(path)
            raw = self.memory.csv(data, self.inputs[label], label, table, self.findings)
            if raw is not None:
                found[table.name] = raw
        for path in entries:
            if path.suffix.lower() == ".xlsx" and not path.name.startswith(("~$", ".")):
                self._read_workbook(path, found, where)
        return found, set(where)

    def _read_workbook(self, path: Path, found: dict[str, RawTable], where: dict[str, str]) -> None:
        data = self.read_bytes(path)
        if data is None:
            return
        try:
            for name in sheet_names(data):
                table = _TABLE_BY_NAME.get(fold(name))
                label = f"{self.label(path)}#{name}"
                if table is None:
                    known = [table.name for table in TABLES] + [table.vi for table in TABLES]
                    hint = nearest(name, known)
                    self.findings.add(
                        "sheet-unknown", self.label(path), None, None, name, hint=hint
                    )
                elif table.name in where:
                    first = where[table.name]
                    self.findings.add("table-twice", label, table=table.name, first=first)
                else:
                    where[table.name] = label
                    found[table.name] = _sheet_table(data, name, label)
        except WorkbookError as error:
            self.findings.add("workbook-unreadable", self.label(path), detail=str(error))


def _sheet_table(data: bytes, name: str, label: str) -> RawTable:
    sheet = read_sheet(data, name)
    return raw_table(label, sheet.rows, sheet.faults, ragged=False)


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_file())
    except OSError:
        return []


def table_named(name: str) -> Table:
    """Return a table of the schema by its English name."""
    return next(table for table in TABLES if table.name == name)


def file_of(files: Mapping[str, str], name: str) -> str:
    """Return the name in findings of a table, as its CSV file where there is none yet."""
    return files.get(name, f"{name}.csv")
