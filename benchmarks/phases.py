"""What each part of planning costs as sites and weeks grow, in CPU seconds and memory.

Run `python -m benchmarks.phases --pbf FILE [--sites 300,1000,3000] [--weeks 1,4,12] [--steps K]
[--seed K] [--figure FILE.svg] [--format json]` from the repository root. Problems are those of
`benchmarks.scale`, a vehicle for every 100 sites, on the roads of FILE. Everything that `routeplan
plan` does with a project of this size is done in its order, each part timed by the CPU seconds of
its process, so that other work on the machine changes little; the search, which takes what time it
is given, does K steps, and the bound, which takes the rest, is left out. Each size runs in a
process of its own, whose peak of memory is printed.

`growth` says with what power of the number of visits a part grows from the smallest problem to the
largest: 1 is linear, 2 quadratic.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.project_folder import write_folder
from benchmarks.scale import DEPOTS, STEP_SLICE, places_on_roads, problem_of
from benchmarks.surroundings import command_line, peak_mb, surroundings

if TYPE_CHECKING:
    from routeplan.model import Plan, Problem
    from routeplan.network.travel import Travel
    from routeplan.solve.duties.duty import Duty

SITES_PER_VEHICLE = 100
COUNTS = ("sites", "weeks", "visits", "vehicles", "missed", "duties", "violations")


class Clock:
    """CPU seconds of named parts, one after another."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count what is done meanwhile as part `name`."""
        began = time.process_time()
        yield
        self.seconds[name] = round(time.process_time() - began, 3)


def phased(pbf: str, sites: int, weeks: int, steps: int, seed: int) -> dict[str, Any]:
    """Return counts, CPU seconds by part, and memory, of one size."""
    from routeplan.solve.search.engine import NativeEngine

    vehicles = max(1, sites // SITES_PER_VEHICLE)
    places = places_on_roads(pbf, sites + DEPOTS, seed)
    NativeEngine().prepare()
    clock = Clock()
    problem, travel = loaded(clock, Path(pbf), problem_of(places, weeks, vehicles, seed))
    duties = searched(clock, problem, travel, steps, seed)
    plan, violations = finished(clock, problem, travel, duties, seed)
    return {
        "sites": sites,
        "weeks": weeks,
        "visits": len(problem.visits),
        "vehicles": vehicles,
        "missed": len(plan.unassigned),
        "duties": len(plan.routes),
        "violations": violations,
        "cpu_s": clock.seconds,
        "first_plan_s": first_plan_s(clock.seconds),
        "ms_per_step": round(1000 * clock.seconds["steps"] / max(1, steps), 3),
        "steps_per_s": round(steps / clock.seconds["steps"]) if clock.seconds["steps"] else None,
        "peak_mb": peak_mb(),
    }


def loaded(clock: Clock, pbf: Path, drawn: Problem) -> tuple[Problem, Travel]:
    """Write a problem as a project folder; read it again and measure, as the command does."""
    from routeplan.network.build import build_travel
    from routeplan.network.cache import FOLDER_VARIABLE
    from routeplan.network.notices import travel_notices
    from routeplan.network.osm.building import build_from_extract
    from routeplan.network.osm.network import RoadNetwork
    from routeplan.project import load, problem_or_raise

    with tempfile.TemporaryDirectory() as name:
        write_folder(Path(name), drawn)
        with clock.part("load"):
            problem = problem_or_raise(load(Path(name)))
    with clock.part("roads"):
        network = RoadNetwork(build_from_extract(pbf, None))
    with tempfile.TemporaryDirectory() as cache:
        os.environ[FOLDER_VARIABLE] = cache  # no distance is known from an earlier run
        with clock.part("travel"):
            travel = build_travel(problem, network=network)
    with clock.part("notices"):
        travel_notices(problem, travel)
    return problem, travel


def searched(
    clock: Clock, problem: Problem, travel: Travel, steps: int, seed: int
) -> tuple[Duty, ...]:
    """Search as the native engine does, for so many steps."""
    from routeplan.solve.insertion import hardest_first, insert_all, put_routes
    from routeplan.solve.patterns import patterns_of
    from routeplan.solve.roster import Roster
    from routeplan.solve.search.driver import Search
    from routeplan.solve.search.encode import encode
    from routeplan.solve.search.handing import routes_by_slot

    with clock.part("patterns"):
        roster = Roster(problem, travel)
        patterns = None if roster.steady.idle else patterns_of(problem)
    with clock.part("encode"):
        encoded = encode(roster, patterns)
    with clock.part("construct"):
        run = Search(encoded.problem, seed)
        run.begin()
    with clock.part("steps"):
        for done in range(0, steps, STEP_SLICE):
            now = min(STEP_SLICE, steps - done)
            run.slice(now, done / steps, (done + now) / steps)
    with clock.part("timing"):
        put_routes(roster, routes_by_slot(encoded, run.best()))
        insert_all(roster, hardest_first(roster, roster.missed()))
    return tuple(roster.duties.values())


def finished(
    clock: Clock, problem: Problem, travel: Travel, duties: tuple[Duty, ...], seed: int
) -> tuple[Plan, int]:
    """Do what follows the search, the bound left out; return the plan and its violations."""
    from routeplan.check import check_plan
    from routeplan.cli.plan_files import plan_text
    from routeplan.report import render_map
    from routeplan.solve.build import build_plan
    from routeplan.solve.effort import effort_of_plan
    from routeplan.solve.engine import Limit
    from routeplan.solve.hours import steady_hours
    from routeplan.solve.why.reasons import reasons
    from routeplan.solve.why.trying import Trials, insert_missing

    trials = Trials(problem, travel, effort_of_plan(Limit(None), by_clock=False))
    with clock.part("inserting"):
        duties = insert_missing(problem, travel, duties, trials)
    with clock.part("hours"):
        duties = steady_hours(problem, travel, duties)
    with clock.part("reasons"):
        unassigned = reasons(problem, travel, duties, trials)
    with clock.part("plan"):
        plan = build_plan(problem, travel, duties, unassigned, engine="native", seed=seed)
    with clock.part("check"):
        violations = check_plan(problem, travel, plan)
    with clock.part("map"):
        render_map(plan)
    with clock.part("file"):
        plan_text(plan)
    return plan, len(violations)


def first_plan_s(seconds: dict[str, float]) -> float:
    """Return what a plan without any improvement takes, the network built before."""
    return round(sum(s for part, s in seconds.items() if part not in ("roads", "steps")), 1)


def growth(small: dict[str, Any], large: dict[str, Any]) -> dict[str, float | None]:
    """Return the power of the visits with which each part grows, None below a tenth of a second."""
    more = math.log(large["visits"] / small["visits"])
    return {
        part: round(math.log(after / small["cpu_s"][part]) / more, 2)
        if small["cpu_s"][part] > 0.01 and after > 0.1 and more > 0
        else None
        for part, after in large["cpu_s"].items()
    }


def draw(rows: Sequence[dict[str, Any]], file: Path) -> None:
    """Draw the seconds of the first plan, a step and the memory over the visits."""
    from matplotlib import rcParams
    from matplotlib.figure import Figure

    rcParams["svg.hashsalt"] = "routeplan"
    figure = Figure(figsize=(9, 3), layout="constrained")
    axes = figure.subplots(1, 3)
    shown = (("first_plan_s", "first full plan, CPU s"), ("ms_per_step", "one step, CPU ms"))
    for axis, (key, title) in zip(axes, (*shown, ("peak_mb", "peak of memory, MB")), strict=True):
        for weeks, own in groupby(sorted(rows, key=_size), key=lambda row: row["weeks"]):
            points = [(row["sites"], row[key]) for row in own]
            label = f"{weeks} week" + "s" * (weeks > 1)
            axis.plot(*zip(*points, strict=True), marker="o", label=label)
        axis.set(title=title, xlabel="sites", xscale="log", yscale="log")
        axis.grid(visible=True, which="both", alpha=0.2)
    axes[0].legend()
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)


def _size(row: dict[str, Any]) -> tuple[int, int]:
    return row["weeks"], row["sites"]


def measure(
    pbf: Path, sites: Sequence[int], weeks: Sequence[int], steps: int, seed: int
) -> list[dict[str, Any]]:
    """Return the figures of each size, each in a process of its own."""
    rows = []
    for length in weeks:
        for count in sites:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                rows.append(alone.submit(phased, str(pbf), count, length, steps, seed).result())
                print(f"{count} sites, {length} weeks: done", file=sys.stderr)
    return rows


def _numbers(text: str) -> tuple[int, ...]:
    found = tuple(int(part) for part in text.split(","))
    if min(found) < 1:
        raise ValueError(text)
    return found


def main() -> None:
    """Print a column a size, and how each part grows."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.phases", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--pbf", type=Path, required=True, help="an OpenStreetMap extract")
    parser.add_argument("--sites", type=_numbers, default=(300, 1000, 3000))
    parser.add_argument("--weeks", type=_numbers, default=(1, 4, 12))
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--figure", type=Path, help="draw the curves: .svg or .png")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = parser.parse_args()
    rows = measure(given.pbf, given.sites, given.weeks, given.steps, given.seed)
    if given.figure:
        draw(rows, given.figure)
    smallest = min(rows, key=lambda row: int(row["visits"]))
    largest = max(rows, key=lambda row: int(row["visits"]))
    powers = growth(smallest, largest)
    answer = {
        "benchmark": "phases",
        "command": command_line(parser, given),
        **surroundings("numpy", "numba"),
        "seed": given.seed,
        "sizes": rows,
        "growth": powers,
    }
    if given.format == "json":
        print(json.dumps(answer, indent=1))
        return
    for name in ("command", "machine", "load"):
        print(f"{name:<14}{answer[name]}")
    _print_rows(rows, powers)


def _print_rows(rows: Sequence[dict[str, Any]], powers: dict[str, float | None]) -> None:
    for name in (*COUNTS, "first_plan_s", "ms_per_step", "steps_per_s", "peak_mb"):
        _print_row(name, [row[name] for row in rows], "")
    for part, power in powers.items():
        _print_row(f"{part}, CPU s", [row["cpu_s"][part] for row in rows], power or "")


def _print_row(name: str, values: Sequence[object], power: object) -> None:
    print(f"{name:<18}{''.join(f'{value!s:>10}' for value in values)}{power!s:>8}")


if __name__ == "__main__":
    main()
