"""Help in the reader's language: the English of the commands' own code, put into another one.

English stands in docstrings and options, where whoever changes a command sees it;
`python -m tools.catalogues` copies it into the catalogue ``help``, in which translators work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ABOUT = "about"
EXAMPLES = "\n\n\b\nExamples:\n"
_CHOICES = ("vi", "en")
_NOWHERE = "en"
"""Where there is neither a choice nor a project, help is as the reference in docs has it."""


def help_language(arguments: Sequence[str]) -> str:
    """Return the language of help: of ``--lang``, of the project's routeplan.toml, or English."""
    chosen = value_of(arguments, "--lang")
    if chosen in _CHOICES:
        return chosen
    folder = Path(value_of(arguments, "-C", "--project") or "")
    if not (folder / "routeplan.toml").is_file():
        return _NOWHERE
    from routeplan.cli.texts import spoken

    return spoken(None, folder)


def is_asked(arguments: Sequence[str], groups: Sequence[str]) -> bool:
    """Tell whether a command line may end in a help text."""
    return not arguments or not {"-h", "--help"}.isdisjoint(arguments) or arguments[-1] in groups


def helps(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[Any, str, str]]:
    """Yield what has a help text: the command or option, its command's words, its name."""
    at = " ".join(words) or "routeplan"
    if command.help:
        yield command, at, ABOUT
    for parameter in command.params:
        if getattr(parameter, "help", None):
            yield parameter, at, parameter.name
    for name, child in getattr(command, "commands", {}).items():
        yield from helps(child, (*words, name))


def translate(command: Any, language: str) -> None:
    """Put the help of a command, and of all below it, into `language`; English stays as it is."""
    if language == "en":
        return
    from routeplan.cli.usage import speak
    from routeplan.language import Catalogue

    speak(command, language)
    catalogue = Catalogue("help")
    heading = catalogue.text("shared.examples", language)
    for owner, at, name in helps(command):
        keys = (key for key in (f"{at}.{name}", f"shared.{name}") if catalogue.has(key))
        key = next(keys, None)
        if key is None:
            continue
        # Not filled in: a help may hold braces.
        told = catalogue.template(key, language)
        _, mark, examples = owner.help.partition(EXAMPLES)
        owner.help = told + (f"\n\n\b\n{heading}\n{examples}" if mark else "")


def value_of(arguments: Sequence[str], *options: str) -> str | None:
    """Return the value of the last of some options, however it is joined to it."""
    found = None
    for argument, following in zip(arguments, [*arguments[1:], None], strict=False):
        for option in options:
            if argument == option:
                found = following
            elif option.startswith("--") and argument.startswith(f"{option}="):
                found = argument.removeprefix(f"{option}=")
            elif not option.startswith("--") and argument.startswith(option):
                found = argument.removeprefix(option)
    return found
