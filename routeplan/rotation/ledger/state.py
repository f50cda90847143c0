"""What the ledger tells the next planning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from routeplan.model.handover import IN, OUT
from routeplan.model.rotation import LedgerState
from routeplan.rotation.ledger.entries import Entry
from routeplan.rotation.ledger.replay import collection_of, crate_states, in_force
from routeplan.rotation.ledger.store import ledger_path, read_entries


def read_state(folder: Path) -> LedgerState | None:
    """Return where every crate is and what each site has had; None where there is no ledger.

    Raises:
        RouteplanError: the ledger is damaged, locked or cannot be read.
    """
    if not ledger_path(folder).exists():
        return None
    return state_of(read_entries(folder))


def state_of(entries: Sequence[Entry]) -> LedgerState:
    """Return what follows from the entries.

    A crate that nobody moved yet is in no position. A site received a collection on the first date
    on which one of its crates was left there.
    """
    states = crate_states(entries)
    return LedgerState(
        positions={crate: state.place for crate, state in states.items() if state.place},
        history=_history(entries),
        unusable=frozenset(crate for crate, state in states.items() if not state.usable),
    )


def _history(entries: Sequence[Entry]) -> dict[str, tuple[tuple[date, str], ...]]:
    received: dict[str, list[tuple[date, str]]] = defaultdict(list)
    standing: dict[str, set[str]] = defaultdict(set)
    site_of: dict[str, str] = {}
    for entry in in_force(entries):
        handover = entry.handover
        assert handover is not None
        there = standing[handover.site]
        for crate in handover.crates(IN):
            there.discard(crate)
        # A crate that follows the others of its collection brings no new set.
        known = {collection_of(crate) for crate in there}
        for crate in handover.crates(OUT):
            standing[site_of.get(crate, handover.site)].discard(crate)
            site_of[crate] = handover.site
            there.add(crate)
            if collection_of(crate) not in known:
                known.add(collection_of(crate))
                received[handover.site].append((handover.date, collection_of(crate)))
    return {site: tuple(sets) for site, sets in sorted(received.items())}
