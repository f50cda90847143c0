"""Times and dates as documents write them: rounded outward to five minutes, dd/mm/yyyy.

Who waits for a library shall never come after it left: what begins is rounded down, what ends is
rounded up. Sailings and other people's timetables stay exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from routeplan.language import day_month
from routeplan.model import DAY_S

STEP_S = 300


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A calendar date and seconds from its midnight."""

    day: date
    second: int

    @property
    def clock(self) -> str:
        """``HH:MM``."""
        return f"{self.second // 3600:02d}:{self.second % 3600 // 60:02d}"


def moment(day: date, seconds: int) -> Moment:
    """Return the moment `seconds` after midnight of `day`; held within the calendar.

    A plan edited by hand may name any number of seconds.
    """
    days, rest = divmod(seconds, DAY_S)
    try:
        return Moment(day + timedelta(days=days), rest)
    except OverflowError:
        return Moment(date.max if days > 0 else date.min, rest)


def begins(day: date, seconds: int) -> Moment:
    """Return the moment at which something begins, rounded down to five minutes."""
    return moment(day, seconds // STEP_S * STEP_S)


def ends(day: date, seconds: int) -> Moment:
    """Return the moment at which something ends, rounded up to five minutes."""
    return moment(day, -(-seconds // STEP_S) * STEP_S)


def exact(day: date, seconds: int) -> Moment:
    """Return the moment of a timetable, to the minute."""
    return moment(day, seconds // 60 * 60)


def inside(spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Return spans in which something is allowed, rounded inward to five minutes."""
    rounded = ((-(-first // STEP_S) * STEP_S, last // STEP_S * STEP_S) for first, last in spans)
    return tuple((first, last) for first, last in rounded if first <= last)


def span_text(first: Moment, last: Moment) -> str:
    """Return ``07:30–10:45``, with the date of the end where it is another one."""
    return f"{first.clock}–{clock_on(last, first.day)}"


def clock_on(at: Moment, day: date) -> str:
    """Return ``08:00``, with the date where it is another one than `day`."""
    return at.clock if at.day == day else f"{at.clock} ({day_month(at.day)})"
