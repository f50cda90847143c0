"""What can go wrong, said so that a person can act on it.

Three kinds of message exist and only these: a `RouteplanError` stops a command, a `Notice` is a
finding about input data, a `Violation` is a finding of the checker about a plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any


class ExitCode(IntEnum):
    """Process exit codes; a contract (docs/cli-reference.md)."""

    OK = 0
    BUG = 1
    USAGE = 2
    INVALID_INPUT = 3
    MISSING_DATA = 4
    NOTHING_PLANNED = 5
    REQUIRED_UNASSIGNED = 6
    VIOLATIONS = 7


class RouteplanError(Exception):
    """A problem that the user can mend.

    Args:
        code: stable kebab-case identifier in the error index, e.g. ``table-missing-column``.
        cause: what happened and where (file, row, column, value), one sentence.
        action: what to do next, one sentence in the imperative.
        exit_code: the family that decides the process exit code.
        details: machine-readable extras for ``--format json``.
    """

    def __init__(
        self,
        code: str,
        cause: str,
        action: str,
        *,
        exit_code: ExitCode = ExitCode.INVALID_INPUT,
        details: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{code}: {cause} {action}")
        self.code = code
        self.cause = cause
        self.action = action
        self.exit_code = exit_code
        self.details = details or {}


class ModelError(ValueError):
    """A model object was constructed with a value that breaks its own rules.

    Carries the `field` so that whoever reads tables can name the column.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class Severity(StrEnum):
    """How bad a notice is. `error` stops planning; the others do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Notice:
    """A finding about input data, precise to the cell where there is one.

    `row` counts as a spreadsheet shows it: the header is row 1, the first record row 2.
    """

    code: str
    severity: Severity
    file: str
    row: int | None
    column: str | None
    value: str | None
    cause: str
    action: str

    def to_json(self) -> dict[str, Any]:
        """Return the notice as a JSON object with the keys of the published schema."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "cause": self.cause,
            "action": self.action,
        }


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a plan breaks, found by the checker.

    `where` names the place as ``vehicle date`` plus the visit or leg, e.g.
    ``BUS-1 2026-12-01 stop 3 (CB-VIETHAI/mobile/1)``.
    """

    code: str
    where: str
    message: str

    def to_json(self) -> dict[str, Any]:
        """Return ``{"code", "where", "message"}`` as `check --format json` prints it."""
        return {"code": self.code, "where": self.where, "message": self.message}
