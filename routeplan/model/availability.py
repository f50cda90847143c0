"""On which dates things are open: the ordinary week, minus the calendar, plus swap days.

One reading of calendar.csv for project, network and solve. The checker has its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from routeplan.model.calendar import CalendarEntry, DayKind
from routeplan.model.crossing import Crossing
from routeplan.model.fleet import Medium
from routeplan.model.problem import Problem
from routeplan.model.site import Service, Site

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_VIETNAMESE_WEEKDAYS = ("t2", "t3", "t4", "t5", "t6", "t7", "cn")

_SCHOOLS = ("kindergarten", "primary_school", "secondary_school", "high_school")


def closing_entry(problem: Problem, day: date, subjects: Iterable[str]) -> CalendarEntry | None:
    """Return the first holiday or closure that closes any of `subjects` on `day`, or None.

    `subjects` are the names under which a thing may stand in `applies_to`, e.g. for a site its id,
    ``commune:CODE`` and ``group:NAME``. A swap day (`workday`) lifts holidays, not closures.
    """
    names = frozenset(subjects)
    entries = [entry for entry in problem.calendar if entry.covers(day)]
    swapped = any(
        entry.kind is DayKind.WORKDAY and (not entry.applies_to or entry.applies_to & names)
        for entry in entries
    )
    for entry in entries:
        if entry.kind is DayKind.HOLIDAY and swapped:
            continue
        if entry.kind not in (DayKind.HOLIDAY, DayKind.CLOSURE):
            continue
        if not entry.applies_to or entry.applies_to & names:
            return entry
    return None


def working_weekday(problem: Problem, day: date, subjects: Iterable[str]) -> int:
    """Return the weekday whose timetable holds on `day` for `subjects`.

    It is the day's own, or on a swap day that of its note (Monday where the note names none).
    """
    swap = _entry_of(problem, DayKind.WORKDAY, day, frozenset(subjects))
    if swap is None:
        return day.weekday()
    return weekday_named(swap.note) or 0


def weekday_named(note: str) -> int | None:
    """Return the first weekday that a note names, ``for Fri`` or ``bù T6``; None without one."""
    for word in re.findall(r"\w+", note.lower()):
        if word[:3] in _WEEKDAYS:
            return _WEEKDAYS.index(word[:3])
        if word in _VIETNAMESE_WEEKDAYS:
            return _VIETNAMESE_WEEKDAYS.index(word)
    return None


def site_subjects(site: Site) -> frozenset[str]:
    """Return the names under which calendar.csv may close `site`."""
    groups = {f"group:{group}" for group in site.groups}
    return frozenset({site.id, f"commune:{site.commune_code}", *groups})


def service_closed(problem: Problem, service: Service, day: date) -> CalendarEntry | str | None:
    """Return why `service` takes no visit on `day`: an entry, ``"days"``, or None if open."""
    site = problem.site_by_id[service.site]
    subjects = site_subjects(site)
    entry = closing_entry(problem, day, subjects)
    if entry is not None:
        return entry
    if site.kind in _SCHOOLS:
        exam = _entry_of(problem, DayKind.EXAM, day, subjects)
        if exam is not None:
            return exam
    if service.days and working_weekday(problem, day, subjects) not in service.days:
        return "days"
    return None


def vehicle_closed(problem: Problem, vehicle_id: str, day: date) -> CalendarEntry | str | None:
    """Return why a vehicle cannot start a duty on `day`: an entry, ``"days"``, or None if free.

    A holiday or closure of its depot counts, and a storm for boats.
    """
    vehicle = problem.vehicle_by_id[vehicle_id]
    profile = problem.profiles[vehicle.profile]
    subjects = {vehicle.id, vehicle.depot, f"profile:{vehicle.profile}"}
    entry = closing_entry(problem, day, subjects)
    if entry is not None:
        return entry
    if profile.medium is Medium.SEA:
        storm = _entry_of(problem, DayKind.STORM, day, frozenset(subjects))
        if storm is not None:
            return storm
    if working_weekday(problem, day, subjects) not in vehicle.days:
        return "days"
    return None


def crossing_closed(problem: Problem, crossing: Crossing, day: date) -> CalendarEntry | None:
    """Return the closure or storm that keeps `crossing` in port on `day`, or None.

    Holidays do not stop ferries; a row of the timetable says on which days it sails.
    """
    subjects = {crossing.id, crossing.origin, crossing.destination}
    for entry in problem.calendar:
        if not entry.covers(day):
            continue
        stops = entry.kind in (DayKind.CLOSURE, DayKind.STORM)
        if stops and (not entry.applies_to or entry.applies_to & subjects):
            return entry
    return None


def _entry_of(
    problem: Problem, kind: DayKind, day: date, subjects: frozenset[str]
) -> CalendarEntry | None:
    for entry in problem.calendar:
        named = not entry.applies_to or bool(entry.applies_to & subjects)
        if entry.kind is kind and entry.covers(day) and named:
            return entry
    return None
