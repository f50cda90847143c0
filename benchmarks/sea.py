"""Sea legs: known distances, and how long all legs between many shore points take, cold and cached.

Run `python -m benchmarks.sea [--points N] [--clearance M] [--seed K] [--format json]` from the
repository root. `cold_s` begins with an empty cache and holds all that a plan needs: the coast, the
mesh, the legs, their proof and their storing; `cached_s` is the same call again. The user's own
cache is not touched.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from typing import Any

import numpy as np
import shapely

from benchmarks.surroundings import command_line, surroundings
from routeplan.geo.land import load_land
from routeplan.network.cache import FOLDER_VARIABLE
from routeplan.network.projection import to_degrees, to_metres
from routeplan.network.sea import legs_between, load_water
from routeplan.network.sea_mesh import build_mesh

PLACES = {
    "Bến Bính": (20.8658, 106.6822),
    "Cát Bà town": (20.7235, 107.0483),
    "Đồ Sơn": (20.71101, 106.79651),
    "Bạch Long Vĩ": (20.13801, 107.72839),
    "Gia Luận": (20.85897, 106.98198),
    "Tuần Châu": (20.91181, 107.01852),
}
"""Lat and lon in degrees.

The pier of Gia Luận and the terminal of Tuần Châu are OpenStreetMap nodes 622797283 and 579456203.
"""

KNOWN_KM = {
    ("Bến Bính", "Cát Bà town"): 43.3,
    ("Đồ Sơn", "Bạch Long Vĩ"): 113.8,
    ("Cát Bà town", "Gia Luận"): 32.6,
    ("Gia Luận", "Tuần Châu"): 5.7,
    ("Cát Bà town", "Bạch Long Vĩ"): 96.5,
}
"""Lengths published elsewhere.

That of Gia Luận–Tuần Châu cannot be met: the terminals are 6.98 km apart as the crow flies. By an
exact visibility graph on the same coast the way between them is 8.06 km without the approaches.
"""

SHORES = {"Cát Bà": (106.85, 20.68, 107.20, 20.90), "Bạch Long Vĩ": (107.68, 20.10, 107.78, 20.17)}
"""Where shore points are chosen: west, south, east, north in degrees."""

BACH_LONG_VI_SHARE = 0.2


def known_distances(clearance_m: float) -> list[dict[str, Any]]:
    """Return for each pair of places what was known and what is found, in km."""
    names = list(PLACES)
    legs = legs_between(list(PLACES.values()), clearance_m)
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


def shore_points(count: int, seed: int, clearance_m: float) -> list[tuple[float, float]]:
    """Return points (lat, lon) within 150 m of the shore around Cát Bà and Bạch Long Vĩ.

    They are chosen at random among those with navigable water close by.
    """
    water, random = load_water(), np.random.default_rng(seed)
    far = round(count * BACH_LONG_VI_SHARE)
    points = []
    for (west, south, east, north), number in zip(SHORES.values(), (count - far, far), strict=True):
        corners = to_metres([west, east], [south, north])
        mesh = build_mesh(water, (*corners[0], *corners[1]), clearance_m)
        near = mesh.nodes[water.distance(mesh.nodes) < 150]
        chosen = near[random.choice(len(near), number, replace=False)]
        points += [(float(lat), float(lon)) for lat, lon in to_degrees(chosen)]
    return points


def measure(points: int, clearance_m: float, seed: int) -> dict[str, Any]:
    """Find all legs from nothing and again, time both, and hold the legs against all land."""
    shore = shore_points(points, seed, clearance_m)
    load_water.cache_clear()
    load_land.cache_clear()
    begin, cpu = time.perf_counter(), time.process_time()
    legs = legs_between(shore, clearance_m)
    cold, cpu = time.perf_counter() - begin, time.process_time() - cpu
    begin = time.perf_counter()
    again = legs_between(shore, clearance_m)
    cached = time.perf_counter() - begin
    assert all(np.array_equal(line, again.lines[pair]) for pair, line in legs.lines.items())
    lines = list(legs.lines.values())
    land = shapely.union_all(load_water().land)
    shapely.prepare(land)
    whole = shapely.linestrings(
        np.concatenate(lines), indices=np.repeat(np.arange(len(lines)), [len(x) for x in lines])
    )
    # The first and last stretch lead to a pier, where clearance cannot be kept.
    own = [
        line[int(legs.approach_m[i] > 0) : len(line) - int(legs.approach_m[j] > 0)]
        for (i, j), line in legs.lines.items()
    ]
    fairway = [shapely.LineString(line) for line in own if len(line) > 1]
    over_land = shapely.length(shapely.intersection(whole, land))
    return {
        "benchmark": "sea",
        "known": known_distances(clearance_m),
        "points": points,
        "legs": len(lines),
        "cold_s": round(cold, 2),
        "cold_cpu_s": round(cpu, 2),
        "cached_s": round(cached, 3),
        "most_metres_over_land": round(float(over_land.max(initial=0.0)), 2),
        "least_clearance_m": round(float(shapely.distance(fairway, land).min(initial=np.inf)), 2),
        "clearance_m": clearance_m,
        "seed": seed,
        **surroundings("scipy", "shapely"),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.sea", description="Sea legs: distances, times, land touched."
    )
    parser.add_argument("--points", type=int, default=50, help="shore points (default 50)")
    parser.add_argument("--clearance", type=float, default=50.0, help="metres from land")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    if arguments.points < 2 or arguments.clearance < 0:
        parser.error("--points must be 2 or more, --clearance 0 or more")
    with tempfile.TemporaryDirectory() as folder:
        os.environ[FOLDER_VARIABLE] = folder
        figures = measure(arguments.points, arguments.clearance, arguments.seed)
    figures["command"] = command_line(parser, arguments)
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
