"""The texts of the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from routeplan.language import Catalogue

TEXTS = Catalogue("map")


def words_for(language: str) -> Mapping[str, Any]:
    """Return the texts in `language`; one that routeplan does not speak gets Vietnamese."""
    return TEXTS.words(language)
