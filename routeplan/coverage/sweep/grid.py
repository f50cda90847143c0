"""A sweep as data: changes, axes of choices, and the scenarios that they make."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

MOST_SCENARIOS = 5_000
"""More than this is a slip: a solve takes about a second, and nobody reads so many points."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One value for cells of one column.

    Args:
        table: of the schema, e.g. ``vehicles``.
        column: of the schema; a column that the file lacks is added.
        value: the cell as it would be typed.
        rows: ids, or patterns with ``*`` (``pha-*``), of the rows.
        where: rows that have these texts in these columns; among several, ``island;hard``, one.
        key: of the sweep file, for messages.
    """

    table: str
    column: str
    value: str
    rows: tuple[str, ...] = ("*",)
    where: tuple[tuple[str, str], ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """What is closed, or does not run or sail, from one date to another, both included."""

    what: tuple[str, ...]
    date_from: date | None = None
    date_to: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What one choice, or one named scenario, changes in the project.

    Args:
        key: of the sweep file, for messages.
        folder: of ``scenarios/``, laid over the project first.
        remove: ids of vehicles that are not there.
        counts: how many there are of a vehicle; copies are called ``ID-2``, ``ID-3``, …
        closures: rows of the calendar.
        intervals: weeks between visits, by service.
        cells: single values.
        budget_vnd: most that all duties may cost; see `budget`.
    """

    key: str = ""
    folder: str | None = None
    remove: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    closures: tuple[Closure, ...] = ()
    intervals: tuple[tuple[str, int], ...] = ()
    cells: tuple[CellChange, ...] = ()
    budget_vnd: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an axis."""

    name: str
    change: Change


@dataclass(frozen=True, slots=True)
class Axis:
    """What may vary, and how."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One project to solve: the changes are made one after another.

    Args:
        choices: name of the choice by axis; empty for a named scenario.
    """

    name: str
    choices: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]

    @property
    def folder(self) -> str | None:
        """The folder of ``scenarios/`` that one of the changes names."""
        return next((change.folder for change in self.changes if change.folder), None)

    @property
    def budget_vnd(self) -> int | None:
        """The tightest budget of all changes."""
        given = [change.budget_vnd for change in self.changes if change.budget_vnd is not None]
        return min(given, default=None)


@dataclass(frozen=True)
class Sweep:
    """A sweep file.

    Args:
        file: its name, for messages.
        start, weeks: of the plans; None leaves them to the project.
        iterations, seed: of each search. Each runs on one thread, so that results are the same
            wherever they are made.
    """

    file: str
    name: str
    axes: tuple[Axis, ...] = ()
    named: tuple[Choice, ...] = ()
    start: date | None = None
    weeks: int | None = None
    iterations: int = 2_000
    seed: int = 0
    engine: str | None = None

    @property
    def size(self) -> int:
        """How many scenarios the sweep makes."""
        grid = math.prod(len(axis.choices) for axis in self.axes) if self.axes else 0
        return grid + len(self.named)

    def scenarios(self) -> Iterator[Scenario]:
        """Yield the product of all axes, the last one varying first, then the named scenarios."""
        if self.axes:
            for chosen in product(*(axis.choices for axis in self.axes)):
                pairs = tuple(
                    (axis.name, choice.name) for axis, choice in zip(self.axes, chosen, strict=True)
                )
                name = ", ".join(f"{axis}={choice}" for axis, choice in pairs)
                yield Scenario(name, pairs, tuple(choice.change for choice in chosen))
        for choice in self.named:
            yield Scenario(choice.name, (), (choice.change,))
