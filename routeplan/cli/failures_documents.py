"""The errors of `routeplan export`, in Vietnamese and English."""

from __future__ import annotations

MESSAGES: dict[str, dict[str, tuple[str, str]]] = {
    "export-foreign": {
        "vi": (
            "{path} có {names}, đã được sửa hoặc không do routeplan ghi.",
            "Chép phần cần giữ sang nơi khác rồi dùng --force, hoặc nêu thư mục khác sau -o.",
        ),
        "en": (
            "{path} holds {names}, edited or not written by routeplan.",
            "Copy what you want to keep and use --force, or name another folder with -o.",
        ),
    },
}

VIETNAMESE: dict[str, tuple[str, str]] = {
    "rotation-unreadable": (
        "{path} không phải là tệp luân chuyển đúng mẫu: {reason}.",
        "Lập lại bằng `routeplan rotate`, hoặc chuyển tệp đi.",
    ),
    "template-invalid": (
        "Không dùng được {path} làm mẫu: {reason}.",
        "So với mẫu do `routeplan export --templates` ghi ra, hoặc chuyển tệp đi.",
    ),
    "plan-beyond-documents": (
        "Không ghi vào tài liệu được: {place}.",
        "Sửa chỗ đó trong kế hoạch; `routeplan check` kiểm tra được.",
    ),
}
"""Of the errors that the room `report` raises."""
