"""GeoJSON (RFC 7946): one feature collection, the property ``layer`` says what a feature is."""

from __future__ import annotations

import json
from typing import Any

from routeplan.report.geo_rows import Feature, features
from routeplan.report.material import Material


def geojson(material: Material) -> bytes:
    """Return the plan as GeoJSON in WGS84, longitude first."""
    lines = [
        json.dumps(_feature(one), ensure_ascii=False, separators=(",", ":"))
        for one in features(material)
    ]
    head = {
        "type": "FeatureCollection",
        "name": material.title,
        "attribution": material.words["osm_note"],
    }
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    return (opening + ', "features": [\n' + ",\n".join(lines) + "\n]}\n").encode()


def _feature(one: Feature) -> dict[str, Any]:
    places = [[lon, lat] for lat, lon in one.points]
    geometry: dict[str, Any] = {"type": "LineString", "coordinates": places}
    if len(places) == 1:
        geometry = {"type": "Point", "coordinates": places[0]}
    return {
        "type": "Feature",
        "properties": {"layer": one.layer, **one.attributes},
        "geometry": geometry,
    }
