"""A duty line by line, as its driver lives through it: out, ferries, stops, lunch, back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routeplan.model import Leg, Route, Stop
from routeplan.model.steps import Step, StepKind, steps_of
from routeplan.report.clocks import Moment, begins, clock_on, ends, exact, span_text
from routeplan.report.document_words import TEXTS
from routeplan.report.material import Material
from routeplan.report.visit_rows import crate_text, doors_close


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One line of a duty; moments are rounded outward, sailings exact.

    Args:
        kind: ``start | ferry | walk | park | unpark | stop | feed | lunch | end``.
        at: seconds from midnight of the duty's date; orders the lines.
        arrive, opens, closes, leave: None where there is none.
        number: of the stop, from 1.
    """

    kind: str
    at: int
    what: str
    place: str
    arrive: Moment | None = None
    opens: Moment | None = None
    closes: Moment | None = None
    leave: Moment | None = None
    number: int | None = None
    stop: Stop | None = None
    notes: tuple[str, ...] = ()

    @property
    def when(self) -> Moment | None:
        """The first moment of the line."""
        return self.arrive or self.leave


def duty_lines(material: Material, route: Route) -> tuple[DutyLine, ...]:
    """Return the lines of a duty in order of time."""
    lines = list(_lines(material, route))
    for first, last in route.lunches:
        where = next((k for k, line in enumerate(lines) if line.at > first), len(lines))
        lines.insert(where, _lunch(material, route, first, last))
    return tuple(lines)


def _lines(material: Material, route: Route) -> Iterator[DutyLine]:
    words, depot = material.words, material.place_name(route.depot)
    load = TEXTS.text("leaves_with", material.language, crates=route.load)
    yield DutyLine(
        "start", route.start, str(words["start_duty"]), depot,
        arrive=begins(route.date, route.start), leave=begins(route.date, route.leaves_depot),
        notes=(load,) if route.load else (),
    )  # fmt: skip
    for step in steps_of(route):
        yield _line(material, route, step)
    yield DutyLine(
        "end", route.end, str(words["end_duty"]), depot, arrive=ends(route.date, route.end)
    )


def _line(material: Material, route: Route, step: Step) -> DutyLine:
    """Return the line of a step; moments are rounded so that crews are early."""
    words, here = material.words, begins(route.date, step.at)
    if step.stop is not None:
        return _stop(material, route, step.number, step.stop)
    assert step.leg is not None
    if step.kind is StepKind.FERRY:
        return _ferry(material, route, step.leg)
    if step.kind is StepKind.WALK:
        leave, way = ends(route.date, step.leg.end), _way_text(material, step.leg)
        return DutyLine("walk", step.at, str(words["walk"]), way, arrive=here, leave=leave)
    place = material.place_name(step.place)
    return DutyLine(step.kind.value, step.at, str(words[step.kind.value]), place, arrive=here)


def _way_text(material: Material, leg: Leg) -> str:
    return f"{material.place_name(leg.origin)} → {material.place_name(leg.destination)}"


def _ferry(material: Material, route: Route, leg: Leg) -> DutyLine:
    words, way = material.words, _way_text(material, leg)
    arrive, sailing = begins(route.date, leg.depart), exact(route.date, leg.sails)
    lands = str(words["lands"]).format(
        sails=clock_on(sailing, arrive.day),
        time=clock_on(ends(route.date, leg.end), sailing.day),
    )
    return DutyLine(
        "ferry", leg.depart, str(words["ferry" if leg.parked is None else "ferry_on_foot"]), way,
        arrive=arrive, leave=sailing, notes=(lands,),
    )  # fmt: skip


def _stop(material: Material, route: Route, number: int, stop: Stop) -> DutyLine:
    words = material.words
    if stop.feeds:
        boat = material.vehicle_name(stop.fed_vehicle)
        what = str(words["feed"]).format(boat=boat)
    else:
        what = str(words["service"].get(stop.service, stop.service))
    return DutyLine(
        "feed" if stop.feeds else "stop", stop.arrive, what, material.place_name(stop.site),
        arrive=begins(route.date, stop.arrive),
        opens=begins(route.date, stop.start),
        closes=None if stop.feeds else ends(route.date, doors_close(material, stop)),
        leave=ends(route.date, stop.depart),
        number=number,
        stop=stop,
        notes=crate_notes(material, stop),
    )  # fmt: skip


def crate_notes(material: Material, stop: Stop) -> tuple[str, ...]:
    """Return what is handed over at a stop, in one or two short texts."""
    handed = material.handed_at(stop.visit)
    notes = []
    for key, count, crates in (
        ("crates_stay", stop.crates_out, handed.crates_out),
        ("crates_back", stop.crates_in, handed.crates_in),
    ):
        if count or crates:
            ids = f" ({crate_text(crates)})" if crates else ""
            told = TEXTS.text(key, material.language, count=len(crates) or count)
            notes.append(told + ids)
    return tuple(notes)


def _lunch(material: Material, route: Route, first: int, last: int) -> DutyLine:
    start, end = begins(route.date, first), ends(route.date, last)
    return DutyLine("lunch", first, str(material.words["lunch"]), "", arrive=start, leave=end)


def duty_span(route: Route) -> str:
    """Return when a duty begins and ends, ``07:00–16:45``."""
    return span_text(begins(route.date, route.start), ends(route.date, route.end))
