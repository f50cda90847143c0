"""Who is reached: coverage and equity of a plan, and what other fleets and rules would change.

`coverage_of` is a pure function of a problem, its travel and a plan. docs/concepts.md defines every
figure, with formulas and units.
"""

from routeplan.coverage.figures import Coverage, Inspection, Method, SiteFigures, Special, Unit
from routeplan.coverage.measure import coverage_of

__all__ = ["Coverage", "Inspection", "Method", "SiteFigures", "Special", "Unit", "coverage_of"]
