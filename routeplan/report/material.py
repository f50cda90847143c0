"""What every document is made from: a plan, what its project knows beside it, a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from routeplan.language import collation_key
from routeplan.language.spoken import SpokenError
from routeplan.model import (
    Place,
    Plan,
    Problem,
    Route,
    Service,
    Site,
    Unassigned,
    Vehicle,
    exchanges_from_json,
)
from routeplan.project.limits import parse_json, read_at_most
from routeplan.report.document_words import words_for


@dataclass(frozen=True, slots=True)
class Handed:
    """What a rotation hands over at one visit: set ids, and the ids of their crates."""

    delivered: str = ""
    picked: str = ""
    crates_out: tuple[str, ...] = ()
    crates_in: tuple[str, ...] = ()


NOTHING_SAID = Handed()


@dataclass(frozen=True)
class Material:
    """Everything a writer may read.

    Args:
        plan: what is exported.
        language: ``vi`` or ``en``.
        problem: of the project over the plan's weeks; None where there is no project. Phone
            numbers, tides, doors' closing times and the size of crews come from it alone.
        issuer: titles by `routeplan.project.config.ISSUER_KEYS`.
        timezone: IANA name.
        handed: by visit id, what the rotation beside the plan says.
        published: rows of the project's timetable.csv, where it was made of a published timetable.
        templates: folder with templates that replace ours, where there is one.
        earlier: calendars of the last export by relative path, so that sequences go on.
    """

    plan: Plan
    language: str
    problem: Problem | None = None
    issuer: Mapping[str, str] = field(default_factory=dict)
    timezone: str = "Asia/Ho_Chi_Minh"
    handed: Mapping[str, Handed] = field(default_factory=dict)
    published: Sequence[Mapping[str, str]] = ()
    templates: Path | None = None
    earlier: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """The texts of the documents."""
        return words_for(self.language)

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """The duties by date, start and vehicle."""
        return tuple(sorted(self.plan.routes, key=lambda r: (r.date, r.start, r.vehicle)))

    @cached_property
    def unassigned(self) -> tuple[Unassigned, ...]:
        """The visits that found no place, by the name of their site."""
        return tuple(
            sorted(
                self.plan.unassigned,
                key=lambda item: (collation_key(self.place_name(item.site)), item.visit),
            )
        )

    @property
    def title(self) -> str:
        """The name of the project, or what any plan is called."""
        return self.plan.name.strip() or str(self.words["plan"])

    @property
    def last_day(self) -> date:
        """The last day of the plan's weeks."""
        return self.plan.last_day

    @cached_property
    def stamp(self) -> datetime:
        """The time that files carry: midnight of the plan's first day, so that bytes repeat."""
        return datetime.combine(self.plan.start, time(), ZoneInfo(self.timezone))

    def place(self, place_id: str) -> Place | None:
        """Return a place of the plan."""
        return self.plan.places.get(place_id)

    def place_name(self, place_id: str) -> str:
        """Return the name of a place, its id where the plan does not know it."""
        return self.plan.place_name(place_id)

    def vehicle_name(self, vehicle_id: str) -> str:
        """Return the name of a vehicle, its id where the plan does not know it."""
        return self.plan.vehicle_name(vehicle_id)

    def site(self, site_id: str) -> Site | None:
        """Return a site of the project."""
        return self.problem.site_by_id.get(site_id) if self.problem else None

    def service(self, site_id: str, kind: str) -> Service | None:
        """Return a service of the project."""
        return self.problem.service_by_key.get(f"{site_id}/{kind}") if self.problem else None

    def vehicle(self, vehicle_id: str) -> Vehicle | None:
        """Return a vehicle of the project."""
        return self.problem.vehicle_by_id.get(vehicle_id) if self.problem else None

    def handed_at(self, visit: str) -> Handed:
        """Return what the rotation hands over at a visit."""
        return self.handed.get(visit, NOTHING_SAID)


def read_rotation(path: Path) -> Mapping[str, Handed]:
    """Return what a rotation's file hands over, by visit id; nothing where there is no file.

    Raises:
        RouteplanError: ``rotation-unreadable``.
    """
    if not path.is_file():
        return {}
    try:
        exchanges = exchanges_from_json(parse_json(read_at_most(path).decode("utf-8-sig")))
    except (OSError, ValueError) as error:
        words = {"path": str(path), "reason": str(error)}
        raise SpokenError("rotation-unreadable", words, details=words) from error
    return {
        one.visit: Handed(one.delivered or "", one.picked or "", one.crates_out, one.crates_in)
        for one in exchanges
    }
