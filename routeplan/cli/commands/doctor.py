"""`routeplan doctor`: what is installed, what works, what is missing."""

from __future__ import annotations

from typing import Annotated

import typer

from routeplan.cli.options import OutputFormat, Shared, command


@command
def doctor(
    shared: Shared,
    *,
    warm: Annotated[
        bool,
        typer.Option(
            "--warm",
            help="Compile the search now, once, so that no plan has to; look at nothing else.",
        ),
    ] = False,
) -> None:
    """Say what is installed, what works and what is missing.

    Versions, extras, encodings, fonts, the embedded data with age, licence and source, ferry
    timetables, the roads of the project, caches and room on disk; and a tiny plan is made.

    Ends with exit code 4 when something that routeplan needs is missing.

    Examples:
        routeplan doctor
        routeplan -C haiphong doctor --format json
    """
    from routeplan.cli.health import examine, warm_up
    from routeplan.cli.progress import Progress
    from routeplan.cli.texts import spoken, text
    from routeplan.cli.writing import print_csv, print_json, print_table
    from routeplan.model import ExitCode

    language = spoken(shared.language, shared.project_folder)
    if warm:
        progress = Progress(quiet=shared.quiet, verbose=shared.verbose)
        progress.language = language
        findings = [warm_up(language, progress.compiled)]
        progress.done()
    else:
        findings = examine(language, shared.project_folder)
    rows = [(f.status, f.what, f.detail) for f in findings]
    if shared.output_format is OutputFormat.JSON:
        checks = [{"what": f.what, "status": f.status, "detail": f.detail} for f in findings]
        print_json({"checks": checks})
    elif shared.output_format is OutputFormat.CSV:
        print_csv(("status", "what", "detail"), rows)
    else:
        header = [text(f"doctor_{name}", language) for name in ("status", "what", "detail")]
        shown = [
            (text(f"doctor_{f.status}", language), _item(f.what, language), f.detail)
            for f in findings
        ]
        print_table(header, shown)
    if any(finding.status == "missing" for finding in findings):
        raise typer.Exit(ExitCode.MISSING_DATA)


def _item(what: str, language: str) -> str:
    """Return the name of what was looked at: known words in the reader's language."""
    from routeplan.cli.texts import TEXTS

    word, _, rest = what.partition(" ")
    if TEXTS.has(f"doctor_item_{what}"):
        return TEXTS.text(f"doctor_item_{what}", language)
    kind = f"doctor_item_{word}"
    known = TEXTS.text(kind, language) if TEXTS.has(kind) else word
    return f"{known} {rest}" if rest else what
