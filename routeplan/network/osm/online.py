"""Roads of an area from an Overpass server; osmnx asks and reads, our own graph is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from routeplan.geo.box import Box
from routeplan.geo.overpass import overpass
from routeplan.network.osm.driving import Driving
from routeplan.network.osm.reading import NODE_KEYS, Collector, NodeRow, WayRow
from routeplan.network.osm.ways import E7, Ways
from routeplan.project.messages import failure


def fetch_ways(box: Box, driving: Driving) -> Ways:
    """Return the drivable ways and ferries in a box.

    Raises:
        RouteplanError: ``network-unavailable``, ``online-unexpected``, ``online-nothing`` or
            ``extract-elsewhere``.
    """
    classes = "|".join(driving.classes)
    settings = {
        # Otherwise osmnx turns ways round and replaces what their tags say of directions.
        "all_oneway": True,
        "useful_tags_way": [*driving.keys, "route", "duration", "name"],
        "useful_tags_node": list(NODE_KEYS),
    }
    with overpass(**settings) as osmnx:
        graph = osmnx.graph_from_bbox(
            (box.west, box.south, box.east, box.north),
            simplify=False,
            retain_all=True,
            truncate_by_edge=True,
            custom_filter=[f'["highway"~"^({classes})$"]', '["route"="ferry"]'],
        )
    collector = Collector(driving)
    for row in _ways(graph):
        collector.add_way(row)
    ways = collector.finish(_nodes(graph), None)
    if not len(ways.way_class):
        raise failure("extract-elsewhere", path="Overpass", box=box.text())
    return ways


def _ways(graph: Any) -> Iterator[WayRow]:
    """Yield every piece between two nodes as a way of its own; ferries whole."""
    ferries: dict[Any, tuple[list[int], dict[str, str]]] = {}
    for start, end, data in graph.edges(data=True):
        tags = {key: value for key, value in data.items() if isinstance(value, str)}
        if tags.get("route") == "ferry":
            refs, _ = ferries.setdefault(data["osmid"], ([start], tags))
            refs.append(end)
        else:
            yield WayRow([start, end], tags)
    for refs, tags in ferries.values():
        yield WayRow(refs, tags)


def _nodes(graph: Any) -> Iterator[NodeRow]:
    for number, data in graph.nodes(data=True):
        tags = {key: data[key] for key in NODE_KEYS if isinstance(data.get(key), str)}
        yield NodeRow(number, round(data["x"] * E7), round(data["y"] * E7), tags)
