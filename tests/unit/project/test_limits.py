"""What would fill the memory, hang or reach outside is refused in words, and in time."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from routeplan.model import RouteplanError
from routeplan.model.formulas import armoured, bare
from routeplan.model.marks import MOST_MARKS, normalised
from routeplan.model.tables import TABLES, ColumnType
from routeplan.project import files, limits
from routeplan.project.cells import CellError, read_cell
from routeplan.project.files import write_files
from routeplan.project.folder import FolderReader
from routeplan.project.limits import parse_json, read_at_most, refuse_doctype, repacked
from routeplan.project.text import clean
from routeplan.project.workbook import WorkbookError, read_sheet, sheet_names
from tests.fuzz.readers import with_sheet

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def sheet(*cells: str, extra: str = "") -> bytes:
    """Return a workbook with these cells."""
    rows = "".join(f"<row><c r='{cell}'><v>1</v></c></row>" for cell in cells)
    return with_sheet(
        f"<worksheet {MAIN}><sheetData>{rows}</sheetData>{extra}</worksheet>".encode()
    )


@pytest.mark.parametrize("last", ["XFD1048576", "XFD99999", "A100001", "ZZZZ1", "A99999999"])
def test_a_sheet_that_reaches_far_is_refused(last: str) -> None:
    """Room for all cells between two of them once ended the process; now it is an error."""
    with pytest.raises(WorkbookError):
        read_sheet(sheet("A1", last), "tides")
    assert read_sheet(sheet("A1", "C30"), "tides").rows[29] == ["", "", "1"]


def test_merged_ranges_over_and_over_are_cut(folder: Any) -> None:
    """Ranges that cover everything many times gave a finding a cell; ten thousand are enough."""
    ranges = "<mergeCells>" + "<mergeCell ref='A1:CV20000'/>" * 50 + "</mergeCells>"
    began = time.process_time()
    found = read_sheet(sheet("A1", "CV20000", extra=ranges), "tides")
    assert len(found.faults) == 10_000
    assert time.process_time() - began < 30


def test_a_workbook_unpacks_to_so_much_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a zip file says of sizes is not believed: parts are counted as they come out."""
    monkeypatch.setattr(limits.repacked, "__kwdefaults__", {"most": 300_000})
    xml = f"<worksheet {MAIN}><sheetData/></worksheet>"
    assert sheet_names(with_sheet(xml.encode())) == ["tides"]
    with pytest.raises(WorkbookError, match="unpacked"):
        sheet_names(with_sheet(xml.replace("<sheetData/>", " " * 400_000).encode()))


def test_one_part_twice_is_refused() -> None:
    """Two programs would read two different workbooks."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("a.xml", "<a/>")
        archive.writestr("a.xml", "<b/>")
    with pytest.raises(ValueError, match="twice"):
        repacked(target.getvalue(), pictures=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_document_type_is_read(encoding: str) -> None:
    """Entities that multiply, or name a file, are refused before anybody expands them."""
    text = f'<?xml version="1.0" encoding="{encoding}"?>{LAUGHS.decode()}<x>&b;</x>'
    with pytest.raises(ValueError, match="DOCTYPE"):
        refuse_doctype(text.encode(encoding))
    refuse_doctype(text.replace(LAUGHS.decode(), "").encode(encoding))
    with pytest.raises(WorkbookError, match="DOCTYPE"):
        sheet_names(with_sheet(LAUGHS + b"<worksheet/>"))


def test_marc_with_entities_is_refused(folder: Any, tmp_path: Path) -> None:
    """Books come as XML from other programs; theirs has no document type."""
    from routeplan.project.importing.titles import import_titles

    path = tmp_path / "books.xml"
    path.write_bytes(LAUGHS + b"<collection><record/></collection>")
    with pytest.raises(RouteplanError, match="import-unreadable"):
        import_titles(folder.path, path)


def test_a_letter_with_any_number_of_marks_takes_no_time() -> None:
    """40,000 marks behind one letter took seconds, 400,000 minutes; they are cut at thirty."""
    began = time.process_time()
    found = normalised("NFC", "a" + "\u0301\u0323" * 200_000 + "b")
    assert time.process_time() - began < 3
    assert len(found) <= MOST_MARKS + 2
    assert found[-1] == "b"
    assert normalised("NFC", "Tha\u0301i Bi\u0300nh " * 50) == "Thái Bình " * 50


@pytest.mark.parametrize("kind", list(ColumnType))
@pytest.mark.parametrize("text", ["1{}x", "7{}h", "{}-{}", "Mon={}7:00-8:00", "20{}°"])
def test_a_long_cell_takes_no_time(kind: ColumnType, text: str) -> None:
    """20,000 spaces in a window took 36 s; what is longer than any cell is an error."""
    column = next((c for t in TABLES for c in t.columns if c.type is kind), None)
    if column is None:
        pytest.skip("no table has such a column")
    for length in (7_000, 100_000):
        began = time.process_time()
        try:
            read_cell(column, text.replace("{}", " " * length))
        except CellError as error:
            assert error.code
        assert time.process_time() - began < 2


def test_a_cell_longer_than_any_is_an_error(folder: Any) -> None:
    """A quotation mark that swallows the rows below makes such a cell."""
    folder.put("sites", 2, "name", "a" * 8_001)
    assert "cell-too-long" in {notice.code for notice in folder.load().errors}


@pytest.mark.parametrize("size", ["rows", "columns"])
def test_a_table_larger_than_any_is_an_error(folder: Any, size: str) -> None:
    """Empty columns at the end cost a walk over all rows each."""
    text = "id,name\n" * 100_001 if size == "rows" else "id," * 501 + "name\n"
    folder.text("tides.csv", text)
    assert "table-unreadable" in {notice.code for notice in folder.load().errors}


@pytest.mark.skipif(os.name == "nt", reason="/dev/zero is Unix's")
def test_no_more_of_a_file_is_read_than_a_table_has(
    folder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file, a pipe or a device that goes on and on is an error, not a full memory."""
    with pytest.raises(ValueError, match="more than 0 MB"):
        read_at_most(Path(os.devnull).with_name("zero"), 1000)
    monkeypatch.setattr(FolderReader.read_bytes, "__defaults__", (200,))
    assert "file-too-large" in {notice.code for notice in folder.load().errors}


def test_json_and_toml_as_deep_as_anybody_likes(folder: Any) -> None:
    """Nesting is no traceback, in settings nor anywhere."""
    with pytest.raises(ValueError, match="deep"):
        parse_json("[" * 100_000)
    settings = (folder.path / "routeplan.toml").read_text("utf-8")
    folder.text("routeplan.toml", f"name{'.a' * 3_000} = 1\n" + settings.replace("name =", "x ="))
    assert "config-wrong-type" in {notice.code for notice in folder.load().notices}
    folder.text("nogo.geojson", "[" * 100_000)
    folder.text("communes.geojson", '{"features":' * 100_000)
    codes = {notice.code for notice in folder.load().notices}
    assert {"waters-unreadable", "communes-invalid"} <= codes


def test_a_link_out_of_the_project_is_not_written_through(folder: Any, tmp_path: Path) -> None:
    """Whoever sends a folder cannot send our files elsewhere; a link inside it is fine."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder.path / "out").symlink_to(outside)
    with pytest.raises(RouteplanError, match="folder-elsewhere"):
        files.refuse_elsewhere(folder.path, folder.path / "out" / "base-2025-12-15")
    (folder.path / "published").mkdir()
    (folder.path / "here").symlink_to(folder.path / "published")
    files.refuse_elsewhere(folder.path, folder.path / "here" / "x")


def test_a_file_that_is_a_link_is_replaced_not_followed(tmp_path: Path) -> None:
    """What a link points at stays as it is."""
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    (tmp_path / "plan.json").symlink_to(tmp_path / "mine")
    write_files({tmp_path / "plan.json": b"{}"})
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "plan.json").is_symlink()


def test_what_a_killed_process_left_goes_once_it_is_old(tmp_path: Path) -> None:
    """A file that is being written, and one of the user's own, stay."""
    names = (".plan.json.abcd1234.tmp", ".plan.json.new_5678.tmp", ".mine.tmp")
    for name in names:
        (tmp_path / name).touch()
    for name in (names[0], names[2]):
        os.utime(tmp_path / name, (0, 0))
    files._tidy.cache_clear()
    write_files({tmp_path / "plan.json": b"{}"})
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*names[1:], "plan.json"])


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("@x", "'@x"),
        ("-2+3+cmd|x", "'-2+3+cmd|x"), (" =x", "' =x"), ("＝x", "'＝x"), ("-2.5", "-2.5"),
        ("+84 225 384 1234", "+84 225 384 1234"), ("Trường", "Trường"), ("'tis", "'tis"),
        ("'; DROP", "'; DROP"), ("-", "-"), ("", ""),
    ],
)  # fmt: skip
def test_no_formula_goes_out_and_every_text_comes_back(text: str, written: str) -> None:
    """OWASP's sign before what a spreadsheet would run; reading takes it away."""
    assert armoured(text) == written
    assert bare(written) == text
    assert clean(written) == text.strip()
