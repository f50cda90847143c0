"""The errors of `routeplan ledger` and `routeplan report`, with their words in two languages."""

from __future__ import annotations

MESSAGES: dict[str, dict[str, tuple[str, str]]] = {
    "ledger-none": {
        "vi": (
            "Dự án {path} chưa có sổ giao nhận.",
            "Ghi lượt đầu tiên bằng `routeplan ledger record`.",
        ),
        "en": (
            "The project {path} has no ledger yet.",
            "Record the first visit with `routeplan ledger record`.",
        ),
    },
    "ledger-integrity": {
        "vi": (
            "Sổ giao nhận {path} bị hỏng: {what}.",
            "Giữ lại tệp; lấy bản sao lưu, hoặc `routeplan ledger import TỆP-XUẤT --force`.",
        ),
        "en": (
            "The ledger {path} is damaged: {what}.",
            "Keep the file; take a backup, or run `routeplan ledger import EXPORT --force`.",
        ),
    },
    "usage-record-source": {
        "vi": (
            "Cần đúng một trong hai: một phiếu đã điền, hoặc --site với những gì đã xảy ra.",
            "Nêu tệp phiếu, hoặc các tùy chọn, đừng nêu cả hai.",
        ),
        "en": (
            "Exactly one is needed: a filled-in sheet, or --site with what happened.",
            "Name the file, or give the options, not both.",
        ),
    },
    "usage-crate-value": {
        "vi": (
            "«{given}» không có dạng THÙNG=GIÁ-TRỊ của một thùng trong --out hay --in.",
            "Ví dụ: --condition KIDS-07/2=damaged, --missing KIDS-07/2=3.",
        ),
        "en": (
            "«{given}» is not CRATE=VALUE for a crate given with --out or --in.",
            "For example --condition KIDS-07/2=damaged, --missing KIDS-07/2=3.",
        ),
    },
    "ledger-crate-unknown": {
        "vi": (
            "Không có thùng hay bộ sách nào là «{asked}».",
            "Ghi mã thùng như KIDS-07/2, hoặc mã bộ sách như KIDS-07; gần giống nhất: {near}.",
        ),
        "en": (
            "There is no crate and no collection «{asked}».",
            "Write a crate as KIDS-07/2, or a collection as KIDS-07; the nearest: {near}.",
        ),
    },
    "ledger-site-unknown": {
        "vi": (
            "Không có điểm nào là «{asked}».",
            "Ghi mã điểm như trong sites.csv; gần giống nhất: {near}.",
        ),
        "en": (
            "There is no site «{asked}».",
            "Write the id of a site as in sites.csv; the nearest: {near}.",
        ),
    },
    "report-term-missing": {
        "vi": (
            "routeplan.toml không có term_start và term_end.",
            "Thêm hai mục đó dưới [planning], hoặc chọn kỳ báo cáo khác.",
        ),
        "en": (
            "routeplan.toml has no term_start and term_end.",
            "Add both under [planning], or choose another period.",
        ),
    },
    "report-start-missing": {
        "vi": (
            "routeplan.toml không có ngày đầu và lệnh không có --start.",
            "Thêm --start NGÀY, hoặc start dưới [planning].",
        ),
        "en": (
            "routeplan.toml has no start, and the command has no --start.",
            "Add --start DATE, or start under [planning].",
        ),
    },
    "report-start-far": {
        "vi": (
            "Ngày đầu nằm ngoài các năm {first} đến {last}.",
            "Chọn --start khác.",
        ),
        "en": (
            "The first day lies outside the years {first} to {last}.",
            "Choose another --start.",
        ),
    },
    "report-nothing-published": {
        "vi": (
            "Chưa ban hành kế hoạch nào và sổ giao nhận trống: không có gì để báo cáo.",
            "Ban hành kế hoạch bằng `routeplan publish`, ghi sổ bằng `routeplan ledger record`.",
        ),
        "en": (
            "No plan is published and the ledger is empty: there is nothing to report.",
            "Publish plans with `routeplan publish`, record with `routeplan ledger record`.",
        ),
    },
}
