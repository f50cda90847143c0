"""The plan in the field's open schema («mobile library stops»), with no phone number in it."""

from __future__ import annotations

import csv
import io

from routeplan.report.material import Material
from routeplan.report.phones import without_phones
from routeplan.report.stops_csv import PUBLISHED, stops_csv


def open_stops(material: Material) -> bytes:
    """Return the timetable as CSV in UTF-8; a published one comes back as it was read."""
    text = stops_csv(material.problem, material.plan, material.published)
    if material.plan.summary.engine == PUBLISHED:
        return text.encode()
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    for row in csv.reader(io.StringIO(text)):
        writer.writerow([cell if _number(cell) else without_phones(cell) for cell in row])
    return target.getvalue().encode()


def _number(cell: str) -> bool:
    """Tell whether a cell is a coordinate, which may look like a phone number."""
    return "." in cell and cell.replace(".", "", 1).lstrip("-").isdigit()
