"""What people read, in the language of the project or of the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import RunCli

ENGLISH = "Plan the weeks, check the plan, draw the map."
VIETNAMESE = "Lập kế hoạch cho các tuần, kiểm tra kế hoạch, vẽ bản đồ."


@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        (("plan", "--help"), ENGLISH),
        (("--lang", "vi", "plan", "--help"), VIETNAMESE),
        (("-C", "{project}", "plan", "-h"), VIETNAMESE),
        (("-C", "{project}", "--lang=en", "plan", "-h"), ENGLISH),
    ],
)
def test_help_is_in_the_language_of_its_reader(
    tmp_path: Path, run_cli: RunCli, arguments: tuple[str, ...], first: str
) -> None:
    """As a process: with the choice on the command line, the project's, or neither."""
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "routeplan.toml").write_text('language = "vi"\n', encoding="utf-8")
    shown = [argument.format(project="project") for argument in arguments]
    done = run_cli(*shown, cwd=tmp_path)
    assert done.stdout.splitlines()[2].strip() == first


def test_an_area_that_is_not_clear_is_told_whole_in_both_languages(
    tmp_path: Path, run_cli: RunCli
) -> None:
    """Names, kinds and choices, joined as each language does."""
    run_cli("init", tmp_path / "p", "--example", "blank", "--lang", "vi")
    said = {
        language: run_cli("-C", tmp_path / "p", "plan", "--area", "Cát Hải", "--lang", language)
        for language in ("vi", "en")
    }
    assert {done.returncode for done in said.values()} == {3}
    assert "(huyện, quận cũ)" in said["vi"].stderr
    assert "former district" not in said["vi"].stderr
    assert "(former district)" in said["en"].stderr
    assert "Write district:Cát Hải or commune:Cát Hải." in said["en"].stderr


USAGE = [
    (
        "plan --weeks 0",
        "'--weeks'",
        "it must be from 1 to 53.",
        "phải nằm trong khoảng từ 1 đến 53.",
    ),
    (
        "import timetable a b --factor 9",
        "--factor",
        "be from 1 to 5.",
        "phải nằm trong khoảng từ 1 đến 5.",
    ),
    ("plan --seed x", "'--seed'", "from 0 to 2,147,483,647", "từ 0 đến 2.147.483.647"),
    ("plan --seconds nan", "'--seconds'", "must be 0.1 or more", "phải từ 0,1 trở lên"),
    ("plan --engine magic", "'magic'", "is not one of 'native'", "không thuộc 'native'"),
    ("plan --start soon", "«soon»", "is not a date", "không phải là ngày"),
    ("plan --weeks", "'--weeks'", "requires an argument", "phải có giá trị đi kèm"),
    ("plan --quiet=3", "'--quiet'", "does not take a value", "không nhận giá trị"),
    ("plan --week 3", "--weeks", "(Possible options: ", "Có phải là một trong: "),
    ("plan --nosuch", "--nosuch", "No such option: --nosuch", "Không có tùy chọn --nosuch"),
    ("plan a", "a", "unexpected extra arguments (a)", "Thừa tham số: a."),
    ("plann", "'plann'", "Did you mean 'plan'", "Có phải là 'plan'"),
    ("ledger nosuch", "'nosuch'", "No such command", "Không có lệnh"),
    ("show", "'PLAN'", "Missing argument 'PLAN'", "Thiếu tham số 'PLAN'"),
    ("", "", "Missing command", "Thiếu lệnh"),
]
"""A wrong command line, what it is about, and words of what is said of it in both languages."""

LEAKED = ("Input should", "Value error", "unable to parse")
LEFT_ENGLISH = ("Usage", "Error", "Try '", "OPTIONS", "COMMAND", "Invalid", "Missing", "No such")


@pytest.mark.parametrize(("line", "about", "english", "vietnamese"), USAGE)
def test_a_wrong_command_line_is_told_in_the_language_asked_for(
    tmp_path: Path, run_cli: RunCli, line: str, about: str, english: str, vietnamese: str
) -> None:
    """With exit code 2, in our words and not those of the libraries; no word of the other."""
    said = {
        language: run_cli("--lang", language, *line.split(), cwd=tmp_path)
        for language in ("en", "vi")
    }
    assert {done.returncode for done in said.values()} == {2}
    assert {done.stdout for done in said.values()} == {""}
    assert english in said["en"].stderr
    assert vietnamese in said["vi"].stderr
    for done in said.values():
        assert about in done.stderr
        assert not [words for words in LEAKED if words in done.stderr]
    assert not [words for words in LEFT_ENGLISH if words in said["vi"].stderr]


def test_a_wrong_command_line_is_told_in_the_language_of_the_project(
    tmp_path: Path, run_cli: RunCli
) -> None:
    """For people and as JSON; without project and choice, or with a wrong choice, in English."""
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "routeplan.toml").write_text('language = "vi"\n', encoding="utf-8")
    told = run_cli("-C", "p", "plan", "--weeks", "54", "--format", "json", cwd=tmp_path)
    error = json.loads(told.stdout)["error"]
    assert (error["code"], error["where"], error["exit_code"]) == ("usage", "routeplan plan", 2)
    assert error["cause"] == (
        "Giá trị của '--weeks' không hợp lệ: phải nằm trong khoảng từ 1 đến 53."
    )
    assert told.stderr.splitlines() == [
        "Cách dùng: routeplan plan [TÙY CHỌN]",
        "Gõ 'routeplan plan -h' để xem trợ giúp.",
        "",
        f"Lỗi: {error['cause']}",
    ]
    assert "Lỗi:" in run_cli("-Cp", "plan", "--nosuch", cwd=tmp_path).stderr
    assert "Error:" in run_cli("plan", "--nosuch", cwd=tmp_path).stderr
    wrong = run_cli("--lang", "xx", "plan", cwd=tmp_path)
    assert "Error: Invalid value for '--lang': 'xx' is not one of 'vi', 'en'." in wrong.stderr


@pytest.mark.parametrize("command", ["", "plan", "import timetable", "ledger"])
def test_vietnamese_help_has_no_english_heading_and_fits_the_screen(
    run_cli: RunCli, command: str
) -> None:
    """Headings, defaults, kinds of values and the help of --help itself, in 80 columns."""
    done = run_cli("--lang", "vi", *command.split(), "--help", env={"COLUMNS": "80"})
    assert done.returncode == 0
    assert "Cách dùng: routeplan" in done.stdout
    assert "In phần trợ giúp này rồi kết thúc." in done.stdout
    english = "Usage:|Options:|Commands:|Arguments:|Show this|default|required|<int|<float"
    assert not re.search(english, done.stdout)
    lines = done.stdout.splitlines()
    examples = lines.index("  Ví dụ:") if "  Ví dụ:" in lines else len(lines)
    listed = lines[lines.index("Tùy chọn:") :]
    assert max(map(len, [*lines[:examples], *listed])) <= 80
    # The helps of options stand below each other.
    helps = {len(line) - len(line.lstrip()) for line in listed if line.startswith(" " * 9)}
    assert len(helps) <= 2


def test_violations_are_told_in_the_language_asked_for(run_cli: RunCli, planned: Path) -> None:
    """The same codes and places in every format; the words alone differ."""
    path = planned / "out" / "base-2025-12-15" / "plan.json"
    plan = json.loads(path.read_text(encoding="utf-8"))
    plan["routes"][0]["stops"][0]["start"] = 0
    path.write_text(json.dumps(plan), encoding="utf-8")
    asked = ("check", path, "--format", "json", "--lang")
    said = {language: run_cli(*asked, language, cwd=planned) for language in ("en", "vi")}
    assert {done.returncode for done in said.values()} == {7}
    found = {language: json.loads(done.stdout)["violations"] for language, done in said.items()}
    for one, other in zip(found["en"], found["vi"], strict=True):
        assert (one["code"], one["where"]) == (other["code"], other["where"])
        assert one["message"] != other["message"]
    (short,) = (one for one in found["vi"] if one["code"] == "setup-short")
    assert short["message"].startswith("mở cửa lúc 00:00, nhưng đến lúc ")
    shown = run_cli("check", path, "--lang", "vi", cwd=planned).stdout
    visit = plan["routes"][0]["stops"][0]["visit"]
    place = f"XE 15/12/2025, điểm dừng 1 ({visit})"
    assert f"[setup-short] {place}: {short['message']}" in shown
    refused = run_cli("publish", path, "--lang", "vi", cwd=planned)
    assert refused.returncode == 7
    assert "mở cửa" in refused.stderr


def test_the_command_alone_shows_its_help(tmp_path: Path, run_cli: RunCli) -> None:
    """In English outside a project, in its language inside; with exit code 2, as a usage error."""
    alone = run_cli(cwd=tmp_path)
    assert (alone.returncode, alone.stderr.splitlines()[0]) == (
        2,
        "Usage: routeplan [OPTIONS] COMMAND [ARGS]...",
    )
    (tmp_path / "routeplan.toml").write_text('language = "vi"\n', encoding="utf-8")
    inside = run_cli(cwd=tmp_path)
    assert inside.stderr.startswith("Cách dùng: routeplan [TÙY CHỌN] LỆNH [THAM SỐ]...")
    assert "Các lệnh:" in inside.stderr
