"""What the terminal says while it waits, and what `routeplan doctor` says, in both languages."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "vi": {
        "bounding": "Đang so với mức thấp nhất … {seconds} giây, chi phí {cost} VND; đi lại ít "
        "nhất {bound} VND, chênh nhiều nhất {gap} %",
        "doctor_absent": "chưa cài",
        "doctor_item_extra": "phần thêm",
        "doctor_extra_absent": 'chưa cài; {what}: pip install "routeplan[{extra}]"',
        "doctor_extra_python": "cần Python {python} trở lên; {what}",
        "doctor_extra_osrm": "tính đường bộ nhanh hơn",
        "doctor_extra_tides": "thủy triều từ hằng số điều hòa",
        "doctor_extra_dask": "chạy nhiều kịch bản trên cụm máy",
        "doctor_item_fonts": "phông chữ",
        "doctor_fonts": "{family} có đủ chữ tiếng Việt ({count} phông phù hợp)",
        "doctor_fonts_none": "máy này không có phông nào đủ chữ tiếng Việt cho trình duyệt và "
        "LibreOffice; cài ví dụ fonts-dejavu-core hoặc fonts-noto-core",
        "doctor_fonts_unseen": "không xem được phông của máy này",
        "doctor_item_disk": "ổ đĩa",
        "doctor_disk": "{where}: còn trống {free} GB",
        "doctor_disk_full": "{where}: chỉ còn trống {free} GB; nên còn ít nhất {least} GB",
        "doctor_item_data": "dữ liệu",
        "doctor_data_age": "{date} ({days} ngày trước), {licence}; nguồn: {source}",
        "doctor_data_undated": "không ghi ngày, {licence}; nguồn: {source}",
        "doctor_item_project": "dự án",
        "doctor_project_age": "mạng đường: {source}, dữ liệu ngày {vintage}",
    },
    "en": {
        "bounding": "Comparing with the best possible … {seconds} s, cost {cost} VND; travel at "
        "least {bound} VND, at most {gap} % apart",
        "doctor_absent": "absent",
        "doctor_item_extra": "extra",
        "doctor_extra_absent": 'not installed; {what}: pip install "routeplan[{extra}]"',
        "doctor_extra_python": "needs Python {python} or later; {what}",
        "doctor_extra_osrm": "quicker road matrices",
        "doctor_extra_tides": "tides from harmonic constants",
        "doctor_extra_dask": "many scenarios on a cluster",
        "doctor_item_fonts": "fonts",
        "doctor_fonts": "{family} has every Vietnamese letter ({count} fonts that do)",
        "doctor_fonts_none": "no font here has every Vietnamese letter, for browsers and "
        "LibreOffice; install e.g. fonts-dejavu-core or fonts-noto-core",
        "doctor_fonts_unseen": "the fonts of this computer cannot be looked at",
        "doctor_item_disk": "disk",
        "doctor_disk": "{where}: {free} GB free",
        "doctor_disk_full": "{where}: only {free} GB free; {least} GB are wanted",
        "doctor_item_data": "data",
        "doctor_data_age": "{date} ({days} days ago), {licence}; source: {source}",
        "doctor_data_undated": "no date, {licence}; source: {source}",
        "doctor_item_project": "project",
        "doctor_project_age": "roads: {source}, data of {vintage}",
    },
}
