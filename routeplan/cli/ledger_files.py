"""The ledger as a file: proved, taken back in parts, exported, brought back."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from routeplan.cli.failures import CliError
from routeplan.cli.ledger_view import now_in
from routeplan.cli.options import OutputFormat, Shared
from routeplan.cli.recording import jump_line
from routeplan.cli.session import language_of, load_project
from routeplan.cli.texts import spoken, text
from routeplan.cli.writing import one_line, print_csv, print_json, print_lines, print_notice
from routeplan.model import ExitCode
from routeplan.project import write_text
from routeplan.rotation.ledger import damage, ledger_path, read_entries, undo
from routeplan.rotation.ledger.entries import FIRST_SEAL, Entry
from routeplan.rotation.ledger.exporting import export_text, kind_of, read_export
from routeplan.rotation.ledger.restoring import restore


def tell_verify(shared: Shared) -> None:
    """Prove the ledger and say so.

    Raises:
        RouteplanError: it is damaged, with what was found; ``ledger-none``.
    """
    path = _there(shared)
    # The seals first: what they miss is said by the entry, what SQLite finds by the page.
    entries = read_entries(shared.project_folder)
    problems = damage(shared.project_folder)
    if problems:
        raise CliError(
            "ledger-integrity",
            details={"problems": list(problems)},
            path=path,
            what="; ".join(problems[:3]),
        )
    seal = _last_seal(entries)
    if shared.output_format is OutputFormat.JSON:
        print_json({"ledger": str(path), "entries": len(entries), "seal": seal, "problems": []})
    elif shared.output_format is OutputFormat.CSV:
        print_csv(("ledger", "entries", "seal"), [(str(path), len(entries), seal)])
    else:
        line = text("verify_ok", _spoken(shared), count=len(entries), seal=seal[:12])
        print_lines([line])


def tell_undo(shared: Shared, number: int) -> None:
    """Take an entry back and say what no longer fits together without it.

    Raises:
        RouteplanError: there is no such entry, or it cannot be taken back.
    """
    _there(shared)
    project = load_project(shared)
    language = language_of(shared, project.config.language)
    stamp = now_in(project).isoformat(timespec="seconds")
    entry, odd = undo(shared.project_folder, number, stamp, language)
    if shared.output_format is OutputFormat.JSON:
        crates = [jump.to_json() for jump in odd]
        print_json({"entry": entry.number, "undone": number, "odd_crates": crates})
    elif shared.output_format is OutputFormat.CSV:
        print_csv(("entry", "undone"), [(entry.number, number)])
    else:
        print_lines([text("undo_done", language, entry=entry.number, undone=number)])
    for jump in odd:
        print_notice(jump_line(jump, language).strip(), quiet=shared.quiet)


def tell_export(shared: Shared, target: Path | None, kind: str) -> None:
    """Write the whole ledger to a file, or to standard output.

    Raises:
        RouteplanError: ``ledger-none``, ``ledger-export-kind``, ``output-is-a-folder`` or errors of
            writing.
    """
    language = _spoken(shared)
    _there(shared)
    entries = read_entries(shared.project_folder)
    if target is None:
        sys.stdout.write(export_text(entries, kind))
        return
    if target.is_dir():
        raise CliError("output-is-a-folder", path=target)
    content = export_text(entries, kind_of(target, language))
    write_text(target, content)
    if shared.output_format is OutputFormat.JSON:
        digest = hashlib.sha256(content.encode()).hexdigest()
        print_json({"exported": str(target), "entries": len(entries), "sha256": digest})
    elif shared.output_format is OutputFormat.CSV:
        print_csv(("exported", "entries"), [(str(target), len(entries))])
    else:
        words = {"path": one_line(target), "entries": len(entries)}
        print_lines([text("export_done", language, **words)])


def tell_import(shared: Shared, source: Path) -> None:
    """Bring the ledger back from an export, or up to it.

    Raises:
        RouteplanError: the export is damaged, or the ledger that is there differs.
    """
    language = _spoken(shared)
    if not (shared.project_folder / "routeplan.toml").is_file():
        load_project(shared)  # says that there is no project
    entries = read_export(source, language)
    added, aside = restore(shared.project_folder, source, entries, language, force=shared.force)
    there = len(read_entries(shared.project_folder))
    if shared.output_format is OutputFormat.JSON:
        kept = str(aside) if aside else None
        print_json({"added": added, "entries": there, "kept": kept})
    elif shared.output_format is OutputFormat.CSV:
        print_csv(("added", "entries"), [(added, there)])
    else:
        print_lines([text("import_done", language, added=added, entries=there)])
    if aside is not None:
        line = text("import_aside", language, path=one_line(aside))
        print_notice(line, quiet=shared.quiet)


def _there(shared: Shared) -> Path:
    path = ledger_path(shared.project_folder)
    if not path.exists():
        folder = shared.project_folder
        if not (folder / "routeplan.toml").is_file():
            load_project(shared)  # says that there is no project
        raise CliError("ledger-none", exit_code=ExitCode.MISSING_DATA, path=folder.resolve())
    return path


def _spoken(shared: Shared) -> str:
    return spoken(shared.language, shared.project_folder)


def _last_seal(entries: tuple[Entry, ...]) -> str:
    return entries[-1].seal if entries else FIRST_SEAL
