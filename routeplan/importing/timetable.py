"""A published timetable as a project, and as a plan to hold others against.

The files of the project are read back by the same door as any project (`routeplan.project.load`),
so that the published plan belongs to what a user will find in the folder. What the duties of each
van may last is known once they are driven under the travel model; so the tables are written twice.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from statistics import median

from routeplan.check import check_plan
from routeplan.geo.metric import distance_m
from routeplan.language import Catalogue
from routeplan.model import Notice, Plan, Problem, Rules, Unassigned, Violation
from routeplan.network.build import build_travel
from routeplan.network.osm.building import area_of, build_from_extract
from routeplan.network.osm.graph import save_graph
from routeplan.network.osm.network import load_network
from routeplan.network.travel import Travel
from routeplan.project import load, problem_or_raise
from routeplan.project.files import read_bytes, write_files
from routeplan.project.messages import Findings, failure
from routeplan.project.timetable.depots import PlannedDepot, assumed_depots, given_depot
from routeplan.project.timetable.legs import Straightness, read_legs
from routeplan.project.timetable.timetable import Timetable, nothing_left, understood
from routeplan.project.timetable.writing import (
    Keep,
    Limits,
    Lunch,
    Settings,
    project_files,
)
from routeplan.solve.duties.duty import Duty
from routeplan.solve.published import (
    Call,
    Driven,
    Run,
    drive,
    longest_wait_s,
    published_plan,
)

TEXTS = Catalogue("timetables")
_FAR_DEPOT_M = 300_000.0
_LATE_S = 60
_MARGIN_KM = 20.0
_LEAST_LUNCH_MIN = 15
"""Nobody eats in less: such a gap is slack between two stops."""


@dataclass(frozen=True)
class Request:
    """What to import, and how.

    Args:
        file: the timetable.
        depot: (lat, lon) of the depot of all vans; None: each van's best stop.
        pbf: an OpenStreetMap extract whose roads the project gets.
        legs: a file of legs that tells how roads differ from straight lines.
        factor, speed_kph: that difference itself; None takes the documented figures.
        keep: what a plan may not change.
        start: a day of the first week; None: the week that fits best.
        language: of the project and of findings.
    """

    file: Path
    depot: tuple[float, float] | None = None
    pbf: Path | None = None
    legs: Path | None = None
    factor: float | None = None
    speed_kph: float | None = None
    keep: frozenset[Keep] = frozenset()
    start: date | None = None
    language: str = "en"


@dataclass(frozen=True)
class Imported:
    """What an import made.

    Args:
        files: contents of the project folder by name, without the published plan.
        plan: the published timetable.
        violations: what the checker finds in it.
        notices: findings about the timetable, errors first: rows that could not be taken over.
    """

    timetable: Timetable
    settings: Settings
    files: Mapping[str, bytes] = field(repr=False)
    problem: Problem = field(repr=False)
    plan: Plan = field(repr=False)
    violations: Sequence[Violation]
    notices: tuple[Notice, ...]


def import_timetable(request: Request) -> Imported:
    """Return the project and the plan that a published timetable makes; nothing is written.

    Raises:
        RouteplanError: the timetable, the legs, the extract or the depot cannot be used at all.
            Single rows that cannot are errors among the notices.
    """
    findings = Findings(request.language)
    data = read_bytes(request.file)
    timetable = understood(request.file.name, data, findings, request.start)
    settings = _settings(request, timetable, findings)
    with tempfile.TemporaryDirectory(prefix="routeplan-") as staged:
        folder = Path(staged)
        if request.pbf is not None:
            places = [(row.lat, row.lon) for row in timetable.rows]
            graph = build_from_extract(request.pbf, area_of(places, _MARGIN_KM))
            save_graph(graph, folder)
        problem, travel = _loaded(folder, timetable, settings)
        driven = _driven(problem, travel, timetable)
        settings = _limited(settings, driven)
        problem, travel = _loaded(folder, timetable, settings)
        driven = _driven(problem, travel, timetable)
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
    if not any(one.duty for one in driven):
        raise nothing_left(request.file.name, findings)
    _say_driven(timetable, problem, driven, findings)
    plan = published_plan(problem, travel, driven, _unassigned(problem, driven, request.language))
    violations = check_plan(problem, travel, plan, language=request.language)
    return Imported(timetable, settings, files, problem, plan, violations, findings.notices)


def _settings(request: Request, timetable: Timetable, findings: Findings) -> Settings:
    """Return the settings before the duties are driven."""
    straight = None
    if request.pbf is None:
        straight = Straightness()
        if request.legs is not None:
            stops = [(row.lat, row.lon) for row in timetable.rows]
            straight = read_legs(request.legs.name, read_bytes(request.legs), stops)
        elif request.factor is not None or request.speed_kph is not None:
            straight = Straightness(
                request.factor or straight.factor, request.speed_kph or straight.speed_kph
            )
    middle = (
        median(row.lat for row in timetable.rows),
        median(row.lon for row in timetable.rows),
    )
    depots: tuple[PlannedDepot, ...]
    if request.depot is None:
        depots = assumed_depots(timetable.vans, timetable.duties)
    else:
        metres = distance_m(*request.depot, *middle)
        if metres > _FAR_DEPOT_M:
            value = f"{request.depot[0]},{request.depot[1]}"
            km = str(round(metres / 1000))
            raise failure("depot-far", findings.language, value=value, km=km)
        depots = given_depot(*request.depot, timetable.vans, timetable.duties)
    return Settings(
        language=request.language,
        timezone=timezone_at(*middle),
        keep=request.keep,
        straight=straight,
        depots=depots,
        limits={},
        lunch=Lunch(),
    )


def timezone_at(lat: float, lon: float) -> str:
    """Return the time zone of a service in the British Isles, ``UTC`` elsewhere.

    It decides about daylight alone, which no van minds.
    """
    if not (49 <= lat <= 62 and -11 <= lon <= 2.5):
        return "UTC"
    northern = lat >= 54.05 and lon >= -8.2
    return "Europe/Dublin" if lat < 55.5 and lon < -5.9 and not northern else "Europe/London"


def _loaded(folder: Path, timetable: Timetable, settings: Settings) -> tuple[Problem, Travel]:
    contents = project_files(timetable, settings)
    write_files({folder / name: data for name, data in contents.items()})
    problem = problem_or_raise(load(folder, language=settings.language))
    return problem, build_travel(problem, network=load_network(folder))


def _driven(problem: Problem, travel: Travel, timetable: Timetable) -> list[Driven]:
    """Return every published duty as driven under the travel model."""
    ids = _visit_ids(problem, timetable)
    found = []
    for duty in timetable.duties:
        calls = tuple(
            Call(ids[visit.row.row, visit.date], visit.row.arrive_s)
            for visit in duty.visits
            if (visit.row.row, visit.date) in ids
        )
        if calls:
            found.append(drive(problem, travel, Run(duty.van.id, duty.date, calls)))
    return found


def _visit_ids(problem: Problem, timetable: Timetable) -> dict[tuple[int, date], str]:
    """Return the due visit of each published one, by row and date."""
    due: dict[str, list[tuple[date, date, str]]] = {}
    for visit in problem.visits:
        due.setdefault(visit.site, []).append((visit.due_from, visit.due_to, visit.id))
    found: dict[tuple[int, date], str] = {}
    for stop in timetable.stops:
        waiting = sorted(due.get(stop.id, []))
        for published in stop.visits:
            fits = [one for one in waiting if one[0] <= published.date <= one[1]]
            if fits:
                waiting.remove(fits[0])
                if not published.left_out:
                    found[published.row.row, published.date] = fits[0][2]
    return found


def _limited(settings: Settings, driven: Sequence[Driven]) -> Settings:
    """Return settings with what the duties tell of each van's day, and of lunch."""
    duties = [one.duty for one in driven if one.duty is not None]
    limits = {}
    for van in dict.fromkeys(duty.vehicle.id for duty in duties):
        timings = [duty.timing for duty in duties if duty.vehicle.id == van]
        limits[van] = Limits(
            min(timing.start for timing in timings),
            max(timing.end for timing in timings),
            max(timing.duty_s for timing in timings),
        )
    return replace(settings, limits=limits, lunch=_lunch(duties))


def _lunch(duties: Sequence[Duty]) -> Lunch:
    """Return the break that every published duty over midday leaves room for.

    The shortest such gap to the whole minute: crews keep the break that they are published to
    have, up to the lunch of any project; what a gap has beyond that is waiting. Below a quarter of
    an hour there is no rule.
    """
    lunch = Lunch()
    waits = [
        longest_wait_s(duty, lunch.from_s, lunch.to_s) // 60
        for duty in duties
        if duty.timing.start < lunch.from_s and duty.timing.end > lunch.to_s
    ]
    minutes = min((*waits, Rules().lunch_s // 60)) if waits else 0
    return Lunch(minutes) if minutes >= _LEAST_LUNCH_MIN else lunch


def _unassigned(
    problem: Problem, driven: Sequence[Driven], language: str
) -> tuple[Unassigned, ...]:
    served = {visit.id for one in driven if one.duty is not None for visit in one.duty.visits}
    unreached = {visit for one in driven for visit in one.unreached}
    reason = TEXTS.text("unpublished.reason", language)
    action = TEXTS.text("unpublished.action", language)
    return tuple(
        Unassigned(
            visit.site,
            visit.kind.value,
            visit.id,
            "no-way" if visit.id in unreached else "no-day",
            reason,
            action,
        )
        for visit in problem.visits
        if visit.id not in served
    )


def _say_driven(
    timetable: Timetable,
    problem: Problem,
    driven: Sequence[Driven],
    findings: Findings,
) -> None:
    """Say where the timetable leaves less time than the model, and where nobody gets."""
    ids = _visit_ids(problem, timetable)
    by_number = {row.row: row for row in timetable.rows}
    rows = {visit: by_number[number] for (number, _), visit in ids.items()}
    for one in driven:
        for visit in one.unreached:
            row = rows[visit]
            findings.add("timetable-no-way", timetable.file, row.row, "geox", name=row.name)
        if one.duty is None:
            continue
        stops = one.duty.timing.stops
        for before, stop, ride in zip(stops, stops[1:], one.duty.timing.rides[1:], strict=False):
            a, b = rows[before.visit.id], rows[stop.visit.id]
            gap, needed = b.arrive_s - a.depart_s, ride.way.least_s
            # Of stops that overlap, a warning says so already.
            if needed - gap < _LATE_S or gap < 0:
                continue
            findings.add(
                "timetable-leg-tight",
                timetable.file,
                b.row,
                "arrival",
                b.texts["arrival"],
                name=b.name,
                minutes=one.late_s.get(stop.visit.id, 0) // 60,
                gap=gap // 60,
                model=needed // 60,
            )
        if one.duty.timing.days > 1:
            day = one.run.date.isoformat()
            van = one.duty.vehicle.name
            findings.add("timetable-past-midnight", timetable.file, None, "arrival", day, van=van)
