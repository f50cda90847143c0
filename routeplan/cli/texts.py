"""What commands say, in Vietnamese and English, and numbers as each language writes them.

Codes of errors, notices, reasons and violations are identifiers and stay as they are.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from routeplan.cli import (
    texts_coverage,
    texts_documents,
    texts_ledger,
    texts_periods,
    texts_rotation,
    texts_sweep,
    texts_terminal,
    texts_timetables,
)

DEFAULT_LANGUAGE = "vi"

TEXTS: dict[str, dict[str, str]] = {
    "vi": {
        # errors
        "error": "Lỗi",
        "bug": "Lỗi của chính routeplan: {what}",
        "bug_report": "Xin báo lỗi, kèm các dòng trên, lệnh đã gõ và kết quả `routeplan doctor`.",
        "bug_report_verbose": "Chạy lại lệnh với -v rồi báo lỗi kèm những gì hiện ra.",
        "interrupted": "Đã dừng theo yêu cầu; không có gì thay đổi.",
        # notices of validate
        "severity_error": "lỗi",
        "severity_warning": "cảnh báo",
        "severity_info": "lưu ý",
        "row": "dòng {row}",
        "column": "cột {column}",
        "notices_none": "Không có lỗi nào trong dữ liệu.",
        "notices_count": "{errors} lỗi, {warnings} cảnh báo, {infos} lưu ý.",
        "notices_hidden": "{count} lưu ý nữa: `routeplan validate` liệt kê tất cả.",
        # steps of plan
        "step_load": "Đọc thư mục dự án …",
        "step_travel": "Tính thời gian đi lại …",
        "step_solve": "Lập kế hoạch cho {visits} lượt phục vụ với {vehicles} phương tiện …",
        "step_check": "Kiểm tra kế hoạch …",
        "step_map": "Vẽ bản đồ …",
        "step_compile": "Biên dịch bộ tìm kiếm, chỉ lần đầu…",
        "compiling": "Đang biên dịch … {seconds} giây, xong {functions} hàm",
        "searching": "Đang tìm … {seconds} giây, còn thiếu {missing} lượt, {cost} VND",
        "stopping": "Đang dừng; giữ kế hoạch tốt nhất đến lúc này (nhấn Ctrl-C lần nữa để bỏ hẳn).",
        "stopped_early": "Việc tìm kiếm bị dừng sớm; đây là kế hoạch tốt nhất đến lúc đó.",
        # summary of plan
        "plan_title": "Kế hoạch {start} – {end} ({weeks} tuần)",
        "scenario": "Kịch bản: {scenario}",
        "area": "Địa bàn: {area}",
        "planned_of_due": "Lượt phục vụ: {planned} trên {due} lượt đến hạn",
        "driving": "Lái xe",
        "sailing": "Chạy thuyền",
        "ferry": "Trên phà, tàu",
        "waiting": "Chờ",
        "service": "Phục vụ",
        "distance": "Quãng đường",
        "duties": "Số chuyến",
        "cost": "Chi phí",
        "worst_gap": "Giãn cách dài nhất",
        "days_count": "quá {count} ngày (nhóm đối tượng)",
        "irregular": "Lệch thứ quen",
        "visits_count": "{count} lượt",
        "start_spread": "Lệch giờ, trung bình",
        "moved": "Đã chuyển chỗ",
        "moved_count": "{count} lượt, và {forced} lượt buộc phải chuyển",
        "moves_title": "{count} lượt không còn như kế hoạch trước:",
        "move_missing": "chưa xếp được",
        "moves_hint": "Có thể xếp được thêm nếu cho chuyển hơn {most} lượt đang giữ: --max-moves.",
        "curve_title": "Giá của việc giữ nguyên (số lượt được chuyển → tiết kiệm):",
        "curve_point": "  {most}: chuyển {moved}, bớt {saved} phút, {vnd} VND; tổng {duty}, "
        "thiếu {missed} lượt",
        "gap": "Chi phí đi lại: hơn mức thấp nhất có thể không quá {gap} % (ít nhất {bound} VND).",
        "no_gap_not-asked": "Chưa tính xem chi phí đi lại cách mức thấp nhất có thể bao xa.",
        "no_gap_no-visits": "Không tính được chi phí đi lại thấp nhất: chuyến nhiều ngày cũng "
        "phục vụ được mọi lượt.",
        "no_gap_no-time": "Chưa kịp tính chi phí đi lại thấp nhất có thể.",
        "no_gap_too-large": "Bài toán quá lớn để tính chi phí đi lại thấp nhất có thể.",
        "no_gap_zero": "Chi phí đi lại thấp nhất có thể là 0 VND, nên không có tỉ lệ.",
        "unassigned_title": "Chưa xếp được {count} lượt:",
        "unassigned_more": "  … và {count} lượt nữa trong plan.json.",
        "written": "Kế hoạch: {path}",
        "written_map": "Bản đồ:   {path}",
        # groups
        "group_island": "hải đảo",
        "group_border": "biên giới",
        "group_mountain": "miền núi",
        "group_hard": "khó khăn",
        "group_very_hard": "đặc biệt khó khăn",
        "group_other": "nơi khác",
        # check
        "check_fine": "Kế hoạch đúng mọi quy tắc: {routes} chuyến, {visits} lượt phục vụ.",
        "check_found": "{count} vi phạm:",
        "project_changed": "Dữ liệu dự án đã đổi sau khi lập kế hoạch: {files}.",
        # publish
        "published": "Đã ban hành {file}: {start} – {end}, {visits} lượt phục vụ.",
        "published_same": "Kế hoạch này đã được ban hành: {file}.",
        # show
        "show_day": "{weekday} {date}",
        "show_empty": "Kế hoạch không có chuyến nào.",
        "show_load": "rời kho với {crates} thùng",
        "show_until": "đến {time}",
        "show_lunch": "nghỉ trưa {start}–{end}",
        "arrive": "Đến",
        "open": "Mở cửa",
        "leave": "Đi",
        "what": "Việc",
        "place": "Nơi",
        "crates": "Thùng",
        "start_duty": "xuất phát",
        "end_duty": "về đến nơi",
        "mobile": "phục vụ lưu động",
        "exchange": "luân chuyển sách",
        "feed": "giao thùng sách cho {boat}",
        "ferry_leg": "phà, tàu {crossing}, cập bến {time}",
        "foot_leg": "phà, tàu {crossing} không mang xe, cập bến {time}",
        "walk_leg": "đi bộ, mang thùng",
        "park": "để xe tại bến",
        "unpark": "lên xe lại",
        "crate_change": "giao {out}, nhận {into}",
        "unassigned": "Chưa xếp được",
        # init, import, map, data
        "init_done": "Đã tạo thư mục dự án {folder}:",
        "init_next": "Tiếp theo: sửa các bảng, chạy `routeplan -C {folder} validate`, rồi "
        "`routeplan -C {folder} plan`.",
        "import_counts": "{path}: thêm {added}, cập nhật {updated}, giữ nguyên {unchanged}, "
        "không nhận {rejected}.",
        "import_duplicates": "{count} dòng có lẽ là điểm đã có (--force để vẫn thêm):",
        "import_kept": "{count} ô giữ theo bản bạn đã sửa:",
        "map_done": "Bản đồ: {path}",
        "data_fetched": "Đã lưu ranh giới xã, phường: {path}",
        "data_file": "tệp",
        "data_date": "ngày",
        "data_licence": "giấy phép",
        "data_source": "nguồn",
        # doctor
        "doctor_status": "tình trạng",
        "doctor_what": "mục",
        "doctor_detail": "chi tiết",
        "doctor_ok": "tốt",
        "doctor_warning": "cảnh báo",
        "doctor_missing": "thiếu",
        "doctor_encoding": "hệ thống {locale}, tên tệp {names}, đầu ra {output}",
        "doctor_item_embedded data": "dữ liệu có sẵn",
        "doctor_item_encoding": "bảng mã",
        "doctor_item_timetable": "lịch chạy",
        "doctor_data": "{count} tệp, mới nhất {newest}",
        "doctor_lasts": "không ghi ngày hết hiệu lực",
        "doctor_valid": "có hiệu lực đến {until}",
        "doctor_over": "có hiệu lực đến {until}; hãy cập nhật crossings.csv trước khi lập các "
        "tuần sau đó",
        "doctor_item_cache folder": "thư mục tạm",
        "doctor_cache": "{folder}: {reason}; thời gian đi lại sẽ được tính lại mỗi lần chạy",
        "doctor_item_planning": "lập kế hoạch",
        "doctor_planned": "xếp được {planned} trên {due} lượt của một bài toán rất nhỏ",
        "doctor_item_compiled search": "bộ tìm kiếm đã biên dịch",
        "doctor_compiled": "đã biên dịch {count} hàm trong {seconds} giây, giữ ở {folder}",
        "doctor_loaded": "có sẵn, nạp trong {seconds} giây, giữ ở {folder}",
        "doctor_numba_folder": "thư mục do numba chọn",
        "doctor_no_compiler": "chưa cài numba; OR-Tools sẽ lập kế hoạch",
        "step_roads": "Đang đọc đường từ OpenStreetMap …",
        "step_osrm": "Đang dựng dữ liệu OSRM …",
        "network_source": "Nguồn: {source}; dữ liệu ngày: {vintage}",
        "network_counts": "Nút: {nodes}, đoạn: {edges}, đường: {km} km",
        "network_parts": "{profile}: {parts} mạng liền, lớn nhất {largest_km} km; {scraps} mẩu rời",
        "network_ferries": "Tuyến phà trên bản đồ ({count}); giờ chạy ghi trong crossings.csv:",
        "network_sites": "Điểm gần đường: {joined}/{all}",
        "network_far": "Điểm xa mọi con đường ({count}):",
        "network_cut_off": "Điểm ở mẩu đường rời ({count}):",
        "days_old": "{days} ngày trước",
        "age_unknown": "không rõ",
    },
    "en": {
        "error": "Error",
        "bug": "A fault in routeplan itself: {what}",
        "bug_report": "Please report it with the lines above, the command that you typed and what "
        "`routeplan doctor` says.",
        "bug_report_verbose": "Run the command again with -v and report what it prints.",
        "interrupted": "Stopped as you asked; nothing was changed.",
        "severity_error": "error",
        "severity_warning": "warning",
        "severity_info": "note",
        "row": "row {row}",
        "column": "column {column}",
        "notices_none": "No mistake was found in the data.",
        "notices_count": "Errors: {errors}, warnings: {warnings}, notes: {infos}.",
        "notices_hidden": "Notes not shown: {count}; `routeplan validate` lists them.",
        "step_load": "Reading the project folder …",
        "step_travel": "Working out travel times …",
        "step_solve": "Planning {visits} visits with {vehicles} vehicles …",
        "step_check": "Checking the plan …",
        "step_map": "Drawing the map …",
        "step_compile": "Compiling the search, the first time only…",
        "compiling": "Compiling … {seconds} s, {functions} functions done",
        "searching": "Searching … {seconds} s, {missing} visits missing, {cost} VND",
        "stopping": "Stopping; the best plan so far is kept (Ctrl-C once more drops it).",
        "stopped_early": "The search was stopped early; this is the best plan found until then.",
        "plan_title": "Plan {start} – {end} (weeks: {weeks})",
        "scenario": "Scenario: {scenario}",
        "area": "Area: {area}",
        "planned_of_due": "Visits: {planned} of {due} due",
        "driving": "Driving",
        "sailing": "Sailing",
        "ferry": "On ferries and ships",
        "waiting": "Waiting",
        "service": "Service",
        "distance": "Distance",
        "duties": "Duties",
        "cost": "Cost",
        "worst_gap": "Worst gap",
        "days_count": "{count} days too long (target groups)",
        "irregular": "Off their weekday",
        "visits_count": "{count} visits",
        "start_spread": "Hours apart, mean",
        "moved": "Moved",
        "moved_count": "{count} visits, and {forced} that had to",
        "moves_title": "Not where the previous plan had them ({count}):",
        "move_missing": "not planned",
        "moves_hint": "More may fit if more than {most} of the kept visits may move: --max-moves.",
        "curve_title": "The price of keeping (moves allowed → saved):",
        "curve_point": "  {most}: {moved} moved, {saved} min and {vnd} VND saved; {duty} in all, "
        "{missed} not planned",
        "gap": "Travel costs at most {gap} % more than the best possible (at least {bound} VND).",
        "no_gap_not-asked": "How far travel is from the best possible was not asked.",
        "no_gap_no-visits": "No least cost of travel: duties of several days could serve "
        "every visit.",
        "no_gap_no-time": "No least cost of travel was reached in the time.",
        "no_gap_too-large": "The problem is too large for a least cost of travel.",
        "no_gap_zero": "The least travel possible costs 0 VND, so that there is no percentage.",
        "unassigned_title": "Not planned ({count}):",
        "unassigned_more": "  … and {count} more in plan.json.",
        "written": "Plan: {path}",
        "written_map": "Map:  {path}",
        "group_island": "island",
        "group_border": "border",
        "group_mountain": "mountain",
        "group_hard": "hard",
        "group_very_hard": "very hard",
        "group_other": "elsewhere",
        "check_fine": "The plan keeps every rule: {routes} duties, {visits} visits.",
        "check_found": "Violations ({count}):",
        "project_changed": "The project changed since the plan was made: {files}.",
        "published": "Published {file}: {start} – {end}, {visits} visits.",
        "published_same": "This plan is published already: {file}.",
        "show_day": "{weekday} {date}",
        "show_empty": "The plan holds no duty.",
        "show_load": "leaves with {crates} crates",
        "show_until": "until {time}",
        "show_lunch": "lunch {start}–{end}",
        "arrive": "Arrive",
        "open": "Open",
        "leave": "Leave",
        "what": "What",
        "place": "Where",
        "crates": "Crates",
        "start_duty": "start",
        "end_duty": "back",
        "mobile": "mobile service",
        "exchange": "crate exchange",
        "feed": "crates for {boat}",
        "ferry_leg": "ferry or ship {crossing}, lands {time}",
        "foot_leg": "ferry or ship {crossing} without the vehicle, lands {time}",
        "walk_leg": "on foot, carrying crates",
        "park": "vehicle left at the pier",
        "unpark": "back to the vehicle",
        "crate_change": "out {out}, in {into}",
        "unassigned": "Not planned",
        "init_done": "Made the project folder {folder}:",
        "init_next": "Next: edit the tables, run `routeplan -C {folder} validate`, then "
        "`routeplan -C {folder} plan`.",
        "import_counts": "{path}: added {added}, updated {updated}, unchanged {unchanged}, "
        "rejected {rejected}.",
        "import_duplicates": "Likely places already known, --force adds them ({count}):",
        "import_kept": "Cells that stay as you edited them ({count}):",
        "map_done": "Map: {path}",
        "data_fetched": "Saved the boundaries of the communes: {path}",
        "data_file": "file",
        "data_date": "date",
        "data_licence": "licence",
        "data_source": "source",
        "doctor_status": "status",
        "doctor_what": "what",
        "doctor_detail": "detail",
        "doctor_ok": "ok",
        "doctor_warning": "warning",
        "doctor_missing": "missing",
        "doctor_encoding": "locale {locale}, file names {names}, output {output}",
        "doctor_item_embedded data": "embedded data",
        "doctor_item_encoding": "encoding",
        "doctor_item_timetable": "timetable",
        "doctor_data": "{count} files, newest {newest}",
        "doctor_lasts": "no end date",
        "doctor_valid": "valid to {until}",
        "doctor_over": "valid to {until}; update crossings.csv before you plan later weeks",
        "doctor_item_cache folder": "cache folder",
        "doctor_cache": "{folder}: {reason}; travel times are worked out anew in each run",
        "doctor_item_planning": "planning",
        "doctor_planned": "{planned} of {due} visits of a tiny case",
        "doctor_item_compiled search": "compiled search",
        "doctor_compiled": "{count} functions compiled in {seconds} s, kept in {folder}",
        "doctor_loaded": "was there, loaded in {seconds} s, kept in {folder}",
        "doctor_numba_folder": "a folder of numba's choice",
        "doctor_no_compiler": "numba is not installed; OR-Tools plans instead",
        "step_roads": "Reading roads from OpenStreetMap …",
        "step_osrm": "Building OSRM's files …",
        "network_source": "Source: {source}; data of: {vintage}",
        "network_counts": "Nodes: {nodes}, edges: {edges}, roads: {km} km",
        "network_parts": "{profile}: {parts} joined networks, the largest {largest_km} km; "
        "{scraps} scraps",
        "network_ferries": "Ferry lines on the map ({count}); sailings belong into crossings.csv:",
        "network_sites": "Sites near a road: {joined} of {all}",
        "network_far": "Sites far from every road ({count}):",
        "network_cut_off": "Sites on a scrap of road ({count}):",
        "days_old": "{days} days ago",
        "age_unknown": "unknown",
    },
}

_WEEKDAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


# Rooms with many texts keep them in a module of their own, named here.
_PARTS: tuple[dict[str, dict[str, str]], ...] = (
    texts_ledger.TEXTS,
    texts_periods.TEXTS,
    texts_rotation.TEXTS,
    texts_coverage.TEXTS,
    texts_sweep.TEXTS,
    texts_timetables.TEXTS,
    texts_documents.TEXTS,
    texts_terminal.TEXTS,
)
for _part in _PARTS:
    for _language, _texts in _part.items():
        TEXTS[_language].update(_texts)


def known(language: str | None) -> str:
    """Return `language` where routeplan speaks it, else Vietnamese."""
    return language if language is not None and language in TEXTS else DEFAULT_LANGUAGE


def spoken(chosen: str | None, folder: Path) -> str:
    """Return the language chosen, else that of a project folder's routeplan.toml, if it has one.

    For what is said before, or without, loading a project; a broken file is not its business.
    """
    import tomllib

    if chosen:
        return known(chosen)
    try:
        settings = tomllib.loads((folder / "routeplan.toml").read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return DEFAULT_LANGUAGE
    named = settings.get("language")
    return known(named if isinstance(named, str) else None)


def text(key: str, language: str | None, **values: object) -> str:
    """Return the sentence `key` in `language` (Vietnamese where None), filled with `values`."""
    return TEXTS[known(language)][key].format(**values)


def weekday(day: date, language: str) -> str:
    """Return the name of the weekday of `day`."""
    return _WEEKDAYS[known(language)][day.weekday()]


def day_text(day: date) -> str:
    """Return a date as people here write it, ``30/11/2026``."""
    return day.strftime("%d/%m/%Y")


def later(day: date, days: int) -> date:
    """Return `day` plus `days`, held within the calendar: a hand-edited plan may say anything."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def number(value: float, language: str, decimals: int = 0) -> str:
    """Return a number with separators: 1.234,5 in Vietnamese, 1,234.5 in English."""
    shown = f"{value:,.{decimals}f}"
    if known(language) == "en":
        return shown
    return shown.translate(str.maketrans(",.", ".,"))


def minutes(value: int, language: str) -> str:
    """Return minutes as hours and minutes, e.g. ``3 h 05``."""
    hours, rest = divmod(value, 60)
    unit = "giờ" if known(language) == "vi" else "h"
    return f"{hours} {unit} {rest:02d}"
