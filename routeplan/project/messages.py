"""The catalogue of findings: every code with its severity and its words in two languages.

The words themselves stand in ``messages.toml`` beside this module, those about the ledger in
``messages_ledger.toml``, for translators and for the documentation.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from routeplan.model import ExitCode, Notice, RouteplanError, Severity

LANGUAGES = ("vi", "en")
CATALOGUES = ("messages.toml", "messages_ledger.toml")
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Message:
    """Templates by language, with ``{words}`` to fill in."""

    severity: Severity
    cause: Mapping[str, str]
    action: Mapping[str, str]


@cache
def catalogue() -> Mapping[str, Message]:
    """Return every message by its code."""
    texts = (
        files("routeplan.project").joinpath(name).read_text(encoding="utf-8") for name in CATALOGUES
    )
    return {
        code: Message(Severity(entry["severity"]), entry["cause"], entry["action"])
        for text in texts
        for code, entry in tomllib.loads(text).items()
    }


def render(code: str, language: str, words: Mapping[str, object]) -> tuple[str, str]:
    """Return the cause and the action of a code in `language`.

    A word ``hint`` that is not empty is added to the action as a question.
    """
    message = catalogue()[code]
    # The end of a path is what tells one file from another.
    shown = {k: str(word) if k == "path" else _shorten(str(word)) for k, word in words.items()}
    cause = message.cause[language].format_map(shown)
    action = message.action[language].format_map(shown)
    if shown.get("hint"):
        question = "Có phải «{}»?" if language == "vi" else "Did you mean «{}»?"
        action = f"{question.format(shown['hint'])} {action}"
    return cause, action


def failure(code: str, language: str = "en", **words: str) -> RouteplanError:
    """Return the error that stops a command; its details hold the words for another language."""
    cause, action = render(code, language, words)
    return RouteplanError(code, cause, action, details=dict(words))


def localise(error: RouteplanError, language: str) -> RouteplanError:
    """Return `error` in `language` where the catalogue knows its code, else as it is."""
    if error.code not in catalogue():
        return error
    cause, action = render(error.code, language, error.details)
    return RouteplanError(
        error.code, cause, action, exit_code=ExitCode(error.exit_code), details=error.details
    )


class Findings:
    """Collects notices in one language, in the order found; the same one is not kept twice."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self._notices: dict[Notice, None] = {}

    def add(
        self,
        code: str,
        file: str,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        *,
        severity: Severity | None = None,
        words: Mapping[str, object] | None = None,
        **more: object,
    ) -> None:
        """Add a finding; file, row, column and value are words of its templates too."""
        place = {"file": file, "row": "–" if row is None else row, "column": column, "value": value}
        cause, action = render(code, self.language, {**place, **(words or {}), **more})
        level = severity or catalogue()[code].severity
        self._notices[Notice(code, level, file, row, column, value, cause, action)] = None

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Everything found: errors first, then by file, row and column."""
        order = list(Severity)
        return tuple(
            sorted(
                self._notices,
                key=lambda n: (order.index(n.severity), n.file, n.row or 0, n.column or ""),
            )
        )

    @property
    def has_errors(self) -> bool:
        """Whether anything found stops planning."""
        return any(notice.severity is Severity.ERROR for notice in self._notices)


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
