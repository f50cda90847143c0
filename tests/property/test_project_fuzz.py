"""Whatever stands in the files, loading and importing end in findings, never in a traceback."""

# ruff: noqa: E501 - tables read better with one row on one line

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from routeplan.model import RouteplanError
from routeplan.model.tables import TABLES, Column, ColumnType
from routeplan.project import import_sites, init, load
from routeplan.project.cells import CellError, read_cell

NAMES = [table.name for table in TABLES]
BITS = [
    "", "0", "-1", "1e9", "2,5", "T2", "2", "CN", "07:30", "10:45-07:30", "07:30-10:45;Mon=8:00-9:00",
    "2026-12-01", "31/02/2026", "9999-12-31", "yes", "không", "mobile", "island", "hp-10507", "../x",
    "{0}", "<script>", "=1/0", "\u0301", "Đ" * 80, "ben-beo", "XE-1", "nan", "1 200", "T2/XE-1", "/", ";", "=",
]  # fmt: skip
CELL = st.one_of(st.sampled_from(BITS), st.text(max_size=20))


@contextmanager
def example_folder() -> Iterator[Path]:
    """Yield a fresh copy of the embedded example, cut to a few sites and titles."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "p"
        shutil.copytree(_template(), folder)
        yield folder


_TEMPLATES: list[Path] = []


def _template() -> Path:
    if not _TEMPLATES:
        _TEMPLATES.append(Path(tempfile.mkdtemp()) / "p")
        init(_TEMPLATES[0], "haiphong")
        for name in ("sites", "services"):
            path = _TEMPLATES[0] / f"{name}.csv"
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            kept = lines[:10] if name == "sites" else lines[:1]
            path.write_text("".join(kept), encoding="utf-8", newline="")
        titles = _TEMPLATES[0] / "titles.csv"
        kept = titles.read_text(encoding="utf-8").splitlines(keepends=True)[:7]
        titles.write_text("".join(kept), encoding="utf-8", newline="")
        sets = _TEMPLATES[0] / "collections.csv"
        header = sets.read_text(encoding="utf-8").splitlines(keepends=True)[0]
        copies = ";".join(f"{row.split(',')[0]}:1" for row in kept[1:])
        row = f"BS-01,Bộ sách mẫu 1,{copies},1,,,kho-lach-tray\n"
        sets.write_text(header + row, encoding="utf-8", newline="")
        shutil.rmtree(_TEMPLATES[0] / "scenarios")
    return _TEMPLATES[0]


@pytest.fixture(scope="module", autouse=True)
def _tidy() -> Iterator[None]:
    yield
    for path in _TEMPLATES:
        shutil.rmtree(path.parent, ignore_errors=True)
    _TEMPLATES.clear()


def consistent(folder: Path) -> None:
    """Load a folder: a problem exactly when no finding is an error; findings are complete."""
    project = load(folder)
    assert (project.problem is None) == bool(project.errors)
    assert all(notice.cause and notice.action and notice.file for notice in project.notices)


@given(st.sampled_from(NAMES), st.binary(max_size=400))
@example("sites", b"\xff\xfe\x00")
@example("sites", b"\xff\xfe\x00\xd8")
@example("sites", b"id,name\r\x00")
@example("sites", b'"')
def test_any_bytes_may_stand_in_a_table(name: str, data: bytes) -> None:
    """A table may hold any bytes at all."""
    with example_folder() as folder:
        (folder / f"{name}.csv").write_bytes(data)
        consistent(folder)


@given(st.binary(max_size=300))
def test_any_bytes_may_stand_in_the_configuration(data: bytes) -> None:
    """So may routeplan.toml, a workbook and the communes' polygons."""
    with example_folder() as folder:
        (folder / "x.xlsx").write_bytes(b"PK\x03\x04" + data)
        (folder / "communes.geojson").write_bytes(data)
        (folder / "routeplan.toml").write_bytes(data)
        consistent(folder)


@given(
    st.sampled_from(TABLES),
    st.lists(st.lists(CELL, max_size=34), max_size=6),
    st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
    st.sampled_from(",;\t"),
)
def test_any_cells_may_stand_under_a_good_header(table, rows, encoding, delimiter) -> None:  # type: ignore[no-untyped-def]
    """Rows of any text, of any length, below the right header."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerows([[column.name for column in table.columns], *rows])
    with example_folder() as folder:
        (folder / table.file).write_bytes(buffer.getvalue().encode(encoding, "replace"))
        consistent(folder)


@given(st.data())
def test_any_cell_of_the_example_may_be_spoilt(data: st.DataObject) -> None:
    """A few cells of real tables replaced by any text."""
    with example_folder() as folder:
        for _ in range(3):
            path = folder / f"{data.draw(st.sampled_from(NAMES[:6]))}.csv"
            if not path.exists():
                continue
            rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
            row = data.draw(st.integers(0, min(len(rows) - 1, 8)))
            column = data.draw(st.integers(0, len(rows[0]) - 1))
            rows[row][column] = data.draw(CELL)
            buffer = io.StringIO(newline="")
            csv.writer(buffer).writerows(rows)
            path.write_bytes(buffer.getvalue().encode("utf-8", "replace"))
        consistent(folder)


@given(st.sampled_from(list(ColumnType)), CELL)
def test_a_cell_is_read_or_refused(kind: ColumnType, text: str) -> None:
    """No text makes a cell's reader fail in another way than by `CellError`."""
    column = Column("c", kind, "C", "", choices=("mobile", "exchange"))
    try:
        read_cell(column, text.strip())
    except CellError as error:
        assert error.code


_LIST_CELL = st.one_of(
    CELL,
    st.floats(),
    st.integers(),
    st.booleans(),
    st.sampled_from(
        ["Tên trường", "Tọa độ", "20.84, 106.70", "Trường TH A", "Số học sinh", "Tổng"]
    ),
)


@given(st.lists(st.lists(_LIST_CELL, max_size=6), max_size=8), st.booleans())
def test_any_list_may_be_imported(rows: list[list[object]], force: bool) -> None:
    """A list of anything is merged, or refused with a plain error; the project stays loadable."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Tên trường", "Tọa độ", "Số học sinh", "Vĩ độ", "Kinh độ", "Xã"])
    for row in rows:
        sheet.append([_storable(cell) for cell in row])
    with example_folder() as folder:
        before = {notice.code for notice in load(folder).errors}
        book.save(folder.parent / "list.xlsx")
        report = import_sites(folder, folder.parent / "list.xlsx", force=force)
        ids = [notice for notice in report.errors if notice.row is None]
        assert not ids
        assert {notice.code for notice in load(folder).errors} == before


def _storable(cell: object) -> object:
    if isinstance(cell, str):
        return "".join(c for c in cell if c.isprintable()).lstrip("=")
    if isinstance(cell, float) and (cell != cell or cell in (float("inf"), float("-inf"))):
        return None
    return cell


@given(st.binary(max_size=300))
def test_any_file_may_be_named_for_an_import(data: bytes) -> None:
    """Bytes that hold no list are refused with the code of what is wrong with them."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        expected = {"table-is-workbook"}
    elif data.startswith(b"PK\x03\x04") or _is_text(data):
        expected = {"import-no-table", "import-unreadable"}
    else:
        expected = {"encoding-unknown"}
    with example_folder() as folder:
        path = folder.parent / "list"
        path.write_bytes(data)
        try:
            import_sites(folder, path)
        except RouteplanError as error:
            assert error.code in expected


def _is_text(data: bytes) -> bool:
    """Say whether some encoding that routeplan reads gives text without NUL."""
    utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if utf_16 else ["utf-8", "cp1258"]:
        try:
            return "\0" not in data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return False
