"""The commands of routeplan on a service with many sites, as a user runs them.

Run `python -m benchmarks.command --pbf FILE [--sites 1000] [--weeks 4] [--vehicles 10]
[--seconds 30] [--seed K] [--keep DIR] [--format json]` from the repository root. The sites are
those of `benchmarks.scale`, written as a project folder; FILE is an OpenStreetMap extract. Every
command is a process of its own: seconds on the clock, those of CPU, and its peak of memory. The
search is compiled before, and nothing else is warm: the cache of distances begins empty.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.scale import DEPOTS, places_on_roads, problem_of
from benchmarks.surroundings import megabytes, surroundings
from routeplan.model import Problem, Site, Window

FORMATS = ("xlsx", "docx", "pdf", "ics", "gpx", "kml", "geojson", "gpkg", "stops-csv")

CONFIG = """name = "scale"
language = "en"
timezone = "Europe/Lisbon"

[planning]
start = {start}
weeks = {weeks}

[rules]
public_holidays = false
"""


def write_folder(folder: Path, problem: Problem) -> None:
    """Write the tables of a problem of `benchmarks.scale` as a project folder."""
    folder.mkdir(parents=True, exist_ok=True)
    config = CONFIG.format(start=problem.start.isoformat(), weeks=problem.weeks)
    (folder / "routeplan.toml").write_text(config, encoding="utf-8")
    _table(folder / "sites.csv", [_site_row(site) for site in problem.sites])
    depots = [
        {"id": one.id, "name": one.name, "lat": one.lat, "lon": one.lon, "load_min": 20}
        for one in problem.depots
    ]
    _table(folder / "depots.csv", depots)
    fleet = [
        {
            "id": one.id,
            "name": one.name,
            "profile": one.profile,
            "depot": one.depot,
            "capacity_crates": one.capacity_crates,
            "cost_fixed": one.cost_fixed,
            "cost_km": one.cost_km,
            "cost_hour": one.cost_hour,
        }
        for one in problem.vehicles
    ]
    _table(folder / "vehicles.csv", fleet)


def _site_row(site: Site) -> dict[str, object]:
    (service,) = site.services
    return {
        "id": site.id,
        "name": site.name,
        "kind": site.kind,
        "lat": f"{site.lat:.7f}",
        "lon": f"{site.lon:.7f}",
        "service": service.kind.value,
        "interval_weeks": service.interval_weeks,
        "windows": ";".join(_window(one) for one in service.windows),
        "setup_min": service.setup_s // 60,
        "service_min": service.service_s // 60,
        "packdown_min": service.packdown_s // 60,
        "deliver_crates": service.deliver_crates,
        "pick_crates": service.pick_crates,
        "priority": service.priority,
    }


def _window(window: Window) -> str:
    return "-".join(f"{at // 3600:02d}:{at // 60 % 60:02d}" for at in (window.start, window.end))


def _table(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def measured(*arguments: str) -> dict[str, Any]:
    """Run one command and return its seconds, those of CPU and its greatest memory (MB)."""
    begin = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as answer:
        child = subprocess.Popen(
            [sys.executable, "-m", "routeplan", *arguments], stdout=answer, stderr=answer
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            answer.seek(0)
            raise SystemExit(f"{' '.join(arguments)}: {answer.read()[-2000:]}")
    print(f"{' '.join(arguments[2:4])}: done", file=sys.stderr)
    return {
        "wall_s": round(time.perf_counter() - begin, 1),
        "cpu_s": round(used.ru_utime + used.ru_stime, 1),
        "peak_mb": round(megabytes(used.ru_maxrss)),
    }


def run(
    pbf: Path, folder: Path, sites: int, weeks: int, vehicles: int, seconds: float, seed: int
) -> dict[str, Any]:
    """Make the project folder, run command after command, and return what each took."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        places = alone.submit(places_on_roads, str(pbf), sites + DEPOTS, seed).result()
    write_folder(folder, problem_of(places, weeks, vehicles, seed))
    here = ("-C", str(folder))
    found = {
        "network build": measured(*here, "network", "build", "--pbf", str(pbf)),
        "validate": measured(*here, "validate"),
        "plan": measured(*here, "plan", "--seconds", f"{seconds:g}", "--seed", str(seed)),
    }
    plan = next((folder / "out").glob("base-*")) / "plan.json"
    summary = json.loads(plan.read_text(encoding="utf-8"))["summary"]
    for command in ("check", "map", "show", "coverage"):
        found[command] = measured(*here, command, str(plan))
    for kind in FORMATS:
        found[f"export {kind}"] = measured(
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
        "command": f"python -m benchmarks.command --pbf {given.pbf.name} --sites {given.sites} "
        f"--weeks {given.weeks} --vehicles {given.vehicles} --seconds {given.seconds:g} "
        f"--seed {given.seed}",
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
        print(f"{name:<18}{one['wall_s']:>10}{one['cpu_s']:>10}{one['peak_mb']:>10}")


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
