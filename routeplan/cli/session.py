"""What most commands do first: load the project, choose the language, say the findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from routeplan.cli.options import Shared
from routeplan.cli.texts import text
from routeplan.cli.writing import one_line, print_notice
from routeplan.language import DEFAULT_LANGUAGE
from routeplan.model import Notice, Severity

if TYPE_CHECKING:
    from routeplan.geo.resolve import Area
    from routeplan.model import Plan, Problem
    from routeplan.network.travel import Travel
    from routeplan.project import Project


def load_project(
    shared: Shared,
    *,
    start: date | None = None,
    weeks: int | None = None,
    term: bool = False,
    scenario: str | None = None,
    area: Sequence[Area] = (),
) -> Project:
    """Load the project folder that the options name; its ledger overrides last visits.

    Raises:
        RouteplanError: there is no project folder, what was asked for is not in it, or its ledger
            is damaged.
    """
    from routeplan.project import load
    from routeplan.rotation.ledger import read_entries, visits_done

    return load(
        shared.project_folder,
        start=start,
        weeks=weeks,
        term=term,
        scenario=scenario,
        area=area,
        language=shared.language,
        visits_done=visits_done(read_entries(shared.project_folder)),
    )


def find_areas(names: Iterable[str]) -> tuple[Area, ...]:
    """Return the areas that a user, or a plan, names.

    Raises:
        RouteplanError: ``area-unknown`` or ``area-ambiguous``, with the choices.
    """
    from routeplan.geo.resolve import resolve_area

    return tuple(resolve_area(name) for name in names)


def language_of(shared: Shared, fallback: str = DEFAULT_LANGUAGE) -> str:
    """Return the language that the user chose, else `fallback` (the project's or the plan's)."""
    return shared.language.value if shared.language else fallback


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


def say_notices(
    notices: Iterable[Notice], shared: Shared, language: str, *, all_of_them: bool = False
) -> None:
    """Print what a user should know, on stderr.

    Errors always, warnings unless quiet; notes only with -v or `all_of_them`, else their
    number.
    """
    hidden = 0
    for notice in notices:
        if notice.severity is Severity.INFO and not (shared.verbose or all_of_them):
            hidden += 1
            continue
        for line in notice_lines(notice, language):
            print_notice(line, quiet=shared.quiet and notice.severity is not Severity.ERROR)
    if hidden:
        print_notice(text("notices_hidden", language, count=hidden), quiet=shared.quiet)


def load_for_plan(shared: Shared, plan: Plan) -> Problem:
    """Load the problem that a plan answers: the project over the plan's weeks, scenario and area.

    Raises:
        RouteplanError: the project has errors, or no longer has the plan's scenario or area.
    """
    from routeplan.project import problem_or_raise, with_fixed

    areas = find_areas(plan.area)
    project = load_project(
        shared, start=plan.start, weeks=plan.weeks, scenario=plan.scenario, area=areas
    )
    problem = problem_or_raise(project)
    # What a plan of one area holds outside it was fixed when it was made.
    return with_fixed(problem, plan, areas) if areas else problem


def travel_of(folder: Path, problem: Problem) -> Travel:
    """Return the ways of a problem: on the roads of the project `folder`, where it has its own.

    Raises:
        RouteplanError: ``network-damaged``.
    """
    from routeplan.network.build import build_travel
    from routeplan.network.osm.network import load_network

    return build_travel(problem, network=load_network(folder))


def say_changed(shared: Shared, plan: Plan, problem: Problem, language: str) -> None:
    """Say on stderr which tables are no longer what a plan was made from, if any."""
    changed = changed_inputs(plan, problem)
    if changed:
        line = text("project_changed", language, files=one_line(", ".join(changed)))
        print_notice(line, quiet=shared.quiet)


def changed_inputs(plan: Plan, problem: Problem) -> list[str]:
    """Return the names of the input files that are not what the plan was made from."""
    names = sorted({*plan.inputs, *problem.inputs})
    return [name for name in names if plan.inputs.get(name) != problem.inputs.get(name)]
