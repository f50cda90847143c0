"""Rebuild the derived files of data/haiphong from the reference inputs.

Run from the repository's root::

    python data/build/build_data.py ../shared/data [--out data/haiphong]

The hand-kept rows beside this script (unit_notes.csv, road_fixes.csv, neighbour_seats.csv) say
what was put right and where it comes from.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from cells import build_cells  # noqa: E402
from land import build_land  # noqa: E402
from roads import build_roads  # noqa: E402
from shapely.geometry import mapping  # noqa: E402
from units import build_units  # noqa: E402

from routeplan.geo.land import Land  # noqa: E402


def write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    """Write rows with the columns of the first one."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_features(path: Path, collection: dict) -> None:
    """Write a FeatureCollection with one feature a line, so that differences can be read."""
    lines = [
        json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        for feature in collection["features"]
    ]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def land_collection(polygons: list) -> dict:
    """Return the land as GeoJSON, coordinates to 1e-5 degrees."""
    features = []
    for number, polygon in enumerate(polygons):
        rings = mapping(polygon)["coordinates"]
        short = [[[round(x, 5), round(y, 5)] for x, y in ring] for ring in rings]
        geometry = {"type": "Polygon", "coordinates": short}
        features.append({"type": "Feature", "properties": {"id": number}, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def main() -> None:
    """Rebuild everything and print what deserves a look."""
    parser = argparse.ArgumentParser(description="Rebuild the derived files of data/haiphong.")
    parser.add_argument("inputs", type=Path, help="folder with haiphong/ and coast/")
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "haiphong")
    options = parser.parse_args()
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)

    communes, districts = build_units(options.inputs)
    write_csv(out / "communes.csv", communes)
    write_csv(out / "former_districts.csv", districts)

    polygons = build_land(options.inputs)
    write_features(out / "land.geojson", land_collection(polygons))
    land = Land(polygons)

    roads = build_roads(options.inputs, communes)
    write_features(out / "roads.geojson", roads)
    for feature in roads["features"]:
        own = feature["properties"]
        line = [(lat, lon) for lon, lat in feature["geometry"]["coordinates"]]
        water = land.water_m(line)
        if water > 1 or len(land.pieces_under(line)) != 1:
            pieces = sorted(land.pieces_under(line))
            print(
                f"road {own['u']}-{own['v']} {own['tag'] or 'NO TAG'}: "
                f"{water:.0f} m over water, land {pieces}"
            )

    cells = build_cells(communes, polygons)
    write_features(out / "commune_cells.geojson", cells)
    for feature in cells["features"]:
        own = feature["properties"]
        if not 0.5 <= own["cell_km2"] / own["area_km2"] <= 2:
            print(
                f"cell {own['code']} {own['name']}: {own['cell_km2']} km2 drawn, "
                f"{own['area_km2']} official"
            )


if __name__ == "__main__":
    main()
