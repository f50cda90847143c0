"""Whatever stands on a sheet, reading ends in handovers and findings, never in a traceback."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from routeplan.model import RouteplanError
from routeplan.model.handover import LABELS, SHEET
from routeplan.project.messages import Findings
from routeplan.rotation.ledger import drafts_of, read_entries, read_filled, record, refuse_errors
from tests.unit.ledger.sample import CRATES, NOW, STAMP, sheet, view

BITS = {
    "date": ("15/12/2025", "2025-12-16", "20/12/2025", "21/12/2025", "1/1/1990", "x", "9999-12-31"),
    "time": ("08:30", "24:00", "8h", "25:00", "7.5"),
    "vehicle": ("XE", "CANO", "xe", "X E"),
    "site": ("A", "B", "I", "a", "Z/1"),
    "service": ("exchange", "mobile", "Luân chuyển", "?"),
    "visit": ("A/exchange/102", "B/mobile/102", "I/exchange/102", "A/exchange/１２", "A//", "n"),
    "direction": ("out", "in", "Giao", "Nhận", "both"),
    "crate": (*sorted(CRATES), "KIDS-1/1", "X/１", "/", "K/0"),
    "done": ("x", "có", "không", "no", "?"),
    "condition": ("good", "Mất", "?"),
    "missing_copies": ("0", "3", "41", "-1", "1e9", "2,0"),
    "role": ("driver", "Giáo viên", "Lan"),
    "reason": ("weather", "Biển động", "?"),
    "note": ("=1+1", "Nguyễn Thị Hoa"),
}
WILD = st.fixed_dictionaries(
    {},
    optional={
        name: st.one_of(st.sampled_from(bits), st.text(max_size=6)) for name, bits in BITS.items()
    },
)
# Most cells fit, or nothing would ever be recorded.
FITTING = st.fixed_dictionaries(
    {name: st.sampled_from(BITS[name][:3]) for name in ("date", "site", "crate")}
    | {name: st.sampled_from(BITS[name][:2]) for name in ("vehicle", "service", "direction")}
    | {"done": st.sampled_from(("x", "không")), "reason": st.sampled_from(("weather", "sea"))},
    optional={"role": st.just("driver"), "condition": st.just("Tốt"), "time": st.just("08:30")},
)
rows = st.lists(
    st.one_of(FITTING, FITTING, st.builds(lambda a, b: a | b, FITTING, WILD), WILD), max_size=5
)

UNREAD = {"handover-no-table", "import-unreadable", "encoding-unknown", "table-is-workbook"}


def test_the_bits_are_of_the_sheet() -> None:
    """No column is forgotten but the one that is not read back."""
    names = {column.name for column in SHEET.columns}
    assert BITS.keys() == names - {"site_name"}
    assert LABELS.keys() <= names


@given(rows=rows, listed=st.booleans())
def test_any_sheet_is_recorded_or_refused(rows: list[dict[str, str]], listed: bool) -> None:
    """Without an error every handover is in the ledger, and none of a day to come."""
    with tempfile.TemporaryDirectory() as parent:
        folder, findings = Path(parent), Findings("vi")
        seen = view() if listed else view(crates=None)
        try:
            drafts = drafts_of(read_filled(sheet(folder, *rows), findings), seen, findings)
            refuse_errors(findings)
            done = record(folder, drafts, STAMP, findings)
        except RouteplanError as error:
            # The second where a cell holds what no text has, such as a zero byte.
            assert error.code in {"ledger-refused", "encoding-unknown"}
            assert read_entries(folder) == ()
            return
        assert [entry.handover for entry in done.entries] == [draft.handover for draft in drafts]
        assert all(entry.handover.date <= NOW.date() for entry in done.entries if entry.handover)
        again = record(folder, drafts, STAMP, findings)
        assert (again.entries, len(again.recognised)) == ((), len(drafts))


@given(data=st.binary(max_size=300), xlsx=st.booleans())
def test_any_file_is_read_or_refused(data: bytes, xlsx: bool) -> None:
    """Bytes that are no sheet are an error with the path."""
    with tempfile.TemporaryDirectory() as parent:
        path = Path(parent) / "x"
        path.write_bytes(b"PK\x03\x04" + data if xlsx else data)
        try:
            read_filled(path, Findings("en"))
        except RouteplanError as error:
            assert error.code in UNREAD
