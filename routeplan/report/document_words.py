"""The texts of the documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from routeplan.language import Catalogue

TEXTS = Catalogue("documents")


def words_for(language: str) -> Mapping[str, Any]:
    """Return the texts in `language`; one that routeplan does not speak gets Vietnamese."""
    return TEXTS.words(language)
