"""OpenStreetMap extracts as files (.osm.pbf, .osm, .osm.gz, .osm.bz2)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from routeplan.model import RouteplanError
from routeplan.project.messages import failure

LONGEST = 70
"""Messages cut longer words at their end, where a path has its file name."""


def entities(path: Path, kind: Any, *filters: Any, areas: bool = False) -> Iterator[Any]:
    """Yield the objects of one kind that pass the filters; with `areas` also areas made of them.

    Raises:
        RouteplanError: ``extract-not-found`` or ``extract-broken`` (no OSM file, or cut short).
    """
    import osmium

    require_file(path)
    try:
        reader = osmium.FileProcessor(str(path), kind)
        if areas:
            reader = reader.with_areas(*filters)
        for one in filters:
            reader = reader.with_filter(one)
        yield from reader
    except (RuntimeError, OSError, ValueError, osmium.InvalidLocationError) as error:
        raise broken(path, error) from error


def shown(path: Path) -> str:
    """Return a path as messages name it: the whole of it, or its end where it is long."""
    text = str(path)
    return text if len(text) <= LONGEST else f"…{text[-LONGEST:]}"


def require_file(path: Path) -> None:
    """Raise ``extract-not-found`` where there is no such file."""
    if not path.is_file():
        raise failure("extract-not-found", path=shown(path))


def broken(path: Path, error: Exception) -> RouteplanError:
    """Return the error that says that a file is no readable extract."""
    return failure("extract-broken", path=shown(path), detail=str(error).rstrip("."))
