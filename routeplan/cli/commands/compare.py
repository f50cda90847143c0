"""`routeplan compare`: plans side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from routeplan.cli.options import Shared, command


@command
def compare(
    shared: Shared,
    plans: Annotated[
        list[Path], typer.Argument(metavar="A B [C...]", help="Plans of the same weeks.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="An HTML page with a map, to print."),
    ] = None,
) -> None:
    """Hold plans against the first one: every figure, visits moved, sites gained and lost.

    With -o FILE also writes a page with a map of both, which opens without a network and prints on
    two sheets of A4.

    Examples:
        routeplan compare out/base-2025-12-15 out/ambition-2025-12-15
        routeplan compare published/2025-12-15-1w.json out/base-2025-12-15 -o compare.html
    """
    from routeplan.cli.comparing import run_compare

    run_compare(shared, plans, output)
