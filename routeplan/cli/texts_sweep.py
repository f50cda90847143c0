"""What `routeplan sweep` says."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "vi": {
        "sweep_running": "Đã giải {done} trên {all} kịch bản …",
        "sweep_stopped": "Đã dừng sau {done} trên {all} kịch bản; kết quả được giữ. Chạy lại cùng "
        "lệnh để làm tiếp.",
        "sweep_failed": "Không giải được «{name}» [{code}]: {reason}",
        "sweep_title": "Đã giải {done} trên {all} kịch bản ({reused} từ lần chạy trước).",
        "sweep_front": "Kịch bản không bị kịch bản nào vượt trội ({count}), rẻ nhất đứng đầu:",
        "sweep_head_scenario": "Kịch bản",
        "sweep_head_cost": "Chi phí, VND",
        "sweep_head_children": "Trẻ em",
        "sweep_head_gap": "Giãn cách, ngày",
        "sweep_head_visits": "Lượt",
        "sweep_head_missing": "Thiếu bắt buộc",
        "sweep_data": "Số liệu: {path}",
        "sweep_page": "Đánh đổi: {path}",
    },
    "en": {
        "sweep_running": "{done} of {all} scenarios solved …",
        "sweep_stopped": "Stopped after {done} of {all} scenarios; results are kept. Run the same "
        "command to go on.",
        "sweep_failed": "«{name}» failed [{code}]: {reason}",
        "sweep_title": "Scenarios solved: {done} of {all} (from earlier runs: {reused}).",
        "sweep_front": "Scenarios that no other beats ({count}), the cheapest first:",
        "sweep_head_scenario": "Scenario",
        "sweep_head_cost": "Cost, VND",
        "sweep_head_children": "Children",
        "sweep_head_gap": "Gap, days",
        "sweep_head_visits": "Visits",
        "sweep_head_missing": "Required missing",
        "sweep_data": "Figures: {path}",
        "sweep_page": "Trade-off: {path}",
    },
}

FAILURES: dict[str, dict[str, tuple[str, str]]] = {
    "usage-dask-scheduler": {
        "vi": (
            "--backend dask cần địa chỉ của bộ điều phối.",
            "Thêm --scheduler, ví dụ --scheduler tcp://127.0.0.1:8786.",
        ),
        "en": (
            "--backend dask needs the address of a scheduler.",
            "Add --scheduler, e.g. --scheduler tcp://127.0.0.1:8786.",
        ),
    },
    "usage-scheduler-dask": {
        "vi": ("--scheduler chỉ dùng với --backend dask.", "Thêm --backend dask."),
        "en": ("--scheduler goes with --backend dask alone.", "Add --backend dask."),
    },
    "usage-jobs-dask": {
        "vi": (
            "--jobs là số tiến trình trên máy này; Dask dùng mọi worker của cụm.",
            "Bỏ --jobs, hoặc bỏ --backend dask.",
        ),
        "en": (
            "--jobs counts processes on this machine; Dask uses all workers of the cluster.",
            "Leave out --jobs, or --backend dask.",
        ),
    },
}
