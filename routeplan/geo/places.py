"""Schools, libraries and community centres as OpenStreetMap has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from routeplan.geo.box import Box
from routeplan.geo.osm import entities

KINDS = ("school", "library", "community_centre")
"""Values of the tag ``amenity`` that can be asked for."""

_KEYS = ("amenity", "name", "name:vi", "isced:level", "phone", "contact:phone")


@dataclass(frozen=True, slots=True)
class OsmPlace:
    """A place of OpenStreetMap.

    Args:
        ref: its lasting name there, e.g. ``way/26842873``.
        kind: value of ``amenity``.
        name: as tagged, empty where it has none.
        lat, lon: degrees; of an area a point inside it.
        isced: level by the International Standard Classification of Education, as tagged.
    """

    ref: str
    kind: str
    name: str
    lat: float
    lon: float
    isced: str = ""
    phone: str = ""


def read_osm_places(path: Path, kinds: Sequence[str], box: Box | None = None) -> list[OsmPlace]:
    """Return the places of some kinds in an extract, sorted by `ref`.

    Raises:
        RouteplanError: ``extract-not-found`` or ``extract-broken``.
    """
    import osmium
    import shapely

    tagged = osmium.filter.TagFilter(*(("amenity", kind) for kind in kinds))
    factory = osmium.geom.WKBFactory()
    found: dict[str, OsmPlace] = {}
    # Areas are made of ways and relations, so all kinds of objects are read.
    for one in entities(path, osmium.osm.ALL, tagged, areas=True):
        tags = {key: one.tags[key] for key in _KEYS if key in one.tags}
        if tags.get("amenity") not in kinds:
            continue
        if one.is_node() and not one.location.valid():
            continue
        if one.is_node():
            ref, point = f"node/{one.id}", (one.location.lat, one.location.lon)
        elif one.is_area():
            kind = "way" if one.from_way() else "relation"
            ref = f"{kind}/{one.orig_id()}"
            inside = shapely.from_wkb(factory.create_multipolygon(one)).representative_point()
            point = (inside.y, inside.x)
        else:
            continue
        found[ref] = _place(ref, tags, *point)
    return _kept(found.values(), box)


def fetch_osm_places(box: Box, kinds: Sequence[str]) -> list[OsmPlace]:
    """Return the places of some kinds in a box from an Overpass server, sorted by `ref`.

    Raises:
        RouteplanError: ``network-unavailable``, ``online-unexpected`` or ``online-nothing``.
    """
    from routeplan.geo.overpass import overpass

    with overpass() as osmnx:
        table = osmnx.features_from_bbox(
            (box.west, box.south, box.east, box.north), {"amenity": list(kinds)}
        )
    return _kept(_rows(table, kinds), box)


def _rows(table: Any, kinds: Sequence[str]) -> Iterator[OsmPlace]:
    columns = [key for key in _KEYS if key in table.columns]
    for (element, number), row in zip(table.index, table.to_dict("records"), strict=True):
        tags = {key: str(row[key]) for key in columns if isinstance(row[key], str)}
        if tags.get("amenity") in kinds:
            inside = row["geometry"].representative_point()
            ref = f"{element}/{number}"
            yield _place(ref, tags, inside.y, inside.x)


def _place(ref: str, tags: Mapping[str, str], lat: float, lon: float) -> OsmPlace:
    return OsmPlace(
        ref,
        tags["amenity"],
        " ".join((tags.get("name") or tags.get("name:vi") or "").split()),
        round(lat, 6),
        round(lon, 6),
        tags.get("isced:level", ""),
        tags.get("phone") or tags.get("contact:phone") or "",
    )


def _kept(places: Iterable[OsmPlace], box: Box | None) -> list[OsmPlace]:
    inside = [place for place in places if box is None or box.holds(place.lat, place.lon)]
    return sorted(inside, key=lambda place: (place.ref.split("/")[0], int(place.ref.split("/")[1])))
