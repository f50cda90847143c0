"""`routeplan publish`: freeze a plan as the plan of record."""

from __future__ import annotations

from routeplan.cli.options import OutputFormat, PlanArgument, Shared, command


@command
def publish(shared: Shared, plan_path: PlanArgument) -> None:
    """Freeze a plan as the plan of record, in published/ of the project folder.

    The plan is checked first. A published plan of the same days is replaced with --force alone;
    it is kept, and for days before the new one it still counts in reports.

    Examples:
        routeplan publish out/base-2025-12-15
        routeplan -C haiphong publish week.json --force
    """
    from routeplan.cli.checking import find_violations, refused
    from routeplan.cli.plan_files import read_plan
    from routeplan.cli.publishing import publish_plan, publish_rotation
    from routeplan.cli.session import language_of
    from routeplan.cli.texts import text
    from routeplan.cli.writing import one_line, print_csv, print_json, print_lines
    from routeplan.language import day_text

    plan = read_plan(plan_path)
    language = language_of(shared, plan.language)
    violations = find_violations(shared, plan)
    if violations:
        raise refused("publish-violations", violations, language)
    path, is_new = publish_plan(shared.project_folder, plan, force=shared.force)
    publish_rotation(path, plan_path)
    if shared.output_format is OutputFormat.JSON:
        print_json({"published": str(path), "new": is_new})
    elif shared.output_format is OutputFormat.CSV:
        print_csv(("published",), [(str(path),)])
    else:
        values = {
            "file": one_line(path),
            "start": day_text(plan.start),
            "end": day_text(plan.last_day),
            "visits": sum(len(route.visits) for route in plan.routes),
        }
        print_lines([text("published" if is_new else "published_same", language, **values)])
