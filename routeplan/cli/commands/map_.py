"""`routeplan map`: one HTML file that opens without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from routeplan.cli.options import OutputFormat, PlanArgument, Shared, command


@command
def map_(
    shared: Shared,
    plan_path: PlanArgument,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Default: map.html beside the plan."),
    ] = None,
    tiles: Annotated[
        str | None,
        typer.Option(
            "--tiles",
            metavar="URL",
            help="Add a switch for online map tiles, off at first: https://…/{z}/{x}/{y}.png.",
        ),
    ] = None,
    coverage: Annotated[
        bool,
        typer.Option("--coverage", help="Let readers shade communes by how they are served."),
    ] = False,
) -> None:
    """Draw a plan as one HTML file that opens without a network.

    Examples:
        routeplan map out/base-2025-12-15
        routeplan map out/base-2025-12-15 -o week.html --lang en
    """
    from routeplan.cli.drawing import draw
    from routeplan.cli.failures import CliError
    from routeplan.cli.output import MAP_FILE
    from routeplan.cli.plan_files import read_plan
    from routeplan.cli.session import language_of
    from routeplan.cli.texts import text
    from routeplan.cli.writing import one_line, print_csv, print_json, print_lines
    from routeplan.project import write_text

    plan = read_plan(plan_path)
    language = language_of(shared, plan.language)
    folder = plan_path if plan_path.is_dir() else plan_path.parent
    target = output or folder / MAP_FILE
    if target.is_dir():
        raise CliError("output-is-a-folder", path=target)
    found = None
    if coverage:
        from routeplan.cli.covering import measured

        found = measured(shared, plan, language)
    write_text(target, draw(shared.project_folder, plan, language, tiles=tiles, coverage=found))
    if shared.output_format is OutputFormat.JSON:
        print_json({"map": str(target)})
    elif shared.output_format is OutputFormat.CSV:
        print_csv(("map",), [(str(target),)])
    else:
        print_lines([text("map_done", language, path=one_line(target))])
