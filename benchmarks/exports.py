"""How long the documents of a whole term take, and how much memory: 130 sites, 19 weeks.

Run ``python -m benchmarks.exports`` from the repository root. The plan is made from the embedded
example: its sites, the duties of a plan of two weeks, over and over. No
search is measured, only `routeplan export` as a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.surroundings import surroundings
from routeplan.cli.plan_files import plan_text, read_plan
from routeplan.model import Plan, Route, Stop

SITES = 130
WEEKS = 19


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the plan, export it in every format, print seconds, memory and files."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.exports", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--weeks", type=int, default=WEEKS)
    parser.add_argument("--sites", type=int, default=SITES)
    parser.add_argument(
        "--iterations", type=int, default=200, help="of the search for the seed plan"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        seed = seed_plan(project, given.iterations)
        plan = term_plan(seed, given.weeks, given.sites)
        target = Path(folder) / "term"
        target.mkdir()
        (target / "plan.json").write_text(plan_text(plan), encoding="utf-8")
        done, seconds, cpu, peak = _measured(
            "-C", str(project), "export", str(target), "--format", "json", "-q"
        )
        files = [Path(path) for path in json.loads(done)["files"]]
        size = sum(path.stat().st_size for path in files)
    answer = {
        "sites": len({stop.site for route in plan.routes for stop in route.stops}),
        "weeks": plan.weeks,
        "duties": len(plan.routes),
        "visits": sum(len(route.visits) for route in plan.routes),
        "files": len(files),
        "megabytes": round(size / 1e6, 1),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "peak_mb": round(peak),
        **surroundings("typst", "xlsxwriter"),
        "command": "python -m benchmarks.exports",
    }
    if given.format == "json":
        print(json.dumps(answer))
    else:
        for key, value in answer.items():
            print(f"{key:12} {value}")
    return 0


def seed_plan(project: Path, iterations: int) -> Plan:
    """Return a plan of two weeks of the embedded example."""
    _run("init", str(project), "--example", "haiphong")
    done = _run(
        "-C", str(project), "plan", "--weeks", "2", "--iterations", str(iterations), "-q",
        "--format", "json",
    )  # fmt: skip
    return read_plan(Path(json.loads(done)["plan"]))


def term_plan(seed: Plan, weeks: int, sites: int) -> Plan:
    """Return the duties of `seed` over and over until `weeks` are full.

    A repeated visit serves another site beside the first where there are fewer than `sites`: the
    places of the seed once more, their names told apart.
    """
    places = dict(seed.places)
    served = sorted({stop.site for route in seed.routes for stop in route.visits})
    twins: dict[str, str] = {}
    for site in served[: max(sites - len(served), 0)]:
        twins[site] = f"{site}-b"
        places[twins[site]] = replace(places[site], name=f"{places[site].name} B")
    routes: list[Route] = []
    for turn in range(-(-weeks // seed.weeks)):
        for route in seed.routes:
            day = route.date + timedelta(weeks=turn * seed.weeks)
            if (day - seed.start).days < 7 * weeks:
                routes.append(_shifted(route, turn, day, twins if turn % 2 else {}))
    return replace(seed, weeks=weeks, routes=tuple(routes), places=places, scenario=None)


def _shifted(route: Route, turn: int, day: date, twins: dict[str, str]) -> Route:
    def again(name: str) -> str:
        return twins.get(name, name)

    def moved(stop: Stop) -> Stop:
        if stop.feeds:
            return stop
        number = int(stop.visit.rpartition("/")[2]) + 2 * turn
        visit = f"{again(stop.site)}/{stop.service}/{number}"
        return replace(stop, site=again(stop.site), visit=visit)

    stops = tuple(moved(stop) for stop in route.stops)
    legs = tuple(
        replace(leg, origin=again(leg.origin), destination=again(leg.destination))
        for leg in route.legs
    )
    return replace(route, date=day, stops=stops, legs=legs)


def _measured(*arguments: str) -> tuple[str, float, float, float]:
    """Return what the command prints, its seconds, those of CPU, its greatest memory (MB)."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as answer:
        begin = time.perf_counter()
        child = subprocess.Popen([sys.executable, "-m", "routeplan", *arguments], stdout=answer)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, arguments)
        answer.seek(0)
        return answer.read(), seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", "routeplan", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
