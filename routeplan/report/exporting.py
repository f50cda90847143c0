"""The registry of formats: what ``routeplan export --to`` can write, and how each is made.

A writer is a function from `Material` to files by relative path. Libraries are imported inside the
writers, so that naming the formats costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from routeplan.language.spoken import SpokenError
from routeplan.model import Plan
from routeplan.report.material import Material

Files = Mapping[str, bytes]
"""File content by path relative to the folder of the export, with ``/``."""

Writer = Callable[[Material], Files]

_MOST_DAYS_S = 60 * 86_400
_YEARS = range(1980, 2101)
"""Of dates that every format can hold; zip files begin in 1980."""


def _xlsx(material: Material) -> Files:
    from routeplan.report.xlsx import workbook

    return {f"{material.words['file']['timetable']}.xlsx": workbook(material)}


def _docx(material: Material) -> Files:
    from routeplan.report.docx import documents

    return documents(material)


def _pdf(material: Material) -> Files:
    from routeplan.report.pdf import pages

    return pages(material)


def _ics(material: Material) -> Files:
    from routeplan.report.ics import calendars

    return calendars(material)


def _gpx(material: Material) -> Files:
    from routeplan.report.gpx import gpx_files

    return gpx_files(material)


def _kml(material: Material) -> Files:
    from routeplan.report.kml import kml

    return {f"{material.words['file']['whole']}.kml": kml(material)}


def _geojson(material: Material) -> Files:
    from routeplan.report.geojson import geojson

    return {f"{material.words['file']['whole']}.geojson": geojson(material)}


def _gpkg(material: Material) -> Files:
    from routeplan.report.gpkg import geopackage

    return {f"{material.words['file']['whole']}.gpkg": geopackage(material)}


def _stops_csv(material: Material) -> Files:
    from routeplan.report.open_stops import open_stops

    return {"stops.csv": open_stops(material)}


FORMATS: Mapping[str, Writer] = {
    "xlsx": _xlsx,
    "docx": _docx,
    "pdf": _pdf,
    "ics": _ics,
    "gpx": _gpx,
    "kml": _kml,
    "geojson": _geojson,
    "gpkg": _gpkg,
    "stops-csv": _stops_csv,
}
"""Writers by the name of their format, in the order in which they are made."""

DOCUMENTS = frozenset({"xlsx", "docx", "pdf"})
"""What the office keeps for itself: phone numbers stand in these alone."""


def export(material: Material, formats: Iterable[str]) -> Iterator[tuple[str, Files]]:
    """Yield the files of each format; the same material gives the same bytes.

    Raises:
        RouteplanError: ``template-invalid``, ``plan-beyond-documents``.
    """
    refuse_impossible(material.plan)
    for name in formats:
        yield name, FORMATS[name](material)


def refuse_impossible(plan: Plan) -> None:
    """Refuse a plan, edited by hand, with dates or places that no document can hold.

    Raises:
        RouteplanError: ``plan-beyond-documents``, naming the place in the file.
    """
    found = next(_impossible(plan), None)
    if found is not None:
        raise SpokenError("plan-beyond-documents", {"place": found}, details={"place": found})


def _impossible(plan: Plan) -> Iterator[str]:
    if plan.start.year not in _YEARS:
        yield f"start: {plan.start}"
    if not 1 <= plan.weeks <= 520:
        yield f"weeks: {plan.weeks}"
    for key, place in plan.places.items():
        if not (abs(place.lat) <= 90 and abs(place.lon) <= 180):
            yield f"places.{key}: {place.lat}, {place.lon}"
    for number, route in enumerate(plan.routes):
        seconds = [route.start, route.end, *(s for span in route.lunches for s in span)]
        seconds += [s for stop in route.stops for s in (stop.arrive, stop.start, stop.depart)]
        seconds += [s for leg in route.legs for s in (leg.depart, leg.end, leg.sailing or 0)]
        beyond = [s for s in seconds if abs(s) > _MOST_DAYS_S]
        if route.date.year not in _YEARS or beyond:
            yield f"routes[{number}]: {route.date} {beyond[:1] or ''}".strip()
        if route.depot not in plan.places:
            yield f"routes[{number}].depot: {route.depot}"
        for stop_number, stop in enumerate(route.stops):
            if stop.site not in plan.places:
                yield f"routes[{number}].stops[{stop_number}].site: {stop.site}"
