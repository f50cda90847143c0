"""Every help shows two commands that can be typed as they stand."""

from __future__ import annotations

import inspect
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from routeplan.cli import app
from routeplan.cli.help_texts import EXAMPLES, help_language, helps, is_asked, translate
from tools.gen_cli_reference import commands

ROOT = typer.main.get_command(app)
COMMANDS = list(commands())


def command_of(words: tuple[str, ...]) -> Any:
    """The command that these words name."""
    found: Any = ROOT
    for word in words:
        found = found.commands[word]
    return found


def examples_of(words: tuple[str, ...]) -> list[str]:
    """The lines below ``Examples:`` in a command's help."""
    text = inspect.cleandoc(command_of(words).help or "")
    _, mark, examples = text.partition("\b\nExamples:\n")
    return [line.strip() for line in examples.splitlines()] if mark else []


def parse(line: str) -> tuple[str, ...]:
    """Parse a command line as the program would, and return the words of its command.

    Nothing is run: contexts are made from arguments, which checks options, values and that every
    argument is there.
    """
    program, *rest = shlex.split(re.sub(r"\s+[|>].*", "", line))
    assert program == "routeplan"
    words: tuple[str, ...] = ()
    command, parent = ROOT, None
    while True:
        context = command.make_context(command.name or program, list(rest), parent=parent)
        if not hasattr(command, "commands"):
            return words
        name, *rest = [*context._protected_args, *context.args]
        words, command, parent = (*words, name), command.commands[name], context


@pytest.mark.parametrize("words", [w for w in COMMANDS if w], ids=" ".join)
def test_every_help_has_two_examples_that_parse(words: tuple[str, ...]) -> None:
    """A command's examples are of that command, and none has an option that is not there."""
    if hasattr(command_of(words), "commands"):
        return
    examples = examples_of(words)
    assert len(examples) == 2
    assert [parse(line) for line in examples] == [words, words]


def test_the_program_has_two_examples_that_parse() -> None:
    """Who types `routeplan` alone learns how to begin."""
    assert [parse(line) for line in examples_of(())] == [("init",), ("plan",)]


@pytest.mark.parametrize(
    "line",
    ["routeplan plan --no-such-option", "routeplan explain PLAN", "routeplan plan --weeks many"],
)
def test_a_wrong_example_would_be_found(line: str) -> None:
    """The parser of the test refuses what the program refuses."""
    with pytest.raises(Exception, match=r"(?i)option|missing|valid"):
        parse(line)


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        (["plan", "--help", "--lang", "vi"], "vi"),
        (["--lang=vi", "plan", "-h"], "vi"),
        (["--lang", "en", "-C", "{project}", "plan", "--help"], "en"),
        (["-C", "{project}", "plan", "--help"], "vi"),
        (["--project={project}", "--help"], "vi"),
        (["plan", "--help"], "en"),
        (["--help", "--lang"], "en"),
    ],
)
def test_help_speaks_the_language_chosen_or_the_projects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], language: str
) -> None:
    """Without a project and a choice it is English, as in the reference."""
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "routeplan.toml").write_text('language = "vi"\n')
    monkeypatch.chdir(tmp_path)
    given = [argument.format(project="project") for argument in arguments]
    assert help_language(given) == language


def test_help_is_asked_for_in_three_ways() -> None:
    """With its option, by a group alone, by nothing at all."""
    assert is_asked([], ["ledger"])
    assert is_asked(["-C", "x", "ledger"], ["ledger"])
    assert is_asked(["plan", "-h"], [])
    assert not is_asked(["plan", "--seconds", "5"], ["ledger"])


def test_every_help_is_put_into_vietnamese() -> None:
    """No text stays English; examples stay as they can be typed."""
    root = typer.main.get_command(app)
    before = {(at, name): owner.help for owner, at, name in helps(root)}
    translate(root, "vi")
    after = {(at, name): owner.help for owner, at, name in helps(root)}
    assert [key for key in before if before[key] == after[key]] == []
    for key, text in before.items():
        _, mark, examples = text.partition(EXAMPLES)
        assert after[key].endswith(examples)
        assert ("\n\n\b\nVí dụ:\n" in after[key]) is bool(mark)
