"""On which dates the services of a GTFS feed run: weekly calendar, exceptions, validity."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from routeplan.model.times import FIRST_YEAR, LAST_YEAR
from routeplan.project.gtfs.feed import GtfsFeed
from routeplan.project.messages import Findings

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Service:
    """When a service runs, in the words of `routeplan.model.Crossing`.

    Args:
        days: weekdays; empty means every day (of `dates`, where given).
        dates: explicit dates, sorted; empty means that weekdays decide.
    """

    days: frozenset[int]
    dates: tuple[date, ...]
    valid_from: date
    valid_to: date

    def later(self, days: int) -> Service:
        """Return the service for sailings that leave so many days after its own dates."""
        if not days:
            return self
        shift = timedelta(days=days)
        return replace(
            self,
            days=frozenset((day + days) % 7 for day in self.days),
            dates=tuple(day + shift for day in self.dates),
            valid_from=self.valid_from + shift,
            valid_to=self.valid_to + shift,
        )


def read_services(feed: GtfsFeed, findings: Findings) -> dict[str, Service]:
    """Return the services that run at all, by id; cells that cannot be read are findings."""
    exceptions = _exceptions(feed, findings)
    feed_from, feed_to = _validity(feed, findings)
    found: dict[str, Service] = {}
    for row, cells in feed.rows("calendar"):
        name = str(cells.get("service_id", ""))
        begin = _date(feed, "calendar", row, "start_date", cells, findings)
        end = _date(feed, "calendar", row, "end_date", cells, findings)
        if begin is None or end is None:
            continue
        if end < begin:
            file = feed.file("calendar")
            findings.add("validity-reversed", file, row, "end_date", str(end), id=name)
            continue
        days = frozenset(k for k, day in enumerate(_DAYS) if cells.get(day) == 1)
        begin, end = max(begin, feed_from or begin), min(end, feed_to or end)
        added, removed = exceptions.pop(name, (set(), set()))
        removed &= {day for day in removed if begin <= day <= end and day.weekday() in days}
        if not added and not removed:
            if days and begin <= end:
                every = frozenset[int]() if len(days) == 7 else days
                found[name] = Service(every, (), begin, end)
            continue
        span = (begin + timedelta(days=k) for k in range((end - begin).days + 1))
        dates = {day for day in span if day.weekday() in days} - removed | added
        if dates:
            first, last = min(dates), max(dates)
            found[name] = Service(
                frozenset(), tuple(sorted(dates)), min(begin, first), max(end, last)
            )
    everywhere = [day for added, _ in exceptions.values() for day in added]
    for name, (added, _) in exceptions.items():
        if added:
            # A list of dates does not say until when it holds: as long as the feed does.
            begin, end = feed_from or min(everywhere), feed_to or max(everywhere)
            span_from, span_to = min(begin, *added), max(end, *added)
            found[name] = Service(frozenset(), tuple(sorted(added)), span_from, span_to)
    return found


def _exceptions(feed: GtfsFeed, findings: Findings) -> dict[str, tuple[set[date], set[date]]]:
    """Return dates added and removed by service."""
    found: dict[str, tuple[set[date], set[date]]] = defaultdict(lambda: (set(), set()))
    for row, cells in feed.rows("calendar_dates"):
        day = _date(feed, "calendar_dates", row, "date", cells, findings)
        kind = cells.get("exception_type")
        if kind not in (1, 2):
            file = feed.file("calendar_dates")
            findings.add("gtfs-value", file, row, "exception_type", str(kind), expected="1, 2")
        elif day is not None:
            found[str(cells.get("service_id", ""))][0 if kind == 1 else 1].add(day)
    return found


def _validity(feed: GtfsFeed, findings: Findings) -> tuple[date | None, date | None]:
    """Return the first and last date of the feed as a whole, where it says so."""
    for row, cells in feed.rows("feed_info")[:1]:
        ends = [
            _date(feed, "feed_info", row, column, cells, findings) if column in cells else None
            for column in ("feed_start_date", "feed_end_date")
        ]
        return ends[0], ends[1]
    return None, None


def _date(
    feed: GtfsFeed,
    table: str,
    row: int,
    column: str,
    cells: dict[str, object],
    findings: Findings,
) -> date | None:
    """Return a date; one beyond the years of tables counts as the first or last of them.

    Feeds without an end say ``99991231``; exceptions are told by listing all other dates.
    """
    text = str(cells.get(column, "")).strip()
    if len(text) == 8 and text.isascii() and text.isdigit():
        try:
            found = date(int(text[:4]), int(text[4:6]), int(text[6:]))
            return min(max(found, date(FIRST_YEAR, 1, 1)), date(LAST_YEAR, 12, 31))
        except ValueError:
            pass
    findings.add("gtfs-value", feed.file(table), row, column, text, expected="20261231")
    return None
