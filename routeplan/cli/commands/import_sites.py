"""`routeplan import sites`: places from an office's own list or OpenStreetMap into sites.csv."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from routeplan.cli.commands.network import BoxOption, MarginOption, OnlineOption, PbfOption
from routeplan.cli.options import OutputFormat, Shared, command


@command
def import_sites(
    shared: Shared,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A workbook (xlsx) or CSV file.")
    ] = None,
    pbf: PbfOption = None,
    online: OnlineOption = False,
    kinds: Annotated[
        str,
        typer.Option(
            "--kinds", metavar="KINDS", help="Of OpenStreetMap: school, library, community_centre."
        ),
    ] = "school,library,community_centre",
    box: BoxOption = None,
    margin_km: MarginOption = 20,
) -> None:
    """Merge schools and other places from a list, or from OpenStreetMap, into sites.csv.

    Give a workbook or CSV file, --pbf or --online. Cells that you edited stay as they are; likely
    duplicates are reported, and added with --force alone. Ends with exit code 3 when a row could
    not be taken over; the others are.

    Examples:
        routeplan import sites schools.xlsx
        routeplan import sites --pbf vietnam.osm.pbf --kinds school,library
    """
    from routeplan.cli.importing_sites import COLUMNS, from_openstreetmap, report_lines, report_rows
    from routeplan.cli.roads import Wanted
    from routeplan.cli.session import say_notices
    from routeplan.cli.texts import spoken
    from routeplan.cli.writing import print_csv, print_json, print_lines
    from routeplan.model import ExitCode
    from routeplan.project.importing import import_sites as merge

    language = spoken(shared.language, shared.project_folder)
    if file is not None and pbf is None and not online:
        report = merge(shared.project_folder, file, force=shared.force, language=language)
    else:
        wanted = Wanted(pbf, online, box, margin_km)
        report = from_openstreetmap(shared, file, wanted, kinds, language)
    say_notices(report.notices, shared, language, all_of_them=True)
    if shared.output_format is OutputFormat.JSON:
        print_json(report.to_json())
    elif shared.output_format is OutputFormat.CSV:
        print_csv(COLUMNS, report_rows(report))
    else:
        print_lines(report_lines(report, language))
    if report.rejected:
        raise typer.Exit(ExitCode.INVALID_INPUT)
