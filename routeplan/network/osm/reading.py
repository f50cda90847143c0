"""Read drivable ways out of an OpenStreetMap extract, in two passes and little memory."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routeplan.geo.box import Box
from routeplan.geo.osm import broken, entities, require_file, shown
from routeplan.network.osm.driving import Driving, Tags
from routeplan.network.osm.ways import E7, FerryLine, Ways
from routeplan.project.limits import TooLargeError
from routeplan.project.messages import failure

NODE_KEYS = (
    "highway",
    "barrier",
    "maxwidth",
    "access",
    "vehicle",
    "motor_vehicle",
    "motorcar",
    "motorcycle",
)
"""Tags of nodes that matter."""

MOST_REFS = 150_000_000
"""Points of ways, counted at each way: those of the roads of a country of 100 million people."""

_DURATION = re.compile(r"(?:(\d{1,2}):)?(\d{1,3})(?::(\d{2}))?$")


@dataclass(frozen=True)
class Extract:
    """What a file says of itself; `vintage` is the date of its data, empty where it says none."""

    name: str
    sha256: str
    vintage: str


class WayRow(NamedTuple):
    """A way as every source of them gives it."""

    refs: Iterable[int]
    tags: Tags


class NodeRow(NamedTuple):
    """A node; longitude and latitude in 1e-7 degrees."""

    id: int
    lon: int
    lat: int
    tags: Tags


class Collector:
    """Gathers ways, then the nodes that they need, whatever they come from."""

    def __init__(self, driving: Driving) -> None:
        self._driving = driving
        self._number = {name: k for k, name in enumerate(driving.classes)}
        self._refs = array("q")
        self._lengths = array("q")
        self._classes = array("h")
        self._kph = array("f")
        self._ferries: list[tuple[str, int | None, list[int]]] = []

    def add_way(self, row: WayRow) -> None:
        """Keep a way if some profile may use it, or if it is a ferry."""
        if row.tags.get("route") == "ferry":
            minutes = read_duration(row.tags.get("duration"))
            self._ferries.append((row.tags.get("name", ""), minutes, list(row.refs)))
            return
        road = self._number.get(row.tags.get("highway", ""))
        if road is None:
            return
        speeds = self._driving.speeds(row.tags)
        if not any(any(pair) for pair in speeds):
            return
        before = len(self._refs)
        self._refs.extend(row.refs)
        if len(self._refs) > MOST_REFS:
            raise TooLargeError(f"more than {MOST_REFS // 10**6} million points")
        self._lengths.append(len(self._refs) - before)
        self._classes.append(road)
        for pair in speeds:
            self._kph.extend(pair)

    @property
    def count(self) -> int:
        """Ways kept so far."""
        return len(self._lengths)

    def wanted(self) -> NDArray[np.int64]:
        """Return the sorted ids of all nodes that are needed."""
        extra = [ref for _, _, refs in self._ferries for ref in refs]
        return np.union1d(
            np.frombuffer(self._refs, dtype=np.int64), np.array(extra, dtype=np.int64)
        )

    def finish(self, nodes: Iterable[NodeRow], box: Box | None) -> Ways:
        """Return the ways with their nodes, those wholly outside `box` left out."""
        wanted = self.wanted()
        lon, lat = (np.zeros(len(wanted), dtype=np.int32) for _ in range(2))
        known, signal = (np.zeros(len(wanted), dtype=bool) for _ in range(2))
        closed = np.zeros((len(wanted), len(self._driving.profiles)), dtype=bool)
        number = dict(zip(wanted.tolist(), range(len(wanted)), strict=True))
        for row in nodes:
            k = number.get(row.id)
            if k is None:
                continue
            lon[k], lat[k], known[k] = row.lon, row.lat, True
            if row.tags:
                signal[k] = row.tags.get("highway") == "traffic_signals"
                if "barrier" in row.tags:
                    closed[k] = self._driving.closed(row.tags)
        inside = known if box is None else known & _inside(lon, lat, box)
        refs = np.searchsorted(wanted, np.frombuffer(self._refs, dtype=np.int64))
        refs = np.where(known[refs], refs, -1) if len(refs) else refs
        lengths = np.frombuffer(self._lengths, dtype=np.int64)
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        way_of = np.repeat(np.arange(len(lengths)), lengths)
        keep = np.zeros(len(lengths), dtype=bool)
        keep[way_of[(refs >= 0) & inside[refs]]] = True
        ferries = tuple(self._ferry_lines(number, known, inside, lon, lat))
        kph = np.frombuffer(self._kph, dtype=np.float32).reshape(len(lengths), -1, 2)
        return Ways(
            lon,
            lat,
            signal,
            closed,
            refs[keep[way_of]],
            np.concatenate([[0], np.cumsum(np.diff(offsets)[keep])]).astype(np.int64),
            np.frombuffer(self._classes, dtype=np.int16)[keep],
            kph[keep],
            ferries,
        )

    def _ferry_lines(
        self,
        number: dict[int, int],
        known: NDArray[np.bool_],
        inside: NDArray[np.bool_],
        lon: NDArray[np.int32],
        lat: NDArray[np.int32],
    ) -> Iterator[FerryLine]:
        for name, minutes, refs in self._ferries:
            found = [number[ref] for ref in refs if known[number[ref]]]
            if len(found) > 1 and inside[found].any():
                line = tuple((int(lat[k]) / E7, int(lon[k]) / E7) for k in found)
                yield FerryLine(name, minutes, line)


def read_extract(path: Path, driving: Driving, box: Box | None = None) -> Ways:
    """Read the drivable ways of a file (.osm.pbf, .osm, .osm.gz, .osm.bz2).

    Args:
        path: the extract.
        driving: what may be used and how fast.
        box: leaves out ways that have no node inside.

    Raises:
        RouteplanError: ``extract-not-found``, ``extract-broken`` (no OSM file, or cut short),
            ``extract-without-roads``, ``extract-elsewhere`` (roads, but none in `box`) or
            ``extract-too-large``.
    """
    import osmium

    collector = Collector(driving)
    try:
        for way in entities(path, osmium.osm.WAY, osmium.filter.KeyFilter("highway", "route")):
            tags = way.tags
            if "highway" in tags or tags.get("route") == "ferry":
                collector.add_way(WayRow([node.ref for node in way.nodes], tags))
    except TooLargeError as error:
        raise failure("extract-too-large", path=shown(path), detail=str(error)) from error
    if not collector.count:
        raise failure("extract-without-roads", path=shown(path))
    wanted = osmium.filter.IdFilter(collector.wanted().tolist())
    ways = collector.finish(_nodes(entities(path, osmium.osm.NODE, wanted)), box)
    if not len(ways.way_class):
        if box is None:
            raise failure("extract-without-roads", path=shown(path))
        raise failure("extract-elsewhere", path=shown(path), box=box.text())
    return ways


def describe(path: Path) -> Extract:
    """Return name, checksum and vintage of an extract; errors as `read_extract`."""
    import osmium

    require_file(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        header = osmium.io.Reader(str(path), osmium.osm.NOTHING).header()
    except (RuntimeError, OSError, ValueError) as error:
        raise broken(path, error) from error
    vintage = header.get("osmosis_replication_timestamp") or header.get("timestamp") or ""
    return Extract(path.name, digest, vintage[:10])


def read_duration(text: str | None) -> int | None:
    """Return the minutes of a tag ``duration``: ``20``, ``0:20`` or ``00:20:00``."""
    match = _DURATION.match(text.strip()) if text else None
    if match is None:
        return None
    return int(match[1] or 0) * 60 + int(match[2])


def _nodes(found: Iterator[Any]) -> Iterator[NodeRow]:
    none: dict[str, str] = {}
    for node in found:
        place, tags = node.location, none
        if len(node.tags):
            tags = {key: value for key in NODE_KEYS if (value := node.tags.get(key)) is not None}
        if place.valid():
            yield NodeRow(node.id, place.x, place.y, tags)


def _inside(lon: NDArray[np.int32], lat: NDArray[np.int32], box: Box) -> NDArray[np.bool_]:
    good: NDArray[np.bool_] = (
        (lat >= box.south * E7)
        & (lat <= box.north * E7)
        & (lon >= box.west * E7)
        & (lon <= box.east * E7)
    )
    return good
