"""How near to best known costs the lower bound of plans comes on public instances.

Run `python -m benchmarks.bound --instances DIR --set NAME --seconds S [--bks FILE.json]
[--only PART] [--format json]` from the repository root, as in `benchmarks.quality`. A run ends
after S CPU seconds, or before, when the bound gets no better. `gap_pct` is how far the best known
cost lies above the bound, in per cent of the bound, as plans say it; a bound above a best known
cost would be wrong and ends the run with an error. Where distances are real, the bound is that of
the instance rounded to thousandths.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.adapter import to_search
from benchmarks.instances.best_known import read_table
from benchmarks.instances.instance import Instance
from benchmarks.instances.sets import SETS, read_set
from benchmarks.surroundings import command_line, surroundings
from benchmarks.whole import FINE, cost_factor
from routeplan.solve.bound.lagrange import bound
from routeplan.solve.search.problem import SearchProblem

ROUNDING = 1e-4
"""Part of a best known cost that real distances may lose by being rounded."""


def measure(instance: Instance, seconds: float) -> dict[str, Any]:
    """Return the bound of one instance, in the units of its best known cost.

    Raises:
        ValueError: where the bound lies above the best known cost.
    """
    problem = to_search(instance)
    ends = time.process_time() + seconds
    began = time.process_time()
    found = bound(problem, owed(problem), stop=lambda: time.process_time() >= ends)
    cpu_s = time.process_time() - began
    value = None if found.value is None else float(found.value / units(instance))
    gap = None
    if value and instance.bks is not None:
        gap = 100 * (instance.bks / value - 1)
        if gap < (0 if instance.convention.is_whole else -100 * ROUNDING):
            raise ValueError(f"{instance.name}: bound {value} above best known {instance.bks}")
    return {
        "name": instance.name,
        "bks": instance.bks,
        "bound": value,
        "gap_pct": gap,
        "reason": found.reason,
        "passes": found.passes,
        "converged": found.converged,
        "cpu_s": round(cpu_s, 2),
    }


def owed(problem: SearchProblem) -> list[tuple[int, int]]:
    """Return every job with the visits of its first pattern."""
    lengths = problem.pattern_day_ptr[problem.pattern_ptr[:-1] + 1]
    lengths = lengths - problem.pattern_day_ptr[problem.pattern_ptr[:-1]]
    return [(job, int(count)) for job, count in enumerate(lengths)]


def units(instance: Instance) -> Fraction:
    """Return how many units of the search's cost one of a reported cost is."""
    fine = 1 if instance.convention.is_whole else FINE
    return Fraction(cost_factor(instance) * fine * instance.convention.divisor)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the bounds of one set."""
    sets = sorted(name for name in SETS if name != "pdptw_100")
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bound", description=__doc__)
    parser.add_argument("--instances", type=Path, required=True, metavar="DIR")
    parser.add_argument("--set", choices=sets, required=True, help="those that rank by cost alone")
    parser.add_argument("--seconds", type=float, default=10, help="CPU seconds of each run")
    parser.add_argument("--bks", type=Path, metavar="FILE", help="best known costs by name, JSON")
    parser.add_argument("--only", metavar="PART", help="instances with this in their name")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = parser.parse_args(arguments)

    def say(line: str) -> None:
        print(line, file=sys.stderr)

    try:
        table = read_table(given.bks) if given.bks else None
        found = read_set(given.set, given.instances, given=table, only=given.only, say=say)
        rows = [measure(instance, given.seconds) for instance in found]
    except (ValueError, OSError) as error:
        parser.error(str(error))
    gaps = [row["gap_pct"] for row in rows if row["gap_pct"] is not None]
    answer = {
        "set": given.set,
        "seconds": given.seconds,
        "mean_gap_pct": fmean(gaps) if gaps else None,
        "instances": rows,
        "command": command_line(parser, given),
        **surroundings(),
    }
    if given.format == "json":
        print(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for name in ("command", "machine", "load", "versions"):
        print(f"{name:<10}{answer[name]}")
    print(f"{'':<22}{'best known':>12}{'bound':>12}{'gap, %':>9}{'passes':>8}{'CPU s':>8}")
    for row in rows:
        figures = [_text(row[name], ".6g") for name in ("bks", "bound")]
        last = f"{_text(row['gap_pct'], '.2f'):>9}{row['passes']:>8}{row['cpu_s']:>8}"
        more = "" if row["converged"] else f"  {row['reason'] or 'not at its best'}"
        print(f"{row['name']:<22}{figures[0]:>12}{figures[1]:>12}{last}{more}")
    print(f"{'mean gap, %':<46}{_text(answer['mean_gap_pct'], '.2f'):>9}")


def _text(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


if __name__ == "__main__":
    main()
