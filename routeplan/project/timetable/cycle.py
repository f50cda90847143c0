"""The weeks that a timetable repeats after, and its visits on them.

A cycle is as many weeks as all intervals fit into, 12 at most. Its first Monday is the earliest on
which most visits take place: all rows hold, and few exceptions fall into it. Rules by week, day and
year give dates as they are; rules by month stand on weeks of the cycle (`Recurrence.in_cycle`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import lcm

from routeplan.model import monday_of
from routeplan.project.timetable.recurrence import Recurrence
from routeplan.project.timetable.rows import StopRow

MOST_WEEKS = 12
_LOOK_AHEAD_WEEKS = 60
_LOOK_BACK_WEEKS = 1200


@dataclass(frozen=True)
class PublishedVisit:
    """One visit of the timetable in the cycle.

    Args:
        van: id of the van, as `fleet.vans_of` gives them.
        left_out: whether an exception of the timetable takes it away on that date.
    """

    row: StopRow
    date: date
    van: str = ""
    left_out: bool = False


@dataclass(frozen=True)
class Cycle:
    """The cycle of a timetable.

    Args:
        start: a Monday.
        visits: by date and time of arrival.
        odd: rows whose interval does not fit into the weeks a whole number of times.
        absent: rows without a visit in the cycle.
    """

    start: date
    weeks: int
    visits: tuple[PublishedVisit, ...]
    odd: tuple[StopRow, ...]
    absent: tuple[StopRow, ...]


def published_cycle(rows: Sequence[StopRow], start: date | None = None) -> Cycle:
    """Return the cycle of a timetable of one row or more.

    Args:
        rows: usable rows.
        start: a day of the first week; by default the earliest week that fits best.
    """
    weeks = cycle_weeks(row.recurrence.interval_weeks for row in rows)
    monday = monday_of(start) if start is not None else _best_start(rows, weeks)
    visits = []
    absent = []
    for row in rows:
        dates = dates_in_cycle(row.recurrence, monday, weeks)
        by_month = row.recurrence.by_month
        for day in dates:
            left_out = not by_month and day in row.recurrence.exceptions
            visits.append(PublishedVisit(row, day, left_out=left_out))
        if not dates:
            absent.append(row)
    visits.sort(key=lambda visit: (visit.date, visit.row.arrive_s, visit.row.row))
    odd = tuple(row for row in rows if weeks % row.recurrence.interval_weeks)
    return Cycle(monday, weeks, tuple(visits), odd, tuple(absent))


def cycle_weeks(intervals: Iterable[int]) -> int:
    """Return the number of weeks of a cycle for intervals in weeks.

    The least common multiple; where that is over 12, the number up to 12 into which the intervals
    of most rows fit, the smaller of equals.
    """
    counted = Counter(intervals)
    short = [weeks for weeks in counted if weeks <= MOST_WEEKS]
    whole = lcm(*short) if short else MOST_WEEKS
    if whole <= MOST_WEEKS:
        return whole

    def served(weeks: int) -> int:
        return sum(count for interval, count in counted.items() if weeks % interval == 0)

    return max(range(1, MOST_WEEKS + 1), key=lambda weeks: (served(weeks), -weeks))


def dates_in_cycle(recurrence: Recurrence, start: date, weeks: int) -> tuple[date, ...]:
    """Return the dates of a recurrence in a cycle, those that exceptions take away included."""
    last = start + timedelta(weeks=weeks, days=-1)
    by_month = tuple(rule for rule in recurrence.rules if rule.by_month)
    others = tuple(rule for rule in recurrence.rules if not rule.by_month)
    found: set[date] = set()
    if by_month and _holds(recurrence, start, last):
        found |= set(replace(recurrence, rules=by_month).in_cycle(start, weeks))
    if others:
        found |= set(replace(recurrence, rules=others).dates(start, last))
    return tuple(sorted(found))


def _holds(recurrence: Recurrence, first: date, last: date) -> bool:
    """Tell whether a rule by month still runs in a span: its end, UNTIL and COUNT."""
    if recurrence.first > last:
        return False
    return bool(recurrence.dates(first, last + timedelta(weeks=53)))


def _best_start(rows: Sequence[StopRow], weeks: int) -> date:
    begins = [day for row in rows if (day := row.recurrence.begins()) is not None]
    if not begins:
        return monday_of(min(row.recurrence.first for row in rows))
    latest = monday_of(max(begins))
    earliest = max(monday_of(min(begins)), latest - timedelta(weeks=_LOOK_BACK_WEEKS))
    end = latest + timedelta(weeks=_LOOK_AHEAD_WEEKS + weeks, days=-1)
    total: Counter[int] = Counter()
    for row in rows:
        # Of rules by month the dates do for this: they tell when the row holds.
        for day in row.recurrence.dates(earliest, end):
            total[(day - earliest).days // 7] += day not in row.recurrence.exceptions
    last = (latest - earliest).days // 7 + _LOOK_AHEAD_WEEKS

    def visits(week: int) -> int:
        return sum(total[w] for w in range(week, week + weeks))

    best = max(range(last + 1), key=lambda week: (visits(week), -week))
    return earliest + timedelta(weeks=best)
