"""What `routeplan export` says, in Vietnamese and English."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "vi": {
        "export_step": "Ghi {format} …",
        "export_one": "{format}: {path}",
        "export_many": "{format}: {count} tệp trong {path}",
        "export_no_project": "Không có thư mục dự án: tài liệu thiếu số điện thoại, triều, cơ quan "
        "ban hành; dùng -C để nêu thư mục.",
        "export_stale": "Đã xóa {count} tệp của lần xuất trước mà kế hoạch này không còn.",
        "export_templates": "Mẫu Word để sửa: {path}",
    },
    "en": {
        "export_step": "Writing {format} …",
        "export_one": "{format}: {path}",
        "export_many": "{format}: {count} files in {path}",
        "export_no_project": "There is no project folder: documents lack phone numbers, tides and "
        "the issuing body; name the folder with -C.",
        "export_stale": "Removed {count} files of the last export that this plan no longer has.",
        "export_templates": "Word templates to edit: {path}",
    },
}
