"""What rotations say."""

from __future__ import annotations

from routeplan.language import Catalogue

TEXTS = Catalogue("rotation")


def reason(code: str, language: str, words: dict[str, object]) -> tuple[str, str]:
    """Return the reason and the action of a code."""
    return (
        TEXTS.text(f"{code}.reason", language, **words),
        TEXTS.text(f"{code}.action", language, **words),
    )
