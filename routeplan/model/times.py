"""Time on a duty's clock: integer seconds from midnight of the duty's first day.

A duty of several days simply counts on past 86,400; nothing in routeplan keeps time zones, because
a service lives in one (``Asia/Ho_Chi_Minh`` by default) that has no daylight saving time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from routeplan.model.errors import ModelError

DAY_S = 86_400
"""Seconds in a day."""

NEVER = 2**30
"""A time (s) that stands for «cannot be reached»; fits int32 and survives one addition."""

EPOCH_MONDAY = date(2024, 1, 1)
"""The Monday from which weeks are counted when phases are spread (see `problem.week_index`)."""


FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Of dates that anybody means; beyond them lie slips of the pen."""


def clock(seconds: int) -> str:
    """Return ``HH:MM`` for seconds from midnight, with ``+Nd`` once past the first day."""
    days, rest = divmod(seconds, DAY_S)
    text = f"{rest // 3600:02d}:{rest % 3600 // 60:02d}"
    return f"{text}+{days}d" if days else text


def later(day: date, days: int) -> date:
    """Return `day` plus `days`, held within the calendar: a hand-edited plan may say anything."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def monday_of(day: date) -> date:
    """Return the Monday of the week that holds `day`."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A span of a day in which the doors of a visit may be open.

    Args:
        start, end: seconds from midnight, ``0 <= start < end <= 86_400``.
        weekday: 0 (Monday) to 6, or None for every day.
    """

    start: int
    end: int
    weekday: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start <= DAY_S or not 0 <= self.end <= DAY_S:
            raise ModelError("windows", f"{self.start}-{self.end} s lies outside the day")
        if self.end <= self.start:
            raise ModelError("windows", f"ends at {clock(self.end)}, before it starts")
        if self.weekday is not None and not 0 <= self.weekday <= 6:
            raise ModelError("windows", f"weekday {self.weekday} is not 0 to 6")

    def applies(self, day: date) -> bool:
        """Tell whether the window counts on `day`."""
        return self.weekday is None or self.weekday == day.weekday()


def windows_on(windows: tuple[Window, ...], day: date) -> tuple[tuple[int, int], ...]:
    """Return the (start, end) seconds of `windows` on `day`, sorted, overlaps merged.

    An empty `windows` means the whole day. A window with a weekday replaces, for that weekday, the
    windows without one: ``07:30-10:45;Mon=08:15-10:45`` opens later on Mondays.
    """
    if not windows:
        return ((0, DAY_S),)
    own = [w for w in windows if w.weekday == day.weekday()]
    spans = sorted((w.start, w.end) for w in (own or [w for w in windows if w.weekday is None]))
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
