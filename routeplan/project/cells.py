"""From the text of a cell to a value: one small reader per column type.

Every reader gets a stripped, NFC-normalised, non-empty text and raises `CellError` with a code of
the catalogue (`messages`) when the text does not fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from routeplan.geo.communes import fold
from routeplan.model import ModelError, Pin, Window
from routeplan.model.site import check_id
from routeplan.model.tables import Column, ColumnType
from routeplan.model.times import DAY_S, FIRST_YEAR, LAST_YEAR
from routeplan.project.limits import MOST_CELL_CHARACTERS
from routeplan.project.text import nearest

MAX_INTEGER = 10**9
"""Beyond this no count, minute or VND of a service lies; sums stay far inside 64 bits."""


class CellError(ValueError):
    """A cell's text does not fit its column; `code` and `words` make the notice."""

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


_WORDS_BY_DAY = (
    ("mon", "monday", "t2", "thu 2", "thu hai", "hai"),
    ("tue", "tuesday", "t3", "thu 3", "thu ba", "ba"),
    ("wed", "wednesday", "t4", "thu 4", "thu tu", "tu"),
    ("thu", "thursday", "t5", "thu 5", "thu nam", "nam"),
    ("fri", "friday", "t6", "thu 6", "thu sau", "sau"),
    ("sat", "saturday", "t7", "thu 7", "thu bay", "bay"),
    ("sun", "sunday", "cn", "chu nhat", "c n"),
)
_DAY_BY_WORD = {word: day for day, words in enumerate(_WORDS_BY_DAY) for word in words}

_CHOICES_VI: Mapping[str, str] = MappingProxyType(
    {
        "luu dong": "mobile",
        "phuc vu luu dong": "mobile",
        "luan chuyen": "exchange",
        "luan chuyen sach": "exchange",
        "truong mam non": "kindergarten",
        "mam non": "kindergarten",
        "truong tieu hoc": "primary_school",
        "tieu hoc": "primary_school",
        "truong trung hoc co so": "secondary_school",
        "truong thcs": "secondary_school",
        "thcs": "secondary_school",
        "truong trung hoc pho thong": "high_school",
        "truong thpt": "high_school",
        "thpt": "high_school",
        "thu vien": "library",
        "tru so": "commune_office",
        "tru so ubnd": "commune_office",
        "uy ban nhan dan": "commune_office",
        "nha van hoa": "community_centre",
        "buu dien": "post_office",
        "buu dien van hoa xa": "post_office",
        "thon": "village",
        "lang": "village",
        "lang xa": "village",
        "thu vien tu nhan": "private_library",
        "tu sach dong ho": "clan_bookcase",
        "khac": "other",
        "dao": "island",
        "hai dao": "island",
        "bien gioi": "border",
        "mien nui": "mountain",
        "kho khan": "hard",
        "dac biet kho khan": "very_hard",
        "o to": "van",
        "xe may": "motorbike",
        "hanh khach": "passenger",
        "ngay le": "holiday",
        "nghi le": "holiday",
        "dong cua": "closure",
        "thi": "exam",
        "bao": "storm",
        "nuoc lon": "high",
        "nuoc rong": "low",
        "lam bu": "workday",
    }
)

_INTEGER = re.compile(r"[+-]?\d+([.,]0+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[., ]\d{3})+")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DMY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_TIME = re.compile(
    r"(\d{1,2})\s*(?:[hg]|giờ)\s*(?:(\d{2})p?)?|(\d{1,2}):(\d{2})(?::00)?", re.IGNORECASE
)
_CRATES = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?")
_DASH = re.compile(r"\s*(?:-|–|—|→|\bđến\b|\bto\b)\s*")
_YES = frozenset({"yes", "y", "true", "1", "co", "x", "dung"})
_NO = frozenset({"no", "n", "false", "0", "khong", "sai"})


def read_cell(column: Column, text: str) -> Any:
    """Return the value of a cell, by the column's type.

    Args:
        column: says what the cell should hold.
        text: the cell, stripped and in NFC; empty stands for the column's default.

    Returns:
        str, int, float, bool, `date`, seconds (TIME), `Window`, frozensets of weekdays, choices or
        names, tuples of dates, seconds, windows or pins; None for an empty cell without default.

    Raises:
        CellError: the text does not fit.
    """
    if not text:
        if column.default is None:
            return None
        text = column.default
    if len(text) > MOST_CELL_CHARACTERS:
        raise CellError("cell-too-long", found=str(len(text)), most=str(MOST_CELL_CHARACTERS))
    if column.type in (ColumnType.CHOICE, ColumnType.CHOICES):
        return _CHOOSERS[column.type](column, text)
    return _READERS[column.type](text)


def _id(text: str) -> str:
    try:
        check_id("id", text)
    except ModelError:
        raise CellError("id-invalid") from None
    return text


def _text(text: str) -> str:
    return " ".join(text.split())


def _integer(text: str) -> int:
    bare = text.replace("\u00a0", " ")
    if _THOUSANDS.fullmatch(bare):
        number = int(re.sub(r"[., ]", "", bare)[:20])
    elif _INTEGER.fullmatch(bare) and bare.isascii():
        number = int(re.split(r"[.,]", bare)[0][:20])
    else:
        raise CellError("cell-not-integer")
    if number < 0:
        raise CellError("number-negative")
    if number > MAX_INTEGER:
        raise CellError("number-too-large", limit=str(MAX_INTEGER))
    return number


def read_number(text: str) -> float:
    """Return a decimal number; a comma is read as the decimal point, as Vietnamese Excel writes.

    Raises:
        CellError: ``cell-not-number`` or ``number-too-large``.
    """
    if not _NUMBER.fullmatch(text) or not text.isascii():
        raise CellError("cell-not-number")
    number = float(text.replace(",", "."))
    if abs(number) > MAX_INTEGER:
        raise CellError("number-too-large", limit=str(MAX_INTEGER))
    return number


def _boolean(text: str) -> bool:
    word = fold(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellError("cell-not-boolean")


def read_date(text: str) -> date:
    """Return a date written ``2026-12-01`` or ``01/12/2026``.

    Raises:
        CellError: ``cell-not-date`` or ``date-out-of-range``.
    """
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DMY.fullmatch(text):
        day, month, year = match.groups()
    else:
        raise CellError("cell-not-date")
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise CellError("date-out-of-range", first=str(FIRST_YEAR), last=str(LAST_YEAR))
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise CellError("cell-not-date") from None


def _dates(text: str) -> tuple[date, ...]:
    return tuple(sorted({read_date(part) for part in re.split(r"[;,\s]+", text) if part}))


def read_day(text: str) -> int:
    """Return a weekday, 0 for Monday, from ``Mon``, ``T2``, ``Thứ hai`` or ``CN``.

    Raises:
        CellError: ``days-bare-number`` or ``cell-not-days``.
    """
    word = fold(text)
    if word.isdecimal():
        raise CellError("days-bare-number", part=text)
    if word not in _DAY_BY_WORD:
        raise CellError("cell-not-days", part=text)
    return _DAY_BY_WORD[word]


def _days(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in filter(None, (p.strip() for p in re.split(r"[;,/+]", text))):
        ends = [end.strip() for end in re.split(r"[-–—→]", part)]
        if len(ends) == 2:
            first, last = read_day(ends[0]), read_day(ends[1])
            days.update((first + step) % 7 for step in range((last - first) % 7 + 1))
        else:
            days.add(read_day(part))
    if not days:
        raise CellError("cell-not-days", part=text)
    return frozenset(days)


def read_time(text: str) -> int:
    """Return seconds from midnight of ``7:30``, ``07h30`` or ``24:00``.

    Raises:
        CellError: ``cell-not-time``.
    """
    match = _TIME.fullmatch(text.strip())
    if not match:
        raise CellError("cell-not-time", part=text)
    hour, minute = int(match[1] or match[3]), int(match[2] or match[4] or 0)
    seconds = hour * 3600 + minute * 60
    if minute > 59 or seconds > DAY_S:
        raise CellError("cell-not-time", part=text)
    return seconds


def _times(text: str) -> tuple[int, ...]:
    return tuple(sorted({read_time(part) for part in re.split(r"[;,\s]+", text) if part}))


def _window(text: str) -> Window:
    return _one_window(text, None)


def _one_window(text: str, weekday: int | None) -> Window:
    # One space at most between words: the pattern tries each of them twice.
    ends = _DASH.split(" ".join(text.split()))
    if len(ends) != 2:
        raise CellError("cell-not-window", part=text)
    start, end = read_time(ends[0]), read_time(ends[1])
    if end <= start:
        raise CellError("window-ends-before-start", part=text)
    return Window(start, end, weekday)


def _windows(text: str) -> tuple[Window, ...]:
    found: list[Window] = []
    for part in filter(None, (p.strip() for p in re.split(r"[;\n]", text))):
        prefix, sign, span = part.rpartition("=")
        days: tuple[int | None, ...] = tuple(sorted(_days(prefix))) if sign else (None,)
        found.extend(_one_window(span, day) for day in days)
    if not found:
        raise CellError("cell-not-window", part=text)
    return tuple(found)


def _ids(text: str) -> frozenset[str]:
    return frozenset(part for p in re.split(r"[;,\n]", text) if (part := p.strip()))


def _counts(text: str) -> dict[str, int]:
    """Return copies by title id of ``S-001:3;S-002:2``; a title alone counts one copy."""
    found: dict[str, int] = {}
    for part in (part for p in re.split(r"[;\n]", text) if (part := p.strip())):
        name, sign, count = (piece.strip() for piece in part.partition(":"))
        number = _integer(count) if sign and _INTEGER.fullmatch(count) else 0 if sign else 1
        if not name or not number:
            raise CellError("cell-not-counts", part=part)
        if name in found:
            raise CellError("counts-title-twice", part=name)
        found[_id(name)] = number
    return found


def _places(text: str) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the crates by place of ``KHO:1-4;TRUONG:5,6``; none for a place alone.

    A crate may stand in two places here: that is for the checks to tell, with both places.
    """
    found: dict[str, tuple[int, ...]] = {}
    for part in (part for p in re.split(r"[;\n]", text) if (part := p.strip())):
        name, sign, spans = (piece.strip() for piece in part.partition(":"))
        numbers: list[int] = []
        for span in spans.split(",") if sign else ():
            match = _CRATES.fullmatch(span.strip())
            if not match or not 1 <= int(match[1]) <= int(match[2] or match[1]):
                raise CellError("cell-not-places", part=part)
            numbers += range(int(match[1]), int(match[2] or match[1]) + 1)
        if not name or name in found:
            raise CellError("cell-not-places", part=part)
        found[_id(name)] = tuple(numbers)
    if len(found) > 1 and not all(found.values()):
        raise CellError("cell-not-places", part=text)
    return found


def _pins(text: str) -> tuple[Pin, ...]:
    return tuple(_pin(part) for p in re.split(r"[;\n]", text) if (part := p.strip()))


def _pin(part: str) -> Pin:
    match = _DMY.match(part)
    end = match.end() if match else part.find("/") if "/" in part else len(part)
    when, vehicle = part[:end].strip(), part[end:].lstrip("/").strip()
    if not when and not vehicle:
        raise CellError("cell-not-pin", part=part)
    if not when:
        return Pin(vehicle=vehicle)
    if when[0].isdigit() and len(when) > 1:
        return Pin(date=read_date(when), vehicle=vehicle or None)
    return Pin(weekday=read_day(when), vehicle=vehicle or None)


def _choice(column: Column, text: str) -> str:
    for choice in column.choices:
        if fold(text) == fold(choice):
            return str(choice)
    alias = _CHOICES_VI.get(fold(text))
    if alias in column.choices:
        return str(alias)
    known = [str(choice) for choice in column.choices]
    raise CellError("choice-unknown", part=text, known=", ".join(known), hint=nearest(text, known))


def _choices(column: Column, text: str) -> frozenset[str]:
    parts = (part for p in re.split(r"[;,\n]", text) if (part := p.strip()))
    return frozenset(_choice(column, part) for part in parts)


_READERS: Mapping[ColumnType, Callable[[str], Any]] = {
    ColumnType.ID: _id,
    ColumnType.TEXT: _text,
    ColumnType.INTEGER: _integer,
    ColumnType.NUMBER: read_number,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.DATE: read_date,
    ColumnType.DATES: _dates,
    ColumnType.DAYS: _days,
    ColumnType.TIME: read_time,
    ColumnType.TIMES: _times,
    ColumnType.WINDOW: _window,
    ColumnType.WINDOWS: _windows,
    ColumnType.IDS: _ids,
    ColumnType.COUNTS: _counts,
    ColumnType.PLACES: _places,
    ColumnType.PINS: _pins,
}
_CHOOSERS: Mapping[ColumnType, Callable[[Column, str], Any]] = {
    ColumnType.CHOICE: _choice,
    ColumnType.CHOICES: _choices,
}
