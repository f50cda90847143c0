"""`routeplan network`: the project's own roads, from OpenStreetMap."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from routeplan.cli.options import Shared, command

PbfOption = Annotated[
    Path | None,
    typer.Option("--pbf", metavar="FILE", help="An OpenStreetMap extract (.osm.pbf)."),
]
OnlineOption = Annotated[
    bool, typer.Option("--online", help="Ask an Overpass server for the project's area.")
]
BoxOption = Annotated[
    str | None,
    typer.Option(
        "--bbox",
        metavar="BOX",
        help="Keep this area: south,west,north,east in degrees (default: the project's places).",
    ),
]
MarginOption = Annotated[
    float,
    typer.Option("--margin-km", min=0, max=500, help="Kilometres kept around the places."),
]


@command
def build(
    shared: Shared,
    pbf: PbfOption = None,
    online: OnlineOption = False,
    box: BoxOption = None,
    margin_km: MarginOption = 20,
    country: Annotated[
        str | None,
        typer.Option("--country", metavar="XX", help="Whose speed defaults count, e.g. VN."),
    ] = None,
    speeds: Annotated[
        Path | None,
        typer.Option("--speeds", metavar="FILE", help="Your own speeds (TOML) over the defaults."),
    ] = None,
    osrm: Annotated[
        bool, typer.Option("--osrm", help="Build OSRM's files too (the extra routeplan[osrm]).")
    ] = False,
) -> None:
    """Read the roads of the project's area; plans then use them instead of the skeleton.

    Give either --pbf or --online. Turn restrictions are not read. Ferries are listed, never driven:
    their sailings belong into crossings.csv.

    Examples:
        routeplan network build --pbf vietnam.osm.pbf
        routeplan network build --online --margin-km 5 --speeds speeds.toml
    """
    from routeplan.cli.roads import Wanted, build_network, print_network

    wanted = Wanted(pbf, online, box, margin_km)
    print_network(shared, build_network(shared, wanted, country, speeds, osrm=osrm))


@command
def info(shared: Shared) -> None:
    """Say where the roads come from, how old they are, and which sites they do not reach.

    Examples:
        routeplan network info
        routeplan -C haiphong network info --format json
    """
    from routeplan.cli.roads import network_info, print_network

    print_network(shared, network_info(shared.project_folder))
