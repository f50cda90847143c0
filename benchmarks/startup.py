"""How long `routeplan --help` takes, as a user's shell sees it.

Run `python -m benchmarks.startup [--runs N] [--format json]` from the repository root. Each run is
a process of its own; the figure that counts is the best, which other work on the machine disturbs
least.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.surroundings import command_line, surroundings

ROOT = Path(__file__).resolve().parent.parent
COMMAND = ("-m", "routeplan", "--help")


class Run(NamedTuple):
    """One start: seconds on the wall's clock, and of the processor (user and system)."""

    wall_s: float
    cpu_s: float


def measure(runs: int) -> list[Run]:
    """Return how long `runs` starts of `routeplan --help` take, each a process of its own.

    The first start of a fresh checkout compiles bytecode, so one unmeasured start goes before.

    Raises:
        subprocess.CalledProcessError: the command failed, so its time means nothing.
    """
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    found = []
    for _ in range(runs + 1):
        begin, before = time.perf_counter(), os.times()
        subprocess.run([sys.executable, *COMMAND], check=True, capture_output=True, env=environment)
        wall, after = time.perf_counter() - begin, os.times()
        cpu = after.children_user + after.children_system
        cpu -= before.children_user + before.children_system
        # Windows does not count the time of child processes; there the wall's clock has to do.
        found.append(Run(wall, cpu or wall))
    return found[1:]


def report(runs: list[Run]) -> dict[str, Any]:
    """Return the figures, and what they were measured on."""
    return {
        "benchmark": "startup",
        "best_s": round(min(run.wall_s for run in runs), 3),
        "median_s": round(statistics.median(run.wall_s for run in runs), 3),
        "best_cpu_s": round(min(run.cpu_s for run in runs), 3),
        "runs": len(runs),
        **surroundings(),
        "measured": "python " + " ".join(COMMAND),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.startup", description="How long `routeplan --help` takes."
    )
    parser.add_argument("--runs", type=int, default=5, help="measured starts (default 5)")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    if arguments.runs < 1:
        parser.error("--runs must be 1 or more")
    figures = report(measure(arguments.runs)) | {"command": command_line(parser, arguments)}
    if arguments.format == "json":
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
