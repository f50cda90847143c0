"""The ledger against a plain dict, whatever is recorded, undone, exported and spoilt."""

from __future__ import annotations

import random
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from routeplan.model import RouteplanError
from routeplan.project.messages import Findings
from routeplan.project.tables import Record as Row
from routeplan.rotation.ledger import (
    Handover,
    Move,
    crate_states,
    damage,
    ledger_path,
    read_entries,
    read_state,
    record,
    undo,
    writing,
)
from routeplan.rotation.ledger.exporting import entry_json, export_text, read_export
from routeplan.rotation.ledger.handovers import Draft
from routeplan.rotation.ledger.restoring import restore

STAMP = "2026-01-01T08:00:00+07:00"
MONDAY = date(2025, 12, 15)
SITES = ("A", "B", "C")
CRATES = tuple(f"K-{k}/{n}" for k in (1, 2) for n in (1, 2))

moves = st.lists(
    st.builds(
        Move,
        direction=st.sampled_from(("out", "in")),
        crate=st.sampled_from(CRATES),
        done=st.booleans(),
        condition=st.sampled_from(("", "good", "lost")),
        missing_copies=st.sampled_from((None, 0, 2)),
        reason=st.just(""),
        planned=st.sampled_from((None, True, False)),
    ),
    max_size=3,
    unique_by=lambda move: move.crate,
)
handovers = st.builds(
    Handover,
    date=st.integers(0, 5).map(lambda days: MONDAY + timedelta(days=days)),
    time=st.sampled_from((None, 30000, 40000)),
    vehicle=st.sampled_from(("V", "W")),
    site=st.sampled_from(SITES),
    service=st.just("exchange"),
    visit=st.just(""),
    planned=st.booleans(),
    done=st.just(True),
    role=st.sampled_from(("", "driver")),
    depot=st.just("kho"),
    moves=moves.map(tuple),
)


def draft(handover: Handover) -> Draft:
    """A handover as a sheet's first row tells it."""
    return Draft(handover, (Row("handover", "s.csv", 2, {}, {}),))


def places_of(entries: list[dict[str, Any]]) -> dict[str, str]:
    """Where each crate is, by walking once through the history as `export` tells it."""
    back = {entry["undoes"] for entry in entries if entry["undoes"]}
    told = [e for e in entries if "date" in e and e["number"] not in back]
    told.sort(key=lambda e: (e["date"], e["time"] is None, e["time"], e["number"])
              if e["time"] is not None else (e["date"], True, 0, e["number"]))  # fmt: skip
    places: dict[str, str] = {}
    for entry in told:
        for move in entry["moves"]:
            if move["done"]:
                out = move["direction"] == "out"
                places[move["crate"]] = entry["site"] if out else entry["depot"]
    return places


class LedgerMachine(RuleBasedStateMachine):
    """Records, takes back, exports and restores; a list and a set say what must be there."""

    def __init__(self) -> None:
        super().__init__()
        self.parent = tempfile.TemporaryDirectory()
        self.folder = Path(self.parent.name)
        self.told: list[Handover | int] = []

    def _in_force(self) -> dict[int, Handover]:
        back = {item for item in self.told if isinstance(item, int)}
        return {
            number: item
            for number, item in enumerate(self.told, start=1)
            if isinstance(item, Handover) and number not in back
        }

    @rule(handover=handovers, accept=st.booleans())
    def record_one(self, handover: Handover, accept: bool) -> None:
        """New, recognised, or refused for a reason that the model knows as well."""
        key = (handover.date, handover.vehicle, handover.site)
        same = [h for h in self._in_force().values() if (h.date, h.vehicle, h.site) == key]
        try:
            done = record(self.folder, [draft(handover)], STAMP, Findings("en"), accept=accept)
        except RouteplanError as error:
            assert error.code == "ledger-refused"
            assert same or not accept
            return
        if same:
            assert (done.entries, len(done.recognised)) == ((), 1)
            assert same[0].reported == handover.reported
        else:
            self.told.append(handover)
            assert [entry.number for entry in done.entries] == [len(self.told)]

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def undo_one(self, data: st.DataObject) -> None:
        """Only what is in force can be taken back, once."""
        number = data.draw(st.integers(1, len(self.told) + 1))
        if number in self._in_force():
            undo(self.folder, number, STAMP, "en")
            self.told.append(number)
        else:
            with pytest.raises(RouteplanError, match="ledger-entry"):
                undo(self.folder, number, STAMP, "en")

    @precondition(lambda self: self.told)
    @rule(kind=st.sampled_from((".json", ".csv")))
    def export_and_restore(self, kind: str) -> None:
        """The project goes on with a ledger brought back from its export."""
        path = self.folder / f"so{kind}"
        path.write_text(export_text(read_entries(self.folder), kind), "utf-8", newline="")
        ledger_path(self.folder).unlink()
        restore(self.folder, path, read_export(path), "en")

    @invariant()
    def holds_what_was_told(self) -> None:
        """Every handover and every undoing, in order; crates where a walk through them ends."""
        entries = read_entries(self.folder)
        assert [e.handover or e.undoes for e in entries] == self.told
        places = places_of([entry_json(entry) for entry in entries])
        states = crate_states(entries)
        assert {c: s.place for c, s in states.items() if s.place} == places
        state = read_state(self.folder)
        assert (state is None) == (not ledger_path(self.folder).exists())
        if state is not None:
            assert state.positions == places

    def teardown(self) -> None:
        """SQLite itself finds nothing wrong either."""
        if ledger_path(self.folder).exists():
            assert damage(self.folder) == ()
        self.parent.cleanup()


TestLedger = LedgerMachine.TestCase
# A step writes to the disk, so there are fewer examples of more steps than elsewhere.
TestLedger.settings = settings(
    max_examples=settings().max_examples // 8, stateful_step_count=10, deadline=None
)


@pytest.fixture(scope="module")
def spoilable(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A folder, and the bytes of a ledger of sixty entries to be spoilt in it."""
    folder = tmp_path_factory.mktemp("spoilt")
    rng = random.Random(5)
    with writing(folder) as book:
        for k in range(60):
            crates = [Move("out", f"K-{k}/{n}", done=True) for n in range(1, rng.randint(2, 6))]
            day = MONDAY + timedelta(days=k)
            book.add(STAMP, Handover(day, 30000, "V", "A", "exchange", moves=tuple(crates)))
    return folder, ledger_path(folder).read_bytes()


@given(data=st.data())
def test_a_spoilt_byte_is_never_another_history(
    spoilable: tuple[Path, bytes], data: st.DataObject
) -> None:
    """Whatever bytes change, the ledger is what it was, or an error that names the file."""
    folder, sound = spoilable
    ledger_path(folder).write_bytes(sound)
    entries = read_entries(folder)
    spoilt = bytearray(sound)
    where = data.draw(st.integers(0, len(sound) - 1))
    length = data.draw(st.sampled_from((1, 1, 4, 64, 4096)))
    fill = data.draw(st.one_of(st.none(), st.integers(0, 255)))
    for k in range(where, min(len(sound), where + length)):
        spoilt[k] = spoilt[k] ^ 0x55 if fill is None else fill
    ledger_path(folder).write_bytes(spoilt)
    try:
        assert read_entries(folder) == entries
    except RouteplanError as error:
        assert error.code in ("ledger-damaged", "ledger-foreign", "ledger-newer")
        assert str(ledger_path(folder)) in error.cause
    finally:
        for helper in ("-wal", "-shm", "-journal"):
            (folder / f"ledger.sqlite{helper}").unlink(missing_ok=True)
