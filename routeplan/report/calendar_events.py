"""Visits as events of a calendar: ids that outlive a re-plan, times in UTC, plain texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from routeplan.report.clocks import Moment
from routeplan.report.file_names import slug
from routeplan.report.material import Material
from routeplan.report.visit_rows import VisitRow


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `starts` and `ends` are local to the project's zone."""

    uid: str
    starts: datetime
    ends: datetime
    summary: str
    location: str
    description: str
    lat: float | None = None
    lon: float | None = None
    moved: bool = False


def uid_of(material: Material, key: str) -> str:
    """Return the id of an event: of the visit, or of the duty, and the project's name.

    It does not depend on when and by whom the visit is made, so that a calendar which knows an
    earlier plan moves the event instead of adding one.
    """
    return f"{key}@{slug(material.title).lower()}.routeplan"


def local(material: Material, moment: Moment) -> datetime:
    """Return a moment with the project's zone."""
    naive = datetime.combine(moment.day, time()) + timedelta(seconds=moment.second)
    return naive.replace(tzinfo=ZoneInfo(material.timezone))


def visit_event(material: Material, row: VisitRow) -> Event:
    """Return the event of a visit: while its doors are open."""
    words = material.words
    service = str(words["service"].get(row.service, row.service))
    return Event(
        uid=uid_of(material, row.visit),
        starts=local(material, row.opens),
        ends=local(material, max(row.closes, row.opens)),
        summary=str(words["calendar"]["site"]).format(service=service, site=row.name),
        location=", ".join(part for part in (row.name, row.commune) if part),
        description=str(words["calendar"]["description"]).format(vehicle=row.vehicle_name),
        lat=row.lat,
        lon=row.lon,
        moved=any(move.visit == row.visit for move in material.plan.moves),
    )
