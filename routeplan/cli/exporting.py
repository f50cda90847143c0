"""Gathers what documents are made from, and writes them beside the plan.

``export.json`` in the folder lists the files that routeplan wrote with their SHA-256, so that a
sheet which somebody filled in is never overwritten unasked.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from routeplan.cli.failures import CliError
from routeplan.cli.options import OutputFormat, Shared
from routeplan.cli.output import foreign_files, refuse_file
from routeplan.cli.plan_files import read_plan, sha256
from routeplan.cli.rotation_files import plan_file, rotation_file
from routeplan.cli.session import language_of, load_project, say_changed
from routeplan.cli.texts import text
from routeplan.cli.usage import WrongValue
from routeplan.cli.writing import one_line, print_csv, print_json, print_lines, print_notice
from routeplan.model import Plan, RouteplanError
from routeplan.project.limits import parse_json, read_at_most
from routeplan.report.exporting import DOCUMENTS, FORMATS, export
from routeplan.report.material import Material, read_rotation

FOLDER = "documents"
RECORD_FILE = "export.json"
RECORD_SCHEMA = "routeplan/export@1"
TEMPLATES = "templates"
_LISTED = 4
"""More files of one format than these are counted, not listed, in text."""


def run_export(
    shared: Shared, plan_path: Path, asked: tuple[str, ...], output: Path | None
) -> None:
    """Write a plan in the formats asked for and say which files there are now.

    Raises:
        RouteplanError: of reading the plan, the project, the rotation or a template;
            ``output-not-a-folder``; ``export-foreign``; errors of writing.
    """
    from routeplan.project.files import refuse_elsewhere, write_files

    formats = read_formats(asked)
    plan = read_plan(plan_path)
    language = language_of(shared, plan.language)
    beside = plan_path if plan_path.is_dir() else plan_path.parent
    folder = output or beside / FOLDER
    if output is None:
        refuse_elsewhere(beside, folder)
    refuse_file(folder)
    record = read_record(folder)
    rotation = rotation_file(plan_file(plan_path))
    material = gather(shared, plan, language, rotation, record_folder=folder, formats=formats)
    made: dict[str, tuple[str, bytes]] = {}
    for name, files in export(material, formats):
        print_notice(text("export_step", language, format=name), quiet=shared.quiet)
        made |= {path: (name, data) for path, data in files.items()}
    hashes = {path: entry.get("sha256") for path, entry in record.items()}
    foreign = foreign_files(folder, [*made, RECORD_FILE], RECORD_FILE, hashes)
    if foreign and not shared.force:
        shown = ", ".join(foreign[:3]) + (" …" if len(foreign) > 3 else "")
        raise CliError("export-foreign", details={"files": foreign}, path=folder, names=shown)
    stale = _stale(folder, record, made, language, formats)
    entries = {path: entry for path, entry in record.items() if path not in stale}
    for path, (name, data) in made.items():
        digest = hashlib.sha256(data).hexdigest()
        entries[path] = {"format": name, "language": language, "sha256": digest}
    whole = {"schema": RECORD_SCHEMA, "files": dict(sorted(entries.items()))}
    contents = {folder / path: data for path, (_, data) in made.items()}
    contents[folder / RECORD_FILE] = _json(whole)
    write_files(contents)
    for path in stale:
        with contextlib.suppress(OSError):
            (folder / path).unlink()
    if stale:
        print_notice(text("export_stale", language, count=len(stale)), quiet=shared.quiet)
    _say(shared, language, folder, {path: name for path, (name, _) in made.items()})


def read_formats(asked: Iterable[str]) -> tuple[str, ...]:
    """Return the formats named, each once and in the order in which they are made; all for none.

    Raises:
        WrongValue: one of them is unknown.
    """
    names = [part.strip().lower() for one in asked for part in one.split(",")]
    unknown = [name for name in names if name and name not in FORMATS]
    if unknown:
        known = ", ".join(FORMATS)
        raise WrongValue("no-format", "--to", value=unknown[0], known=known)
    wanted = {name for name in names if name}
    return tuple(name for name in FORMATS if not wanted or name in wanted)


def gather(
    shared: Shared,
    plan: Plan,
    language: str,
    rotation: Path,
    *,
    record_folder: Path,
    formats: tuple[str, ...],
) -> Material:
    """Return what the documents are made from: the plan, its project, its rotation.

    Where there is no project folder, and none was named, documents do without it and say so.
    """
    from routeplan.project import problem_or_raise
    from routeplan.report.exporting import refuse_impossible
    from routeplan.report.plain import plain, plain_plan
    from routeplan.report.stops_csv import published_rows

    refuse_impossible(plan)
    kept: dict[str, Any] = {}
    try:
        project = load_project(shared, start=plan.start, weeks=plan.weeks, scenario=plan.scenario)
    except RouteplanError as error:
        absent = error.code == "project-not-found" and shared.project_folder == Path()
        if DOCUMENTS & set(formats) and not absent:
            raise
        if DOCUMENTS & set(formats):
            print_notice(text("export_no_project", language), quiet=shared.quiet)
    else:
        kept["timezone"] = project.config.timezone
        kept["published"] = published_rows(project.folder)
        kept["issuer"] = {key: plain(value) for key, value in project.config.issuer.items()}
        # When doors close is the project's to say, in calendars, too, whatever else is made.
        problem = problem_or_raise(project) if DOCUMENTS & set(formats) else project.problem
        kept["problem"] = problem
        if problem is not None:
            say_changed(shared, plan, problem, language)
    templates = shared.project_folder / TEMPLATES
    return Material(
        plan=plain_plan(plan),
        language=language,
        handed=read_rotation(rotation),
        templates=templates if templates.is_dir() else None,
        earlier=_calendars(record_folder) if "ics" in formats else {},
        **kept,
    )


def copy_templates(shared: Shared, plan_path: Path) -> None:
    """Write our Word templates into the project folder; those that are there stay.

    Raises:
        RouteplanError: ``export-foreign`` without --force; errors of writing.
    """
    from routeplan.project.files import refuse_elsewhere, write_files
    from routeplan.report.docx import our_templates

    language = language_of(shared, read_plan(plan_path).language)
    folder = shared.project_folder / TEMPLATES
    refuse_elsewhere(shared.project_folder, folder)
    found = {folder / name: data for name, data in our_templates(language).items()}
    there = [path.name for path, data in found.items() if _differs(path, data)]
    if there and not shared.force:
        raise CliError("export-foreign", path=folder, names=", ".join(there))
    write_files(found)
    if shared.output_format is OutputFormat.JSON:
        print_json({"folder": str(folder), "files": [str(path) for path in found]})
    elif shared.output_format is OutputFormat.CSV:
        print_csv(("path",), [(str(path),) for path in found])
    else:
        print_lines(text("export_templates", language, path=one_line(path)) for path in found)


def _differs(path: Path, data: bytes) -> bool:
    return path.exists() and not (path.is_file() and path.read_bytes() == data)


def read_record(folder: Path) -> dict[str, Any]:
    """Return what routeplan wrote into a folder, by relative path; nothing without a record."""
    with contextlib.suppress(OSError, ValueError, AttributeError, TypeError):
        record = parse_json(read_at_most(folder / RECORD_FILE))
        if record.get("schema") == RECORD_SCHEMA:
            files = dict(record.get("files") or {})
            return {path: entry for path, entry in files.items() if _inside(path, entry)}
    return {}


def _inside(path: object, entry: object) -> bool:
    """Tell whether an entry names a file below the folder; a record may have been edited."""
    if not isinstance(path, str) or not isinstance(entry, dict):
        return False
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\\" not in path


def _calendars(folder: Path) -> Mapping[str, bytes]:
    """Return the calendars of the last export, by relative path."""
    found = {}
    for path, entry in read_record(folder).items():
        if entry.get("format") == "ics":
            with contextlib.suppress(OSError):
                found[path] = (folder / path).read_bytes()
    return found


def _stale(
    folder: Path,
    record: Mapping[str, Any],
    made: Mapping[str, object],
    language: str,
    formats: tuple[str, ...],
) -> list[str]:
    """Return the files of the last export, untouched since, that this one does not have."""
    return [
        path
        for path, entry in record.items()
        if path not in made
        and entry.get("format") in formats
        and entry.get("language") == language
        and (folder / path).is_file()
        and not (folder / path).is_symlink()
        and entry.get("sha256") == sha256(folder / path)
    ]


def _json(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _say(shared: Shared, language: str, folder: Path, made: Mapping[str, str]) -> None:
    by_format: dict[str, list[str]] = {}
    for path, name in made.items():
        by_format.setdefault(name, []).append(str(folder / path))
    if shared.output_format is OutputFormat.JSON:
        files = [path for paths in by_format.values() for path in paths]
        print_json({"folder": str(folder), "files": files, "formats": by_format})
    elif shared.output_format is OutputFormat.CSV:
        rows = [(name, path) for name, paths in by_format.items() for path in paths]
        print_csv(("format", "path"), rows)
    else:
        for name, paths in by_format.items():
            if len(paths) <= _LISTED:
                print_lines(
                    text("export_one", language, format=name, path=one_line(path)) for path in paths
                )
            else:
                values = {"count": len(paths), "path": one_line(folder)}
                print_lines([text("export_many", language, format=name, **values)])
