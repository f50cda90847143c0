"""Where rotations are kept, beside the plans that they belong to, and how they are read."""

from __future__ import annotations

from pathlib import Path

from routeplan.cli.failures import CliError
from routeplan.cli.plan_files import PLAN_FILE, compact_text, read_json, sha256
from routeplan.model import PlanFormatError, Rotation, rotation_from_json, rotation_to_json
from routeplan.model.rotation import ROTATION_SCHEMA

ROTATION_FILE = "rotation.json"
PLAN_KEY = "plan.json"
"""Under this name `Rotation.inputs` has the plan's hash."""


def plan_file(path: Path) -> Path:
    """Return the plan's own file of a file or folder."""
    return path / PLAN_FILE if path.is_dir() else path


def rotation_file(plan: Path) -> Path:
    """Return where the rotation of a plan's file is: ``rotation.json``, or ``NAME.rotation.json``.

    Published plans lie side by side, so their rotations carry their names.
    """
    if plan.name == PLAN_FILE:
        return plan.with_name(ROTATION_FILE)
    return plan.with_name(f"{plan.stem}.{ROTATION_FILE}")


def plan_of(rotation: Path) -> Path:
    """Return where the plan of a rotation's file is."""
    if rotation.name == ROTATION_FILE:
        return rotation.with_name(PLAN_FILE)
    return rotation.with_name(rotation.name.removesuffix(f".{ROTATION_FILE}") + ".json")


def is_rotation(path: Path) -> bool:
    """Tell whether a file holds a rotation rather than a plan."""
    if path.is_dir() or not path.name.endswith(ROTATION_FILE):
        return False
    data = read_json(path)
    return isinstance(data, dict) and data.get("schema") == ROTATION_SCHEMA


def read_rotation(path: Path) -> Rotation:
    """Read a rotation.

    Raises:
        RouteplanError: ``rotation-missing``, ``rotation-format``, or those of reading a plan.
    """
    if not path.is_file():
        raise CliError("rotation-missing", path=path)
    try:
        return rotation_from_json(read_json(path))
    except (PlanFormatError, RecursionError) as error:
        raise CliError("rotation-format", path=path, reason=error) from error


def belongs(rotation: Rotation, plan: Path) -> bool:
    """Tell whether a rotation was made for a plan's file as it is now."""
    return rotation.inputs.get(PLAN_KEY) == sha256(plan)


def rotation_text(rotation: Rotation) -> str:
    """Return the bytes of rotation.json as text: the same rotation gives the same text."""
    return compact_text(rotation_to_json(rotation))
