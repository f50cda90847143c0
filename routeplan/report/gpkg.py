"""GeoPackage with a layer for stops, legs, places and unassigned visits; opens in QGIS and GDAL."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from routeplan.report.geo_rows import LAYERS, LEGS, Feature, features
from routeplan.report.material import Material


def geopackage(material: Material) -> bytes:
    """Return the plan as a GeoPackage; its dates are the plan's, not the clock's."""
    import pyogrio

    found = features(material)
    by_layer = {layer: [one for one in found if one.layer == layer] for layer in LAYERS}
    stamp = material.stamp.strftime("%Y-%m-%dT00:00:00Z")
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": stamp})
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "plan.gpkg"
            for layer, rows in by_layer.items():
                if rows:
                    _write(path, layer, rows)
            if not path.exists():
                _write(path, LAYERS[0], [])
            return path.read_bytes()
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _write(path: Path, layer: str, rows: list[Feature]) -> None:
    """Add one layer to the file."""
    import geopandas
    import shapely
    from shapely.geometry.base import BaseGeometry

    shapes: list[BaseGeometry]
    if layer == LEGS:
        shapes = [shapely.LineString([(lon, lat) for lat, lon in row.points]) for row in rows]
    else:
        shapes = [shapely.Point(row.points[0][1], row.points[0][0]) for row in rows]
    table: Any = [row.attributes for row in rows] or {"name": []}
    frame = geopandas.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")
    if "pupils" in frame:
        frame["pupils"] = frame["pupils"].astype("Int32")
    frame.to_file(
        path,
        layer=layer,
        driver="GPKG",
        engine="pyogrio",
        append=path.exists(),
        geometry_type="LineString" if layer == LEGS else "Point",
    )
