"""Makes the changes of a scenario in a project's tables, before they are read by the schema.

So every check of the project holds for scenarios, too, and a value means what it means in a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase

from routeplan.coverage.sweep.grid import CellChange, Change, Closure
from routeplan.coverage.sweep.words import failure
from routeplan.geo.communes import fold
from routeplan.model import DayKind
from routeplan.model.tables import TABLES, Table
from routeplan.project.tables import RawTable, header_names
from routeplan.project.text import nearest

Raw = dict[str, RawTable]
_MOST_NAMED = 12


class Editor:
    """Makes changes for one horizon.

    Args:
        file: name of the sweep file, for messages.
        changes: made one after another.
        first, last: dates of a closure that names none.
    """

    def __init__(self, file: str, changes: Iterable[Change], first: date, last: date) -> None:
        self._file = file
        self._changes = tuple(changes)
        self._first, self._last = first, last

    def __call__(self, raw: Mapping[str, RawTable]) -> Raw:
        """Return the tables with all changes made.

        Raises:
            RouteplanError: ``sweep-table-unknown``, ``sweep-column-unknown`` or
                ``sweep-row-unknown``.
        """
        tables = dict(raw)
        for change in self._changes:
            for vehicle in change.remove:
                self._count(tables, vehicle, 0, f"{change.key}.remove")
            for vehicle, number in change.counts:
                self._count(tables, vehicle, number, f"{change.key}.count")
            for closure in change.closures:
                tables["calendar"] = self._closed(tables.get("calendar"), closure)
            for service, weeks in change.intervals:
                self._interval(tables, service, weeks)
            for cell in change.cells:
                self._cell(tables, cell)
        return tables

    def _count(self, tables: Raw, vehicle: str, number: int, key: str) -> None:
        """Have so many of one vehicle; copies stand after it."""
        table = _table("vehicles")
        raw = tables.get("vehicles")
        ids = _texts(raw, table, "id")
        if vehicle not in ids or raw is None:
            raise self._no_row("vehicles", key, vehicle, ids)
        at, name_at = _index(raw, table, "id"), _index(raw, table, "name")
        rows = []
        for line, row in raw.rows:
            if _text(row, at) != vehicle:
                rows.append((line, row))
                continue
            for k in range(1, number + 1):
                cells = list(row)
                if k > 1:
                    cells[at] = f"{vehicle}-{k}"
                    cells[name_at] = f"{_text(row, name_at)} {k}"
                rows.append((line, tuple(cells)))
        tables["vehicles"] = replace(raw, rows=tuple(rows))

    def _closed(self, raw: RawTable | None, closure: Closure) -> RawTable:
        """Add a row to the calendar."""
        table = _table("calendar")
        values = {
            "date_from": (closure.date_from or self._first).isoformat(),
            "date_to": (closure.date_to or self._last).isoformat(),
            "kind": DayKind.CLOSURE.value,
            "applies_to": ";".join(closure.what),
        }
        if raw is None or not raw.header:
            raw = RawTable("calendar.csv", tuple(values), ())
        for column in values:
            raw = _with_column(raw, table, column)
        row = [""] * len(raw.header)
        for column, value in values.items():
            row[_index(raw, table, column)] = value
        line = max((number for number, _ in raw.rows), default=raw.header_row) + 1
        return replace(raw, rows=(*raw.rows, (line, tuple(row))))

    def _interval(self, tables: Raw, service: str, weeks: int) -> None:
        """Have a service every so many weeks, wherever it is given."""
        for name in ("sites", "services"):
            table, raw = _table(name), tables.get(name)
            if raw is None or not raw.header:
                continue
            raw = _with_column(raw, table, "interval_weeks")
            kind_at = _index(raw, table, "service")
            weeks_at = _index(raw, table, "interval_weeks")
            cycle_at = _index(raw, table, "visits_per_cycle")
            rows = []
            for line, row in raw.rows:
                cells = list(row)
                if _text(row, kind_at) == service:
                    cells[weeks_at] = str(weeks)
                    if 0 <= cycle_at < len(cells):
                        cells[cycle_at] = ""
                rows.append((line, tuple(cells)))
            tables[name] = replace(raw, rows=tuple(rows))

    def _cell(self, tables: Raw, change: CellChange) -> None:
        table = next((one for one in TABLES if one.name == change.table), None)
        if table is None:
            known = [one.name for one in TABLES]
            raise failure(
                "sweep-table-unknown",
                file=self._file,
                key=f"{change.key}.table",
                name=change.table,
                known=_listed(change.table, known),
            )
        column = self._column(table, change.column, f"{change.key}.column")
        where = [
            (self._column(table, name, f"{change.key}.where"), text) for name, text in change.where
        ]
        raw = tables.get(table.name)
        key_column = table.columns[0].name
        names = _texts(raw, table, key_column)
        if raw is None or not raw.rows:
            raise self._no_row(table.name, f"{change.key}.rows", ", ".join(change.rows), names)
        raw = _with_column(raw, table, column)
        at, key_at = _index(raw, table, column), _index(raw, table, key_column)
        tests = [(_index(raw, table, name), text) for name, text in where]
        for pattern in change.rows:
            if not any(fnmatchcase(name, pattern) for name in names):
                raise self._no_row(table.name, f"{change.key}.rows", pattern, names)
        rows, hits = [], 0
        for line, row in raw.rows:
            fits = any(fnmatchcase(_text(row, key_at), pattern) for pattern in change.rows)
            if fits and all(_holds(_text(row, k), text) for k, text in tests):
                hits += 1
                rows.append((line, (*row[:at], change.value, *row[at + 1 :])))
            else:
                rows.append((line, row))
        if not hits:
            asked = ", ".join(f"{name} = {text}" for name, text in change.where)
            found = _texts(raw, table, where[0][0]) if where else names
            raise self._no_row(table.name, f"{change.key}.where", asked, found)
        tables[table.name] = replace(raw, rows=tuple(rows))

    def _column(self, table: Table, name: str, key: str) -> str:
        """Return the schema's name of a column, given by it or by the Vietnamese header."""
        found = header_names(table).get(fold(name))
        if found is not None:
            return found.name
        known = [column.name for column in table.columns]
        raise failure(
            "sweep-column-unknown",
            file=self._file,
            key=key,
            table=table.file,
            name=name,
            known=_listed(name, known),
        )

    def _no_row(self, table: str, key: str, name: str, known: Iterable[str]) -> Exception:
        return failure(
            "sweep-row-unknown",
            file=self._file,
            key=key,
            table=_table(table).file,
            name=name,
            known=_listed(name, sorted({one for one in known if one})) or "-",
        )


def _table(name: str) -> Table:
    return next(table for table in TABLES if table.name == name)


def _index(raw: RawTable, table: Table, column: str) -> int:
    """Return where a column stands in the header, -1 where it does not."""
    names = header_names(table)
    for index, text in enumerate(raw.header):
        found = names.get(fold(text)) if text else None
        if found is not None and found.name == column:
            return index
    return -1


def _text(row: tuple[str, ...], index: int) -> str:
    return row[index] if 0 <= index < len(row) else ""


def _texts(raw: RawTable | None, table: Table, column: str) -> list[str]:
    if raw is None:
        return []
    index = _index(raw, table, column)
    return [_text(row, index) for _, row in raw.rows]


def _with_column(raw: RawTable, table: Table, column: str) -> RawTable:
    """Return the table with a column, and all rows as long as the header."""
    header = raw.header
    if _index(raw, table, column) < 0:
        header = (*header, column)
    width = len(header)
    rows = tuple((line, (*row, *[""] * (width - len(row)))) for line, row in raw.rows)
    return replace(raw, header=header, rows=rows)


def _holds(cell: str, text: str) -> bool:
    """Tell whether a cell is, or lists, a text."""
    parts = {part.strip() for part in cell.replace(",", ";").split(";")}
    return text == cell or text in parts


def _listed(name: str, known: Iterable[str]) -> str:
    """Return known names for a message, the likeliest first."""
    names = list(known)
    hint = nearest(name, names)
    shown = sorted(names, key=lambda one: one != hint)
    more = " …" if len(shown) > _MOST_NAMED else ""
    return ", ".join(shown[:_MOST_NAMED]) + more
