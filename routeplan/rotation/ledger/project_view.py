"""What handovers are held against: the project's sites, vehicles, crates, and published plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from routeplan.rotation.ledger.planned import Record


@dataclass(frozen=True)
class View:
    """A project as the ledger sees it.

    Args:
        now: the present moment in the project's time zone.
        sites: name by id. depots: id of the home depot by id of the vehicle.
        crates: ids of all crates that exist; None where nobody wrote down which do.
        record: what was published.
    """

    now: datetime
    sites: Mapping[str, str]
    depots: Mapping[str, str]
    record: Record
    crates: frozenset[str] | None = None

    @property
    def stamp(self) -> str:
        """The present moment as entries keep it."""
        return self.now.isoformat(timespec="seconds")


def near(word: str, known: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Return the known words that `word` was most likely meant to be, the likeliest first."""
    from rapidfuzz import fuzz, process

    from routeplan.geo.communes import fold

    folded = {name: fold(name) for name in known}
    found = process.extract(
        fold(word), folded, scorer=fuzz.ratio, limit=most, score_cutoff=60, processor=None
    )
    return tuple(name for _, _, name in found)
