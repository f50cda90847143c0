"""How much driving plans save against the timetables that library services publish.

Run `python -m benchmarks.timetables --dir DIR --seconds S [--seed N] [--threads N] [--keep WHAT]
[--format json]` from the repository root. Every CSV file of DIR in the «mobile library stops»
schema is imported as `routeplan import timetable` does it (with `NAME_routes.csv` as its legs where
there is one), planned for S seconds with the native engine, checked, and compared with its
published timetable under the same travel model, duties and minutes. Files that are no timetables
are named and left out; a plan that misses a visit of the published timetable does not count as a
saving, and says so.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.surroundings import command_line, surroundings
from routeplan.check import check_plan
from routeplan.coverage.comparing import Comparison, compare
from routeplan.importing import Request, import_timetable
from routeplan.model import RouteplanError, Severity
from routeplan.network.build import build_travel
from routeplan.network.osm.network import load_network
from routeplan.project import load, problem_or_raise
from routeplan.project.files import write_files
from routeplan.project.timetable.writing import Keep
from routeplan.solve import Budget, make_plan

LEGS = "_routes.csv"


def measure(file: Path, budget: Budget, keep: frozenset[Keep]) -> dict[str, Any]:
    """Return the figures of one service.

    Raises:
        RouteplanError: the file is no timetable, or cannot be planned.
    """
    legs = file.with_name(file.stem + LEGS)
    request = Request(file, legs=legs if legs.is_file() else None, keep=keep)
    imported = import_timetable(request)
    with tempfile.TemporaryDirectory(prefix="routeplan-") as staged:
        folder = Path(staged)
        write_files({folder / name: data for name, data in imported.files.items()})
        problem = problem_or_raise(load(folder))
        travel = build_travel(problem, network=load_network(folder))
    problem = replace(problem, language="en")
    plan = make_plan(problem, travel, budget=budget)
    violations = check_plan(problem, travel, plan)
    comparison = compare([("published", imported.plan), ("planned", plan)])
    bad = {notice.row for notice in imported.notices if notice.severity is Severity.ERROR}
    return {
        "service": imported.timetable.name,
        "file": file.name,
        "stops": len(imported.timetable.stops),
        "vans": len(imported.timetable.vans),
        "weeks": imported.plan.weeks,
        "rows_left_out": len(bad),
        "published_violations": len(imported.violations),
        "violations": len(violations),
        "gap_pct": plan.summary.gap_pct,
        **_figures(comparison),
    }


def _figures(comparison: Comparison) -> dict[str, Any]:
    base, planned = comparison.base, comparison.others[0]
    missed = base.figures["visits_planned"] - planned.figures["visits_planned"]
    return {
        "visits": base.figures["visits_planned"],
        "visits_missed": max(missed, 0),
        "duties": [base.figures["duties"], planned.figures["duties"]],
        "published_driving_min": base.figures["driving_min"],
        "driving_min": planned.figures["driving_min"],
        "driving_saved_pct": planned.driving_saved_pct if missed <= 0 else None,
        "visits_moved": len(planned.moved),
    }


def totals(services: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the saving over all services together, and the mean of their savings."""
    counted = [one for one in services if one["driving_saved_pct"] is not None]
    published = sum(one["published_driving_min"] for one in counted)
    planned = sum(one["driving_min"] for one in counted)
    return {
        "services": len(services),
        "counted": len(counted),
        "published_driving_min": round(published, 1),
        "driving_min": round(planned, 1),
        "driving_saved_pct": round(100 * (1 - planned / published), 1) if published else None,
        "mean_saved_pct": round(sum(one["driving_saved_pct"] for one in counted) / len(counted), 1)
        if counted
        else None,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every timetable of a folder and print the figures."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.timetables", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--dir", type=Path, required=True, help="folder with timetables")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--keep", choices=("none", *Keep), default="none")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    options = parser.parse_args(arguments)
    files = sorted(path for path in options.dir.glob("*.csv") if not path.name.endswith(LEGS))
    if not files:
        parser.error(f"{options.dir} holds no CSV file")
    keep = frozenset({Keep(options.keep)} if options.keep != "none" else ())
    budget = Budget(options.seconds, None, options.seed, options.threads)
    as_text = options.format == "text"
    services, refused = [], []
    if as_text:
        head = f"{'service':<28}{'stops':>6}{'vans':>5}{'weeks':>6}"
        print(f"{head}{'published':>11}{'plan':>9}{'saved %':>9}")
    for file in files:
        try:
            one = measure(file, budget, keep)
        except RouteplanError as error:
            refused.append({"file": file.name, "code": error.code, "cause": error.cause})
            print(f"{file.name}: [{error.code}] {error.cause}", file=sys.stderr)
            continue
        services.append(one)
        if as_text:
            print(_line(one), flush=True)
    answer = {
        "benchmark": "timetables",
        "seconds": options.seconds,
        "seed": options.seed,
        "threads": options.threads,
        "keep": options.keep,
        **totals(services),
        "services_measured": services,
        "refused": refused,
        **surroundings(),
        "command": command_line(parser, options),
    }
    print(json.dumps(answer, ensure_ascii=False, indent=2) if not as_text else _foot(answer))
    return 0 if services else 1


def _line(one: dict[str, Any]) -> str:
    saved = one["driving_saved_pct"]
    shown = f"{saved:>9.1f}" if saved is not None else f"{'missed ' + str(one['visits_missed']):>9}"
    return (
        f"{one['service'][:27]:<28}{one['stops']:>6}{one['vans']:>5}{one['weeks']:>6}"
        f"{one['published_driving_min']:>11.1f}{one['driving_min']:>9.1f}{shown}"
    )


def _foot(answer: dict[str, Any]) -> str:
    return (
        f"all: {answer['published_driving_min']} min published, {answer['driving_min']} planned, "
        f"{answer['driving_saved_pct']} % saved; mean {answer['mean_saved_pct']} %\n"
        f"{answer['machine']}; routeplan {answer['versions']['routeplan']}, Python "
        f"{answer['versions']['python']}\n{answer['command']}"
    )


if __name__ == "__main__":
    sys.exit(main())
