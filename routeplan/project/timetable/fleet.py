"""Which van drives which visit, and what of the timetable one van cannot do.

A van is a mobile of the timetable. Where the timetable names none, or has routes of one mobile at
the same time, routes that meet are put on different vans.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from routeplan.project.messages import Findings
from routeplan.project.timetable.cycle import PublishedVisit
from routeplan.project.timetable.ids import Ids

_MEETING_S = 900
"""Stops of two routes that overlap by more than this on a date are not one van's."""


@dataclass(frozen=True)
class Van:
    """A van of the timetable; `name` is what the timetable calls it."""

    id: str
    name: str


@dataclass(frozen=True)
class PublishedDuty:
    """What one van does on one date, its stops in the order of their arrival."""

    van: Van
    date: date
    visits: tuple[PublishedVisit, ...]


def vans_of(
    path: str, visits: Sequence[PublishedVisit], findings: Findings
) -> tuple[tuple[PublishedVisit, ...], tuple[Van, ...]]:
    """Return the visits with the ids of their vans, and the vans in order of their first visit."""
    several = len({visit.row.texts["organisation"].casefold() for visit in visits}) > 1
    by_mobile: dict[tuple[str, str], list[PublishedVisit]] = defaultdict(list)
    for visit in visits:
        texts = visit.row.texts
        owner = texts["organisation"].casefold() if several else ""
        by_mobile[owner, texts["mobile"].casefold()].append(visit)
    ids, vans, named = Ids(), [], {}
    for (owner, mobile), own in by_mobile.items():
        groups = _apart(own)
        name = own[0].row.texts["mobile"] or own[0].row.texts["organisation"] or "Van"
        if several and owner and mobile:
            name = f"{own[0].row.texts['organisation']} {name}"
        if len(groups) > 1 and mobile:
            _say_split(path, name, own, groups, findings)
        for number, routes in enumerate(groups, 1):
            called = name if len(groups) == 1 else f"{name} {number}"
            # Sites never have a «_» in their ids: calendar.csv may close either by its id.
            van = Van(f"van_{ids.new(called, '1')}", called)
            vans.append(van)
            named.update({(owner, mobile, route): van.id for route in routes})
        if not mobile:
            findings.add(
                "timetable-no-mobile",
                path,
                own[0].row.row,
                "mobile",
                "",
                count=len({visit.row.row for visit in own}),
                vans=", ".join(van.name for van in vans[-len(groups) :]),
            )
    driven = []
    for visit in visits:
        texts = visit.row.texts
        owner = texts["organisation"].casefold() if several else ""
        key = owner, texts["mobile"].casefold(), _route(visit)
        driven.append(replace(visit, van=named[key]))
    return tuple(driven), tuple(vans)


def duties_of(visits: Sequence[PublishedVisit], vans: Sequence[Van]) -> tuple[PublishedDuty, ...]:
    """Return what each van does on each date, exceptions left out, by date and van."""
    by_id = {van.id: van for van in vans}
    found: dict[tuple[date, str], list[PublishedVisit]] = defaultdict(list)
    for visit in visits:
        if not visit.left_out:
            found[visit.date, visit.van].append(visit)
    return tuple(
        PublishedDuty(by_id[van], day, tuple(found[day, van])) for day, van in sorted(found)
    )


def without_twins(
    path: str, visits: Sequence[PublishedVisit], findings: Findings
) -> tuple[PublishedVisit, ...]:
    """Return the visits without those that another row has on the same date at the same time."""
    seen: dict[tuple[object, ...], int] = {}
    kept, said = [], set()
    for visit in visits:
        row = visit.row
        mobile = row.texts["mobile"].casefold()
        key = (row.place, visit.date, row.arrive_s, row.depart_s, mobile)
        first = seen.setdefault(key, row.row)
        if first == row.row:
            kept.append(visit)
        elif (first, row.row) not in said:
            said.add((first, row.row))
            findings.add("timetable-twice", path, row.row, "stop", row.name, first=first)
    return tuple(kept)


def say_overlaps(path: str, duties: Sequence[PublishedDuty], findings: Findings) -> None:
    """Report pairs of stops at which one van would be at the same time."""
    said = set()
    for duty in duties:
        for before, after in pairwise(duty.visits):
            a, b = before.row, after.row
            if b.arrive_s < a.depart_s and (a.row, b.row) not in said:
                said.add((a.row, b.row))
                findings.add(
                    "timetable-overlap",
                    path,
                    b.row,
                    "arrival",
                    b.texts["arrival"],
                    van=duty.van.name,
                    name=b.name,
                    other=a.name,
                    other_row=a.row,
                    until=a.texts["departure"],
                    day=duty.date.isoformat(),
                )


def _route(visit: PublishedVisit) -> str:
    texts = visit.row.texts
    return texts["route"].casefold() or f"day {visit.date.weekday()}"


def _apart(visits: Sequence[PublishedVisit]) -> list[list[str]]:
    """Return routes in groups of which each can be driven by one van, the first ones fullest."""
    spans: dict[str, dict[date, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for visit in visits:
        row = visit.row
        spans[_route(visit)][visit.date].append((row.arrive_s, row.depart_s))
    groups: list[list[str]] = []
    for route, own in spans.items():
        for group in groups:
            if not any(_meet(own, spans[other]) for other in group):
                group.append(route)
                break
        else:
            groups.append([route])
    return groups


def _meet(
    one: Mapping[date, list[tuple[int, int]]], other: Mapping[date, list[tuple[int, int]]]
) -> bool:
    """Tell whether two routes keep a van in two places for long on some date."""
    for day in one.keys() & other.keys():
        together = sum(
            max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one[day] for b in other[day]
        )
        if together > _MEETING_S:
            return True
    return False


def _say_split(
    path: str,
    name: str,
    visits: Sequence[PublishedVisit],
    groups: Sequence[Sequence[str]],
    findings: Findings,
) -> None:
    routes = " | ".join(", ".join(group) for group in groups)
    first, second = _meeting(visits, groups)
    findings.add(
        "timetable-mobile-split",
        path,
        second.row.row,
        "mobile",
        name,
        count=len(groups),
        routes=routes,
        name=second.row.name,
        other=first.row.name,
        other_row=first.row.row,
        day=second.date.isoformat(),
    )


def _meeting(
    visits: Sequence[PublishedVisit], groups: Sequence[Sequence[str]]
) -> tuple[PublishedVisit, PublishedVisit]:
    """Return two visits of different groups at the same time."""
    number = {route: k for k, group in enumerate(groups) for route in group}
    by_date: dict[date, list[PublishedVisit]] = defaultdict(list)
    for visit in visits:
        by_date[visit.date].append(visit)
    for first in visits:
        for second in by_date[first.date]:
            a, b = first.row, second.row
            together = a.arrive_s < b.depart_s and b.arrive_s < a.depart_s
            if together and number[_route(first)] < number[_route(second)]:
                return first, second
    raise AssertionError("routes that are apart meet somewhere")
