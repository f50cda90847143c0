"""How much faster two local workers solve a sweep than one.

```
python -m benchmarks.sweep [--scenarios 200] [--jobs 2] [--iterations N] [--format json]
```

The embedded example of Hải Phòng, a grid over the shifts, the number of vans, the canoe and the
ferry. First several workers solve it, then one, each with an empty store; kernels are compiled
before. Wall-clock times say what a user waits, and suffer from whatever else runs on the machine:
the load is printed, and the CPU seconds of all processes, which say what the wall clock would be on
cores of one's own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.surroundings import command_line, surroundings
from routeplan.coverage.sweep import Backend, read_sweep, run_sweep
from routeplan.coverage.sweep.results import Store
from routeplan.project import init
from routeplan.solve.warming import warm

FERRY = '["pha-cat-ba-ra", "pha-cat-ba-vao"]'
MOST_SHIFTS = 50


def grid_text(scenarios: int, iterations: int) -> str:
    """Return a sweep file of so many scenarios, a multiple of 4 and at most 200."""
    shifts = [440 + 2 * k for k in range(scenarios // 4)]
    return f"""
iterations = {iterations}
[[axis]]
name = "shift"
table = "vehicles"
rows = "XE-*"
column = "max_duty_min"
values = {shifts}
[[axis]]
name = "vans"
choice = [{{ name = "one" }}, {{ name = "two", count = {{ XE-2 = 2 }} }}]
[[axis]]
name = "ferry"
choice = [{{ name = "sails" }}, {{ name = "closed", close = {{ what = {FERRY} }} }}]
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One timed sweep; `cpu_s` of this process and its children together."""

    jobs: int
    wall_s: float
    cpu_s: float
    load: float
    figures: tuple[Any, ...]


def timed(folder: Path, file: Path, jobs: int) -> Run:
    """Solve the sweep with so many workers and an empty store."""
    with tempfile.TemporaryDirectory() as results:
        began, spent = time.monotonic(), cpu_s()
        outcomes = run_sweep(folder, read_sweep(file), Store(Path(results)), Backend(jobs=jobs))
        wall = time.monotonic() - began
        if jobs > 1:
            stop_workers()
        used = cpu_s() - spent
    figures = tuple(tuple(sorted(one.figures.items())) for one in outcomes)
    return Run(jobs, wall, used, os.getloadavg()[0], figures)


def stop_workers() -> None:
    """End idle workers, so that the next run starts its own and their CPU time is known."""
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor().shutdown(wait=True)


def cpu_s() -> float:
    """Return CPU seconds of this process and all that it started and that have ended."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main() -> None:
    """Time one worker against several and print how much faster they are."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.sweep", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--scenarios", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--iterations", type=int, default=2_000)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = parser.parse_args()
    if given.scenarios % 4 or not 4 <= given.scenarios <= 4 * MOST_SHIFTS:
        parser.error(f"--scenarios must be a multiple of 4 up to {4 * MOST_SHIFTS}")
    if given.jobs < 2 or given.iterations < 1:
        parser.error("--jobs must be 2 or more, --iterations 1 or more")
    warm()
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "haiphong"
        init(folder, "haiphong")
        file = folder / "grid.toml"
        file.write_text(grid_text(given.scenarios, given.iterations), encoding="utf-8")
        several, one = timed(folder, file, given.jobs), timed(folder, file, 1)
    answer = {
        **surroundings("joblib", "numba", "numpy", "ortools"),
        "scenarios": given.scenarios,
        "iterations": given.iterations,
        "jobs": given.jobs,
        "wall_s": {"one": round(one.wall_s, 1), "several": round(several.wall_s, 1)},
        "cpu_s": {"one": round(one.cpu_s, 1), "several": round(several.cpu_s, 1)},
        "load": {"one": round(one.load, 2), "several": round(several.load, 2)},
        "speedup": round(one.wall_s / several.wall_s, 2),
        "cpu_overhead_pct": round(100 * (several.cpu_s / one.cpu_s - 1), 1),
        "identical": one.figures == several.figures,
        "command": command_line(parser, given),
    }
    if given.format == "json":
        print(json.dumps(answer, indent=1))
        return
    for name, value in answer.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
