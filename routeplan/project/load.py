"""The door of this package: a project folder in, a problem and every finding out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from routeplan.geo.communes import commune_by_code
from routeplan.geo.resolve import Area
from routeplan.language import number
from routeplan.model import (
    CalendarEntry,
    Notice,
    Problem,
    RouteplanError,
    Severity,
    Site,
    monday_of,
)
from routeplan.model.times import FIRST_YEAR, LAST_YEAR
from routeplan.project import build as make
from routeplan.project.checks import CHECKS, Context
from routeplan.project.checks.places import elsewhere
from routeplan.project.config import Config, language_of, read_config
from routeplan.project.due import due_visits, with_make_up
from routeplan.project.earlier_plan import is_inside
from routeplan.project.folder import Edit, FolderReader, layers
from routeplan.project.geography import Geography
from routeplan.project.gtfs import add_gtfs
from routeplan.project.holidays_vn import public_holidays
from routeplan.project.limits import MOST_BYTES
from routeplan.project.memory import Memory
from routeplan.project.messages import Findings, failure
from routeplan.project.waters import read_waters

COMMUNES_FILE = "communes.geojson"
LEDGER = "ledger.sqlite"
"""Name under which a problem's inputs keep what the ledger said of last visits."""


@dataclass(frozen=True)
class Project:
    """What a project folder holds.

    Args:
        problem: None when any notice is an error.
        notices: every finding, errors first.
    """

    folder: Path
    config: Config
    problem: Problem | None
    notices: tuple[Notice, ...]

    @property
    def errors(self) -> tuple[Notice, ...]:
        """The findings that stop planning."""
        return tuple(n for n in self.notices if n.severity is Severity.ERROR)


def load(
    folder: Path,
    *,
    start: date | None = None,
    weeks: int | None = None,
    term: bool = False,
    scenario: str | None = None,
    area: Sequence[Area] | None = None,
    language: str | None = None,
    visits_done: Mapping[str, Sequence[date]] | None = None,
    edit: Edit | None = None,
    memory: Memory | None = None,
) -> Project:
    """Read and check a project folder; tables at fault become findings, never exceptions.

    Args:
        folder: holds routeplan.toml and the tables.
        start: first day of the horizon; by default that of routeplan.toml.
        weeks: length of the horizon; by default that of routeplan.toml.
        term: take the school term of routeplan.toml for the horizon instead.
        scenario: name of a folder in ``scenarios`` whose files replace those of the base; its
            routeplan.toml is laid over the base's, key by key.
        area: visits outside all of these areas are left out of the problem's visits.
        language: of the findings, `vi` or `en`; by default that of routeplan.toml.
        visits_done: dates on which visits took place, by service key, as a ledger has them; the
            last one before the horizon stands in for `last_visit`.
        edit: changes the tables before they are read; what it raises is passed on.
        memory: of earlier loads; tables that are as they were are not read again.

    Raises:
        RouteplanError: ``project-not-found`` or ``scenario-unknown``.
    """
    folders = layers(folder, scenario)
    reader = FolderReader(folder, Findings(language or "vi"), memory)
    files = reader.read_configs(folders)
    if language is None and language_of(files) != reader.findings.language:
        # The findings so far were made before the project's language was known.
        reader = FolderReader(folder, Findings(language_of(files)), memory)
        files = reader.read_configs(folders)
    findings = reader.findings
    config = read_config(files, findings)
    unread = findings.has_errors  # a routeplan.toml at fault may well name the first day
    if not config.name:
        config = replace(config, name=folder.resolve().name)
    tables = reader.read_tables(folders, edit)
    add_gtfs(reader, folders, tables, config.timezone)
    if term:
        begin, length = _term(config, findings, unread=unread)
    else:
        begin, length = _horizon(config, start, weeks, findings, unread=unread)
    fairways, closed_areas = read_waters(reader, folders)
    geography = _geography(folder, reader)
    context = Context(tables, config, begin, length, geography, findings)
    for check in CHECKS:
        check(context)
    _say_areas(context)
    problem = None
    if begin is not None and not findings.has_errors:
        done = _last_before(begin, visits_done or {})
        problem = _build(context, begin, scenario, tuple(area or ()), done)
    if problem is not None:
        problem = replace(
            problem, fairways=fairways, closed_areas=closed_areas, notices=findings.notices
        )
    return Project(folder, config, problem, findings.notices)


def problem_or_raise(project: Project) -> Problem:
    """Return the project's problem.

    Raises:
        RouteplanError: ``project-invalid``, with the errors in its details.
    """
    if project.problem is not None:
        return project.problem
    errors = project.errors
    first = errors[0]
    place = first.file if first.row is None else f"{first.file}:{first.row}"
    error = failure(
        "project-invalid",
        project.config.language,
        count=str(len(errors)),
        first=f"{place}: {first.cause}",
    )
    details = {**error.details, "notices": [notice.to_json() for notice in errors]}
    raise RouteplanError(error.code, error.cause, error.action, details=details)


def _horizon(
    config: Config, start: date | None, weeks: int | None, findings: Findings, *, unread: bool
) -> tuple[date | None, int]:
    begin = start or config.start
    length = config.weeks if weeks is None else weeks
    if not 1 <= length <= 53:
        findings.add("weeks-invalid", "routeplan.toml", None, "planning.weeks", str(length))
        length = 1
    if begin is not None and not FIRST_YEAR <= begin.year <= LAST_YEAR:
        words = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
        where = ("routeplan.toml", None, "planning.start", begin.isoformat())
        findings.add("date-out-of-range", *where, words=words)
        return None, length
    if begin is None and not unread:
        findings.add("start-missing", "routeplan.toml", None, "planning.start")
    if begin is not None:
        _say_no_monday(begin, "start", findings)
    return begin, length


def _term(config: Config, findings: Findings, *, unread: bool) -> tuple[date | None, int]:
    """Return the first day of the term and the number of its weeks, Monday to Sunday."""
    first, last = config.term_start, config.term_end
    if first is None or last is None:
        if not unread:
            name = "planning.term_start" if first is None else "planning.term_end"
            findings.add("term-missing", "routeplan.toml", None, name)
        return first, 1
    weeks = (monday_of(last) - monday_of(first)).days // 7 + 1
    if last < first or weeks > 53:
        findings.add(
            "term-invalid",
            "routeplan.toml",
            None,
            "planning.term_end",
            last.isoformat(),
            first=first.isoformat(),
            last=last.isoformat(),
        )
        return first, 1
    _say_no_monday(first, "term_start", findings)
    return first, weeks


def _say_no_monday(begin: date, key: str, findings: Findings) -> None:
    if begin.weekday():
        monday = monday_of(begin)
        following = (monday + timedelta(weeks=1)).isoformat()
        findings.add(
            "start-not-monday",
            "routeplan.toml",
            None,
            f"planning.{key}",
            begin.isoformat(),
            monday=monday.isoformat(),
            following=following,
            days=7 - begin.weekday(),
        )


def _geography(folder: Path, reader: FolderReader) -> Geography:
    """Return the geography of a project; a communes.geojson that cannot be used is a finding."""
    path = folder / COMMUNES_FILE
    if not path.is_file() or reader.read_bytes(path, MOST_BYTES) is None:
        return Geography()
    geography = Geography(folder)
    try:
        _ = geography.areas
    except RouteplanError as error:
        reader.findings.add("communes-invalid", COMMUNES_FILE, detail=error.cause.rstrip("."))
        return Geography()
    return geography


def _say_areas(context: Context) -> None:
    """Pass on what geography finds about the communes' areas, in the project's language."""
    if elsewhere(context) or not context.of("sites"):
        return
    areas = context.geography.areas
    for notice in areas.notices():
        commune = commune_by_code()[notice.value or ""]
        drawn = areas.area_km2(commune.code) if commune.code in areas.shapes else 0.0
        context.findings.add(
            notice.code,
            notice.file,
            column=notice.column,
            value=notice.value,
            severity=notice.severity,
            name=commune.full_name,
            drawn=number(drawn, context.findings.language, 1),
            official=number(commune.area_km2, context.findings.language, 1),
        )


def _last_before(begin: date, visits_done: Mapping[str, Sequence[date]]) -> dict[str, date]:
    """Return the last visit of each service before the horizon.

    Later ones belong to the horizon: a plan stays what it is while its visits are being recorded.
    """
    earlier = {key: [d for d in dates if d < begin] for key, dates in visits_done.items()}
    return {key: max(dates) for key, dates in sorted(earlier.items()) if dates}


def _visited(sites: tuple[Site, ...], done: Mapping[str, date]) -> tuple[Site, ...]:
    """Return the sites with the last visits that a ledger knows."""
    return tuple(
        replace(
            site,
            services=tuple(
                replace(service, last_visit=done.get(service.key, service.last_visit))
                for service in site.services
            ),
        )
        for site in sites
    )


def _build(
    context: Context,
    start: date,
    scenario: str | None,
    area: tuple[Area, ...],
    done: Mapping[str, date],
) -> Problem | None:
    """Return the problem, or None where the model refuses a record or the area is empty."""
    findings, config, records = context.findings, context.config, context.tables.records
    geography = None if elsewhere(context) else context.geography
    site_of = make.site_maker(records["services"], geography, findings)
    sites = make.build(records["sites"], site_of, findings)
    inputs = dict(context.tables.inputs)
    if done:
        sites = _visited(sites, done)
        told = json.dumps({key: day.isoformat() for key, day in done.items()})
        inputs[LEDGER] = hashlib.sha256(told.encode()).hexdigest()
    vehicles = make.build(records["vehicles"], make.vehicle_of, findings)
    depots = make.build(records["depots"], make.depot_of, findings)
    landings = make.build(records["landings"], make.landing_of, findings)
    crossings = make.build(records["crossings"], make.crossing_of, findings)
    calendar = make.build(records["calendar"], make.entry_of, findings)
    crew = make.build(records["crew"], make.member_of, findings)
    titles = make.build(records["titles"], make.title_of, findings)
    collections = make.build(records["collections"], make.collection_of, findings)
    inside = {site.id for site in sites if is_inside(site, area)}
    if sites and not inside:
        labels = ", ".join(one.label for one in area)
        findings.add("area-empty", context.tables.files["sites"], area=labels)
    if findings.has_errors:
        return None
    last = start + timedelta(weeks=context.weeks, days=config.rules.overnight_max_days)
    tides = make.tide_tables(records["tides"]) + make.predicted_tides(
        records["tide_constants"], landings, start - timedelta(days=1), last, config.timezone
    )
    visits = due_visits(sites, start, context.weeks)
    problem = Problem(
        name=config.name,
        start=start,
        weeks=context.weeks,
        sites=sites,
        vehicles=vehicles,
        depots=depots,
        landings=landings,
        crossings=crossings,
        calendar=(*calendar, *_holidays(config, start, context.weeks)),
        crew=crew,
        tides=tides,
        straight_roads=config.straight_roads,
        timezone=config.timezone,
        profiles=config.profiles,
        rules=config.rules,
        weights=config.weights,
        titles=titles,
        collections=collections,
        rotation=config.rotation,
        visits=tuple(visit for visit in visits if visit.site in inside),
        scenario=scenario,
        area=tuple(one.label for one in area),
        language=config.language,
        inputs=dict(sorted(inputs.items())),
    )
    return with_make_up(problem)


def _holidays(config: Config, start: date, weeks: int) -> tuple[CalendarEntry, ...]:
    """Return the public holidays on which a duty of the horizon may start, last or end."""
    if not config.rules.public_holidays:
        return ()
    spare = timedelta(days=config.rules.overnight_max_days)
    return public_holidays(start - spare, start + timedelta(weeks=weeks) + spare, config.language)
