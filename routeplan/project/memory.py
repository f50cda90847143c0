"""What was read of a project's tables, for whoever reads them again with little changed.

A sweep makes hundreds of problems of one folder, of which a table or two differ: the others are
read once. What they gave, findings included, is the same as if they had been read again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from routeplan.model import Notice
from routeplan.model.tables import Table
from routeplan.project.messages import Findings
from routeplan.project.tables import RawTable, Record, read_csv, read_records

Read = TypeVar("Read")


class Memory:
    """Remembers for each table the last text and the last rows that were read, and their records.

    Not more, so that it does not grow with the scenarios that change a table.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[Any, Any, tuple[Notice, ...]]] = {}

    def csv(
        self, data: bytes, digest: str, file: str, table: Table, findings: Findings
    ) -> RawTable | None:
        """Do as `read_csv` does; `digest` stands for the bytes."""

        def read(own: Findings) -> RawTable | None:
            return read_csv(data, file, table, own)

        return self._get((f"text of {file}", table.name), digest, read, findings)

    def records(self, raw: RawTable, table: Table, findings: Findings) -> tuple[Record, ...]:
        """Do as `read_records` does."""

        def read(own: Findings) -> tuple[Record, ...]:
            return read_records(raw, table, own)

        return self._get(("records", table.name), raw, read, findings)

    def _get(
        self,
        slot: tuple[str, str],
        key: object,
        read: Callable[[Findings], Read],
        findings: Findings,
    ) -> Read:
        slot = (f"{findings.language} {slot[0]}", slot[1])
        kept = self._kept.get(slot)
        if kept is None or kept[0] != key:
            own = Findings(findings.language)
            found = read(own)
            kept = self._kept[slot] = (key, found, own.as_found)
        findings.extend(kept[2])
        result: Read = kept[1]
        return result
