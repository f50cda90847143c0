"""How long the documents of a whole term take, and how much memory: 130 sites, 19 weeks.

Run `python -m benchmarks.exports [--weeks N] [--sites N] [--iterations K] [--format json]` from the
repository root. The plan is made from the embedded example: its sites, the duties of a plan of two
weeks, over and over. No search is measured, only `routeplan export` as a process of its own.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.child import measured
from benchmarks.surroundings import command_line, surroundings
from routeplan.cli.plan_files import plan_text, read_plan
from routeplan.model import Plan, Route, Stop

SITES = 130
WEEKS = 19


def main(arguments: Sequence[str] | None = None) -> None:
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
    if min(given.weeks, given.sites, given.iterations) < 1:
        parser.error("--weeks, --sites and --iterations must be 1 or more")
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        seed = seed_plan(project, given.iterations)
        plan = term_plan(seed, given.weeks, given.sites)
        target = Path(folder) / "term"
        target.mkdir()
        (target / "plan.json").write_text(plan_text(plan), encoding="utf-8")
        done = measured("-C", str(project), "export", str(target), "--format", "json", "-q")
        files = [Path(path) for path in json.loads(done.answer)["files"]]
        size = sum(path.stat().st_size for path in files)
    answer = {
        "sites": len({stop.site for route in plan.routes for stop in route.stops}),
        "weeks": plan.weeks,
        "duties": len(plan.routes),
        "visits": sum(len(route.visits) for route in plan.routes),
        "files": len(files),
        "megabytes": round(size / 1e6, 1),
        "clock_s": round(done.clock_s, 1),
        "cpu_s": round(done.cpu_s, 1),
        "peak_mb": round(done.peak_mb),
        **surroundings("typst", "xlsxwriter"),
        "command": command_line(parser, given),
    }
    if given.format == "json":
        print(json.dumps(answer, indent=1))
    else:
        for key, value in answer.items():
            print(f"{key:12} {value}")


def seed_plan(project: Path, iterations: int) -> Plan:
    """Return a plan of two weeks of the embedded example."""
    measured("init", str(project), "--example", "haiphong")
    done = measured(
        "-C", str(project), "plan", "--weeks", "2", "--iterations", str(iterations), "-q",
        "--format", "json",
    )  # fmt: skip
    return read_plan(Path(json.loads(done.answer)["plan"]))


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


if __name__ == "__main__":
    main()
