"""The calendar and the crew: dates in order, names that exist."""

from __future__ import annotations

from routeplan.geo.communes import commune_by_code
from routeplan.model import GROUPS, DayKind
from routeplan.model.availability import weekday_named
from routeplan.project.checks.context import Context
from routeplan.project.text import nearest


def check_calendar(context: Context) -> None:
    """Entries end after they begin and apply to things that exist; swap days say which weekday."""
    ids = context.ids("sites", "vehicles", "depots", "landings", "crossings")
    known = _subjects(context)
    for record in context.of("calendar"):
        begin, end = record["date_from"], record["date_to"]
        if begin and end and end < begin:
            context.at(record, "calendar-reversed", "date_to")
        for part in sorted(record["applies_to"] or ()):
            if part not in ids and part not in known:
                hint = nearest(part, ids | known)
                context.at(record, "applies-to-unknown", "applies_to", part=part, hint=hint)
        if record["kind"] == DayKind.WORKDAY and weekday_named(record["note"] or "") is None:
            context.at(record, "workday-weekday", "note")


def _subjects(context: Context) -> frozenset[str]:
    """Return what entries may apply to besides ids."""
    own = {site["commune_code"] for site in context.of("sites") if site["commune_code"]}
    communes = {f"commune:{code}" for code in {*commune_by_code(), *own}}
    groups = {f"group:{group}" for group in GROUPS}
    profiles = {f"profile:{name}" for name in context.config.profiles}
    return frozenset(communes | groups | profiles)


def check_crew(context: Context) -> None:
    """People work from depots or landings that exist."""
    places = context.ids("depots", "landings")
    for record in context.of("crew"):
        depot = record["depot"]
        if depot and depot not in places:
            context.at(record, "depot-unknown", "depot", hint=nearest(depot, places))
