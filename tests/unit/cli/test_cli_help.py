"""Every help shows two commands that can be typed as they stand."""

from __future__ import annotations

import inspect
import re
import shlex
from typing import Any

import pytest
import typer

from routeplan.cli import app
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
