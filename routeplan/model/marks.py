"""Unicode normalisation in linear time, whatever the text.

Python sorts the combining marks behind a letter by insertion, so that a letter with 40,000 of them
takes seconds, and a file of nothing else hours. No script needs more than a few: Unicode's
Stream-Safe Text Format (UAX #15, section 13) allows 30 in a row, and so do we; what comes after is
left out.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

MOST_MARKS = 30
"""Combining marks kept behind one letter."""

# A longer run of marks is a longer run of characters beyond ASCII; shorter ones cost nothing.
_LONG_RUN = re.compile(r"[^\x00-\x7f]{64,}")


def normalised(form: Literal["NFC", "NFD"], text: str) -> str:
    """Return `text` in a normal form, with at most `MOST_MARKS` marks behind one letter."""
    safe = text if text.isascii() else _LONG_RUN.sub(_thinned, text)
    return unicodedata.normalize(form, safe)


def _thinned(run: re.Match[str]) -> str:
    kept = []
    marks = 0
    for character in run.group():
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
