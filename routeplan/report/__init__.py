"""What people look at: the map (and, later on, documents) made from a plan.

Libraries that are slow to import are loaded when a report is made, not when this is imported.
"""

from routeplan.report.map import render_map
from routeplan.report.shading import ShadedFigure, Shading

__all__ = ["ShadedFigure", "Shading", "render_map"]
