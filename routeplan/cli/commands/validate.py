"""`routeplan validate`: every finding about the tables, with its cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Annotated

import typer

from routeplan.cli.options import OutputFormat, Shared, command


@command
def validate(
    shared: Shared,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="NAME", help="A folder in scenarios/ laid over."),
    ] = None,
) -> None:
    """List every finding about the tables and the ways: file, cell, cause, what to do.

    Ways by road and water are looked at once the tables have no error.

    Ends with exit code 3 when a finding is an error.

    Examples:
        routeplan -C haiphong validate
        routeplan validate --scenario ambition --format json
    """
    from routeplan.cli.session import language_of, load_project, notice_lines, travel_of
    from routeplan.cli.texts import text
    from routeplan.cli.writing import print_csv, print_json, print_lines
    from routeplan.model import ExitCode, Severity
    from routeplan.network.notices import travel_notices

    project = load_project(shared, scenario=scenario)
    language = language_of(shared, project.config.language)
    notices = project.notices
    if project.problem is not None:
        problem = replace(project.problem, language=language)
        travel = travel_of(shared.project_folder, problem)
        notices = (*notices, *travel_notices(problem, travel))
    count = Counter(notice.severity for notice in notices)
    if shared.output_format is OutputFormat.JSON:
        print_json({"notices": [notice.to_json() for notice in notices]})
    elif shared.output_format is OutputFormat.CSV:
        header = ("code", "severity", "file", "row", "column", "value", "cause", "action")
        print_csv(header, [[notice.to_json()[name] for name in header] for notice in notices])
    else:
        for notice in notices:
            print_lines(notice_lines(notice, language))
        print_lines(
            [
                text(
                    "notices_count",
                    language,
                    errors=count[Severity.ERROR],
                    warnings=count[Severity.WARNING],
                    infos=count[Severity.INFO],
                )
                if notices
                else text("notices_none", language)
            ]
        )
    if count[Severity.ERROR]:
        raise typer.Exit(ExitCode.INVALID_INPUT)
