"""`routeplan check`: prove a plan against every rule."""

from __future__ import annotations

import typer

from routeplan.cli.options import OutputFormat, PlanArgument, Shared, command


@command
def check(shared: Shared, plan_path: PlanArgument) -> None:
    """Prove a plan against every rule, whoever made it, and the rotation beside it.

    Hand-edited plans are welcome; a rotation.json may be named as well. Ends with exit code 7 when
    a rule is broken.

    Examples:
        routeplan check out/base-2025-12-15
        routeplan -C haiphong check week.json --format json
    """
    from routeplan.cli.checking import check_beside, find_violations, violation_lines
    from routeplan.cli.plan_files import read_plan
    from routeplan.cli.rotation_files import is_rotation, plan_file, plan_of
    from routeplan.cli.session import language_of
    from routeplan.cli.texts import text
    from routeplan.cli.writing import print_csv, print_json, print_lines
    from routeplan.model import ExitCode

    asked = is_rotation(plan_path)
    path = plan_of(plan_path) if asked else plan_file(plan_path)
    plan = read_plan(path)
    violations = list(find_violations(shared, plan))
    rotation, broken = check_beside(shared, plan, path, always=asked)
    violations += broken
    language = language_of(shared, plan.language)
    if shared.output_format is OutputFormat.JSON:
        print_json({"violations": [violation.to_json() for violation in violations]})
    elif shared.output_format is OutputFormat.CSV:
        rows = [(v.code, v.where, v.message) for v in violations]
        print_csv(("code", "where", "message"), rows)
    elif violations:
        print_lines([text("check_found", language, count=len(violations))])
        print_lines(violation_lines(violations, language))
    else:
        visits = sum(len(route.visits) for route in plan.routes)
        done = text("check_fine", language, routes=len(plan.routes), visits=visits)
        print_lines([done])
        if rotation is not None:
            sets = len(rotation.start_positions)
            count = len(rotation.exchanges)
            print_lines([text("rotation_fine", language, exchanges=count, sets=sets)])
    if violations:
        raise typer.Exit(ExitCode.VIOLATIONS)
