"""`routeplan import sites`: an office's own list of places merged into sites.csv."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from routeplan.model import RouteplanError
from routeplan.project.config import Config, read_config
from routeplan.project.files import refuse_elsewhere, write_files
from routeplan.project.folder import FolderReader, Tables, layers, table_named
from routeplan.project.geography import Geography
from routeplan.project.importing.earlier import STATE_FILE, read_earlier
from routeplan.project.importing.from_osm import osm_places
from routeplan.project.importing.locate import locate
from routeplan.project.importing.merging import Merger
from routeplan.project.importing.reading import Place, read_places
from routeplan.project.importing.report import Duplicate, ImportReport, KeptCell
from routeplan.project.importing.sheetfile import SheetFile, new_sheet_file, read_sheet_file
from routeplan.project.messages import Findings, failure
from routeplan.project.positions import positions

if TYPE_CHECKING:
    # geo.places itself speaks through project.messages.
    from routeplan.geo.places import OsmPlace

__all__ = ["Duplicate", "ImportReport", "KeptCell", "import_osm_sites", "import_sites"]


def import_sites(
    folder: Path, file: Path, *, force: bool = False, language: str | None = None
) -> ImportReport:
    """Merge a workbook or CSV file of schools and other places into a project's sites.csv.

    New places get a stable id, their commune and former district by their position, their kind by
    their level or name, and an assumed service that the report names. Cells of sites.csv that the
    user edited or filled stay; cells that an earlier import wrote follow the list. A number of
    pupils that the list does not give stays empty. sites.csv is written whole or not at all, and
    not touched where nothing changes.

    Args:
        folder: the project folder.
        file: the list.
        force: add likely duplicates, and places removed from sites.csv since the last import.
        language: of the findings, `vi` or `en`; by default the project's.

    Raises:
        RouteplanError: ``project-not-found``; ``import-not-found``, ``import-unreadable`` or
            ``import-no-table`` for the list; ``import-into-workbook`` where the sites stand in a
            workbook; those of `files.write_text`.
    """

    def listed(findings: Findings) -> list[Place]:
        return read_places(file, findings)

    return _import(folder, listed, force=force, language=language)


def import_osm_sites(
    folder: Path,
    source: str,
    found: Sequence[OsmPlace],
    *,
    force: bool = False,
    language: str | None = None,
) -> ImportReport:
    """Merge places of OpenStreetMap into a project's sites.csv as `import_sites` merges a list.

    A site's id comes from the place's number in OpenStreetMap, so that the next import finds it
    again under another name. Places without a name are left out and counted.

    Args:
        folder: the project folder.
        source: where they come from, for findings.
        found: the places.
        force: as in `import_sites`.
        language: as in `import_sites`.

    Raises:
        RouteplanError: as `import_sites`, those about the list apart.
    """

    def listed(findings: Findings) -> list[Place]:
        return osm_places(source, found, findings)

    return _import(folder, listed, force=force, language=language)


def _import(
    folder: Path,
    listed: Callable[[Findings], list[Place]],
    *,
    force: bool,
    language: str | None,
) -> ImportReport:
    tables, config = _read_project(folder)
    findings = Findings(language or config.language)
    where = tables.files.get("sites", "sites.csv")
    if "#" in where:
        raise failure("import-into-workbook", findings.language, path=where)
    path = folder / where
    sheet = _sheet(path, config)
    geography = _geography(folder)
    places = locate(listed(findings), positions(tables), geography, findings)
    taken = {
        record.texts["id"]
        for table in ("depots", "landings")
        for record in tables.records[table]
        if "id" in record.texts
    }
    memory = read_earlier(folder)
    before, remembered = sheet.to_bytes(), memory.to_bytes()
    merger = Merger(sheet, memory, findings, taken=taken, force=force)
    for place in places:
        merger.merge(place)
    outcome = merger.outcome
    _say_assumptions(merger, findings, where)
    contents = {}
    if sheet.to_bytes() != before:
        contents[path] = sheet.to_bytes()
    if memory.to_bytes() != remembered:
        refuse_elsewhere(folder, (folder / STATE_FILE).parent)
        contents[folder / STATE_FILE] = memory.to_bytes()
    write_files(contents)
    return ImportReport(
        path,
        tuple(outcome.added),
        tuple(outcome.updated.items()),
        tuple(outcome.unchanged),
        tuple(outcome.duplicates),
        tuple(outcome.kept),
        tuple(outcome.rejected),
        findings.notices,
    )


def _read_project(folder: Path) -> tuple[Tables, Config]:
    """Return a project's tables and configuration; their own faults are `validate`'s business."""
    folders = layers(folder, None)
    reader = FolderReader(folder, Findings("en"))
    files = reader.read_configs(folders)
    return reader.read_tables(folders), read_config(files, reader.findings)


def _sheet(path: Path, config: Config) -> SheetFile:
    table = table_named("sites")
    if path.is_file():
        return read_sheet_file(path, table)
    return new_sheet_file(table, vietnamese=config.language == "vi")


def _geography(folder: Path) -> Geography:
    geography = Geography(folder)
    try:
        _ = geography.areas
    except RouteplanError:
        return Geography()
    return geography


def _say_assumptions(merger: Merger, findings: Findings, where: str) -> None:
    """Say what was assumed of new sites, and of how many the number of pupils is unknown."""
    added = set(merger.outcome.added)
    if added:
        findings.add("import-assumed", where, count=len(added))
    unknown = sum(
        not cells.get("pupils") for _, cells in merger.sheet.records() if cells.get("id") in added
    )
    if unknown:
        findings.add("import-pupils-unknown", where, None, "pupils", count=unknown)
