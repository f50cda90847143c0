"""What most commands do first: load the project, choose the language, say the findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from routeplan.cli.options import Language, Shared
from routeplan.cli.texts import DEFAULT_LANGUAGE, text
from routeplan.cli.writing import one_line, print_notice
from routeplan.model import Notice, Severity

if TYPE_CHECKING:
    from routeplan.model import Plan, Problem
    from routeplan.project import Project


def load_project(
    shared: Shared,
    *,
    start: date | None = None,
    weeks: int | None = None,
    scenario: str | None = None,
    area: Sequence[str] = (),
) -> Project:
    """Load the project folder that the options name.

    Raises:
        RouteplanError: there is no project folder, or what was asked for is not in it.
    """
    from routeplan.project import load

    return load(
        shared.project_folder, start=start, weeks=weeks, scenario=scenario, area=tuple(area)
    )


def language_of(shared: Shared, fallback: str = DEFAULT_LANGUAGE) -> str:
    """Return the language that the user chose, else `fallback` (the project's or the plan's)."""
    return shared.language.value if shared.language else fallback


def folder_language(shared: Shared, folder: Path | None = None) -> str:
    """Return the language chosen, else that of a project folder's routeplan.toml, if it has one.

    For commands that speak before, or without, loading a project. A broken file is not their
    business.
    """
    import tomllib

    if shared.language:
        return shared.language.value
    path = (folder or shared.project_folder) / "routeplan.toml"
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return DEFAULT_LANGUAGE
    named = settings.get("language")
    return named if named in set(Language) else DEFAULT_LANGUAGE


def place_of(notice: Notice, language: str) -> str:
    """Return where a notice is about, e.g. ``sites.csv, row 3, column lat``."""
    parts = [notice.file] if notice.file else []
    if notice.row is not None:
        parts.append(text("row", language, row=notice.row))
    if notice.column:
        parts.append(text("column", language, column=notice.column))
    return ", ".join(parts)


def notice_lines(notice: Notice, language: str) -> list[str]:
    """Return a notice as a person reads it: what and where, why, what to do."""
    where = place_of(notice, language)
    value = f" «{notice.value}»" if notice.value is not None else ""
    label = text(f"severity_{notice.severity.value}", language)
    lines = [
        one_line(f"{label} [{notice.code}] {where}{value}"),
        f"  {one_line(notice.cause)}",
    ]
    return [*lines, f"  → {one_line(notice.action)}"] if notice.action else lines


def say_notices(notices: Iterable[Notice], shared: Shared, language: str) -> None:
    """Print what a user should know before a plan is made, on stderr.

    Errors and warnings in full; notes only with -v, else their number.
    """
    hidden = 0
    for notice in notices:
        if notice.severity is Severity.INFO and not shared.verbose:
            hidden += 1
            continue
        for line in notice_lines(notice, language):
            print_notice(line, quiet=shared.quiet)
    if hidden:
        print_notice(text("notices_hidden", language, count=hidden), quiet=shared.quiet)


def load_for_plan(shared: Shared, plan: Plan) -> Problem:
    """Load the problem that a plan answers: the project over the plan's weeks, scenario and area.

    Raises:
        RouteplanError: the project has errors, or no longer has the plan's scenario or area.
    """
    from routeplan.project import problem_or_raise

    project = load_project(
        shared, start=plan.start, weeks=plan.weeks, scenario=plan.scenario, area=plan.area
    )
    return problem_or_raise(project)


def changed_inputs(plan: Plan, problem: Problem) -> list[str]:
    """Return the names of the input files that are not what the plan was made from."""
    names = sorted({*plan.inputs, *problem.inputs})
    return [name for name in names if plan.inputs.get(name) != problem.inputs.get(name)]
