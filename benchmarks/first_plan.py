"""How soon a planner sees a full plan of the embedded example: Hải Phòng, four weeks.

Run `python -m benchmarks.first_plan [--weeks 4] [--seed K] [--format json]` from the repository
root. Counted from the start of a process: imports, tables, travel, search, until nothing is missed.
The search is compiled before, and the sea's and roads' ways are known from an earlier run, as they
are on every day but the first.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.surroundings import command_line, surroundings

START = date(2025, 12, 1)
"""Four weeks from here lie within the example's ferry timetables."""


def first_plan(folder: str, weeks: int, seed: int) -> dict[str, Any]:
    """Plan until nothing is missed; return seconds from the start of the process.

    `clock_s` does not hold the start of Python itself, `cpu_s` does.
    """
    began = time.monotonic()
    from routeplan.network.build import build_travel
    from routeplan.project import load, problem_or_raise
    from routeplan.solve import Budget, make_plan
    from routeplan.solve.engine import Progress

    marks: dict[str, tuple[float, float]] = {}

    def mark(name: str) -> None:
        marks.setdefault(name, (time.monotonic() - began, time.process_time()))

    mark("imported")
    problem = problem_or_raise(load(Path(folder), start=START, weeks=weeks))
    mark("loaded")
    travel = build_travel(problem)
    mark("travel")
    least = len(problem.visits)

    def tell(now: Progress) -> bool:
        nonlocal least
        if now.stage == "search":
            mark("first")
            least = min(least, now.unassigned)
        if now.stage == "search" and not now.unassigned:
            mark("full")
        return "full" not in marks

    budget = Budget(seconds=60, seed=seed)
    plan = make_plan(problem, travel, budget=budget, progress=tell, bounded=False)
    mark("plan")
    return {
        "visits": len(problem.visits),
        "missed": len(plan.unassigned),
        "least_missed": least,
        "clock_s": {name: round(clock, 2) for name, (clock, _) in marks.items()},
        "cpu_s": {name: round(cpu, 2) for name, (_, cpu) in marks.items()},
    }


def main() -> None:
    """Print when each part was done."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.first_plan", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--weeks", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = parser.parse_args()
    if given.weeks < 1:
        parser.error("--weeks must be 1 or more")
    from routeplan.project import init
    from routeplan.solve.warming import warm

    warm()
    context = get_context("spawn")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "haiphong"
        init(folder, "haiphong")
        for _ in range(2):  # the first time fills the cache
            with ProcessPoolExecutor(1, mp_context=context) as alone:
                found = alone.submit(first_plan, str(folder), given.weeks, given.seed).result()
    answer = {
        "benchmark": "first_plan",
        "command": command_line(parser, given),
        **surroundings(),
        "seed": given.seed,
        **found,
    }
    if given.format == "json":
        print(json.dumps(answer, indent=1))
        return
    for name, value in answer.items():
        print(f"{name:<14}{value}")


if __name__ == "__main__":
    main()
