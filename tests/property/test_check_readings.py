"""Two readings of the same rules, written apart, agree: the checker's and the planner's.

The checker may not import the planner's reading; a test may. Where they differ, one is wrong.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from routeplan.check.obligations import owed_visits
from routeplan.check.opening import (
    crossing_shut,
    join,
    site_shut,
    spans_on,
    vehicle_shut,
    weekday_on,
)
from routeplan.model import (
    CalendarEntry,
    DayKind,
    Depot,
    Problem,
    Service,
    ServiceKind,
    Site,
    Window,
    windows_on,
)
from routeplan.model.availability import (
    crossing_closed,
    service_closed,
    vehicle_closed,
    working_weekday,
)
from routeplan.project.due import due_visits, with_make_up
from tests.unit.check.town import make_problem

DAYS = st.dates(date(2026, 8, 1), date(2026, 12, 31))


@st.composite
def services(draw: st.DrawFn, site: str, kind: ServiceKind) -> Service:
    """A service that is due by interval or by count."""
    interval = draw(st.none() | st.integers(1, 9))
    count = draw(st.integers(1, 9)) if interval is None else None
    last = draw(st.none() | DAYS)
    return Service(site, kind, interval, count, last, service_s=60)


@st.composite
def due_problems(draw: st.DrawFn) -> Problem:
    """Sites with one or two services each."""
    sites = []
    for number in range(draw(st.integers(1, 6))):
        name = f"S{number}"
        kinds = draw(st.lists(st.sampled_from(ServiceKind), min_size=1, max_size=2, unique=True))
        owed = tuple(draw(services(name, kind)) for kind in kinds)
        district = draw(st.sampled_from(("", "An Lão", "Cát Hải")))
        sites.append(Site(name, name, "library", "1", 20.8, 106.7, district, services=owed))
    depots = (Depot("KHO", "Kho", 20.8, 106.7),)
    weeks, start = draw(st.integers(1, 12)), draw(DAYS)
    calendar = []
    for _ in range(draw(st.integers(0, 2))):
        first = start + timedelta(days=draw(st.integers(-3, 60)))
        shut = draw(st.sampled_from((DayKind.HOLIDAY, DayKind.CLOSURE, DayKind.EXAM)))
        names = draw(st.sampled_from((frozenset(), frozenset({"S0"}))))
        last = first + timedelta(days=draw(st.integers(0, 20)))
        calendar.append(CalendarEntry(first, last, shut, names))
    return Problem(
        "p", start, weeks, tuple(draw(st.permutations(sites))), (), depots,
        calendar=tuple(calendar),
    )  # fmt: skip


@given(due_problems())
def test_both_find_the_same_visits_due(problem: Problem) -> None:
    """The same ids with the same first and last dates."""
    ours = {owed.id: (owed.first, owed.last) for owed in owed_visits(problem).values()}
    due = due_visits(problem.sites, problem.start, problem.weeks)
    theirs = {
        visit.id: (visit.due_from, visit.due_to)
        for visit in with_make_up(replace(problem, visits=due)).visits
    }
    event(f"make-up {any((last - first).days > 6 for first, last in ours.values())}")
    assert ours == theirs


TOWN = make_problem()
NAMES = (
    "S-DAO", "S-LANG", "commune:11914", "group:island", "group:hard", "VAN-1", "BOAT-1", "KHO-A",
    "profile:van", "PHA-RA", "BEN-DAT", "BEN-XUONG",
)  # fmt: skip


@st.composite
def entries(draw: st.DrawFn) -> CalendarEntry:
    """A row of the calendar around the town's week."""
    begin = TOWN.start + timedelta(days=draw(st.integers(-2, 8)))
    end = begin + timedelta(days=draw(st.integers(0, 3)))
    kind = draw(st.sampled_from(DayKind))
    names = draw(st.frozensets(st.sampled_from(NAMES), max_size=2))
    note = draw(
        st.sampled_from(
            ("Mon", "Fri", "sun", "works like T3", "CN", "", "bù T7; nghỉ 2/1", "(T6)", "Sat.")
        )
    )
    return CalendarEntry(begin, end, kind, names, note)


@given(st.lists(entries(), max_size=4))
def test_both_read_the_calendar_alike(calendar: list[CalendarEntry]) -> None:
    """On every date of the week, the same sites, vehicles and ferries are shut."""
    problem = replace(TOWN, calendar=tuple(calendar))
    for day in problem.dates:
        for site in problem.sites:
            for service in site.services:
                ours = site_shut(problem, site, service, day) is not None
                assert ours == (service_closed(problem, service, day) is not None), (day, service)
        for vehicle in problem.vehicles:
            if vehicle.id == "BOAT-1":
                continue  # its storms are a rule of their own
            ours = vehicle_shut(problem, vehicle, day) is not None
            assert ours == (vehicle_closed(problem, vehicle.id, day) is not None), (day, vehicle)
        for crossing in problem.crossings:
            ours = crossing_shut(problem, crossing, day) is not None
            assert ours == (crossing_closed(problem, crossing, day) is not None), (day, crossing)


@pytest.mark.parametrize(
    ("note", "weekday"),
    [("bù T7; nghỉ 2/1", 5), ("(T6)", 4), ("Sat.", 5), ("nghỉ, CN!", 6), ("như thường", 0)],
)
def test_both_find_the_weekday_in_a_sentence(note: str, weekday: int) -> None:
    """Signs beside the word of a swap day do not hide it."""
    swap = CalendarEntry(TOWN.start, TOWN.start, DayKind.WORKDAY, frozenset(), note)
    problem = replace(TOWN, calendar=(swap,))
    assert weekday_on(problem, TOWN.start) == weekday
    assert working_weekday(problem, TOWN.start, ()) == weekday


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """A window on some weekday or on all."""
    begin = draw(st.integers(0, 20))
    weekday = draw(st.none() | st.integers(0, 2))
    return Window(begin, begin + draw(st.integers(1, 5)), weekday)


@given(st.lists(windows(), max_size=5), st.integers(0, 6))
def test_both_read_windows_alike(given_windows: list[Window], weekday: int) -> None:
    """The same spans are open on every weekday."""
    spans = spans_on(tuple(given_windows), weekday)
    assert spans == windows_on(tuple(given_windows), TOWN.start + timedelta(days=weekday))
    assert join(spans) == spans
