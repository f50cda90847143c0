"""The whole ledger as one file that says itself whether it is whole, and back again.

The export holds every entry, undone ones too, with its seal; the seals show a changed or missing
entry, and the last line the number of entries and the last seal, so that a cut-off file is
noticed. `read_export` accepts nothing else.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from routeplan.model import ModelError, RouteplanError
from routeplan.model.jsonreader import PlanFormatError, Reader
from routeplan.project.files import read_bytes
from routeplan.project.limits import MOST_BYTES, parse_json
from routeplan.project.messages import failure
from routeplan.rotation.ledger.entries import (
    FIRST_SEAL,
    Entry,
    Handover,
    Move,
    broken_seal,
    odd_undoing,
)

SCHEMA = "routeplan/ledger@1"
KINDS = (".csv", ".json")
_MOVE = ("direction", "crate", "done", "condition", "missing_copies", "reason", "planned")
_HANDOVER = (
    "date", "time", "vehicle", "site", "service", "visit", "planned", "done", "reason", "role",
    "depot", "sheet",
)  # fmt: skip
COLUMNS = ("number", "recorded", "undoes", "seal", *_HANDOVER, *(f"move_{name}" for name in _MOVE))
_END = "end"
_LONGEST = 200
"""Characters of a text that is no word of a list; ids and digests have 64."""


def export_text(entries: Sequence[Entry], kind: str) -> str:
    """Return the ledger as text.

    Args:
        entries: all of them.
        kind: of `KINDS`.
    """
    return _as_json(entries) if kind == ".json" else _as_csv(entries)


def read_export(path: Path, language: str = "en") -> tuple[Entry, ...]:
    """Return the entries of an export.

    Raises:
        RouteplanError: ``ledger-export-kind``, ``ledger-export-damaged``, ``import-not-found`` or
            ``import-unreadable``.
    """
    kind = kind_of(path, language)
    data = read_bytes(path, MOST_BYTES)
    try:
        text = data.decode("utf-8-sig")
        entries, count, last = _of_json(text) if kind == ".json" else _of_csv(text)
        broken = broken_seal(entries) or odd_undoing(entries)
    except (ModelError, ValueError, LookupError, csv.Error) as error:
        raise _damaged(path, str(error) or type(error).__name__, language) from error
    if broken is not None:
        raise _damaged(path, f"entry {broken}", language)
    if count != len(entries) or last != _last(entries):
        raise _damaged(path, f"{len(entries)} entries of {count}", language)
    return entries


def kind_of(path: Path, language: str = "en") -> str:
    """Return the kind of an export by its file name.

    Raises:
        RouteplanError: ``ledger-export-kind``.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise failure("ledger-export-kind", language, path=str(path))
    return kind


def entry_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as a JSON object."""
    told: dict[str, Any] = {
        "number": entry.number,
        "recorded": entry.recorded,
        "undoes": entry.undoes,
        "seal": entry.seal,
    }
    if entry.handover is not None:
        told |= {name: getattr(entry.handover, name) for name in _HANDOVER}
        told["date"] = entry.handover.date.isoformat()
        told["moves"] = [
            {name: getattr(move, name) for name in _MOVE} for move in entry.handover.moves
        ]
    return told


def _damaged(path: Path, what: str, language: str) -> RouteplanError:
    return failure("ledger-export-damaged", language, path=str(path), what=what)


def _last(entries: Sequence[Entry]) -> str:
    return entries[-1].seal if entries else FIRST_SEAL


def _as_json(entries: Sequence[Entry]) -> str:
    lines = ",\n".join(
        "  " + json.dumps(entry_json(entry), ensure_ascii=False) for entry in entries
    )
    body = f"[\n{lines}\n ]" if lines else "[]"
    return (
        f'{{\n "schema": "{SCHEMA}",\n "entries": {body},\n'
        f' "count": {len(entries)},\n "last_seal": "{_last(entries)}"\n}}\n'
    )


def _of_json(text: str) -> tuple[tuple[Entry, ...], int, str]:
    data = Reader(parse_json(text), "ledger")
    data.schema(SCHEMA)
    entries = tuple(_entry(item) for item in data.children("entries"))
    return entries, data.integer("count"), data.text("last_seal")


def _entry(item: Reader) -> Entry:
    handover = None
    if "date" in item:
        moves = tuple(move.record(Move) for move in item.children("moves"))
        handover = item.record(Handover, moves=moves)
        for name in ("visit", "depot", "sheet"):
            _refuse_long(item, name)
    _refuse_long(item, "recorded")
    return item.record(Entry, handover=handover)


def _refuse_long(item: Reader, name: str) -> None:
    if len(item.text(name)) > _LONGEST:
        raise PlanFormatError(f"{item.path}.{name} has more than {_LONGEST} characters")


def _as_csv(entries: Sequence[Entry]) -> str:
    """Return one row for every crate; for every entry without crates one row too."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        told = entry_json(entry)
        start = [_cell(told.get(name)) for name in COLUMNS[: 4 + len(_HANDOVER)]]
        for move in told.get("moves") or [{}]:
            writer.writerow([*start, *(_cell(move.get(name)) for name in _MOVE)])
    end = [_END, len(entries), "", _last(entries)]
    writer.writerow([*end, *[""] * (len(COLUMNS) - len(end))])
    return buffer.getvalue()


def _of_csv(text: str) -> tuple[tuple[Entry, ...], int, str]:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows or tuple(rows[0]) != COLUMNS:
        raise ValueError("the header is not that of an export")
    if rows[-1][:1] != [_END] or len(rows[-1]) != len(COLUMNS):
        raise ValueError("the last line is missing or cut")
    items: dict[int, dict[str, Any]] = {}
    for row in rows[1:-1]:
        cells = dict(zip(COLUMNS, row, strict=True))
        item = items.setdefault(int(cells["number"]), _item(cells))
        if cells["move_crate"]:
            item["moves"].append({name: _value(name, cells[f"move_{name}"]) for name in _MOVE})
    entries = tuple(_entry(Reader(item, f"entry {number}")) for number, item in items.items())
    return entries, int(rows[-1][1]), rows[-1][3]


def _item(cells: dict[str, str]) -> dict[str, Any]:
    item: dict[str, Any] = {
        "number": int(cells["number"]),
        "recorded": cells["recorded"],
        "undoes": _value("undoes", cells["undoes"]),
        "seal": cells["seal"],
        "moves": [],
    }
    if cells["date"]:
        item |= {name: _value(name, cells[name]) for name in _HANDOVER}
    return item


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _value(name: str, text: str) -> Any:
    if name in ("undoes", "time", "missing_copies"):
        return int(text) if text else None
    if name in ("done", "planned"):
        return {"yes": True, "no": False, "": None}[text]
    return text
