"""Places of OpenStreetMap as rows of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from routeplan.project.importing.naming import SCHOOLS, kind_of
from routeplan.project.importing.reading import Place
from routeplan.project.messages import Findings

if TYPE_CHECKING:
    # geo.places itself speaks through project.messages.
    from routeplan.geo.places import OsmPlace

_BY_ISCED = {
    "0": "kindergarten",
    "1": "primary_school",
    "2": "secondary_school",
    "3": "high_school",
}
ASSUMED_SCHOOL = "primary_school"
"""Kind of a school whose level neither its name nor its tags tell; marked as an estimate."""


def osm_places(source: str, found: Sequence[OsmPlace], findings: Findings) -> list[Place]:
    """Return the places that have a name; the others are counted in a finding."""
    nameless = sum(not place.name for place in found)
    if nameless:
        findings.add("import-nameless", source, count=nameless)
    if not found:
        findings.add("import-osm-empty", source)
    return [_listed(source, place) for place in found if place.name]


def _listed(source: str, place: OsmPlace) -> Place:
    kind, estimated = _kind(place)
    return Place(
        f"{source}#{place.ref}",
        None,
        place.name,
        place.lat,
        place.lon,
        phone=place.phone,
        kind=kind,
        estimated=estimated,
        ref=place.ref,
    )


def _kind(place: OsmPlace) -> tuple[str, str]:
    """Return the kind of a place and the columns that are guessed."""
    if place.kind != "school":
        named = kind_of(place.name)
        return ("private_library" if named == "private_library" else place.kind), ""
    named = kind_of(place.name)
    if named in SCHOOLS:
        return named, ""
    levels = sorted(level.strip() for level in place.isced.split(";"))
    by_level = _BY_ISCED.get(levels[0])
    return (by_level, "") if by_level else (ASSUMED_SCHOOL, "kind")
