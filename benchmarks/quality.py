"""How far from best known the search is on public instances, beside other solvers.

Run `python -m benchmarks.quality --instances DIR --set NAME --seconds S --seeds K
[--peers pyvrp,ortools] [--bks FILE.json] [--format json]` from the repository root. DIR holds one
file for each instance, at any depth, and its `.sol` where there is one; FILE holds best known costs
by name. Ours is the search that `routeplan plan` runs. Solvers run in turns on each instance and
seed, one thread in one process, measured in CPU seconds from the start of their search; ours has
been compiled before. Every answer goes to the judge in `benchmarks.judge`.

`cost`, `gap_pct` are means over the seeds, `best` is the best cost, `feasible` whether all runs
are. `cpu_s` is what a run took; that of a peer counts the building of its model as well. Instances
without a best known cost in the set's convention say `bks: null` and do not count.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.adapter import to_search, tours_of
from benchmarks.instances.best_known import read_table
from benchmarks.instances.instance import Instance, Tour
from benchmarks.instances.sets import SETS, read_set
from benchmarks.judge import judge
from benchmarks.scores import Run, Score, gap_pct, summary
from benchmarks.surroundings import command_line, surroundings

OURS = "routeplan"

Solve = Callable[[Instance, float, int], tuple[tuple[Tour, ...], float]]
"""Takes an instance, CPU seconds and a seed; returns tours and the CPU seconds that they took."""


def say(line: str) -> None:
    """Write a line to stderr, where progress and notices go."""
    print(line, file=sys.stderr, flush=True)


def our_search(instance: Instance, seconds: float, seed: int) -> tuple[tuple[Tour, ...], float]:
    """Run the search of `routeplan plan` on an instance."""
    from routeplan.solve.search.driver import search

    problem = to_search(instance)
    # Whatever the instance makes it compile is compiled before its time begins.
    search(problem, seconds=None, iterations=1, seed=0, cpu=True)
    began = time.process_time()
    routes = search(problem, seconds=seconds, iterations=None, seed=seed, cpu=True)
    return tours_of(problem, routes), time.process_time() - began


def by_peer(peer: peers.Peer) -> Solve:
    """Return how a peer is run."""

    def solve(instance: Instance, seconds: float, seed: int) -> tuple[tuple[Tour, ...], float]:
        began = time.process_time()
        tours = peer.solve(instance, seconds=seconds, seed=seed)
        return tours, time.process_time() - began

    return solve


def run_once(name: str, solve: Solve, instance: Instance, seconds: float, seed: int) -> Run:
    """Run one solver once, ask the judge and say what came of it."""
    tours, cpu_s = solve(instance, seconds, seed)
    verdict = judge(instance, tours)
    run = Run(
        seed,
        verdict.cost if verdict.feasible else None,
        verdict.vehicles,
        cpu_s,
        verdict.faults,
    )
    gap = gap_pct(instance, run)
    say(
        f"{instance.name} seed {seed} {name}: "
        + (
            f"{run.cost:.10g} with {run.vehicles} vehicles"
            if run.cost is not None
            else f"not feasible ({len(run.faults)}: {'; '.join(run.faults[:2])})"
        )
        + (f", {gap:+.3f} %" if gap is not None else "")
    )
    return run


def measure(
    instances: Sequence[Instance],
    solvers: dict[str, Solve],
    seconds: float,
    seeds: Sequence[int],
    unseeded: Sequence[str] = (),
) -> dict[str, list[Score]]:
    """Return each solver's scores; on every instance and seed the solvers run one after another.

    Args:
        instances: solved in this order.
        solvers: how each is run, by name.
        seconds: CPU seconds of each run.
        seeds: one run each.
        unseeded: solvers whose answer no seed changes; their first run is the only one.
    """
    scores: dict[str, list[Score]] = {name: [] for name in solvers}
    for instance in instances:
        runs: dict[str, list[Run]] = {name: [] for name in solvers}
        for seed in seeds:
            for name, solve in solvers.items():
                if name not in unseeded or not runs[name]:
                    runs[name].append(run_once(name, solve, instance, seconds, seed))
        for name in solvers:
            scores[name].append(Score(instance, tuple(runs[name])))
    return scores


def report(name: str, seconds: float, scores: dict[str, list[Score]]) -> dict[str, Any]:
    """Return the figures of one set."""
    ours = scores.get(OURS, [])
    others = {peer: found for peer, found in scores.items() if peer != OURS}
    some = next(iter(scores.values()), [])
    rows = []
    for place, score in enumerate(some):
        row: dict[str, Any] = {"name": score.instance.name, "bks": score.instance.bks}
        if score.instance.vehicles_first:
            row["bks_vehicles"] = score.instance.bks_vehicles
        if ours:
            row |= ours[place].as_json()
        row["peers"] = {peer: found[place].as_json() for peer, found in others.items()}
        rows.append(row)
    sums = {solver: summary(found) for solver, found in scores.items()}
    return {
        "set": name,
        "seconds": seconds,
        "mean_gap_pct": sums[OURS]["mean_gap_pct"] if ours else None,
        "peers": {peer: sums[peer]["mean_gap_pct"] for peer in others},
        "instances": rows,
        "runs": sums,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of one set."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        table = read_table(given.bks) if given.bks else None
        found = read_set(given.set, given.instances, given=table, only=given.only, say=say)
        instances = list(islice(found, given.limit))
        chosen = [peers.load(name) for name in given.peers.split(",") if name]
    except (ValueError, OSError) as error:
        parser.error(str(error))
    if not instances:
        parser.error(f"no instance of {given.set} has {given.only} in its name")
    refusals = {
        peer.name: why
        for peer in chosen
        for instance in instances
        if (why := peer.refuse(instance))
    }
    for peer, why in refusals.items():
        say(f"{peer} cannot model the set {given.set}: {why}")
    able = [peer for peer in chosen if peer.name not in refusals]
    solvers: dict[str, Solve] = {}
    if not given.no_ours:
        solvers[OURS] = our_search
    solvers |= {peer.name: by_peer(peer) for peer in able}
    if not solvers:
        parser.error("nothing is left to run")
    seeds = range(1, given.seeds + 1)
    unseeded = [peer.name for peer in able if not peer.seeded]
    scores = measure(instances, solvers, given.seconds, seeds, unseeded)
    answer = report(given.set, given.seconds, scores)
    answer["peers"] |= dict.fromkeys(refusals)
    answer |= {
        "refusals": refusals,
        "seeds": list(seeds),
        "command": command_line(parser, given),
        **surroundings("numba", "numpy", "ortools", "pyvrp", "vrplib"),
    }
    if given.format == "json":
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        print_text(answer)


def print_text(answer: dict[str, Any]) -> None:
    """Print the answer as a table."""
    versions = ", ".join(f"{name} {number}" for name, number in answer["versions"].items())
    seeds = ", ".join(map(str, answer["seeds"]))
    for name, value in (
        ("command", answer["command"]),
        ("machine", answer["machine"]),
        ("versions", versions),
        ("budget", f"{answer['seconds']:g} CPU seconds a run, seeds {seeds}"),
    ):
        print(f"{name:<10}{value}")
    solvers = list(answer["runs"])
    print(f"{'':<22}{'best known':>14}" + "".join(f"{name:>28}" for name in solvers))
    for row in answer["instances"]:
        cells = [row if name == OURS else row["peers"][name] for name in solvers]
        print(f"{row['name']:<22}{_known(row):>14}" + "".join(f"{_cell(one):>28}" for one in cells))
    for label, key in (
        ("mean gap, %", "mean_gap_pct"),
        ("vehicles above", "fleet_excess"),
        ("runs", "runs"),
        ("of them counted", "counted"),
        ("not feasible", "infeasible"),
        ("CPU s a run", "cpu_s"),
    ):
        if any(key in one for one in answer["runs"].values()):
            figures = [_figure(answer["runs"][name].get(key)) for name in solvers]
            print(f"{label:<36}" + "".join(f"{one:>28}" for one in figures))
    for peer, why in answer["refusals"].items():
        print(f"{peer} is left out: {why}")


def _known(row: dict[str, Any]) -> str:
    if row["bks"] is None:
        return "-"
    fleet = row.get("bks_vehicles")
    return f"{row['bks']:.10g}" + ("" if fleet is None else f" ({fleet})")


def _cell(score: dict[str, Any]) -> str:
    """Return a mean cost, its gap in per cent and what else must not be missed."""
    if score["cost"] is None:
        return "not feasible"
    text = f"{score['cost']:.10g}"
    if score.get("vehicles") is not None:
        text += f" ({score['vehicles']:g})"
    if score["gap_pct"] is not None:
        text += f" {score['gap_pct']:+.2f}"
    return text if score["feasible"] else f"{text} !"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--instances", type=Path, required=True, metavar="DIR")
    parser.add_argument("--set", choices=sorted(SETS), required=True)
    parser.add_argument("--seconds", type=float, default=10, help="CPU seconds of each run")
    parser.add_argument("--seeds", type=int, default=3, help="how many: 1, 2, ...")
    parser.add_argument("--peers", default="", help=f"of {', '.join(peers.PACKAGES)}")
    parser.add_argument("--bks", type=Path, metavar="FILE", help="best known costs by name, JSON")
    parser.add_argument("--only", metavar="PART", help="instances with this in their name")
    parser.add_argument("--limit", type=int, help="the first so many instances")
    parser.add_argument("--no-ours", action="store_true", help="run the peers alone")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    return parser


if __name__ == "__main__":
    main()
