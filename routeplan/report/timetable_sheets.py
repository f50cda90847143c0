"""The timetable sheets of the workbook: by day, by vehicle, by site, and what has no place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby

from routeplan.language import collation_key, day_text
from routeplan.model import Route
from routeplan.report.duty_lines import duty_lines, duty_span
from routeplan.report.material import Material
from routeplan.report.visit_rows import VisitRow, crate_text, visit_rows
from routeplan.report.workbook import Book, Head


def _hours(words: Mapping[str, str]) -> tuple[Head, ...]:
    """Return the heads of the four hours of a visit."""
    return (
        Head(words["arrive"], 6.5, "time"),
        Head(words["opens"], 7, "time"),
        Head(words["closes"], 7.5, "time"),
        Head(words["leave"], 6.5, "time"),
    )


def add_by_day(book: Book) -> None:
    """Add the timetable in order of time, a page a day."""
    words = book.words["sheet"]
    heads = [
        Head(words["number"], 5, "middle"),
        *_hours(words),
        Head(words["site"], 29, "strong"),
        Head(words["commune"], 20.5),
        Head(words["service"], 16.5),
        Head(words["vehicle"], 20),
        Head(words["crates_out"], 7, "number"),
        Head(words["crates_in"], 7, "number"),
        Head(words["contact"], 22),
        Head(words["notes"], 26),
    ]
    page = book.sheet(
        words["by_day"],
        book.words["timetable_title"],
        heads,
        notes=[book.period, words["rounded"]],
    )
    for day, visits in groupby(visit_rows(book.material), key=lambda row: row.day):
        rows = [_by_day(book.material, number, row) for number, row in enumerate(visits, start=1)]
        page.keep_together(rows)
        page.band(f"{weekday(book.material, day)}, {day_text(day)}")
        for row in rows:
            page.add(row)
    page.done()


def _by_day(material: Material, number: int, row: VisitRow) -> tuple[object, ...]:
    return (
        number, row.arrive, row.opens, row.closes, row.leave, row.name, row.commune,
        service_name(material, row.service), row.vehicle_name, row.crates_out or "",
        row.crates_in or "", contact(row), notes(material, row),
    )  # fmt: skip


def add_by_vehicle(book: Book) -> None:
    """Add every duty line by line, a page a duty."""
    words, material = book.words["sheet"], book.material
    heads = [
        Head(words["number"], 5, "middle"),
        Head(words["date"], 10.5, "date"),
        *_hours(words),
        Head(words["what"], 19),
        Head(words["place"], 40, "strong"),
        Head(words["contact"], 22),
        Head(words["notes"], 32),
    ]
    title = words["by_vehicle_title"]
    page = book.sheet(words["by_vehicle"], title, heads, notes=[book.period, words["rounded"]])
    order = sorted(
        material.routes,
        key=lambda r: (collation_key(material.vehicle_name(r.vehicle)), r.vehicle, r.date),
    )
    for route in order:
        page.break_here()
        page.band(duty_title(material, route))
        for line in duty_lines(material, route):
            site = material.site(line.stop.site) if line.stop else None
            who = join((site.contact_role, site.contact_phone)) if site else ""
            page.add(
                (
                    line.number, line.when.day if line.when else None, line.arrive, line.opens,
                    line.closes, line.leave, line.what, line.place, who, "; ".join(line.notes),
                )
            )  # fmt: skip
    page.done()


def add_by_site(book: Book) -> None:
    """Add the visits of every site, in Vietnamese order of names."""
    words, material = book.words["sheet"], book.material
    heads = [
        Head(words["site"], 29, "strong"),
        Head(words["commune"], 20.5),
        Head(words["district"], 13),
        Head(words["service"], 16.5),
        Head(words["weekday"], 9, "middle"),
        Head(words["date"], 10.5, "date"),
        *_hours(words),
        Head(words["vehicle"], 20),
        Head(words["crates_out"], 7, "number"),
        Head(words["crates_in"], 7, "number"),
        Head(words["sets"], 15),
        Head(words["contact"], 22),
    ]
    page = book.sheet(
        words["by_site"],
        words["by_site_title"],
        heads,
        notes=[book.period, words["rounded"]],
        frozen=1,
    )
    rows = sorted(
        visit_rows(material),
        key=lambda r: (collation_key(r.name), r.site, r.day, r.arrive_s, r.service),
    )
    for row in rows:
        page.add(
            (
                row.name, row.commune, row.district, service_name(material, row.service),
                weekday(material, row.day), row.day, row.arrive, row.opens, row.closes, row.leave,
                row.vehicle_name, row.crates_out or "", row.crates_in or "", sets(row),
                contact(row),
            ),
        )  # fmt: skip
    if rows:
        page.inner.autofilter(page.head_row, 0, page.row - 1, len(heads) - 1)
    page.done()


def add_missing(book: Book) -> None:
    """Add the due visits that found no place, each with its reason and what would help."""
    words, material = book.words["sheet"], book.material
    heads = [
        Head(words["site"], 32, "strong"),
        Head(words["commune"], 18),
        Head(words["service"], 15),
        Head(words["reason"], 55),
        Head(words["action"], 45),
    ]
    page = book.sheet(words["missing"], words["missing_title"], heads, notes=[book.period])
    for item in material.unassigned:
        place = material.place(item.site)
        page.add(
            (
                material.place_name(item.site), place.commune if place else "",
                service_name(material, item.service), item.reason, item.action,
            ),
        )  # fmt: skip
    page.done()


def duty_title(material: Material, route: Route) -> str:
    """Return the heading of a duty: vehicle, day, hours."""
    name = material.vehicle_name(route.vehicle)
    day = f"{weekday(material, route.date)}, {day_text(route.date)}"
    return f"{name} [{route.vehicle}] – {day} – {duty_span(route)}"


def weekday(material: Material, day: date) -> str:
    """Return the name of a date's weekday."""
    return str(material.words["weekdays"][day.weekday()])


def service_name(material: Material, service: str) -> str:
    """Return the name of a service."""
    return str(material.words["service"].get(service, service))


def contact(row: VisitRow) -> str:
    """Return whom to ask for, and the number to call."""
    return join((row.contact, row.phone))


def sets(row: VisitRow) -> str:
    """Return the crates, or the set, that stays."""
    return crate_text(row.handed.crates_out) or row.handed.delivered


def notes(material: Material, row: VisitRow) -> str:
    """Return what else is to be known: sailings, sets."""
    given = str(material.words["set_note"]).format(set=sets(row)) if sets(row) else ""
    return join((given, *row.ferries), "; ")


def join(parts: tuple[str, ...], sign: str = " · ") -> str:
    """Return the parts that say something, joined."""
    return sign.join(part for part in parts if part)
