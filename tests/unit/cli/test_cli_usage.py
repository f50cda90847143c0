"""Usage errors of other versions of Typer: the same sentences, and what is not known as it is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import typer

from routeplan.cli.help_texts import help_language
from routeplan.cli.usage import sentence


def refused(told: str, least: float | None, most: float | None) -> Any:
    """Return the error of a Typer whose options leave their limits to their type."""
    option = SimpleNamespace(
        get_error_hint=lambda _context=None: "'--weeks'", type=SimpleNamespace(min=least, max=most)
    )
    return typer.BadParameter(told, param=option)  # type: ignore[arg-type]  # stands in for one


@pytest.mark.parametrize(
    ("told", "least", "most", "said"),
    [
        ("0 is not in the range 1<=x<=53.", 1, 53, "phải nằm trong khoảng từ 1 đến 53."),
        ("0 is not in the range x>=1.5.", 1.5, None, "phải từ 1,5 trở lên."),
        ("99 is not in the range x<=53.", None, 53, "không được quá 53."),
        ("'x' is not a valid integer range.", 1, None, "phải là số nguyên, từ 1 trở lên."),
        ("'x' is not a valid float.", None, None, "phải là số."),
        ("Value error, 'x' is not one of 'a', 'b'.", None, None, "'x' không thuộc 'a', 'b'."),
        ("It is a secret.", None, None, "It is a secret."),
    ],
)
def test_a_wrong_value_is_told_with_its_limits(
    told: str, least: float | None, most: float | None, said: str
) -> None:
    """Whether pydantic or click reads values."""
    error = refused(told, least, most)
    assert sentence(error, "vi") == f"Giá trị của '--weeks' không hợp lệ: {said}"


def test_a_name_cannot_move_the_cursor() -> None:
    """What was typed is printed without control characters."""
    error = SimpleNamespace(option_name="--a\x1b[2J", possibilities=None)
    assert "\x1b" not in sentence(error, "vi")


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        (["--lang", "vi", "plan"], "vi"),
        (["plan", "--lang=vi"], "vi"),
        (["--lang", "fr"], "en"),
        (["plan", "--lang"], "en"),
        ([], "en"),
    ],
)
def test_the_language_of_a_line_that_cannot_be_read(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, arguments: list[str], language: str
) -> None:
    """Outside a project it is the one chosen, else English."""
    monkeypatch.chdir(tmp_path)
    assert help_language(arguments) == language
