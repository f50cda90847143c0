"""The errors of geography, travel and reports in Vietnamese, by their code.

Those rooms speak English and put the words of each error into its details; here are the sentences
around these words.
"""

from __future__ import annotations

from routeplan.cli import texts_timetables
from routeplan.cli.failures_documents import VIETNAMESE as _OF_DOCUMENTS
from routeplan.cli.failures_rotation import ROTATION_ROOM
from routeplan.model import RouteplanError

_AREA = "Ghi commune:TÊN, district:TÊN hoặc mã đơn vị gồm năm chữ số."
_AGAIN = "Thử lại sau, có thể qua mạng khác; chưa có gì được ghi."

# By code: the cause, then the action.
VIETNAMESE: dict[str, tuple[str, str]] = {
    **_OF_DOCUMENTS,
    "area-ambiguous": (
        "«{asked}» có thể là nhiều nơi khác nhau.",
        "Ghi một trong các tên: {choices}.",
    ),
    "area-unknown": (
        "Hải Phòng không có xã, phường, đặc khu hay huyện, quận cũ nào là «{asked}».",
        _AREA + " Gần giống: {matches}.",
    ),
    "checksum-mismatch": (
        "Dữ liệu máy chủ trả về không khớp mã băm {wanted}.",
        _AGAIN,
    ),
    "communes-invalid": (
        "{file} không dùng được làm ranh giới xã, phường: {what}.",
        "Sửa hoặc bỏ tệp, hay tải lại bằng `routeplan data fetch communes`.",
    ),
    "data-missing": (
        "Bản cài đặt này thiếu hoặc hỏng tệp dữ liệu {file}.",
        "Cài lại routeplan, hoặc chạy từ một bản mã nguồn đầy đủ.",
    ),
    "download-broken": ("Không đọc được dữ liệu tải từ {url}: {why}.", _AGAIN),
    "download-unexpected": (
        "Dữ liệu tải về không đúng như mong đợi: {what}.",
        "Dùng ranh giới gần đúng, hoặc tự đặt communes.geojson vào thư mục dự án.",
    ),
    "engine-unsupported": (
        "Bộ giải này không đáp ứng được: {rules}.",
        "Bỏ các quy tắc đó khỏi dự án, hoặc chọn bộ giải khác bằng --engine.",
    ),
    "file-exists": ("Đã có {path}.", "Bỏ tệp đó đi, hoặc thêm --force để thay."),
    "file-unwritable": (
        "Không ghi được {path}: {why}.",
        "Chọn thư mục được phép ghi và còn chỗ trống.",
    ),
    "landing-closed": (
        "Bến {landing} ({lat}, {lon}) của thuyền nằm trong vùng mà nogo.geojson cấm thuyền.",
        "Sửa lat và lon trong landings.csv, hoặc sửa vùng trong nogo.geojson.",
    ),
    "landing-inland": (
        "Bến {landing} ({lat}, {lon}) của thuyền cách mặt nước {km} km.",
        "Sửa lat và lon trong landings.csv; sông chỉ là đường thủy ở nơi fairways.geojson ghi.",
    ),
    "landing-off-map": (
        "Bến {landing} ({lat}, {lon}) nằm ngoài vùng bờ biển mà routeplan biết.",
        "Sửa lat và lon, hoặc bỏ thuyền và các điểm dùng bến đó.",
    ),
    "network-unavailable": (
        "Không kết nối được {url}: {why}.",
        "Kiểm tra mạng rồi thử lại; mọi việc khác không cần mạng.",
    ),
    "tiles-address": (
        "«{address}» không phải là địa chỉ ảnh nền bản đồ.",
        "Ghi như https://tiles.example.org/{{z}}/{{x}}/{{y}}.png.",
    ),
}

VIETNAMESE.update(texts_timetables.ROOM_ERRORS)


def in_vietnamese(error: RouteplanError) -> tuple[str, str] | None:
    """Return cause and action in Vietnamese, or None where this page does not know the error."""
    templates = VIETNAMESE.get(error.code) or ROTATION_ROOM.get(error.code)
    if templates is None and error.code.startswith("sweep-"):
        from routeplan.coverage.sweep import words as sweep_words

        return sweep_words.in_vietnamese(error)
    if templates is None:
        return None
    words = {name: _shown(value) for name, value in error.details.items()}
    cause, action = templates
    if not words.get("matches", "-"):
        action = action.removesuffix(" Gần giống: {matches}.")
    return cause.format_map(words), action.format_map(words)


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
