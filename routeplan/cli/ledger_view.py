"""What the ledger's commands need to know of the project around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from routeplan.cli.options import Shared
from routeplan.cli.plan_files import read_plan
from routeplan.cli.publishing import published_files
from routeplan.cli.rotation_files import rotation_file
from routeplan.cli.session import load_project
from routeplan.model import Exchange, exchanges_from_json
from routeplan.project import Project, problem_or_raise
from routeplan.project.limits import parse_json, read_at_most
from routeplan.rotation.ledger import Entry
from routeplan.rotation.ledger.planned import PublishedPlan, Record, record_of
from routeplan.rotation.ledger.project_view import View


def now_in(project: Project) -> datetime:
    """Return the present moment in the project's time zone."""
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo(project.config.timezone))


def read_record(folder: Path) -> Record:
    """Return what was published in a project, with the rotations beside the plans.

    Raises:
        RouteplanError: the index or a plan cannot be read.
    """
    return record_of(
        PublishedPlan(read_plan(path), exchanges_of(rotation_file(path)))
        for path in published_files(folder)
    )


def make_view(shared: Shared, entries: Sequence[Entry]) -> tuple[Project, View]:
    """Return the project and what handovers are held against.

    Raises:
        RouteplanError: the project has errors, or what was published cannot be read.
    """
    project = load_project(shared)
    problem = problem_or_raise(project)
    record = read_record(shared.project_folder)
    view = View(
        now=now_in(project),
        sites={site.id: site.name for site in problem.sites},
        depots={vehicle.id: vehicle.depot for vehicle in problem.vehicles},
        record=record,
        crates=known_crates(project, record, entries),
    )
    return project, view


@dataclass(frozen=True)
class Names:
    """What places are called, as far as the project can be read."""

    places: Mapping[str, str]
    sites: frozenset[str]

    def of(self, place: str) -> str:
        """Return the name of a place with its id, or the id alone."""
        name = self.places.get(place)
        return f"{name} ({place})" if name and name != place else place


def names_of(project: Project, record: Record) -> Names:
    """Return the names of all places, from the project and else from the published plans."""
    names = {place: told.name for place, told in record.places.items()}
    problem = project.problem
    if problem is None:
        return Names(names, frozenset(names))
    for places in (problem.sites, problem.depots, problem.landings):
        names |= {place.id: place.name for place in places}
    return Names(names, frozenset(site.id for site in problem.sites))


def known_crates(
    project: Project, record: Record, entries: Iterable[Entry]
) -> frozenset[str] | None:
    """Return every crate that exists; None where there is no list of collections.

    Crates that rotations and earlier entries name exist as well: a collection may have been taken
    from the list since.
    """
    listed = stock(project)
    if not listed:
        return None
    planned = {crate for visit in record.visits.values() for crate in visit.crates or ()}
    moves = (move for entry in entries if entry.handover for move in entry.handover.moves)
    return frozenset({*listed, *planned, *(move.crate for move in moves)})


def stock(project: Project) -> dict[str, str]:
    """Return where collections.csv has each crate, by its id; empty where there is no such list."""
    collections = project.problem.collections if project.problem else ()
    return {crate: place for one in collections for crate, place in one.positions.items()}


def exchanges_of(path: Path) -> tuple[Exchange, ...] | None:
    """Return what a published plan's rotation hands over; one that cannot be read is not there."""
    try:
        return exchanges_from_json(parse_json(read_at_most(path).decode("utf-8-sig")))
    except (OSError, ValueError):
        return None
