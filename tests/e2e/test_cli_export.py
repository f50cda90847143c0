"""`routeplan export` as a process: files, determinism, what it refuses, and what it looks like."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import TIER, RunCli

PLAN = "out/base-2025-12-15"
ALL = {"xlsx", "docx", "pdf", "ics", "gpx", "kml", "geojson", "gpkg", "stops-csv"}


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_every_format_is_written_and_listed(planned: Path, run_cli: RunCli) -> None:
    """The answer lists the files that there are; a second export changes no byte."""
    done = run_cli("-C", planned, "export", planned / PLAN, "--format", "json", "--lang", "vi")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    folder = planned / PLAN / "documents"
    assert answer["folder"] == str(folder)
    assert set(answer["formats"]) == ALL
    first = content(folder)
    assert {str(folder / name) for name in first} == {*answer["files"], str(folder / "export.json")}
    assert {"lich-phuc-vu.xlsx", "ke-hoach.docx", "phieu-chuyen-di.pdf"} <= first.keys()
    again = run_cli("-C", planned, "export", planned / PLAN, "--lang", "vi")
    assert again.returncode == 0
    assert content(folder) == first
    shutil.rmtree(folder)
    some = run_cli("-C", planned, "export", planned / PLAN, "--lang", "vi", "--to", "kml,ics", "-q")
    assert some.returncode == 0
    assert some.stderr == ""
    some_files = content(folder)
    assert {name.rpartition(".")[2] for name in some_files} == {"kml", "ics", "json"}
    assert all(first[name] == data for name, data in some_files.items() if name != "export.json")


def test_it_works_from_elsewhere_and_in_csv(planned: Path, run_cli: RunCli, tmp_path: Path) -> None:
    """-o is relative to the current folder; formats may be repeated; names follow the language."""
    done = run_cli(
        "-C", planned, "export", planned / PLAN / "plan.json", "--to", "gpx", "--to", "xlsx",
        "-o", "mine", "--format", "csv", "--lang", "en", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "format,path"
    assert lines[1].startswith("xlsx,mine")
    assert (tmp_path / "mine" / "timetable.xlsx").is_file()


def test_a_sheet_that_was_filled_in_is_not_overwritten(planned: Path, run_cli: RunCli) -> None:
    """Nothing at all is written then; --force writes all the same."""
    command = ("-C", planned, "export", planned / PLAN, "--to", "xlsx,kml", "--lang", "vi")
    assert run_cli(*command).returncode == 0
    path = planned / PLAN / "documents" / "lich-phuc-vu.xlsx"
    book = openpyxl.load_workbook(path)
    book["Giao nhận"]["J6"] = "Có"
    book.save(path)
    before = content(path.parent)
    refused = run_cli(*command, "--format", "json")
    assert refused.returncode == 3
    assert json.loads(refused.stdout)["error"]["code"] == "export-foreign"
    assert "lich-phuc-vu.xlsx" in refused.stderr
    assert content(path.parent) == before
    assert run_cli(*command, "--force").returncode == 0
    assert path.read_bytes() != before["lich-phuc-vu.xlsx"]


def test_what_the_plan_no_longer_has_goes(planned: Path, run_cli: RunCli) -> None:
    """Files of the last export that nobody touched are removed, others stay."""
    command = ("-C", planned, "export", planned / PLAN, "--to", "gpx", "--lang", "vi")
    assert run_cli(*command).returncode == 0
    folder = planned / PLAN / "documents"
    tracks = sorted((folder / "gpx").iterdir())
    (folder / "mine.txt").write_text("x")
    file = planned / PLAN / "plan.json"
    plan = json.loads(file.read_text(encoding="utf-8"))
    plan["routes"] = plan["routes"][1:]
    file.write_text(json.dumps(plan), encoding="utf-8")
    assert run_cli(*command).returncode == 0
    assert not tracks[0].exists()
    assert (folder / "mine.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--to", "xlsx,odt"], 2, "odt"),
        (["--to", "docx", "-o", "plan.json"], 3, "plan.json"),
    ],
)
def test_what_cannot_be_is_refused(
    planned: Path, run_cli: RunCli, arguments: list[str], code: int, said: str
) -> None:
    """An unknown format is a matter of usage, a file in the folder's place one of input."""
    done = run_cli("-C", planned, "export", ".", *arguments, cwd=planned / PLAN)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_templates_are_copied_edited_and_told_when_broken(planned: Path, run_cli: RunCli) -> None:
    """Copy, break one, see the error with the file's name; a copy that was edited is not lost."""
    language = "vi"
    command = ("-C", planned, "export", planned / PLAN, "--lang", language)
    assert run_cli(*command, "--templates").returncode == 0
    path = planned / "templates" / f"plan.{language}.docx"
    assert path.is_file()
    path.write_bytes(b"no document")
    done = run_cli(*command, "--to", "docx")
    assert done.returncode == 3
    assert "template-invalid" in done.stderr
    assert path.name in done.stderr
    kept = run_cli(*command, "--templates")
    assert kept.returncode == 3
    assert path.read_bytes() == b"no document"


def test_an_impossible_plan_is_refused(planned: Path, run_cli: RunCli) -> None:
    """A date that no document holds is named."""
    file = planned / PLAN / "plan.json"
    plan = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**plan, "start": "0001-01-01"}), encoding="utf-8")
    done = run_cli("-C", planned, "export", file)
    assert done.returncode == 3
    assert "plan-beyond-documents" in done.stderr
    assert "0001-01-01" in done.stderr


def test_without_a_project_the_plan_is_enough(
    planned: Path, run_cli: RunCli, tmp_path: Path
) -> None:
    """Documents lack what only the project knows, and it is said; nobody is stopped."""
    alone = tmp_path / "alone"
    shutil.copytree(planned / PLAN, alone)
    done = run_cli("export", alone, "--to", "pdf,gpkg,stops-csv", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "no project folder" in done.stderr
    assert run_cli("-C", tmp_path / "nowhere", "export", alone, "--to", "pdf").returncode == 3


def test_a_rotation_beside_the_plan_names_the_crates(planned: Path, run_cli: RunCli) -> None:
    """Crate ids reach the hand-over sheet; a file that is none is told."""
    plan = json.loads((planned / PLAN / "plan.json").read_text(encoding="utf-8"))
    stop = plan["routes"][0]["stops"][0]
    exchange = {
        "site": stop["site"], "service": stop["service"], "visit": stop["visit"],
        "date": plan["routes"][0]["date"], "vehicle": "XE", "delivered": "KIDS-07",
        "picked": None, "crates_out": ["KIDS-07/1", "KIDS-07/2"], "crates_in": [],
        "origin": plan["routes"][0]["depot"],
    }  # fmt: skip
    rotation = planned / PLAN / "rotation.json"
    data = {"schema": "routeplan/rotation@1", "exchanges": [exchange]}
    rotation.write_text(json.dumps(data), encoding="utf-8")
    command = ("-C", planned, "export", planned / PLAN, "--to", "xlsx", "--lang", "en")
    assert run_cli(*command).returncode == 0
    book = openpyxl.load_workbook(planned / PLAN / "documents" / "timetable.xlsx")
    crates = [row[8].value for row in book["handover"].iter_rows() if row[8].value]
    assert {"KIDS-07/1", "KIDS-07/2"} <= set(crates)
    alone = planned / "alone"
    alone.mkdir()
    shutil.copy(planned / PLAN / "plan.json", alone / "term.json")
    shutil.copy(rotation, alone / "term.rotation.json")
    done = run_cli("export", alone / "term.json", "--to", "xlsx", "--lang", "en", cwd=alone)
    assert done.returncode == 0, done.stderr
    book = openpyxl.load_workbook(alone / "documents" / "timetable.xlsx")
    assert "KIDS-07/1" in [row[8].value for row in book["handover"].iter_rows()]
    rotation.write_text('{"schema": "other"}', encoding="utf-8")
    done = run_cli(*command)
    assert done.returncode == 3
    assert "rotation-unreadable" in done.stderr


@pytest.mark.slow
def test_libreoffice_shows_every_page_whole(planned: Path, run_cli: RunCli, tmp_path: Path) -> None:
    """LibreOffice opens workbook and documents; texts and the number of pages are as meant."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        absent = "LibreOffice is absent (libreoffice-writer, libreoffice-calc, poppler-utils)"
        if TIER == "prove":
            pytest.fail(absent)
        pytest.skip(absent)
    done = run_cli("-C", planned, "export", planned / PLAN, "--to", "xlsx,docx", "--lang", "vi")
    assert done.returncode == 0, done.stderr
    files = sorted((planned / PLAN / "documents").glob("*.*x"))
    assert len(files) == 3
    command = [
        office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
        "--convert-to", "pdf", "--outdir", str(tmp_path),
    ]  # fmt: skip
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=240)
    texts = {}
    for path in files:
        read = [reader, "-enc", "UTF-8", str(tmp_path / f"{path.stem}.pdf"), "-"]
        told = subprocess.run(read, check=True, capture_output=True, timeout=60).stdout.decode()
        # Where a font lacks a letter, another's stands apart: spaces are no matter.
        texts[path.stem] = ["".join(page.split()) for page in told.split("\f")[:-1]]
    plan = json.loads((planned / PLAN / "plan.json").read_text(encoding="utf-8"))
    visits = sum(len(route["stops"]) for route in plan["routes"])
    minutes = next(pages for name, pages in texts.items() if name.startswith("bien-ban"))
    assert len(minutes) == visits
    assert all("BÊNNHẬN" in page for page in minutes)
    document = "".join(texts["ke-hoach"])
    assert "CỘNGHÒAXÃHỘICHỦNGHĨAVIỆTNAM" in document
    assert "LỊCHPHỤCVỤ" in document
    # Each duty has a page in the sheet of vehicles and one in the hand-over sheet, whose empty
    # rows are one more; no column falls off to a page of its own.
    book, duties = texts["lich-phuc-vu"], len(plan["routes"])
    assert len(book) == 2 + 2 * duties + 1 + bool(plan["unassigned"])
    for name in ("TrụsởphườngLêChân", "PhườngAnDương"):
        assert sum(name in page for page in book) == 4


@pytest.mark.slow
def test_libreoffice_evaluates_the_workbook_to_what_it_says(
    planned: Path, run_cli: RunCli, tmp_path: Path
) -> None:
    """Opened, calculated and saved by LibreOffice, every cell has the value that it had.

    The workbook has no formula of its own, and a name that looks like one must not become one.
    """
    office = shutil.which("soffice")
    if office is None:
        if TIER == "prove":
            pytest.fail("LibreOffice is absent (libreoffice-calc)")
        pytest.skip("LibreOffice is absent (libreoffice-calc)")
    sites = planned / "sites.csv"
    named = sites.read_text(encoding="utf-8").replace("Phường An Dương", "=1+1 An Dương")
    sites.write_text(named, encoding="utf-8")
    assert run_cli("-C", planned, "plan", "--iterations", "5").returncode == 0
    done = run_cli("-C", planned, "export", planned / PLAN, "--to", "xlsx", "--format", "json")
    assert done.returncode == 0, done.stderr
    (file,) = json.loads(done.stdout)["files"]
    command = [
        office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
        "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), file,
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    before = openpyxl.load_workbook(file)
    after = openpyxl.load_workbook(tmp_path / "saved" / Path(file).name, data_only=True)
    assert after.sheetnames == before.sheetnames
    cells = [cell for sheet in before for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type in ("f", "e")] == []
    told = [cell for cell in cells if cell.value is not None]
    assert any("=1+1 An Dương" in str(cell.value) for cell in told)
    for cell in told:
        assert after[cell.parent.title][cell.coordinate].value == cell.value, cell.coordinate


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_filled_in_sheet_goes_back_into_the_ledger(
    planned: Path, run_cli: RunCli, language: str
) -> None:
    """With nothing typed but done, role and reason; the whole workbook is handed back as it is."""
    command = ("-C", planned, "export", planned / PLAN, "--to", "xlsx", "--lang", language)
    done = run_cli(*command, "--format", "json")
    assert done.returncode == 0, done.stderr
    (file,) = json.loads(done.stdout)["files"]
    book = openpyxl.load_workbook(file)
    sheet = book["Giao nhận" if language == "vi" else "handover"]
    heads = ["Mã lượt", "Đã thực hiện", "Người giao nhận", "Lý do"]
    if language == "en":
        heads = ["visit", "done", "role", "reason"]
    place = {
        cell.value: (cell.row, cell.column - 1)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value in heads
    }
    visit, told, role, reason = (place[head][1] for head in heads)
    rows = [row for row in sheet.iter_rows(min_row=place[heads[0]][0] + 1) if row[visit].value]
    for row in rows[1:]:
        row[told].value, row[role].value = (
            ("Có", "Lái xe") if language == "vi" else ("yes", "driver")
        )
    rows[0][told].value, rows[0][reason].value = ("Không", "Thời tiết")
    if language == "en":
        rows[0][told].value, rows[0][reason].value = ("no", "weather")
    book.save(file)
    recorded = run_cli("-C", planned, "ledger", "record", file, "--format", "json")
    assert recorded.returncode == 0, recorded.stdout + recorded.stderr
    answer = json.loads(recorded.stdout)
    assert len(answer["recorded"]) == len(rows), answer
