"""Errors whose words stand in a catalogue, so that they are said in any language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from routeplan.language.catalogues import Catalogue
from routeplan.language.formats import number
from routeplan.model import ExitCode, RouteplanError

ERRORS = Catalogue("errors")
"""Of every error that is not a finding of the project room."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a sentence, written as the language of the sentence writes it."""

    value: float
    decimals: int = 0

    def say(self, language: str | None) -> str:
        """Return the number with separators."""
        return number(self.value, language, self.decimals)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A part of a sentence that is itself said in the language of the sentence."""

    catalogue: Catalogue
    key: str
    words: Mapping[str, object] = field(default_factory=dict)

    def say(self, language: str | None) -> str:
        """Return the part in `language`."""
        return self.catalogue.text(self.key, language, **said(self.words, language))


@dataclass(frozen=True, slots=True)
class Series:
    """Several things in a sentence; with `any_of`, one of them is to be chosen."""

    items: Sequence[Phrase | str]
    any_of: bool = False

    def say(self, language: str | None) -> str:
        """Return the things joined as `language` joins them."""
        joint = ERRORS.text("any-of", language) if self.any_of else ", "
        return joint.join(
            item.say(language) if isinstance(item, Phrase) else item for item in self.items
        )


class SpokenError(RouteplanError):
    """An error that can say its words in either language; it is raised in English.

    Args:
        code: of the error.
        words: fill the gaps of its sentences; a `Figure`, `Phrase` or `Series` is said in their
            language.
        key: of its sentences in the catalogue ``errors``, ``KEY.cause`` and ``KEY.action``, where
            one code has several; else it is the code.
        details: machine-readable extras for ``--format json``.
    """

    def __init__(
        self,
        code: str,
        words: Mapping[str, object] | None = None,
        *,
        key: str | None = None,
        exit_code: ExitCode = ExitCode.INVALID_INPUT,
        details: dict[str, Any] | None = None,
    ) -> None:
        self.key = key or code
        self.words = words or {}
        cause, action = self.say("en")
        super().__init__(code, cause, action, exit_code=exit_code, details=details)

    def say(self, language: str | None) -> tuple[str, str]:
        """Return cause and action in `language`."""
        words = said(self.words, language)
        cause = ERRORS.text(f"{self.key}.cause", language, **words)
        return cause, ERRORS.text(f"{self.key}.action", language, **words).strip()


def said(words: Mapping[str, object], language: str | None) -> dict[str, object]:
    """Return what fills a sentence, its parts said in `language`."""
    return {
        name: word.say(language) if isinstance(word, Figure | Phrase | Series) else word
        for name, word in words.items()
    }
