"""What people read, in the language of the project or of the command line."""

from __future__ import annotations

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
