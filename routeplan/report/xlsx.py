"""The workbook: a timetable by site, by vehicle and by day, and a sheet to fill in and hand back.

Nothing in it is a formula: texts are written as texts whatever they begin with.
"""

from __future__ import annotations

import io

from routeplan.report.handover_sheet import add_handover
from routeplan.report.material import Material
from routeplan.report.timetable_sheets import add_by_day, add_by_site, add_by_vehicle, add_missing
from routeplan.report.workbook import FONT, Book


def workbook(material: Material) -> bytes:
    """Return the workbook of a plan; the same plan gives the same bytes."""
    import xlsxwriter

    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        # Widths of columns count in digits of this font.
        "default_format_properties": {"font_name": FONT, "font_size": 11},
    }
    inner = xlsxwriter.Workbook(target, options)
    inner.set_properties(
        {
            "title": material.title,
            "subject": material.words["timetable_title"],
            "author": "routeplan",
            "created": material.stamp.replace(tzinfo=None),
        }
    )
    book = Book(inner, material)
    add_by_day(book)
    add_by_vehicle(book)
    add_by_site(book)
    add_handover(book)
    if material.plan.unassigned:
        add_missing(book)
    inner.close()
    return target.getvalue()
