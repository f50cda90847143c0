"""What holds between the cells of a project: one small function per question, every finding kept.

Each check takes a `Context` and adds to its findings; none depends on another one's outcome.
"""

from __future__ import annotations

from collections.abc import Callable

from routeplan.project.checks.calendar import check_calendar, check_crew
from routeplan.project.checks.context import Context
from routeplan.project.checks.crossings import check_crossings, check_validity
from routeplan.project.checks.fleet import check_vehicles
from routeplan.project.checks.places import (
    check_ids,
    check_parking,
    check_positions,
    check_site_places,
)
from routeplan.project.checks.services import (
    check_capacity,
    check_intervals,
    check_pins,
    check_reach,
    check_services_table,
    check_windows,
)
from routeplan.project.checks.stock import check_stock
from routeplan.project.checks.tide_constants import check_tide_constants
from routeplan.project.checks.tides import check_tides

CHECKS: tuple[Callable[[Context], None], ...] = (
    check_ids,
    check_positions,
    check_site_places,
    check_parking,
    check_vehicles,
    check_services_table,
    check_intervals,
    check_windows,
    check_capacity,
    check_pins,
    check_reach,
    check_crossings,
    check_validity,
    check_tides,
    check_tide_constants,
    check_calendar,
    check_crew,
    check_stock,
)
"""Every check, in the order in which it runs."""

__all__ = ["CHECKS", "Context"]
