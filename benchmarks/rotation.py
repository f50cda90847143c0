"""Rotations of book sets: a term of the example, Latin squares, crates through depots.

Run `python -m benchmarks.rotation [--turns K] [--iterations K] [--plan PLAN] [--only PART]
[--format json]` from the repository root. The plan of the term is made first (by iterations, the
same one everywhere), or is a PLAN made before; it counts for no time, the rotation's own seconds
do. The bar of 60 s is held against CPU seconds, of one thread: on an idle machine both are the
same.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.surroundings import command_line, surroundings
from routeplan.check.rotation import check_rotation
from routeplan.model import RotationRules
from routeplan.rotation import Effort, make_rotation
from routeplan.rotation.greedy import first_rotation
from routeplan.rotation.improve import improve
from routeplan.rotation.instance import BookSet, Event, Instance, Run, Step, StepKind
from routeplan.rotation.journeys import Outcome, outcome
from routeplan.rotation.reading import read_instance

if TYPE_CHECKING:
    from routeplan.model import Plan, Problem

DAY = 86_400
SQUARES = (5, 8, 12, 16, 20)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and return 0 where every bar is met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rotation", description=__doc__)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--turns", type=int, default=Effort().turns, help="of the search")
    parser.add_argument("--iterations", type=int, default=300, help="of the plan made first")
    parser.add_argument("--plan", type=Path, help="a term plan of the example, made before")
    parser.add_argument("--only", choices=("term", "squares"), help="one part alone")
    options = parser.parse_args(arguments)
    answer: dict[str, Any] = {**surroundings("ortools"), "command": command_line(parser, options)}
    if options.only != "squares":
        problem, plan = _example(options.iterations, options.plan)
        answer["term"] = term(problem, plan, options.turns)
    if options.only != "term":
        answer["latin_squares"] = [latin_square(n) for n in SQUARES]
    print(json.dumps(answer, indent=1) if options.format == "json" else _text(answer))
    return 0 if _met(answer) else 1


def term(problem: Problem, plan: Plan, turns: int) -> dict[str, Any]:
    """Rotate a term and prove it; compare the crates that pass through depots.

    `returning` is the rule «everything returns to the depot»: the same search, in which no set goes
    from one site to the next on one duty.
    """
    began, busy = time.perf_counter(), time.process_time()
    rotation = make_rotation(problem, plan, effort=Effort(turns))
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    violations = check_rotation(problem, plan, rotation)
    delivered = sum(one.delivered is not None for one in rotation.exchanges)
    crates = sum(len(one.crates_in) for one in rotation.exchanges)
    returning = _returning(problem, plan, turns)
    through = sum(one is not None for one in returning.delivered)
    ours = rotation.crates_via_depot / max(delivered, 1)
    theirs = returning.handled / max(through, 1)
    return {
        "sites": len({one.site for one in rotation.exchanges}),
        "collections": len(problem.collections),
        "weeks": plan.weeks,
        "exchanges": len(rotation.exchanges),
        "delivered": delivered,
        "missing_sets": sorted({one.missing for one in rotation.unmet}),
        "repeat_pct": rotation.repeat_pct,
        "violations": len(violations),
        "clock_s": round(seconds, 1),
        "cpu_s": round(busy, 1),
        "crates_picked": crates,
        "crates_via_depot": rotation.crates_via_depot,
        "returning_delivered": through,
        "returning_crates_via_depot": returning.handled,
        "fewer_pct": round(100 * (1 - rotation.crates_via_depot / max(returning.handled, 1)), 1),
        "fewer_pct_per_delivery": round(100 * (1 - ours / theirs), 1) if theirs else 0.0,
    }


def _returning(problem: Problem, plan: Plan, turns: int) -> Outcome:
    instance = replace(read_instance(problem, plan), direct=False)
    journeys, _ = improve(instance, first_rotation(instance), Effort(turns))
    return outcome(instance, journeys)


def latin_square(n: int) -> dict[str, Any]:
    """Let n sites see n sets in n periods, every set once: n² deliveries are the optimum."""
    instance = _square(n)
    began = time.process_time()
    found = outcome(instance, first_rotation(instance))
    seconds = time.process_time() - began
    seen = [
        (event.site, one)
        for event, one in zip(instance.events, found.delivered, strict=True)
        if one is not None
    ]
    return {
        "n": n,
        "delivered": len(seen),
        "optimum": n * n,
        "repeats": len(seen) - len(set(seen)),
        "cpu_s": round(seconds, 2),
    }


def _square(n: int) -> Instance:
    """Build one duty that brings a set to every site, and one that fetches them, in each period."""
    events: list[Event] = []
    runs: list[Run] = []
    sites = [f"S{site:02d}" for site in range(n)]
    for day in range(0, 6 * n, 3):
        deliver, pick = (1, 0) if day % 6 == 0 else (0, 1)
        steps = []
        for number, site in enumerate(sites):
            moment = day * DAY + 9 * 3600 + 600 * number
            steps.append(Step(moment, StepKind.STOP, len(runs), event=len(events)))
            when = date(2026, 9, 7) + timedelta(days=day)
            visit = f"{site}/exchange/{day}"
            events.append(Event(visit, site, when, moment, len(runs), deliver, pick))
        start = day * DAY + 7 * 3600
        runs.append(Run(f"V@{day}", "V", "D", start, start + 36_000, tuple(steps)))
    return Instance(
        rules=RotationRules(last_sets=n),
        events=tuple(events),
        runs=tuple(runs),
        sets=tuple(BookSet(f"C{k:02d}", 1, "D", 10, 0, deposit=False, new=False) for k in range(n)),
        fits={site: frozenset(range(n)) for site in sites},
        common=tuple(tuple(10 * (a == b) for b in range(n)) for a in range(n)),
        met=dict.fromkeys(sites, ()),
        value=dict.fromkeys(sites, (48, 32, 24, 20, 16)),
    )


def _example(iterations: int, path: Path | None) -> tuple[Problem, Plan]:
    """Return the example's term and a plan of it that the checker accepts."""
    from routeplan.check import check_plan
    from routeplan.cli.plan_files import read_plan
    from routeplan.network.build import build_travel
    from routeplan.project import init, load, problem_or_raise
    from routeplan.solve import Budget, make_plan

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "haiphong"
        init(folder, "haiphong")
        problem = problem_or_raise(load(folder, term=True))
    travel = build_travel(problem)
    if path is None:
        plan = make_plan(problem, travel, budget=Budget(None, iterations, 0, 2))
    else:
        plan = read_plan(path)
    if check_plan(problem, travel, plan):
        raise SystemExit("the checker refuses the plan")
    return problem, plan


def _met(answer: dict[str, Any]) -> bool:
    squares = all(
        one["delivered"] == one["optimum"] and not one["repeats"]
        for one in answer.get("latin_squares", ())
    )
    told = answer.get("term")
    if told is None:
        return squares
    fine = told["violations"] == 0 and told["repeat_pct"] <= 5 and told["cpu_s"] < 60
    return squares and fine and told["fewer_pct"] >= 30


def _text(answer: dict[str, Any]) -> str:
    lines = [f"{key}: {answer[key]}" for key in ("machine", "load", "versions", "command")]
    lines.extend(f"term {key}: {value}" for key, value in answer.get("term", {}).items())
    lines.extend(
        "latin square " + ", ".join(f"{key} {value}" for key, value in one.items())
        for one in answer.get("latin_squares", ())
    )
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
