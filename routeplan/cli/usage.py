"""What Typer says of a command line, its headings and its errors, in the reader's language.

Typer has its words in its own code, in English, and passes on those of pydantic. What is meant is
read off the kind of an error, its parameter, and the shape of the English sentence, which are the
same from one version to the next; a sentence of a shape that is not known stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typer

from routeplan.cli.writing import one_line
from routeplan.language import Catalogue, number

USAGE = Catalogue("usage")
_TELLS_HELP = "NoArgsIsHelpError"
_HEADINGS = {"Options": "options", "Commands": "commands", "Arguments": "arguments"}
_SENTENCES = {
    "missing-command": r"Missing command\.",
    "missing-argument": r"Missing argument (?P<name>.*?)\.",
    "missing-option": r"Missing option (?P<name>.*?)\.",
    "no-such-command-but": r"No such command (?P<name>'.*')\. Did you mean (?P<known>[^?]*)\?.*",
    "no-such-command": r"No such command (?P<name>'.*')\.",
    "too-many-arguments": r"Got unexpected extra argument(?:s|\(s\))? \((?P<given>.*)\)",
    "option-lacks-value": r"Option (?P<name>'.*') requires an argument\.",
    "option-lacks-values": r"Option (?P<name>'.*') requires (?P<count>\d+) arguments\.",
    "option-has-value": r"Option (?P<name>'.*') does not take a value\.",
    "argument-lacks-values": r"Argument (?P<name>'.*') takes (?P<count>\d+) values\.",
}
"""The shape of every sentence about a command line that could not be taken apart."""

_CHOICE = re.compile(r"(?P<value>'.*') is not one of (?P<known>.*?)\.?", re.DOTALL)
_NO_NUMBER = re.compile(
    r".* is not (?:a valid (integer|float)(?: range)?|in the range .*)\.", re.DOTALL
)
_METAVAR = re.compile(r"(?:<(int|float)(?: range)?>|\b(INTEGER|FLOAT)(?: RANGE)?\b)")
_EXTRAS = re.compile(r"(?P<told>(?:^|.*\s\s))\[(?P<extras>[^\[\]]*)\]", re.DOTALL)
_DECIMALS = 6


class WrongValue(typer.BadParameter):
    """A value of an option that a function of ours refuses; it is raised in English.

    Args:
        key: of its sentence in the catalogue ``usage``.
        hint: the option, where Typer does not know it.
        words: fill the sentence.
    """

    def __init__(self, key: str, hint: str | None = None, /, **words: object) -> None:
        super().__init__(USAGE.text(key, "en", **words), param_hint=hint)
        self.key = key
        self.words = words


def sentence(error: Any, language: str) -> str:
    """Return what one of Typer's usage errors says."""
    if type(error).__name__ == _TELLS_HELP:
        return USAGE.text("missing-command", language)
    if hasattr(error, "option_name") and hasattr(error, "possibilities"):
        known = ", ".join(sorted(error.possibilities or ()))
        key = "no-such-option-but" if known else "no-such-option"
        return one_line(USAGE.text(key, language, name=error.option_name, known=known))
    told = str(error.format_message())
    for key, shape in _SENTENCES.items():
        if found := re.fullmatch(shape, told, re.DOTALL):
            return one_line(USAGE.text(key, language, **found.groupdict()))
    if not isinstance(error, typer.BadParameter):
        return one_line(told)
    name = told.removesuffix(f": {error.message}").removeprefix("Invalid value for ")
    key = "invalid-value" if name.startswith(("'", "-")) else "invalid-value-somewhere"
    return one_line(USAGE.text(key, language, name=name, why=_why(error, language)))


def usage_lines(error: Any, language: str) -> list[str]:
    """Return a usage error as a person reads it; with it the usage, where its command is known."""
    if type(error).__name__ == _TELLS_HELP:
        return [str(error.format_message())]
    line = USAGE.text("error", language, told=sentence(error, language))
    if error.ctx is None:
        return [line]
    context = error.ctx
    context.formatter_class = formatter(context.formatter_class, language)
    command = f"{context.command_path} {context.help_option_names[0]}"
    return [context.get_usage(), USAGE.text("try-help", language, command=command), "", line]


def speak(command: Any, language: str) -> None:
    """Let the help of a command, and of all below it, have its headings in `language`."""
    base = command.context_class
    spoken = {"formatter_class": formatter(base.formatter_class, language)}
    command.context_class = type(base.__name__, (base,), spoken)
    for child in getattr(command, "commands", {}).values():
        speak(child, language)


def formatter(base: Any, language: str) -> Any:
    """Return a formatter of help like `base` whose own words are those of `language`."""

    class Spoken(base):  # type: ignore[misc]  # which it is differs between Typer's versions
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            told = args.replace("COMMAND [ARGS]...", USAGE.text("command-and-more", language))
            told = told.replace("[OPTIONS]", USAGE.text("any-options", language))
            super().write_usage(prog, told, prefix or USAGE.text("usage", language) + " ")

        def write_heading(self, heading: str) -> None:
            key = _HEADINGS.get(heading)
            super().write_heading(USAGE.text(f"heading.{key}", language) if key else heading)

        def write_dl(self, rows: Any, *args: Any, **options: Any) -> None:
            said = [(_names(first, language), _told(second, language)) for first, second in rows]
            super().write_dl(said, *args, **options)

    return Spoken


def _names(names: str, language: str) -> str:
    """Return what stands before the help of an option, the kind of its value in our words."""

    def said(found: re.Match[str]) -> str:
        whole = (found[1] or found[2]).lower().startswith("int")
        return f"<{USAGE.text('kind.whole' if whole else 'kind.number', language)}>"

    return _METAVAR.sub(said, names)


def _told(told: str, language: str) -> str:
    """Return the help of an option, what Typer adds to it in our words."""
    if told == "Show this message and exit.":
        return USAGE.text("help-option", language)
    found = _EXTRAS.fullmatch(told)
    if found is None:
        return told
    extras = (_extra(extra, language) for extra in found["extras"].split("; "))
    return f"{found['told']}[{'; '.join(extras)}]"


def _extra(extra: str, language: str) -> str:
    if extra == "required":
        return USAGE.text("required", language)
    name, mark, value = extra.partition(": ")
    return USAGE.text("default", language, value=value) if mark and name == "default" else extra


def _why(error: Any, language: str) -> str:
    """Return what is wrong with a value."""
    if isinstance(error, WrongValue):
        return USAGE.text(error.key, language, **error.words)
    told = str(error.message).removeprefix("Value error, ")
    if found := _CHOICE.fullmatch(told):
        return USAGE.text("no-choice", language, **found.groupdict())
    findings: Sequence[Any] = getattr(error.__cause__, "errors", tuple)()
    kind = str(findings[0]["type"]) if findings else _kind_of(told)
    if not kind:
        return told
    least, most = (_limit(error.param, name, language) for name in ("min", "max"))
    shape = ("between" if most else "least") if least else ("most" if most else "any")
    names = {"int": "whole", "flo": "number", "fin": "number", "gre": "limit", "les": "limit"}
    name = names.get(kind[:3])
    if name is None or (name, shape) == ("limit", "any"):
        return USAGE.text("unreadable", language)
    return USAGE.text(f"{name}.{shape}", language, least=least, most=most)


def _kind_of(told: str) -> str:
    """Return pydantic's name of what is wrong, for a Typer that does without it."""
    found = _NO_NUMBER.fullmatch(told)
    if found is None:
        return ""
    return found[1] or "greater_than"


def _limit(parameter: Any, name: str, language: str) -> str:
    """Return the least or the most that an option takes; nothing where it has no such limit."""
    found = _bound(parameter, name)
    if found is None:
        return ""
    return number(found, language, 0 if found == int(found) else _DECIMALS, at_most=True)


def _bound(parameter: Any, name: str) -> float | None:
    """Return a limit of an option; it was its type's before it was its own."""
    kind = getattr(parameter, "type", None)
    found: float | None = getattr(parameter, name, getattr(kind, name, None))
    return found
