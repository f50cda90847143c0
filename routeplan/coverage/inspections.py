"""Sites whose reading room or bookcase is due for a check (clause II.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from routeplan.coverage.figures import Inspection
from routeplan.model import Site


def inspections_due(
    sites: Iterable[Site], start: date, weeks: int, visits: Mapping[str, Sequence[date]]
) -> tuple[Inspection, ...]:
    """Return the sites whose inspection is overdue on `start` or falls due in the weeks after it.

    Args:
        sites: those without `inspect_every_weeks` are never due.
        start: first day of the plan.
        weeks: its length.
        visits: dates of the planned visits by site, in order.

    Returns:
        Never inspected sites first, then the longest overdue.
    """
    end = start + timedelta(weeks=weeks)
    found = []
    for site in sites:
        if site.inspect_every_weeks is None:
            continue
        due = None
        if site.last_inspected is not None:
            due = site.last_inspected + timedelta(weeks=site.inspect_every_weeks)
        if due is not None and due >= end:
            continue
        days = None if due is None else max(0, (start - due).days)
        first = next(iter(visits.get(site.id, ())), None)
        found.append(Inspection(site.id, site.name, site.commune_code, due, days, first))
    return tuple(sorted(found, key=lambda one: (one.due or date.min, one.site)))
