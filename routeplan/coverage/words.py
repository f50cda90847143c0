"""The names of the figures and the texts of the coverage map."""

from __future__ import annotations

from collections.abc import Mapping

from routeplan.language import Catalogue

TEXTS = Catalogue("coverage")


def words_for(language: str) -> Mapping[str, str]:
    """Return the texts in `language`; one that routeplan does not speak gets Vietnamese."""
    return TEXTS.words(language)
