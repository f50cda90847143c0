"""What the commands about book sets say."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "vi": {
        "step_rotate": "Chia {sets} bộ sách cho {exchanges} lượt luân chuyển …",
        "rotating": "Đang chia bộ sách … {done}/{all}",
        "rotate_title": "Luân chuyển sách {start} – {end}",
        "rotate_counts": "Lượt có bộ sách mới: {delivered} trên {visits}; lặp lại nhiều nhất "
        "{repeat} % đầu sách; {crates} lượt thùng qua kho",
        "rotate_idle": "Thùng sách không được luân chuyển: {crates} ({names})",
        "rotate_idle_none": "Mọi thùng sách đều được luân chuyển.",
        "rotate_sites": "Điểm phục vụ",
        "rotate_received": "Bộ nhận",
        "rotate_fresh": "Đầu sách mới",
        "rotate_per_child": "Mỗi trẻ",
        "rotate_avoided": "Tránh lặp",
        "rotate_sets": "Các bộ sách, theo ngày giao",
        "rotate_groups": "Theo nhóm đối tượng",
        "rotate_unmet": "{count} lượt không có bộ sách mới:",
        "rotate_unmet_line": "  [{code}] {count} lượt: {reason} {action}",
        "rotate_written": "Luân chuyển: {path}",
        "rotation_fine": "Luân chuyển đúng mọi quy tắc: {exchanges} lượt, {sets} bộ sách.",
        "rotation_found": "Luân chuyển phạm {count} quy tắc:",
        "rotation_stale": "{path} được lập cho một kế hoạch khác, nên không được kiểm tra; "
        "lập lại bằng `routeplan rotate`.",
        "rotate_plans_first": "Chưa có kế hoạch nào được công bố; lập một kế hoạch trước.",
        "titles_counts": "{path}: thêm {added}, sửa {updated}, giữ nguyên {unchanged}, "
        "bỏ {rejected} đầu sách",
        "sets_made": "{path}: {sets} bộ sách với {titles} đầu sách, {copies} bản; "
        "{left} bản chưa dùng",
    },
    "en": {
        "step_rotate": "Giving {sets} sets to {exchanges} exchanges …",
        "rotating": "Rotating … {done}/{all}",
        "rotate_title": "Rotation of book sets {start} – {end}",
        "rotate_counts": "Visits with another set: {delivered} of {visits}; at most {repeat} % of "
        "titles met again; {crates} crates through depots",
        "rotate_idle": "Crates out of circulation: {crates} ({names})",
        "rotate_idle_none": "Every crate circulates.",
        "rotate_sites": "Site",
        "rotate_received": "Sets",
        "rotate_fresh": "Fresh titles",
        "rotate_per_child": "Per child",
        "rotate_avoided": "Repeats avoided",
        "rotate_sets": "Sets by date",
        "rotate_groups": "By target group",
        "rotate_unmet": "{count} visits without another set:",
        "rotate_unmet_line": "  [{code}] {count} visits: {reason} {action}",
        "rotate_written": "Rotation: {path}",
        "rotation_fine": "The rotation keeps every rule: {exchanges} exchanges, {sets} sets.",
        "rotation_found": "The rotation breaks {count} rules:",
        "rotation_stale": "{path} was made for another plan and is not checked; make it anew with "
        "`routeplan rotate`.",
        "rotate_plans_first": "No plan is published; one is made first.",
        "titles_counts": "{path}: {added} titles added, {updated} updated, {unchanged} unchanged, "
        "{rejected} refused",
        "sets_made": "{path}: {sets} collections of {titles} titles, {copies} copies; {left} "
        "copies not used",
    },
}
