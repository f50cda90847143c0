"""`routeplan explain`: why a visit is where it is, or is not, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

import typer

from routeplan.cli.options import OutputFormat, PlanArgument, Shared, command, date_option

_COLUMNS = (
    "service", "visit", "status", "vehicle", "date", "start", "code", "rules", "reason", "action",
)  # fmt: skip


@command
def explain(
    shared: Shared,
    plan_path: PlanArgument,
    site: Annotated[
        str, typer.Argument(metavar="SITE", help="Id or name of a site; diacritics may be missing.")
    ],
    day: Annotated[
        date | None,
        date_option("--date", "Why not on that day?"),
    ] = None,
    vehicle: Annotated[
        str | None, typer.Option("--vehicle", metavar="ID", help="Why not with that vehicle?")
    ] = None,
    earlier: Annotated[bool, typer.Option("--earlier", help="Why not earlier?")] = False,
) -> None:
    """Say why a site's visit is where it is, or is missing, and what would change it.

    With --date, --vehicle or --earlier the visit is tried there alone: what is in the way, and the
    cheapest change that would admit it.

    Examples:
        routeplan explain out/base-2025-12-15 "viet hai"
        routeplan explain out/base-2025-12-15 hp-11948 --date 2025-12-18 --vehicle XE-2
    """
    from routeplan.cli.finding import find_site, find_vehicle, refuse_outside
    from routeplan.cli.plan_files import read_plan
    from routeplan.cli.session import language_of, load_for_plan, travel_of
    from routeplan.cli.writing import one_line, print_csv, print_json, print_lines

    plan = read_plan(plan_path)
    language = language_of(shared, plan.language)
    problem = load_for_plan(shared, plan)
    site_id = find_site(problem, site)
    refuse_outside(problem, day)
    vehicle_id = None if vehicle is None else find_vehicle(problem, vehicle)
    from routeplan.solve.why.asking import Question
    from routeplan.solve.why.explain import explain as explain_site

    travel = travel_of(shared.project_folder, problem)
    question = Question(day, vehicle_id, earlier)
    found = explain_site(problem, travel, plan, site_id, question)
    if shared.output_format is OutputFormat.JSON:
        print_json(found.to_json())
    elif shared.output_format is OutputFormat.CSV:
        print_csv(_COLUMNS, _rows(found.to_json()))
    else:
        print_lines(one_line(line) for line in found.lines(language))


def _rows(answer: Mapping[str, Any]) -> Iterator[list[object]]:
    """Yield a row for every visit, and one for every place at which it was tried.

    A place has the status ``fits`` or ``not``, with the rules in the way; `start` is HH:MM.
    """
    from routeplan.model import clock

    for visit in answer["services"]:
        own = {"service": visit["service"], "visit": visit.get("visit")}
        earlier = [visit["earlier"]] if visit.get("earlier") else []
        rows = [{**visit, "rules": None}]
        for place in (*earlier, *visit.get("elsewhere", ()), *visit.get("asked", ())):
            fits, rules = place["fits"], ";".join(place["rules"])
            told = {"reason": place.get("why"), "action": place.get("would"), "rules": rules}
            status = "fits" if fits else "not"
            rows.append({**own, **place, **told, **(fits or {}), "status": status})
        for row in rows:
            start = row.get("start")
            row["start"] = None if start is None else clock(start)
            yield [row.get(name) for name in _COLUMNS]
