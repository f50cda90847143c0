"""Planning as `routeplan plan` does it: load, search, check, draw, write, tell."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

import routeplan
from routeplan.cli import output
from routeplan.cli.checking import refused
from routeplan.cli.drawing import draw
from routeplan.cli.failures import CliError
from routeplan.cli.options import OutputFormat, Shared
from routeplan.cli.plan_files import PLAN_FILE, plan_text, read_plan
from routeplan.cli.progress import Progress
from routeplan.cli.running import failed
from routeplan.cli.session import find_areas, language_of, load_project, say_notices, travel_of
from routeplan.cli.stopping import stop_on_signal
from routeplan.cli.summary import (
    curve_lines,
    move_lines,
    required_missing,
    summary_lines,
    unassigned_lines,
)
from routeplan.cli.texts import text
from routeplan.cli.timetable import print_stops_csv
from routeplan.cli.writing import one_line, print_json, print_lines, print_notice
from routeplan.model import ExitCode, plan_to_json

if TYPE_CHECKING:
    from routeplan.model import Plan, Problem, Violation
    from routeplan.solve import CurvePoint
    from routeplan.solve import Progress as SearchProgress


@dataclass(frozen=True, slots=True)
class Request:
    """What the options of `routeplan plan` ask for; None leaves it to the project or the default.

    Args:
        term: whether to plan the term of routeplan.toml.
        area: what `--area` names, each resolved on its own.
        seconds, iterations: when the search ends; not both.
        previous: a plan to keep as far as it can be kept; with an area, all of it outside.
        max_moves: visits that may move although they could stay; None: as the previous plan says
            outside an area, as many as needed inside it.
        strict: whether a missing required visit is a failure.
    """

    start: date | None
    weeks: int | None
    term: bool
    area: tuple[str, ...]
    scenario: str | None
    seconds: float | None
    iterations: int | None
    seed: int
    threads: int
    engine: str | None
    previous: Path | None
    max_moves: int | None
    strict: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A plan that was made and written."""

    problem: Problem
    plan: Plan
    curve: Sequence[CurvePoint]
    folder: Path
    language: str


def run_plan(shared: Shared, request: Request) -> None:
    """Make a plan, write it and say so, or raise and leave everything as it was.

    Raises:
        RouteplanError: as `write_plan`.
        typer.Exit: with code 6, when `strict` and a required visit is missing.
    """
    made = write_plan(shared, request)
    _tell(shared, made.plan, made.curve, made.folder, made.language)
    missing = required_missing(made.plan, made.problem)
    if request.strict and missing:
        code = ExitCode.REQUIRED_UNASSIGNED
        error = CliError("required-unassigned", exit_code=code, count=missing, folder=made.folder)
        # The summary is the one object on stdout already.
        raise typer.Exit(failed(error, made.language, as_json=False))


def write_plan(shared: Shared, request: Request) -> Made:
    """Make a plan and write it, or raise and leave everything as it was.

    Raises:
        RouteplanError: the input is wrong, nothing could be planned, the checker refuses the plan,
            or the files cannot be written.
    """
    from routeplan.project.files import refuse_elsewhere

    _refuse_contradictions(request)
    began, clock = datetime.now(UTC), time.monotonic()
    progress = Progress(quiet=shared.quiet, verbose=shared.verbose)
    problem, language = _load(shared, request, progress)
    name = f"{request.scenario or 'base'}-{problem.start.isoformat()}"
    folder = shared.project_folder / "out" / name
    names = (PLAN_FILE, output.MAP_FILE, output.RUN_FILE)
    refuse_elsewhere(shared.project_folder, folder)
    output.check_folder(folder, names, force=shared.force)

    plan, curve, violations = _search(problem, shared, request, progress, language)
    _refuse_empty(plan, language)
    if violations:
        raise refused("plan-rejected", violations, language)
    progress.step(text("step_map", language))
    page = draw(shared.project_folder, plan, language)
    run = {
        "version": routeplan.__version__,
        "command": ["routeplan", *sys.argv[1:]],
        "started": began.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - clock, 1),
        "start": plan.start.isoformat(),
        "weeks": plan.weeks,
        "engine": plan.summary.engine,
        "seed": request.seed,
        "iterations": request.iterations,
    }
    output.write_folder(folder, {PLAN_FILE: plan_text(plan), output.MAP_FILE: page}, run)
    return Made(problem, plan, curve, folder, language)


def _refuse_contradictions(request: Request) -> None:
    if request.seconds is not None and request.iterations is not None:
        raise CliError("usage-seconds-iterations", exit_code=ExitCode.USAGE)
    if request.term and (request.start is not None or request.weeks is not None):
        raise CliError("usage-term-weeks", exit_code=ExitCode.USAGE)
    if request.max_moves is not None and request.previous is None:
        raise CliError("usage-moves-previous", exit_code=ExitCode.USAGE)


def _load(shared: Shared, request: Request, progress: Progress) -> tuple[Problem, str]:
    """Return the problem and the language; errors of the tables are said and stop here."""
    from routeplan.project import problem_or_raise, with_fixed, with_previous

    earlier = read_plan(request.previous) if request.previous else None
    areas = find_areas(request.area)
    project = load_project(
        shared,
        start=request.start,
        weeks=request.weeks,
        term=request.term,
        scenario=request.scenario,
        area=areas,
    )
    language = language_of(shared, project.config.language)
    progress.language = language
    if project.problem is None:
        say_notices(project.notices, shared, language)
    # Reasons and documents speak the language that the user asked for.
    problem = replace(problem_or_raise(project), language=language)
    if earlier is not None:
        if areas:
            problem = with_fixed(problem, earlier, areas)
        most = 0 if request.max_moves is None and not areas else request.max_moves
        problem = with_previous(problem, earlier, most)
        if not problem.previous and not problem.fixed:
            raise CliError(
                "previous-apart",
                path=request.previous,
                start=problem.start.isoformat(),
                weeks=problem.weeks,
            )
    return problem, language


def _search(
    problem: Problem, shared: Shared, request: Request, progress: Progress, language: str
) -> tuple[Plan, Sequence[CurvePoint], Sequence[Violation]]:
    """Make the plan, and the price of keeping an earlier one; hold it against every rule."""
    from routeplan.check import check_plan
    from routeplan.network.notices import travel_notices
    from routeplan.solve import Budget, make_plan, make_replan

    progress.step(text("step_travel", language))
    travel = travel_of(shared.project_folder, problem)
    problem = replace(problem, notices=(*problem.notices, *travel_notices(problem, travel)))
    say_notices(problem.notices, shared, language)
    counts = {"visits": len(problem.visits), "vehicles": len(problem.vehicles)}
    progress.step(text("step_solve", language, **counts))
    budget = Budget(request.seconds, request.iterations, request.seed, request.threads)

    def say_stopping() -> None:
        progress.say(text("stopping", language))

    with stop_on_signal(say_stopping) as stop:

        def tell(now: SearchProgress) -> None:
            if now.stage == "compile":
                progress.say(text("step_compile", language))
            elif now.bound_vnd is not None:
                progress.tick_bound(now.cost, now.bound_vnd, now.gap_pct)
            else:
                progress.tick(now.unassigned, now.cost)

        curve: Sequence[CurvePoint] = ()
        engine = request.engine
        if problem.max_moves is None:
            plan = make_plan(
                problem, travel, engine=engine, budget=budget, progress=tell, stop=stop
            )
        else:
            plan, curve = make_replan(
                problem, travel, engine=engine, budget=budget, progress=tell, stop=stop
            )
    progress.step(text("step_check", language))
    return plan, curve, check_plan(problem, travel, plan, language=language)


def _refuse_empty(plan: Plan, language: str) -> None:
    if plan.routes:
        return
    if not plan.summary.visits_due:
        raise CliError(
            "nothing-due",
            exit_code=ExitCode.NOTHING_PLANNED,
            start=plan.start,
            weeks=plan.weeks,
        )
    for line in unassigned_lines(plan, language):
        print_notice(line)
    raise CliError(
        "nothing-planned",
        exit_code=ExitCode.NOTHING_PLANNED,
        details={"unassigned": [asdict(item) for item in plan.unassigned]},
        due=plan.summary.visits_due,
    )


def _tell(
    shared: Shared, plan: Plan, curve: Sequence[CurvePoint], folder: Path, language: str
) -> None:
    """Print the summary on stdout and what could not be planned on stderr."""
    plan_path, map_path = folder / PLAN_FILE, folder / output.MAP_FILE
    if plan.summary.stopped_early:
        print_notice(text("stopped_early", language), quiet=shared.quiet)
    # What is missing is part of the answer, so -q does not silence it.
    for line in unassigned_lines(plan, language):
        print_notice(line)
    crowded = any(item.code in ("fleet-busy", "dropped-for-priority") for item in plan.unassigned)
    if curve and crowded:
        print_notice(text("moves_hint", language, most=curve[-1].max_moves))
    for line in (*move_lines(plan, language), *curve_lines(curve, language)):
        print_notice(line, quiet=shared.quiet)
    if shared.output_format is OutputFormat.JSON:
        whole = plan_to_json(plan)
        answer = {**whole["summary"], "plan": str(plan_path), "map": str(map_path)}
        if plan.summary.moved is not None:
            answer |= {"moves": whole["moves"], "curve": [asdict(point) for point in curve]}
        print_json(answer)
    elif shared.output_format is OutputFormat.CSV:
        print_stops_csv(plan)
    else:
        print_lines(summary_lines(plan, language))
        print_lines(
            [
                text("written", language, path=one_line(plan_path)),
                text("written_map", language, path=one_line(map_path)),
            ]
        )
