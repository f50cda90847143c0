"""`routeplan plan`: from a project folder to a checked plan and its map."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from routeplan.cli.options import Shared, command, date_option


class EngineName(StrEnum):
    """Engines that are there."""

    NATIVE = "native"
    ORTOOLS = "ortools"


@command
def plan(
    shared: Shared,
    *,
    start: Annotated[
        date | None,
        date_option("--start", "First day (default: the project's)."),
    ] = None,
    weeks: Annotated[
        int | None,
        typer.Option("--weeks", min=1, max=53, help="Weeks to plan (default: the project's)."),
    ] = None,
    term: Annotated[
        bool,
        typer.Option("--term", help="Plan the whole school term of routeplan.toml, week by week."),
    ] = False,
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
        typer.Option("--seconds", min=0.1, help="Search this long (default: 20)."),
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
        EngineName | None,
        typer.Option("--engine", help="What searches (default: native, where numba is installed)."),
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option(
            "--previous",
            metavar="PLAN",
            help="Keep what can be kept of this plan; with --area, all outside the area.",
        ),
    ] = None,
    max_moves: Annotated[
        int | None,
        typer.Option(
            "--max-moves",
            metavar="K",
            min=0,
            max=100_000,
            help="With --previous: visits that may move although they could stay (default: 0).",
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit code 6 when a required visit is not planned.")
    ] = False,
) -> None:
    """Plan the weeks, check the plan, draw the map.

    Writes plan.json, map.html and run.json into out/ of the project folder. Ctrl-C ends the search
    and keeps the best plan so far.

    Examples:
        routeplan -C haiphong plan --weeks 2 --seconds 60
        routeplan plan --previous out/base-2025-12-15 --area "district:Cát Hải"
    """
    from routeplan.cli.planning import Request, run_plan

    request = Request(
        start=start,
        weeks=weeks,
        term=term,
        area=tuple(area or ()),
        scenario=scenario,
        seconds=seconds,
        iterations=iterations,
        seed=seed,
        threads=threads,
        engine=engine.value if engine is not None else None,
        previous=previous,
        max_moves=max_moves,
        strict=strict,
    )
    run_plan(shared, request)
