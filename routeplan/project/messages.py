"""Findings and errors of the project room: every code with its severity and its words.

The words stand in the catalogue ``project`` of `routeplan.language`, as ``CODE.cause`` and
``CODE.action``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from routeplan.language import Catalogue, known
from routeplan.model import ExitCode, Notice, RouteplanError, Severity
from routeplan.project.severities import SEVERITIES

TEXTS = Catalogue("project")
_SHOWN = 80


def render(code: str, language: str, words: Mapping[str, object]) -> tuple[str, str]:
    """Return the cause and the action of a code in `language`.

    A word ``hint`` that is not empty is added to the action as a question.
    """
    # The end of a path is what tells one file from another.
    shown = {k: str(word) if k == "path" else _shortened(word) for k, word in words.items()}
    cause = TEXTS.text(f"{code}.cause", language, **shown)
    action = TEXTS.text(f"{code}.action", language, **shown)
    if shown.get("hint"):
        action = f"{TEXTS.text('did-you-mean', language, hint=shown['hint'])} {action}"
    return cause, action


def failure(code: str, language: str = "en", **words: str) -> RouteplanError:
    """Return the error that stops a command; its details hold the words for another language."""
    cause, action = render(code, language, words)
    return RouteplanError(code, cause, action, details=dict(words))


def localise(error: RouteplanError, language: str) -> RouteplanError:
    """Return `error` in `language` where the catalogue knows its code, else as it is."""
    if error.code not in SEVERITIES:
        return error
    cause, action = render(error.code, language, error.details)
    return RouteplanError(
        error.code, cause, action, exit_code=ExitCode(error.exit_code), details=error.details
    )


class Findings:
    """Collects notices in one language, in the order found; the same one is not kept twice."""

    def __init__(self, language: str) -> None:
        self.language = known(language)
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
        level = severity or SEVERITIES[code]
        self._notices[Notice(code, level, file, row, column, value, cause, action)] = None

    def extend(self, notices: Iterable[Notice]) -> None:
        """Add what others found, in the same language."""
        self._notices.update(dict.fromkeys(notices))

    @property
    def as_found(self) -> tuple[Notice, ...]:
        """Everything found, in the order in which it was."""
        return tuple(self._notices)

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


def _shortened(word: object) -> int | str:
    if isinstance(word, int):
        return word  # it may decide between plural forms
    text = str(word)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
