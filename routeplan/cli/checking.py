"""Holds a plan against the project that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from routeplan.cli.failures import CliError
from routeplan.cli.options import Shared
from routeplan.cli.session import language_of, load_for_plan, say_changed, travel_of
from routeplan.cli.texts import text
from routeplan.cli.writing import one_line, print_notice
from routeplan.language import day_text
from routeplan.model import ExitCode

if TYPE_CHECKING:
    from routeplan.model import Plan, Rotation, Violation

_PLACE = re.compile(
    r"(?P<vehicle>.+?) (?P<day>\d{4}-\d{2}-\d{2})"
    r"(?: stop (?P<stop>\d+)| leg (?P<leg>\d+)|(?P<home> way home))?(?P<more> \(.*\))?"
)
"""What `Violation.where` says of a duty, a stop of it with its visit, or a leg with its ends."""

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


def refused(code: str, violations: Sequence[Violation], language: str) -> CliError:
    """Return the error of what breaks rules: how often, and the first few of them.

    Args:
        code: of the error; its sentences have the gaps ``count`` and ``first``.
        violations: one at least.
        language: of their messages.
    """
    lines = violation_lines(violations[:_SHOWN], language)
    shown = "; ".join(line.strip() for line in lines)
    return CliError(
        code,
        exit_code=ExitCode.VIOLATIONS,
        details={"violations": [violation.to_json() for violation in violations]},
        count=len(violations),
        first=shown,
    )


def violation_lines(violations: Sequence[Violation], language: str) -> list[str]:
    """Return violations as a person reads them."""
    return [
        one_line(f"  [{v.code}] {place_told(v.where, language)}: {v.message}") for v in violations
    ]


def place_told(where: str, language: str) -> str:
    """Return the place of a violation as a person reads it.

    `Violation.where` is the same in every language, for programs. Duties, stops and legs are told
    in words; what names a part of plan.json (``summary cost``) stays as it stands there.
    """
    found = _PLACE.fullmatch(where)
    if found is None:
        return where
    try:
        day = day_text(date.fromisoformat(found["day"]))
    except ValueError:  # as in a plan that somebody edited: 31 February
        return where
    duty = f"{found['vehicle']} {day}"
    if found["home"]:
        return text("place_home", language, duty=duty)
    if found["stop"]:
        stop = text("place_stop", language, duty=duty, stop=found["stop"])
        return stop + (found["more"] or "")
    if found["leg"]:
        leg = text("place_leg", language, duty=duty, leg=found["leg"])
        return leg + (found["more"] or "").replace(" to ", " → ")
    return duty
