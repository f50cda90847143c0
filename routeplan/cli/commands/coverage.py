"""`routeplan coverage`: who a plan reaches, and who it does not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from routeplan.cli.options import PlanArgument, Shared, command


@command
def coverage(
    shared: Shared,
    plan_path: PlanArgument,
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Also write a GeoPackage (.gpkg) or map (.html)."
        ),
    ] = None,
    map_path: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE", help="Also draw the map of the communes (.html)."),
    ] = None,
    catchment_min: Annotated[
        int,
        typer.Option(
            "--catchment-min", min=1, max=600, help="Catchment by road or boat, minutes (20)."
        ),
    ] = 20,
    walk_min: Annotated[
        int, typer.Option("--walk-min", min=1, max=600, help="Walking distance, minutes (30).")
    ] = 30,
    boat_min: Annotated[
        int, typer.Option("--boat-min", min=1, max=600, help="Boat distance, minutes (30).")
    ] = 30,
) -> None:
    """Say who a plan reaches, by commune, former district and target group.

    Children reached, visits and service per 100 children, longest gaps, distance to a visit,
    accessibility and how evenly it is shared out; sites due for inspection.

    Examples:
        routeplan coverage out/base-2025-12-15 --map who.html
        routeplan coverage out/base-2025-12-15 -o who.gpkg --catchment-min 15
    """
    from routeplan.cli.covering import run_coverage
    from routeplan.coverage import Method

    method = Method(walk_min=walk_min, boat_min=boat_min, catchment_min=catchment_min)
    run_coverage(shared, plan_path, method, tuple(filter(None, (output, map_path))))
