"""Titles and collections: each kind of bad input at its cell; lists and MARC; sets that are made."""

# ruff: noqa: E501 - tables read better with one row on one line

from __future__ import annotations

import io
from pathlib import Path

import pymarc
import pytest
import xlsxwriter

from routeplan.model import Collection, ModelError, RotationRules, Title, grades_of
from routeplan.project.importing.titles import import_titles
from routeplan.rotation.sets import Order, make_sets, usual_crates
from tests.builders import make_service, make_site
from tests.unit.project.conftest import Folder

STOCK = {
    "titles": """\
id,title,language,grade_band,copies,new
t1,Sách mẫu 1,vi,1-5,10,no
t2,Sách mẫu 2,vi,,3,có
""",
    "collections": """\
id,name,titles,crates,grade_band,theme,location
c1,Bộ 1,t1:5;t2:2,2,1-5,audio;deposit,k-lach-tray
c2,Bộ 2,t1:5,1,,large_print,s-cat-ba:1
""",
}


@pytest.fixture
def stocked(folder: Folder) -> Folder:
    """The project with titles and collections, without a mistake."""
    for name, text in STOCK.items():
        folder.text(f"{name}.csv", text)
    return folder


def test_stock_without_a_mistake_is_read(stocked: Folder) -> None:
    """No finding; every field arrives."""
    project = stocked.load()
    assert [n.code for n in project.notices] == []
    assert project.problem is not None
    first, second = project.problem.collections
    assert first.titles == (("t1", 5), ("t2", 2))
    assert first.themes == {"audio", "deposit"}
    assert (first.location, second.location) == ("k-lach-tray", "s-cat-ba")
    assert project.problem.titles[1].new
    assert {"titles.csv", "collections.csv"} <= project.problem.inputs.keys()


# table, row, column, text, code, severity
CELLS = [
    ("titles", 2, "copies", "nhiều", "cell-not-integer", "error"),
    ("titles", 2, "copies", "-1", "number-negative", "error"),
    ("titles", 2, "grade_band", "2026-05-01", "grade-band-invalid", "error"),
    ("titles", 2, "grade_band", "5-1", "grade-band-invalid", "error"),
    ("titles", 3, "id", "T1", "id-duplicate", "error"),
    ("titles", 2, "copies", "9", "title-copies-exceeded", "error"),
    ("collections", 2, "titles", "t1:5;t9:2", "title-unknown", "error"),
    ("collections", 2, "titles", "t1:5;t1:2", "counts-title-twice", "error"),
    ("collections", 2, "titles", "t1:0", "cell-not-counts", "error"),
    ("collections", 2, "titles", "t1=5", "id-invalid", "error"),
    ("collections", 3, "titles", "t1:6", "title-copies-exceeded", "error"),
    ("collections", 2, "crates", "0", "value-out-of-range", "error"),
    ("collections", 2, "location", "k-lach-trai", "crate-place-unknown", "error"),
    ("collections", 2, "location", "k-lach-tray:1,2;s-cat-ba:2", "crate-two-places", "error"),
    ("collections", 2, "location", "k-lach-tray:1", "crate-without-place", "error"),
    ("collections", 2, "location", "k-lach-tray:1-3", "crate-unknown", "error"),
    ("collections", 2, "location", "k-lach-tray:x", "cell-not-places", "error"),
    ("collections", 2, "location", "k-lach-tray;s-cat-ba", "cell-not-places", "error"),
    ("collections", 2, "location", "", "cell-empty", "error"),
    ("collections", 2, "location", "k-lach-tray:1;s-cat-ba:2", "collection-scattered", "warning"),
    ("collections", 2, "crates", "9", "collection-too-large", "warning"),
]


@pytest.mark.parametrize(("table", "row", "column", "text", "code", "severity"), CELLS)
def test_bad_cell_is_found_where_it_is(
    stocked: Folder, table: str, row: int, column: str, text: str, code: str, severity: str
) -> None:
    """Code, file, row and column; an error stops planning, a warning does not."""
    stocked.put(table, row, column, text)
    project = stocked.load()
    found = next(notice for notice in project.notices if notice.code == code)
    assert found.severity == severity
    if code == "title-copies-exceeded":
        assert (found.file, found.column) == ("collections.csv", "titles")
    else:
        assert (found.file, found.row, found.column) == (f"{table}.csv", row, column)
    assert (project.problem is None) is (severity == "error")


def test_crates_too_few_names_how_many_are_needed(stocked: Folder) -> None:
    """41 books need two crates."""
    stocked.put("titles", 2, "copies", "100")
    stocked.put("collections", 3, "titles", "t1:41")
    (found,) = stocked.load().errors
    assert (found.code, found.row, found.column) == ("crates-too-few", 3, "crates")
    assert "2 crates" in found.action


def test_unknown_title_is_offered_its_near_match(stocked: Folder) -> None:
    """A slip of the finger is named."""
    stocked.put("titles", 2, "id", "truyen-kieu")
    stocked.put("collections", 2, "titles", "truyen-kiu:5;t2:2")
    stocked.put("collections", 3, "titles", "truyen-kieu:5")
    (found,) = stocked.load().errors
    assert "truyen-kieu" in found.action


def test_needs_of_books_are_not_asked_of_vehicles(stocked: Folder) -> None:
    """Large print is a theme of sets; audio and braille are missing only where no set has them."""
    stocked.put("sites", 3, "needs", "large_print")
    project = stocked.load()
    assert project.notices == ()
    service = project.problem.service_by_key["s-cat-ba/exchange"]  # type: ignore[union-attr]
    assert (service.needs, service.book_needs) == (frozenset(), {"large_print"})
    stocked.put("sites", 3, "needs", "braille")
    (found,) = stocked.load().notices
    assert (found.code, found.row, found.column) == ("book-need-no-set", 3, "needs")


def test_rules_of_rotation_are_read_and_bounded(stocked: Folder) -> None:
    """[rotation] in routeplan.toml; what cannot be is said with its key."""
    path = stocked.path / "routeplan.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\n[rotation]\nmax_overlap_pct = 10\nturnaround_min = 60\n", "utf-8")
    rules = stocked.load().problem.rotation  # type: ignore[union-attr]
    assert rules == RotationRules(max_overlap_pct=10, turnaround_s=3600)
    path.write_text(text + '\n[rotation]\ndeposit_groups = ["iland"]\n', "utf-8")
    assert [n.code for n in stocked.load().errors] == ["config-value"]


@pytest.mark.parametrize("band", ["lớp 1-5", "1–5", "1 đến 5", "1-5"])
def test_spans_of_grades(band: str) -> None:
    """Everyday ways to write a span."""
    assert grades_of(band) == {1, 2, 3, 4, 5}
    with pytest.raises(ModelError):
        grades_of("mười")


def test_list_of_books_is_merged_into_titles(stocked: Folder, tmp_path: Path) -> None:
    """Title rows above the header, Vietnamese headers, one row a copy; a second time changes nothing."""
    book = tmp_path / "sach.xlsx"
    workbook = xlsxwriter.Workbook(book)
    sheet = workbook.add_worksheet("Danh mục")
    rows = [["DANH MỤC SÁCH"], ["Mã sách", "Nhan đề", "Khối lớp", "Số lượng"],
            ["t1", "Sách mẫu 1", "1-5", 4], ["t1", "Sách mẫu 1", "1-5", 8],
            ["n 7", "Sách mẫu 7", "6", 2], ["", "Dế mèn phiêu lưu ký", "", ""],
            ["t8", "", "", 1], ["t9", "Sách mẫu 9", "", "ba"]]  # fmt: skip
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    workbook.close()
    report = import_titles(stocked.path, book)
    assert report.updated == ("t1",)
    assert report.added == ("n-7", "de-men-phieu-luu-ky")
    assert [row for _, row in report.rejected] == [7, 8]
    assert {notice.code for notice in report.notices} == {"import-title-unread"}
    titles = {title.id: title for title in stocked.load().problem.titles}  # type: ignore[union-attr]
    assert (titles["t1"].copies, titles["n-7"].copies) == (12, 2)
    before = (stocked.path / "titles.csv").read_bytes()
    again = import_titles(stocked.path, book)
    assert (again.added, again.updated) == ((), ())
    assert (stocked.path / "titles.csv").read_bytes() == before


def test_case_does_not_tell_two_titles_apart(stocked: Folder, tmp_path: Path) -> None:
    """«T1» is t1, in titles.csv and within a list: two rows of one id would stop all planning."""
    file = tmp_path / "ds.csv"
    file.write_text("Mã,Nhan đề,Số bản\nT1,Sách mẫu 1,12\nN-1,Mới,1\nn-1,Mới,2\n", encoding="utf-8")
    report = import_titles(stocked.path, file)
    assert (report.updated, report.added) == (("t1",), ("N-1",))
    project = stocked.load()
    assert project.errors == ()
    titles = {title.id: title.copies for title in project.problem.titles}  # type: ignore[union-attr]
    assert (titles["t1"], titles["N-1"]) == (12, 3)


def marc_record(number: str, title: str, items: int, audience: str) -> pymarc.Record:
    """Return a record as Koha exports it: one field 952 a copy."""
    record = pymarc.Record()
    fixed = "260101s2025    vm            000 1 vie d"
    record.add_field(pymarc.Field(tag="001", data=number), pymarc.Field(tag="008", data=fixed))
    parts = {"245": [("a", f"{title} /"), ("c", "Tác giả")], "521": [("a", audience)]}
    for tag, subfields in parts.items():
        made = [pymarc.Subfield(code, text) for code, text in subfields]
        record.add_field(pymarc.Field(tag=tag, indicators=["0", "0"], subfields=made))
    for k in range(items):
        copy = [pymarc.Subfield("p", f"{number}-{k}")]
        record.add_field(pymarc.Field(tag="952", indicators=[" ", " "], subfields=copy))
    return record


@pytest.mark.parametrize("form", ["iso2709", "xml"])
def test_marc_of_a_library_system(folder: Folder, tmp_path: Path, form: str) -> None:
    """Title, language, grades of the audience note, one copy for each item."""
    records = [marc_record("0001", "Sách mẫu một", 3, "Dành cho lớp 1-5"),
               marc_record("0002", "Sách mẫu hai", 0, "Mọi bạn đọc")]  # fmt: skip
    path = tmp_path / "export.mrc"
    if form == "xml":
        buffer = io.BytesIO()
        writer = pymarc.XMLWriter(buffer)
        for record in records:
            writer.write(record)
        writer.close(close_fh=False)
        path.write_bytes(buffer.getvalue())
    else:
        path.write_bytes(b"".join(record.as_marc() for record in records))
    report = import_titles(folder.path, path)
    assert report.added == ("0001", "0002")
    first, second = folder.load().problem.titles  # type: ignore[union-attr]
    assert first == Title("0001", "Sách mẫu một", "vi", "1-5", 3)
    assert second == Title("0002", "Sách mẫu hai", "vi", "", 1)


def test_damaged_marc_is_named(folder: Folder, tmp_path: Path) -> None:
    """Half a file is no library; nothing is written."""
    whole = marc_record("0001", "Sách mẫu", 1, "").as_marc()
    path = tmp_path / "half.mrc"
    path.write_bytes(whole + whole[: len(whole) // 2])
    with pytest.raises(Exception, match="import-unreadable"):
        import_titles(folder.path, path)
    assert not (folder.path / "titles.csv").exists()


def exchange_site(name: str, kind: str, crates: int = 2) -> object:
    """Return a site with an exchange of so many crates."""
    return make_site(name, make_service(name, "exchange", deliver_crates=crates), kind=kind)


def test_made_sets_respect_copies_and_share_little() -> None:
    """Three copies a title, no more than exist, the popular title in several sets, bands by demand."""
    titles = [Title(f"p{k}", "Sách mẫu", "vi", "1-5", 12) for k in range(6)]
    titles += [Title(f"a{k:03d}", "Sách mẫu", "vi", "1-5", 3) for k in range(130)]
    titles += [Title(f"b{k:03d}", "Sách mẫu", "vi", "6-9", 4) for k in range(30)]
    titles += [Title("rare", "Sách mẫu", "vi", "1-5", 2)]
    sites = [exchange_site(f"s{k}", "primary_school") for k in range(3)]
    sites.append(exchange_site("h", "secondary_school"))
    rules = RotationRules(max_overlap_pct=15)
    made = make_sets(titles, sites, rules, Order(None, usual_crates(sites), "KHO"))  # type: ignore[arg-type]
    used: dict[str, int] = {}
    for one in made:
        assert one.crates == 2
        assert 72 <= one.copies <= 80
        assert all(copies >= 3 for _, copies in one.titles)
        for name, copies in one.titles:
            used[name] = used.get(name, 0) + copies
    stock = {title.id: title.copies for title in titles}
    assert all(used[name] <= stock[name] for name in used)
    assert "rare" not in used
    low = [one for one in made if one.grade_band == "1-5"]
    assert len(low) >= 5
    assert len(made) > len(low)
    holders = [sum("p0" in dict(one.titles) for one in low)]
    assert holders[0] > 1
    assert all(_common(a, b) <= 1 for a in low for b in low if a is not b)


def _common(one: Collection, other: Collection) -> int:
    return len(dict(one.titles).keys() & dict(other.titles).keys())


def test_number_of_sets_can_be_bounded() -> None:
    """Two sets wanted, two made; without enough titles none."""
    titles = [Title(f"a{k:03d}", "Sách mẫu", "vi", "", 3) for k in range(200)]
    sites = [exchange_site("s", "village")]
    order = Order(2, 2, "KHO")
    assert len(make_sets(titles, sites, RotationRules(), order)) == 2  # type: ignore[arg-type]
    assert make_sets(titles[:20], sites, RotationRules(), order) == ()  # type: ignore[arg-type]


def test_sample_stock_of_the_example_is_what_the_tool_writes(root: Path) -> None:
    """Forty sets of titles that name no real book, in the files and in the data package."""
    import json

    from tools.gen_sample_stock import FOLDER, write

    for name, content in write().items():
        assert (FOLDER / name).read_bytes() == content, name
    titles = (FOLDER / "titles.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert all(line.split(",")[1].startswith("Sách mẫu ") for line in titles)
    assert len((FOLDER / "collections.csv").read_text(encoding="utf-8").splitlines()) == 41
    package = json.loads((root / "data/haiphong/datapackage.json").read_text(encoding="utf-8"))
    told = {r["path"]: r for r in package["resources"] if isinstance(r["path"], str)}
    assert "Sample data" in told["example/titles.csv"]["description"]
    assert "Sample data" in told["example/collections.csv"]["description"]
