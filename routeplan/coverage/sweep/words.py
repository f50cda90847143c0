"""The errors of sweeps; `{file}` and `{key}` say where."""

from __future__ import annotations

from collections.abc import Sequence

from routeplan.language import Catalogue
from routeplan.language.spoken import Phrase, SpokenError, said
from routeplan.model import ExitCode, RouteplanError, Violation
from routeplan.project.messages import localise

TEXTS = Catalogue("sweep")


def failure(
    code: str, *, exit_code: ExitCode = ExitCode.INVALID_INPUT, **words: object
) -> RouteplanError:
    """Return the error of a code; its details carry its words in English."""
    return SpokenError(code, words, exit_code=exit_code, details=said(words, "en"))


def wanted(kind: str, **words: object) -> Phrase:
    """Return what kind of value is wanted."""
    return Phrase(TEXTS, f"wanted.{kind}", words)


def rejected(violations: Sequence[Violation], language: str) -> RouteplanError:
    """Return the error of a plan that the checker refuses, which is a fault of ours."""
    first = violations[0]
    told = f"[{first.code}] {first.where}: {first.message}"
    cause = TEXTS.text("reason.plan-rejected", language, count=len(violations), first=told)
    return RouteplanError("plan-rejected", cause, TEXTS.text("reason.report", language))


def reason_of(error: RouteplanError, language: str) -> str:
    """Return why a scenario has no figures, as far as the error can be said in `language`."""
    if isinstance(error, SpokenError):
        return error.say(language)[0]
    return localise(error, language).cause
