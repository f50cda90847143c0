"""Small extracts written for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import osmium

from routeplan.network.osm.assemble import assemble
from routeplan.network.osm.driving import load_driving
from routeplan.network.osm.graph import RoadGraph
from routeplan.network.osm.reading import read_extract

LAT, LON = 20.85, 106.68
METRE = 1 / 111_195.08
"""Degrees of latitude per metre of the mean sphere."""

Node = tuple[float, float] | tuple[float, float, Mapping[str, str]]
"""Metres east and north of (LAT, LON), and tags."""
Way = tuple[Sequence[int], Mapping[str, str]]


def position(east: float, north: float) -> tuple[float, float]:
    """Return (lat, lon)."""
    from math import cos, radians

    return LAT + north * METRE, LON + east * METRE / cos(radians(LAT))


def write_extract(path: Path, nodes: Mapping[int, Node], ways: Sequence[Way]) -> Path:
    """Write nodes by id and ways as an extract."""
    path.unlink(missing_ok=True)
    make = osmium.osm.mutable
    with osmium.SimpleWriter(str(path)) as writer:
        for number, node in sorted(nodes.items()):
            lat, lon = position(node[0], node[1])
            tags = node[2] if len(node) > 2 else {}
            writer.add_node(make.Node(id=number, version=1, location=(lon, lat), tags=tags))
        for number, (refs, tags) in enumerate(ways, start=1):
            writer.add_way(make.Way(id=number, version=1, nodes=list(refs), tags=tags))
    return path


def graph_of(
    folder: Path, nodes: Mapping[int, Node], ways: Sequence[Way], country: str | None = None
) -> RoadGraph:
    """Return the network of a small extract."""
    driving = load_driving(country)
    path = write_extract(folder / "sample.osm.pbf", nodes, ways)
    return assemble(read_extract(path, driving), driving, {"source": path.name, "vintage": ""})


def street(**tags: str) -> dict[str, str]:
    """Tags of a residential street, or of what is named instead."""
    return {
        "highway": "residential",
        **{key.replace("__", ":"): value for key, value in tags.items()},
    }
