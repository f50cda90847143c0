"""Build a project's road network from an extract or from the network, and say what is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from routeplan.geo.box import Box, box_around
from routeplan.network.osm.assemble import assemble
from routeplan.network.osm.driving import Driving, country_at, load_driving
from routeplan.network.osm.graph import RoadGraph
from routeplan.network.osm.online import fetch_ways
from routeplan.network.osm.reading import describe, read_extract
from routeplan.network.osm.snapping import LEAST_KM, Snapper, components
from routeplan.project.messages import failure

MARGIN_KM = 20.0
"""Roads this far beyond the outermost places are kept."""

FAR_M = 1000
"""A site farther than this from every road is listed."""

LICENCE = "ODbL 1.0, © OpenStreetMap contributors"


def read_box(text: str) -> Box:
    """Return a box written ``south,west,north,east``.

    Raises:
        RouteplanError: ``bbox-invalid``.
    """
    try:
        south, west, north, east = (float(part) for part in text.split(","))
    except ValueError as error:
        raise failure("bbox-invalid", text=text) from error
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        raise failure("bbox-invalid", text=text)
    return Box(south, west, north, east)


def area_of(places: Sequence[tuple[float, float]], margin_km: float) -> Box | None:
    """Return the box around places (lat, lon) with its margin; None where there are none."""
    box = box_around(places)
    return None if box is None else box.widened(margin_km)


def build_from_extract(
    path: Path, box: Box | None, *, country: str | None = None, speeds: Path | None = None
) -> RoadGraph:
    """Return the network of an extract.

    Args:
        path: the extract.
        box: what to keep of it; None keeps all.
        country: whose defaults count; by position where None.
        speeds: a file laid over `speeds.toml`.

    Raises:
        RouteplanError: those of `read_extract` and `load_driving`.
    """
    load_driving(country, speeds)  # a faulty table is said before the long reading
    file = describe(path)
    driving, code = _driving(box, country, speeds, path)
    ways = read_extract(path, driving, box)
    source = {"source": file.name, "sha256": file.sha256, "vintage": file.vintage}
    return _assembled(assemble(ways, driving, _about(source, code, box)))


def build_online(
    box: Box | None, *, country: str | None = None, speeds: Path | None = None
) -> RoadGraph:
    """Return the network of an area as an Overpass server has it now.

    Raises:
        RouteplanError: ``area-unknown-extent`` without a box; those of `fetch_ways` and
            `load_driving`.
    """
    if box is None:
        raise failure("area-unknown-extent")
    driving, code = _driving(box, country, speeds, None)
    ways = fetch_ways(box, driving)
    today = datetime.now(UTC).date().isoformat()
    source = {"source": "OpenStreetMap, Overpass", "sha256": "", "vintage": today}
    return _assembled(assemble(ways, driving, _about(source, code, box)))


def examine(graph: RoadGraph, sites: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """Return what `network info` says: source, age, counts, parts, and how sites are joined.

    Args:
        graph: the network.
        sites: position (lat, lon) by id.
    """
    vintage = str(graph.about.get("vintage") or "")
    parts = {}
    for p, profile in enumerate(graph.profiles):
        _, km = components(graph, p)
        parts[profile] = {
            "parts": int((km >= LEAST_KM).sum()),
            "scraps": int(((km > 0) & (km < LEAST_KM)).sum()),
            "largest_km": round(float(km.max(initial=0.0)), 1),
        }
    return {
        **graph.about,
        "hash": graph.hash,
        "age_days": _age(vintage),
        "profiles": list(graph.profiles),
        "km": round(float(graph.metres.sum()) / 1000, 1),
        "components": parts,
        "ferries": [{"name": line.name, "minutes": line.minutes} for line in graph.ferries],
        "sites": _joined(graph, sites),
    }


def _joined(graph: RoadGraph, sites: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """Return how many sites lie how far from the roads of the first profile, and which lie far."""
    far: list[tuple[float, str]] = []
    scraps, near = [], 0
    spots = Snapper(graph, 0, list(sites.values())).spots(np.inf)
    for site, spot in zip(sites, spots, strict=True):
        if spot is None or spot.straight_m > FAR_M:
            far.append((np.inf if spot is None else spot.straight_m, site))
        elif spot.scrap:
            scraps.append({"site": site, "metres": round(spot.straight_m)})
        else:
            near += 1
    listed = [
        {"site": site, "metres": None if metres == np.inf else round(metres)}
        for metres, site in sorted(far, key=lambda one: (-one[0], one[1]))
    ]
    return {"all": len(sites), "joined": near, "far": listed, "cut_off": scraps}


def _driving(
    box: Box | None, country: str | None, speeds: Path | None, path: Path | None
) -> tuple[Driving, str]:
    """Return the rules of the country named, or of the one in which the area lies."""
    code = country
    if code is None and box is not None:
        code = country_at((box.south + box.north) / 2, (box.west + box.east) / 2)
    if code is None and box is None and path is not None:
        code = _country_of(path)
    return load_driving(code, speeds), code or ""


def _country_of(path: Path) -> str | None:
    import osmium

    found = osmium.io.Reader(str(path), osmium.osm.NOTHING).header().box()
    if not found.valid():
        return None
    low, high = found.bottom_left, found.top_right
    return country_at((low.lat + high.lat) / 2, (low.lon + high.lon) / 2)


def _about(source: Mapping[str, str], country: str, box: Box | None) -> dict[str, Any]:
    today = datetime.now(UTC).date().isoformat()
    return {
        **source,
        "licence": LICENCE,
        "built": today,
        "country": country,
        "area": None if box is None else [round(value, 5) for value in box],
        "turn_restrictions": False,
    }


def _assembled(graph: RoadGraph) -> RoadGraph:
    extent = [round(value, 5) for value in graph.box]
    return replace(graph, about={**graph.about, "box": extent})


def _age(vintage: str) -> int | None:
    try:
        return (datetime.now(UTC).date() - date.fromisoformat(vintage)).days
    except ValueError:
        return None
