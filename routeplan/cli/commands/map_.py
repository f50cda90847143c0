"""`routeplan map`: one HTML file that opens without a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from routeplan.cli.failures import CliError
from routeplan.cli.options import OutputFormat, PlanArgument, Shared, command
from routeplan.cli.plan_files import read_plan
from routeplan.cli.session import language_of
from routeplan.cli.texts import text
from routeplan.cli.writing import one_line, print_csv, print_json, print_lines

if TYPE_CHECKING:
    from routeplan.geo.areas import CommuneAreas
    from routeplan.model import Plan


@command
def map_(
    shared: Shared,
    plan_path: PlanArgument,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Default: map.html beside the plan."),
    ] = None,
) -> None:
    """Draw a plan as one HTML file that opens without a network."""
    from routeplan.project import write_text

    plan = read_plan(plan_path)
    language = language_of(shared, plan.language)
    folder = plan_path if plan_path.is_dir() else plan_path.parent
    target = output or folder / "map.html"
    if target.is_dir():
        raise CliError("output-is-a-folder", path=target)
    page = draw(shared, plan, language)
    write_text(target, page)
    if shared.output_format is OutputFormat.JSON:
        print_json({"map": str(target)})
    elif shared.output_format is OutputFormat.CSV:
        print_csv(("map",), [(str(target),)])
    else:
        print_lines([text("map_done", language, path=one_line(target))])


def draw(shared: Shared, plan: Plan, language: str) -> str:
    """Return the page, with the project's own communes where it has some."""
    from routeplan.geo.areas import OFFICIAL_FILE, load_areas
    from routeplan.report import render_map

    own = None
    if (shared.project_folder / OFFICIAL_FILE).is_file():
        own = _collection(load_areas(shared.project_folder))
    return render_map(plan, communes=own, language=language)


def _collection(areas: CommuneAreas) -> dict[str, Any]:
    """Return a project's own communes as GeoJSON with the names that the map writes."""
    from shapely.geometry import mapping

    from routeplan.geo.communes import commune_by_code

    features = [
        {
            "type": "Feature",
            "properties": {
                "code": code,
                "name": commune_by_code()[code].name,
                "approximate": areas.approximate,
            },
            "geometry": mapping(geometry),
        }
        for code, geometry in areas.shapes.items()
    ]
    return {"type": "FeatureCollection", "features": features}
