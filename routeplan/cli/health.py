"""What `routeplan doctor` looks at, one small function each."""

from __future__ import annotations

import csv
import importlib.metadata
import locale
import os
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import routeplan
from routeplan.cli.embedded import resources
from routeplan.cli.failures import in_language
from routeplan.cli.surroundings import (
    MISSING,
    OK,
    WARNING,
    Finding,
    data_ages,
    disk,
    extras,
    fonts,
    project_data,
)
from routeplan.cli.texts import text
from routeplan.geo.embedded import data_path
from routeplan.language import number
from routeplan.model import RouteplanError

PACKAGES = (
    "babel",
    "docxtpl",
    "folium",
    "geopandas",
    "icalendar",
    "numba",
    "numpy",
    "ortools",
    "osmium",
    "osmnx",
    "pyproj",
    "python-calamine",
    "rapidfuzz",
    "rich",
    "scipy",
    "shapely",
    "typer",
    "typst",
    "xlsxwriter",
)


def examine(language: str = "en", folder: Path | None = None) -> list[Finding]:
    """Look at everything; a look that fails is itself a finding.

    Args:
        language: of the details.
        folder: a project folder, or where one may be made; the current one where None.
    """
    from routeplan.network.cache import cache_folder

    place = folder or Path()

    def room(language: str) -> Iterator[Finding]:
        return disk((place, cache_folder()), language)

    def project(language: str) -> Iterator[Finding]:
        return project_data(place, language)

    found: list[Finding] = []
    looks: tuple[Callable[[str], Iterator[Finding]], ...] = (
        _versions,
        extras,
        _encoding,
        fonts,
        _embedded_data,
        data_ages,
        _timetables,
        project,
        _cache_folder,
        room,
        _solver,
    )
    for look in looks:
        try:
            found += look(language)
        except RouteplanError as error:
            said = " ".join(in_language(error, language))
            found.append(Finding(error.code, MISSING, said))
        except Exception as error:  # noqa: BLE001 - a broken installation fails in any way it likes
            name = look.__name__.strip("_").replace("_", " ")
            found.append(Finding(name, MISSING, f"{type(error).__name__}: {error}"))
    return found


def warm_up(language: str, told: Callable[[int], object]) -> Finding:
    """Compile what plans need, once on this machine; `told` how many functions are compiled.

    Without a compiler the other engine plans, which is worth a warning alone.
    """
    try:
        from routeplan.solve.warming import warm

        done = warm(told)
    except ModuleNotFoundError as error:
        if error.name != "numba":
            raise
        return Finding("compiled search", WARNING, text("doctor_no_compiler", language))
    folder = done.folder or text("doctor_numba_folder", language)
    key = "doctor_compiled" if done.functions else "doctor_loaded"
    seconds = number(done.seconds, language, 1)
    said = text(key, language, count=done.functions, seconds=seconds, folder=folder)
    return Finding("compiled search", OK, said)


def _versions(_language: str) -> Iterator[Finding]:
    yield Finding("routeplan", OK, routeplan.__version__)
    yield Finding("python", OK, f"{platform.python_version()}, {platform.system()}")
    for name in PACKAGES:
        try:
            yield Finding(name, OK, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name, MISSING, f"pip install {name}")


def _encoding(language: str) -> Iterator[Finding]:
    terminal = locale.getpreferredencoding(do_setlocale=False)
    files = sys.getfilesystemencoding()
    good = files.lower().replace("-", "") == "utf8"
    yield Finding(
        "encoding",
        OK if good else WARNING,
        text("doctor_encoding", language, locale=terminal, names=files, output=sys.stdout.encoding),
    )


def _embedded_data(language: str) -> Iterator[Finding]:
    absent = []
    listed = resources()
    for item in listed:
        try:
            data_path(item["file"])
        except RouteplanError:
            absent.append(item["file"])
    if absent:
        yield Finding("embedded data", MISSING, ", ".join(absent))
    else:
        newest = max((item["date"] for item in listed), default="")
        said = text("doctor_data", language, count=len(listed), newest=newest)
        yield Finding("embedded data", OK, said)


def _timetables(language: str, today: date | None = None) -> Iterator[Finding]:
    """Yield how long each embedded ferry line's timetable holds."""
    day = today or date.today()  # noqa: DTZ011 - validity is in local days, as the user's clock is
    with data_path("example/crossings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    last: dict[str, str] = {}
    for row in rows:
        line = f"{row['from']} → {row['to']}"
        until = row.get("valid_to") or "9999-12-31"
        last[line] = max(until, last.get(line, ""))
    for line, until in sorted(last.items()):
        over = until < day.isoformat()
        key = "doctor_lasts" if until.startswith("9999") else "doctor_valid"
        detail = text("doctor_over" if over else key, language, until=until)
        yield Finding(f"timetable {line}", WARNING if over else OK, detail)


def _cache_folder(language: str) -> Iterator[Finding]:
    from routeplan.network.cache import cache_folder

    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        reason = text("doctor_cache", language, folder=folder, reason=error.strerror)
        yield Finding("cache folder", WARNING, reason)
        return
    yield Finding("cache folder", OK, str(folder))


def _solver(language: str) -> Iterator[Finding]:
    from routeplan.cli.tiny import tiny_problem, tiny_travel
    from routeplan.solve import Budget, make_plan

    problem = tiny_problem()
    budget = Budget(seconds=None, iterations=10, seed=0, threads=1)
    plan = make_plan(problem, tiny_travel(problem), engine="ortools", budget=budget)
    planned = plan.summary.visits_planned
    status = OK if planned == len(problem.visits) else MISSING
    said = text("doctor_planned", language, planned=planned, due=len(problem.visits))
    yield Finding("planning", status, said)
