"""A duty line by line, as its driver lives through it: out, ferries, stops, lunch, back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routeplan.model import Leg, Mode, Route, Stop
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
    for number, stop in enumerate(route.stops):
        yield from _way(material, route, number)
        yield _stop(material, route, number, stop)
    yield from _way(material, route, len(route.stops))
    yield DutyLine(
        "end", route.end, str(words["end_duty"]), depot, arrive=ends(route.date, route.end)
    )


def _way(material: Material, route: Route, stop: int) -> Iterator[DutyLine]:
    """Yield what a crew must know of the way to a stop: ferries, walks, where the vehicle stays."""
    words = material.words
    before: Leg | None = None
    for leg in route.legs:
        if leg.stop == stop:
            yield from _parking(material, route, before, leg)
            way = f"{material.place_name(leg.origin)} → {material.place_name(leg.destination)}"
            if leg.mode is Mode.FERRY:
                yield _ferry(material, route, leg, way)
            elif leg.mode is Mode.WALK and leg.parked is not None:
                yield DutyLine(
                    "walk", leg.depart, str(words["walk"]), way,
                    arrive=begins(route.date, leg.depart), leave=ends(route.date, leg.end),
                )  # fmt: skip
        before = leg


def _ferry(material: Material, route: Route, leg: Leg, way: str) -> DutyLine:
    words = material.words
    arrive, sailing = begins(route.date, leg.depart), exact(route.date, leg.sails)
    lands = str(words["lands"]).format(
        sails=clock_on(sailing, arrive.day),
        time=clock_on(ends(route.date, leg.end), sailing.day),
    )
    return DutyLine(
        "ferry", leg.depart, str(words["ferry" if leg.parked is None else "ferry_on_foot"]), way,
        arrive=arrive, leave=sailing, notes=(lands,),
    )  # fmt: skip


def _parking(material: Material, route: Route, before: Leg | None, leg: Leg) -> Iterator[DutyLine]:
    words = material.words
    left = None if before is None else before.parked
    if before is not None and left is not None and leg.parked != left:
        yield DutyLine(
            "unpark", before.end, str(words["unpark"]), material.place_name(left),
            arrive=begins(route.date, before.end),
        )  # fmt: skip
    if leg.parked is not None and leg.parked != left:
        yield DutyLine(
            "park", leg.depart, str(words["park"]), material.place_name(leg.parked),
            arrive=begins(route.date, leg.depart),
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
        number=number + 1,
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
