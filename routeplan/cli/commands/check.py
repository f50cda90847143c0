"""`routeplan check`: prove a plan against every rule."""

from __future__ import annotations

import typer

from routeplan.cli.options import OutputFormat, PlanArgument, Shared, command


@command
def check(shared: Shared, plan_path: PlanArgument) -> None:
    """Prove a plan against every rule, whoever made it.

    Hand-edited plans are welcome. Ends with exit code 7 when a rule is broken.
    """
    from routeplan.cli.checking import find_violations, violation_lines
    from routeplan.cli.plan_files import read_plan
    from routeplan.cli.session import language_of
    from routeplan.cli.texts import text
    from routeplan.cli.writing import print_csv, print_json, print_lines
    from routeplan.model import ExitCode

    plan = read_plan(plan_path)
    violations = find_violations(shared, plan)
    language = language_of(shared, plan.language)
    if shared.output_format is OutputFormat.JSON:
        print_json({"violations": [violation.to_json() for violation in violations]})
    elif shared.output_format is OutputFormat.CSV:
        rows = [(v.code, v.where, v.message) for v in violations]
        print_csv(("code", "where", "message"), rows)
    elif violations:
        print_lines([text("check_found", language, count=len(violations))])
        print_lines(violation_lines(violations))
    else:
        visits = sum(len(route.visits) for route in plan.routes)
        done = text("check_fine", language, routes=len(plan.routes), visits=visits)
        print_lines([done])
    if violations:
        raise typer.Exit(ExitCode.VIOLATIONS)
