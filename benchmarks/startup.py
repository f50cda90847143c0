"""How long `routeplan --help` takes, as a user's shell sees it.

Run `python -m benchmarks.startup [--runs N] [--format json]` from the repository root. Each run is
a process of its own; the figure that counts is the best, which other work on the machine disturbs
least.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import routeplan

ROOT = Path(__file__).resolve().parent.parent
COMMAND = ("-m", "routeplan", "--help")


def measure(runs: int) -> list[float]:
    """Return the wall seconds of `runs` starts of `routeplan --help`.

    The first start of a fresh checkout compiles bytecode, so one unmeasured start goes before.

    Raises:
        subprocess.CalledProcessError: the command failed, so its time means nothing.
    """
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    seconds = []
    for _ in range(runs + 1):
        begin = time.perf_counter()
        subprocess.run([sys.executable, *COMMAND], check=True, capture_output=True, env=environment)
        seconds.append(time.perf_counter() - begin)
    return seconds[1:]


def report(seconds: list[float]) -> dict[str, Any]:
    """Return the figures with what is needed to measure them again."""
    return {
        "benchmark": "startup",
        "best_s": round(min(seconds), 3),
        "median_s": round(statistics.median(seconds), 3),
        "runs": len(seconds),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "versions": {"python": platform.python_version(), "routeplan": routeplan.__version__},
        "measured": "python " + " ".join(COMMAND),
        "command": f"python -m benchmarks.startup --runs {len(seconds)}",
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How long `routeplan --help` takes.")
    parser.add_argument("--runs", type=int, default=5, help="measured starts (default 5)")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    if arguments.runs < 1:
        parser.error("--runs must be 1 or more")
    figures = report(measure(arguments.runs))
    if arguments.format == "json":
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
