"""Texts by key, from compiled gettext catalogues.

A domain is one file for each language, ``locale/LANGUAGE/LC_MESSAGES/DOMAIN.mo``, compiled from the
``.po`` beside it by ``python -m tools.catalogues``. Keys are stable names, never sentences, so that
a sentence is mended without touching code. Files are read when a text of theirs is asked for.

A count chooses words in two ways: gettext's plural forms of a whole entry, and, where a sentence
tells several counts, forms inside a gap: ``{visits} {visits:visit|visits}``.
"""

from __future__ import annotations

import gettext
import re
import string
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"
FOLDER = Path(__file__).parent / "locale"
_MANY = 1000
_FORMS = re.compile(r"\{\w+:[^{}]*\|([^{}|]*)\}")
"""A gap with forms of a word; of them the last, which is that for many."""


class MissingTextError(LookupError):
    """A key that no catalogue of its domain has: a fault in routeplan, never the user's."""


def known(language: str | None) -> str:
    """Return `language` where routeplan speaks it, else Vietnamese."""
    return language if language is not None and language in LANGUAGES else DEFAULT_LANGUAGE


class Catalogue:
    """The texts of one domain in every language.

    Args:
        domain: name of its files.
    """

    def __init__(self, domain: str) -> None:
        self.domain = domain

    def template(self, key: str, language: str | None, /) -> str:
        """Return the text of a key with its gaps open; of plural forms, that for many.

        Raises:
            MissingTextError: the domain has no such key.
        """
        texts = _texts(self.domain, known(language))
        plural = texts.has_plural(key)
        return _FORMS.sub(r"\1", texts.ngettext(key, key, _MANY) if plural else texts.gettext(key))

    def text(self, key: str, language: str | None, /, **values: object) -> str:
        """Return the text of a key, filled in.

        Where the text has plural forms, the value ``count``, or else ``n``, says which is meant; a
        gap like ``{days:day|days}`` holds the form for its own value.

        Raises:
            MissingTextError: the domain has no such key.
        """
        texts = _texts(self.domain, known(language))
        if texts.has_plural(key):
            count = _whole(values.get("count", values.get("n")))
            return _filled(texts.ngettext(key, key, count), values, texts.plural)
        return _filled(texts.gettext(key), values, texts.plural)

    def has(self, key: str) -> bool:
        """Tell whether the domain has a key."""
        return key in self.keys()

    def keys(self) -> frozenset[str]:
        """Return every key of the domain."""
        return _texts(self.domain, DEFAULT_LANGUAGE).keys()

    def words(self, language: str | None) -> Mapping[str, Any]:
        """Return the whole domain as the words of a page or a document.

        A key ``kind.town`` stands at ``words["kind"]["town"]``; keys that end in numbers from 0 on
        make a list. Texts with plural forms are not there: they are asked for with their count.
        Forms inside a gap stay there for the scripts of a page, which choose among them, too.
        """
        return _words(self.domain, known(language))


class _Texts(gettext.GNUTranslations):
    """A compiled catalogue; unlike gettext's own it does not give back a key that it lacks."""

    _catalog: dict[str | tuple[str, int], str]
    plural: Callable[[int], int]
    """Set by gettext from the header of the file: the number of the form for a count."""

    def keys(self) -> frozenset[str]:
        names = (name if isinstance(name, str) else name[0] for name in self._catalog)
        return frozenset(name for name in names if name)

    def has_plural(self, key: str) -> bool:
        return (key, 0) in self._catalog


class _Nothing(gettext.NullTranslations):
    """What is asked when a catalogue lacks a key."""

    def __init__(self, domain: str) -> None:
        super().__init__()
        self._domain = domain

    def gettext(self, message: str) -> NoReturn:
        raise MissingTextError(f"{self._domain}: there is no text {message!r}")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> NoReturn:
        del msgid2, n
        self.gettext(msgid1)


@cache
def _texts(domain: str, language: str) -> _Texts:
    with (FOLDER / language / "LC_MESSAGES" / f"{domain}.mo").open("rb") as file:
        texts = _Texts(file)
    texts.add_fallback(_Nothing(domain))
    return texts


@cache
def _words(domain: str, language: str) -> Mapping[str, Any]:
    texts = _texts(domain, language)
    tree: dict[str, Any] = {}
    for key in sorted(texts.keys()):
        if texts.has_plural(key):
            continue
        *path, last = key.split(".")
        branch = tree
        for name in path:
            branch = branch.setdefault(name, {})
        branch[last] = texts.gettext(key)
    return {name: _listed(branch) for name, branch in tree.items()}


class _Filler(string.Formatter):
    """Fills gaps as `str.format` does; one with forms, ``{days:day|days}``, gets its form alone."""

    def __init__(self, plural: Callable[[int], int]) -> None:
        self._plural = plural

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return what stands in a gap."""
        if "|" not in format_spec:
            return str(super().format_field(value, format_spec))
        forms = format_spec.split("|")
        return forms[min(self._plural(_whole(value)), len(forms) - 1)]


def _filled(text: str, values: Mapping[str, object], plural: Callable[[int], int]) -> str:
    if "|" not in text:
        return text.format_map(values)
    return _Filler(plural).vformat(text, (), values)


def _whole(count: object) -> int:
    """Return the number that decides between plural forms; what is no whole number is many."""
    shown = str(count)
    return int(shown) if shown.isdecimal() else _MANY


def _listed(branch: Any) -> Any:
    """Return branches named 0, 1, … as lists."""
    if not isinstance(branch, dict):
        return branch
    if set(branch) == {str(number) for number in range(len(branch))}:
        return [branch[str(number)] for number in range(len(branch))]
    return {name: _listed(part) for name, part in branch.items()}
