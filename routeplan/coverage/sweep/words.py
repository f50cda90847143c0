"""The errors of sweeps in Vietnamese and English; `{file}` and `{key}` say where."""

from __future__ import annotations

from routeplan.model import ExitCode, RouteplanError

# code: language: (cause, action), with {words} to fill in.
MESSAGES: dict[str, dict[str, tuple[str, str]]] = {
    "sweep-missing": {
        "vi": ("Không đọc được {file}: {reason}.", "Nêu tệp TOML mô tả các kịch bản."),
        "en": ("{file} cannot be read: {reason}.", "Name the TOML file that tells the scenarios."),
    },
    "sweep-not-toml": {
        "vi": ("{file} không phải là TOML: {reason}.", "Sửa chỗ đó trong tệp."),
        "en": ("{file} is not TOML: {reason}.", "Mend that place in the file."),
    },
    "sweep-key-unknown": {
        "vi": ("{file}, {key}: không có khóa «{name}».", "Dùng một trong: {known}."),
        "en": ("{file}, {key}: there is no key «{name}».", "Use one of: {known}."),
    },
    "sweep-key-missing": {
        "vi": ("{file}, {key}: thiếu «{name}».", "Thêm khóa đó."),
        "en": ("{file}, {key}: «{name}» is missing.", "Add that key."),
    },
    "sweep-value": {
        "vi": ("{file}, {key}: {value} không dùng được; cần {wanted}.", "Sửa giá trị đó."),
        "en": ("{file}, {key}: {value} will not do; wanted is {wanted}.", "Correct that value."),
    },
    "sweep-name-twice": {
        "vi": ("{file}, {key}: tên «{name}» đã dùng.", "Đặt cho mỗi mục một tên riêng."),
        "en": ("{file}, {key}: the name «{name}» is taken.", "Give each a name of its own."),
    },
    "sweep-empty": {
        "vi": ("{file} không có kịch bản nào.", "Thêm [[axis]] hoặc [[scenario]]."),
        "en": ("{file} holds no scenario.", "Add [[axis]] or [[scenario]]."),
    },
    "sweep-too-many": {
        "vi": (
            "{file} cho {count} kịch bản; nhiều nhất là {most}.",
            "Bỏ bớt trục hoặc giá trị, hay chia tệp thành nhiều tệp.",
        ),
        "en": (
            "{file} makes {count} scenarios; {most} are the most.",
            "Drop axes or values, or split the file.",
        ),
    },
    "sweep-table-unknown": {
        "vi": ("{file}, {key}: không có bảng «{name}».", "Dùng một trong: {known}."),
        "en": ("{file}, {key}: there is no table «{name}».", "Use one of: {known}."),
    },
    "sweep-column-unknown": {
        "vi": ("{file}, {key}: bảng {table} không có cột «{name}».", "Dùng một trong: {known}."),
        "en": (
            "{file}, {key}: the table {table} has no column «{name}».",
            "Use one of: {known}.",
        ),
    },
    "sweep-row-unknown": {
        "vi": (
            "{file}, {key}: bảng {table} không có dòng nào khớp với «{name}».",
            "Dùng một trong: {known}.",
        ),
        "en": (
            "{file}, {key}: no row of the table {table} fits «{name}».",
            "Use one of: {known}.",
        ),
    },
    "sweep-two-folders": {
        "vi": (
            "{file}, {key}: {first} và {second} cùng nêu thư mục trong scenarios/.",
            "Chỉ một trục được dùng folder; ghi phần còn lại bằng set.",
        ),
        "en": (
            "{file}, {key}: {first} and {second} both name a folder of scenarios/.",
            "Let one axis use folder; write the rest with set.",
        ),
    },
    "sweep-scenario-invalid": {
        "vi": ("{file}, {key}: dữ liệu không dùng được: {first}", "Sửa thay đổi đó."),
        "en": ("{file}, {key}: the project is invalid then: {first}", "Mend that change."),
    },
    "sweep-dask-missing": {
        "vi": (
            "Chưa cài Dask (gói distributed).",
            "Cài routeplan[dask], hoặc dùng --backend loky.",
        ),
        "en": (
            "Dask (the package distributed) is not installed.",
            "Install routeplan[dask], or use --backend loky.",
        ),
    },
    "sweep-scheduler": {
        "vi": (
            "Không có bộ điều phối Dask nào trả lời ở {address}: {reason}.",
            "Khởi động `dask scheduler` và các `dask worker`, hoặc sửa --scheduler.",
        ),
        "en": (
            "No Dask scheduler answers at {address}: {reason}.",
            "Start `dask scheduler` and `dask worker`s, or correct --scheduler.",
        ),
    },
    "sweep-no-worker": {
        "vi": (
            "Bộ điều phối Dask ở {address} không có worker nào.",
            "Khởi động `dask worker {address}`.",
        ),
        "en": (
            "The Dask scheduler at {address} has no worker.",
            "Start `dask worker {address}`.",
        ),
    },
    "sweep-backend-lost": {
        "vi": (
            "Việc chạy song song bị hỏng: {reason}.",
            "Chạy lại lệnh; các kịch bản đã xong được giữ.",
        ),
        "en": (
            "The parallel run broke down: {reason}.",
            "Run the command again; scenarios that are done are kept.",
        ),
    },
}

WANTED: dict[str, tuple[str, str]] = {
    "text": ("một chuỗi ký tự", "a text"),
    "texts": ("một danh sách chuỗi ký tự", "a list of texts"),
    "whole": ("một số nguyên từ {low} đến {high}", "a whole number from {low} to {high}"),
    "date": ("một ngày như 2026-11-30", "a date such as 2026-11-30"),
    "table": ("một bảng TOML", "a TOML table"),
    "tables": ("một danh sách bảng TOML", "a list of TOML tables"),
    "cell": ("một chuỗi, số, ngày hoặc true/false", "a text, a number, a date or true/false"),
    "values": ("một danh sách giá trị không rỗng", "a list of values, not empty"),
}


def failure(
    code: str, *, exit_code: ExitCode = ExitCode.INVALID_INPUT, **words: object
) -> RouteplanError:
    """Return the error of a code in English; its details carry the words for Vietnamese."""
    cause, action = MESSAGES[code]["en"]
    return RouteplanError(
        code,
        cause.format_map(words),
        action.format_map(words),
        exit_code=exit_code,
        details=dict(words),
    )


def in_vietnamese(error: RouteplanError) -> tuple[str, str] | None:
    """Return cause and action in Vietnamese, None of errors of other rooms."""
    if error.code not in MESSAGES:
        return None
    words = {name: _VI_WANTED.get(str(word), word) for name, word in error.details.items()}
    cause, action = MESSAGES[error.code]["vi"]
    return cause.format_map(words), action.format_map(words)


def wanted(kind: str, **words: object) -> str:
    """Return what kind of value is wanted, in English."""
    vietnamese, english = (text.format_map(words) for text in WANTED[kind])
    _VI_WANTED[english] = vietnamese
    return english


_VI_WANTED: dict[str, str] = {}
