"""Ids made of names: short, safe in file names, each once."""

from __future__ import annotations

import re

from routeplan.geo.communes import fold

_LONGEST = 48


class Ids:
    """Gives ids and remembers them; case does not tell two apart."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, name: str, otherwise: str) -> str:
        """Return an id made of `name`, or of `otherwise` where that has no letters."""
        stem = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:_LONGEST].strip("-") or otherwise
        number, candidate = 1, stem
        while candidate in self._taken:
            number += 1
            candidate = f"{stem}-{number}"
        self._taken.add(candidate)
        return candidate
