"""`routeplan sweep`: many scenarios at once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from routeplan.cli.options import Shared, command


class BackendName(StrEnum):
    """Where scenarios are solved."""

    LOKY = "loky"
    DASK = "dask"


@command
def sweep(
    shared: Shared,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What varies, in TOML.")],
    *,
    backend: Annotated[
        BackendName,
        typer.Option("--backend", help="Local processes, or a Dask cluster that is there."),
    ] = BackendName.LOKY,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="ADDRESS", help="Of the Dask scheduler, e.g. tcp://HOST:8786."
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, max=256, help="Local processes (default: one a core)."),
    ] = None,
    iterations: Annotated[
        int | None,
        typer.Option("--iterations", min=1, help="Steps of each search (default: the file's)."),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", min=0, max=2**31 - 1, help="Of each search (default: the file's)."),
    ] = None,
) -> None:
    """Solve a grid of scenarios and draw what money buys.

    Writes sweep.json and sweep.html into out/sweep-FILE of the project folder. Run it again after a
    stop: what is done is not done again.

    Examples:
        routeplan sweep fleet.toml
        routeplan -C haiphong sweep fleet.toml --jobs 2 --iterations 2000
    """
    from routeplan.cli.sweeping import Request, start_sweep

    dask = backend is BackendName.DASK
    start_sweep(shared, Request(file, dask, scheduler, jobs, iterations, seed))
