"""The commands of routeplan on a service with many sites, as a user runs them.

Run `python -m benchmarks.command --pbf FILE [--sites 1000] [--weeks 4] [--vehicles 10]
[--seconds 30] [--seed K] [--keep DIR] [--format json]` from the repository root. The sites are
those of `benchmarks.scale`, written as a project folder; FILE is an OpenStreetMap extract. Every
command is a process of its own: seconds on the clock, those of CPU, and its peak of memory. The
search is compiled before, and nothing else is warm: the cache of distances begins empty.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.child import measured
from benchmarks.project_folder import write_folder
from benchmarks.scale import DEPOTS, places_on_roads, problem_of
from benchmarks.surroundings import command_line, surroundings

FORMATS = ("xlsx", "docx", "pdf", "ics", "gpx", "kml", "geojson", "gpkg", "stops-csv")


def run(
    pbf: Path, folder: Path, sites: int, weeks: int, vehicles: int, seconds: float, seed: int
) -> dict[str, Any]:
    """Make the project folder, run command after command, and return what each took."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        places = alone.submit(places_on_roads, str(pbf), sites + DEPOTS, seed).result()
    write_folder(folder, problem_of(places, weeks, vehicles, seed))
    here = ("-C", str(folder))
    found = {
        "network build": _told(*here, "network", "build", "--pbf", str(pbf)),
        "validate": _told(*here, "validate"),
        "plan": _told(*here, "plan", "--seconds", f"{seconds:g}", "--seed", str(seed)),
    }
    plan = next((folder / "out").glob("base-*")) / "plan.json"
    summary = json.loads(plan.read_text(encoding="utf-8"))["summary"]
    for command in ("check", "map", "show", "coverage"):
        found[command] = _told(*here, command, str(plan))
    for kind in FORMATS:
        found[f"export {kind}"] = _told(
            *here, "export", str(plan), "--to", kind, "-o", str(folder / f"documents-{kind}")
        )
    return {
        "visits": summary["visits_due"],
        "missed": summary["unassigned"],
        "duties": summary["duties"],
        "cost_vnd": summary["cost"],
        "gap_pct": summary["gap_pct"],
        "plan_mb": round(plan.stat().st_size / 1e6, 1),
        "map_mb": round((plan.parent / "map.html").stat().st_size / 1e6, 1),
        "commands": found,
    }


def _told(*arguments: str) -> dict[str, float]:
    used = measured(*arguments)
    print(f"{' '.join(arguments[2:4])}: done", file=sys.stderr)
    return {
        "clock_s": round(used.clock_s, 1),
        "cpu_s": round(used.cpu_s, 1),
        "peak_mb": round(used.peak_mb),
    }


def main() -> None:
    """Print a row a command."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.command", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--pbf", type=Path, required=True, help="an OpenStreetMap extract")
    parser.add_argument("--sites", type=int, default=1000)
    parser.add_argument("--weeks", type=int, default=4)
    parser.add_argument("--vehicles", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=30.0, help="of planning (default 30)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="make the project here and leave it")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ["ROUTEPLAN_CACHE"] = _warm_cache(Path(place))
        sizes = (given.sites, given.weeks, given.vehicles, given.seconds, given.seed)
        figures = run(given.pbf, given.keep or Path(place) / "project", *sizes)
    answer = {
        "benchmark": "command",
        "command": command_line(parser, given),
        **surroundings(),
        "seed": given.seed,
        **figures,
    }
    if given.format == "json":
        print(json.dumps(answer, indent=1))
        return
    for name, value in answer.items():
        if name != "commands":
            print(f"{name:<18}{value}")
    print(f"{'':<18}{'clock s':>10}{'CPU s':>10}{'MB':>10}")
    for name, one in figures["commands"].items():
        print(f"{name:<18}{one['clock_s']:>10}{one['cpu_s']:>10}{one['peak_mb']:>10}")


def _warm_cache(place: Path) -> str:
    """Return a cache folder that holds the compiled search and nothing else."""
    from routeplan.solve.compiling import kept_in
    from routeplan.solve.warming import warm

    warm()
    kernels = kept_in()
    folder = place / "cache"
    folder.mkdir()
    if kernels is not None:
        shutil.copytree(kernels, folder / kernels.name)
    return str(folder)


if __name__ == "__main__":
    main()
