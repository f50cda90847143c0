"""Public holidays of Vietnam, Tết by the lunar calendar, as entries of the project's calendar."""

from __future__ import annotations

from datetime import date, timedelta

from routeplan.model import CalendarEntry, DayKind


def public_holidays(first: date, last: date, language: str) -> tuple[CalendarEntry, ...]:
    """Return one entry per public holiday from `first` to `last`, both included.

    The names are in `language`, `vi` or `en`.

    Source: PyPI `holidays`; swap days decided by the government belong in calendar.csv.
    """
    from holidays import country_holidays

    names = country_holidays(
        "VN",
        years=range(first.year, last.year + 1),
        language="vi" if language == "vi" else "en_US",
    )
    days = (first + timedelta(days=k) for k in range((last - first).days + 1))
    return tuple(
        CalendarEntry(day, day, DayKind.HOLIDAY, note=str(names[day]))
        for day in days
        if day in names
    )
