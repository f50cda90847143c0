"""Errors of the commands about book sets, in two languages."""

from __future__ import annotations

MESSAGES: dict[str, dict[str, tuple[str, str]]] = {
    "rotation-missing": {
        "vi": (
            "Không có tệp luân chuyển nào ở {path}.",
            "Chạy `routeplan rotate` cho kế hoạch đó trước.",
        ),
        "en": ("There is no rotation at {path}.", "Run `routeplan rotate` for that plan first."),
    },
    "rotation-format": {
        "vi": (
            "{path} không phải là tệp luân chuyển đúng mẫu: {reason}.",
            "Sửa chỗ đó trong tệp, hoặc lập lại bằng `routeplan rotate`.",
        ),
        "en": (
            "{path} is not a rotation: {reason}.",
            "Mend that place in the file, or make it anew with `routeplan rotate`.",
        ),
    },
    "rotation-foreign": {
        "vi": (
            "{path} không phải do routeplan ghi, hoặc đã được sửa tay.",
            "Chuyển tệp đi nơi khác, hoặc ghi đè bằng --force.",
        ),
        "en": (
            "{path} was not written by routeplan, or was edited since.",
            "Move it elsewhere, or replace it with --force.",
        ),
    },
    "rotation-rejected": {
        "vi": (
            "Phương án luân chuyển vừa lập phạm {count} quy tắc: {first}",
            "Đây là lỗi của routeplan: xin báo lỗi kèm thư mục dự án.",
        ),
        "en": (
            "The rotation just made breaks {count} rules: {first}",
            "This is a bug of routeplan: please report it with the project folder.",
        ),
    },
    "usage-titles-file": {
        "vi": (
            "Chưa nêu tệp danh mục sách.",
            "Nêu một tệp Excel, CSV hoặc MARC, hoặc dùng --make-sets để lập bộ sách.",
        ),
        "en": (
            "No list of books is named.",
            "Name a workbook, CSV or MARC file, or make sets with --make-sets.",
        ),
    },
}

# Of the room itself, which speaks English: cause and action in Vietnamese.
ROTATION_ROOM: dict[str, tuple[str, str]] = {
    "rotation-no-collections": (
        "Dự án chưa có bộ sách nào.",
        "Điền titles.csv và collections.csv, hoặc chạy `routeplan import titles`.",
    ),
    "rotation-no-exchanges": (
        "Kế hoạch không có lượt luân chuyển nào.",
        "Cho các điểm hình thức exchange (luân chuyển) rồi lập lại kế hoạch.",
    ),
    "rotation-plan-unknown-site": (
        "Kế hoạch phục vụ {sites}, những điểm mà dự án không có.",
        "Lập lại kế hoạch.",
    ),
}
