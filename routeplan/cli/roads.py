"""Building a project's road network and telling what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from routeplan.cli.failures import CliError
from routeplan.cli.options import OutputFormat, Shared
from routeplan.cli.texts import spoken, text
from routeplan.cli.writing import (
    one_line,
    print_csv,
    print_json,
    print_lines,
    print_notice,
    print_table,
)
from routeplan.language import day_text, number
from routeplan.model import ExitCode

if TYPE_CHECKING:
    from routeplan.geo.box import Box

LISTED = 20
"""Sites and ferries named at most; `--format json` names all."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where OpenStreetMap data comes from, and for which area."""

    pbf: Path | None
    online: bool
    box: str | None
    margin_km: float

    def area(self, folder: Path) -> Box | None:
        """Return the area: --bbox, else around the project's places; None where it has none."""
        from routeplan.network.osm.building import area_of, read_box
        from routeplan.project.positions import project_positions

        places = project_positions(folder)
        return read_box(self.box) if self.box else area_of(places, self.margin_km)


def build_network(
    shared: Shared, wanted: Wanted, country: str | None, speeds: Path | None, *, osrm: bool
) -> dict[str, Any]:
    """Build, write and examine the network of a project folder.

    Raises:
        RouteplanError: the input is wrong, the network is absent, or a file cannot be written.
    """
    from routeplan.network.osm import osrm as engine
    from routeplan.network.osm.building import build_from_extract, build_online
    from routeplan.network.osm.graph import FOLDER, save_graph
    from routeplan.project.files import refuse_elsewhere

    if (wanted.pbf is None) != wanted.online:
        raise CliError("usage-pbf-online", exit_code=ExitCode.USAGE)
    folder = shared.project_folder
    area = wanted.area(folder)
    if osrm:
        engine.require()
    language = spoken(shared.language, folder)
    print_notice(text("step_roads", language), quiet=shared.quiet)
    code = country.upper() if country else None
    if wanted.pbf is not None:
        graph = build_from_extract(wanted.pbf, area, country=code, speeds=speeds)
    else:
        graph = build_online(area, country=code, speeds=speeds)
    refuse_elsewhere(folder, folder / FOLDER)
    save_graph(graph, folder)
    if osrm:
        print_notice(text("step_osrm", language), quiet=shared.quiet)
        for profile in graph.profiles:
            engine.build_engine(graph, folder, profile)
    return network_info(folder)


def network_info(folder: Path) -> dict[str, Any]:
    """Examine the network of a project folder.

    Raises:
        RouteplanError: ``network-none`` (exit code 4) where it has none; ``network-damaged``.
    """
    from routeplan.network.osm.building import examine
    from routeplan.network.osm.network import load_network
    from routeplan.project.positions import project_sites

    sites = project_sites(folder)
    network = load_network(folder)
    if network is None:
        raise CliError("network-none", exit_code=ExitCode.MISSING_DATA, folder=folder.resolve())
    return {**examine(network.graph, sites), "engines": sorted(network.engines)}


def print_network(shared: Shared, found: Mapping[str, Any]) -> None:
    """Print what `network_info` found, as asked."""
    if shared.output_format is OutputFormat.JSON:
        print_json(found)
    elif shared.output_format is OutputFormat.CSV:
        print_csv(("class", "km"), list(found["km_by_class"].items()))
    else:
        language = spoken(shared.language, shared.project_folder)
        print_lines(_roads(found, language))
        header = [text(f"network_{name}", language) for name in ("class", "km")]
        classes = sorted(found["km_by_class"].items(), key=lambda pair: -pair[1])
        rows = [(name, number(km, language, 1)) for name, km in classes]
        print_table(header, rows, indent="  ", numbers=(1,))
        print_lines(_reach(found, language))


def _roads(found: Mapping[str, Any], language: str) -> Iterator[str]:
    """Yield where the roads come from, how old they are and how many there are."""
    vintage = text("age_unknown", language)
    if found["age_days"] is not None:
        age = text("days_old", language, days=number(found["age_days"], language))
        vintage = f"{day_text(date.fromisoformat(found['vintage']))} ({age})"
    source = one_line(found["source"])
    yield text("network_source", language, source=source, vintage=vintage)
    counts = {name: number(found[name], language) for name in ("nodes", "edges", "km")}
    yield text("network_counts", language, **counts)


def _reach(found: Mapping[str, Any], language: str) -> Iterator[str]:
    """Yield what the roads join: their parts, ferries on the map, and the sites."""
    for profile, parts in found["components"].items():
        shown = {name: number(count, language) for name, count in parts.items()}
        yield text("network_parts", language, profile=profile, **shown)
    if found["ferries"]:
        yield text("network_ferries", language, count=len(found["ferries"]))
        for ferry in found["ferries"][:LISTED]:
            minutes = f" ({ferry['minutes']} min)" if ferry["minutes"] else ""
            yield one_line(f"  {ferry['name'] or '?'}{minutes}")
    sites = found["sites"]
    joined = {name: number(sites[name], language) for name in ("joined", "all")}
    yield text("network_sites", language, **joined)
    for key in ("far", "cut_off"):
        if sites[key]:
            yield text(f"network_{key}", language, count=len(sites[key]))
        for one in sites[key][:LISTED]:
            metres = "" if one["metres"] is None else f": {number(one['metres'], language)} m"
            yield one_line(f"  {one['site']}{metres}")
