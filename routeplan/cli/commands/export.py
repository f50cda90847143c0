"""`routeplan export`: what people hold in their hands, and what other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from routeplan.cli.options import PlanArgument, Shared, command


@command
def export(
    shared: Shared,
    plan_path: PlanArgument,
    *,
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            metavar="FORMATS",
            help="xlsx, docx, pdf, ics, gpx, kml, geojson, gpkg, stops-csv; comma between, or "
            "repeated (default: all).",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="DIR", help="Default: the folder documents beside the plan."
        ),
    ] = None,
    templates: Annotated[
        bool,
        typer.Option(
            "--templates",
            help="Write the Word templates into templates/ of the project, to edit; no documents.",
        ),
    ] = False,
) -> None:
    """Write a plan as timetables, official documents, sheets, posters, calendars and map files.

    Phone numbers stand in xlsx, docx and pdf alone. The same plan gives the same files.

    Examples:
        routeplan export out/base-2025-12-15
        routeplan export out/base-2025-12-15 --to xlsx,pdf -o print
    """
    from routeplan.cli.exporting import copy_templates, run_export

    if templates:
        copy_templates(shared, plan_path)
        return
    run_export(shared, plan_path, tuple(to or ()), output)
