"""``ledger.sqlite``: opened, made, read as a whole, added to; damage is found and named.

SQLite's write-ahead log with full synchronisation makes a transaction survive whatever ends the
process. A ledger is small (a school term is some thousands of entries), so every reading reads it
all and checks every seal.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from routeplan.model import ModelError, RouteplanError
from routeplan.project.files import write_error
from routeplan.project.messages import failure
from routeplan.rotation.ledger import schema
from routeplan.rotation.ledger.entries import (
    FIRST_SEAL,
    Entry,
    Handover,
    Move,
    broken_seal,
    seal_of,
)

FILE = "ledger.sqlite"
WAIT_S = 10.0
"""How long a command waits for another one that is writing."""
_LEAST_BYTES = 512
"""The smallest page of SQLite; a ledger has several."""
_LONGEST_ROW = 1_000_000
"""Bytes of a row, in all; a text of a sheet has 8,000 at most."""
_OLDEST_SQLITE = (3, 37, 0)
"""The first with strict tables."""


@dataclass
class Book:
    """An open ledger inside one transaction: what it holds, and what is being added."""

    connection: sqlite3.Connection = field(repr=False)
    entries: list[Entry]

    def add(
        self, recorded: str, handover: Handover | None = None, undoes: int | None = None
    ) -> Entry:
        """Add an entry; it is there for others once the transaction ends well."""
        number = len(self.entries) + 1
        before = self.entries[-1].seal if self.entries else FIRST_SEAL
        seal = seal_of(before, number, recorded, handover, undoes)
        run = self.connection.execute
        run(schema.INSERT_ENTRY, (number, recorded, undoes, seal))
        if handover is not None:
            run(schema.INSERT_HANDOVER, schema.handover_row(number, handover))
            self.connection.executemany(schema.INSERT_MOVE, schema.move_rows(number, handover))
        run(schema.SET_HEAD, (number, seal))
        entry = Entry(number, recorded, handover, undoes, seal)
        self.entries.append(entry)
        return entry


def ledger_path(folder: Path) -> Path:
    """Return where a project folder keeps its ledger."""
    return folder / FILE


def read_entries(folder: Path, *, wait_s: float = WAIT_S) -> tuple[Entry, ...]:
    """Return every entry of a project's ledger, undone ones too; none where there is no ledger.

    Raises:
        RouteplanError: ``ledger-damaged``, ``ledger-foreign``, ``ledger-newer``,
            ``ledger-locked`` or ``ledger-unreadable``.
    """
    path = ledger_path(folder)
    if not path.exists():
        return ()
    with _named_errors(path), closing(_open_to_read(path, wait_s)) as connection:
        connection.execute("BEGIN")
        return _checked(path, connection)


@contextmanager
def writing(folder: Path, *, wait_s: float = WAIT_S) -> Iterator[Book]:
    """Open a project's ledger, making it where needed, for one transaction.

    Everything that is added is committed at the end, or nothing when the block raises. Others
    who write wait; others who read see the ledger as it was.

    Raises:
        RouteplanError: as `read_entries`, ``ledger-read-only``, or errors of writing.
    """
    path = ledger_path(folder)
    with _named_errors(path):
        if not path.exists():
            _make(path)
        with closing(_open_to_write(path, wait_s)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Book(connection, list(_checked(path, connection)))
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise


def damage(folder: Path, *, wait_s: float = WAIT_S) -> tuple[str, ...]:
    """Return everything that SQLite itself finds wrong in the file, empty where it is sound.

    Raises:
        RouteplanError: as `read_entries`, for what is wrong beyond SQLite's own checks.
    """
    path = ledger_path(folder)
    with _named_errors(path), closing(_open_to_read(path, wait_s)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    problems = [line for line in found if line != "ok"]
    return (*problems, *(f"{row[0]} {row[1]} belongs to no {row[2]}" for row in orphans))


def _checked(path: Path, connection: sqlite3.Connection) -> tuple[Entry, ...]:
    """Return all entries, after holding them against their seals and the head."""
    _refuse_foreign(path, connection)
    moves: dict[int, list[Move]] = defaultdict(list)
    try:
        for row in connection.execute(schema.SELECT_MOVES):
            moves[row[0]].append(schema.move_of(row))
        entries = tuple(
            schema.entry_of(row, tuple(moves.pop(row[0], ())))
            for row in connection.execute(schema.SELECT_ENTRIES)
        )
    except (ModelError, ValueError, TypeError) as error:
        raise _damaged(path, str(error)) from error
    broken = broken_seal(entries)
    if broken is not None:
        raise _damaged(path, f"entry {broken} is not what was recorded")
    if moves:
        raise _damaged(path, f"crates without an entry: {min(moves)}")
    head = connection.execute("SELECT entries, seal FROM head").fetchone()
    last = (len(entries), entries[-1].seal if entries else FIRST_SEAL)
    if head != last:
        raise _damaged(path, f"{len(entries)} entries of {head[0] if head else '?'}")
    return entries


def _refuse_foreign(path: Path, connection: sqlite3.Connection) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != schema.APPLICATION_ID:
        raise failure("ledger-foreign", path=str(path))
    if version != schema.VERSION:
        raise failure("ledger-newer", path=str(path), version=str(version))
    # A view that never ends, or a trigger that adds a line, would be read or run as ours.
    wanted = {_plain_sql(statement) for statement in schema.STATEMENTS}
    tables = {statement for statement in wanted if statement.startswith("CREATE TABLE")}
    rows = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL LIMIT 99")
    found = [_plain_sql(row[0]) for row in rows]
    if len(found) != len(set(found)) or not tables <= set(found) <= wanted:
        raise _damaged(path, "its tables are not those of a ledger")


def _plain_sql(statement: str) -> str:
    return " ".join(statement.split())


def _make(path: Path) -> None:
    """Make an empty ledger, whole or not at all, and never over one that is there."""
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise failure("ledger-sqlite-old", version=sqlite3.sqlite_version)
    with tempfile.TemporaryDirectory(prefix=f".{FILE}.", dir=path.parent) as aside:
        new = Path(aside) / FILE
        with closing(sqlite3.connect(new, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {schema.VERSION}")
            for statement in schema.STATEMENTS:
                connection.execute(statement)
            connection.execute(schema.SET_HEAD, (0, FIRST_SEAL))
            connection.execute("COMMIT")
        _put(new, path)


def _put(new: Path, path: Path) -> None:
    """Give a finished file its name, unless another process was first."""
    try:
        os.link(new, path)
    except FileExistsError:
        return
    except OSError:
        # No hard links here (exFAT, some network drives). On Windows renaming never replaces.
        if not path.exists():
            with suppress(FileExistsError):
                new.rename(path)


def _open_to_write(path: Path, wait_s: float) -> sqlite3.Connection:
    _refuse_empty(path)
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise failure("ledger-read-only", path=str(path))
    return _connect(path, "rw", wait_s)


def _open_to_read(path: Path, wait_s: float) -> sqlite3.Connection:
    """Open for reading; on a medium that cannot be written, without SQLite's helper files."""
    _refuse_empty(path)
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return _connect(path, "rw", wait_s)
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        return _connect(path, "ro", wait_s)
    return _connect(path, "ro&immutable=1", wait_s)


def _connect(path: Path, mode: str, wait_s: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{_uri(path)}?mode={mode}", uri=True, timeout=wait_s, isolation_level=None
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_ROW)
    except BaseException:
        connection.close()
        raise
    return connection


def _uri(path: Path) -> str:
    """Return SQLite's name of a file; it has rules of its own for drives and network shares."""
    text = path.resolve().as_posix()
    return f"file://{quote(text)}" if text.startswith("/") else f"file:///{quote(text)}"


def _refuse_empty(path: Path) -> None:
    # SQLite takes a file that is all but empty for a new database: every entry would be gone
    # unnoticed.
    if path.is_file() and path.stat().st_size < _LEAST_BYTES:
        raise _damaged(path, f"the file has {path.stat().st_size} bytes")
    if path.is_dir():
        raise failure("ledger-unreadable", path=str(path), detail="it is a folder")


def _damaged(path: Path, what: str) -> RouteplanError:
    return failure("ledger-damaged", path=str(path), what=what)


@contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say into errors that name the file and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _named(path, error) from error
    except UnicodeDecodeError as error:
        # What SQLite says of spoilt names quotes them, and Python cannot read that.
        raise _damaged(path, "names in it are no text") from error
    except OSError as error:
        raise write_error(path, error) from error


def _named(path: Path, error: sqlite3.Error) -> RouteplanError:
    code = getattr(error, "sqlite_errorcode", None)
    base = code & 0xFF if code is not None else None
    if base in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return failure("ledger-locked", path=str(path))
    if base in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return failure("ledger-read-only", path=str(path))
    if base == sqlite3.SQLITE_FULL:
        return failure("disk-full", path=str(path))
    if base in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return failure("ledger-unreadable", path=str(path), detail=str(error))
    return _damaged(path, str(error))
