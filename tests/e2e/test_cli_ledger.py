"""`routeplan ledger` and `routeplan report` as a person at the office uses them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from routeplan.model.handover import LABELS, SHEET
from routeplan.rotation.ledger import ledger_path, read_entries
from tests.conftest import RunCli
from tests.unit.ledger.sample import sheet

ROW = {
    "date": "15/12/2025", "time": "08:30", "vehicle": "XE", "site": "le-chan",
    "service": "exchange", "done": "x", "role": "driver",
}  # fmt: skip
STOCK = "id,name,titles,crates,location\nKIDS-01,Một,T-1:90,3,kho\nKIDS-02,Hai,T-1:60,2,le-chan\n"


@pytest.fixture
def ask(run_cli: RunCli, planned: Path) -> Callable[..., Any]:
    """Publish the tiny plan, then run `ledger` or `report` commands that answer in JSON."""
    done = run_cli("-C", planned, "publish", planned / "out" / "base-2025-12-15")
    assert done.returncode == 0, done.stderr

    def run(*arguments: str | Path, code: int = 0) -> Any:
        done = run_cli("-C", planned, "--format", "json", *arguments)
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout)

    return run


def test_a_week_at_the_office(ask: Callable[..., Any], planned: Path, tmp_path: Path) -> None:
    """The sheet comes back as a workbook, is recorded, asked about, reported, taken back."""
    assert ask("ledger", "status")["waiting"] == 3
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = SHEET.vi
    page.append([column.vi for column in SHEET.columns])
    rows = [
        {**ROW, "crate": "KIDS-01/1", "direction": "out", "condition": "good"},
        {**ROW, "crate": "KIDS-02/1", "direction": "in", "missing_copies": 2},
        {**ROW, "site": "kien-an", "time": "", "done": "no", "reason": "breakdown", "role": ""},
        {**ROW, "site": "an-duong", "done": "", "role": ""},
    ]
    for row in rows:
        cells = {k: LABELS.get(k, {}).get(str(v), v) for k, v in row.items()}
        page.append([cells.get(column.name) for column in SHEET.columns])
    path = tmp_path / "phieu.xlsx"
    book.save(path)

    answer = ask("ledger", "record", path)
    assert [(e["visit"], e["planned"], e["done"]) for e in answer["recorded"]] == [
        ("le-chan/exchange/102", True, True), ("kien-an/exchange/102", True, False),
    ]  # fmt: skip
    assert "handover-left" in [notice["code"] for notice in answer["notices"]]
    again = ask("ledger", "record", path)
    assert (again["recorded"], again["recognised"]) == ([], [1, 2])

    (crate,) = ask("ledger", "where", "KIDS-01")["crates"]
    assert (crate["place"], crate["since"], crate["entry"]) == ("le-chan", "2025-12-15", 1)
    (lacking,) = ask("ledger", "missing")["crates"]
    assert (lacking["crate"], lacking["missing_copies"], lacking["place"]) == (
        "KIDS-02/1", 2, "kho",
    )  # fmt: skip
    status = ask("ledger", "status")
    assert (status["done"], status["not_done"], status["waiting"]) == (1, 1, 1)
    assert [v["site"] for v in status["waiting_visits"]] == ["an-duong"]

    told = ask("report", "--period", "week")
    assert (told["from"], told["to"]) == ("2025-12-15", "2025-12-21")
    assert (told["totals"]["due"], told["totals"]["done"], told["totals"]["done_pct"]) == (
        3, 1, 33.3,
    )  # fmt: skip
    assert {(r["stage"], r["code"]) for r in told["reasons"]} == {
        ("not_done", "breakdown"), ("not_recorded", ""),
    }  # fmt: skip
    assert {g["group"]: g["due"] for g in told["groups"]} == {"hard": 1, "other": 2}

    assert ask("ledger", "undo", "1")["undone"] == 1
    (entry,) = ask("ledger", "history", "le-chan")["entries"]
    assert entry["undone"] is True
    assert ask("ledger", "verify")["entries"] == 3
    assert ask("report", "--period", "year")["totals"]["done"] == 0


def test_one_visit_by_options(ask: Callable[..., Any], planned: Path) -> None:
    """Vehicle and visit come from the plan; crates have a condition; a reason means not done."""
    (entry,) = ask(
        "ledger", "record", "--site", "le-chan", "--date", "2025-12-15", "--out", "K-1/1", "--in",
        "K-2/1", "--condition", "K-2/1=damaged", "--missing", "K-2/1=3", "--role", "teacher",
    )["recorded"]  # fmt: skip
    assert (entry["vehicle"], entry["visit"]) == ("XE", "le-chan/exchange/102")
    assert [(m["crate"], m["condition"], m["missing_copies"]) for m in entry["moves"]] == [
        ("K-2/1", "damaged", 3), ("K-1/1", "", None),
    ]  # fmt: skip
    (entry,) = ask(
        "ledger", "record", "--site", "kien-an", "--date", "2025-12-15", "--service", "exchange",
        "--not-done", "weather",
    )["recorded"]  # fmt: skip
    assert (entry["done"], entry["reason"], entry["planned"]) == (False, "weather", True)


def test_the_history_of_a_site_is_in_the_order_in_which_it_happened(
    ask: Callable[..., Any],
) -> None:
    """A visit without a time goes after those of its day that have one, as everywhere."""
    common = ("ledger", "record", "--site", "le-chan", "--date", "2025-12-15", "--vehicle", "XE")
    ask(*common, "--service", "mobile")
    ask(*common, "--out", "K-1/1", "--time", "08:30")
    told = ask("ledger", "history", "le-chan")["entries"]
    assert [(e["number"], e["service"]) for e in told] == [(2, "exchange"), (1, "mobile")]


def test_crates_of_one_set_are_told_as_a_run(
    run_cli: RunCli, make_project: Callable[..., Path]
) -> None:
    """Seven crates of a set are one word in the terminal; machines get each."""
    crates = ["K-1/3", "K-1/1", "K-1/2", "K-1/10", "K-2/1"]
    options = [word for crate in crates for word in ("--out", crate)]
    visit = ("--site", "le-chan", "--date", "2025-12-15", "--vehicle", "XE")
    done = run_cli("-C", make_project(), "ledger", "record", *visit, *options)
    assert "left K-1/1–3, K-1/10, K-2/1" in done.stdout


def test_findings_name_the_cell_and_nothing_is_recorded(
    ask: Callable[..., Any], planned: Path, run_cli: RunCli, tmp_path: Path
) -> None:
    """A wrong crate is answered with the likely ones, a date to come is refused, all at once."""
    (planned / "collections.csv").write_text(STOCK, encoding="utf-8")
    (planned / "titles.csv").write_text("id,title,copies\nT-1,Dế Mèn,200\n", encoding="utf-8")
    path = sheet(
        tmp_path,
        {**ROW, "crate": "KIDS-O1/1", "direction": "out"},
        {**ROW, "site": "kien-an", "date": "15/12/2099"},
        {**ROW, "site": "an-duong"},
    )
    answer = ask("ledger", "record", path, code=3)
    assert answer["error"]["code"] == "ledger-refused"
    cells = {(n["code"], n["file"], n["row"], n["column"]) for n in answer["notices"]}
    assert ("handover-crate-unknown", "phieu.csv", 2, "crate") in cells
    assert ("handover-future", "phieu.csv", 3, "date") in cells
    (wrong,) = (n for n in answer["notices"] if n["code"] == "handover-crate-unknown")
    assert "KIDS-01/1" in wrong["action"]
    assert not ledger_path(planned).exists()
    said = run_cli("-C", planned, "--lang", "vi", "ledger", "record", path)
    assert "Không ghi gì vào sổ" in said.stderr
    assert "Có phải «KIDS-01/1" in said.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["record"], 2, "usage-record-source"),
        (["record", "x.csv", "--site", "le-chan"], 2, "usage-record-source"),
        (["record", "nowhere.csv"], 3, "import-not-found"),
        (["record", "--site", "le-chan", "--missing", "K/1=2"], 2, "usage-crate-value"),
        (["record", "--site", "le-chan", "--role", "Nguyễn Văn An"], 3, "ledger-refused"),
        (["where", "K-1"], 3, "ledger-crate-unknown"),
        (["history", "le-chann"], 3, "ledger-site-unknown"),
        (["verify"], 4, "ledger-none"),
        (["undo", "1"], 4, "ledger-none"),
        (["export", "so.csv"], 4, "ledger-none"),
        (["import", "so.txt"], 3, "ledger-export-kind"),
    ],
)
def test_what_cannot_be_answered(
    run_cli: RunCli, make_project: Callable[..., Path], arguments: list[str], code: int, named: str
) -> None:
    """Each says what is wrong, in both languages, and leaves no file."""
    project = make_project()
    before = sorted(path.name for path in project.iterdir())
    for language in ("vi", "en"):
        done = run_cli("-C", project, "--lang", language, "ledger", *arguments)
        assert done.returncode == code, done.stderr
        assert f"[{named}]" in done.stderr
        assert "Traceback" not in done.stderr
    assert sorted(path.name for path in project.iterdir()) == before


def test_a_damaged_ledger_stops_planning_and_is_brought_back(
    ask: Callable[..., Any], planned: Path, tmp_path: Path
) -> None:
    """`verify`, and whatever reads the ledger, names the file; the export mends it."""
    ask("ledger", "record", sheet(tmp_path, {**ROW, "crate": "K-1/1", "direction": "out"}))
    kept = tmp_path / "so.csv"
    assert ask("ledger", "export", kept)["entries"] == 1
    path = ledger_path(planned)
    path.write_bytes(path.read_bytes()[:5000])
    for arguments in (["ledger", "verify"], ["plan", "--iterations", "5"], ["ledger", "status"]):
        answer = ask(*arguments, code=3)
        assert answer["error"]["code"] == "ledger-damaged"
        assert str(path) in answer["error"]["cause"]
    assert ask("ledger", "import", kept, code=3)["error"]["code"] == "ledger-damaged"
    answer = ask("ledger", "import", kept, "--force")
    assert (answer["added"], answer["entries"]) == (1, 1)
    assert ask("ledger", "verify")["problems"] == []


def test_the_same_sheet_from_two_desks_is_recorded_once(
    ask: Callable[..., Any], planned: Path, tmp_path: Path
) -> None:
    """Two processes at once: one records, the other recognises."""
    rows = [{**ROW, "crate": f"K-{k}/1", "direction": "out"} for k in range(5)]
    path = sheet(tmp_path, *rows)
    command = [sys.executable, "-m", "routeplan", "-C", str(planned), "ledger", "record"]
    running = [
        subprocess.Popen([*command, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for process in running:
        process.communicate(timeout=60)
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(read_entries(planned)) == 1
    assert len(ask("ledger", "where", "K-3")["crates"]) == 1


def test_the_ledger_overrides_the_last_visit(
    run_cli: RunCli, make_project: Callable[..., Path], tmp_path: Path
) -> None:
    """Fortnightly sites: who was served last week is not due; the plan made before still checks."""
    sites = """\
id,name,kind,lat,lon,service,interval_weeks,last_visit,service_min,deliver_crates,priority
le-chan,Lê Chân,commune_office,20.8429,106.6840,exchange,2,2025-12-01,25,2,1
kien-an,Kiến An,commune_office,20.8220,106.6460,exchange,2,2025-12-01,25,2,2
"""
    project = make_project(**{"sites.csv": sites})

    def due(*arguments: str) -> set[str]:
        done = run_cli("-C", project, "--format", "json", "plan", "--iterations", "5", *arguments)
        assert done.returncode == 0, done.stderr
        plan = json.loads(Path(json.loads(done.stdout)["plan"]).read_text(encoding="utf-8"))
        folder = project / "out" / f"base-{plan['start']}"
        assert run_cli("-C", project, "check", folder).returncode == 0
        return {stop["visit"] for route in plan["routes"] for stop in route["stops"]}

    assert due() == {"le-chan/exchange/102", "kien-an/exchange/102"}
    rows = [
        {**ROW, "date": "09/12/2025", "crate": "K-1/1", "direction": "out"},
        {**ROW, "site": "kien-an", "date": "15/12/2025", "crate": "K-2/1", "direction": "out"},
    ]
    done = run_cli("-C", project, "ledger", "record", sheet(tmp_path, *rows))
    assert done.returncode == 0, done.stderr
    # The visit of 15 December belongs to the horizon: what is recorded meanwhile moves nothing.
    assert due() == {"kien-an/exchange/102"}
    assert due("--start", "2025-12-22") == {"le-chan/exchange/103"}


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["--period", "term"], 3, "report-term-missing"),
        (["--period", "5y", "--start", "9990-01-01"], 2, "usage"),
    ],
)
def test_periods_that_cannot_be_told(
    ask: Callable[..., Any], arguments: list[str], code: int, named: str
) -> None:
    """What is missing, and where to put it."""
    assert ask("report", *arguments, code=code)["error"]["code"] == named


def test_a_project_without_plans_and_entries_has_nothing_to_report(
    run_cli: RunCli, make_project: Callable[..., Path]
) -> None:
    """Exit code 4, and both commands that would help."""
    done = run_cli("-C", make_project(), "report", "--period", "week")
    assert done.returncode == 4
    assert "routeplan publish" in done.stderr
