"""Importing titles and making collections as `routeplan import titles` does it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from routeplan.cli.failures import CliError
from routeplan.cli.finding import find_named, fitting, nearest
from routeplan.cli.importing_sites import counts_line
from routeplan.cli.options import OutputFormat, Shared
from routeplan.cli.session import load_project, say_notices
from routeplan.cli.texts import spoken, text
from routeplan.cli.writing import one_line, print_csv, print_json, print_lines
from routeplan.model import Collection, ExitCode

COLUMNS = ("result", "title", "file", "row")


def run_import_titles(
    shared: Shared,
    file: Path | None,
    *,
    make_sets: bool,
    sets: int | None,
    crates: int | None,
    at: str | None,
) -> None:
    """Merge titles, make collections, tell.

    Raises:
        RouteplanError: the list cannot be read, or no collection can be made.
        typer.Exit: with code 3, when rows were refused.
    """
    from routeplan.project.importing.titles import TitlesReport, import_titles, titles_rows

    language = spoken(shared.language, shared.project_folder)
    if file is None and not make_sets:
        raise CliError("usage-titles-file", exit_code=ExitCode.USAGE)
    report: TitlesReport | None = None
    if file is not None:
        report = import_titles(shared.project_folder, file, language=language)
        say_notices(report.notices, shared, language, all_of_them=True)
    answer: dict[str, Any] = report.to_json() if report else {}
    rows = list(titles_rows(report)) if report else []
    lines = []
    if report is not None:
        lines.append(counts_line(report, language))
    if make_sets:
        path, made, left = _make_sets(shared, language, sets=sets, crates=crates, at=at)
        names = {name for one in made for name, _ in one.titles}
        copies = sum(one.copies for one in made)
        answer |= {"collections": [one.id for one in made], "sets_path": str(path)}
        rows += [("made", one.id, str(path), None) for one in made]
        lines.append(
            text(
                "sets_made",
                language,
                path=one_line(path),
                sets=len(made),
                titles=len(names),
                copies=copies,
                left=left,
            )
        )
    if shared.output_format is OutputFormat.JSON:
        print_json(answer)
    elif shared.output_format is OutputFormat.CSV:
        print_csv(COLUMNS, rows)
    else:
        print_lines(lines)
    if report is not None and report.rejected:
        raise typer.Exit(ExitCode.INVALID_INPUT)


def _make_sets(
    shared: Shared, language: str, *, sets: int | None, crates: int | None, at: str | None
) -> tuple[Path, tuple[Collection, ...], int]:
    """Write collections.csv and return it, the collections, and the copies that stay unused."""
    from routeplan.project import problem_or_raise
    from routeplan.project.files import write_files
    from routeplan.project.folder import table_named
    from routeplan.project.importing.sheetfile import new_sheet_file
    from routeplan.project.messages import failure
    from routeplan.rotation.sets import LEAST_COPIES, Order, make_sets, usual_crates

    project = load_project(shared)
    problem = problem_or_raise(project)
    path = shared.project_folder / "collections.csv"
    if problem.collections and not shared.force:
        raise failure("sets-there-already", language, path=str(path))
    places = {depot.id: depot.name for depot in problem.depots}
    places |= {site.id: site.name for site in problem.sites}
    place = _place(places, at, language) if at else next(iter(problem.depot_by_id), "")
    order = Order(sets, crates or usual_crates(problem.sites), place)
    made = make_sets(problem.titles, problem.sites, problem.rotation, order)
    if not made:
        found = sum(title.copies >= LEAST_COPIES for title in problem.titles)
        needed = str(order.crates * 40 * 9 // 10 // LEAST_COPIES)
        raise failure("sets-no-titles", language, needed=needed, found=str(found))
    vietnamese = project.config.language == "vi"
    sheet = new_sheet_file(table_named("collections"), vietnamese=vietnamese)
    for one in made:
        sheet.append(
            {
                "id": one.id,
                "name": one.name,
                "titles": ";".join(f"{name}:{copies}" for name, copies in one.titles),
                "crates": str(one.crates),
                "grade_band": one.grade_band,
                "theme": one.theme,
                "location": one.location,
            }
        )
    write_files({path: sheet.to_bytes()})
    left = sum(title.copies for title in problem.titles) - sum(one.copies for one in made)
    return path, made, left


def _place(places: Mapping[str, str], asked: str, language: str) -> str:
    """Return the id of a depot or site that a user named by id or name.

    Raises:
        RouteplanError: ``sets-place-unknown``, with the nearest, or ``site-ambiguous``.
    """
    from routeplan.project.messages import failure

    if fitting(places, asked):
        return find_named(places, asked)
    near = [f"{places[place]} ({place})" for place in nearest(places, asked)[:1]]
    raise failure("sets-place-unknown", language, place=asked, hint="".join(near))
