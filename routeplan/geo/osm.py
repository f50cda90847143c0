"""OpenStreetMap extracts as files (.osm.pbf, .osm, .osm.gz, .osm.bz2)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from routeplan.model import RouteplanError
from routeplan.project.messages import failure


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
    except (RuntimeError, OSError) as error:
        raise broken(path, error) from error


def require_file(path: Path) -> None:
    """Raise ``extract-not-found`` where there is no such file."""
    if not path.is_file():
        raise failure("extract-not-found", path=str(path))


def broken(path: Path, error: Exception) -> RouteplanError:
    """Return the error that says that a file is no readable extract."""
    return failure("extract-broken", path=str(path), detail=str(error).rstrip("."))
