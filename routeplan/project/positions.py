"""Where a project's places are, whatever else may be wrong in its tables."""

from __future__ import annotations

from pathlib import Path

from routeplan.project.folder import FolderReader, Tables, layers
from routeplan.project.messages import Findings


def project_positions(folder: Path) -> list[tuple[float, float]]:
    """Return (lat, lon) of the sites, depots and landings of a project folder that have one.

    Raises:
        RouteplanError: ``project-not-found``.
    """
    folders = layers(folder, None)
    reader = FolderReader(folder, Findings("en"))
    reader.read_configs(folders)
    return positions(reader.read_tables(folders))


def project_sites(folder: Path) -> dict[str, tuple[float, float]]:
    """Return (lat, lon) by id of the sites of a project folder; errors as `project_positions`."""
    folders = layers(folder, None)
    reader = FolderReader(folder, Findings("en"))
    reader.read_configs(folders)
    return {
        str(row["id"]): (row["lat"], row["lon"])
        for row in reader.read_tables(folders).records["sites"]
        if None not in (row["id"], row["lat"], row["lon"])
    }


def positions(tables: Tables) -> list[tuple[float, float]]:
    """Return the positions of the places in tables that were read."""
    records = [r for name in ("sites", "depots", "landings") for r in tables.records[name]]
    return [(r["lat"], r["lon"]) for r in records if None not in (r["lat"], r["lon"])]
