"""The errors that the command line itself raises, and every error in the language asked for."""

from __future__ import annotations

from typing import Any

from routeplan.language.spoken import SpokenError
from routeplan.model import ExitCode, RouteplanError


class CliError(SpokenError):
    """An error of the command line; its words stand in the catalogue ``errors``."""

    def __init__(
        self,
        code: str,
        *,
        exit_code: ExitCode = ExitCode.INVALID_INPUT,
        details: dict[str, Any] | None = None,
        **words: object,
    ) -> None:
        super().__init__(code, words, exit_code=exit_code, details=details)


def in_language(error: RouteplanError, language: str) -> tuple[str, str]:
    """Return cause and action of an error in `language`, as far as its room can say them."""
    if isinstance(error, SpokenError):
        return error.say(language)
    from routeplan.project.messages import localise

    shown = localise(error, language)
    return shown.cause, shown.action
