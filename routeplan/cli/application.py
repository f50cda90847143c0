"""Puts the commands together and starts them."""

from __future__ import annotations

import contextlib
import signal
import sys
from types import FrameType
from typing import Annotated

import typer

import routeplan
from routeplan.cli.commands import (
    check,
    compare,
    coverage,
    data,
    doctor,
    explain,
    export,
    import_sites,
    import_timetable,
    import_titles,
    init,
    ledger,
    map_,
    network,
    plan,
    publish,
    report,
    rotate,
    show,
    sweep,
    validate,
)
from routeplan.cli.help_texts import help_language, is_asked, translate
from routeplan.cli.options import (
    Given,
    LanguageOption,
    OutputFormatOption,
    ProjectOption,
    QuietOption,
    VerboseOption,
)

_UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What Typer raises for a wrong command line; where it lives differs between its versions."""

_SETTINGS = {"help_option_names": ["-h", "--help"]}


def _group(text: str, *, completes: bool = False) -> typer.Typer:
    """Return a Typer without rich: its import alone would double the time of `--help`."""
    return typer.Typer(
        help=text,
        add_completion=completes,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=_SETTINGS,
    )


app = _group(
    "Plan mobile-library runs by van, ferry and boat; prove the plans; draw them.\n\n"
    "\b\nExamples:\n    routeplan init haiphong\n    routeplan -C haiphong plan",
    completes=True,
)
_import = _group("Bring places and books from elsewhere into the project folder.")
_network = _group("The project's own roads, from OpenStreetMap.")
_ledger = _group("What really happened to every visit and crate; never lost, never changed.")
_data = _group("Data that comes with routeplan or from the network.")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"routeplan {routeplan.__version__}")
        raise typer.Exit


VersionOption = Annotated[
    bool,
    typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True),
]


@app.callback()
def _shared(
    context: typer.Context,
    project_folder: ProjectOption = None,
    output_format: OutputFormatOption = None,
    language: LanguageOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    _version: VersionOption = False,
) -> None:
    # What stands before the command holds for it, unless the command says otherwise.
    context.obj = Given(project_folder, output_format, language, quiet=quiet, verbose=verbose)


for _name, _function in (
    ("init", init.init),
    ("validate", validate.validate),
    ("plan", plan.plan),
    ("check", check.check),
    ("publish", publish.publish),
    ("show", show.show),
    ("explain", explain.explain),
    ("map", map_.map_),
    ("export", export.export),
    ("report", report.report),
    ("rotate", rotate.rotate),
    ("coverage", coverage.coverage),
    ("sweep", sweep.sweep),
    ("compare", compare.compare),
):
    app.command(_name)(_function)
for _name, _function in (
    ("record", ledger.record),
    ("status", ledger.status),
    ("where", ledger.where),
    ("history", ledger.history),
    ("missing", ledger.missing),
    ("verify", ledger.verify),
    ("undo", ledger.undo),
    ("export", ledger.export),
    ("import", ledger.import_),
):
    _ledger.command(_name)(_function)
_import.command("sites")(import_sites.import_sites)
_import.command("titles")(import_titles.import_titles)
_import.command("timetable")(import_timetable.import_timetable)
_network.command("build")(network.build)
_network.command("info")(network.info)
_data.command("fetch")(data.fetch)
_data.command("info")(data.info)
app.add_typer(_ledger, name="ledger")
app.add_typer(_import, name="import")
app.add_typer(_network, name="network")
app.add_typer(_data, name="data")
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Run the command that the process was started with; never returns normally."""
    _force_utf8()
    # An ordinary exit runs what cleans up temporary files; the default would not.
    with contextlib.suppress(ValueError):  # not the main thread of the process
        signal.signal(signal.SIGTERM, _terminate)
    try:
        sys.exit(_start(sys.argv[1:]))
    except _UsageError as error:
        from routeplan.cli.running import misused

        sys.exit(misused(error, sys.argv[1:]))
    except Exception as error:  # noqa: BLE001 - the last line of defence: a bug of ours, said so
        from routeplan.cli.running import crashed

        sys.exit(crashed(error, verbose="-v" in sys.argv or "--verbose" in sys.argv))


def _start(arguments: list[str]) -> int:
    """Run the command and return its exit code.

    Not in Typer's own way: what is wrong with a command line is JSON, too, where that is asked for.
    """
    groups = [group.name for group in app.registered_groups if group.name]
    command = typer.main.get_command(app)
    if is_asked(arguments, groups) and (language := help_language(arguments)) != "en":
        translate(command, language)
    return command(arguments, prog_name="routeplan", standalone_mode=False) or 0


def _terminate(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _force_utf8() -> None:
    """Make Vietnamese survive pipes and consoles whose encoding is something else (Windows)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Line ends as they are written: CSV has its own, and Windows would double them.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
