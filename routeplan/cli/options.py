"""The options that every command takes, and the decorator that adds them."""

from __future__ import annotations

import functools
import inspect
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer


class OutputFormat(StrEnum):
    """How data is printed on standard output."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


class Language(StrEnum):
    """The languages that routeplan speaks."""

    VI = "vi"
    EN = "en"


ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "-C", "--project", metavar="DIR", help="The project folder (default: the current one)."
    ),
]
OutputFormatOption = Annotated[
    OutputFormat | None,
    typer.Option("--format", help="How data is printed (default: text)."),
]
LanguageOption = Annotated[
    Language | None,
    typer.Option("--lang", help="Language of messages (default: the project's)."),
]
QuietOption = Annotated[bool, typer.Option("-q", "--quiet", help="No notices, no progress.")]
VerboseOption = Annotated[
    bool, typer.Option("-v", "--verbose", help="Say more; show where an error arose.")
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Replace files that routeplan did not write.")
]
PlanArgument = Annotated[
    Path, typer.Argument(metavar="PLAN", help="A plan.json, or the folder that holds it.")
]


@dataclass(frozen=True, slots=True)
class Given:
    """What the shared options say, before defaults."""

    project_folder: Path | None = None
    output_format: OutputFormat | None = None
    language: Language | None = None
    quiet: bool = False
    verbose: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """The shared options of a command that runs.

    Args:
        project_folder: names the project alone; every other path is relative to the current folder.
        language: None when the user did not choose; the project's then counts.
    """

    project_folder: Path
    output_format: OutputFormat
    language: Language | None
    quiet: bool
    verbose: bool
    force: bool


def merge(before: Given, after: Given) -> Shared:
    """Return the options of a command: what stands after it wins over what stands before."""
    return Shared(
        project_folder=after.project_folder or before.project_folder or Path(),
        output_format=after.output_format or before.output_format or OutputFormat.TEXT,
        language=after.language or before.language,
        quiet=after.quiet or before.quiet,
        verbose=after.verbose or before.verbose,
        force=after.force or before.force,
    )


def _shared_parameters() -> list[inspect.Parameter]:
    kinds: list[tuple[str, Any, Any]] = [
        ("project_folder", ProjectOption, None),
        ("output_format", OutputFormatOption, None),
        ("language", LanguageOption, None),
        ("quiet", QuietOption, False),
        ("verbose", VerboseOption, False),
        ("force", ForceOption, False),
    ]
    keyword = inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter(name, keyword, default=default, annotation=annotation)
        for name, annotation, default in kinds
    ]


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Make a command of a function whose first parameter is `shared: Shared`.

    The command takes the function's other parameters and the shared options, and turns errors into
    messages and exit codes (see `running.run`). The section ``Examples:`` of its docstring, one
    command a line, stands at the end of its help.
    """
    return _made(function, None)


def command_in(language: Language) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Do as `command` does, with errors in `language` where nobody chose one.

    For a command whose messages are those of what it reads, before there is a project.
    """
    return functools.partial(_made, language=language)


def _made(function: Callable[..., None], language: Language | None) -> Callable[..., None]:
    keyword = inspect.Parameter.KEYWORD_ONLY
    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    shared = _shared_parameters()
    context = inspect.Parameter("context", keyword, annotation=typer.Context)
    parameters = [context, *(p.replace(kind=keyword) for p in own), *shared]

    @functools.wraps(function)
    def started(*, context: typer.Context, **values: Any) -> None:
        # Not at the top: `--help` needs neither these nor the model that they load.
        from routeplan.cli.running import run
        from routeplan.cli.texts import spoken

        after = Given(**{parameter.name: values.pop(parameter.name) for parameter in shared})
        before = context.find_object(Given) or Given()
        options = merge(before, after)
        folder = values.get("folder") or options.project_folder
        code = run(
            functools.partial(function, options, **values),
            as_json=options.output_format is OutputFormat.JSON,
            verbose=options.verbose,
            language_of=functools.partial(spoken, options.language or language, folder),
            folder=folder,
        )
        raise typer.Exit(code)

    # Typer reads these instead of the wrapped function's.
    started.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # see PEP 362
    started.__annotations__ = {p.name: p.annotation for p in parameters}
    started.__doc__ = _unwrapped(function.__doc__ or "")
    return started


def _unwrapped(docstring: str) -> str:
    """Return a docstring whose examples keep their lines: click joins them without the mark."""
    return inspect.cleandoc(docstring).replace("\n\nExamples:\n", "\n\n\b\nExamples:\n")


def date_option(name: str, told: str) -> Any:
    """Return an option that takes a date.

    Args:
        name: of the option, with its dashes.
        told: its help.
    """
    return typer.Option(name, metavar="DATE", parser=read_date, help=told)


def read_date(text: str) -> date:
    """Read a date as ``2026-11-30`` or ``30/11/2026``.

    Raises:
        typer.BadParameter: it is neither, or a date that nobody means.
    """
    from routeplan.cli.usage import WrongValue
    from routeplan.model.times import FIRST_YEAR, LAST_YEAR

    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            found = date(*time.strptime(text.strip(), form)[:3])
        except ValueError:
            continue
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise WrongValue("far-date", value=text, first=FIRST_YEAR, last=LAST_YEAR)
        return found
    raise WrongValue("no-date", value=text)
