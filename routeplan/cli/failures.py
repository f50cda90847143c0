"""The errors that the command line itself raises, with their words in two languages.

Errors of the other rooms carry words of their own; `in_language` knows both kinds.
"""

from __future__ import annotations

from typing import Any

from routeplan.cli import (
    failures_documents,
    failures_ledger,
    failures_rotation,
    texts_coverage,
    texts_sweep,
    texts_timetables,
)
from routeplan.cli.texts import known
from routeplan.model import ExitCode, RouteplanError

# code: language: (cause, action), with {words} to fill in.
MESSAGES: dict[str, dict[str, tuple[str, str]]] = {
    **failures_documents.MESSAGES,
    "plan-missing": {
        "vi": (
            "Không có kế hoạch nào ở {path}.",
            "Nêu một tệp plan.json, hoặc thư mục mà `routeplan plan` đã ghi.",
        ),
        "en": (
            "There is no plan at {path}.",
            "Name a plan.json, or the folder that `routeplan plan` wrote.",
        ),
    },
    "plan-unreadable": {
        "vi": ("Không đọc được {path}: {reason}.", "Kiểm tra đường dẫn và quyền đọc."),
        "en": ("{path} cannot be read: {reason}.", "Check the path and your rights to it."),
    },
    "plan-not-json": {
        "vi": (
            "{path} không phải là tệp JSON: {reason}.",
            "Sửa chỗ đó trong tệp, hoặc lập lại bằng `routeplan plan`.",
        ),
        "en": (
            "{path} is not JSON: {reason}.",
            "Mend that place in the file, or make the plan anew with `routeplan plan`.",
        ),
    },
    "plan-format": {
        "vi": (
            "{path} không phải là kế hoạch đúng mẫu: {reason}.",
            "Sửa chỗ đó trong tệp, hoặc lập lại bằng `routeplan plan`.",
        ),
        "en": (
            "{path} is not a plan: {reason}.",
            "Mend that place in the file, or make the plan anew with `routeplan plan`.",
        ),
    },
    "file-error": {
        "vi": (
            "Hệ thống từ chối{path}: {reason}.",
            "Kiểm tra đường dẫn, quyền đọc ghi và chỗ trống trên ổ đĩa.",
        ),
        "en": (
            "The system refuses{path}: {reason}.",
            "Check that the path exists, your rights to it and that the disk has room.",
        ),
    },
    "output-not-a-folder": {
        "vi": ("{path} là tệp, ở chỗ cần một thư mục.", "Chuyển hoặc đổi tên tệp đó."),
        "en": ("{path} is a file where a folder is needed.", "Move or rename that file."),
    },
    "output-is-a-folder": {
        "vi": ("{path} là thư mục.", "Nêu tên tệp sau -o, ví dụ tuan.html."),
        "en": ("{path} is a folder.", "Name a file with -o, e.g. week.html."),
    },
    "output-foreign": {
        "vi": (
            "{path} có {names}, đã được sửa hoặc không do routeplan ghi.",
            "Giữ lại những gì cần, rồi dùng --force; bản cũ chuyển vào .previous.",
        ),
        "en": (
            "{path} holds {names}, edited or not written by routeplan.",
            "Copy what you want to keep, then use --force; the old one goes to .previous.",
        ),
    },
    "usage-seconds-iterations": {
        "vi": (
            "--seconds và --iterations không dùng cùng nhau.",
            "Chỉ nêu điều kiện dừng mà bạn muốn.",
        ),
        "en": (
            "--seconds and --iterations exclude each other.",
            "Give the one that should end the search.",
        ),
    },
    "usage-term-weeks": {
        "vi": (
            "--term lấy ngày đầu và số tuần từ routeplan.toml.",
            "Bỏ --start và --weeks, hoặc bỏ --term.",
        ),
        "en": (
            "--term takes the first day and the weeks from routeplan.toml.",
            "Leave --start and --weeks out, or --term.",
        ),
    },
    "usage-moves-previous": {
        "vi": (
            "--max-moves đếm những lượt rời chỗ so với --previous, mà lệnh không có --previous.",
            "Thêm --previous với một plan.json, hoặc bỏ --max-moves.",
        ),
        "en": (
            "--max-moves counts visits that leave their place in --previous, and there is none.",
            "Add --previous with a plan.json, or leave --max-moves out.",
        ),
    },
    "previous-apart": {
        "vi": (
            "{path} không có lượt nào đến hạn trong {weeks} tuần từ {start}.",
            "Nêu kế hoạch của chính những tuần này, hoặc sửa --start và --weeks.",
        ),
        "en": (
            "No visit of {path} is due from {start} on (weeks: {weeks}).",
            "Name a plan of these weeks, or change --start and --weeks.",
        ),
    },
    "usage-pbf-online": {
        "vi": (
            "Cần đúng một trong hai: --pbf TỆP hoặc --online.",
            "Nêu --pbf với một bản trích OpenStreetMap, hoặc --online khi có mạng.",
        ),
        "en": (
            "Exactly one of --pbf FILE and --online is needed.",
            "Give --pbf with an OpenStreetMap extract, or --online where there is a network.",
        ),
    },
    "usage-import-source": {
        "vi": (
            "Cần đúng một nguồn: một tệp danh sách, --pbf TỆP hoặc --online.",
            "Chỉ nêu nguồn mà bạn muốn nhập.",
        ),
        "en": (
            "Exactly one source is needed: a list, --pbf FILE or --online.",
            "Name the one that you want to import.",
        ),
    },
    "usage-kinds": {
        "vi": ("«{kinds}» không phải là các loại nhập được.", "Chọn trong: {known}."),
        "en": ("«{kinds}» are not kinds that can be imported.", "Choose from {known}."),
    },
    "network-none": {
        "vi": (
            "Dự án {folder} chưa có mạng đường riêng; routeplan dùng khung đường có sẵn.",
            "Chạy `routeplan network build --pbf TỆP` hoặc `--online`.",
        ),
        "en": (
            "The project {folder} has no roads of its own; the embedded skeleton is used.",
            "Run `routeplan network build --pbf FILE` or `--online`.",
        ),
    },
    "nothing-due": {
        "vi": (
            "Không có lượt phục vụ nào đến hạn trong {weeks} tuần từ {start}.",
            "Chọn --start hoặc --weeks khác, hoặc xem lại last_visit và interval_weeks.",
        ),
        "en": (
            "No visit is due from {start} on (weeks: {weeks}).",
            "Choose another --start or --weeks, or look at last_visit and interval_weeks.",
        ),
    },
    "nothing-planned": {
        "vi": (
            "Không xếp được lượt nào trong {due} lượt đến hạn; không ghi gì cả.",
            "Xem lý do của từng lượt, rồi sửa bảng điểm hoặc phương tiện.",
        ),
        "en": (
            "None of the {due} visits due could be planned; nothing was written.",
            "Read the reason of each visit, then mend sites or vehicles.",
        ),
    },
    "required-unassigned": {
        "vi": (
            "{count} lượt bắt buộc chưa được xếp (--strict).",
            "Kế hoạch đã được ghi vào {folder}; lý do nêu ở trên.",
        ),
        "en": (
            "Required visits that are not planned: {count} (--strict).",
            "The plan was written to {folder}; the reasons stand above.",
        ),
    },
    "plan-rejected": {
        "vi": (
            "Kế hoạch tìm được vi phạm {count} quy tắc nên không được ghi: {first}",
            "Đây là lỗi của routeplan. Xin báo lại, kèm thư mục dự án và lệnh đã gõ.",
        ),
        "en": (
            "The plan found breaks rules ({count} times), so nothing was written: {first}",
            "This is a fault in routeplan. Please report it with the project and the command.",
        ),
    },
    "publish-violations": {
        "vi": (
            "Kế hoạch vi phạm {count} quy tắc: {first}",
            "Xem tất cả bằng `routeplan check`; sửa kế hoạch hoặc lập lại.",
        ),
        "en": (
            "The plan breaks rules ({count} times): {first}",
            "See all with `routeplan check`; mend the plan or make it anew.",
        ),
    },
    "published-overlap": {
        "vi": (
            "Đã ban hành kế hoạch khác cho một số ngày này: {files}.",
            "Thêm --force để thay; bản cũ được giữ trong published/replaced.",
        ),
        "en": (
            "Another plan is published for some of these days: {files}.",
            "Add --force to replace it; it is kept in published/replaced.",
        ),
    },
    "published-index": {
        "vi": (
            "Không đọc được {path}: {reason}.",
            "Sửa tệp, hoặc xóa nó rồi ban hành lại các kế hoạch.",
        ),
        "en": (
            "{path} cannot be read: {reason}.",
            "Mend the file, or remove it and publish the plans of record again.",
        ),
    },
    "site-ambiguous": {
        "vi": ("«{asked}» có thể là {named}.", "Ghi một trong các mã: {choices}."),
        "en": ("«{asked}» fits {named}.", "Write one of {choices}."),
    },
    "date-outside": {
        "vi": ("{day} nằm ngoài kế hoạch ({first} đến {last}).", "Nêu một ngày của kế hoạch."),
        "en": ("{day} lies outside the plan ({first} to {last}).", "Name a date of the plan."),
    },
    "vehicle-unknown": {
        "vi": ("Dự án không có phương tiện «{asked}».", "Chọn trong: {known}."),
        "en": ("The project has no vehicle «{asked}».", "Choose one of: {known}."),
    },
    "site-unknown": {
        "vi": (
            "Dự án không có điểm nào tên là «{asked}».",
            "Mã và tên các điểm nằm trong sites.csv; gần giống nhất: {near}.",
        ),
        "en": (
            "No site of the project is called «{asked}».",
            "Ids and names stand in sites.csv; the nearest: {near}.",
        ),
    },
}

# Commands with many errors keep them in a module of their own.
for _part in (
    failures_ledger.MESSAGES,
    failures_rotation.MESSAGES,
    texts_coverage.FAILURES,
    texts_sweep.FAILURES,
    texts_timetables.FAILURES,
):
    MESSAGES.update(_part)


class CliError(RouteplanError):
    """An error of the command line; it can say its words in either language."""

    def __init__(
        self,
        code: str,
        *,
        exit_code: ExitCode = ExitCode.INVALID_INPUT,
        details: dict[str, Any] | None = None,
        **words: object,
    ) -> None:
        self.words = words
        cause, action = self.say("en", code)
        super().__init__(code, cause, action, exit_code=exit_code, details=details)

    def say(self, language: str, code: str | None = None) -> tuple[str, str]:
        """Return cause and action in `language`."""
        cause, action = MESSAGES[code or self.code][known(language)]
        return cause.format_map(self.words), action.format_map(self.words).strip()


def in_language(error: RouteplanError, language: str) -> tuple[str, str]:
    """Return cause and action of an error in `language`, as far as its room can say them."""
    if isinstance(error, CliError):
        return error.say(language)
    from routeplan.cli.room_errors import in_vietnamese
    from routeplan.project.messages import localise

    told = in_vietnamese(error) if known(language) == "vi" else None
    if told is not None:
        return told
    shown = localise(error, language)
    return shown.cause, shown.action
