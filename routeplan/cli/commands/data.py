"""`routeplan data`: what comes with routeplan, and official boundaries from the network."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from routeplan.cli.options import OutputFormat, Shared, command


class Online(StrEnum):
    """What can be fetched."""

    COMMUNES = "communes"
    ROADS = "roads"


@command
def fetch(
    shared: Shared,
    what: Annotated[
        Online,
        typer.Argument(
            metavar="WHAT",
            help="communes: official boundaries; roads: as `network build --online`.",
        ),
    ],
) -> None:
    """Download data into the project folder.

    The boundaries come with a pinned checksum; roads are what OpenStreetMap says today.

    Examples:
        routeplan data fetch communes
        routeplan -C haiphong data fetch roads
    """
    if what is Online.ROADS:
        _fetch_roads(shared)
        return
    from routeplan.cli.texts import spoken, text
    from routeplan.cli.writing import one_line, print_csv, print_json, print_lines
    from routeplan.geo.fetch import fetch_communes

    path = fetch_communes(shared.project_folder, force=shared.force)
    if shared.output_format is OutputFormat.JSON:
        print_json({what.value: str(path)})
    elif shared.output_format is OutputFormat.CSV:
        print_csv((what.value,), [(str(path),)])
    else:
        print_lines(
            [
                text(
                    "data_fetched",
                    spoken(shared.language, shared.project_folder),
                    path=one_line(path),
                )
            ]
        )


def _fetch_roads(shared: Shared) -> None:
    from routeplan.cli.roads import Wanted, build_network, print_network
    from routeplan.network.osm.building import MARGIN_KM

    wanted = Wanted(None, online=True, box=None, margin_km=MARGIN_KM)
    print_network(shared, build_network(shared, wanted, None, None, osrm=False))


@command
def info(shared: Shared) -> None:
    """List the embedded data: every file with its source, licence and date.

    Examples:
        routeplan data info
        routeplan data info --format csv > sources.csv
    """
    from routeplan.cli.embedded import resources
    from routeplan.cli.texts import spoken, text
    from routeplan.cli.writing import print_csv, print_json, print_table

    header = ("file", "date", "licence", "source")
    rows = [[item[name] for name in header] for item in resources()]
    if shared.output_format is OutputFormat.JSON:
        print_json({"files": [dict(zip(header, row, strict=True)) for row in rows]})
    elif shared.output_format is OutputFormat.CSV:
        print_csv(header, rows)
    else:
        language = spoken(shared.language, shared.project_folder)
        print_table([text(f"data_{name}", language) for name in header], rows)
