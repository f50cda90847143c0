"""`routeplan explain`: why a visit is where it is, or is not, and what would change it."""

from __future__ import annotations

from typing import Annotated

import typer

from routeplan.cli.options import OutputFormat, PlanArgument, Shared, command


@command
def explain(
    shared: Shared,
    plan_path: PlanArgument,
    site: Annotated[
        str, typer.Argument(metavar="SITE", help="Id or name of a site; diacritics may be missing.")
    ],
) -> None:
    """Say why a site's visit is where it is, or is missing, and what would change it."""
    from routeplan.cli.finding import find_site
    from routeplan.cli.plan_files import read_plan
    from routeplan.cli.session import language_of, load_for_plan
    from routeplan.cli.writing import one_line, print_csv, print_json, print_lines

    plan = read_plan(plan_path)
    language = language_of(shared, plan.language)
    problem = load_for_plan(shared, plan)
    site_id = find_site(problem, site)
    from routeplan.network.build import build_travel
    from routeplan.network.osm.network import load_network
    from routeplan.solve.explain import explain as explain_site

    travel = build_travel(problem, network=load_network(shared.project_folder))
    found = explain_site(problem, travel, plan, site_id)
    if shared.output_format is OutputFormat.JSON:
        print_json(found.to_json())
    elif shared.output_format is OutputFormat.CSV:
        print_csv(("line",), [(line,) for line in found.lines(language)])
    else:
        print_lines(one_line(line) for line in found.lines(language))
