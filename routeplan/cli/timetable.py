"""A plan as a timetable: per day and vehicle, what happens when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from routeplan.cli.texts import text, weekday
from routeplan.cli.writing import one_line, print_csv, print_lines, print_table
from routeplan.language import day_text
from routeplan.model import Plan, Route, Stop, clock, later
from routeplan.model.steps import Step, StepKind, steps_of

STOP_COLUMNS = (
    "date",
    "vehicle",
    "vehicle_name",
    "stop",
    "site",
    "name",
    "commune",
    "service",
    "visit",
    "arrive",
    "start",
    "depart",
    "crates_out",
    "crates_in",
    "load",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a duty's timetable; times are texts, empty where there is none."""

    arrive: str
    open: str
    leave: str
    what: str
    place: str
    crates: str = ""


def print_timetable(plan: Plan, language: str) -> None:
    """Print every day of a plan, every duty of the day, every stop and ferry of the duty."""
    if not plan.routes:
        print_lines([text("show_empty", language)])
    header = [text(key, language) for key in ("arrive", "open", "leave", "what", "place", "crates")]
    day: date | None = None
    for route in sorted(plan.routes, key=lambda r: (r.date, r.start, r.vehicle)):
        if route.date != day:
            day = route.date
            title = text("show_day", language, weekday=weekday(day, language), date=day_text(day))
            print_lines(["", title])
        print_lines(["", "  " + duty_title(plan, route, language)])
        rows = [
            (e.arrive, e.open, e.leave, e.what, e.place, e.crates)
            for e in entries(plan, route, language)
        ]
        print_table(header, rows, indent="  ")


def duty_title(plan: Plan, route: Route, language: str) -> str:
    """Return the line above a duty: the vehicle, when it is out, its crates, its lunch."""
    name = f"{plan.vehicle_name(route.vehicle)} [{route.vehicle}]"
    parts = [
        f"{name} {clock(route.start)}–{clock(route.end)}",
        text("show_load", language, crates=route.load),
    ]
    if route.days > 1:
        until = day_text(later(route.date, route.days - 1))
        parts.append(text("show_until", language, time=until))
    parts += [
        text("show_lunch", language, start=clock(start), end=clock(end))
        for start, end in route.lunches
    ]
    return one_line(", ".join(parts))


def entries(plan: Plan, route: Route, language: str) -> Iterator[Entry]:
    """Yield the lines of a duty: out of the depot, ferries and stops in order, back.

    Where a crew leaves its vehicle at a pier, that, their walks, and coming back to it are lines.
    """
    depot = plan.place_name(route.depot)
    yield Entry("", "", clock(route.leaves_depot), text("start_duty", language), depot)
    for step in steps_of(route):
        yield _entry(plan, step, language)
    yield Entry(clock(route.end), "", "", text("end_duty", language), depot)


def print_stops_csv(plan: Plan) -> None:
    """Print one row per stop; times are HH:MM, with ``+1d`` on the second day of a duty."""
    print_csv(STOP_COLUMNS, stop_rows(plan))


def stop_rows(plan: Plan) -> Iterator[Sequence[object]]:
    """Yield the values of `STOP_COLUMNS` for every stop, by date, vehicle and order."""
    for route in sorted(plan.routes, key=lambda r: (r.date, r.vehicle)):
        for number, stop in enumerate(route.stops, start=1):
            place = plan.places.get(stop.site)
            yield (
                route.date.isoformat(),
                route.vehicle,
                plan.vehicle_name(route.vehicle),
                number,
                stop.site,
                plan.place_name(stop.site),
                place.commune if place else "",
                stop.service,
                stop.visit,
                clock(stop.arrive),
                clock(stop.start),
                clock(stop.depart),
                stop.crates_out,
                stop.crates_in,
                stop.load,
            )


def _entry(plan: Plan, step: Step, language: str) -> Entry:
    if step.stop is not None:
        return _stop_entry(plan, step.stop, language)
    leg = step.leg
    assert leg is not None
    way = f"{plan.place_name(leg.origin)} → {plan.place_name(leg.destination)}"
    if step.kind is StepKind.FERRY:
        values = {"crossing": leg.crossing or "", "time": clock(leg.end)}
        what = text("ferry_leg" if leg.parked is None else "foot_leg", language, **values)
        return Entry(clock(step.at), "", clock(leg.sails), what, way)
    if step.kind is StepKind.WALK:
        return Entry("", "", clock(step.at), text("walk_leg", language), way)
    key = "park" if step.kind is StepKind.PARK else "unpark"
    return Entry(clock(step.at), "", "", text(key, language), plan.place_name(step.place))


def _stop_entry(plan: Plan, stop: Stop, language: str) -> Entry:
    what = text(stop.service, language) if stop.service in ("mobile", "exchange") else stop.service
    if stop.feeds:
        what = text("feed", language, boat=plan.vehicle_name(stop.fed_vehicle))
    crates = ""
    if stop.crates_out or stop.crates_in:
        crates = text("crate_change", language, out=stop.crates_out, into=stop.crates_in)
    times = (clock(stop.arrive), clock(stop.start), clock(stop.depart))
    return Entry(*times, what, f"{plan.place_name(stop.site)} [{stop.site}]", crates)
