"""A project's own waters: ``fairways.geojson`` and ``nogo.geojson``, small files kept by hand.

Both are GeoJSON feature collections in degrees, longitude first. A fairway is a line with a
property `width_m`; an area closed to boats is a polygon. A property `name` is for people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from routeplan.model import ClosedArea, Fairway, ModelError
from routeplan.model.waters import Ring
from routeplan.project.folder import FolderReader
from routeplan.project.limits import parse_json
from routeplan.project.messages import Findings

FAIRWAYS_FILE = "fairways.geojson"
CLOSED_FILE = "nogo.geojson"

_LINES = {"LineString": lambda found: [found], "MultiLineString": list}
_AREAS = {"Polygon": lambda found: [found], "MultiPolygon": list}
_Parts = dict[str, Callable[[Any], list[Any]]]


def read_waters(
    reader: FolderReader, folders: Sequence[Path]
) -> tuple[tuple[Fairway, ...], tuple[ClosedArea, ...]]:
    """Return the fairways and the closed areas of a project; a later folder's file replaces one.

    What cannot be used is a finding at the number of its feature.
    """
    findings = reader.findings
    fairways, areas = [], []
    for file, number, feature in _features(reader, folders, FAIRWAYS_FILE):
        width = _properties(feature).get("width_m")
        if isinstance(width, bool) or not isinstance(width, int | float) or not 0 < width <= 5000:
            findings.add("waters-width", file, number, "width_m", _text(width))
            continue
        for line in _parts(feature, _LINES, file, number, findings):
            try:
                fairways.append(Fairway(_name(feature, number), _ring(line), float(width)))
            except (ModelError, TypeError, ValueError):
                findings.add("waters-position", file, number)
    for file, number, feature in _features(reader, folders, CLOSED_FILE):
        for rings in _parts(feature, _AREAS, file, number, findings):
            try:
                area = ClosedArea(_name(feature, number), tuple(map(_ring, rings)))
            except (ModelError, TypeError, ValueError):
                findings.add("waters-position", file, number)
                continue
            if _is_valid(area):
                areas.append(area)
            else:
                findings.add("waters-crossed", file, number)
    return tuple(fairways), tuple(areas)


def _features(
    reader: FolderReader, folders: Sequence[Path], name: str
) -> Iterator[tuple[str, int, Any]]:
    """Yield file, number from 1 and content of each feature of the file that counts."""
    path = next((folder / name for folder in reversed(folders) if (folder / name).is_file()), None)
    data = None if path is None else reader.read_bytes(path)
    if path is None or data is None:
        return
    file = reader.label(path)
    try:
        features = parse_json(data.decode("utf-8-sig"))["features"]
    except (ValueError, KeyError, TypeError):
        features = None
    if not isinstance(features, list):
        reader.findings.add("waters-unreadable", file)
        return
    for number, feature in enumerate(features, start=1):
        yield file, number, feature


def _parts(feature: Any, kinds: _Parts, file: str, number: int, findings: Findings) -> list[Any]:
    """Return the coordinates of each part of a feature whose geometry is one of `kinds`."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    parts = kinds.get(kind) if isinstance(kind, str) else None
    found = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if parts is None or not isinstance(found, list):
        findings.add("waters-geometry", file, number, value=_text(kind), wanted=next(iter(kinds)))
        return []
    return parts(found)


def _ring(positions: Any) -> Ring:
    """Return positions as (lat, lon).

    Raises:
        TypeError, ValueError: they are no pairs of numbers.
    """
    return tuple((float(lat), float(lon)) for lon, lat, *_ in positions)


def _is_valid(area: ClosedArea) -> bool:
    """Tell whether outlines neither cross themselves nor each other."""
    from shapely import Polygon

    outline, *holes = area.rings
    return bool(Polygon(outline, holes).is_valid)


def _properties(feature: Any) -> dict[str, Any]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _name(feature: Any, number: int) -> str:
    return str(_properties(feature).get("name") or number)


def _text(value: Any) -> str:
    return "–" if value is None else str(value)
