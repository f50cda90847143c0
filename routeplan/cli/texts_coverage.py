"""What `routeplan coverage` says, beside the names of its figures (`coverage.words`)."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "vi": {
        "step_coverage": "Tính độ phủ …",
        "coverage_title": "Độ phủ {start} – {end} ({weeks} tuần)",
        "coverage_children": "Trẻ em được phục vụ: {reached} trên {children}",
        "coverage_unknown": "Không rõ số trẻ ở {count} điểm; các điểm đó tính là 0 trẻ.",
        "coverage_without_site": "Đơn vị không có điểm phục vụ nào: {names}.",
        "coverage_worst": "Xã, phường, đặc khu thiệt nhất ({shown} trên {all}; -v hoặc "
        "--format csv: tất cả)",
        "coverage_all_communes": "Xã, phường, đặc khu, nơi thiệt nhất đứng đầu",
        "coverage_districts": "Huyện, quận cũ",
        "coverage_ignored": "{count} lượt của kế hoạch ở điểm không còn trong dự án; không tính.",
        "coverage_estimated": "≈ là ước tính: số trẻ, hoặc thời gian đi lại không theo "
        "OpenStreetMap.",
        "coverage_file": "Độ phủ: {path}",
        "coverage_map": "Bản đồ độ phủ: {path}",
    },
    "en": {
        "step_coverage": "Working out who is reached …",
        "coverage_title": "Coverage {start} – {end} (weeks: {weeks})",
        "coverage_children": "Children reached: {reached} of {children}",
        "coverage_unknown": "Sites where the number of children is unknown, counted as 0: {count}.",
        "coverage_without_site": "Units without any site: {names}.",
        "coverage_worst": "Communes served worst ({shown} of {all}; -v or --format csv: all)",
        "coverage_all_communes": "Communes, the worst served first",
        "coverage_districts": "Former districts",
        "coverage_ignored": "Visits at sites that are no longer in the project, left out: {count}.",
        "coverage_estimated": "≈ is an estimate: of children, or of travel not by OpenStreetMap.",
        "coverage_file": "Coverage: {path}",
        "coverage_map": "Coverage map: {path}",
    },
}

FAILURES: dict[str, dict[str, tuple[str, str]]] = {
    "coverage-output": {
        "vi": (
            "Không ghi được độ phủ vào {path}: routeplan ghi tệp .gpkg và .html.",
            "Đặt tên tệp kết thúc bằng .gpkg hoặc .html.",
        ),
        "en": (
            "Coverage cannot be written to {path}: routeplan writes .gpkg and .html.",
            "Give the file a name that ends in .gpkg or .html.",
        ),
    },
}
