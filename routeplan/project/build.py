"""From records to the model: called when no finding is an error, so that every value fits.

What the model itself still refuses becomes a finding at the row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from routeplan.model import (
    BOOK_NEEDS,
    CalendarEntry,
    Collection,
    CrewMember,
    Crossing,
    DayKind,
    Depot,
    Landing,
    ModelError,
    Service,
    ServiceKind,
    Site,
    TidePoint,
    TideTable,
    Title,
    Vehicle,
    Window,
)
from routeplan.project.geography import Geography
from routeplan.project.harmonic import TideConstant, constituent_name, predicted
from routeplan.project.messages import Findings
from routeplan.project.tables import Record

_T = TypeVar("_T")
_COLUMN_OF_FIELD = {
    "setup_s": "setup_min",
    "service_s": "service_min",
    "packdown_s": "packdown_min",
    "load_s": "load_min",
    "stock_crates": "stock",
    "max_duty_s": "max_duty_min",
    "landing_access_s": "landing_access_min",
    "origin": "from",
}


def build(
    records: Iterable[Record], make: Callable[[Record], _T], findings: Findings
) -> tuple[_T, ...]:
    """Return one model object per record; a record that the model refuses is a finding."""
    made: list[_T] = []
    for record in records:
        try:
            made.append(make(record))
        except ModelError as error:
            column = _COLUMN_OF_FIELD.get(error.field, error.field)
            findings.add(
                "value-invalid",
                record.file,
                record.row,
                column,
                record.texts.get(column),
                detail=error.message,
            )
    return tuple(made)


def site_maker(
    services: Iterable[Record], geography: Geography | None, findings: Findings
) -> Callable[[Record], Site]:
    """Return what makes a site of its record, with the rows of services.csv that belong to it.

    Args:
        services: records of services.csv.
        geography: fills in a missing commune and former district; None leaves them empty.
        findings: takes sites whose commune cannot be told.
    """
    further: dict[str, list[Record]] = defaultdict(list)
    for record in services:
        further[record["site"]].append(record)

    def make(record: Record) -> Site:
        code, district = _commune(record, geography, findings)
        landing = record["landing"]
        road = record["road"]
        name = record["id"]
        return Site(
            id=name,
            name=record["name"],
            kind=record["kind"],
            commune_code=code,
            lat=record["lat"],
            lon=record["lon"],
            former_district=district,
            landing=landing,
            landing_access_s=60 * (record["landing_access_min"] or 0),
            road=not landing if road is None else road,
            pupils=record["pupils"],
            disabled=record["disabled"],
            ill=record["ill"],
            poor=record["poor"],
            groups=record["groups"] or frozenset(),
            services=tuple(service_of(row, name) for row in (record, *further[name])),
            contact_role=record["contact_role"] or "",
            contact_phone=record["contact_phone"] or "",
            last_inspected=record["last_inspected"],
            inspect_every_weeks=record["inspect_every_weeks"],
            estimated=record["estimated"] or frozenset(),
        )

    return make


def _commune(record: Record, geography: Geography | None, findings: Findings) -> tuple[str, str]:
    """Return a site's commune code and former district, told from its position where empty."""
    code, district = record["commune_code"] or "", record["former_district"] or ""
    if geography is None:
        return code, district
    if code:
        code = code.zfill(5)
    else:
        code = geography.commune_of(record["lat"], record["lon"]) or ""
        if not code:
            findings.add(
                "commune-not-found",
                record.file,
                record.row,
                "commune_code",
                name=record["name"],
            )
    return code, district or geography.district_of(code)


def service_of(record: Record, site: str) -> Service:
    """Return the service that a row of sites.csv or services.csv describes."""
    return Service(
        site=site,
        kind=ServiceKind(record["service"]),
        interval_weeks=record["interval_weeks"],
        visits_per_cycle=record["visits_per_cycle"],
        last_visit=record["last_visit"],
        slack_weeks=record["slack_weeks"],
        days=record["days"] or frozenset(),
        windows=record["windows"] or (),
        setup_s=60 * record["setup_min"],
        service_s=60 * record["service_min"],
        packdown_s=60 * record["packdown_min"],
        deliver_crates=record["deliver_crates"],
        pick_crates=record["pick_crates"],
        priority=record["priority"],
        needs=(record["needs"] or frozenset()) - set(BOOK_NEEDS),
        book_needs=(record["needs"] or frozenset()) & set(BOOK_NEEDS),
        pinned=record["pinned"] or (),
    )


def vehicle_of(record: Record) -> Vehicle:
    """Return the vehicle of a row."""
    return Vehicle(
        id=record["id"],
        name=record["name"],
        profile=record["profile"],
        depot=record["depot"],
        capacity_crates=record["capacity_crates"],
        max_load_kg=record["max_load_kg"],
        days=record["days"],
        shift=record["shift"],
        max_duty_s=60 * record["max_duty_min"],
        max_driving_s=60 * record["max_driving_min"],
        crew_needed=record["crew_needed"],
        skills=record["skills"] or frozenset(),
        cost_fixed=record["cost_fixed"],
        cost_km=record["cost_km"],
        cost_hour=record["cost_hour"],
        overnight=record["overnight"],
        assumed=record["assumed"],
    )


def _place(record: Record) -> dict[str, Any]:
    opening: Window | None = record["open"]
    return {
        "id": record["id"],
        "name": record["name"],
        "lat": record["lat"],
        "lon": record["lon"],
        "open": opening,
        "load_s": 60 * record["load_min"],
        "stock_crates": record["stock"],
    }


def depot_of(record: Record) -> Depot:
    """Return the depot of a row."""
    return Depot(**_place(record))


def landing_of(record: Record) -> Landing:
    """Return the landing of a row."""
    return Landing(
        **_place(record),
        tide_min_m=record["tide_min_m"],
        tide_station=record["tide_station"] or "",
        park_at=record["park_at"],
    )


def tide_point_of(record: Record) -> TidePoint:
    """Return the height of a row of tides.csv."""
    return TidePoint(record["date"], record["time"], record["height_m"], bool(record["turn"]))


def tide_tables(records: Iterable[Record]) -> tuple[TideTable, ...]:
    """Return one table per station, by its id, the heights in order of time."""
    points: dict[str, list[TidePoint]] = defaultdict(list)
    for record in records:
        points[record["station"]].append(tide_point_of(record))
    return tuple(
        TideTable(station, tuple(sorted(own, key=lambda point: point.moment)))
        for station, own in sorted(points.items())
    )


def tide_constant_of(record: Record) -> TideConstant:
    """Return the harmonic constant of a row of tide_constants.csv."""
    return TideConstant(
        name=constituent_name(record["constituent"]),
        amplitude_m=record["amplitude_m"],
        phase_deg=record["phase_deg"] or 0.0,
        zone_h=record["phase_zone_h"],
    )


def predicted_tides(
    records: Iterable[Record], landings: Iterable[Landing], first: date, last: date, timezone: str
) -> tuple[TideTable, ...]:
    """Return the tide from `first` to `last` at each station that a landing asks for.

    Args:
        records: rows of tide_constants.csv, free of mistakes; the extra is installed.
        landings: those with a `tide_min_m` name the stations; the first one's latitude counts.
        first: first date.
        last: last date.
        timezone: IANA name of the zone of the project's times.
    """
    constants: dict[str, list[TideConstant]] = defaultdict(list)
    for record in records:
        constants[record["station"]].append(tide_constant_of(record))
    wanted: dict[str, float] = {}
    for landing in landings:
        if landing.tide_min_m is not None and landing.station in constants:
            wanted.setdefault(landing.station, landing.lat)
    return tuple(
        predicted(station, constants[station], lat, first, last, timezone)
        for station, lat in sorted(wanted.items())
    )


def crossing_of(record: Record) -> Crossing:
    """Return the crossing of a row; a headway becomes its sailings."""
    return Crossing(
        id=record["id"],
        origin=record["from"],
        destination=record["to"],
        departures=sailings(record),
        duration_s=60 * record["minutes"],
        days=record["days"] or frozenset(),
        dates=frozenset(record["dates"] or ()),
        valid_from=record["valid_from"],
        valid_to=record["valid_to"],
        checkin_s=60 * record["checkin_min"],
        carries=record["carries"],
        quota=record["quota"],
        fare=record["fare"],
        estimated=record["estimated"],
        source=record["source"] or "",
    )


def sailings(record: Record) -> tuple[int, ...]:
    """Return the departures of a row, seconds from midnight: listed, or first to last by headway.

    The last sailing stands in the timetable, so it is there even where the headway does not meet
    it.
    """
    if record["depart"]:
        return tuple(record["depart"])
    first, last, every = record["first"], record["last"], record["every_min"]
    return tuple(sorted({*range(first, last, 60 * every), last}))


def entry_of(record: Record) -> CalendarEntry:
    """Return the calendar entry of a row."""
    return CalendarEntry(
        date_from=record["date_from"],
        date_to=record["date_to"] or record["date_from"],
        kind=DayKind(record["kind"]),
        applies_to=record["applies_to"] or frozenset(),
        note=record["note"] or "",
    )


def member_of(record: Record) -> CrewMember:
    """Return the crew member of a row."""
    return CrewMember(
        id=record["id"],
        role=record["role"],
        depot=record["depot"],
        skills=record["skills"] or frozenset(),
        days=record["days"],
        unavailable=frozenset(record["unavailable"] or ()),
    )


def title_of(record: Record) -> Title:
    """Return the title of a row."""
    return Title(
        id=record["id"],
        title=record["title"],
        language=record["language"],
        grade_band=record["grade_band"] or "",
        copies=record["copies"],
        new=record["new"],
    )


def collection_of(record: Record) -> Collection:
    """Return the collection of a row; it is where most of its crates are."""
    places: dict[str, tuple[int, ...]] = record["location"]
    location = max(places, key=lambda place: len(places[place]))
    elsewhere = ((n, place) for place in places if place != location for n in places[place])
    return Collection(
        id=record["id"],
        name=record["name"],
        titles=tuple(record["titles"].items()),
        crates=record["crates"],
        location=location,
        grade_band=record["grade_band"] or "",
        theme=record["theme"] or "",
        elsewhere=tuple(sorted(elsewhere)),
    )
