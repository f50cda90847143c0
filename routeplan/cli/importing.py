"""What an import did, as lines for people and rows for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from routeplan.cli.texts import text
from routeplan.cli.writing import one_line

if TYPE_CHECKING:
    from routeplan.project.importing import ImportReport

COLUMNS = ("result", "site", "file", "row", "detail")


def report_lines(report: ImportReport, language: str) -> Iterator[str]:
    """Yield the counts, then duplicates and kept cells one by one."""
    yield text(
        "import_counts",
        language,
        path=one_line(report.path),
        added=len(report.added),
        updated=len(report.updated),
        unchanged=len(report.unchanged),
        rejected=len(report.rejected),
    )
    if report.duplicates:
        yield text("import_duplicates", language, count=len(report.duplicates))
    for same in report.duplicates:
        place = text("row", language, row=same.row)
        yield one_line(f"  {same.file}, {place}: {same.name} = {same.site} ({same.metres} m)")
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
