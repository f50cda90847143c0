"""What an import did, for people and for machines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from routeplan.model import Notice, Severity


@dataclass(frozen=True)
class Duplicate:
    """A row that is likely a place already known.

    Args:
        row: row of the list. name: its name there. site: id of the place it looks like.
        metres: distance between the two.
    """

    file: str
    row: int | None
    name: str
    site: str
    metres: int


@dataclass(frozen=True)
class KeptCell:
    """A cell that stays as the user edited it; `offered` is what the list says."""

    site: str
    column: str
    value: str
    offered: str


@dataclass(frozen=True)
class ImportReport:
    """What became of every row of an imported list.

    Args:
        path: the sites.csv that was written, or would have been had anything changed.
        added, updated, unchanged: ids of sites. updated: with the columns that changed.
        rejected: rows of the list (file, row) that were neither merged nor a duplicate.
        notices: every finding; those of severity error belong to rejected rows.
    """

    path: Path
    added: tuple[str, ...]
    updated: tuple[tuple[str, tuple[str, ...]], ...]
    unchanged: tuple[str, ...]
    duplicates: tuple[Duplicate, ...]
    kept: tuple[KeptCell, ...]
    rejected: tuple[tuple[str, int | None], ...]
    notices: tuple[Notice, ...]

    @property
    def errors(self) -> tuple[Notice, ...]:
        """The findings that kept a row out."""
        return tuple(n for n in self.notices if n.severity is Severity.ERROR)

    def to_json(self) -> dict[str, Any]:
        """Return the report as a JSON object."""
        return {
            "sites": str(self.path),
            "added": list(self.added),
            "updated": [{"site": site, "columns": list(names)} for site, names in self.updated],
            "unchanged": list(self.unchanged),
            "duplicates": [
                {
                    "file": d.file,
                    "row": d.row,
                    "name": d.name,
                    "site": d.site,
                    "metres": d.metres,
                }
                for d in self.duplicates
            ],
            "kept": [
                {"site": k.site, "column": k.column, "value": k.value, "offered": k.offered}
                for k in self.kept
            ],
            "rejected": [{"file": file, "row": row} for file, row in self.rejected],
            "notices": [notice.to_json() for notice in self.notices],
        }
