"""What people look at: the map here; documents, calendars and files for others in `exporting`.

Libraries that are slow to import are loaded when a report is made, not when this is imported.
"""

from routeplan.report.map import render_map
from routeplan.report.shading import ShadedFigure, Shading

__all__ = ["ShadedFigure", "Shading", "render_map"]
