"""Coverage as a GeoPackage for GIS programs: communes, sites, districts and groups as layers."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from routeplan.coverage.figures import Coverage, Unit
from routeplan.geo.areas import CommuneAreas

CRS = "EPSG:4326"
LAYERS = ("communes", "sites", "districts", "groups")


def coverage_gpkg(coverage: Coverage, areas: CommuneAreas) -> bytes:
    """Return a GeoPackage (OGC 12-128) with the layers `LAYERS`, in WGS84.

    Communes without a polygon have an empty geometry; `approximate` tells nearest-seat cells. Its
    date is the plan's first day, so that the same plan gives the same bytes.
    """
    import geopandas
    import pandas as pd
    import pyogrio
    from shapely import Point

    sites = [one.to_json() for one in coverage.sites]
    for row in sites:
        row["groups"] = ";".join(row["groups"])
    points = [Point(one.site.lon, one.site.lat) for one in coverage.sites]
    communes = _rows(coverage.communes)
    for row in communes:
        row["approximate"] = areas.approximate if row["code"] in areas.shapes else None
    polygons = [areas.shapes.get(unit.code) for unit in coverage.communes]
    stamp = f"{coverage.start.isoformat()}T00:00:00.000Z"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coverage.gpkg"
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": stamp})
        try:
            for name, rows, shapes in (
                ("communes", communes, polygons),
                ("sites", sites, points),
            ):
                frame = geopandas.GeoDataFrame(pd.DataFrame(rows), geometry=shapes, crs=CRS)
                geometry = "MultiPolygon" if name == "communes" else "Point"
                pyogrio.write_dataframe(
                    frame,
                    path,
                    layer=name,
                    driver="GPKG",
                    promote_to_multi=name == "communes",
                    geometry_type=geometry,
                )
            for name, units in (("districts", coverage.districts), ("groups", coverage.groups)):
                table = pd.DataFrame(_rows(units))
                pyogrio.write_dataframe(table, path, layer=name, driver="GPKG")
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        return path.read_bytes()


def _rows(units: Sequence[Unit]) -> list[dict[str, Any]]:
    return [flat(unit) for unit in units]


def flat(unit: Unit) -> dict[str, Any]:
    """Return a unit as one row of a table, counts of special circumstances side by side.

    A count that no site knows is None, not 0.
    """
    row = unit.to_json()
    special = row.pop("special")
    estimated = row.pop("estimated")
    for kind, counts in special.items():
        known = counts["sites_unknown"] < unit.sites
        row[kind] = counts["children"] if known else None
        row[f"{kind}_reached"] = counts["reached"] if known else None
        row[f"{kind}_visits_per_100"] = counts["visits_per_100"]
    return {**row, "estimated": ";".join(estimated)}
