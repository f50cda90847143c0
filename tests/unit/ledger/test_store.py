"""The file itself: made once, locked, read-only, damaged; exported and brought back."""

from __future__ import annotations

import json
import multiprocessing
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from routeplan.model import RouteplanError
from routeplan.rotation.ledger import (
    Entry,
    Handover,
    damage,
    ledger_path,
    read_entries,
    restoring,
    store,
    undo,
    writing,
)
from routeplan.rotation.ledger.entries import FIRST_SEAL, seal_of
from routeplan.rotation.ledger.exporting import export_text, read_export
from routeplan.rotation.ledger.restoring import restore
from tests.unit.ledger.sample import STAMP, handover, out, taken


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose ledger has forty exchanges of three crates, one of them undone."""
    with writing(tmp_path) as book:
        for week in range(20):
            crates = [f"KIDS-{week % 7:02}/{n}" for n in (1, 2, 3)]
            book.add(STAMP, handover("A", 14 * week, *map(out, crates)))
            book.add(STAMP, handover("A", 14 * week + 7, *(taken(c, condition="worn")
                                                           for c in crates)))  # fmt: skip
    undo(tmp_path, 40, STAMP, "en")
    return tmp_path


def test_what_is_written_is_read_again(folder: Path) -> None:
    """Every field of every kind of entry, and no helper file is left."""
    move = taken("K-1/2", condition="lost", missing_copies=4, planned=False)
    rich = handover("B", 300, move, visit="B/exchange/7", planned=True, sheet="ab" * 32, time=None)
    failed = handover("B", 301, done=False, reason="sea", role="")
    with writing(folder) as book:
        book.add(STAMP, rich)
        book.add(STAMP, failed)
    entries = read_entries(folder)
    assert [entry.handover for entry in entries[41:]] == [rich, failed]
    assert [entry.number for entry in entries] == list(range(1, 44))
    assert damage(folder) == ()
    assert [path.name for path in folder.iterdir()] == ["ledger.sqlite"]


def test_a_ledger_lives_under_any_name_of_folder(tmp_path: Path) -> None:
    """Signs that mean something in SQLite's addresses are part of the name here."""
    folder = tmp_path / "dự án #1 ? 50% &mode=ro"
    folder.mkdir()
    with writing(folder) as book:
        book.add(STAMP, handover())
    assert len(read_entries(folder)) == 1
    assert (folder / "ledger.sqlite").is_file()


@pytest.mark.parametrize("size", [0, 1, 50, 100, 512, 4096, 5000, 8192, 12288, -4096, -1])
def test_a_truncated_file_is_damaged_and_named(folder: Path, size: int) -> None:
    """However much is cut off, the answer is an error with the path, never fewer entries."""
    path = ledger_path(folder)
    content = path.read_bytes()
    path.write_bytes(content[:size])
    with pytest.raises(RouteplanError, match="ledger-damaged") as caught:
        read_entries(folder)
        raise AssertionError(damage(folder))
    assert str(path) in caught.value.cause
    assert "import" in caught.value.action
    with pytest.raises(RouteplanError, match="ledger-damaged"), writing(folder):
        pass


@pytest.mark.parametrize("content", [b"", b"not a database" * 400, b"PK\x03\x04" * 3000])
def test_what_is_no_database_is_damaged(tmp_path: Path, content: bytes) -> None:
    """SQLite would take an empty file for a new database; a ledger does not."""
    ledger_path(tmp_path).write_bytes(content)
    with pytest.raises(RouteplanError, match="ledger-damaged"):
        read_entries(tmp_path)
    with pytest.raises(RouteplanError, match="ledger-damaged"), writing(tmp_path):
        pass
    assert ledger_path(tmp_path).read_bytes() == content


def test_another_program_s_database_and_a_newer_ledger_are_left_alone(tmp_path: Path) -> None:
    """Neither is read, and neither is written to."""
    path = ledger_path(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE x (y)")
        connection.commit()
    with pytest.raises(RouteplanError, match="ledger-foreign"), writing(tmp_path):
        pass
    path.unlink()
    with writing(tmp_path):
        pass
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")
    with pytest.raises(RouteplanError, match="ledger-newer"):
        read_entries(tmp_path)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE move SET crate = 'KIDS-99/1' WHERE entry = 7 AND line = 1", "entry 7"),
        ("UPDATE handover SET done = 0 WHERE entry = 9", "no crate"),
        ("UPDATE handover SET date = '2026-13-01' WHERE entry = 9", "month"),
        ("UPDATE entry SET recorded = 'x' WHERE number = 5", "entry 5"),
        ("DELETE FROM entry WHERE number = 41", "40 entries of 41"),
        ("DELETE FROM move WHERE entry = 3 AND line = 2", "entry 3"),
        ("DELETE FROM head", "41 entries of ?"),
        ("UPDATE head SET entries = 50", "41 entries of 50"),
        (
            "INSERT INTO move SELECT 77, line, direction, crate, 1, '', 0, '', 1 FROM move LIMIT 1",
            "77",
        ),
    ],
)
def test_a_changed_content_is_found_by_its_seal(folder: Path, statement: str, named: str) -> None:
    """SQLite finds nothing wrong with it, but it is not what was recorded."""
    with closing(sqlite3.connect(ledger_path(folder))) as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        connection.commit()
    with pytest.raises(RouteplanError, match="ledger-damaged") as caught:
        read_entries(folder)
    assert named in caught.value.cause


def test_a_locked_ledger_is_said_and_readers_go_on(folder: Path) -> None:
    """Who writes is waited for, then named; reading needs no turn."""
    with closing(sqlite3.connect(ledger_path(folder), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RouteplanError, match="ledger-locked"), writing(folder, wait_s=0.05):
            pass
        assert len(read_entries(folder, wait_s=0.05)) == 41
    with writing(folder, wait_s=0.05) as book:
        book.add(STAMP, handover())


def test_a_ledger_that_must_not_be_written_is_read_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a stick with a lock: no helper file is tried, and writing says why it cannot."""
    allowed = os.access
    monkeypatch.setattr(store.os, "access", lambda p, mode: mode != os.W_OK and allowed(p, mode))
    assert len(read_entries(folder)) == 41
    assert damage(folder) == ()
    with pytest.raises(RouteplanError, match="ledger-read-only"), writing(folder):
        pass


def test_a_ledger_file_without_the_right_to_write(folder: Path) -> None:
    """The system's own answer, where the user has no rights."""
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    ledger_path(folder).chmod(0o444)
    with pytest.raises(RouteplanError, match="ledger-read-only"), writing(folder):
        pass
    assert len(read_entries(folder)) == 41


def test_a_folder_in_the_place_of_the_ledger(tmp_path: Path) -> None:
    """It is named, and left."""
    ledger_path(tmp_path).mkdir()
    with pytest.raises(RouteplanError, match="ledger-unreadable"):
        read_entries(tmp_path)


def _write_many(folder: Path, name: str, count: int) -> None:
    for k in range(count):
        with writing(folder, wait_s=30) as book:
            crates = [out(f"{name}-{k}/{n}") for n in (1, 2, 3)]
            book.add(STAMP, handover("A", k, *crates, visit=f"A/exchange/{name}{k}"))


def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    """Three processes, one of which makes the file: every exchange is there, in one chain."""
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_write_many, args=(tmp_path, name, 20)) for name in ("P", "Q", "R")
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    entries = read_entries(tmp_path)
    assert len({entry.handover.visit for entry in entries if entry.handover}) == 60
    assert all(len(entry.handover.moves) == 3 for entry in entries if entry.handover)
    assert damage(tmp_path) == ()


@pytest.mark.parametrize("kind", [".json", ".csv"])
def test_an_export_brings_the_ledger_back(folder: Path, tmp_path: Path, kind: str) -> None:
    """Entry by entry and seal by seal, into an empty project or one that is behind."""
    with writing(folder) as book:
        book.add(STAMP, handover("B", 3, done=False, reason="ferry", role=""))
        book.add(STAMP, handover("B", 4, time=None))
    entries = read_entries(folder)
    path = tmp_path / f"so{kind}"
    path.write_text(export_text(entries, kind), encoding="utf-8", newline="")
    assert read_export(path) == entries
    other = tmp_path / "other"
    other.mkdir()
    with writing(other) as book:
        for entry in entries[:10]:
            book.add(entry.recorded, entry.handover, entry.undoes)
    assert restore(other, path, read_export(path), "en") == (len(entries) - 10, None)
    assert read_entries(other) == entries
    assert restore(other, path, entries[:5], "en") == (0, None)
    assert restore(other, path, entries, "en") == (0, None)


@pytest.mark.parametrize("kind", [".json", ".csv"])
@pytest.mark.parametrize("cut", [0, 10, 200, 3000, -3, -120, -700])
def test_a_cut_off_export_is_refused(folder: Path, kind: str, cut: int) -> None:
    """The last line says how many entries there were."""
    path = folder / f"so{kind}"
    text = export_text(read_entries(folder), kind)
    path.write_text(text[:cut], encoding="utf-8", newline="")
    with pytest.raises(RouteplanError, match="ledger-export-damaged"):
        read_export(path)


@pytest.mark.parametrize("kind", [".json", ".csv"])
def test_a_changed_export_is_refused(folder: Path, kind: str) -> None:
    """A condition corrected by hand breaks the seal; so does a line that is missing."""
    path = folder / f"so{kind}"
    text = export_text(read_entries(folder), kind)
    for changed in (text.replace("worn", "good", 1), text.replace("KIDS-03", "KIDS-04", 1)):
        path.write_text(changed, encoding="utf-8", newline="")
        with pytest.raises(RouteplanError, match="ledger-export-damaged"):
            read_export(path)
    lines = text.splitlines(keepends=True)
    path.write_text("".join([*lines[:6], *lines[7:]]), encoding="utf-8", newline="")
    with pytest.raises(RouteplanError, match="ledger-export-damaged"):
        read_export(path)


@pytest.mark.parametrize(
    "data",
    [[], {}, {"schema": "x"}, {"schema": "routeplan/ledger@1", "entries": [1], "count": 1,
     "last_seal": ""}, {"schema": "routeplan/ledger@1", "entries": [{"date": 3}], "count": 1,
     "last_seal": ""}, None, "x"],
)  # fmt: skip
def test_what_is_no_export_is_refused(tmp_path: Path, data: Any) -> None:
    """Any JSON may be given; it ends in an error with the path."""
    path = tmp_path / "x.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(RouteplanError, match="ledger-export-damaged"):
        read_export(path)
    with pytest.raises(RouteplanError, match="ledger-export-kind"):
        read_export(tmp_path / "x.txt")


def crafted(handover: Handover | None, undoes: int | None = None) -> str:
    """An export of one entry whose seals are right, whatever the entry says."""
    seal = seal_of(FIRST_SEAL, 1, STAMP, handover, undoes)
    return export_text([Entry(1, STAMP, handover, undoes, seal)], ".json")


@pytest.mark.parametrize(
    ("field", "value"),
    [("planned", "x"), ("done", 2), ("time", 3.5), ("visit", None), ("depot", 5),
     ("sheet", ["a"]), ("visit", "A" * 2_000_000), ("depot", "\ud800")],
)  # fmt: skip
def test_an_export_with_values_of_other_kinds_is_refused_and_changes_nothing(
    tmp_path: Path, field: str, value: Any
) -> None:
    """Seals are no secret: whoever writes a file can seal it, and the ledger must not take it."""
    made = handover("A", 0, out("K-1/1"))
    path = tmp_path / "x.json"
    if value == "\ud800":
        path.write_text(crafted(made).replace('"kho"', '"\\ud800"'), encoding="utf-8")
    else:
        object.__setattr__(made, field, value)
        path.write_text(crafted(made), encoding="utf-8")
    with pytest.raises(RouteplanError, match="ledger-export-damaged"):
        restore(tmp_path, path, read_export(path), "en")
    assert not ledger_path(tmp_path).exists()


@pytest.mark.parametrize("undoes", [1, 7, 0])
def test_an_export_that_undoes_what_is_not_there_is_refused(tmp_path: Path, undoes: int) -> None:
    """What is undone is an earlier visit; SQLite would say so of the ledger, not of the export."""
    path = tmp_path / "x.json"
    path.write_text(crafted(None, undoes), encoding="utf-8")
    with pytest.raises(RouteplanError, match="ledger-export-damaged"):
        read_export(path)


def test_a_visit_recorded_while_an_export_comes_back_is_not_written_over(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was compared before the ledger was opened for writing is compared again in it."""
    exported = read_entries(folder)
    other = tmp_path / "other"
    other.mkdir()
    with writing(other) as book:
        book.add(STAMP, handover("B", 0, out("X-1/1")))
    monkeypatch.setattr(restoring, "read_entries", lambda _folder: ())
    with pytest.raises(RouteplanError, match="ledger-import-apart"):
        restore(other, tmp_path / "x.json", exported, "en")
    assert len(read_entries(other)) == 1


def test_a_ledger_that_differs_is_replaced_with_force_alone(folder: Path) -> None:
    """The other one is kept beside it, whole."""
    entries = read_entries(folder)
    apart = folder / "apart"
    apart.mkdir()
    with writing(apart) as book:
        book.add(STAMP, handover("B"))
    with pytest.raises(RouteplanError, match="ledger-import-apart") as caught:
        restore(apart, folder / "so.json", entries, "en")
    assert "entry 1" in caught.value.cause
    added, aside = restore(apart, folder / "so.json", entries, "en", force=True)
    assert (added, read_entries(apart)) == (41, entries)
    assert aside == apart / "ledger.sqlite.old-1"
    with closing(sqlite3.connect(aside)) as kept:
        assert kept.execute("SELECT site FROM handover").fetchall() == [("B",)]


def test_a_damaged_ledger_is_mended_from_its_export(folder: Path) -> None:
    """What the message says to do works."""
    entries = read_entries(folder)
    path = ledger_path(folder)
    path.write_bytes(path.read_bytes()[:6000])
    with pytest.raises(RouteplanError, match="ledger-damaged"):
        restore(folder, folder / "so.json", entries, "en")
    restore(folder, folder / "so.json", entries, "en", force=True)
    assert read_entries(folder) == entries
    assert (folder / "ledger.sqlite.old-1").stat().st_size == 6000


ENDLESS = """
CREATE VIEW move AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r)
SELECT x AS entry, 1 AS line, 'out' AS direction, 'K/1' AS crate, 1 AS done, '' AS condition,
0 AS missing_copies, '' AS reason, 1 AS planned FROM r
"""
TRIGGER = "CREATE TRIGGER more AFTER INSERT ON entry BEGIN UPDATE head SET entries = 0; END"


@pytest.mark.parametrize(
    "statements",
    [("DROP TABLE move", ENDLESS), (TRIGGER,), ("CREATE TABLE more (x)",)],
    ids=["a view without end", "a trigger", "a table"],
)
def test_sql_of_others_is_never_run(folder: Path, statements: tuple[str, ...]) -> None:
    """A ledger that somebody sent may hold views and triggers; it has our tables or is damaged."""
    with closing(sqlite3.connect(ledger_path(folder))) as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'move'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    with pytest.raises(RouteplanError, match="not those of a ledger"):
        read_entries(folder)
    with pytest.raises(RouteplanError, match="not those of a ledger"), writing(folder):
        pass


def test_a_row_without_end_is_damaged(folder: Path) -> None:
    """A text of megabytes in one cell is none of ours."""
    with closing(sqlite3.connect(ledger_path(folder))) as connection:
        connection.execute("DROP TRIGGER entry_update")
        connection.execute(
            "UPDATE entry SET recorded = printf('%.*c', 5000000, 'x') WHERE number = 1"
        )
        connection.commit()
    with pytest.raises(RouteplanError, match="ledger-damaged"):
        read_entries(folder)
