"""`routeplan import timetable`: a published timetable becomes a project and a plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from routeplan.cli.options import Language, Shared, command_in, date_option


@command_in(Language.EN)
def import_timetable(
    shared: Shared,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A timetable in the «mobile library stops» schema."),
    ],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The project folder to make.")],
    depot: Annotated[
        str | None,
        typer.Option(
            "--depot",
            metavar="LAT,LON",
            help="Where all vans start (default: each van's best stop).",
        ),
    ] = None,
    pbf: Annotated[
        Path | None,
        typer.Option("--pbf", metavar="FILE", help="An OpenStreetMap extract with the roads."),
    ] = None,
    legs: Annotated[
        Path | None,
        typer.Option(
            "--legs", metavar="FILE", help="Legs with distance (m) and duration (s), to calibrate."
        ),
    ] = None,
    factor: Annotated[
        float | None,
        typer.Option("--factor", min=1, max=5, help="Road length per straight line."),
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option("--speed", metavar="KPH", min=5, max=120, help="Mean speed on the road."),
    ] = None,
    keep: Annotated[
        str,
        typer.Option(
            "--keep", metavar="WHAT", help="What plans may not change: days, van, or none."
        ),
    ] = "none",
    start: Annotated[
        date | None,
        date_option("--start", "A day of the first week (default: the week that fits best)."),
    ] = None,
) -> None:
    """Make a project folder of a published timetable, and the timetable itself as a plan.

    DIR then holds the tables, timetable.csv (the rows as published) and published.plan.json, to be
    compared with what `routeplan plan` makes. Ends with exit code 3 when rows could not be used;
    each is listed, the others are imported.

    Examples:
        routeplan import timetable stops.csv aberdeen
        routeplan import timetable stops.csv aberdeen --keep days --pbf scotland.osm.pbf
    """
    from routeplan.cli.importing_timetable import run_import

    run_import(shared, file, folder, depot, (pbf, legs, factor, speed), keep, start)
