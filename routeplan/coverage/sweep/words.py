"""The errors of sweeps; `{file}` and `{key}` say where."""

from __future__ import annotations

from routeplan.language import Catalogue
from routeplan.language.spoken import Phrase, SpokenError, said
from routeplan.model import ExitCode, RouteplanError

TEXTS = Catalogue("sweep")


def failure(
    code: str, *, exit_code: ExitCode = ExitCode.INVALID_INPUT, **words: object
) -> RouteplanError:
    """Return the error of a code; its details carry its words in English."""
    return SpokenError(code, words, exit_code=exit_code, details=said(words, "en"))


def wanted(kind: str, **words: object) -> Phrase:
    """Return what kind of value is wanted."""
    return Phrase(TEXTS, f"wanted.{kind}", words)
