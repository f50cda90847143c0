"""From a TOML file to a `Sweep`; whatever does not fit is an error with the file and the key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from math import isnan
from pathlib import Path
from typing import Any

from routeplan.coverage.sweep.grid import (
    MOST_SCENARIOS,
    Axis,
    CellChange,
    Change,
    Choice,
    Closure,
    Sweep,
)
from routeplan.coverage.sweep.words import failure, wanted
from routeplan.language.spoken import Figure, Phrase, Series
from routeplan.model import ServiceKind
from routeplan.project.limits import MOST_TABLE_BYTES, read_at_most
from routeplan.project.text import nearest

_CHANGES = ("folder", "remove", "count", "close", "intervals", "set", "budget_vnd")
_CELLS = ("table", "column", "rows", "where")
_TOP = ("name", "start", "weeks", "iterations", "seed", "engine", "axis", "scenario")
_ENGINES = ("native", "ortools")
_MOST_VEHICLES = 50
_MOST_VND = 10**15


def read_sweep(path: Path) -> Sweep:
    """Read a sweep file.

    Raises:
        RouteplanError: ``sweep-missing``, ``sweep-not-toml``, or a ``sweep-…`` code with file and
            key; ``sweep-too-many`` with the count, before any scenario is made.
    """
    file = path.name
    try:
        data = tomllib.loads(read_at_most(path, MOST_TABLE_BYTES).decode("utf-8-sig"))
    except OSError as error:
        raise failure("sweep-missing", file=str(path), reason=error.strerror or error) from error
    except UnicodeDecodeError as error:
        raise failure("sweep-not-toml", file=file, reason="not UTF-8") from error
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise failure("sweep-not-toml", file=file, reason=error) from error
    read = _Reader(file)
    read.only(data, _TOP, "")
    axes = tuple(
        read.axis(one, f"axis[{k}]") for k, one in enumerate(read.tables(data, "axis", ""), 1)
    )
    read.distinct(((axis.name, f"axis[{k}].name") for k, axis in enumerate(axes, 1)))
    named = tuple(
        read.choice(one, f"scenario[{k}]")
        for k, one in enumerate(read.tables(data, "scenario", ""), 1)
    )
    read.distinct((choice.name, f"scenario[{k}].name") for k, choice in enumerate(named, 1))
    sweep = Sweep(
        file=file,
        name=read.text(data, "name", "") or path.stem,
        axes=axes,
        named=named,
        start=read.day(data, "start", ""),
        weeks=read.whole(data, "weeks", "", 1, 53),
        iterations=read.whole(data, "iterations", "", 1, 10_000_000) or 2_000,
        seed=read.whole(data, "seed", "", 0, 2**31 - 1) or 0,
        engine=read.one_of(data, "engine", _ENGINES),
    )
    if not sweep.size:
        raise failure("sweep-empty", file=file)
    if sweep.size > MOST_SCENARIOS:
        count, most = Figure(sweep.size), Figure(MOST_SCENARIOS)
        raise failure("sweep-too-many", file=file, count=count, most=most)
    _refuse_two_folders(file, axes)
    return sweep


def _refuse_two_folders(file: str, axes: Iterable[Axis]) -> None:
    with_folder = [axis.name for axis in axes if any(c.change.folder for c in axis.choices)]
    if len(with_folder) > 1:
        first, second = with_folder[:2]
        raise failure("sweep-two-folders", file=file, key="axis", first=first, second=second)


class _Reader:
    """Reads values of one file; every method names the key in its errors."""

    def __init__(self, file: str) -> None:
        self._file = file

    def axis(self, data: Mapping[str, Any], key: str) -> Axis:
        """Return an axis, written as choices or as the values of one column."""
        self.only(data, ("name", "choice", "values", *_CELLS), key)
        name = self.needed(data, "name", key)
        if "values" in data:
            if "choice" in data:
                raise self.unknown("choice", key, ("name", "values", *_CELLS))
            return Axis(name, self._values(data, key))
        tables = self.tables(data, "choice", key)
        if not tables:
            raise failure("sweep-key-missing", file=self._file, key=key, name="choice")
        stray = next((one for one in _CELLS if one in data), None)
        if stray:
            raise self.unknown(stray, key, ("name", "choice"))
        choices = tuple(self.choice(one, f"{key}.choice[{k}]") for k, one in enumerate(tables, 1))
        self.distinct((c.name, f"{key}.choice[{k}].name") for k, c in enumerate(choices, 1))
        return Axis(name, choices)

    def _values(self, data: Mapping[str, Any], key: str) -> tuple[Choice, ...]:
        values = data["values"]
        if not isinstance(values, list) or not values:
            raise self.wrong(f"{key}.values", values, wanted("values"))
        rest = {name: value for name, value in data.items() if name in _CELLS}
        choices = []
        for k, value in enumerate(values, 1):
            at = f"{key}.values[{k}]"
            cell = self._cell({**rest, "value": value}, key, at)
            choices.append(Choice(cell.value or "-", Change(at, cells=(cell,))))
        self.distinct((c.name, f"{key}.values[{k}]") for k, c in enumerate(choices, 1))
        return tuple(choices)

    def choice(self, data: Mapping[str, Any], key: str) -> Choice:
        """Return a named change."""
        self.only(data, ("name", *_CHANGES), key)
        name = self.needed(data, "name", key)
        budget = self.whole(data, "budget_vnd", key, 0, _MOST_VND)
        change = Change(
            key=key,
            folder=self.text(data, "folder", key) or None,
            remove=self.texts(data, "remove", key),
            counts=self._numbers(data, "count", key, 0, _MOST_VEHICLES),
            closures=tuple(
                self._closure(one, f"{key}.close[{k}]")
                for k, one in enumerate(self.tables(data, "close", key), 1)
            ),
            intervals=self._intervals(data, key),
            cells=tuple(
                self._cell(one, f"{key}.set[{k}]", f"{key}.set[{k}].value")
                for k, one in enumerate(self.tables(data, "set", key), 1)
            ),
            budget_vnd=budget,
        )
        return Choice(name, change)

    def _closure(self, data: Mapping[str, Any], key: str) -> Closure:
        self.only(data, ("what", "from", "to"), key)
        what = self.texts(data, "what", key)
        if not what:
            raise failure("sweep-key-missing", file=self._file, key=key, name="what")
        return Closure(what, self.day(data, "from", key), self.day(data, "to", key))

    def _intervals(self, data: Mapping[str, Any], key: str) -> tuple[tuple[str, int], ...]:
        found = self._numbers(data, "intervals", key, 1, 52)
        services = tuple(kind.value for kind in ServiceKind)
        for service, _ in found:
            if service not in services:
                raise self.unknown(service, f"{key}.intervals", services)
        return found

    def _cell(self, data: Mapping[str, Any], key: str, at: str) -> CellChange:
        self.only(data, ("value", *_CELLS), key)
        if "value" not in data:
            raise failure("sweep-key-missing", file=self._file, key=key, name="value")
        where = data.get("where", {})
        if not isinstance(where, dict):
            raise self.wrong(f"{key}.where", where, wanted("table"))
        rows = data.get("rows", "*")
        return CellChange(
            table=self.needed(data, "table", key),
            column=self.needed(data, "column", key),
            value=self._as_typed(data["value"], at),
            rows=(rows,) if isinstance(rows, str) else self.texts(data, "rows", key),
            where=tuple((name, self._as_typed(v, f"{key}.where")) for name, v in where.items()),
            key=key,
        )

    def _as_typed(self, value: object, key: str) -> str:
        """Return a TOML value as it would be typed into a cell."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float) and isnan(value):
            raise self.wrong(key, value, wanted("cell"))
        if isinstance(value, str | int | float):
            return str(value)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        raise self.wrong(key, value, wanted("cell"))

    def only(self, data: object, known: tuple[str, ...], key: str) -> None:
        """Refuse keys that mean nothing here."""
        if not isinstance(data, dict):
            raise self.wrong(key, data, wanted("table"))
        for name in data:
            if name not in known:
                raise self.unknown(name, key, known)

    def unknown(self, name: str, key: str, known: tuple[str, ...]) -> Exception:
        """Return the error about a key that means nothing here, the likeliest one first."""
        hint = nearest(name, known)
        shown = ", ".join(sorted(known, key=lambda one: one != hint))
        return failure("sweep-key-unknown", file=self._file, key=key or "-", name=name, known=shown)

    def wrong(self, key: str, value: object, what: Phrase | Series) -> Exception:
        """Return the error about a value of the wrong kind."""
        shown = repr(value)[:60]
        return failure("sweep-value", file=self._file, key=key, value=shown, wanted=what)

    def distinct(self, names: Iterable[tuple[str, str]]) -> None:
        """Refuse a name that comes twice."""
        seen: set[str] = set()
        for name, key in names:
            if name in seen:
                raise failure("sweep-name-twice", file=self._file, key=key, name=name)
            seen.add(name)

    def needed(self, data: Mapping[str, Any], name: str, key: str) -> str:
        """Return a text that must be there."""
        value = self.text(data, name, key)
        if not value:
            raise failure("sweep-key-missing", file=self._file, key=key, name=name)
        return value

    def text(self, data: Mapping[str, Any], name: str, key: str) -> str:
        """Return a text, empty where it is not given."""
        value = data.get(name, "")
        if not isinstance(value, str):
            raise self.wrong(_at(key, name), value, wanted("text"))
        return value.strip()

    def texts(self, data: Mapping[str, Any], name: str, key: str) -> tuple[str, ...]:
        """Return a list of texts; a single text counts as one."""
        value = data.get(name, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise self.wrong(_at(key, name), value, wanted("texts"))
        return tuple(listed)

    def tables(self, data: Mapping[str, Any], name: str, key: str) -> list[dict[str, Any]]:
        """Return a list of tables; a single table counts as one."""
        value = data.get(name, [])
        listed = [value] if isinstance(value, dict) else value
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise self.wrong(_at(key, name), value, wanted("tables"))
        return listed

    def whole(
        self, data: Mapping[str, Any], name: str, key: str, low: int, high: int
    ) -> int | None:
        """Return a whole number within bounds, None where it is not given."""
        value = data.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            limits = {"low": Figure(low), "high": Figure(high)}
            raise self.wrong(_at(key, name), value, wanted("whole", **limits))
        return value

    def _numbers(
        self, data: Mapping[str, Any], name: str, key: str, low: int, high: int
    ) -> tuple[tuple[str, int], ...]:
        value = data.get(name, {})
        if not isinstance(value, dict):
            raise self.wrong(_at(key, name), value, wanted("table"))
        inner = _at(key, name)
        found = ((one, self.whole(value, one, inner, low, high)) for one in value)
        return tuple((one, number) for one, number in found if number is not None)

    def day(self, data: Mapping[str, Any], name: str, key: str) -> date | None:
        """Return a date, None where it is not given."""
        value = data.get(name)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.wrong(_at(key, name), value, wanted("date"))
        return value

    def one_of(self, data: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str | None:
        """Return one of the known names, None where it is not given."""
        value = self.text(data, name, "")
        if value and value not in known:
            raise self.wrong(name, value, Series(known))
        return value or None


def _at(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
