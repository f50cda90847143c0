"""Names of files made from ids and names: safe on every system, none twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from routeplan.model.marks import normalised

_LONGEST = 80
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def slug(text: str) -> str:
    """Return ``thi-tran-cat-ba`` for «Thị trấn Cát Bà»: letters, digits, ``.``, ``_``, ``-``.

    Never empty, never hidden, never a name that Windows keeps for itself.
    """
    plain = normalised("NFD", text.replace("đ", "d").replace("Đ", "D"))
    ascii_only = "".join(c for c in plain if not unicodedata.combining(c))
    safe = re.sub(r"[^A-Za-z0-9_.-]+", "-", ascii_only)[:_LONGEST]
    safe = re.sub(r"\.{2,}", ".", safe).strip("-. ")
    if not safe:
        return "x"
    return f"{safe}_" if _RESERVED.fullmatch(safe) else safe


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """Return a file name (without ending) for every id, in their order, no two alike.

    Systems that ignore case keep them apart, too.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for one in ids:
        base = name = slug(one)
        number = 2
        while name.casefold() in taken:
            name = f"{base}-{number}"
            number += 1
        taken.add(name.casefold())
        names[one] = name
    return names
