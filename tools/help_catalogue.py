"""The English of every help text, read off the commands themselves."""

from __future__ import annotations

from collections import Counter

import typer

from routeplan.cli import app
from routeplan.cli.help_texts import ABOUT, EXAMPLES, helps


def english_help() -> dict[str, str]:
    """Return every help text by its key in the catalogue ``help``.

    An option that several commands have in the same words stands under ``shared`` once.
    """
    found = list(helps(typer.main.get_command(app)))
    times = Counter((name, owner.help) for owner, _, name in found)
    texts = {"shared.examples": EXAMPLES.split("\b")[1].strip()}
    for owner, at, name in found:
        is_shared = name != ABOUT and times[name, owner.help] > 1
        key = f"{'shared' if is_shared else at}.{name}"
        text = _paragraphs(owner.help.partition(EXAMPLES)[0])
        if texts.setdefault(key, text) != text:
            raise ValueError(f"{key} is said in two ways")
    return texts


def _paragraphs(text: str) -> str:
    """Return a text whose lines are not broken within paragraphs."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
