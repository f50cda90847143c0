"""Reads plan files, wherever they come from, with errors that name the place in the file."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from routeplan.cli.failures import CliError
from routeplan.model import Plan, PlanFormatError, plan_from_json, plan_to_json
from routeplan.project.limits import read_at_most

PLAN_FILE = "plan.json"
_LARGEST = 2**53
"""Beyond this, a whole number is not the same in every program that reads JSON."""


def read_plan(path: Path) -> Plan:
    """Read a plan.json, or the one in a folder.

    Raises:
        RouteplanError: ``plan-missing``, ``plan-unreadable``, ``plan-not-json`` (with line and
            column) or ``plan-format`` (with the path inside the file).
    """
    file = path / PLAN_FILE if path.is_dir() else path
    data = _parse(file, _read(file))
    try:
        return plan_from_json(data)
    except (PlanFormatError, RecursionError) as error:
        raise CliError("plan-format", path=file, reason=error) from error


def plan_text(plan: Plan) -> str:
    """Return the bytes of plan.json as text: the same plan gives the same text."""
    return compact_text(plan_to_json(plan))


def compact_text(data: Mapping[str, Any]) -> str:
    """Return a JSON object as text.

    Each item of a list or an object at the second level has a line of its own, so that two files
    can be compared line by line without a file that is mostly white space.
    """
    lines = []
    for key, value in data.items():
        name = json.dumps(key)
        if isinstance(value, list) and value:
            inner = ",\n".join("  " + _compact(item) for item in value)
            lines.append(f" {name}: [\n{inner}\n ]")
        elif isinstance(value, dict) and value:
            inner = ",\n".join(f"  {_compact(k)}: {_compact(v)}" for k, v in value.items())
            lines.append(f" {name}: {{\n{inner}\n }}")
        else:
            lines.append(f" {name}: {_compact(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read_json(file: Path) -> Any:
    """Return what a JSON file holds.

    Raises:
        RouteplanError: ``plan-missing``, ``plan-unreadable`` or ``plan-not-json``.
    """
    return _parse(file, _read(file))


def sha256(path: Path) -> str:
    """Return the SHA-256 (hex) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _read(file: Path) -> str:
    try:
        return read_at_most(file).decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CliError("plan-missing", path=file) from error
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is not UTF-8"
        raise CliError("plan-not-json", path=file, reason=reason) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CliError("plan-unreadable", path=file, reason=reason) from error


def _parse(file: Path, content: str) -> Any:
    try:
        return json.loads(content, parse_int=_whole, parse_float=_finite, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        reason = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise CliError("plan-not-json", path=file, reason=reason) from error
    except (ValueError, RecursionError) as error:
        raise CliError("plan-not-json", path=file, reason=error) from error


def _whole(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > _LARGEST:
        raise ValueError(f"the number {digits[:20]} is too large")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"the number {digits[:20]} is too large")
    return number


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")
