"""Where things are: ids that name one place, positions in the area and on land, communes."""

from __future__ import annotations

from routeplan.geo.communes import commune_by_code, fold, load_former_districts
from routeplan.model import Severity
from routeplan.project.checks.context import Context
from routeplan.project.config import Config
from routeplan.project.geography import SHORE_M
from routeplan.project.tables import Record
from routeplan.project.text import nearest

PLACES = ("sites", "depots", "landings")
SHARE_AT_HOME = 10
"""Of so many places of a project about Hải Phòng, one at least lies in a commune of the city."""

OWN_IDS = ("vehicles", "crossings", "crew", "titles", "collections")


def check_ids(context: Context) -> None:
    """An id names one place; ids of vehicles, crossings, people, stock are unique in a table.

    Case does not tell two ids apart, for they become file names.
    """
    for tables in (PLACES, *((name,) for name in OWN_IDS)):
        seen: dict[str, Record] = {}
        for record in (record for table in tables for record in context.of(table)):
            key = record.texts.get("id", "").casefold()
            first = seen.setdefault(key, record) if key else record
            if first is not record:
                context.at(record, "id-duplicate", "id", first=first.file, first_row=first.row)


def check_positions(context: Context) -> None:
    """Positions are on the globe, not swapped, in the service area, and not in the sea.

    Where most places lie outside Hải Phòng the project is taken to be another city's, and only
    the globe counts.
    """
    placed = [record for record in _places(context) if _on_globe(context, record)]
    if placed and not _of_haiphong(context, placed):
        # A project of another time zone says itself that it is not about Hải Phòng.
        own = context.config.timezone != Config().timezone
        severity = Severity.INFO if own else None
        context.findings.add("project-elsewhere", placed[0].file, severity=severity)
        return
    for record in placed:
        _check_position(context, record)


def _of_haiphong(context: Context, placed: list[Record]) -> bool:
    """Tell whether a project is about Hải Phòng: most places near it, and some in its communes.

    Half of Quảng Ninh and Hưng Yên lies near it.
    """
    holds, commune_of = context.geography.holds, context.geography.commune_of
    near = [r for r in placed if holds(r["lat"], r["lon"]) or holds(r["lon"], r["lat"])]
    if 2 * len(near) <= len(placed):
        return False
    least = len(placed) / SHARE_AT_HOME
    home = 0
    for record in near:
        lat, lon = record["lat"], record["lon"]
        home += commune_of(*((lat, lon) if holds(lat, lon) else (lon, lat))) is not None
        if home >= least:
            return True
    return False


def _places(context: Context) -> list[Record]:
    records = [record for table in PLACES for record in context.of(table)]
    return [r for r in records if r["lat"] is not None and r["lon"] is not None]


def _on_globe(context: Context, record: Record) -> bool:
    lat, lon = record["lat"], record["lon"]
    if abs(lat) <= 90 and abs(lon) <= 180:
        return True
    if abs(lon) <= 90 and abs(lat) <= 180:
        return context.geography.holds(lon, lat)
    column = "lat" if abs(lat) > 90 else "lon"
    context.at(record, "position-invalid", column)
    return False


def _check_position(context: Context, record: Record) -> None:
    geography, lat, lon = context.geography, record["lat"], record["lon"]
    here = f"{lat}, {lon}"
    name = record.texts.get("name", record.texts.get("id", ""))
    if geography.holds(lat, lon):
        if not geography.on_land(lat, lon):
            # A floating village is a site in the sea that a landing serves.
            afloat = record.table == "sites" and record["landing"]
            context.findings.add(
                "position-in-sea",
                record.file,
                record.row,
                "lat",
                here,
                severity=Severity.WARNING if afloat else None,
                name=name,
                metres=SHORE_M,
            )
    elif geography.holds(lon, lat):
        context.at(record, "position-swapped", "lat", here, name=name, lat=lon, lon=lat)
    else:
        km = round(geography.km_outside(lat, lon))
        context.at(record, "position-outside", "lat", here, name=name, km=km)


def check_site_places(context: Context) -> None:
    """Communes, former districts and landings named by sites exist.

    A project of another city has communes of its own; they are taken as they are.
    """
    landings = context.ids("landings")
    for site in context.of("sites"):
        landing = site["landing"]
        if landing and landing not in landings:
            context.at(site, "landing-unknown", "landing", hint=nearest(landing, landings))
    if not elsewhere(context):
        _check_communes(context)


def check_parking(context: Context) -> None:
    """Crews leave their vehicle at landings that exist, with boats for passengers both ways."""
    landings = context.ids("landings")
    lines = {
        (row["from"], row["to"])
        for row in context.of("crossings")
        if "passenger" in (row["carries"] or ())
    }
    for landing in context.of("landings"):
        here, pier = landing["id"], landing["park_at"]
        if not here or not pier or pier == here:
            continue
        if pier not in landings:
            context.at(landing, "landing-unknown", "park_at", hint=nearest(pier, landings))
        elif not {(pier, here), (here, pier)} <= lines and "crossings" not in context.tables.unread:
            name = landing.texts.get("name", here)
            context.at(landing, "park-no-crossing", "park_at", name=name)


def elsewhere(context: Context) -> bool:
    """Tell whether most places of the project lie outside Hải Phòng."""
    return any(notice.code == "project-elsewhere" for notice in context.findings.notices)


def _check_communes(context: Context) -> None:
    codes = commune_by_code()
    districts = context.geography.district_names()
    names = [district.name for district in load_former_districts()]
    for site in context.of("sites"):
        code, district = site["commune_code"], site["former_district"]
        if code and code.zfill(5) not in codes:
            hint = context.geography.commune_hint(code)
            context.at(site, "commune-unknown", "commune_code", hint=hint)
        if district and fold(district) not in districts:
            hint = nearest(district, names)
            context.at(site, "district-unknown", "former_district", hint=hint)
