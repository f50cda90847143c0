"""`routeplan rotate`: which book set goes where."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from routeplan.cli.options import Shared, command, date_option


@command
def rotate(
    shared: Shared,
    plan_path: Annotated[
        Path | None,
        typer.Argument(metavar="[PLAN]", help="A plan.json, or the folder that holds it."),
    ] = None,
    *,
    since: Annotated[
        date | None,
        date_option("--since", "Exchanges before are done (default: up to the ledger's last)."),
    ] = None,
    turns: Annotated[
        int | None,
        typer.Option("--turns", min=0, max=1_000_000, help="How long to look (default: 800)."),
    ] = None,
    iterations: Annotated[
        int | None,
        typer.Option("--iterations", min=1, help="Of the search, where a plan is made first."),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", min=0, max=2**31 - 1, help="Start of the random numbers.")
    ] = 0,
) -> None:
    """Say which collection each exchange visit of a plan delivers and takes away.

    Without PLAN: of the published plan, or of one made first (the term, where routeplan.toml has
    one). Writes rotation.json beside the plan; `routeplan check` proves both.

    Examples:
        routeplan rotate out/base-2025-12-15
        routeplan -C haiphong rotate --since 2025-12-17
    """
    from routeplan.cli.rotating import Wish, run_rotate

    run_rotate(shared, Wish(plan_path, since, turns, seed, iterations))
