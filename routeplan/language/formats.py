"""Numbers and dates as each language writes them.

Rounding is Python's, so that a figure is the same in both languages; separators are those of the
Unicode locale data in babel. Dates are ``dd/mm/yyyy`` in both, as documents in Viet Nam have them.
"""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

from routeplan.language.catalogues import known

LOCALES = {"vi": "vi", "en": "en_GB"}
"""What the Unicode locale data calls our languages."""


def number(value: float, language: str | None, decimals: int = 0, *, at_most: bool = False) -> str:
    """Return a number with separators: 1.234,5 in Vietnamese, 1,234.5 in English.

    With `at_most`, zeros at the end of the decimals are left out.
    """
    if not math.isfinite(value):
        return str(value)
    # Not at the top: few commands write numbers at once, and babel takes a while to load.
    from babel.numbers import format_decimal

    pattern = f"#,##0.{('#' if at_most else '0') * decimals}" if decimals else "#,##0"
    return format_decimal(
        Decimal(f"{value:.{decimals}f}"), format=pattern, locale=LOCALES[known(language)]
    )


def signed(value: float, language: str | None, decimals: int = 0) -> str:
    """Return a difference with its sign, 0 without."""
    if round(value, decimals) == 0:
        return "0"
    sign = "+" if value > 0 else "−"
    return sign + number(abs(value), language, decimals)


def day_text(day: date) -> str:
    """Return ``dd/mm/yyyy``."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def day_month(day: date) -> str:
    """Return ``dd/mm``."""
    return f"{day.day:02d}/{day.month:02d}"
