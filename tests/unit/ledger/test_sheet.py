"""Sheets that came back: what fits is read in either language, what does not is named by cell."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import openpyxl
import pytest

from routeplan.model import RouteplanError, Severity
from routeplan.model.handover import FILLED_IN, LABELS, PREFILLED, SHEET
from routeplan.project.messages import Findings
from routeplan.project.tables import header_names
from routeplan.rotation.ledger import Move, drafts_of, read_filled, record
from tests.unit.ledger.sample import MONDAY, ROW, STAMP, crate_row, read, sheet, told, view


def test_every_column_is_prefilled_or_filled_in_and_every_choice_has_a_word() -> None:
    """The contract is whole: nobody has to guess who writes a cell, or what a choice is called."""
    assert (*PREFILLED, *FILLED_IN) == tuple(column.name for column in SHEET.columns)
    assert len(header_names(SHEET)) == 2 * len(SHEET.columns)
    for column in SHEET.columns:
        if column.choices:
            assert LABELS[column.name].keys() == {str(choice) for choice in column.choices}


def test_rows_of_a_visit_become_one_handover(tmp_path: Path) -> None:
    """Crates taken away come first, as at the door; the plan's visit is found by its date."""
    drafts, findings = read(
        tmp_path,
        crate_row("KIDS-01/1"),
        crate_row("KIDS-01/2", condition="worn", missing_copies="2"),
        crate_row("KIDS-02/1", "in", done="no", reason="other"),
    )
    (draft,) = drafts
    handover = draft.handover
    assert (handover.visit, handover.planned, handover.done) == ("A/exchange/102", True, True)
    assert (handover.date, handover.time, handover.depot) == (MONDAY, 30600, "kho")
    assert handover.moves == (
        Move("in", "KIDS-02/1", done=False, reason="other", planned=True),
        Move("out", "KIDS-01/1", done=True, planned=True),
        Move("out", "KIDS-01/2", done=True, condition="worn", missing_copies=2, planned=True),
    )
    assert told(findings) == []


def test_words_may_be_vietnamese(tmp_path: Path) -> None:
    """Headers, choices and yes or no, with or without diacritics."""
    row = {
        "date": "15/12/2025", "vehicle": "XE", "site": "A", "service": "Luân chuyển",
        "direction": "nhận", "crate": "KIDS-02/1", "done": "Có", "condition": "Hong",
        "role": "Thư viện viên",
    }  # fmt: skip
    findings = Findings("vi")
    path = sheet(tmp_path, row, vi=True)
    (draft,) = drafts_of(read_filled(path, findings), view(), findings)
    assert draft.handover.moves == (
        Move("in", "KIDS-02/1", done=True, condition="damaged", planned=True),
    )
    assert draft.handover.role == "librarian"


@pytest.mark.parametrize("vi", [True, False])
def test_a_filled_in_workbook_comes_back_as_it_was(tmp_path: Path, vi: bool) -> None:
    """As Excel keeps it: a merged title above the header, real dates and times, numbers."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Giao nhận" if vi else "handover"
    page["A1"] = "PHIẾU GIAO NHẬN"
    page.merge_cells("A1:O1")
    page.append([])
    page.append([column.vi if vi else column.name for column in SHEET.columns])
    service = LABELS["service"]["exchange"] if vi else "exchange"
    start = [date(2025, 12, 15), time(8, 30), "XE", "A", "Trường A", service, "A/exchange/102"]
    page.append([*start, "out", "KIDS-01/1", "x", "good", 1, "driver", None, None])
    page.append([*start, "out", "KIDS-01/2", "không", None, None, None, "no_crates", "để sau"])
    page.append([*start, "in", "KIDS-02/1", "yes", None, None, None, None, None])
    book.create_sheet("Ghi chú")["A1"] = "không phải phiếu"
    path = tmp_path / "phieu.xlsx"
    book.save(path)

    findings = Findings("en")
    (draft,) = drafts_of(read_filled(path, findings), view(), findings)
    assert [(m.crate, m.done, m.missing_copies) for m in draft.handover.moves] == [
        ("KIDS-02/1", True, None), ("KIDS-01/1", True, 1), ("KIDS-01/2", False, None),
    ]  # fmt: skip
    assert draft.handover.time == 30600
    assert [notice.code for notice in findings.notices] == ["handover-notes-stay"]
    assert record(tmp_path, [draft], STAMP, findings).entries[0].handover == draft.handover


def test_a_visit_of_a_plan_from_before_2024_is_known(tmp_path: Path) -> None:
    """Weeks before the first of 2024 have negative numbers, and so have the ids of their visits."""
    drafts, findings = read(tmp_path, crate_row("KIDS-01/1", visit="A/exchange/-12"))
    assert not any(notice.code == "handover-visit-foreign" for notice in findings.notices)
    assert drafts[0].handover.visit == "A/exchange/-12"


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"date": "21/12/2025"}, "handover-future", "date"),
        ({"date": "31/02/2025"}, "cell-not-date", "date"),
        ({"date": ""}, "cell-empty", "date"),
        ({"time": "8.5"}, "cell-not-time", "time"),
        ({"site": "Z"}, "handover-site-unknown", "site"),
        ({"vehicle": "XE2"}, "handover-vehicle-unknown", "vehicle"),
        ({"service": "luu"}, "choice-unknown", "service"),
        ({"visit": "B/mobile/102"}, "handover-visit-foreign", "visit"),
        ({"visit": "A/exchange/x"}, "handover-visit-foreign", "visit"),
        ({"crate": "KIDS-1/1"}, "handover-crate-unknown", "crate"),
        ({"crate": ""}, "handover-crate-missing", "crate"),
        ({"direction": ""}, "handover-direction-missing", "direction"),
        ({"direction": "away"}, "choice-unknown", "direction"),
        ({"done": "maybe"}, "cell-not-boolean", "done"),
        ({"done": "no"}, "handover-reason-missing", "reason"),
        ({"done": "no", "reason": "Anh Hải ốm"}, "choice-unknown", "reason"),
        ({"done": ""}, "handover-done-missing", "done"),
        ({"condition": "so so"}, "choice-unknown", "condition"),
        ({"missing_copies": "-1"}, "number-negative", "missing_copies"),
        ({"missing_copies": "41"}, "handover-copies-too-many", "missing_copies"),
        ({"role": "Nguyễn Văn An"}, "choice-unknown", "role"),
    ],
)
def test_a_cell_that_does_not_fit_is_named(
    tmp_path: Path, cells: dict[str, str], code: str, column: str
) -> None:
    """Code, row and column; the good row beside it raises nothing."""
    drafts, findings = read(
        tmp_path,
        crate_row("KIDS-01/2", site="B"),
        {**crate_row("KIDS-01/1"), **cells},
    )
    errors = [n for n in findings.notices if n.severity is Severity.ERROR]
    assert [(n.code, n.row, n.column) for n in errors] == [(code, 3, column)]
    assert [d.handover.site for d in drafts if d.rows[0].row == 2] == ["B"]


def test_a_wrong_crate_number_is_answered_with_the_likely_ones(tmp_path: Path) -> None:
    """What the visit should have comes first."""
    _, findings = read(tmp_path, crate_row("KIDS-0l/2", visit="A/exchange/102"))
    (notice,) = findings.notices
    assert notice.code == "handover-crate-unknown"
    assert "KIDS-01/2" in notice.action.partition("?")[0]
    _, vietnamese = read(tmp_path, crate_row("KIDS02-1"), language="vi")
    assert "Có phải «KIDS-02/1" in vietnamese.notices[0].action


@pytest.mark.parametrize("crate", ["KIDS", "KIDS/0", "KIDS/01", "KIDS/x", "a b/1", "/1", "K/1/"])
def test_without_a_list_of_collections_the_form_of_a_crate_must_do(
    tmp_path: Path, crate: str
) -> None:
    """Offices that keep no stock lists may use a ledger too."""
    free = view(crates=None)
    drafts, findings = read(tmp_path, crate_row("ANY-7/3", site="B"), seen=free)
    assert drafts[0].handover.moves[0].crate == "ANY-7/3"
    drafts, findings = read(tmp_path, crate_row(crate), seen=free)
    assert told(findings) == [("handover-crate-form", 2, "crate")]
    assert drafts == []


def test_every_finding_of_a_sheet_is_collected(tmp_path: Path) -> None:
    """Three faults in three rows are three findings, not one after the other."""
    _, findings = read(
        tmp_path,
        crate_row("NOPE/1"),
        crate_row("KIDS-01/2", site="Q"),
        crate_row("KIDS-01/3", date="01/01/2030", site="B"),
    )
    assert {code for code, _, _ in told(findings)} == {
        "handover-crate-unknown", "handover-site-unknown", "handover-future",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "code", "column"),
    [
        ([crate_row("KIDS-01/1"), crate_row("KIDS-01/1", "in")], "handover-crate-twice", "crate"),
        ([ROW, ROW], "handover-visit-twice", "crate"),
        (
            [crate_row("KIDS-01/1"), crate_row("KIDS-01/2", role="teacher")],
            "handover-rows-differ", "role",
        ),
        (
            [
                crate_row("KIDS-01/1", visit="A/exchange/102"),
                crate_row("KIDS-01/2", visit="A/exchange/102", vehicle="CANO"),
            ],
            "handover-rows-differ", "vehicle",
        ),
        (
            [{**ROW, "done": "no", "reason": "sea"}, crate_row("KIDS-01/1")],
            "handover-rows-differ", "done",
        ),
        (
            [crate_row("KIDS-01/1"), crate_row("KIDS-01/2", done="", role="")],
            "handover-done-missing", "done",
        ),
    ],
)  # fmt: skip
def test_rows_of_one_visit_must_agree(
    tmp_path: Path, rows: list[dict[str, str]], code: str, column: str
) -> None:
    """The second row is named, and which first one it contradicts."""
    _, findings = read(tmp_path, *rows)
    assert (code, 3, column) in told(findings)
    assert findings.has_errors


def test_rows_that_wait_are_left_and_said(tmp_path: Path) -> None:
    """A week's sheet is recorded day by day; one with nothing filled in is refused."""
    blank = {**crate_row("KIDS-01/1"), "done": "", "role": ""}
    drafts, findings = read(tmp_path, blank, {**ROW, "site": "B", "service": "mobile"})
    assert [draft.handover.site for draft in drafts] == ["B"]
    assert ("handover-left", None, None) in told(findings)
    drafts, findings = read(tmp_path, blank)
    assert (drafts, told(findings)) == ([], [("handover-nothing-done", None, None)])
    assert findings.has_errors


def test_a_visit_that_was_not_planned_is_accepted_and_marked(tmp_path: Path) -> None:
    """A warning, no error: it happened."""
    drafts, findings = read(tmp_path, crate_row("KIDS-01/3", site="B"))
    assert (drafts[0].handover.planned, drafts[0].handover.visit) == (False, "")
    assert told(findings) == [("handover-unplanned", 2, "visit")]
    drafts, findings = read(tmp_path, crate_row("KIDS-01/3", visit="A/exchange/99"))
    assert (drafts[0].handover.planned, drafts[0].handover.visit) == (False, "A/exchange/99")
    assert not findings.has_errors


def test_a_due_visit_without_a_place_in_the_plan_keeps_its_id(tmp_path: Path) -> None:
    """The report then knows that it was served after all."""
    drafts, _ = read(tmp_path, crate_row("ISLE-1/1", site="I", date="18/12/2025"))
    assert (drafts[0].handover.planned, drafts[0].handover.visit) == (False, "I/exchange/102")
    drafts, _ = read(tmp_path, crate_row("ISLE-1/1", site="I", date="08/12/2025"))
    assert drafts[0].handover.visit == ""


def test_what_differs_from_the_plan_is_said(tmp_path: Path) -> None:
    """Another day, another vehicle, another crate, a crate left out, nobody's role."""
    _, findings = read(
        tmp_path,
        crate_row("KIDS-01/3", visit="A/exchange/102", date="16/12/2025", role=""),
        crate_row("KIDS-01/1", visit="A/exchange/102", date="16/12/2025", role=""),
    )
    said = {notice.code: notice for notice in findings.notices}
    assert said.keys() == {
        "handover-other-day", "handover-crate-unplanned", "handover-crate-absent",
        "handover-role-missing",
    }  # fmt: skip
    assert "KIDS-01/2, KIDS-02/1" in said["handover-crate-absent"].cause
    _, findings = read(tmp_path, *(crate_row(c, vehicle="CANO") for c in ("KIDS-01/1",)))
    assert ("handover-other-vehicle", 2, "vehicle") in told(findings)


def test_a_file_that_is_no_sheet_is_refused(tmp_path: Path) -> None:
    """No table with the columns, no text, no file."""
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 broken")
    for name, code in (
        ("x.csv", "handover-no-table"), ("x.xlsx", "import-unreadable"), ("y", "import-not-found"),
    ):  # fmt: skip
        with pytest.raises(RouteplanError, match=code):
            read_filled(tmp_path / name, Findings("vi"))
