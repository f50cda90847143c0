"""The ledger: what really happened to every visit and every crate, never lost, never changed.

`read_entries` and `writing` (store) are the file; `drafts_of` and `record` bring a sheet into it;
`replay` says what follows from it; `read_state` tells the next rotation.
"""

from routeplan.rotation.ledger.entries import Entry, Handover, Move
from routeplan.rotation.ledger.handovers import Draft, drafts_of
from routeplan.rotation.ledger.recording import Recorded, record, refuse_errors, undo
from routeplan.rotation.ledger.replay import crate_states, visits_done
from routeplan.rotation.ledger.sheet import read_filled
from routeplan.rotation.ledger.state import read_state
from routeplan.rotation.ledger.store import damage, ledger_path, read_entries, writing

__all__ = [
    "Draft",
    "Entry",
    "Handover",
    "Move",
    "Recorded",
    "crate_states",
    "damage",
    "drafts_of",
    "ledger_path",
    "read_entries",
    "read_filled",
    "read_state",
    "record",
    "refuse_errors",
    "undo",
    "visits_done",
    "writing",
]
