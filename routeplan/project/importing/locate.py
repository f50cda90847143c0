"""Where an imported place is: its position put right, its commune, its former district."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from routeplan.geo.communes import commune_by_code, find_communes, find_districts
from routeplan.project.geography import SHORE_M, Geography
from routeplan.project.importing.reading import Place
from routeplan.project.messages import Findings


@dataclass(frozen=True)
class Located:
    """A place with its commune; `good` is false where its position was refused."""

    place: Place
    commune_code: str
    former_district: str
    groups: frozenset[str]
    good: bool


def locate(
    places: Sequence[Place],
    known: Sequence[tuple[float, float]],
    geography: Geography,
    findings: Findings,
) -> list[Located]:
    """Return the places with their communes; positions that cannot be are findings.

    Swapped coordinates are put right and said so. Where most positions `known` in the project (or,
    in an empty project, of the list) lie outside Hải Phòng it is another city's, and positions are
    taken as they are.
    """
    listed = [(p.lat, p.lon) for p in places if p.lat is not None and p.lon is not None]
    asked = known or listed
    near = sum(geography.holds(*point) or geography.holds(*point[::-1]) for point in asked)
    elsewhere = bool(asked) and 2 * near <= len(asked)
    if elsewhere and listed:
        findings.add("project-elsewhere", places[0].list_name)
    return [_locate(place, geography, findings, elsewhere=elsewhere) for place in places]


def _locate(place: Place, geography: Geography, findings: Findings, *, elsewhere: bool) -> Located:
    if place.lat is None or place.lon is None:
        if elsewhere:
            return Located(place, place.commune, place.district, frozenset(), good=True)
        return _with_commune(place, None, geography, findings, good=True)
    lat, lon = place.lat, place.lon
    here = f"{lat}, {lon}"
    if elsewhere:
        good = abs(lat) <= 90 and abs(lon) <= 180
        if not good:
            findings.add("position-invalid", place.file, place.row, "lat", here)
        return Located(place, place.commune, place.district, frozenset(), good)
    if not geography.holds(lat, lon) and geography.holds(lon, lat):
        findings.add("import-swapped", place.file, place.row, "lat", here, name=place.name)
        place, lat, lon = replace(place, lat=lon, lon=lat), lon, lat
    if not geography.holds(lat, lon):
        words = {"name": place.name, "km": round(geography.km_outside(lat, lon))}
        findings.add("position-outside", place.file, place.row, "lat", here, words=words)
        return _with_commune(place, None, geography, findings, good=False)
    if not geography.on_land(lat, lon):
        words = {"name": place.name, "metres": SHORE_M}
        findings.add("position-in-sea", place.file, place.row, "lat", here, words=words)
        return _with_commune(place, None, geography, findings, good=False)
    return _with_commune(place, geography.commune_of(lat, lon), geography, findings, good=True)


def _with_commune(
    place: Place, drawn: str | None, geography: Geography, findings: Findings, *, good: bool
) -> Located:
    """Settle the commune: the polygon's, or the one named where polygons are approximate."""
    named = _named_commune(place.commune)
    code = drawn or named or ""
    if named and drawn and named != drawn:
        if geography.areas.approximate:
            code = named
        other = commune_by_code()[drawn].full_name
        findings.add(
            "import-commune-differs",
            place.file,
            place.row,
            None,
            place.commune,
            name=place.name,
            other=other,
        )
    districts = find_districts(place.district) if place.district else ()
    district = districts[0].name if len(districts) == 1 else geography.district_of(code)
    commune = commune_by_code().get(code)
    return Located(place, code, district, commune.groups if commune else frozenset(), good)


def _named_commune(text: str) -> str | None:
    if text.isdecimal():
        return text.zfill(5) if text.zfill(5) in commune_by_code() else None
    named = find_communes(text) if text else ()
    return named[0].code if len(named) == 1 else None
