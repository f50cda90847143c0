"""Dates on which things differ from the ordinary week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from routeplan.model.errors import ModelError


class DayKind(StrEnum):
    """What a row of calendar.csv says about its dates."""

    HOLIDAY = "holiday"  # nobody works, no site opens
    CLOSURE = "closure"  # what `applies_to` names is closed or does not run
    EXAM = "exam"  # schools named in `applies_to` (or all) take no visit
    STORM = "storm"  # boats and ferries named in `applies_to` (or all of them) stay in port
    WORKDAY = "workday"  # an official swap day: works like the weekday given in `note`, e.g. Mon


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One row of calendar.csv.

    Args:
        date_from, date_to: first and last date, both included.
        applies_to: ids of sites, vehicles, depots, landings or crossings, ``commune:CODE``,
            ``group:NAME`` or ``profile:NAME``; empty means everything the kind is about.
    """

    date_from: date
    date_to: date
    kind: DayKind
    applies_to: frozenset[str] = frozenset()
    note: str = ""

    def __post_init__(self) -> None:
        if self.date_to < self.date_from:
            raise ModelError("date_to", f"{self.date_to} lies before {self.date_from}")

    def covers(self, day: date) -> bool:
        """Tell whether `day` lies in the entry's dates."""
        return self.date_from <= day <= self.date_to
