"""`routeplan ledger record`: from a sheet, or from options, into the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from routeplan.cli.failures import CliError
from routeplan.cli.finding import find_named
from routeplan.cli.ledger_view import make_view
from routeplan.cli.options import OutputFormat, Shared
from routeplan.cli.session import language_of, say_notices
from routeplan.cli.texts import text
from routeplan.cli.writing import one_line, print_csv, print_json, print_lines
from routeplan.language import day_text
from routeplan.model import ExitCode, RouteplanError, clock
from routeplan.model.handover import IN, LABELS, OUT, SHEET
from routeplan.project.messages import Findings
from routeplan.project.tables import RawTable, read_records
from routeplan.report.visit_rows import crate_text
from routeplan.rotation.ledger import (
    Entry,
    Recorded,
    drafts_of,
    read_entries,
    read_filled,
    record,
    refuse_errors,
)
from routeplan.rotation.ledger.exporting import entry_json
from routeplan.rotation.ledger.project_view import View
from routeplan.rotation.ledger.replay import Jump
from routeplan.rotation.ledger.sheet import FilledSheet


@dataclass(frozen=True, slots=True)
class Told:
    """What the options of `routeplan ledger record` say of one visit.

    Args:
        site: id or name, diacritics may be missing.
        not_done: reason why it did not take place; empty: it did.
        condition, missing: ``CRATE=VALUE``.
    """

    site: str
    date: date | None = None
    time: str = ""
    vehicle: str = ""
    service: str = ""
    visit: str = ""
    out: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    not_done: str = ""
    role: str = ""
    condition: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def run_record(shared: Shared, source: Path | Told, *, accept: bool) -> None:
    """Record what a sheet or the options tell, all of it or nothing.

    Raises:
        RouteplanError: ``ledger-refused``, or what stands in the way of reading or writing.
    """
    entries = read_entries(shared.project_folder)
    project, view = make_view(shared, entries)
    language = language_of(shared, project.config.language)
    findings = Findings(language)
    sheet = (
        read_filled(source, findings)
        if isinstance(source, Path)
        else _typed_in(source, view, findings)
    )
    try:
        drafts = drafts_of(sheet, view, findings)
        refuse_errors(findings)
        done = record(shared.project_folder, drafts, view.stamp, findings, accept=accept)
    except RouteplanError as error:
        if error.code == "ledger-refused":
            say_notices(findings.notices, shared, language, all_of_them=True)
        raise
    say_notices(findings.notices, shared, language, all_of_them=True)
    _tell(shared, done, findings, view, language)


def _typed_in(told: Told, view: View, findings: Findings) -> FilledSheet:
    """Return the options as the rows of a sheet, so that the same checks hold."""
    site = find_named(view.sites, told.site)
    day = told.date or view.now.date()
    service = told.service or ("exchange" if told.out or told.taken else "mobile")
    key = f"{site}/{service}"
    planned = next(
        (v for v in view.record.visits.values() if v.key == key and v.date == day and v.vehicle),
        None,
    )
    condition, missing = _by_crate(told.condition, told), _by_crate(told.missing, told)
    shared = {
        "date": day.isoformat(),
        "time": told.time,
        "vehicle": told.vehicle or (planned.vehicle if planned else ""),
        "site": site,
        "service": service,
        "visit": told.visit,
        "done": "no" if told.not_done else "yes",
        "role": told.role,
        "reason": told.not_done,
    }
    crates = [(OUT, crate) for crate in told.out] + [(IN, crate) for crate in told.taken]
    rows: list[dict[str, str]] = [
        {
            "direction": direction,
            "crate": crate,
            "condition": condition.get(crate, ""),
            "missing_copies": missing.get(crate, ""),
        }
        for direction, crate in crates
    ]
    names = tuple(column.name for column in SHEET.columns)
    body = tuple(
        (number, tuple({**shared, **row}.get(name, "") for name in names))
        for number, row in enumerate(rows or [{}], start=1)
    )
    name = text("typed_in", findings.language)
    records = read_records(RawTable(name, names, body, ragged=False), SHEET, findings)
    return FilledSheet("", records, ())


def _by_crate(given: tuple[str, ...], told: Told) -> dict[str, str]:
    found = {}
    for pair in given:
        crate, sign, value = pair.partition("=")
        if not sign or not value or crate not in (*told.out, *told.taken):
            raise CliError("usage-crate-value", exit_code=ExitCode.USAGE, given=pair)
        found[crate] = value
    return found


def _tell(shared: Shared, done: Recorded, findings: Findings, view: View, language: str) -> None:
    if shared.output_format is OutputFormat.JSON:
        print_json(
            {
                "recorded": [entry_json(entry) for entry in done.entries],
                "recognised": [entry.number for entry in done.recognised],
                "notices": [notice.to_json() for notice in findings.notices],
            }
        )
    elif shared.output_format is OutputFormat.CSV:
        rows = [("recorded", *_cells(entry)) for entry in done.entries]
        rows += [("recognised", *_cells(entry)) for entry in done.recognised]
        print_csv(("result", "entry", "date", "site", "service", "visit", "done"), rows)
    else:
        print_lines(entry_line(entry, language, view.sites) for entry in done.entries)
        if done.recognised:
            numbers = ", ".join(str(entry.number) for entry in done.recognised)
            print_lines([text("recognised", language, entries=numbers)])
        print_lines([text("recorded_count", language, count=len(done.entries))])


def _cells(entry: Entry) -> tuple[Any, ...]:
    handover = entry.handover
    assert handover is not None
    return (
        entry.number,
        handover.date.isoformat(),
        handover.site,
        handover.service,
        handover.visit,
        "yes" if handover.done else "no",
    )


def word(column: str, key: str, language: str) -> str:
    """Return a choice of the handover sheet as people read it."""
    return LABELS[column].get(key, key) if language == "vi" else key.replace("_", " ")


def entry_line(entry: Entry, language: str, names: Any, *, undone: bool = False) -> str:
    """Return an entry in one line: number, when, where, whether, which crates."""
    handover = entry.handover
    if handover is None:
        return text("entry_undo", language, number=entry.number, undoes=entry.undoes)
    at = "" if handover.time is None else " " + clock(handover.time)
    parts = [
        f"{entry.number:>5}  {day_text(handover.date)}{at}",
        f"{names.get(handover.site, handover.site)} ({handover.site})",
        handover.vehicle,
        word("service", handover.service, language),
        text("entry_done" if handover.done else "entry_not_done", language)
        + (f": {word('reason', handover.reason, language)}" if handover.reason else ""),
    ]
    for direction, key in ((OUT, "entry_out"), (IN, "entry_in")):
        crates = handover.crates(direction)
        if crates:
            parts.append(text(key, language, crates=crate_text(crates)))
    if handover.role:
        parts.append(word("role", handover.role, language))
    if not handover.planned:
        parts.append(text("entry_unplanned", language))
    if undone:
        parts.append(text("entry_undone", language))
    return one_line("  ".join(parts))


def jump_line(jump: Jump, language: str) -> str:
    """Return two movements of a crate that do not fit together, in one line."""
    numbers = {"before": jump.before_number, "after": jump.after_number}
    return one_line(text("ledger_jump_line", language, crate=jump.crate, **numbers))
