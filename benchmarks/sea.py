"""Sea legs: known distances, and how long all legs between many shore points take from nothing.

Run `python -m benchmarks.sea [--points N] [--clearance M] [--seed K] [--format json]` from the
repository root. Nothing is read from or written to the cache. The known distances were found by a
grid prototype between snapped points, so its figures may leave out the last stretch into a harbour;
`straight_km` is a bound that no leg between the same two points can beat.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from typing import Any

import numpy as np
import scipy
import shapely

import routeplan
from routeplan.network.projection import Floats, to_metres
from routeplan.network.sea import load_water
from routeplan.network.sea_mesh import SeaMesh, Water, build_mesh
from routeplan.network.sea_path import sea_legs

PLACES = {
    "Bến Bính": (20.8658, 106.6822),
    "Cát Bà town": (20.7235, 107.0483),
    "Đồ Sơn": (20.71101, 106.79651),
    "Bạch Long Vĩ": (20.13801, 107.72839),
    "Gia Luận": (20.85897, 106.98198),
    "Tuần Châu": (20.91181, 107.01852),
}
"""Piers, lat and lon in degrees."""

KNOWN_KM = {
    ("Bến Bính", "Cát Bà town"): 43.3,
    ("Đồ Sơn", "Bạch Long Vĩ"): 113.8,
    ("Cát Bà town", "Gia Luận"): 32.6,
    ("Gia Luận", "Tuần Châu"): 5.7,
    ("Cát Bà town", "Bạch Long Vĩ"): 96.5,
}

WEST, SOUTH, EAST, NORTH = 106.40, 20.00, 107.85, 21.05


def known_distances(water: Water, mesh: SeaMesh) -> list[dict[str, Any]]:
    """Return for each known pair what was known and what is found, in km."""
    names = list(PLACES)
    lats, lons = zip(*PLACES.values(), strict=True)
    legs = sea_legs(water, mesh, to_metres(lons, lats))
    found = []
    for (origin, destination), known in KNOWN_KM.items():
        i, j = names.index(origin), names.index(destination)
        line = legs.lines[min(i, j), max(i, j)]
        km = legs.lengths[i, j] / 1000
        found.append(
            {
                "from": origin,
                "to": destination,
                "known_km": known,
                "km": round(km, 2),
                "difference_pct": round(100 * (km / known - 1), 1),
                "straight_km": round(float(np.hypot(*(line[-1] - line[0]))) / 1000, 2),
                "approach_m": [round(legs.approach_m[i]), round(legs.approach_m[j])],
                "points": len(line),
            }
        )
    return found


def shore_points(water: Water, mesh: SeaMesh, count: int, seed: int) -> Floats:
    """Return points of the coast, chosen at random among those with navigable water close by."""
    near = mesh.nodes[water.distance(mesh.nodes) < 150]
    random = np.random.default_rng(seed)
    return near[random.choice(len(near), count, replace=False)]


def measure(points: int, clearance_m: float, seed: int) -> dict[str, Any]:
    """Build everything, time it, and prove the legs against all land."""
    begin, cpu = time.perf_counter(), time.process_time()
    water = load_water.__wrapped__()
    corners = to_metres([WEST, EAST], [SOUTH, NORTH])
    mesh = build_mesh(water, (*corners[0], *corners[1]), clearance_m)
    built = time.perf_counter()
    shore = shore_points(water, mesh, points, seed)
    chosen = time.perf_counter()
    legs = sea_legs(water, mesh, shore)
    done, cpu = time.perf_counter(), time.process_time() - cpu
    lines = shapely.linestrings(
        np.concatenate(list(legs.lines.values())),
        indices=np.repeat(np.arange(len(legs.lines)), [len(x) for x in legs.lines.values()]),
    )
    over_land = shapely.length(shapely.intersection(lines, shapely.union_all(water.land)))
    return {
        "benchmark": "sea",
        "known": known_distances(water, mesh),
        "points": points,
        "legs": len(legs.lines),
        "mesh_nodes": len(mesh.nodes),
        "mesh_s": round(built - begin, 2),
        "legs_s": round(done - chosen, 2),
        "cold_s": round(built - begin + done - chosen, 2),
        "cold_cpu_s": round(cpu, 2),
        "most_metres_over_land": round(float(over_land.max(initial=0.0)), 2),
        "clearance_m": clearance_m,
        "seed": seed,
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "versions": {
            "python": platform.python_version(),
            "routeplan": routeplan.__version__,
            "scipy": scipy.__version__,
            "shapely": shapely.__version__,
        },
        "command": f"python -m benchmarks.sea --points {points} --clearance {clearance_m:g} "
        f"--seed {seed}",
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Sea legs: distances, times, land touched.")
    parser.add_argument("--points", type=int, default=50, help="shore points (default 50)")
    parser.add_argument("--clearance", type=float, default=50.0, help="metres from land")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    if arguments.points < 2 or arguments.clearance < 0:
        parser.error("--points must be 2 or more, --clearance 0 or more")
    figures = measure(arguments.points, arguments.clearance, arguments.seed)
    if arguments.format == "json":
        print(json.dumps(figures, indent=2, ensure_ascii=False))
        return
    for name, value in figures.items():
        if name != "known":
            print(f"{name}: {value}")
            continue
        for pair in value:
            print(
                f"{pair['from']} – {pair['to']}: {pair['km']} km, known {pair['known_km']} "
                f"({pair['difference_pct']:+} %), straight {pair['straight_km']}"
            )


if __name__ == "__main__":
    main()
