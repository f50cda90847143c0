"""Write docs/cli-reference.md from the `--help` of every command.

Run `python -m tools.gen_cli_reference` from the repository root. A test compares the file, so the
page is what a user sees in a terminal of 80 columns, no less and no more.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import typer

from routeplan.cli import app

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "cli-reference.md"

INTRODUCTION = """\
# Commands

<!-- Written by tools/gen_cli_reference.py from the commands' own help; do not edit. -->

What `--help` says for every command.
[The tutorial](tutorial.md) shows them at work.
"""


def commands() -> Iterator[tuple[str, ...]]:
    """Yield the words of every command, groups before what they hold; `()` is routeplan itself."""
    root = typer.main.get_command(app)
    yield from _below(root, typer.Context(root, info_name="routeplan"), ())


def _below(
    command: Any, context: typer.Context, words: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    # `command` is a class of Typer's own copy of click, or of click itself in older Typers.
    if command.hidden:
        return
    yield words
    if not hasattr(command, "list_commands"):
        return
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        inner = typer.Context(child, info_name=name, parent=context)
        yield from _below(child, inner, (*words, name))


def help_text(words: tuple[str, ...]) -> str:
    """Return what `routeplan WORDS --help` prints, trailing spaces removed.

    Raises:
        subprocess.CalledProcessError: the command has no working help.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    done = subprocess.run(
        [sys.executable, "-m", "routeplan", *words, "--help"],
        check=True,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env=kept | {"COLUMNS": "80", "TERMINAL_WIDTH": "80", "NO_COLOR": "1", "LANG": "C.UTF-8"},
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def render() -> str:
    """Return the whole page."""
    every = list(commands())
    with ThreadPoolExecutor(max_workers=2) as pool:
        texts = list(pool.map(help_text, every))
    sections = (
        f"\n## {' '.join(('routeplan', *words))}\n\n```text\n{text}\n```\n"
        for words, text in zip(every, texts, strict=True)
    )
    return INTRODUCTION + "".join(sections)


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8", newline="\n")
