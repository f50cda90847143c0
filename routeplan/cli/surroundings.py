"""What `routeplan doctor` finds around routeplan: extras, fonts, room on disk, ages of data."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from routeplan.cli.embedded import resources
from routeplan.cli.texts import text
from routeplan.language import day_text, number

OK, WARNING, MISSING, ABSENT = "ok", "warning", "missing", "absent"

DISK_LEAST_GB = 2.0
"""Road networks with OSRM's files, compiled functions and a term's documents fit into it."""

VIETNAMESE_FAMILIES = (
    "Times New Roman",
    "Arial",
    "Tahoma",
    "Segoe UI",
    "Calibri",
    "Helvetica Neue",
    "DejaVu Sans",
    "DejaVu Serif",
    "Liberation Sans",
    "Liberation Serif",
    "Arimo",
    "Tinos",
    "Noto Sans",
    "Noto Serif",
    "Be Vietnam Pro",
    "Roboto",
)
"""Families of fonts known to hold every Vietnamese letter, the usual ones of each system first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the examination; `status` is ``ok``, ``warning``, ``missing`` or ``absent``.

    `what` and `status` are identifiers; `detail` speaks the reader's language. What is absent is
    not needed; what is missing is.
    """

    what: str
    status: str
    detail: str


@dataclass(frozen=True, slots=True)
class Extra:
    """An extra of the package: its name, the distribution that it brings, the least Python."""

    name: str
    distribution: str
    python: tuple[int, int] = (3, 11)


EXTRAS = (
    Extra("osrm", "osrm-bindings", (3, 12)),
    Extra("tides", "utide"),
    Extra("dask", "distributed"),
)


def extras(language: str) -> Iterator[Finding]:
    """Yield which extras are installed; none is needed."""
    for extra in EXTRAS:
        what = text(f"doctor_extra_{extra.name}", language)
        name = f"extra {extra.name}"
        try:
            version = importlib.metadata.version(extra.distribution)
            yield Finding(name, OK, f"{extra.distribution} {version}")
        except importlib.metadata.PackageNotFoundError:
            if sys.version_info[:2] < extra.python:
                python = ".".join(map(str, extra.python))
                said = text("doctor_extra_python", language, python=python, what=what)
            else:
                said = text("doctor_extra_absent", language, what=what, extra=extra.name)
            yield Finding(name, ABSENT, said)


def fonts(language: str) -> Iterator[Finding]:
    """Yield whether a font of the system can write Vietnamese, and the one of PDF files."""
    try:
        import typst

        present = set(typst.Fonts().families())
    except (ImportError, AttributeError):  # without typst, or one that does not list fonts
        yield Finding("fonts", WARNING, text("doctor_fonts_unseen", language))
        return
    good = [family for family in VIETNAMESE_FAMILIES if family in present]
    if good:
        said = text("doctor_fonts", language, family=good[0], count=len(good))
        yield Finding("fonts", OK, said)
    else:
        yield Finding("fonts", WARNING, text("doctor_fonts_none", language))


def disk(places: tuple[Path, ...], language: str) -> Iterator[Finding]:
    """Yield how much room there is where `places` lie, each disk once."""
    seen = set()
    for place in places:
        there = next(path for path in (place, *place.absolute().parents) if path.is_dir())
        device = there.stat().st_dev
        if device in seen:
            continue
        seen.add(device)
        free_gb = shutil.disk_usage(there).free / 1e9
        is_low = free_gb < DISK_LEAST_GB
        said = text(
            "doctor_disk_full" if is_low else "doctor_disk",
            language,
            where=there.absolute(),
            free=number(free_gb, language, 1),
            **({"least": number(DISK_LEAST_GB, language)} if is_low else {}),
        )
        yield Finding("disk", WARNING if is_low else OK, said)


def data_ages(language: str, today: date | None = None) -> Iterator[Finding]:
    """Yield date, age, licence and source of every embedded file."""
    day = today or datetime.now(UTC).date()
    for item in resources():
        values = {"licence": item["licence"], "source": item["source"]}
        since = _first_day(item["date"])
        name = f"data {item['file']}"
        if since is None:
            yield Finding(name, OK, text("doctor_data_undated", language, **values))
            continue
        days = max(0, (day - since).days)
        said = text("doctor_data_age", language, date=item["date"], days=days, **values)
        yield Finding(name, OK, said)


def project_data(folder: Path, language: str) -> Iterator[Finding]:
    """Yield where the roads of a project come from and how old they are, if it has its own."""
    from routeplan.network.osm.network import load_network

    if not (folder / "routeplan.toml").is_file():
        return
    network = load_network(folder)
    if network is None:
        return
    about = network.graph.about
    vintage = str(about.get("vintage") or "")
    since = _first_day(vintage)
    shown = day_text(since) if since else text("age_unknown", language)
    said = text("doctor_project_age", language, source=about.get("source"), vintage=shown)
    yield Finding("project", OK, said)


def _first_day(written: str) -> date | None:
    """Return the first day of a date, a month or a year in ISO form; None for anything else."""
    for missing in ("", "-01", "-01-01"):
        try:
            return date.fromisoformat(written + missing)
        except ValueError:
            continue
    return None
