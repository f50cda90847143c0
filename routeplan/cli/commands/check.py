"""`routeplan check`: prove a plan against every rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from routeplan.cli.options import OutputFormat, PlanArgument, Shared, command
from routeplan.cli.plan_files import read_plan
from routeplan.cli.session import changed_inputs, language_of, load_for_plan
from routeplan.cli.texts import text
from routeplan.cli.writing import one_line, print_csv, print_json, print_lines, print_notice
from routeplan.model import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routeplan.model import Plan, Violation


@command
def check(shared: Shared, plan_path: PlanArgument) -> None:
    """Prove a plan against every rule, whoever made it.

    Hand-edited plans are welcome. Ends with exit code 7 when a rule is broken.
    """
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
        visits = sum(len(route.stops) for route in plan.routes)
        done = text("check_fine", language, routes=len(plan.routes), visits=visits)
        print_lines([done])
    if violations:
        raise typer.Exit(ExitCode.VIOLATIONS)


def find_violations(shared: Shared, plan: Plan) -> Sequence[Violation]:
    """Hold a plan against the project it belongs to; says when the project changed since."""
    from routeplan.check import check_plan
    from routeplan.network.build import build_travel

    problem = load_for_plan(shared, plan)
    changed = changed_inputs(plan, problem)
    if changed:
        language = language_of(shared, plan.language)
        line = text("project_changed", language, files=one_line(", ".join(changed)))
        print_notice(line, quiet=shared.quiet)
    return check_plan(problem, build_travel(problem), plan)


def violation_lines(violations: Sequence[Violation]) -> list[str]:
    """Return violations as a person reads them."""
    return [one_line(f"  [{v.code}] {v.where}: {v.message}") for v in violations]
