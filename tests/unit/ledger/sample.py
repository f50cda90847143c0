"""A small ledger: two schools and an island, one van, one boat, three collections."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from routeplan.model.handover import IN, OUT, SHEET
from routeplan.project.messages import Findings
from routeplan.rotation.ledger import Handover, Move, drafts_of, read_filled
from routeplan.rotation.ledger.handovers import Draft
from routeplan.rotation.ledger.planned import PlannedVisit, Record
from routeplan.rotation.ledger.project_view import View

STAMP = "2025-12-20T10:00:00+07:00"
MONDAY = date(2025, 12, 15)
NOW = datetime(2025, 12, 20, 10, tzinfo=timezone(timedelta(hours=7)))
CRATES = frozenset(f"{c}/{n}" for c in ("KIDS-01", "KIDS-02", "ISLE-1") for n in range(1, 4))
PLANNED = (
    PlannedVisit(
        "A/exchange/102", "A", "exchange", MONDAY, 30600, "XE", crates_out=2, crates_in=1,
        crates={"KIDS-01/1": "out", "KIDS-01/2": "out", "KIDS-02/1": "in"},
    ),
    PlannedVisit("B/mobile/102", "B", "mobile", MONDAY + timedelta(days=1), 32400, "XE"),
    PlannedVisit("I/exchange/102", "I", "exchange", MONDAY, missed="tide"),
)  # fmt: skip


def view(*, crates: frozenset[str] | None = CRATES) -> View:
    """The project as the ledger sees it, on Saturday 20 December 2025."""
    return View(
        now=NOW,
        sites={"A": "Trường A", "B": "Trường B", "I": "Đảo I"},
        depots={"XE": "kho", "CANO": "ben"},
        record=Record({visit.visit: visit for visit in PLANNED}, {}),
        crates=crates,
    )


def out(crate: str, **more: object) -> Move:
    """A crate that stayed."""
    return Move(OUT, crate, done=True, **more)  # type: ignore[arg-type]


def taken(crate: str, **more: object) -> Move:
    """A crate that was taken away."""
    return Move(IN, crate, done=True, **more)  # type: ignore[arg-type]


def handover(
    site: str = "A", day: int = 0, *moves: Move, time: int | None = 30600, **more: object
) -> Handover:
    """A visit `day` days after Monday 15 December 2025."""
    values: dict[str, object] = {
        "vehicle": "XE", "service": "exchange", "depot": "kho", "role": "driver", **more
    }  # fmt: skip
    return Handover(
        date=MONDAY + timedelta(days=day), time=time, site=site, moves=moves, **values  # type: ignore[arg-type]
    )  # fmt: skip


ROW = {
    "date": "15/12/2025", "time": "08:30", "vehicle": "XE", "site": "A", "service": "exchange",
    "done": "x", "role": "driver",
}  # fmt: skip


def crate_row(crate: str, direction: str = "out", **more: str) -> dict[str, str]:
    """A row of the sheet about a crate at A; `more` overrides cells."""
    return {**ROW, "crate": crate, "direction": direction, **more}


def sheet(folder: Path, *rows: dict[str, str], name: str = "phieu.csv", vi: bool = False) -> Path:
    """Write rows as a handover sheet in CSV."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([column.vi if vi else column.name for column in SHEET.columns])
    for row in rows:
        assert row.keys() <= {column.name for column in SHEET.columns}
        writer.writerow([row.get(column.name, "") for column in SHEET.columns])
    path = folder / name
    path.write_text(buffer.getvalue(), encoding="utf-8")
    return path


def read(
    folder: Path, *rows: dict[str, str], seen: View | None = None, language: str = "en"
) -> tuple[list[Draft], Findings]:
    """Return what a sheet of these rows tells, and the findings."""
    findings = Findings(language)
    filled = read_filled(sheet(folder, *rows), findings)
    return drafts_of(filled, seen or view(), findings), findings


def told(findings: Findings) -> list[tuple[str, int | None, str | None]]:
    """Return code, row and column of every finding."""
    return [(notice.code, notice.row, notice.column) for notice in findings.notices]
