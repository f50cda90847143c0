"""A service with many sites: a four-week cycle of N random sites, planned as users plan it.

Run `python -m benchmarks.scale --sites N [--weeks W] [--vehicles V] [--seconds S] [--steps K]
[--seed K] [--pbf FILE] [--format json]` from the repository root. With an OpenStreetMap extract
(FILE; the figures in docs/acceptance.md are of Porto's) sites lie beside its roads, and times are
those of the network that `routeplan network build` makes of it. Without one, they lie in a box, and
times are those of straight lines made longer by a factor: good for comparing sizes, no more.

Half of the sites want a visit every two weeks, half every four; stays take 20 to 40 minutes, some
sites open all day, some in the morning and in the afternoon, and every long duty owes a lunch.

Travel and planning each run in a process of their own, so that the peak of memory is that of
planning. The search is compiled before the clock starts. `full_plan_s` is when the search first
missed nothing, `plan_s` when the plan was there, with a tried reason for each missed visit. Steps
are timed in a run of their own, a whole annealing of K steps on the same arrays.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.surroundings import command_line, peak_mb, surroundings
from benchmarks.travel import random_places
from routeplan.check import check_plan
from routeplan.model import (
    NEVER,
    Depot,
    Problem,
    Service,
    ServiceKind,
    Site,
    Vehicle,
    Window,
)
from routeplan.network.osm.building import build_from_extract
from routeplan.network.osm.driving import osm_profile
from routeplan.network.osm.routing import Router
from routeplan.network.osm.snapping import Snapper, Spot
from routeplan.network.travel import Travel
from routeplan.project.due import due_visits
from routeplan.solve import Budget, make_plan
from routeplan.solve.engine import Progress
from routeplan.solve.patterns import patterns_of
from routeplan.solve.roster import Roster
from routeplan.solve.search.driver import Search
from routeplan.solve.search.encode import encode
from routeplan.solve.search.engine import NativeEngine

MONDAY = date(2026, 9, 7)
DEPOTS = 2
PROFILE = "van"
FAR_M = 2_000.0
"""Sites farther than this from a road are drawn again."""

BOX = (41.10, -8.70, 41.25, -8.45)
"""South, west, north, east of places without an extract."""

DETOUR = 1.4
KPH = 30.0

PIVOTS = 60
"""Places enough to tell which others lie on the largest part of a network."""

STEP_SLICE = 500
CURVE_POINTS = 12

Places = list[tuple[float, float]]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Case:
    """What to plan.

    Args:
        places: (lat, lon) of sites, then of depots.
        seconds, metres: between them; `NEVER` where there is no way.
    """

    places: Places
    seconds: Ints
    metres: Ints


def on_roads(pbf: str, count: int, seed: int) -> Case:
    """Return places beside the roads of an extract that all reach each other."""
    router, drawn, spots = _beside_roads(pbf, count, seed)
    kept = _kept(router, spots, count)
    chosen = [spots[k] for k in kept]
    seconds, metres = router.matrix(chosen, chosen)
    return Case([drawn[k] for k in kept], _whole(seconds), _whole(metres))


def places_on_roads(pbf: str, count: int, seed: int) -> Places:
    """Return the places of `on_roads` without measuring between them."""
    router, drawn, spots = _beside_roads(pbf, count, seed)
    return [drawn[k] for k in _kept(router, spots, count)]


def _beside_roads(pbf: str, count: int, seed: int) -> tuple[Router, Places, list[Spot]]:
    """Return a router, more places than are wanted, and where they join its roads."""
    graph = build_from_extract(Path(pbf), None)
    profile = graph.profiles.index(osm_profile(PROFILE))
    drawn = random_places(graph, count + count // 5 + 20, seed)
    found = Snapper(graph, profile, drawn).spots(FAR_M)
    near = [k for k, spot in enumerate(found) if spot is not None]
    spots = [spot for spot in found if spot is not None]
    return Router(graph, profile), [drawn[k] for k in near], spots


def _kept(router: Router, spots: Sequence[Spot], count: int) -> list[int]:
    """Return the first spots on the largest part of the network.

    They reach most of the pivots, and are reached; places off that part reach few others.
    """
    pivots = spots[:PIVOTS]
    there, _ = router.matrix_reversed(spots, pivots)
    back, _ = router.matrix(pivots, spots)
    both = np.isfinite(there) & np.isfinite(back.T)
    kept = [int(k) for k in np.flatnonzero(both.mean(axis=1) > 0.5)]
    if len(kept) < count:
        raise SystemExit(f"only {len(kept)} of {count} places lie on one network")
    return kept[:count]


def as_the_crow_flies(count: int, seed: int) -> Case:
    """Return places in `BOX`, with straight ways `DETOUR` times as long."""
    random = np.random.default_rng(seed)
    south, west, north, east = BOX
    lat = random.uniform(south, north, size=count)
    lon = random.uniform(west, east, size=count)
    y = lat * 111_320.0
    x = lon * 111_320.0 * np.cos(np.radians((south + north) / 2))
    metres = DETOUR * np.hypot(x[:, None] - x, y[:, None] - y)
    places = [(float(a), float(b)) for a, b in zip(lat, lon, strict=True)]
    return Case(places, _whole(metres / (KPH / 3.6)), _whole(metres))


def problem_of(places: Places, weeks: int, vehicles: int, seed: int) -> Problem:
    """Return the problem: everything that is not a place is drawn by the seed."""
    random = np.random.default_rng(seed + 1)
    count = len(places) - DEPOTS
    minutes = random.choice([20, 25, 30, 40], size=count)
    crates = random.integers(1, 4, size=(count, 2))
    urgent = random.integers(1, 4, size=count)
    whole_day = (Window(27_000, 59_400),)
    halves = (Window(27_000, 38_700), Window(50_400, 58_500))
    open_ = random.integers(2, size=count)
    sites = []
    for k, (lat, lon) in enumerate(places[:count]):
        service = Service(
            f"S{k:04d}",
            ServiceKind.EXCHANGE,
            interval_weeks=2 if k % 2 else 4,
            windows=halves if open_[k] else whole_day,
            setup_s=300,
            service_s=60 * int(minutes[k]) - 600,
            packdown_s=300,
            deliver_crates=int(crates[k, 0]),
            pick_crates=int(crates[k, 1]),
            priority=int(urgent[k]),
        )
        name = f"S{k:04d}"
        sites.append(Site(name, name, "primary_school", "11329", lat, lon, services=(service,)))
    depots = [Depot(f"D{k}", f"D{k}", *places[count + k], load_s=1200) for k in range(DEPOTS)]
    fleet = [
        Vehicle(
            f"V{k:02d}",
            f"V{k:02d}",
            PROFILE,
            f"D{k % DEPOTS}",
            capacity_crates=30,
            cost_fixed=200_000,
            cost_km=5_000,
            cost_hour=80_000,
        )
        for k in range(vehicles)
    ]
    return Problem(
        name="scale",
        start=MONDAY,
        weeks=weeks,
        sites=tuple(sites),
        vehicles=tuple(fleet),
        depots=tuple(depots),
        visits=due_visits(sites, MONDAY, weeks),
    )


def planned(case: Case, weeks: int, vehicles: int, seconds: float, seed: int) -> dict[str, Any]:
    """Plan once, and return how that went."""
    problem = problem_of(case.places, weeks, vehicles, seed)
    travel = _travel(problem, case)
    NativeEngine().prepare()
    told: list[tuple[float, Progress]] = []
    began, cpu = time.monotonic(), time.process_time()

    def tell(now: Progress) -> None:
        told.append((time.monotonic() - began, now))

    budget = Budget(seconds=seconds, seed=seed)
    plan = make_plan(problem, travel, engine="native", budget=budget, progress=tell)
    plan_s, cpu_s = time.monotonic() - began, time.process_time() - cpu
    searched = [(at, now) for at, now in told if now.stage == "search"]
    peak = peak_mb()
    violations = check_plan(problem, travel, plan)
    return {
        "sites": len(problem.sites),
        "visits": len(problem.visits),
        "missed": len(problem.visits) - plan.summary.visits_planned,
        "duties": len(plan.routes),
        "cost_vnd": plan.summary.cost,
        "first_routes_s": round(searched[0][0], 1) if searched else None,
        "full_plan_s": next((round(at, 1) for at, now in searched if not now.unassigned), None),
        "search_over_s": round(searched[-1][0], 1) if searched else None,
        "plan_s": round(plan_s, 1),
        "plan_cpu_s": round(cpu_s, 1),
        "peak_mb": peak,
        "violations": len(violations),
        "curve": _curve(searched),
    }


def stepped(case: Case, weeks: int, vehicles: int, steps: int, seed: int) -> dict[str, Any]:
    """Anneal `steps` steps on the arrays of the problem; return what one takes, CPU time."""
    problem = problem_of(case.places, weeks, vehicles, seed)
    roster = Roster(problem, _travel(problem, case))
    NativeEngine().prepare()
    began = time.process_time()
    patterns = None if roster.steady.idle else patterns_of(problem)
    encoded = encode(roster, patterns)
    encode_s = time.process_time() - began
    run = Search(encoded.problem, seed)
    began = time.process_time()
    run.begin()
    begin_s = time.process_time() - began
    began = time.process_time()
    for done in range(0, steps, STEP_SLICE):
        now = min(STEP_SLICE, steps - done)
        run.slice(now, done / steps, (done + now) / steps)
    took = time.process_time() - began
    return {
        "encode_s": round(encode_s, 2),
        "construct_s": round(begin_s, 2),
        "construct_missed": run.missed,
        "steps": steps,
        "ms_per_step": round(1000 * took / max(1, steps), 3),
        "steps_per_s": round(steps / took, 1) if took else None,
    }


def _travel(problem: Problem, case: Case) -> Travel:
    return Travel.from_arrays(problem, {PROFILE: case.seconds}, {PROFILE: case.metres})


def _curve(searched: Sequence[tuple[float, Progress]]) -> list[dict[str, Any]]:
    """Return some of what was told, evenly spread in time, the first and the last included."""
    if not searched:
        return []
    times = np.array([at for at, _ in searched])
    wanted = np.linspace(times[0], times[-1], CURVE_POINTS)
    chosen = sorted({int(np.searchsorted(times, at)) for at in wanted})
    shown = [searched[min(k, len(searched) - 1)] for k in chosen]
    return [
        {"s": round(at, 1), "cost_vnd": now.cost, "missed": now.unassigned} for at, now in shown
    ]


def _whole(values: NDArray[np.float64]) -> Ints:
    return np.where(np.isfinite(values), np.rint(values), NEVER).astype(np.int32)


def run(
    sites: int,
    weeks: int = 4,
    vehicles: int = 10,
    seconds: float = 60.0,
    steps: int = 2000,
    seed: int = 1,
    pbf: Path | None = None,
) -> dict[str, Any]:
    """Return every figure of one size."""
    count = sites + DEPOTS
    context = get_context("spawn")
    began = time.monotonic()
    if pbf is None:
        case = as_the_crow_flies(count, seed)
    else:
        with ProcessPoolExecutor(1, mp_context=context) as alone:
            case = alone.submit(on_roads, str(pbf), count, seed).result()
    travel_s = round(time.monotonic() - began, 1)
    with ProcessPoolExecutor(1, mp_context=context) as alone:
        plan = alone.submit(planned, case, weeks, vehicles, seconds, seed).result()
    with ProcessPoolExecutor(1, mp_context=context) as alone:
        search = alone.submit(stepped, case, weeks, vehicles, steps, seed).result()
    return {"travel_s": travel_s, "plan": plan, "search": search}


def main() -> None:
    """Print the figures of one size."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scale", description="Plan a cycle of many random sites."
    )
    parser.add_argument("--sites", type=int, required=True)
    parser.add_argument("--weeks", type=int, default=4)
    parser.add_argument("--vehicles", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60.0, help="of planning (default 60)")
    parser.add_argument("--steps", type=int, default=2000, help="timed on their own (default 2000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pbf", type=Path, help="an OpenStreetMap extract")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = parser.parse_args()
    if min(given.sites, given.weeks, given.vehicles) < 1:
        parser.error("--sites, --weeks and --vehicles must be 1 or more")
    answer = {
        "benchmark": "scale",
        "command": command_line(parser, given),
        **surroundings("numpy", "numba"),
        "seed": given.seed,
        "ways": f"roads of {given.pbf.name}"
        if given.pbf
        else f"straight lines, {DETOUR} times as long, at {KPH:g} km/h: no real roads",
        **run(
            given.sites,
            given.weeks,
            given.vehicles,
            given.seconds,
            given.steps,
            given.seed,
            given.pbf,
        ),
    }
    if given.format == "json":
        print(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for name, value in answer.items():
        if not isinstance(value, dict):
            print(f"{name:<18}{value}")
            continue
        print(name)
        for key, one in value.items():
            if key == "curve":
                for point in one:
                    print(
                        f"  {point['s']:>8} s {point['cost_vnd']:>16,} VND"
                        f" {point['missed']:>6} missed"
                    )
            else:
                print(f"  {key:<18}{one}")


if __name__ == "__main__":
    main()
