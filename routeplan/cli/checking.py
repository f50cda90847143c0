"""Holds a plan against the project that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from routeplan.cli.options import Shared
from routeplan.cli.session import changed_inputs, language_of, load_for_plan
from routeplan.cli.texts import text
from routeplan.cli.writing import one_line, print_notice

if TYPE_CHECKING:
    from routeplan.model import Plan, Rotation, Violation


def find_violations(shared: Shared, plan: Plan) -> Sequence[Violation]:
    """Hold a plan against the project it belongs to; says when the project changed since."""
    from routeplan.check import check_plan
    from routeplan.network.build import build_travel
    from routeplan.network.osm.network import load_network

    problem = load_for_plan(shared, plan)
    language = language_of(shared, plan.language)
    changed = changed_inputs(plan, problem)
    if changed:
        line = text("project_changed", language, files=one_line(", ".join(changed)))
        print_notice(line, quiet=shared.quiet)
    network = load_network(shared.project_folder)
    travel = build_travel(problem, network=network)
    return check_plan(problem, travel, plan, language=language)


def check_beside(
    shared: Shared, plan: Plan, path: Path, *, always: bool
) -> tuple[Rotation | None, Sequence[Violation]]:
    """Hold the rotation beside a plan against both, where there is one.

    Args:
        shared: the options.
        plan: the plan.
        path: its file.
        always: check a rotation that was made for another plan, too; else that is only said.

    Raises:
        RouteplanError: the rotation cannot be read, or with `always` is not there.
    """
    from routeplan.cli.rotating import rotation_violations
    from routeplan.cli.rotation_files import belongs, read_rotation, rotation_file

    beside = rotation_file(path)
    if not always and not beside.is_file():
        return None, ()
    rotation = read_rotation(beside)
    if not always and not belongs(rotation, path):
        line = text("rotation_stale", language_of(shared, plan.language), path=one_line(beside))
        print_notice(line, quiet=shared.quiet)
        return None, ()
    problem = load_for_plan(shared, plan)
    return rotation, rotation_violations(shared, problem, plan, rotation)


def violation_lines(violations: Sequence[Violation]) -> list[str]:
    """Return violations as a person reads them."""
    return [one_line(f"  [{v.code}] {v.where}: {v.message}") for v in violations]
