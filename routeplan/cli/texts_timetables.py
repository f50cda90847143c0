"""What `import timetable` and `compare` say, in Vietnamese and English, and their errors."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "vi": {
        "step_timetable": "Đọc lịch trình và chạy thử theo mô hình đi lại …",
        "timetable_counts": "{name}: {stops} điểm, {visits} lượt, {vans} xe, {duties} chuyến trong "
        "{weeks} tuần từ {start}",
        "timetable_depot": "Kho {name}: {vans}; chặng đầu và cuối cộng lại {km} km đường thẳng",
        "timetable_depot_assumed": "Kho giả định của {vans}: {name}, nơi chặng đầu và chặng cuối "
        "ngắn nhất ({km} km đường thẳng)",
        "timetable_straight": "Đi lại: đường thẳng × {factor}, {speed} km/h ({origin})",
        "timetable_origin_legs": "theo {count} chặng",
        "timetable_origin_given": "đã cho",
        "timetable_origin_assumed": "mặc định",
        "timetable_roads": "Đi lại: mạng đường OpenStreetMap trong network/",
        "timetable_lunch": "Nghỉ trưa: {minutes} phút; mọi chuyến qua trưa đã công bố đều "
        "có chừng ấy (sửa lunch_min trong routeplan.toml nếu muốn dài hơn)",
        "timetable_no_lunch": "Nghỉ trưa: không có quy định, vì không phải chuyến qua trưa "
        "nào cũng có; thêm lunch_min vào routeplan.toml nếu cần",
        "timetable_published": "Lịch đã công bố: {path}; lái xe {driving}; {violations} lỗi theo "
        "`routeplan check`",
        "timetable_notes": "{count} lưu ý nữa: -v liệt kê tất cả.",
        "timetable_bad": "Không dùng được {count} dòng (liệt kê ở trên); phần còn lại đã nhập.",
        "timetable_next": "Tiếp theo: routeplan -C {folder} plan",
        "compare_base": "gốc",
        "compare_figure": "Chỉ số",
        "compare_saved": "Lái xe tiết kiệm (%)",
        "compare_moved": "Lượt đổi chỗ",
        "compare_gained": "{plan}: thêm điểm {names}",
        "compare_lost": "{plan}: mất điểm {names}",
        "compare_page": "Trang so sánh: {path}",
        "compare_no_coverage": "Không tính độ phủ: {reason}",
    },
    "en": {
        "step_timetable": "Reading the timetable and driving it by the travel model …",
        "timetable_counts": "{name}: {stops} sites, {visits} visits, {vans} vans, {duties} duties "
        "in {weeks} weeks from {start}",
        "timetable_depot": "Depot {name}: {vans}; first and last legs together {km} straight km",
        "timetable_depot_assumed": "Assumed depot of {vans}: {name}, from where the first and last "
        "legs are shortest ({km} straight km)",
        "timetable_straight": "Travel: straight lines × {factor} at {speed} km/h ({origin})",
        "timetable_origin_legs": "from {count} legs",
        "timetable_origin_given": "given",
        "timetable_origin_assumed": "default",
        "timetable_roads": "Travel: the OpenStreetMap roads in network/",
        "timetable_lunch": "Lunch: {minutes} minutes, which every published duty over midday has "
        "(write more into lunch_min of routeplan.toml if you want it)",
        "timetable_no_lunch": "Lunch: no rule, as not every published duty over midday has one; "
        "add lunch_min to routeplan.toml if you want it",
        "timetable_published": "The published timetable: {path}; driving {driving}; {violations} "
        "violations by `routeplan check`",
        "timetable_notes": "{count} notes more: -v lists them.",
        "timetable_bad": "{count} rows cannot be used (listed above); the rest is imported.",
        "timetable_next": "Next: routeplan -C {folder} plan",
        "compare_base": "base",
        "compare_figure": "Figure",
        "compare_saved": "Driving saved (%)",
        "compare_moved": "Visits moved",
        "compare_gained": "{plan}: sites gained: {names}",
        "compare_lost": "{plan}: sites lost: {names}",
        "compare_page": "Comparison: {path}",
        "compare_no_coverage": "No figures of coverage: {reason}",
    },
}

FAILURES: dict[str, dict[str, tuple[str, str]]] = {
    "usage-travel": {
        "vi": (
            "Chỉ chọn một: --pbf, --legs, hoặc --factor và --speed.",
            "Bỏ bớt các tùy chọn kia.",
        ),
        "en": (
            "Choose one: --pbf, --legs, or --factor and --speed.",
            "Leave the other options away.",
        ),
    },
    "usage-depot": {
        "vi": (
            "--depot «{text}» không phải VĨ ĐỘ,KINH ĐỘ.",
            "Ghi bằng độ, ví dụ --depot 53.05,-2.99.",
        ),
        "en": (
            "--depot «{text}» is not LAT,LON.",
            "Write degrees, e.g. --depot 53.05,-2.99.",
        ),
    },
    "usage-keep": {
        "vi": (
            "--keep «{text}» không phải days, van hay none.",
            "Ghi --keep days, --keep van, --keep days,van hoặc --keep none.",
        ),
        "en": (
            "--keep «{text}» is none of days, van and none.",
            "Write --keep days, --keep van, --keep days,van or --keep none.",
        ),
    },
}

ROOM_ERRORS: dict[str, tuple[str, str]] = {
    "compare-one": ("Chỉ có một kế hoạch, không có gì để so sánh.", "Nêu hai kế hoạch trở lên."),
    "compare-horizons": (
        (
            "{first} dành cho {first_weeks} tuần từ {first_start}, {second} cho {second_weeks} "
            "tuần từ {second_start}; không so sánh được."
        ),
        "Lập hai kế hoạch với cùng --start và --weeks.",
    ),
}
"""Errors of `coverage.comparing` in Vietnamese."""
