"""`routeplan import sites`: merge an office's own list into sites.csv."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from routeplan.cli.options import Shared, command


@command
def import_sites(
    shared: Shared,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook (xlsx) or CSV file.")],
) -> None:
    """Merge schools and other places from a workbook or CSV file into sites.csv.

    Cells that you edited stay as they are; likely duplicates are reported.
    """
    from routeplan.project import import_sites as merge

    merge(shared.project_folder, file, force=shared.force)
