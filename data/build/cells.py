"""Build commune_cells.geojson: nearest-seat cells clipped to the land."""

from __future__ import annotations

import csv
from pathlib import Path

import shapely
from pyproj import Transformer
from shapely import Polygon
from shapely.geometry import mapping

from routeplan.geo.areas import nearest_seat_cells

HERE = Path(__file__).resolve().parent
UTM_48N = "EPSG:32648"
SIMPLIFY_M = 60
SMALLEST_ISLET_M2 = 20_000


def build_cells(communes: list[dict[str, str]], land: list[Polygon]) -> dict:
    """Return one approximate area per unit as a GeoJSON FeatureCollection.

    Seats of neighbouring provinces are generators whose cells are thrown away; the former
    communes of Cát Hải are generators of Cát Hải. Islets under two hectares are left out.
    """
    seats = [(row["code"], float(row["seat_lat"]), float(row["seat_lon"])) for row in communes]
    with (HERE / "neighbour_seats.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            own = row["code"] if row["province"] == "Hải Phòng" else ""
            seats.append((own, float(row["lat"]), float(row["lon"])))
    to_metres = Transformer.from_crs("EPSG:4326", UTM_48N, always_xy=True)
    flat = shapely.transform(land, to_metres.transform, interleaved=False)
    kept = [piece for piece in flat if piece.area >= SMALLEST_ISLET_M2]
    points = [(code, *to_metres.transform(lon, lat)) for code, lat, lon in seats]
    cells = nearest_seat_cells(points, shapely.union_all(kept))
    codes = [row["code"] for row in communes]
    exact = [cells[code] for code in codes]
    slim = shapely.coverage_simplify(exact, SIMPLIFY_M)
    features = []
    for row, cell, shown in zip(communes, exact, slim, strict=True):
        degrees = shapely.transform(
            shown,
            lambda x, y: to_metres.transform(x, y, direction="INVERSE"),
            interleaved=False,
        )
        rounded = shapely.normalize(shapely.set_precision(degrees, 1e-5))
        properties = {
            "code": row["code"],
            "name": row["name"],
            "approximate": True,
            "area_km2": float(row["area_km2"]),
            "cell_km2": round(cell.area / 1e6, 2),
        }
        geometry = shorten(mapping(rounded))
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def shorten(geometry: dict) -> dict:
    """Return a GeoJSON geometry with coordinates to 1e-5 degrees."""

    def walk(value: object) -> object:
        if isinstance(value, float):
            return round(value, 5)
        return [walk(item) for item in value]

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}
