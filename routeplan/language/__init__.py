"""What people read: texts by key from gettext catalogues, numbers, dates and names in order.

Codes of errors, notices, reasons and violations are identifiers, the same in every language. Errors
that say themselves are in `spoken`; this door needs no model, so that help is quick.
"""

from __future__ import annotations

from routeplan.language.catalogues import (
    DEFAULT_LANGUAGE,
    LANGUAGES,
    Catalogue,
    MissingTextError,
    known,
)
from routeplan.language.collation import collated, collation_key
from routeplan.language.formats import day_month, day_text, number, signed

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "Catalogue",
    "MissingTextError",
    "collated",
    "collation_key",
    "day_month",
    "day_text",
    "known",
    "number",
    "signed",
]
