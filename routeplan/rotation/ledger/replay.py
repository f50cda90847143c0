"""What follows from the entries: what counts, where each crate is, in what condition, what is odd.

Handovers count in the order in which they happened, not in which they were recorded: Tuesday's
sheet may come back before Monday's. Within a day those with a time come first, in its order, then
the rest as recorded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from routeplan.model.handover import IN, OUT
from routeplan.model.times import DAY_S
from routeplan.rotation.ledger.entries import Entry, Handover, Move

UNUSABLE = frozenset({"damaged", "lost"})
"""Conditions that take a crate out of circulation."""


@dataclass(frozen=True, slots=True)
class CrateState:
    """A crate as the ledger has it.

    Args:
        place: id of the site where it stands, or of the depot to which it was taken.
        at_site: whether `place` is a site.
        since: date of the last handover that moved it; entry: its number.
        condition: of `CONDITIONS`, the last one that somebody noted; empty: nobody did.
        missing_copies: as counted last; None: never counted.
        seen, seen_entry: the last handover that told anything of it, moved or not.
        vehicle: that moved it last.
    """

    crate: str
    place: str = ""
    at_site: bool = False
    since: date | None = None
    entry: int | None = None
    vehicle: str = ""
    condition: str = ""
    missing_copies: int | None = None
    seen: date | None = None
    seen_entry: int | None = None

    @property
    def usable(self) -> bool:
        """Whether it may travel on: neither damaged nor lost."""
        return self.condition not in UNUSABLE


@dataclass(frozen=True, slots=True)
class Jump:
    """Two movements of a crate that do not follow from each other.

    The crate was at `place` (moved there by entry `before`, None where it is new) when `after`
    delivers it elsewhere or takes it from a site where it was not.
    """

    crate: str
    before: Handover
    before_number: int | None
    after: Handover
    after_number: int | None

    def to_json(self) -> dict[str, object]:
        """Return the crate and the numbers of the two entries."""
        return {"crate": self.crate, "before": self.before_number, "after": self.after_number}


def undone(entries: Iterable[Entry]) -> frozenset[int]:
    """Return the numbers of the entries that were taken back."""
    return frozenset(entry.undoes for entry in entries if entry.undoes is not None)


def in_force(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries that count, in the order in which they happened."""
    back = undone(entries)
    counting = (e for e in entries if e.handover is not None and e.number not in back)
    return tuple(sorted(counting, key=_moment))


def crate_states(entries: Sequence[Entry]) -> dict[str, CrateState]:
    """Return every crate that the ledger knows, by its id, in the order of ids."""
    states: dict[str, CrateState] = {}
    for entry in in_force(entries):
        assert entry.handover is not None
        for move in entry.handover.moves:
            before = states.get(move.crate) or CrateState(move.crate)
            states[move.crate] = _after(before, entry.number, entry.handover, move)
    return {crate: states[crate] for crate in sorted(states, key=natural)}


def visits_done(entries: Sequence[Entry]) -> dict[str, tuple[date, ...]]:
    """Return the dates of the visits that took place, by service key, oldest first."""
    dates: dict[str, set[date]] = defaultdict(set)
    for entry in in_force(entries):
        if entry.handover is not None and entry.handover.done:
            dates[entry.handover.key].add(entry.handover.date)
    return {key: tuple(sorted(found)) for key, found in sorted(dates.items())}


def jumps(entries: Sequence[Entry], new: Sequence[Handover] = ()) -> list[Jump]:
    """Return the movements that cannot both be true, those that concern `new` alone where given.

    A crate that stays at a site must be taken from there before it is delivered again; it can be
    taken only from where it was delivered last. Nothing is known of what happened before the
    ledger began, so a crate's first movement is never odd.
    """
    wanted = {move.crate for handover in new for move in handover.moves} if new else None
    moments: list[tuple[tuple[date, int, int], int | None, Handover]] = [
        (_moment(entry), entry.number, entry.handover)
        for entry in in_force(entries)
        if entry.handover is not None
    ]
    last = len(entries)
    for place, handover in enumerate(new, start=1):
        moments.append((moment_of(handover, last + place), None, handover))
    moments.sort(key=lambda item: item[0])
    found: list[Jump] = []
    stands: dict[str, tuple[int | None, Handover, str]] = {}
    for _, number, handover in moments:
        for move in handover.moves:
            if not move.done or (wanted is not None and move.crate not in wanted):
                continue
            before = stands.get(move.crate)
            stands[move.crate] = (number, handover, move.direction)
            if before is None or not _odd(before[1], before[2], handover, move.direction):
                continue
            if not new or number is None or before[0] is None:
                found.append(Jump(move.crate, before[1], before[0], handover, number))
    return found


def collection_of(crate: str) -> str:
    """Return the collection that a crate belongs to."""
    return crate.rpartition("/")[0]


def natural(crate: str) -> tuple[str, int]:
    """Return a key that puts KIDS-07/2 before KIDS-07/10."""
    collection, _, number = crate.rpartition("/")
    return collection, int(number) if number.isdecimal() else 0


def _odd(before: Handover, direction: str, after: Handover, then: str) -> bool:
    if direction == OUT:
        return then == OUT or before.site != after.site
    return then == IN


def _after(state: CrateState, number: int, handover: Handover, move: Move) -> CrateState:
    state = replace(
        state,
        condition=move.condition or state.condition,
        missing_copies=(
            state.missing_copies if move.missing_copies is None else move.missing_copies
        ),
        seen=handover.date,
        seen_entry=number,
    )
    if not move.done:
        return state
    return replace(
        state,
        place=handover.site if move.direction == OUT else handover.depot,
        at_site=move.direction == OUT,
        since=handover.date,
        entry=number,
        vehicle=handover.vehicle,
    )


def _moment(entry: Entry) -> tuple[date, int, int]:
    assert entry.handover is not None
    return moment_of(entry.handover, entry.number)


def moment_of(handover: Handover, number: int) -> tuple[date, int, int]:
    """Return the key by which handovers are in the order in which they happened.

    Args:
        handover: without a time it goes after those of the day that have one.
        number: of its entry; decides between equals.
    """
    return handover.date, DAY_S + 1 if handover.time is None else handover.time, number
