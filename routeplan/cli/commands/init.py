"""`routeplan init`: make a project folder and say what to do next."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from routeplan.cli.options import OutputFormat, Shared, command, date_option


class Example(StrEnum):
    """What a new folder holds."""

    HAIPHONG = "haiphong"
    BLANK = "blank"


@command
def init(
    shared: Shared,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    example: Annotated[
        Example, typer.Option("--example", help="The data of Hai Phong, or empty tables.")
    ] = Example.HAIPHONG,
    start: Annotated[
        date | None,
        date_option("--start", "First day to plan."),
    ] = None,
) -> None:
    """Make a project folder and say what to do next.

    Files that are there already stay as they are, unless --force says otherwise.

    Examples:
        routeplan init haiphong
        routeplan init mine --example blank --start 2026-09-07
    """
    from routeplan.cli.texts import spoken, text
    from routeplan.cli.writing import one_line, print_csv, print_json, print_lines, print_notice
    from routeplan.language import known
    from routeplan.project import init as make_folder

    written = make_folder(
        folder,
        example.value,
        start=start,
        force=shared.force,
        language=known(shared.language),
    )
    language = spoken(shared.language, folder)
    if shared.output_format is OutputFormat.JSON:
        print_json({"folder": str(folder), "files": [str(path) for path in written]})
    elif shared.output_format is OutputFormat.CSV:
        print_csv(("file",), [(str(path),) for path in written])
    else:
        print_lines([text("init_done", language, folder=one_line(folder))])
        print_lines(f"  {one_line(path.relative_to(folder))}" for path in written)
    print_notice(text("init_next", language, folder=one_line(folder)), quiet=shared.quiet)
