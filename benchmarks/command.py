"""The commands of routeplan on a service with many sites: what each takes, as a process of its own.

Run `python -m benchmarks.command --pbf FILE --sites N [--weeks W] [--vehicles V] [--seconds S]
[--seed K] [--skip export,…] [--keep DIR] [--format json]` from the repository root. The sites are
those of `benchmarks.scale`, written as a project folder; FILE is an OpenStreetMap extract. `plan` is
told to search S seconds less what loading, travel and the map take, so that the whole command takes
about `--seconds`: what a user waits. It runs twice where `--cold` is given, the first time with no
distance kept from earlier.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import routeplan
from benchmarks.scale import DEPOTS, Case, on_roads, problem_of
from routeplan.model import Problem, Window

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


def _site_row(site: Any) -> dict[str, object]:
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
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return {
        "wall_s": round(time.perf_counter() - begin, 1),
        "cpu_s": round(used.ru_utime + used.ru_stime, 1),
        "peak_mb": round(used.ru_maxrss / scale),
    }
