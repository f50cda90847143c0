"""Write docs/errors.md and docs/errors.vi.md: every code with its words, mistake and cure.

Run `python -m tools.gen_error_index` from the repository root. A test compares the files.
"""

from __future__ import annotations

import csv
import io
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

from routeplan.check import RULES
from routeplan.language import Catalogue
from routeplan.language.spoken import ERRORS
from routeplan.model.plan import REASONS
from routeplan.project.messages import TEXTS as FINDINGS
from routeplan.project.severities import SEVERITIES
from routeplan.solve.why.words import TEXTS as REASON_TEXTS
from tools.error_examples import CELLS, COMMANDS, LINES, Cell, Command, Line
from tools.sound_project import TABLES

DOCS = Path(__file__).resolve().parent.parent / "docs"
TARGETS = {"en": DOCS / "errors.md", "vi": DOCS / "errors.vi.md"}

WORDS = {
    "en": {
        "title": "Index of codes",
        "intro": "Every error, finding, violation and reason has a code, the same in every "
        "language; what is said in brackets, like `[landing-unknown]`, is looked up here. Where a "
        "small mistake produces the code, it is shown with what should have stood there; a test "
        "plants each of them. ‹Words in these brackets› are filled in with yours.",
        "findings": "Findings about the project folder",
        "findings_intro": "`routeplan validate` lists them with file, row and column. An *error* "
        "stops planning, a *warning* and a *note* do not.",
        "commands": "Errors of commands",
        "commands_intro": "The command ends without having changed anything.",
        "rooms": "Errors of geography, travel and planning",
        "rooms_intro": "The message itself says what to do.",
        "violations": "Violations of a plan",
        "violations_intro": "`routeplan check` finds them. What the words mean exactly stands in "
        "[Concepts](concepts.md).",
        "reasons": "Reasons why a visit is not planned",
        "reasons_intro": "They stand in the summary, in `plan.json` and on the map; "
        "`routeplan explain PLAN SITE` says more, and what would change it.",
        "error": "error", "warning": "warning", "info": "note",
        "wrong": "Wrong", "right": "Right", "nothing": "(nothing)",
        "code": "code", "rule": "what must hold", "reason": "meaning",
    },
    "vi": {
        "title": "Danh mục mã",
        "intro": "Mỗi lỗi, phát hiện, vi phạm và lý do đều có một mã, giống nhau ở mọi ngôn ngữ; "
        "mã trong ngoặc vuông như `[landing-unknown]` tra ở đây. Nơi nào một lỗi nhỏ sinh ra mã, "
        "lỗi ấy được nêu cùng với cách ghi đúng; một phép thử gieo từng lỗi để kiểm lại. ‹Chữ "
        "trong ngoặc này› được thay bằng dữ liệu của bạn.",
        "findings": "Phát hiện về thư mục dự án",
        "findings_intro": "`routeplan validate` liệt kê kèm tệp, dòng và cột. *Lỗi* làm dừng việc "
        "lập kế hoạch; *cảnh báo* và *lưu ý* thì không.",
        "commands": "Lỗi của lệnh",
        "commands_intro": "Lệnh dừng và chưa thay đổi gì.",
        "rooms": "Lỗi về địa lý, đường đi và lập kế hoạch",
        "rooms_intro": "Thông báo tự nói phải làm gì.",
        "violations": "Vi phạm của kế hoạch",
        "violations_intro": "`routeplan check` tìm ra chúng. Mỗi quy tắc nêu bằng tiếng Anh như "
        "trong bộ kiểm tra; nghĩa chính xác nằm ở [Khái niệm](concepts.md).",
        "reasons": "Lý do một lượt chưa được xếp",
        "reasons_intro": "Lý do nằm trong bản tóm tắt, trong `plan.json` và trên bản đồ; "
        "`routeplan explain PLAN SITE` nói rõ hơn và nêu cách khắc phục.",
        "error": "lỗi", "warning": "cảnh báo", "info": "lưu ý",
        "wrong": "Sai", "right": "Đúng", "nothing": "(không có gì)",
        "code": "mã", "rule": "điều phải đúng", "reason": "ý nghĩa",
    },
}  # fmt: skip

ROOMS = frozenset(
    {
        "area-ambiguous", "area-unknown", "checksum-mismatch", "compare-horizons", "compare-one",
        "data-missing", "download-broken", "download-unexpected", "engine-unknown",
        "engine-unsupported", "file-exists", "file-unwritable", "fixed-impossible",
        "landing-closed", "landing-inland", "landing-off-map", "plan-beyond-documents",
        "rotation-unreadable", "template-invalid", "tiles-address",
    }
)  # fmt: skip
"""Codes of errors that the rooms below the commands raise, not the commands themselves."""


def render(language: str) -> str:
    """Return the whole page in `language`."""
    words = WORDS[language]
    return "\n".join(_page(language, words)) + "\n"


def _page(language: str, words: Mapping[str, str]) -> Iterator[str]:
    yield f"# {words['title']}\n"
    yield "<!-- Written by tools/gen_error_index.py from the code; do not edit. -->\n"
    yield words["intro"]
    yield f"\n## {words['findings']}\n\n{words['findings_intro']}"
    shown = _by_code()
    for code, severity in sorted(SEVERITIES.items()):
        yield f"\n### `{code}`\n"
        yield f"*{words[severity.value]}* · {_said(FINDINGS, code, language)}"
        yield from _example(shown.get(code), words)
    yield f"\n## {words['commands']}\n\n{words['commands_intro']}"
    for code in sorted(command_codes()):
        yield f"\n### `{code}`\n"
        yield _said(ERRORS, code, language)
        yield from _example(shown.get(code), words)
    yield f"\n## {words['rooms']}\n\n{words['rooms_intro']}"
    for code in sorted(ROOMS):
        yield f"\n### `{code}`\n"
        yield _said(ERRORS, code, language)
        yield from _example(shown.get(code), words)
    yield f"\n## {words['violations']}\n\n{words['violations_intro']}\n"
    yield f"| {words['code']} | {words['rule']} |\n|---|---|"
    yield from (f"| `{rule.code}` | {rule.meaning} |" for rule in RULES)
    yield f"\n## {words['reasons']}\n\n{words['reasons_intro']}\n"
    yield f"| {words['code']} | {words['reason']} |\n|---|---|"
    for code, meaning in REASONS.items():
        told = language == "vi" and REASON_TEXTS.has(code)
        yield f"| `{code}` | {_plain(REASON_TEXTS.template(code, 'vi')) if told else meaning} |"


def command_codes() -> set[str]:
    """Return the codes of errors of commands: those that are of no room."""
    keys = {key.removesuffix(".cause") for key in sorted(ERRORS.keys()) if key.endswith(".cause")}
    rooms = tuple(f"{code}-" for code in ROOMS)
    return {
        key
        for key in keys - SEVERITIES.keys() - ROOMS
        # One code may have several sentences: `area-unknown-near` is of area-unknown.
        if not key.startswith(rooms)
    }


def _said(catalogue: Catalogue, code: str, language: str) -> str:
    return " ".join(
        _plain(catalogue.template(f"{code}.{part}", language)) for part in ("cause", "action")
    )


def _by_code() -> dict[str, Cell | Line | Command]:
    return {example.code: example for example in (*CELLS, *LINES, *COMMANDS)}


def _example(example: Cell | Line | Command | None, words: Mapping[str, str]) -> Iterator[str]:
    """Yield the wrong piece and the right one, each under its heading."""
    if example is None:
        return
    if isinstance(example, Command):
        title, bad, good = "", example.bad, example.good
    elif isinstance(example, Line):
        title, bad, good = example.file, example.bad.strip(), example.good.strip()
    else:
        title, bad, good = f"{example.table}.csv", *cell_snippets(example)
    where = f" (`{title}`)" if title else ""
    for word, piece in ((words["wrong"], bad), (words["right"], good)):
        yield f"\n{word}{where}:\n\n```text\n{piece or words['nothing']}\n```"


def cell_snippets(example: Cell) -> tuple[str, str]:
    """Return the row with the wrong cell and with the right one: the columns that matter."""
    header, *rows = csv.reader(io.StringIO(TABLES[example.table]))
    right = dict(zip(header, rows[example.row - 2], strict=True))
    wrong = {**right, example.column: example.text, **dict(example.also)}
    names = list(dict.fromkeys([header[0], example.column, *dict(example.also)]))
    kept = [name for name in names if name in right]
    return _snippet(names, wrong), _snippet(kept, right)


def _snippet(names: list[str], cells: Mapping[str, str]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([names, [cells[name] for name in names]])
    return buffer.getvalue().strip()


def _plain(template: str) -> str:
    """Return a template with its gaps as ‹words›, safe in a page and a cell of a table."""
    parts = string.Formatter().parse(template)
    shown = "".join(text + (f"‹{gap}›" if gap else "") for text, gap, _, _ in parts)
    return shown.replace("|", "\\|").replace("<", "&lt;").strip()


if __name__ == "__main__":
    for name, path in TARGETS.items():
        path.write_text(render(name), encoding="utf-8", newline="\n")
