"""Cells of timetables as people write them: times, weekdays, dates, numbers."""

from __future__ import annotations

import re
from datetime import date, datetime

from routeplan.model import DAY_S

_WEEKDAYS = (
    ("mon", "llun"),
    ("tue", "mawrth"),
    ("wed", "mercher"),
    ("thu", "iau"),
    ("fri", "gwener"),
    ("sat", "sadwrn"),
    ("sun", "sul"),
)
"""English and Welsh, as a weekday begins."""
_TIME = re.compile(
    r"^(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?)?\s*"
    r"(?:hrs?)?\s*(?P<half>[ap]\.?\s*m\.?|noon|midday)?$",
    re.IGNORECASE,
)
_STAMP = re.compile(r"^(?:\d{4}-\d\d-\d\d[t ])?(\d{1,2}:\d\d:\d\d(?:\.\d+)?)(?:z|[+-]\d\d:?\d\d)?$")
"""A time as databases write it: after a date, or with a zone, which is the clock on the wall."""
_DIGITS = re.compile(r"^(\d{1,2})(\d{2})\s*(?:hrs?)?\s*([ap]\.?m\.?)?$", re.IGNORECASE)
_FORMS = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%d/%m/%y",
    "%d-%m-%y",
    "%d.%m.%y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %b %Y",
    "%d %B %Y",
    "%d %b %y",
    "%d %B %y",
    "%B %d, %Y",
    "%Y%m%d",
)


class TimetableCellError(ValueError):
    """A cell that says nothing in any form known here."""


def read_clock(text: str) -> int:
    """Return seconds from midnight of ``9:30``, ``09.30``, ``9.30am``, ``0930``, ``noon``.

    A fraction of a day, as Excel keeps times, is one too, and so are ``09:30:00Z`` and ``24:00``.

    Raises:
        TimetableCellError: it is none of these.
    """
    cell = text.strip().casefold()
    if cell in ("noon", "midday", "12 noon", "12noon"):
        return 12 * 3600
    if re.fullmatch(r"0?\.\d{3,}", cell):
        return round(float(cell) * DAY_S / 60) * 60
    stamp = _STAMP.match(cell)
    if stamp is not None:
        cell = stamp[1]
    if cell in ("24:00", "2400", "24:00:00"):
        return DAY_S
    match = _TIME.match(cell)
    if match is not None:
        hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"] or ""
    else:
        digits = _DIGITS.match(cell)
        if digits is None:
            raise TimetableCellError(text)
        hour, minute, half = int(digits[1]), int(digits[2]), digits[3] or ""
    if half.startswith(("a", "p")) and hour > 12 and not half.startswith("p"):
        raise TimetableCellError(text)
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        raise TimetableCellError(text)
    return hour * 3600 + minute * 60


def hhmm(seconds: int) -> str:
    """Return seconds from midnight as tables have them; the end of a day is ``24:00``."""
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"


def read_span(text: str) -> tuple[int, int] | None:
    """Return both times of a cell such as ``9.30am - 10.15am``, None where it holds one time."""
    parts = re.split(r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*", text.strip(), flags=re.IGNORECASE)
    if len(parts) != 2 or not all(parts):
        return None
    try:
        return read_clock(parts[0]), read_clock(parts[1])
    except TimetableCellError:
        return None


def read_weekdays(text: str) -> tuple[int, ...]:
    """Return the weekdays (0 Monday) of ``Weds``, ``Monday & Thursday`` or ``Mon-Fri``.

    Raises:
        TimetableCellError: it names none.
    """
    found: list[int] = []
    span = False
    for word in re.findall(r"[^\W\d_]+|[-–—]", text.casefold()):
        day = _weekday(word)
        if day is None:
            span = word in ("-", "–", "—", "to", "until") and bool(found)
            continue
        if span:
            found += [(found[-1] + k) % 7 for k in range(1, (day - found[-1]) % 7)]
        found.append(day)
        span = False
    if not found:
        raise TimetableCellError(text)
    return tuple(dict.fromkeys(found))


def _weekday(word: str) -> int | None:
    """Return the weekday that a word in small letters names, None where it names none."""
    for day, names in enumerate(_WEEKDAYS):
        short = len(word) == 2 and names[0][:2] == word
        if short or (word.startswith(names) and not word.startswith("month")):
            return day
    return None


def read_day(text: str) -> date:
    """Return the date of a cell, day before month where both are numbers.

    Raises:
        TimetableCellError: it is no date.
    """
    cell = re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", text.strip(), flags=re.IGNORECASE)
    cell = re.sub(r"[T ]\d{1,2}:\d{2}.*$|T\d{6}Z?$", "", cell)
    cell = re.sub(r"^[^\W\d_]{3,9},?\s+(?=\d)", "", cell)
    for form in _FORMS:
        try:
            found = datetime.strptime(cell, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
        if 1970 <= found.year <= 2199:
            return found
    raise TimetableCellError(text)


def read_days(text: str) -> tuple[tuple[date, ...], tuple[str, ...]]:
    """Return the dates of a list, and the parts of it that are none."""
    dates, wrong = [], []
    for part in re.split(r"[,;|\n]+", text):
        if part.strip():
            try:
                dates.append(read_day(part))
            except TimetableCellError:
                wrong.append(part.strip())
    return tuple(dates), tuple(wrong)


def read_coordinate(text: str) -> float | None:
    """Return a number, None for an empty cell or a word that stands for nothing.

    Raises:
        TimetableCellError: it is neither.
    """
    cell = text.strip().replace("−", "-").replace(" ", "").rstrip("°")
    if cell.casefold() in ("", "n/a", "na", "none", "null", "-", "tbc", "unknown", "nan"):
        return None
    if re.fullmatch(r"-?\d+,\d+", cell) and not re.fullmatch(r"\d{1,3},\d{3}", cell):
        cell = cell.replace(",", ".")
    try:
        value = float(cell.replace(",", ""))
    except ValueError as error:
        raise TimetableCellError(text) from error
    if not abs(value) < 1e8:
        raise TimetableCellError(text)
    return value
