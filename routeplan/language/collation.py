"""Vietnamese order of names, as dictionaries and class lists have it.

The key compares letters first (a ă â b c d đ e ê …), then tones (level, huyền, hỏi, ngã, sắc, nặng,
the order of the Unicode locale data for ``vi``), then capitals. Numbers count by their value, so
that school 2 stands before school 10.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from routeplan.model.marks import normalised

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_LETTERS)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}
_DIGITS = re.compile(r"(\d+)")
_GAP, _NUMBER, _LETTER, _SIGN = range(4)

Key = tuple[tuple[tuple[int, int, str], ...], tuple[int, ...], str]


def collation_key(text: str) -> Key:
    """Return the key by which `text` sorts among Vietnamese names."""
    letters: list[tuple[int, int, str]] = []
    tones: list[int] = []
    for part in _DIGITS.split(normalised("NFC", text).casefold()):
        # Only plain digits: other scripts' numerals and superscripts are not read by `int` alike.
        if part.isascii() and part.isdigit():
            letters.append((_NUMBER, len(part.lstrip("0")), part.lstrip("0")))
            tones.append(0)
            continue
        for character in part:
            letter, tone = _split(character)
            letters.append(_primary(letter))
            tones.append(tone)
    return tuple(letters), tuple(tones), text


def collated(names: Iterable[str]) -> list[str]:
    """Return names in Vietnamese order."""
    return sorted(names, key=collation_key)


def _split(character: str) -> tuple[str, int]:
    """Return a letter without its tone, and the tone."""
    base, tone, shape = "", 0, ""
    for sign in normalised("NFD", character):
        if sign in _TONES:
            tone = _TONES[sign]
        elif sign in _SHAPES:
            shape += sign
        else:
            base += sign
    return normalised("NFC", base + shape), tone


def _primary(letter: str) -> tuple[int, int, str]:
    if letter.isspace():
        return (_GAP, 0, "")
    if letter in _RANK:
        return (_LETTER, _RANK[letter], "")
    return (_SIGN, 0, letter)
