"""`routeplan import titles`: books from a list or a library system; collections made of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from routeplan.cli.options import Shared, command


@command
def import_titles(
    shared: Shared,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="A workbook, a CSV file, or MARC (ISO 2709 or MARCXML)."
        ),
    ] = None,
    *,
    make_sets: Annotated[
        bool,
        typer.Option("--make-sets", help="Make collections of the titles, into collections.csv."),
    ] = False,
    sets: Annotated[
        int | None,
        typer.Option("--sets", min=1, max=2000, help="How many (default: as many as titles fill)."),
    ] = None,
    set_crates: Annotated[
        int | None,
        typer.Option(
            "--set-crates",
            min=1,
            max=50,
            help="Crates of each (default: as most visits deliver).",
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="PLACE", help="Where they are (default: the first depot)."),
    ] = None,
) -> None:
    """Merge a list of books into titles.csv, and make book sets of all titles with --make-sets.

    Without FILE the sets are made of titles.csv as it is. Collections that are there already are
    replaced with --force alone. Ends with exit code 3 when a row could not be taken over; the
    others are.

    Examples:
        routeplan import titles books.xlsx
        routeplan import titles --make-sets --set-crates 4 --force
    """
    from routeplan.cli.importing_titles import run_import_titles

    run_import_titles(shared, file, make_sets=make_sets, sets=sets, crates=set_crates, at=at)
