"""The tables of ``ledger.sqlite``.

Entries are only ever added: triggers refuse to change or delete one. `head` is one row with the
number and the seal of the last entry, written in the same transaction, so that entries cut off at
the end are missed.
"""

from __future__ import annotations

from typing import Any

from routeplan.rotation.ledger.entries import Entry, Handover, Move

APPLICATION_ID = 0x52504C47
"""«RPLG»: tells a ledger from other programs' SQLite files."""
VERSION = 1

STATEMENTS = (
    """CREATE TABLE entry (
        number INTEGER PRIMARY KEY CHECK (number > 0),
        recorded TEXT NOT NULL,
        undoes INTEGER UNIQUE REFERENCES entry (number) CHECK (undoes < number),
        seal TEXT NOT NULL CHECK (length(seal) = 64)
    ) STRICT""",
    """CREATE TABLE handover (
        entry INTEGER PRIMARY KEY REFERENCES entry (number),
        date TEXT NOT NULL,
        time INTEGER,
        vehicle TEXT NOT NULL,
        site TEXT NOT NULL,
        service TEXT NOT NULL,
        visit TEXT NOT NULL,
        planned INTEGER NOT NULL CHECK (planned IN (0, 1)),
        done INTEGER NOT NULL CHECK (done IN (0, 1)),
        reason TEXT NOT NULL,
        role TEXT NOT NULL,
        depot TEXT NOT NULL,
        sheet TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE move (
        entry INTEGER NOT NULL REFERENCES handover (entry),
        line INTEGER NOT NULL,
        direction TEXT NOT NULL CHECK (direction IN ('out', 'in')),
        crate TEXT NOT NULL,
        done INTEGER NOT NULL CHECK (done IN (0, 1)),
        condition TEXT NOT NULL,
        missing_copies INTEGER CHECK (missing_copies >= 0),
        reason TEXT NOT NULL,
        planned INTEGER CHECK (planned IN (0, 1)),
        PRIMARY KEY (entry, line),
        UNIQUE (entry, crate)
    ) STRICT""",
    """CREATE TABLE head (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        entries INTEGER NOT NULL,
        seal TEXT NOT NULL
    ) STRICT""",
    *(
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'entries of a ledger stay as they are'); END"
        for table in ("entry", "handover", "move")
        for verb in ("UPDATE", "DELETE")
    ),
)

INSERT_ENTRY = "INSERT INTO entry (number, recorded, undoes, seal) VALUES (?, ?, ?, ?)"
INSERT_HANDOVER = "INSERT INTO handover VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_MOVE = "INSERT INTO move VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
SET_HEAD = "INSERT OR REPLACE INTO head (only, entries, seal) VALUES (1, ?, ?)"

SELECT_ENTRIES = (
    "SELECT e.number, e.recorded, e.undoes, e.seal, h.date, h.time, h.vehicle, h.site, h.service, "
    "h.visit, h.planned, h.done, h.reason, h.role, h.depot, h.sheet "
    "FROM entry AS e LEFT JOIN handover AS h ON h.entry = e.number ORDER BY e.number"
)
SELECT_MOVES = (
    "SELECT entry, direction, crate, done, condition, missing_copies, reason, planned "
    "FROM move ORDER BY entry, line"
)


def handover_row(number: int, handover: Handover) -> tuple[Any, ...]:
    """Return the values of `INSERT_HANDOVER`."""
    return (
        number,
        handover.date.isoformat(),
        handover.time,
        handover.vehicle,
        handover.site,
        handover.service,
        handover.visit,
        int(handover.planned),
        int(handover.done),
        handover.reason,
        handover.role,
        handover.depot,
        handover.sheet,
    )


def move_rows(number: int, handover: Handover) -> list[tuple[Any, ...]]:
    """Return the values of `INSERT_MOVE`, one tuple a crate."""
    return [
        (
            number,
            line,
            move.direction,
            move.crate,
            int(move.done),
            move.condition,
            move.missing_copies,
            move.reason,
            None if move.planned is None else int(move.planned),
        )
        for line, move in enumerate(handover.moves, start=1)
    ]


def move_of(row: tuple[Any, ...]) -> Move:
    """Return the move of a row of `SELECT_MOVES`."""
    _, direction, crate, done, condition, missing, reason, planned = row
    return Move(
        direction=direction,
        crate=crate,
        done=bool(done),
        condition=condition,
        missing_copies=missing,
        reason=reason,
        planned=None if planned is None else bool(planned),
    )


def entry_of(row: tuple[Any, ...], moves: tuple[Move, ...]) -> Entry:
    """Return the entry of a row of `SELECT_ENTRIES`.

    Raises:
        ValueError: the row is no entry that the ledger would have written.
    """
    from datetime import date as day

    number, recorded, undoes, seal, when, *rest = row
    handover = None
    if when is not None:
        time, vehicle, site, service, visit, planned, done, reason, role, depot, sheet = rest
        handover = Handover(
            date=day.fromisoformat(when),
            time=time,
            vehicle=vehicle,
            site=site,
            service=service,
            visit=visit,
            planned=bool(planned),
            done=bool(done),
            reason=reason,
            role=role,
            depot=depot,
            sheet=sheet,
            moves=moves,
        )
    return Entry(number, recorded, handover, undoes, seal)
