"""A ledger brought back from its export."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from routeplan.model import RouteplanError
from routeplan.project.files import write_error
from routeplan.project.messages import failure
from routeplan.rotation.ledger.entries import Entry
from routeplan.rotation.ledger.store import ledger_path, read_entries, writing

_HELPERS = ("-wal", "-shm")


def restore(
    folder: Path, source: Path, entries: Sequence[Entry], language: str, *, force: bool = False
) -> tuple[int, Path | None]:
    """Bring a project's ledger up to an export.

    A ledger that is the beginning of the export gets the rest; one that holds all of it stays.

    Args:
        folder: of the project.
        source: the export, for messages.
        entries: what it holds.
        language: of messages.
        force: replace a ledger that is damaged or differs; it is kept under another name.

    Returns:
        The number of entries added, and where the old ledger is now, if it was replaced.

    Raises:
        RouteplanError: ``ledger-import-apart`` without `force`; errors of the ledger's file.
    """
    aside = None
    try:
        there = read_entries(folder)
    except RouteplanError as error:
        if not force or error.code not in ("ledger-damaged", "ledger-foreign"):
            raise
        aside, there = _put_aside(folder), ()
    if _parting(there, entries) is not None and force:
        aside, there = _put_aside(folder), ()
    _refuse_apart(there, source, entries, language)
    if aside is None and len(there) >= len(entries) and there:
        return 0, None
    with writing(folder) as book:
        # Another command may have recorded something meanwhile.
        _refuse_apart(book.entries, source, entries, language)
        missing = entries[len(book.entries) :]
        for entry in missing:
            book.add(entry.recorded, entry.handover, entry.undoes)
    return len(missing), aside


def _parting(there: Sequence[Entry], entries: Sequence[Entry]) -> int | None:
    """Return the number of the first entry that is not the same in both, or None."""
    both = enumerate(zip(there, entries, strict=False), start=1)
    return next((number for number, (one, other) in both if one.seal != other.seal), None)


def _refuse_apart(
    there: Sequence[Entry], source: Path, entries: Sequence[Entry], language: str
) -> None:
    number = _parting(there, entries)
    if number is not None:
        raise failure("ledger-import-apart", language, path=str(source), number=str(number))


def _put_aside(folder: Path) -> Path:
    path = ledger_path(folder)
    number = 1
    while (aside := path.with_name(f"{path.name}.old-{number}")).exists():
        number += 1
    try:
        for ending in _HELPERS:
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
        path.rename(aside)
    except OSError as error:
        raise write_error(path, error) from error
    return aside
