"""Calendars, read back with icalendar and with a second library, before and after a re-plan."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

from icalendar import Calendar

from routeplan.model import MovedVisit
from routeplan.report.ics import calendars
from tests.unit.report.document_sample import PHONE, hostile_plan, material, phone_plan
from tests.unit.report.sample import MONDAY, sample_plan

SITE = "lich/diem/tien-lang.ics"
VAN = "lich/phuong-tien/XE-2.ics"
COMMUNE = "lich/xa-phuong/cat-hai-11914.ics"
UID = "tien-lang/exchange/102@thu-vien-luu-dong-hai-phong.routeplan"


def events(data: bytes) -> dict[str, Any]:
    """Return the events of a calendar by id."""
    return {str(part["uid"]): part for part in Calendar.from_ical(data).walk("VEVENT")}


def moved_plan(minutes: int = 30) -> Any:
    """Return the week with the visit at Tiên Lãng later."""
    plan = sample_plan()
    route = plan.routes[1]
    first, *others = route.stops
    later = replace(first, start=first.start + 60 * minutes)
    changed = replace(route, stops=(later, *others))
    return replace(plan, routes=(plan.routes[0], changed, *plan.routes[2:]))


def test_there_is_one_for_each_site_vehicle_and_commune() -> None:
    """By kind, with the visits of each; a vehicle's has its duties as well."""
    found = calendars(material())
    assert {SITE, VAN, COMMUNE} <= set(found)
    assert list(events(found[SITE])) == [UID]
    assert len(events(found[VAN])) == 3 + 6
    assert len([path for path in found if path.startswith("lich/diem/")]) == 11
    assert {UID} <= set(events(found[VAN]))


def test_an_event_tells_when_and_where() -> None:
    """Local times with the zone's definition, rounded outward; place, position, no alarm."""
    data = calendars(material())[SITE]
    part = events(data)[UID]
    assert part.start.isoformat() == "2025-12-15T08:25:00+07:00"
    assert part.end.isoformat() == "2025-12-15T08:50:00+07:00"
    assert b"TZID:Asia/Ho_Chi_Minh" in data
    assert b"BEGIN:STANDARD" in data
    assert int(part["sequence"]) == 0
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


def test_a_second_library_reads_them() -> None:
    """The library `ics` finds the same events; its parser wants a process of its own."""
    made = calendars(material())
    code = (
        "import ics, sys\n"
        "for event in ics.Calendar(sys.stdin.buffer.read().decode()).events:\n"
        "    print(event.uid, event.begin.isoformat())\n"
    )
    for path in (SITE, VAN):
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, input=made[path], capture_output=True, check=True)
        told = dict(line.split() for line in done.stdout.decode().splitlines())
        assert told == {uid: part.start.isoformat() for uid, part in events(made[path]).items()}


def test_the_same_plan_again_changes_nothing() -> None:
    """Neither bytes nor sequences move without a reason."""
    first = calendars(material())
    assert calendars(material()) == first
    assert calendars(material(earlier=first)) == first


def test_a_re_plan_updates_instead_of_doubling() -> None:
    """The same id with the next sequence; what did not change keeps its own."""
    first = calendars(material())
    second = calendars(material(moved_plan(), earlier=first))
    (part,) = events(second[SITE]).values()
    assert str(part["uid"]) == UID
    assert int(part["sequence"]) == 1
    assert part.start.isoformat() == "2025-12-15T08:55:00+07:00"
    assert events(second[VAN]).keys() == events(first[VAN]).keys()
    changed = [u for u, p in events(second[VAN]).items() if int(p["sequence"])]
    assert changed == [UID]
    third = calendars(material(moved_plan(60), earlier=second))
    assert int(events(third[SITE])[UID]["sequence"]) == 2


def test_what_is_no_longer_planned_is_cancelled_once() -> None:
    """In the calendar of the site, though the site has no visit left."""
    first = calendars(material())
    plan = sample_plan()
    fewer = replace(plan, routes=(plan.routes[0], *plan.routes[2:]))
    second = calendars(material(fewer, earlier=first))
    part = events(second[SITE])[UID]
    assert str(part["status"]) == "CANCELLED"
    assert int(part["sequence"]) == 1
    assert calendars(material(fewer, earlier=second)) == second
    back = events(calendars(material(earlier=second))[SITE])[UID]
    assert str(back["status"]) == "CONFIRMED"
    assert int(back["sequence"]) == 2


def test_a_moved_visit_of_a_re_plan_starts_at_one() -> None:
    """Who has the earlier calendar from elsewhere gets an update, too."""
    move = MovedVisit("tien-lang/exchange/102", "XE-2", MONDAY, 29_000)
    made = calendars(material(replace(sample_plan(), moves=(move,))))
    assert int(events(made[SITE])[UID]["sequence"]) == 1


def test_an_earlier_calendar_that_is_none_is_left_alone() -> None:
    """Rubbish in its place makes no error and no event."""
    made = calendars(material(earlier={SITE: b"\xff\x00 nothing", VAN: b"BEGIN:VCALENDAR"}))
    assert made == calendars(material())


def test_no_phone_number_is_in_a_calendar() -> None:
    """Neither the contact's nor one typed into a name."""
    whole = b"".join(calendars(material(phone_plan())).values()).replace(b"\r\n ", b"")
    assert PHONE.encode() not in whole
    assert b"0912" not in whole


def test_hostile_names_stay_in_their_line() -> None:
    """Commas, newlines and semicolons are escaped; no name opens a line of its own."""
    for data in calendars(material(hostile_plan())).values():
        assert Calendar.from_ical(data).walk("VEVENT")
        heads = {
            line.split(b":")[0].split(b";")[0] for line in data.split(b"\r\n") if line[:1] != b" "
        }
        assert heads <= set(
            b"BEGIN END VERSION PRODID CALSCALE METHOD X-WR-CALNAME X-WR-TIMEZONE TZID DTSTART "
            b"DTEND TZNAME TZOFFSETFROM TZOFFSETTO SUMMARY DTSTAMP UID SEQUENCE DESCRIPTION GEO "
            b"LOCATION STATUS TRANSP".split()
        ) | {b""}
