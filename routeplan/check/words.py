"""What findings say: a key of the catalogue ``check`` and what fills it, said in any language.

Nothing here fails, whatever a plan edited by hand holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from routeplan.language import Catalogue, day_text, number
from routeplan.model import DAY_S

TEXTS = Catalogue("check")
ENGLISH = "en"
_MOST_WRITTEN = 10**15
"""Larger numbers are written as Python has them."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, or a part of one.

    Args:
        key: in the catalogue.
        words: fill its gaps; those that are said themselves, and dates, follow the language.
    """

    key: str
    words: Mapping[str, object]

    def text(self, language: str) -> str:
        """Return it in `language`."""
        words = {name: _text(word, language) for name, word in self.words.items()}
        return TEXTS.text(self.key, language, **words)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of a duty's clock (s), which may lie on another day."""

    seconds: int

    def __str__(self) -> str:
        """Return it in English, e.g. as part of a place."""
        return self.text(ENGLISH)

    def text(self, language: str) -> str:
        """Return ``16:15``, ``16:15:01``, ``08:00+1d``."""
        days, rest = divmod(self.seconds, DAY_S)
        time = f"{rest // 3600:02d}:{rest % 3600 // 60:02d}"
        if rest % 60:
            time += f":{rest % 60:02d}"
        return TEXTS.text("clock-later", language, time=time, days=f"{days:+d}") if days else time


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with separators as the language has them, and at most so many decimals.

    Args:
        even: whether zeros at the end of the decimals are written.
    """

    value: float
    decimals: int = 0
    even: bool = False

    def text(self, language: str) -> str:
        """Return the number."""
        if not abs(self.value) < _MOST_WRITTEN:  # what is no number is not smaller, either
            return str(self.value)
        return number(self.value, language, self.decimals, at_most=not self.even)


@dataclass(frozen=True, slots=True)
class Several:
    """Parts one after another.

    Args:
        joint: what stands between them; a key of the catalogue where `spoken`.
    """

    parts: tuple[object, ...]
    joint: str = ", "
    spoken: bool = False

    def text(self, language: str) -> str:
        """Return them joined."""
        joint = TEXTS.text(self.joint, language) if self.spoken else self.joint
        return joint.join(_text(part, language) for part in self.parts)


def say(key: str, /, **words: object) -> Said:
    """Return what the catalogue has at `key`, filled in when it is said."""
    return Said(key, words)


def at(seconds: int) -> Clock:
    """Return a clock time."""
    return Clock(seconds)


def lasting(seconds: int) -> Said:
    """Return a length of time: ``75 min``, ``75 min 1 s``."""
    sign, (minutes, rest) = "-" * (seconds < 0), divmod(abs(seconds), 60)
    key = "minutes-seconds" if rest else "minutes"
    return say(key, minutes=f"{sign}{minutes}", seconds=rest)


def hours(spans: Iterable[tuple[int, int]], *, none: str, joint: str = "; ") -> Said | Several:
    """Return spans of time; `none` is the key of what stands where there are none."""
    parts = tuple(say("span", begin=at(begin), end=at(end)) for begin, end in spans)
    return Several(parts, joint) if parts else say(none)


def weekday(number: int) -> Said:
    """Return the name of a weekday from 0, Monday, on."""
    return say(f"weekday.{number}")


def listing(names: Iterable[str], *, none: str = "") -> str | Said:
    """Return names in order, separated by commas; `none` is the key of what stands for none."""
    joined = ", ".join(sorted(names))
    return joined or (say(none) if none else "")


def _text(word: object, language: str) -> str:
    if isinstance(word, Said | Clock | Amount | Several):
        return word.text(language)
    if isinstance(word, date):
        return word.isoformat() if language == ENGLISH else day_text(word)
    return TEXTS.text("none", language) if word is None else str(word)
