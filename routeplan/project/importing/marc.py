"""Titles of a library system's export in MARC 21: ISO 2709 or MARCXML, read by pymarc."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from routeplan.geo.communes import fold
from routeplan.project.limits import refuse_doctype

_LANGUAGES = {"vie": "vi", "eng": "en", "fre": "fr", "chi": "zh", "jpn": "ja", "kor": "ko"}
"""MARC code to ISO 639-1, for the languages of children's shelves here; others stay as they are."""
_GRADES = re.compile(r"(?:lop|grades?|khoi) (\d{1,2})(?: (?:den |to )?(\d{1,2}))?\b")
_ITEMS = ("952", "852")
"""One field for each copy: Koha's items, else the standard's locations."""


class MarcError(ValueError):
    """The bytes are no MARC that can be read."""


def is_marc(data: bytes) -> bool:
    """Tell whether bytes look like MARCXML or ISO 2709."""
    head = data[:4096]
    if b"<" in head[:200] and b"record" in head:
        return True
    return bool(re.match(rb"\d{5}[a-z ]{1}[a-z ]{2}", data[:8])) and b"\x1e" in head


def read_marc(data: bytes) -> Iterator[dict[str, str]]:
    """Yield the cells of titles.csv for each record; `copies` counts its items, 1 at least.

    Raises:
        MarcError: the bytes cannot be read to the end.
    """
    for number, record in enumerate(_records(data), start=1):
        if record is None:
            raise MarcError(f"record {number} is damaged")
        yield _cells(record, number)


def _records(data: bytes) -> Iterator[Any]:
    import pymarc

    if b"<" in data[:200]:
        from xml.sax import SAXException

        parse: Any = pymarc.parse_xml_to_array
        try:
            refuse_doctype(data)
            yield from parse(io.BytesIO(data))
        except (
            SAXException,
            pymarc.exceptions.PymarcException,
            ValueError,
            KeyError,
            AttributeError,
            TypeError,
            IndexError,
        ) as error:
            raise MarcError(str(error)) from error
        return
    try:
        yield from pymarc.MARCReader(data, to_unicode=True, permissive=True)
    except (pymarc.exceptions.PymarcException, ValueError, KeyError) as error:
        raise MarcError(str(error)) from error


def _cells(record: Any, number: int) -> dict[str, str]:
    fields = [field for tag in _ITEMS for field in record.get_fields(tag)]
    items = [field for field in fields if field.tag == fields[0].tag]
    title = " ".join(
        part.strip(" /:;,.") for code in "abnp" for part in _subfields(record, "245", code)
    )
    isbn = next(iter(_subfields(record, "020", "a")), "")
    control = record.get("001")
    name = (control.data if control is not None else "") or isbn.split(" ")[0] or f"R{number}"
    return {
        "id": name.strip(),
        "title": title,
        "language": _language(record),
        "grade_band": _grades(record),
        "copies": str(max(1, len(items))),
    }


def _subfields(record: Any, tag: str, code: str) -> list[str]:
    return [text for field in record.get_fields(tag) for text in field.get_subfields(code)]


def _language(record: Any) -> str:
    fixed = record.get("008")
    codes = _subfields(record, "041", "a")
    code = codes[0] if codes else (fixed.data[35:38] if fixed is not None else "")
    code = code.strip().lower()
    return _LANGUAGES.get(code, code if code.isalpha() else "vi")


def _grades(record: Any) -> str:
    """Return the grades that the target audience note names, e.g. «lớp 1-5»."""
    for text in _subfields(record, "521", "a"):
        match = _GRADES.search(" ".join(re.split(r"[\s–-]+", fold(text))))
        if match:
            first, last = int(match[1]), int(match[2] or match[1])
            if first <= last <= 12:
                return f"{first}-{last}" if last > first else str(first)
    return ""
