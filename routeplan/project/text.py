"""Text as people's tables bring it: bytes to characters, stray spaces, near matches."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from difflib import get_close_matches

from routeplan.geo.communes import fold
from routeplan.model.formulas import bare
from routeplan.model.marks import normalised

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


class UndecodableError(ValueError):
    """Bytes that are no text in any encoding that is known here; `code` names the notice."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1258, whose combining
    tone marks are composed. The text is in NFC.

    Raises:
        UndecodableError: ``table-is-workbook`` for an Excel file, ``encoding-unknown`` otherwise.
    """
    if data.startswith((_ZIP, _OLE)):
        raise UndecodableError("table-is-workbook")
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text, name = data.decode("utf-16"), "utf-16"
        elif data.startswith(codecs.BOM_UTF8):
            text, name = data.decode("utf-8-sig"), "utf-8-sig"
        else:
            text, name = _decode_plain(data)
    except UnicodeDecodeError:
        raise UndecodableError("encoding-unknown") from None
    if "\0" in text:
        raise UndecodableError("encoding-unknown")
    return normalised("NFC", text), name


def _decode_plain(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1258"), "cp1258"


def clean(text: str) -> str:
    """Return a cell's text in NFC without spaces around it and without invisible characters.

    The ``'`` that keeps a spreadsheet from running a text is no part of it.
    """
    return bare(normalised("NFC", text.translate(_INVISIBLE)).strip()).strip()


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that `word` was most likely meant to be, or an empty text."""
    by_fold: dict[str, str] = {}
    for name in known:
        by_fold.setdefault(fold(name), name)
    found = get_close_matches(fold(word), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""
