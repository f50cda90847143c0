"""The sheet that goes out with the driver and comes back filled in.

`SHEET` is its schema, a `Table` like those of the project folder: the exporter writes it from a
plan, ``routeplan ledger record`` reads it. One row for every crate and direction; one row for a
visit without crates. Headers are the English names or the Vietnamese ones, anywhere in the first
`HEADER_WITHIN` rows, so that a title may stand above them.

Nobody's name belongs on the sheet: who handed over is a role, chosen from a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from routeplan.model.site import ServiceKind
from routeplan.model.tables import Column, ColumnType, Table

OUT, IN = "out", "in"
DIRECTIONS = (OUT, IN)
"""A crate that stays at the site, and one that is taken away."""

CONDITIONS = ("good", "worn", "damaged", "lost")
"""Of a crate and its books. A damaged or lost crate is out of circulation."""

ROLES = (
    "driver", "skipper", "librarian", "teacher", "commune_officer", "village_head", "youth_union",
    "volunteer", "other",
)  # fmt: skip
"""Who handed over. A role, never a name."""

REASONS = (
    "weather", "sea", "ferry", "tide", "road", "breakdown", "crew", "site_closed", "no_crates",
    "no_time", "other",
)  # fmt: skip
"""Why a planned visit, or the swap of one crate, did not take place."""

LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "service": {"mobile": "Lưu động", "exchange": "Luân chuyển"},
        "direction": {"out": "Giao", "in": "Nhận"},
        "done": {"yes": "Có", "no": "Không"},
        "condition": {"good": "Tốt", "worn": "Cũ", "damaged": "Hỏng", "lost": "Mất"},
        "role": {
            "driver": "Lái xe",
            "skipper": "Lái tàu",
            "librarian": "Thư viện viên",
            "teacher": "Giáo viên",
            "commune_officer": "Cán bộ xã",
            "village_head": "Trưởng thôn",
            "youth_union": "Đoàn viên",
            "volunteer": "Tình nguyện viên",
            "other": "Khác",
        },
        "reason": {
            "weather": "Thời tiết",
            "sea": "Biển động",
            "ferry": "Phà, tàu không chạy",
            "tide": "Thủy triều",
            "road": "Đường không đi được",
            "breakdown": "Hỏng phương tiện",
            "crew": "Thiếu người",
            "site_closed": "Điểm đóng cửa",
            "no_crates": "Không có thùng",
            "no_time": "Không kịp giờ",
            "other": "Lý do khác",
        },
    }
)
"""Vietnamese words of the choices, by column: what drop-down lists offer and `record` reads."""

_T = ColumnType

SHEET = Table(
    "handover",
    "Giao nhận",
    (
        Column("date", _T.DATE, "Ngày", "on which the visit is planned, or took place",
               required=True),
        Column("time", _T.TIME, "Giờ", "doors open or crates are swapped; local time"),
        Column("vehicle", _T.ID, "Phương tiện", "id of a vehicle", required=True),
        Column("site", _T.ID, "Mã điểm", "id of a site", required=True),
        Column("site_name", _T.TEXT, "Tên điểm", "for the reader; not read back"),
        Column("service", _T.CHOICE, "Hình thức", "mobile or exchange", required=True,
               choices=tuple(ServiceKind)),
        Column("visit", _T.TEXT, "Mã lượt", "id of the visit in the plan; empty: not planned"),
        Column("direction", _T.CHOICE, "Giao hay nhận", "out: the crate stays at the site; in: it "
               "is taken away; empty: a visit without crates", choices=DIRECTIONS),
        Column("crate", _T.TEXT, "Mã thùng", "COLLECTION/n; empty: a visit without crates"),
        Column("done", _T.BOOLEAN, "Đã thực hiện", "x, yes, có or no, không; empty: not known yet, "
               "the row is left for later"),
        Column("condition", _T.CHOICE, "Tình trạng", "of the crate and its books; empty: as before",
               choices=CONDITIONS),
        Column("missing_copies", _T.INTEGER, "Thiếu (bản)", "copies missing from the crate; empty: "
               "not counted", "copies"),
        Column("role", _T.CHOICE, "Người giao nhận", "who handed over: a role, not a name",
               choices=ROLES),
        Column("reason", _T.CHOICE, "Lý do", "why not done", choices=REASONS),
        Column("note", _T.TEXT, "Ghi chú", "for the office; stays on the sheet, is not stored"),
    ),
    required=True,
)  # fmt: skip

PREFILLED = (
    "date", "time", "vehicle", "site", "site_name", "service", "visit", "direction", "crate",
)  # fmt: skip
"""Columns that the exporter fills in; `time` may be corrected by hand."""

FILLED_IN = ("done", "condition", "missing_copies", "role", "reason", "note")
"""Columns that are filled in on the way; empty in a sheet that goes out."""

HEADER_WITHIN = 12
"""The header stands in one of the first so many rows."""
