"""Importing a published timetable as `routeplan import timetable` does it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from routeplan.cli.checking import violation_lines
from routeplan.cli.failures import CliError
from routeplan.cli.options import OutputFormat, Shared
from routeplan.cli.plan_files import plan_text
from routeplan.cli.session import say_notices
from routeplan.cli.texts import minutes, text
from routeplan.cli.writing import one_line, print_csv, print_json, print_lines, print_notice
from routeplan.language import number
from routeplan.model import ExitCode, Severity

if TYPE_CHECKING:
    from routeplan.importing import Imported
    from routeplan.project.timetable.writing import Keep

Travelling = tuple[Path | None, Path | None, float | None, float | None]
"""An extract, a file of legs, a factor, a speed: what the options say of travel."""


def run_import(
    shared: Shared,
    file: Path,
    folder: Path,
    depot: str | None,
    travelling: Travelling,
    keep: str,
    start: date | None,
) -> None:
    """Import a timetable into a folder, or raise and leave everything as it was.

    Raises:
        RouteplanError: contradicting options, or the timetable, its legs, its roads or the folder
            cannot be used.
        typer.Exit: with code 3, when single rows could not be used.
    """
    from routeplan.importing import Request, import_timetable
    from routeplan.project.files import write_files
    from routeplan.project.messages import failure
    from routeplan.project.timetable.writing import PUBLISHED_FILE

    pbf, legs, factor, speed = travelling
    if sum((pbf is not None, legs is not None, factor is not None or speed is not None)) > 1:
        raise CliError("usage-travel", exit_code=ExitCode.USAGE)
    kept = _kept(keep)
    place = _place(depot) if depot is not None else None
    if folder.exists() and not shared.force and (not folder.is_dir() or any(folder.iterdir())):
        raise failure("folder-not-empty", path=str(folder))
    # The timetable's readers, not the planner's office, read what the project writes.
    language = shared.language.value if shared.language else "en"
    print_notice(text("step_timetable", language), quiet=shared.quiet)
    request = Request(file, place, pbf, legs, factor, speed, kept, start, language)
    imported = import_timetable(request)
    contents = {**imported.files, PUBLISHED_FILE: plan_text(imported.plan).encode("utf-8")}
    write_files({folder.joinpath(*name.split("/")): data for name, data in contents.items()})
    notes = [n for n in imported.notices if n.severity is Severity.INFO]
    shown = imported.notices if shared.verbose else imported.notices[: -len(notes) or None]
    say_notices(shown, shared, language)
    if notes and not shared.verbose:
        print_notice(text("timetable_notes", language, count=len(notes)), quiet=shared.quiet)
    _tell(shared, imported, folder, language)
    bad = {n.row for n in imported.notices if n.severity is Severity.ERROR}
    if bad:
        print_notice(text("timetable_bad", language, count=len(bad)))
        raise typer.Exit(ExitCode.INVALID_INPUT)


def _kept(keep: str) -> frozenset[Keep]:
    from routeplan.project.timetable.writing import Keep

    words = {word.strip().casefold() for word in keep.split(",") if word.strip()}
    words = {"days" if word == "day" else "van" if word == "vans" else word for word in words}
    if not words or not words <= {*Keep, "none"} or ("none" in words and len(words) > 1):
        raise CliError("usage-keep", exit_code=ExitCode.USAGE, text=keep)
    return frozenset(Keep(word) for word in words - {"none"})


def _place(depot: str) -> tuple[float, float]:
    try:
        lat, lon = (float(part) for part in depot.split(","))
    except ValueError as error:
        raise CliError("usage-depot", exit_code=ExitCode.USAGE, text=depot) from error
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise CliError("usage-depot", exit_code=ExitCode.USAGE, text=depot)
    return lat, lon


def _tell(shared: Shared, imported: Imported, folder: Path, language: str) -> None:
    answer = _answer(imported, folder)
    if shared.output_format is OutputFormat.JSON:
        print_json(answer)
    elif shared.output_format is OutputFormat.CSV:
        header = ("code", "severity", "file", "row", "column", "value", "cause", "action")
        notices = (notice.to_json() for notice in imported.notices)
        print_csv(header, [[notice[name] for name in header] for notice in notices])
    else:
        print_lines(_lines(imported, folder, language))


def _answer(imported: Imported, folder: Path) -> dict[str, Any]:
    from routeplan.project.timetable.writing import PUBLISHED_FILE

    timetable, settings = imported.timetable, imported.settings
    straight = settings.straight
    return {
        "project": str(folder),
        "plan": str(folder / PUBLISHED_FILE),
        "name": timetable.name,
        "start": timetable.cycle.start.isoformat(),
        "weeks": timetable.cycle.weeks,
        "sites": len(timetable.stops),
        "visits": imported.plan.summary.visits_planned,
        "vans": len(timetable.vans),
        "duties": imported.plan.summary.duties,
        "driving_min": imported.plan.summary.driving_min,
        "depots": [
            {"id": d.id, "name": d.name, "lat": d.lat, "lon": d.lon, "assumed": bool(d.at)}
            for d in settings.depots
        ],
        "travel": {"roads": "network"}
        if straight is None
        else {
            "roads": "straight",
            "factor": straight.factor,
            "speed_kph": straight.speed_kph,
            "legs": straight.legs,
        },
        "lunch_min": settings.lunch.minutes,
        "violations": [violation.to_json() for violation in imported.violations],
        "notices": [notice.to_json() for notice in imported.notices],
    }


def _lines(imported: Imported, folder: Path, language: str) -> Iterator[str]:
    from routeplan.project.timetable.writing import PUBLISHED_FILE

    timetable, settings, summary = imported.timetable, imported.settings, imported.plan.summary
    yield text(
        "timetable_counts",
        language,
        name=one_line(timetable.name),
        stops=len(timetable.stops),
        visits=summary.visits_planned,
        vans=len(timetable.vans),
        duties=summary.duties,
        weeks=timetable.cycle.weeks,
        start=timetable.cycle.start.isoformat(),
    )
    names = {van.id: van.name for van in timetable.vans}
    for depot in settings.depots:
        key = "timetable_depot_assumed" if depot.at else "timetable_depot"
        vans = one_line(", ".join(names[van] for van in depot.van_ids))
        km = number(depot.stem_km, language)
        yield text(key, language, name=one_line(depot.at or depot.name), vans=vans, km=km)
    yield _travel_line(imported, language)
    key = "timetable_lunch" if settings.lunch.minutes else "timetable_no_lunch"
    yield text(key, language, minutes=settings.lunch.minutes)
    yield text(
        "timetable_published",
        language,
        path=one_line(folder / PUBLISHED_FILE),
        driving=minutes(summary.driving_min, language),
        violations=len(imported.violations),
    )
    yield from violation_lines(imported.violations, language)
    yield text("timetable_next", language, folder=one_line(folder))


def _travel_line(imported: Imported, language: str) -> str:
    from routeplan.project.timetable.legs import FACTOR, SPEED_KPH

    straight = imported.settings.straight
    if straight is None:
        return text("timetable_roads", language)
    origin = text("timetable_origin_given", language)
    if straight.legs:
        origin = text("timetable_origin_legs", language, count=straight.legs)
    elif (straight.factor, straight.speed_kph) == (FACTOR, SPEED_KPH):
        origin = text("timetable_origin_assumed", language)
    factor = number(straight.factor, language, 3)
    speed = number(straight.speed_kph, language, 1)
    return text("timetable_straight", language, factor=factor, speed=speed, origin=origin)
