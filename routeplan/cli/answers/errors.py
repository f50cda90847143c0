"""What a command answers that could not do its work."""

from __future__ import annotations

from typing import Annotated, TypedDict


class Error(TypedDict):
    """What went wrong."""

    code: Annotated[str, "Stable identifier; docs/errors.md lists them."]
    where: Annotated[str, "File, with row and column where known; else folder, address or command."]
    cause: Annotated[str, "What happened, in the reader's language."]
    action: Annotated[str, "What to do next, in the reader's language; may be empty."]
    exit_code: Annotated[int, "Of the process."]


class ErrorAnswer(TypedDict):
    """An error; what it is about (matches, notices, violations …) may stand beside it."""

    error: Error
