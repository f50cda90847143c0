"""The visits of a plan as rows, with all that a timetable on paper tells about each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from routeplan.model import Mode, Route, Stop
from routeplan.report.clocks import Moment, begins, ends, exact, moment
from routeplan.report.material import Handed, Material


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit.

    Args:
        day: on which it takes place; of a duty of several days, the visit's own.
        arrive, opens, closes, leave: rounded outward; doors close at `leave` where the project
            does not say how long they are open.
        arrive_s, leave_s: exact seconds from midnight of `duty_day`.
        people: on the vehicle; None where the project is not known.
        ferries: every sailing on the way from the stop before, as text.
        phone: for documents alone, never for a map or an open export.
    """

    day: date
    arrive: Moment
    opens: Moment
    closes: Moment
    leave: Moment
    duty_day: date
    arrive_s: int
    leave_s: int
    site: str
    name: str
    commune: str
    commune_code: str
    district: str
    service: str
    visit: str
    vehicle: str
    vehicle_name: str
    duty: str
    stop: int
    crates_out: int
    crates_in: int
    handed: Handed
    contact: str
    phone: str
    people: int | None
    ferries: tuple[str, ...]
    lat: float | None
    lon: float | None


def visit_rows(material: Material) -> tuple[VisitRow, ...]:
    """Return the visits by time of arrival, then vehicle."""
    rows = [
        _row(material, route, number, stop)
        for route in material.routes
        for number, stop in enumerate(route.stops)
        if not stop.feeds
    ]
    return tuple(sorted(rows, key=lambda row: (row.arrive.day, row.arrive_s, row.vehicle)))


def _row(material: Material, route: Route, number: int, stop: Stop) -> VisitRow:
    place, site = material.place(stop.site), material.site(stop.site)
    vehicle = material.vehicle(route.vehicle)
    return VisitRow(
        day=moment(route.date, stop.arrive).day,
        arrive=begins(route.date, stop.arrive),
        opens=begins(route.date, stop.start),
        closes=ends(route.date, doors_close(material, stop)),
        leave=ends(route.date, stop.depart),
        duty_day=route.date,
        arrive_s=stop.arrive,
        leave_s=stop.depart,
        site=stop.site,
        name=material.place_name(stop.site),
        commune=place.commune if place else "",
        commune_code=place.commune_code if place else "",
        district=place.former_district if place else "",
        service=stop.service,
        visit=stop.visit,
        vehicle=route.vehicle,
        vehicle_name=material.vehicle_name(route.vehicle),
        duty=route.id,
        stop=number + 1,
        crates_out=stop.crates_out,
        crates_in=stop.crates_in,
        handed=material.handed_at(stop.visit),
        contact=(site.contact_role if site else "") or (place.contact_role if place else ""),
        phone=site.contact_phone if site else "",
        people=vehicle.crew_needed if vehicle else None,
        ferries=tuple(ferries_to(material, route, number)),
        lat=place.lat if place else None,
        lon=place.lon if place else None,
    )


def doors_close(material: Material, stop: Stop) -> int:
    """Return when the doors of a stop close (s), as far as the project says."""
    service = material.service(stop.site, stop.service)
    return min(stop.start + service.service_s, stop.depart) if service else stop.depart


def ferries_to(material: Material, route: Route, stop: int) -> Iterator[str]:
    """Yield the sailings on the way to a stop; the number of stops stands for the way home."""
    for leg in route.legs:
        if leg.stop == stop and leg.mode is Mode.FERRY:
            yield str(material.words["ferry_note"]).format(
                origin=material.place_name(leg.origin),
                destination=material.place_name(leg.destination),
                time=exact(route.date, leg.sails).clock,
            )


_NUMBERED = re.compile(r"(.*/)(\d{1,6})")


def crate_text(crates: Sequence[str]) -> str:
    """Return crate ids as people write them: ``KIDS-07/1–7, KIDS-09/2``."""
    found = [(match, one) for one in crates if (match := _NUMBERED.fullmatch(one))]
    parts = [one for one in crates if not _NUMBERED.fullmatch(one)]
    numbered = sorted((match[1], int(match[2])) for match, _ in found)
    for (prefix, _), run in groupby(
        enumerate(numbered), key=lambda item: (item[1][0], item[1][1] - item[0])
    ):
        numbers = [number for _, (_, number) in run]
        span = f"{numbers[0]}–{numbers[-1]}" if len(numbers) > 1 else str(numbers[0])
        parts.append(prefix + span)
    return ", ".join(parts)
