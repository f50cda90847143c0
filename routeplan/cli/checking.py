"""Holds a plan against the project that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from routeplan.cli.failures import CliError
from routeplan.cli.options import Shared
from routeplan.cli.session import language_of, load_for_plan, say_changed, travel_of
from routeplan.cli.texts import text
from routeplan.cli.writing import one_line, print_notice
from routeplan.model import ExitCode

if TYPE_CHECKING:
    from routeplan.model import Plan, Rotation, Violation

_SHOWN = 5
"""Violations that an error names at most; its details have all."""


def find_violations(shared: Shared, plan: Plan) -> Sequence[Violation]:
    """Hold a plan against the project it belongs to; says when the project changed since."""
    from routeplan.check import check_plan

    problem = load_for_plan(shared, plan)
    language = language_of(shared, plan.language)
    say_changed(shared, plan, problem, language)
    travel = travel_of(shared.project_folder, problem)
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


def refused(code: str, violations: Sequence[Violation]) -> CliError:
    """Return the error of what breaks rules: how often, and the first few of them.

    Args:
        code: of the error; its sentences have the gaps ``count`` and ``first``.
        violations: one at least.
    """
    shown = "; ".join(line.strip() for line in violation_lines(violations[:_SHOWN]))
    return CliError(
        code,
        exit_code=ExitCode.VIOLATIONS,
        details={"violations": [violation.to_json() for violation in violations]},
        count=len(violations),
        first=shown,
    )


def violation_lines(violations: Sequence[Violation]) -> list[str]:
    """Return violations as a person reads them."""
    return [one_line(f"  [{v.code}] {v.where}: {v.message}") for v in violations]
