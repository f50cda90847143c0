"""Holds a plan against the project that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from routeplan.cli.options import Shared
from routeplan.cli.session import changed_inputs, language_of, load_for_plan
from routeplan.cli.texts import text
from routeplan.cli.writing import one_line, print_notice

if TYPE_CHECKING:
    from routeplan.model import Plan, Violation


def find_violations(shared: Shared, plan: Plan) -> Sequence[Violation]:
    """Hold a plan against the project it belongs to; says when the project changed since."""
    from routeplan.check import check_plan
    from routeplan.network.build import build_travel
    from routeplan.network.osm.network import load_network

    problem = load_for_plan(shared, plan)
    changed = changed_inputs(plan, problem)
    if changed:
        language = language_of(shared, plan.language)
        line = text("project_changed", language, files=one_line(", ".join(changed)))
        print_notice(line, quiet=shared.quiet)
    network = load_network(shared.project_folder)
    return check_plan(problem, build_travel(problem, network=network), plan)


def violation_lines(violations: Sequence[Violation]) -> list[str]:
    """Return violations as a person reads them."""
    return [one_line(f"  [{v.code}] {v.where}: {v.message}") for v in violations]
