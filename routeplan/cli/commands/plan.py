"""`routeplan plan`: from a project folder to a checked plan and its map."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import routeplan
from routeplan.cli import output
from routeplan.cli.commands.map_ import draw
from routeplan.cli.failures import CliError
from routeplan.cli.options import OutputFormat, Shared, command, read_date
from routeplan.cli.plan_files import plan_text, read_plan
from routeplan.cli.progress import Progress
from routeplan.cli.session import find_areas, language_of, load_project, say_notices
from routeplan.cli.stopping import stop_on_signal
from routeplan.cli.summary import required_missing, summary_lines, unassigned_lines
from routeplan.cli.texts import text
from routeplan.cli.timetable import print_stops_csv
from routeplan.cli.writing import one_line, print_json, print_lines, print_notice
from routeplan.model import ExitCode

if TYPE_CHECKING:
    from routeplan.model import Plan, Problem, Violation

DEFAULT_SECONDS = 60.0


class EngineName(StrEnum):
    """Engines that are there."""

    ORTOOLS = "ortools"


@command
def plan(
    shared: Shared,
    start: Annotated[
        date | None,
        typer.Option(
            "--start",
            metavar="DATE",
            parser=read_date,
            help="First day (default: the project's).",
        ),
    ] = None,
    weeks: Annotated[
        int | None,
        typer.Option("--weeks", min=1, max=53, help="Weeks to plan (default: the project's)."),
    ] = None,
    area: Annotated[
        list[str] | None,
        typer.Option(
            "--area",
            metavar="WHAT",
            help="Only this part: a unit code, commune:NAME or district:NAME; repeatable.",
        ),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="NAME", help="A folder in scenarios/ laid over."),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option("--seconds", min=0.1, help="Search this long (default: 60)."),
    ] = None,
    iterations: Annotated[
        int | None,
        typer.Option(
            "--iterations", min=1, help="Search this many steps: the same plan on every machine."
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", min=0, max=2**31 - 1, help="Start of the random numbers.")
    ] = 0,
    threads: Annotated[
        int, typer.Option("--threads", min=1, max=256, help="Threads that may be used.")
    ] = 2,
    engine: Annotated[
        EngineName, typer.Option("--engine", help="What searches.")
    ] = EngineName.ORTOOLS,
    previous: Annotated[
        Path | None,
        typer.Option(
            "--previous",
            metavar="PLAN",
            help="With --area: visits outside the area stay as in this plan.",
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit code 6 when a required visit is not planned.")
    ] = False,
) -> None:
    """Plan the weeks, check the plan, draw the map.

    Writes plan.json, map.html and run.json into out/ of the project folder. Ctrl-C ends the search
    and keeps the best plan so far.
    """
    _refuse_contradictions(seconds, iterations, previous, area)
    began, wall = datetime.now(UTC), time.monotonic()
    progress = Progress(quiet=shared.quiet)
    problem, language = _load(shared, start, weeks, scenario, area or [], previous, progress)
    name = f"{scenario or 'base'}-{problem.start.isoformat()}"
    folder = shared.project_folder / "out" / name
    names = (output.PLAN_FILE, output.MAP_FILE, output.RUN_FILE)
    output.check_folder(folder, names, force=shared.force)

    result, violations = _search(
        problem,
        progress,
        language,
        engine=engine.value,
        seconds=None if iterations else seconds or DEFAULT_SECONDS,
        iterations=iterations,
        seed=seed,
        threads=threads,
    )
    _refuse_empty(result, language)
    if violations:
        raise _rejected(violations)
    progress.step(text("step_map", language))
    page = draw(shared, result, language)
    run = {
        "version": routeplan.__version__,
        "command": ["routeplan", *sys.argv[1:]],
        "started": began.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - wall, 1),
        "start": result.start.isoformat(),
        "weeks": result.weeks,
        "engine": engine.value,
        "seed": seed,
        "iterations": iterations,
    }
    output.write_folder(folder, {output.PLAN_FILE: plan_text(result), output.MAP_FILE: page}, run)
    progress.done()
    _tell(shared, result, folder, language)
    missing = required_missing(result, problem)
    if strict and missing:
        raise CliError(
            "required-unassigned",
            exit_code=ExitCode.REQUIRED_UNASSIGNED,
            count=missing,
            folder=folder,
        )


def _refuse_contradictions(
    seconds: float | None,
    iterations: int | None,
    previous: Path | None,
    area: Sequence[str] | None,
) -> None:
    if seconds is not None and iterations is not None:
        raise CliError("usage-seconds-iterations", exit_code=ExitCode.USAGE)
    if previous is not None and not area:
        raise CliError("usage-previous-area", exit_code=ExitCode.USAGE)


def _load(
    shared: Shared,
    start: date | None,
    weeks: int | None,
    scenario: str | None,
    area: Sequence[str],
    previous: Path | None,
    progress: Progress,
) -> tuple[Problem, str]:
    """Return the problem and the language; notices go to stderr, errors stop here."""
    from routeplan.project import problem_or_raise, with_fixed

    earlier = read_plan(previous) if previous else None
    areas = find_areas(area)
    project = load_project(shared, start=start, weeks=weeks, scenario=scenario, area=areas)
    language = language_of(shared, project.config.language)
    progress.language = language
    say_notices(project.notices, shared, language)
    problem = problem_or_raise(project)
    if earlier is not None:
        problem = with_fixed(problem, earlier, areas)
    return problem, language


def _search(
    problem: Problem,
    progress: Progress,
    language: str,
    *,
    engine: str,
    seconds: float | None,
    iterations: int | None,
    seed: int,
    threads: int,
) -> tuple[Plan, Sequence[Violation]]:
    """Make the plan and hold it against every rule."""
    from routeplan.check import check_plan
    from routeplan.network.build import build_travel
    from routeplan.solve import Budget, make_plan

    progress.step(text("step_travel", language))
    travel = build_travel(problem)
    counts = {"visits": len(problem.visits), "vehicles": len(problem.vehicles)}
    progress.step(text("step_solve", language, **counts))
    budget = Budget(seconds=seconds, iterations=iterations, seed=seed, threads=threads)

    def say_stopping() -> None:
        progress.say(text("stopping", language))

    with stop_on_signal(say_stopping) as stop:

        def keep_going(*_: object) -> bool:
            progress.tick()
            return not stop()

        result = make_plan(
            problem,
            travel,
            engine=engine,
            budget=budget,
            progress=keep_going,
        )
    progress.step(text("step_check", language))
    return result, check_plan(problem, travel, result)


def _refuse_empty(result: Plan, language: str) -> None:
    if result.routes:
        return
    if not result.summary.visits_due:
        raise CliError(
            "nothing-due",
            exit_code=ExitCode.NOTHING_PLANNED,
            start=result.start,
            weeks=result.weeks,
        )
    for line in unassigned_lines(result, language):
        print_notice(line)
    raise CliError(
        "nothing-planned",
        exit_code=ExitCode.NOTHING_PLANNED,
        details={"unassigned": [asdict(item) for item in result.unassigned]},
        due=result.summary.visits_due,
    )


def _rejected(violations: Sequence[Violation]) -> CliError:
    shown = "; ".join(f"[{v.code}] {v.where}: {v.message}" for v in violations[:5])
    return CliError(
        "plan-rejected",
        exit_code=ExitCode.VIOLATIONS,
        details={"violations": [violation.to_json() for violation in violations]},
        count=len(violations),
        first=shown,
    )


def _tell(shared: Shared, result: Plan, folder: Path, language: str) -> None:
    """Print the summary on stdout and what could not be planned on stderr."""
    plan_path, map_path = folder / output.PLAN_FILE, folder / output.MAP_FILE
    if result.summary.stopped_early:
        print_notice(text("stopped_early", language), quiet=shared.quiet)
    # What is missing is part of the answer, so -q does not silence it.
    for line in unassigned_lines(result, language):
        print_notice(line)
    if shared.output_format is OutputFormat.JSON:
        from routeplan.model import plan_to_json

        summary = plan_to_json(result)["summary"]
        print_json({**summary, "plan": str(plan_path), "map": str(map_path)})
    elif shared.output_format is OutputFormat.CSV:
        print_stops_csv(result)
    else:
        print_lines(summary_lines(result, language))
        print_lines(
            [
                text("written", language, path=one_line(plan_path)),
                text("written_map", language, path=one_line(map_path)),
            ]
        )
