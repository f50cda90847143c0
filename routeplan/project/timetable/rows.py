"""A timetable file as its rows: read as it comes, every fault a finding with its cell.

A row that cannot be used is an error and left out; a row that can, but had to be understood, is a
warning. None vanishes in silence.
"""

from __future__ import annotations

import csv
import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from routeplan.model import DAY_S
from routeplan.project.messages import Findings, failure
from routeplan.project.tables import csv_rows
from routeplan.project.text import UndecodableError, clean, decode
from routeplan.project.timetable.cells import (
    TimetableCellError,
    hhmm,
    read_clock,
    read_coordinate,
    read_day,
    read_days,
    read_span,
    read_weekdays,
)
from routeplan.project.timetable.misplaced import date_one_too_far, realigned
from routeplan.project.timetable.phases import Draft, phased
from routeplan.project.timetable.positions import Located, located
from routeplan.project.timetable.recurrence import (
    Recurrence,
    RecurrenceError,
    Rule,
    ending,
    on_weekday,
    read_rules,
    without_dates,
)
from routeplan.project.timetable.schema import COLUMNS, columns_of

_DELIMITERS = ",;\t|"
_TITLE_ROWS = 10
"""A title, a date and the like may stand above the header."""
_AFTERNOON = 7 * 3600
"""No library van is out before seven: a time before that was meant for the afternoon."""
_LONGEST_STAY_S = 10 * 3600
ASSUMED_STAY_S = 300
"""Minutes of a stop whose times of arrival and departure are the same."""


@dataclass(frozen=True)
class StopRow:
    """One row of a timetable that can be used.

    Args:
        row: number in the file, the header being 1.
        texts: cells by column of the schema, as they will be written back.
        lat, lon: WGS84 degrees.
        arrive_s, depart_s: seconds from midnight.
        estimated: whether the minutes or the frequency are assumed.
    """

    row: int
    texts: Mapping[str, str]
    lat: float
    lon: float
    arrive_s: int
    depart_s: int
    recurrence: Recurrence
    estimated: bool = False

    @property
    def name(self) -> str:
        """Stop and community, whichever are given, e.g. ``School, Isycoed``."""
        names = [self.texts[column] for column in ("stop", "community") if self.texts[column]]
        return html.unescape(", ".join(dict.fromkeys(names)) or self.texts["address"])

    @property
    def place(self) -> tuple[str, str, int, int]:
        """What makes two rows visits to one place: the names, and the position to 10 metres."""
        names = self.texts["community"].casefold(), self.texts["stop"].casefold()
        return (*names, round(self.lat * 1e4), round(self.lon * 1e4))


def read_rows(path: str, data: bytes, findings: Findings) -> tuple[StopRow, ...]:
    """Return the usable rows of a timetable; see `read_all`."""
    return read_all(path, data, findings)[0]


def read_all(
    path: str, data: bytes, findings: Findings
) -> tuple[tuple[StopRow, ...], Mapping[int, Mapping[str, str]]]:
    """Return the usable rows of a timetable, and the cells of the others by the number of the row.

    Args:
        path: name of the file in findings.
        data: its bytes.
        findings: take every fault; what makes a row unusable is an error, or a warning where the
            schema allows it.

    Raises:
        RouteplanError: ``timetable-unreadable`` or ``timetable-columns`` where the file is no
            timetable at all.
    """
    raw, columns, width = _table(path, data)
    raw = _in_place(path, raw, columns, width, findings)
    reader = _RowReader(path, columns, findings)
    reader.usual_s = _usual_stay_s(reader.texts(row) for _, row in raw)
    drafts = [draft for number, row in raw if (draft := reader.draft(number, row)) is not None]
    drafts = phased(path, drafts, findings)
    places = {draft.row: reader.coordinates(draft) for draft in drafts}
    found = located(path, {d.row: d.texts for d in drafts}, places, findings)
    rows = tuple(_finished(draft, found[draft.row]) for draft in drafts if draft.row in found)
    used = {row.row for row in rows}
    return rows, {number: reader.texts(row) for number, row in raw if number not in used}


_Numbered = list[tuple[int, tuple[str, ...]]]


def _table(path: str, data: bytes) -> tuple[_Numbered, Mapping[str, int], int]:
    """Return the numbered rows below the header, blank ones left out, and where columns stand.

    The last one is the number of columns of the header.
    """
    try:
        text = _decoded(data)
        top = [line for line in text.splitlines() if line.strip()][:_TITLE_ROWS]
        delimiter = max(_DELIMITERS, key=lambda mark: max((x.count(mark) for x in top), default=0))
        every = csv_rows(text, delimiter)
    except (UndecodableError, csv.Error) as error:
        raise failure("timetable-unreadable", path=path, detail=str(error)) from error
    rows = [(n, tuple(map(clean, row))) for n, row in enumerate(every, 1) if any(map(clean, row))]
    if not rows:
        raise failure("timetable-unreadable", path=path, detail="empty")
    rows = rows[_header_at(rows) :]
    header = rows[0][1]
    columns = columns_of(header, [row for _, row in rows[1:]])
    missing = [column for column in ("geox", "geoy", "arrival") if column not in columns]
    if not {"stop", "community", "address"} & columns.keys():
        missing.insert(0, "stop")
    if not {"day", "frequency", "start"} & columns.keys():
        missing.append("day")
    if missing:
        names, shown = ", ".join(missing), ", ".join(filter(None, header))
        raise failure("timetable-columns", path=path, missing=names, header=shown)
    if len(rows) == 1:
        raise failure("timetable-no-rows", path=path)
    width = max(index for index, cell in enumerate(header) if cell) + 1
    return rows[1:], columns, width


def _in_place(
    path: str, raw: _Numbered, columns: Mapping[str, int], width: int, findings: Findings
) -> _Numbered:
    """Return the rows with cells that stand a column off put right, each a finding."""
    found: _Numbered = []
    for number, row in raw:
        right = realigned(row, columns, width)
        if right is None:
            found.append((number, row))
            continue
        cells, column = right
        words = {"count": len(row), "width": width}
        findings.add("timetable-cells", path, number, column, words=words)
        found.append((number, tuple(cells)))
    return found


def _usual_stay_s(rows: Iterable[Mapping[str, str]]) -> int:
    """Return how long visits of a timetable last, to five minutes; 0 where no row tells it."""
    stays = []
    for texts in rows:
        try:
            stay = read_clock(texts["departure"]) - read_clock(texts["arrival"])
        except TimetableCellError:
            continue
        if 0 < stay <= _LONGEST_STAY_S:
            stays.append(stay)
    return round(median(stays) / 300) * 300 or ASSUMED_STAY_S if stays else 0


def _header_at(rows: Sequence[tuple[int, tuple[str, ...]]]) -> int:
    """Return the index of the header: the first row has it, or one below a title."""
    known = [len(columns_of(row, ())) for _, row in rows[:_TITLE_ROWS]]
    return known.index(max(known))


def _decoded(data: bytes) -> str:
    try:
        text, encoding = decode(data)
    except UndecodableError as error:
        if error.code == "table-is-workbook":
            raise
        return data.decode("latin-1")
    # Timetables come from British offices: what is no Unicode is their Windows encoding.
    return data.decode("cp1252", errors="replace") if encoding == "cp1258" else text


class _RowReader:
    def __init__(self, path: str, columns: Mapping[str, int], findings: Findings) -> None:
        self.path = path
        self.columns = columns
        self.findings = findings
        self.usual_s = 0
        """Seconds that stand in where one time of a visit is missing; 0: nothing is known."""

    def draft(self, number: int, row: Sequence[str]) -> Draft | None:
        """Return a row with its cells understood, or None with an error."""
        texts = self.texts(row)
        if not (texts["stop"] or texts["community"] or texts["address"]):
            self.add("timetable-no-name", number, "stop", "")
            return None
        texts["stop"] = texts["stop"] or texts["address"] or texts["community"]
        if date_one_too_far(texts):
            moved = {"value": texts["start"], "end": texts["end"]}
            self.add("timetable-start-shifted", number, "start", **moved)
            texts["start"], texts["end"] = texts["end"], ""
        clock = self.clock(number, texts)
        weekdays = self.weekdays(number, texts)
        rules = self.rules(number, texts)
        first = self.day(number, texts, "start")
        last = self.day(number, texts, "end")
        if clock is None or weekdays is None or rules is None or not (first and last):
            return None
        first_day, last_day = first[0], last[0]
        if not weekdays and first_day is None and not any(rule.weekdays for rule in rules[0]):
            self.add("timetable-day", number, "day", texts["day"])
            return None
        if first_day is not None and last_day is not None and last_day < first_day:
            self.add("timetable-ends-first", number, "end", texts["end"], start=texts["start"])
            return None
        return Draft(
            number,
            texts,
            clock[0],
            clock[1],
            rules[0],
            weekdays,
            first_day,
            last_day,
            self.exceptions(number, texts),
            estimated=clock[2] or rules[1],
        )

    def texts(self, row: Sequence[str]) -> dict[str, str]:
        """Return the cells of a row by column of the schema."""
        return {column: self.cell(row, column) for column in COLUMNS}

    def cell(self, row: Sequence[str], column: str) -> str:
        """Return a cell's text, empty where the row or the file has none; one line always."""
        index = self.columns.get(column)
        text = row[index] if index is not None and index < len(row) else ""
        return " ".join(text.split()) if column != "frequency" else text

    def add(self, code: str, row: int, column: str, value: str, **words: object) -> None:
        """Add a finding about a cell."""
        self.findings.add(code, self.path, row, column, value, words=words)

    def clock(self, row: int, texts: dict[str, str]) -> tuple[int, int, bool] | None:
        """Return arrival, departure and whether the minutes are assumed; None with an error."""
        span = read_span(texts["arrival"])
        if span is not None and not texts["departure"]:
            arrive, depart = span
        elif self.usual_s and bool(texts["arrival"]) != bool(texts["departure"]):
            return self.one_time(row, texts)
        else:
            times = []
            for column in ("arrival", "departure"):
                try:
                    times.append(read_clock(texts[column]))
                except TimetableCellError:
                    self.add("timetable-time", row, column, texts[column])
                    return None
            arrive, depart = times
        said = arrive, depart
        if arrive < _AFTERNOON and depart < _AFTERNOON:
            arrive, depart = arrive + 12 * 3600, depart + 12 * 3600
        if depart <= arrive and depart < _AFTERNOON:
            later = depart + 12 * 3600
            depart = later if 0 < later - arrive <= _LONGEST_STAY_S else depart
        if depart < arrive:
            value = f"{texts['arrival']} - {texts['departure']}"
            self.add("timetable-departs-first", row, "departure", value)
            return None
        if (arrive, depart) != said:
            shown = {"arrive": hhmm(arrive), "depart": hhmm(depart)}
            self.add("timetable-afternoon", row, "arrival", texts["arrival"], **shown)
        assumed = depart == arrive
        if assumed:
            depart += ASSUMED_STAY_S
            minutes = ASSUMED_STAY_S // 60
            self.add("timetable-no-minutes", row, "departure", hhmm(arrive), minutes=minutes)
        texts["arrival"], texts["departure"] = hhmm(arrive), hhmm(depart)
        return arrive, depart, assumed

    def one_time(self, row: int, texts: dict[str, str]) -> tuple[int, int, bool] | None:
        """Return the times of a visit of which one is missing: it lasts as others do, assumed."""
        given, missing = ("arrival", "departure") if texts["arrival"] else ("departure", "arrival")
        try:
            time = read_clock(texts[given])
        except TimetableCellError:
            self.add("timetable-time", row, given, texts[given])
            return None
        time += 12 * 3600 if time < _AFTERNOON else 0
        arrive = time if given == "arrival" else max(time - self.usual_s, 0)
        depart = time if given == "departure" else min(time + self.usual_s, DAY_S)
        texts[given] = hhmm(time)
        words = {"minutes": self.usual_s // 60, "arrive": hhmm(arrive), "depart": hhmm(depart)}
        self.add("timetable-one-time", row, missing, "", **words)
        return arrive, depart, True

    def weekdays(self, row: int, texts: dict[str, str]) -> tuple[int, ...] | None:
        """Return the weekdays of the day column, none where it is empty; None with an error."""
        if not texts["day"]:
            return ()
        try:
            return read_weekdays(texts["day"])
        except TimetableCellError:
            self.add("timetable-day", row, "day", texts["day"])
            return None

    def rules(self, row: int, texts: dict[str, str]) -> tuple[tuple[Rule, ...], bool] | None:
        """Return the rules and whether they are assumed (an empty cell); None with an error."""
        if not texts["frequency"].strip():
            return (), True
        rules, first, exceptions = without_dates(texts["frequency"])
        texts["start"] = texts["start"] or first
        texts["exceptions"] = ",".join(filter(None, (texts["exceptions"], exceptions)))
        try:
            found = read_rules(rules)
        except RecurrenceError as error:
            value = " ".join(texts["frequency"].split())
            detail = error.say(self.findings.language)
            self.add("timetable-frequency", row, "frequency", value, detail=detail)
            return None
        texts["frequency"] = " ".join(rule.text for rule in found)
        return found, False

    def day(self, row: int, texts: dict[str, str], column: str) -> tuple[date | None] | None:
        """Return a date in a tuple, (None,) for an empty cell; None with an error."""
        if not texts[column]:
            return (None,)
        try:
            found = read_day(texts[column])
        except TimetableCellError:
            self.add("timetable-date", row, column, texts[column])
            return None
        texts[column] = found.isoformat()
        return (found,)

    def exceptions(self, row: int, texts: dict[str, str]) -> frozenset[date]:
        """Return the dates left out; what is no date is a warning and does not count."""
        found, wrong = read_days(texts["exceptions"])
        for part in wrong:
            self.add("timetable-exception", row, "exceptions", part)
        if not wrong:
            texts["exceptions"] = ",".join(day.isoformat() for day in found)
        return frozenset(found)

    def coordinates(self, draft: Draft) -> tuple[float | None, float | None]:
        """Return x and y as written, None for what is empty or, with an error, no number."""
        found: list[float | None] = []
        for column in ("geox", "geoy"):
            try:
                found.append(read_coordinate(draft.texts[column]))
            except TimetableCellError:
                self.add("timetable-coordinate", draft.row, column, draft.texts[column])
                found.append(None)
        return found[0], found[1]


def _finished(draft: Draft, where: Located) -> StopRow:
    assert draft.first is not None
    recurrence = on_weekday(draft.rules, draft.first, draft.weekdays)
    return StopRow(
        draft.row,
        draft.texts,
        where.lat,
        where.lon,
        draft.arrive_s,
        draft.depart_s,
        ending(recurrence, draft.last, draft.exceptions),
        draft.estimated,
    )
