"""What commands say: their texts from the catalogue, and what they fill in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from routeplan.language import DEFAULT_LANGUAGE, Catalogue, known

TEXTS = Catalogue("cli")
text = TEXTS.text
_MOST_SETTINGS_BYTES = 1_000_000


def spoken(chosen: str | None, folder: Path) -> str:
    """Return the language chosen, else that of a project folder's routeplan.toml, if it has one.

    For what is said before, or without, loading a project; a broken file is not its business.
    """
    import tomllib

    if chosen:
        return known(chosen)
    try:
        with (folder / "routeplan.toml").open("rb") as file:
            settings = tomllib.loads(file.read(_MOST_SETTINGS_BYTES).decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return DEFAULT_LANGUAGE
    named = settings.get("language")
    return known(named if isinstance(named, str) else None)


def weekday(day: date, language: str) -> str:
    """Return the name of the weekday of `day`."""
    return text(f"weekday_{day.weekday()}", language)


def minutes(value: int, language: str) -> str:
    """Return minutes as hours and minutes, e.g. ``3 h 05``."""
    hours, rest = divmod(value, 60)
    return text("hours_minutes", language, hours=hours, minutes=f"{rest:02d}")
