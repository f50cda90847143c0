"""What is open, works or sails on a date: the checker's own reading of calendar.csv.

See docs/concepts.md, «Calendar». An entry without `applies_to` is about everything of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from routeplan.check.words import Said, say
from routeplan.check.words import weekday as day_name
from routeplan.model import (
    DAY_S,
    CalendarEntry,
    Crossing,
    DayKind,
    Problem,
    Service,
    Site,
    Vehicle,
    Window,
)

_ENGLISH = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_VIETNAMESE = {"t2": 0, "t3": 1, "t4": 2, "t5": 3, "t6": 4, "t7": 5, "cn": 6}
_SCHOOL_KINDS = frozenset({"kindergarten", "primary_school", "secondary_school", "high_school"})


def site_names(site: Site) -> frozenset[str]:
    """Return the names under which the calendar may speak of `site`."""
    return frozenset(
        {site.id, f"commune:{site.commune_code}", *(f"group:{group}" for group in site.groups)}
    )


def vehicle_names(vehicle: Vehicle) -> frozenset[str]:
    """Return the names under which the calendar may speak of `vehicle`."""
    return frozenset({vehicle.id, vehicle.depot, f"profile:{vehicle.profile}"})


def weekday_on(problem: Problem, day: date, names: Iterable[str] = ()) -> int:
    """Return the weekday whose habits hold on `day`: its own, or the one a swap day works like."""
    for entry in _entries(problem, DayKind.WORKDAY, day, frozenset(names)):
        words = re.findall(r"\w+", entry.note.lower())
        for word in words:
            if word[:3] in _ENGLISH:
                return _ENGLISH[word[:3]]
            if word in _VIETNAMESE:
                return _VIETNAMESE[word]
        return 0
    return day.weekday()


def spans_on(windows: tuple[Window, ...], weekday: int) -> tuple[tuple[int, int], ...]:
    """Return the spans (s of the day) of `windows` on `weekday`, those that touch joined."""
    if not windows:
        return ((0, DAY_S),)
    own = sorted((w.start, w.end) for w in windows if w.weekday == weekday)
    general = sorted((w.start, w.end) for w in windows if w.weekday is None)
    return join(own or general)


def join(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return `spans` sorted, those that touch or overlap made one."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)


def site_shut(problem: Problem, site: Site, service: Service, day: date) -> Said | None:
    """Return why `service` can have no visit on `day`, or None."""
    names = site_names(site)
    reason = _holiday(problem, day, names) or closure(problem, day, names)
    if reason is None and site.kind in _SCHOOL_KINDS:
        reason = _named(problem, DayKind.EXAM, day, names)
    if reason is None and service.days:
        weekday = weekday_on(problem, day, names)
        if weekday not in service.days:
            reason = say("not-its-day", weekday=day_name(weekday))
    return reason


def vehicle_shut(problem: Problem, vehicle: Vehicle, day: date) -> Said | None:
    """Return why `vehicle` can start no duty on `day`, or None. Storms are another rule's."""
    names = vehicle_names(vehicle)
    reason = _holiday(problem, day, names) or closure(problem, day, names)
    if reason is None:
        weekday = weekday_on(problem, day, names)
        if weekday not in vehicle.days:
            reason = say("not-its-day", weekday=day_name(weekday))
    return reason


def crossing_shut(problem: Problem, crossing: Crossing, day: date) -> Said | None:
    """Return the closure or storm that keeps `crossing` in port on `day`, or None."""
    names = frozenset({crossing.id, crossing.origin, crossing.destination})
    return closure(problem, day, names) or storm(problem, day, names)


def closure(problem: Problem, day: date, names: frozenset[str]) -> Said | None:
    """Return the closure that is about one of `names` on `day`, or None."""
    return _named(problem, DayKind.CLOSURE, day, names)


def storm(problem: Problem, day: date, names: frozenset[str]) -> Said | None:
    """Return the storm that is about one of `names` on `day`, or None."""
    return _named(problem, DayKind.STORM, day, names)


def _holiday(problem: Problem, day: date, names: frozenset[str]) -> Said | None:
    if any(_entries(problem, DayKind.WORKDAY, day, names)):
        return None
    return _named(problem, DayKind.HOLIDAY, day, names)


def _named(problem: Problem, kind: DayKind, day: date, names: frozenset[str]) -> Said | None:
    for entry in _entries(problem, kind, day, names):
        note = f" («{entry.note}»)" if entry.note else ""
        span = {"first": entry.date_from, "last": entry.date_to, "note": note}
        return say(f"calendar.{kind.value}", **span)
    return None


def _entries(
    problem: Problem, kind: DayKind, day: date, names: frozenset[str]
) -> Iterator[CalendarEntry]:
    for entry in problem.calendar:
        about = not entry.applies_to or entry.applies_to & names
        if entry.kind is kind and about and entry.date_from <= day <= entry.date_to:
            yield entry
