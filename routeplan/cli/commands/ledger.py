"""`routeplan ledger …`: record what happened, and ask what the ledger knows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from routeplan.cli.options import OutputFormat, Shared, command, date_option

_CRATE = "COLLECTION/n"


@command
def record(
    shared: Shared,
    *,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="A filled-in handover sheet, .xlsx or .csv."),
    ] = None,
    site: Annotated[
        str | None, typer.Option("--site", metavar="SITE", help="One visit by options instead.")
    ] = None,
    day: Annotated[
        date | None,
        date_option("--date", "Of it (default: today)."),
    ] = None,
    time: Annotated[str, typer.Option("--time", metavar="HH:MM", help="When it began.")] = "",
    vehicle: Annotated[
        str, typer.Option("--vehicle", metavar="ID", help="Default: the planned one.")
    ] = "",
    service: Annotated[
        str, typer.Option("--service", help="Default: exchange with crates, else mobile.")
    ] = "",
    visit: Annotated[
        str, typer.Option("--visit", metavar="ID", help="Default: the one planned for the date.")
    ] = "",
    out: Annotated[
        list[str] | None,
        typer.Option("--out", metavar=_CRATE, help="A crate that stayed there; repeatable."),
    ] = None,
    taken: Annotated[
        list[str] | None,
        typer.Option("--in", metavar=_CRATE, help="A crate that was taken away; repeatable."),
    ] = None,
    not_done: Annotated[
        str, typer.Option("--not-done", metavar="REASON", help="It did not take place: why.")
    ] = "",
    role: Annotated[
        str, typer.Option("--role", help="Who handed over: a role, never a name.")
    ] = "",
    condition: Annotated[
        list[str] | None,
        typer.Option(
            "--condition", metavar="CRATE=WORD", help="good, worn, damaged or lost; repeatable."
        ),
    ] = None,
    missing: Annotated[
        list[str] | None,
        typer.Option("--missing", metavar="CRATE=N", help="Copies missing; repeatable."),
    ] = None,
    accept: Annotated[
        bool,
        typer.Option("--accept", help="Record crates even where the ledger has them elsewhere."),
    ] = False,
) -> None:
    """Record what happened: a sheet that came back, or one visit by options.

    Everything is checked first; then all of the sheet is recorded, or nothing. What is in the
    ledger already is recognised. Roles, never names, are kept.

    Examples:
        routeplan ledger record hand-over.xlsx
        routeplan ledger record --site hp-11914 --vehicle XE-2 --out BS-07/1
    """
    from routeplan.cli.failures import CliError
    from routeplan.cli.recording import Told, run_record
    from routeplan.model import ExitCode

    if (file is None) == (site is None):
        raise CliError("usage-record-source", exit_code=ExitCode.USAGE)
    source: Path | Told = file or Told(
        site=site or "",
        date=day,
        time=time,
        vehicle=vehicle,
        service=service,
        visit=visit,
        out=tuple(out or ()),
        taken=tuple(taken or ()),
        not_done=not_done,
        role=role,
        condition=tuple(condition or ()),
        missing=tuple(missing or ()),
    )
    run_record(shared, source, accept=accept)


@command
def status(shared: Shared) -> None:
    """Show how the ledger stands, and which visits of past days nobody recorded.

    Examples:
        routeplan ledger status
        routeplan -C haiphong ledger status --format json
    """
    from routeplan.cli.ledger_answers import tell_status

    tell_status(shared)


@command
def where(
    shared: Shared,
    crate: Annotated[str, typer.Argument(metavar="CRATE|COLLECTION", help="e.g. BS-07/2.")],
) -> None:
    """Say where a crate, or every crate of a collection, is.

    Examples:
        routeplan ledger where BS-07
        routeplan ledger where BS-07/2 --format json
    """
    from routeplan.cli.ledger_answers import tell_where

    tell_where(shared, crate)


@command
def history(
    shared: Shared, site: Annotated[str, typer.Argument(metavar="SITE", help="Id of a site.")]
) -> None:
    """List all that the ledger has of a site; entries that were undone are marked.

    Examples:
        routeplan ledger history hp-11914
        routeplan ledger history hp-11914 --format csv > history.csv
    """
    from routeplan.cli.ledger_answers import tell_history

    tell_history(shared, site)


@command
def missing(shared: Shared) -> None:
    """List crates that lack copies, are damaged or lost, and where they were last.

    Examples:
        routeplan ledger missing
        routeplan -C haiphong ledger missing --format csv > missing.csv
    """
    from routeplan.cli.ledger_answers import tell_missing

    tell_missing(shared)


@command
def verify(shared: Shared) -> None:
    """Prove that the ledger is whole: SQLite's own check, and the seal of every entry.

    Examples:
        routeplan ledger verify
        routeplan -C haiphong ledger verify --format json
    """
    from routeplan.cli.ledger_files import tell_verify

    tell_verify(shared)


@command
def undo(
    shared: Shared,
    entry: Annotated[int, typer.Argument(metavar="ENTRY", min=1, help="Number of an entry.")],
) -> None:
    """Take an entry back by a counter-entry; nothing is ever deleted.

    Examples:
        routeplan ledger undo 1
        routeplan -C haiphong ledger undo 2
    """
    from routeplan.cli.ledger_files import tell_undo

    tell_undo(shared, entry)


@command
def export(
    shared: Shared,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="A .csv or .json file; default: stdout."),
    ] = None,
) -> None:
    """Write the whole ledger, with its checksums, as one file to keep elsewhere.

    Examples:
        routeplan ledger export ledger.csv
        routeplan -C haiphong ledger export ledger.json
    """
    from routeplan.cli.ledger_files import tell_export

    kind = ".csv" if shared.output_format is OutputFormat.CSV else ".json"
    tell_export(shared, file, kind)


@command
def import_(
    shared: Shared,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `ledger export` wrote.")],
) -> None:
    """Bring a ledger back from an export, or up to it.

    With --force a ledger that is damaged or differs is replaced, and kept under another name.

    Examples:
        routeplan ledger import ledger.csv
        routeplan ledger import ledger.json --force
    """
    from routeplan.cli.ledger_files import tell_import

    tell_import(shared, file)
