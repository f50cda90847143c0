"""What the ledger holds: entries that are never changed, each sealed by the one before.

An entry is a *handover*, one visit with all its crates, or the *undoing* of an earlier entry. Its
seal is the SHA-256 of its content and of the seal before it, so a changed, missing or exchanged
entry breaks every seal from there on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from routeplan.model.errors import ModelError
from routeplan.model.handover import CONDITIONS, DIRECTIONS, IN, OUT, REASONS, ROLES
from routeplan.model.site import ServiceKind, check_id
from routeplan.model.times import DAY_S

FIRST_SEAL = "0" * 64
"""Stands before the first entry."""
_MOST_DIGITS = 20
_MOST_COPIES = 1_000_000


@dataclass(frozen=True, slots=True)
class Move:
    """One crate at one visit.

    Args:
        direction: `OUT`: it stays at the site; `IN`: it is taken away.
        crate: ``COLLECTION/n``.
        done: whether it changed hands; if not, `reason` says why.
        condition: of `CONDITIONS`; empty: nobody looked, it is as before.
        missing_copies: copies found missing from it; None: not counted, as before.
        planned: whether the rotation had it so; None where there was no rotation.
    """

    direction: str
    crate: str
    done: bool
    condition: str = ""
    missing_copies: int | None = None
    reason: str = ""
    planned: bool | None = None

    def __post_init__(self) -> None:
        _among("direction", self.direction, DIRECTIONS)
        split_crate(self.crate)
        if self.condition:
            _among("condition", self.condition, CONDITIONS)
        if self.reason:
            _among("reason", self.reason, REASONS)
        if self.missing_copies is not None and not 0 <= self.missing_copies <= _MOST_COPIES:
            raise ModelError("missing_copies", f"{self.missing_copies} is no number of copies")


@dataclass(frozen=True, slots=True)
class Handover:
    """One visit as it really was: served or not, and what became of each crate.

    Args:
        date: local date. time: seconds from midnight when the doors opened, None if not noted.
        visit: id of the visit in the plan; empty where no plan knows it.
        planned: whether the published plan had this visit.
        reason: of `REASONS`, why it did not take place.
        role: of `ROLES`, who handed over; empty if not noted. Never a name.
        depot: where crates that were taken away go, the vehicle's depot.
        sheet: SHA-256 of the file that it was read from; empty when typed in.
    """

    date: date
    time: int | None
    vehicle: str
    site: str
    service: str
    visit: str = ""
    planned: bool = False
    done: bool = True
    reason: str = ""
    role: str = ""
    depot: str = ""
    sheet: str = ""
    moves: tuple[Move, ...] = ()

    def __post_init__(self) -> None:
        for name in ("vehicle", "site"):
            check_id(name, getattr(self, name))
        _among("service", self.service, tuple(ServiceKind))
        for name, known in (("reason", REASONS), ("role", ROLES)):
            if getattr(self, name):
                _among(name, getattr(self, name), known)
        if self.time is not None and not 0 <= self.time <= DAY_S:
            raise ModelError("time", f"{self.time} is not a time of day")
        if not self.done and any(move.done for move in self.moves):
            raise ModelError("done", "a visit that did not take place moved no crate")
        if len({move.crate for move in self.moves}) != len(self.moves):
            raise ModelError("crate", "a crate stands twice in one visit")

    @property
    def key(self) -> str:
        """``site/service``, the key of the service."""
        return f"{self.site}/{self.service}"

    @property
    def reported(self) -> tuple[object, ...]:
        """What somebody reported, without what the ledger added to it."""
        moves = [
            (m.crate, m.direction, m.done, m.condition, m.missing_copies, m.reason)
            for m in self.moves
        ]
        return (
            self.date,
            self.time,
            self.vehicle,
            self.site,
            self.service,
            self.done,
            self.reason,
            self.role,
            tuple(sorted(moves, key=lambda move: move[:2])),
        )

    def crates(self, direction: str) -> tuple[str, ...]:
        """Return the crates that changed hands in a direction."""
        return tuple(move.crate for move in self.moves if move.done and move.direction == direction)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger.

    Args:
        number: 1, 2, 3, …, without a gap.
        recorded: when it was written, ISO 8601 with the project's offset.
        handover: what happened; None in an entry that only undoes another.
        undoes: number of the entry that it takes back.
    """

    number: int
    recorded: str
    handover: Handover | None
    undoes: int | None
    seal: str

    def __post_init__(self) -> None:
        if (self.handover is None) == (self.undoes is None):
            raise ModelError("undoes", "an entry reports a visit or undoes an entry")


def split_crate(crate: str) -> tuple[str, int]:
    """Return the collection and the number of a crate.

    Raises:
        ModelError: it is not ``COLLECTION/n``.
    """
    collection, slash, number = crate.rpartition("/")
    known = number.isdecimal() and number.isascii() and len(number) <= _MOST_DIGITS
    if not slash or not known or not 0 < int(number) < 1000:
        raise ModelError("crate", f"«{crate}» is not COLLECTION/n")
    if number != str(int(number)):
        raise ModelError("crate", f"«{crate}» has a number with zeros before it")
    check_id("crate", collection)
    return collection, int(number)


def seal_of(
    before: str, number: int, recorded: str, handover: Handover | None, undoes: int | None
) -> str:
    """Return the seal of an entry, from that of the one before it (hex)."""
    content = [number, recorded, undoes, None if handover is None else content_of(handover)]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def content_of(handover: Handover) -> list[Any]:
    """Return a handover as plain values, in the order that seals depend on."""
    return [
        handover.date.isoformat(),
        handover.time,
        handover.vehicle,
        handover.site,
        handover.service,
        handover.visit,
        handover.planned,
        handover.done,
        handover.reason,
        handover.role,
        handover.depot,
        handover.sheet,
        [
            [m.direction, m.crate, m.done, m.condition, m.missing_copies, m.reason, m.planned]
            for m in handover.moves
        ],
    ]


def broken_seal(entries: Iterable[Entry]) -> int | None:
    """Return the number of the first entry that is not what was recorded, or None."""
    before = FIRST_SEAL
    for expected, entry in enumerate(entries, start=1):
        seal = seal_of(before, entry.number, entry.recorded, entry.handover, entry.undoes)
        if entry.number != expected or entry.seal != seal:
            return expected
        before = entry.seal
    return None


def odd_undoing(entries: Sequence[Entry]) -> int | None:
    """Return the number of the first entry that undoes what it cannot, or None.

    What is undone is an earlier visit, and once.
    """
    undone: set[int] = set()
    for entry in entries:
        undoes = entry.undoes
        if undoes is None:
            continue
        if not 0 < undoes < entry.number or undoes in undone or entries[undoes - 1].undoes:
            return entry.number
        undone.add(undoes)
    return None


def _among(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ModelError(name, f"«{value}» is not one of {', '.join(known)}")


__all__ = [
    "FIRST_SEAL",
    "IN",
    "OUT",
    "Entry",
    "Handover",
    "Move",
    "broken_seal",
    "content_of",
    "odd_undoing",
    "seal_of",
    "split_crate",
]
