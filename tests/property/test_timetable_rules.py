"""Rules of timetables against dateutil, whose reading of iCal is the common one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rruleset, rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from routeplan.project.timetable.recurrence import (
    DAYS,
    Recurrence,
    RecurrenceError,
    ending,
    on_weekday,
    read_rules,
    without_dates,
)

_DAY = st.sampled_from(DAYS)
_DATE = st.dates(date(2015, 1, 1), date(2027, 12, 31))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Return a rule of any form that the schema allows."""
    frequency = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    parts = [f"FREQ={frequency}"]
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 8))}")
    days = draw(st.lists(_DAY, max_size=3, unique=True))
    if frequency in ("MONTHLY", "YEARLY"):
        months = frequency == "YEARLY" and draw(st.booleans())
        most = 5 if frequency == "MONTHLY" or months else 53
        if months:
            parts.append(f"BYMONTH={draw(st.integers(1, 12))}")
        kind = draw(st.sampled_from(("plain", "number", "month day", "position")))
        if kind == "number" and days:
            number = st.integers(1, most).flatmap(lambda n: st.sampled_from((n, -n)))
            parts.append("BYDAY=" + ",".join(f"{draw(number)}{day}" for day in days))
        elif kind == "month day":
            numbers = draw(st.lists(st.sampled_from((*range(1, 32), -1)), min_size=1, max_size=2))
            parts.append("BYMONTHDAY=" + ",".join(map(str, dict.fromkeys(numbers))))
        elif kind == "position" and days:
            places = draw(st.sampled_from(("1", "2", "-1", "1,3")))
            parts.append(f"BYDAY={','.join(days)};BYSETPOS={places}")
        elif days:
            parts.append("BYDAY=" + ",".join(days))
    elif days:
        parts.append("BYDAY=" + ",".join(days))
    last = draw(st.sampled_from(("", "COUNT", "UNTIL")))
    if last == "COUNT":
        parts.append(f"COUNT={draw(st.integers(1, 30))}")
    elif last == "UNTIL":
        parts.append(f"UNTIL={draw(_DATE):%Y%m%d}")
    return ";".join(parts)


@given(rules(), _DATE, _DATE, st.integers(0, 400), st.booleans())
def test_dates_are_those_of_dateutil(
    rule: str, first: date, begin: date, length: int, named: bool
) -> None:
    """In any span of time, however long ago the rule began."""
    end = begin + timedelta(days=length)
    try:
        found = read_rules(f"RRULE:{rule}" if named else rule)
    except RecurrenceError as error:
        # What never comes is refused; dateutil searches for it to the end of its calendar.
        assert error.key == "never"
        return
    if "DAILY" in rule and "BYDAY" in rule and found[0].interval % 7 == 0:
        assume(False)  # every seventh day, but Tuesdays alone: meant is the Tuesday of each week
    oracle = rrulestr(rule, dtstart=datetime.combine(first, time()))
    moments = oracle.between(
        datetime.combine(begin, time()), datetime.combine(end, time()), inc=True
    )
    got = Recurrence(found, first).dates(begin, end)
    assert got == tuple(moment.date() for moment in moments)


@given(rules(), _DATE, st.sets(st.integers(0, 120), max_size=5))
def test_exceptions_are_those_of_dateutil(rule: str, first: date, out: set[int]) -> None:
    """EXDATE beside a rule takes away what dateutil's set takes away."""
    dates = sorted(first + timedelta(days=k) for k in out)
    exdates = ",".join(f"{day:%Y%m%d}" for day in dates)
    cell = f"RRULE:{rule}" + (f"\nEXDATE:{exdates}" if dates else "")
    text, start, written = without_dates(cell)
    assert (start, written) == ("", exdates)
    try:
        found = read_rules(text)
    except RecurrenceError as error:
        assert error.key == "never"
        return
    if "DAILY" in rule and "BYDAY" in rule and found[0].interval % 7 == 0:
        assume(False)
    end = first + timedelta(days=200)
    oracle = rruleset()
    oracle.rrule(rrulestr(rule, dtstart=datetime.combine(first, time())))
    for day in dates:
        oracle.exdate(datetime.combine(day, time()))
    whole = ending(Recurrence(found, first), None, frozenset(dates))
    kept = [day for day in whole.dates(first, end) if day not in whole.exceptions]
    expected = oracle.between(
        datetime.combine(first, time()), datetime.combine(end, time()), inc=True
    )
    assert kept == [moment.date() for moment in expected]


@given(st.integers(1, 6), _DATE, st.integers(0, 6))
def test_a_weekday_beside_a_rule(interval: int, first: date, weekday: int) -> None:
    """The day column moves a weekly rule to its first such day from the start on."""
    recurrence = on_weekday(read_rules(f"FREQ=WEEKLY;INTERVAL={interval}"), first, (weekday,))
    begin = recurrence.begins()
    assert begin is not None
    assert begin.weekday() == weekday
    assert 0 <= (begin - first).days < 7


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2", "FREQ=YEARLY;BYMONTH=13"])
def test_rules_without_a_date(rule: str) -> None:
    """They are refused at once, not sought for ages."""
    with pytest.raises(RecurrenceError):
        read_rules(rule)
