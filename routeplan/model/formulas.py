"""Texts that a spreadsheet would run: in a CSV file nothing else says that a cell is a text.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` is a formula to spreadsheets, and a formula can
fetch what it likes or start a program. So whatever we write as CSV has a ``'`` before such a text,
as OWASP advises, and whatever we read loses it again: nothing is changed by going out and coming
back. In tables that are read again numbers and telephone numbers stay as they are; a workbook needs
none of it, since there a text is a text by its type.
"""

from __future__ import annotations

import re

_SIGNS = "-=+@＝＋－＠"
_QUOTED = re.compile(rf"'\s*[{_SIGNS}]")
_NUMBER = re.compile(r"[+-][\d\s().,-]*")


def armoured(text: str) -> str:
    """Return `text` as it may stand in a CSV file."""
    return text if _NUMBER.fullmatch(text.strip()) else quoted(text)


def quoted(text: str) -> str:
    """Return `text` as it may stand in a CSV file that nobody reads back, numbers included."""
    begins = text.lstrip()[:1]
    return f"'{text}" if begins and begins in _SIGNS else text


def bare(text: str) -> str:
    """Return what was written, of a cell that `armoured` may have changed."""
    return text[1:] if _QUOTED.match(text) else text
