"""Into the ledger: once, all or nothing, never deleted; and what then follows from it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from routeplan.model import RouteplanError, Severity
from routeplan.model.rotation import LedgerState
from routeplan.project.messages import Findings
from routeplan.project.tables import Record as Row
from routeplan.rotation.ledger import (
    Handover,
    Recorded,
    crate_states,
    ledger_path,
    read_entries,
    read_state,
    record,
    undo,
    visits_done,
    writing,
)
from routeplan.rotation.ledger.handovers import Draft
from routeplan.rotation.ledger.replay import in_force, jumps
from tests.unit.ledger.sample import MONDAY, STAMP, crate_row, handover, out, read, taken, told


def put(
    folder: Path, *handovers: Handover, findings: Findings | None = None, accept: bool = False
) -> Recorded:
    """Record handovers as a sheet would, one row for each crate."""
    drafts = [
        Draft(one, (Row("handover", "s.csv", 2 + k, {}, {}),)) for k, one in enumerate(handovers)
    ]
    return record(folder, drafts, STAMP, findings or Findings("en"), accept=accept)


def test_the_same_sheet_twice_is_recognised(tmp_path: Path) -> None:
    """Nothing is doubled, and what is new on it since is added alone."""
    first, findings = read(tmp_path, crate_row("KIDS-01/1"))
    assert len(record(tmp_path, first, STAMP, findings).entries) == 1
    again, findings = read(
        tmp_path,
        crate_row("KIDS-01/1"),
        crate_row("", "", site="B", service="mobile", date="16/12/2025"),
    )
    done = record(tmp_path, again, STAMP, findings)
    assert [entry.number for entry in done.recognised] == [1]
    assert [entry.number for entry in done.entries] == [2]
    assert record(tmp_path, again, STAMP, findings).entries == ()
    assert len(read_entries(tmp_path)) == 2


@pytest.mark.parametrize("first", [True, False])
def test_a_row_added_without_the_id_of_its_visit_belongs_to_it(tmp_path: Path, first: bool) -> None:
    """One more crate in a row by hand, above or below: one visit, known when it comes again."""
    named = [crate_row(f"KIDS-01/{n}", visit="A/exchange/102") for n in (1, 2)]
    named.append(crate_row("KIDS-02/1", "in", visit="A/exchange/102"))
    added = crate_row("ISLE-1/1")
    rows = [added, *named] if first else [*named, added]
    drafts, findings = read(tmp_path, *rows)
    assert [draft.handover.visit for draft in drafts] == ["A/exchange/102"]
    assert len(drafts[0].handover.moves) == 4
    assert [code for code, *_ in told(findings)] == ["handover-crate-unplanned"]
    assert len(record(tmp_path, drafts, STAMP, findings).entries) == 1
    again, findings = read(tmp_path, *rows)
    done = record(tmp_path, again, STAMP, findings)
    assert (len(done.entries), [entry.number for entry in done.recognised]) == (0, [1])


def test_two_visits_to_a_place_on_one_day_are_both_recognised(tmp_path: Path) -> None:
    """The van came twice, once beside the plan; the sheet that says so may come again."""
    twice = [
        handover("A", 0, out("KIDS-01/1"), visit="A/exchange/102"),
        handover("A", 0, out("KIDS-01/2"), time=50400),
    ]
    with writing(tmp_path) as book:
        for one in twice:
            book.add(STAMP, one)
    done = put(tmp_path, *twice)
    assert (len(done.entries), [entry.number for entry in done.recognised]) == (0, [1, 2])


def test_a_visit_told_differently_is_a_conflict_until_the_first_is_undone(tmp_path: Path) -> None:
    """The finding names the entry and what differs; after `undo` the new telling counts."""
    put(tmp_path, handover("A", 0, out("KIDS-01/1"), visit="A/exchange/102"))
    other = handover("A", 0, out("KIDS-01/2"), visit="A/exchange/102", role="teacher")
    findings = Findings("en")
    with pytest.raises(RouteplanError, match="ledger-refused") as caught:
        put(tmp_path, other, findings=findings)
    (notice,) = findings.notices
    assert (notice.code, notice.row) == ("handover-conflict", 2)
    assert "Entry 1" in notice.cause
    assert "role, crate" in notice.cause
    assert caught.value.details["notices"][0]["code"] == "handover-conflict"
    undo(tmp_path, 1, STAMP, "en")
    assert [e.number for e in put(tmp_path, other).entries] == [3]
    assert [e.number for e in in_force(read_entries(tmp_path))] == [3]


def test_a_visit_that_failed_may_be_tried_again_another_day(tmp_path: Path) -> None:
    """The same visit of the plan has two entries then; done twice is a conflict."""
    failed = handover("A", 0, visit="A/exchange/102", done=False, reason="weather", role="")
    put(tmp_path, failed)
    put(tmp_path, handover("A", 2, out("KIDS-01/1"), visit="A/exchange/102"))
    assert visits_done(read_entries(tmp_path)) == {"A/exchange": (MONDAY + timedelta(days=2),)}
    with pytest.raises(RouteplanError, match="ledger-refused"):
        put(tmp_path, handover("A", 3, out("KIDS-01/2"), visit="A/exchange/102"))


def test_a_refused_sheet_writes_nothing(tmp_path: Path) -> None:
    """Two handovers, one of them impossible: no entry, and no ledger made for it."""
    good = handover("A", 0, out("KIDS-01/1"))
    with pytest.raises(RouteplanError, match="ledger-refused"):
        put(tmp_path, good, handover("B", 0, out("KIDS-01/1"), time=36000))
    assert not ledger_path(tmp_path).exists()
    put(tmp_path, good)
    before = read_entries(tmp_path)
    with pytest.raises(RouteplanError, match="ledger-refused"):
        put(tmp_path, handover("B", 1, out("KIDS-02/1")), handover("B", 2, out("KIDS-01/1")))
    assert read_entries(tmp_path) == before


@pytest.mark.parametrize(
    ("then", "odd"),
    [
        (handover("B", 1, out("KIDS-01/1")), True),
        (handover("A", 1, out("KIDS-01/1")), True),
        (handover("B", 1, taken("KIDS-01/1")), True),
        (handover("A", 1, taken("KIDS-01/1")), False),
        (handover("A", -1, out("KIDS-01/1")), True),
        (handover("A", -1, taken("KIDS-01/1")), False),
        (handover("B", 0, out("KIDS-01/1"), time=None), True),
        (handover("B", 1, out("KIDS-01/2")), False),
    ],
)
def test_a_crate_cannot_be_in_two_places(tmp_path: Path, then: Handover, odd: bool) -> None:
    """Delivered twice without being taken, or taken from where it was not; earlier days count."""
    put(tmp_path, handover("A", 0, out("KIDS-01/1")))
    findings = Findings("en")
    if not odd:
        assert len(put(tmp_path, then, findings=findings).entries) == 1
        return
    with pytest.raises(RouteplanError, match="ledger-refused"):
        put(tmp_path, then, findings=findings)
    assert [n.code for n in findings.notices] == ["handover-crate-elsewhere"]
    assert "entry 1" in findings.notices[0].cause
    accepted = Findings("en")
    assert len(put(tmp_path, then, findings=accepted, accept=True).entries) == 1
    assert [n.severity for n in accepted.notices] == [Severity.WARNING]
    assert [(j.before_number, j.after_number) for j in jumps(read_entries(tmp_path))]


def test_what_happened_counts_in_its_own_order(tmp_path: Path) -> None:
    """Tuesday's sheet came back first; on one day the hour decides, and no hour comes last."""
    put(tmp_path, handover("B", 1, out("KIDS-01/1"), visit="B/exchange/0"))
    put(tmp_path, handover("A", 0, taken("KIDS-01/1", condition="worn", missing_copies=2)))
    state = crate_states(read_entries(tmp_path))["KIDS-01/1"]
    assert (state.place, state.at_site, state.entry) == ("B", True, 1)
    assert (state.condition, state.missing_copies) == ("worn", 2)
    put(tmp_path, handover("B", 1, taken("KIDS-01/1"), time=40000, visit="B/exchange/1"))
    state = crate_states(read_entries(tmp_path))["KIDS-01/1"]
    assert (state.place, state.at_site, state.vehicle) == ("kho", False, "XE")


def test_condition_and_missing_copies_stay_until_somebody_looks_again(tmp_path: Path) -> None:
    """Empty means «as before»; 0 and good are news."""
    put(tmp_path, handover("A", 0, out("KIDS-01/1", condition="damaged", missing_copies=3)))
    put(tmp_path, handover("A", 7, taken("KIDS-01/1")))
    state = crate_states(read_entries(tmp_path))["KIDS-01/1"]
    assert (state.condition, state.missing_copies, state.usable) == ("damaged", 3, False)
    put(tmp_path, handover("B", 8, out("KIDS-01/1", condition="good", missing_copies=0)))
    state = crate_states(read_entries(tmp_path))["KIDS-01/1"]
    assert (state.condition, state.missing_copies, state.usable) == ("good", 0, True)


def test_the_next_rotation_starts_from_what_happened(tmp_path: Path) -> None:
    """Positions, sets received (a late crate is no new set), crates that travel no further."""
    assert read_state(tmp_path) is None
    put(tmp_path, handover("A", 0, out("KIDS-01/1"), out("KIDS-01/2")))
    put(tmp_path, handover("A", 2, out("KIDS-01/3"), visit="A/exchange/9"))
    put(tmp_path, handover("A", 7, taken("KIDS-01/1"), taken("KIDS-01/2"), taken("KIDS-01/3"),
                           out("KIDS-02/1", condition="lost")))  # fmt: skip
    put(tmp_path, handover("A", 14, out("KIDS-01/1")))
    assert read_state(tmp_path) == LedgerState(
        positions={"KIDS-01/1": "A", "KIDS-01/2": "kho", "KIDS-01/3": "kho", "KIDS-02/1": "A"},
        history={
            "A": (
                (MONDAY, "KIDS-01"),
                (MONDAY + timedelta(days=7), "KIDS-02"),
                (MONDAY + timedelta(days=14), "KIDS-01"),
            )
        },
        unusable=frozenset({"KIDS-02/1"}),
    )


@pytest.mark.parametrize(
    ("number", "code"),
    [(9, "ledger-entry-unknown"), (1, "ledger-entry-undone"), (3, "ledger-entry-counter")],
)
def test_what_cannot_be_undone(tmp_path: Path, number: int, code: str) -> None:
    """No such entry, undone before, itself an undoing; nothing is written."""
    put(tmp_path, handover("A", 0, out("KIDS-01/1")), handover("B", 0, out("KIDS-01/2")))
    undo(tmp_path, 1, STAMP, "en")
    with pytest.raises(RouteplanError, match=code):
        undo(tmp_path, number, STAMP, "vi")
    assert len(read_entries(tmp_path)) == 3


def test_undoing_tells_what_no_longer_fits(tmp_path: Path) -> None:
    """Without the delivery at A the crate was delivered to B and then taken from C."""
    put(tmp_path, handover("B", 0, out("KIDS-01/1")))
    put(tmp_path, handover("B", 1, taken("KIDS-01/1")))
    put(tmp_path, handover("I", 2, out("KIDS-01/1")))
    entry, odd = undo(tmp_path, 2, STAMP, "en")
    assert (entry.number, entry.undoes) == (4, 2)
    assert [(j.crate, j.before_number, j.after_number) for j in odd] == [("KIDS-01/1", 1, 3)]
    assert undo(tmp_path, 3, STAMP, "en")[1] == []


def test_entries_cannot_be_changed_or_deleted(tmp_path: Path) -> None:
    """Not even by who opens the file with another program."""
    import sqlite3

    put(tmp_path, handover("A", 0, out("KIDS-01/1")))
    with sqlite3.connect(ledger_path(tmp_path)) as connection:
        for statement in (
            "DELETE FROM entry", "UPDATE entry SET seal = seal", "DELETE FROM move",
            "UPDATE handover SET done = 0", "UPDATE move SET crate = 'X/1'",
        ):  # fmt: skip
            with pytest.raises(sqlite3.IntegrityError, match="stay as they are"):
                connection.execute(statement)
    connection.close()


def test_a_block_that_fails_leaves_no_half_exchange(tmp_path: Path) -> None:
    """Whatever is raised while writing takes everything of that transaction back."""
    with pytest.raises(KeyboardInterrupt), writing(tmp_path) as book:
        book.add(STAMP, handover("A", 0, out("KIDS-01/1")))
        raise KeyboardInterrupt
    assert read_entries(tmp_path) == ()


def test_no_name_is_stored(tmp_path: Path) -> None:
    """Notes and names of sites stay on the sheet; the file of the ledger holds neither."""
    rows = [
        crate_row(c, note="gặp bà Nguyễn Thị Hoa, 0912345678", site_name="Trường Hoa Sen")
        for c in ("KIDS-01/1", "KIDS-01/2")
    ]
    drafts, findings = read(tmp_path, *rows)
    record(tmp_path, drafts, STAMP, findings)
    assert ("handover-notes-stay", None, None) in told(findings)
    raw = ledger_path(tmp_path).read_bytes()
    assert b"KIDS-01" in raw
    assert not any(word.encode() in raw for word in ("Hoa", "0912345678", "Sen"))
