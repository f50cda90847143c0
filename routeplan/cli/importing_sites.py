"""What an import did, as lines for people and rows for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from routeplan.cli.failures import CliError
from routeplan.cli.options import Shared
from routeplan.cli.roads import Wanted
from routeplan.cli.texts import text
from routeplan.cli.writing import one_line
from routeplan.model import ExitCode

if TYPE_CHECKING:
    from routeplan.project.importing import ImportReport
    from routeplan.project.importing.titles import TitlesReport


def from_openstreetmap(
    shared: Shared, file: Path | None, wanted: Wanted, kinds: str, language: str
) -> ImportReport:
    """Merge the places that OpenStreetMap has in the project's area.

    Raises:
        RouteplanError: more or less than one source, unknown kinds, an extract that cannot be read,
            no network, or what `import_sites` refuses.
    """
    from routeplan.geo.places import KINDS, fetch_osm_places, read_osm_places
    from routeplan.project.importing import import_osm_sites
    from routeplan.project.messages import failure

    if file is not None or (wanted.pbf is None) != wanted.online:
        raise CliError("usage-import-source", exit_code=ExitCode.USAGE)
    asked = tuple(dict.fromkeys(part.strip() for part in kinds.split(",") if part.strip()))
    if not asked or not set(asked) <= set(KINDS):
        known = ", ".join(KINDS)
        raise CliError("usage-kinds", exit_code=ExitCode.USAGE, kinds=kinds, known=known)
    area = wanted.area(shared.project_folder)
    if wanted.pbf is not None:
        source, found = wanted.pbf.name, read_osm_places(wanted.pbf, asked, area)
    elif area is None:
        raise failure("area-unknown-extent", language)
    else:
        source, found = "OpenStreetMap", fetch_osm_places(area, asked)
    folder, force = shared.project_folder, shared.force
    return import_osm_sites(folder, source, found, force=force, language=language)


COLUMNS = ("result", "site", "file", "row", "detail")


def counts_line(report: ImportReport | TitlesReport, language: str) -> str:
    """Return how many rows of a list became what, and in which file."""
    return text(
        "import_counts",
        language,
        path=one_line(report.path),
        added=len(report.added),
        updated=len(report.updated),
        unchanged=len(report.unchanged),
        rejected=len(report.rejected),
    )


def report_lines(report: ImportReport, language: str) -> Iterator[str]:
    """Yield the counts, then duplicates and kept cells one by one."""
    yield counts_line(report, language)
    if report.duplicates:
        yield text("import_duplicates", language, count=len(report.duplicates))
    for same in report.duplicates:
        row = "" if same.row is None else ", " + text("row", language, row=same.row)
        yield one_line(f"  {same.file}{row}: {same.name} = {same.site} ({same.metres} m)")
    if report.kept:
        yield text("import_kept", language, count=len(report.kept))
    for cell in report.kept:
        yield one_line(f"  {cell.site}, {cell.column}: «{cell.value}» (≠ «{cell.offered}»)")


def report_rows(report: ImportReport) -> Iterator[Sequence[object]]:
    """Yield the values of `COLUMNS` for everything that the import did."""
    for site in report.added:
        yield "added", site, None, None, None
    for site, names in report.updated:
        yield "updated", site, None, None, ";".join(names)
    for same in report.duplicates:
        yield "duplicate", same.site, same.file, same.row, f"{same.name} ({same.metres} m)"
    for cell in report.kept:
        yield "kept", cell.site, None, None, f"{cell.column}: {cell.value} ({cell.offered})"
    for file, row in report.rejected:
        yield "rejected", None, file, row, None
