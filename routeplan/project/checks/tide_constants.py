"""Harmonic constants of the tide: constituents that are known, once each, with a mean level."""

from __future__ import annotations

from collections import defaultdict

from routeplan.model import ModelError
from routeplan.project import harmonic
from routeplan.project.build import tide_constant_of
from routeplan.project.checks.context import Context
from routeplan.project.checks.tides import check_stations, tidal_stations
from routeplan.project.messages import TEXTS
from routeplan.project.tables import Record
from routeplan.project.text import nearest


def check_tide_constants(context: Context) -> None:
    """Stations are used by landings, and their constants give a tide that UTide can predict."""
    by_station: dict[str, list[Record]] = defaultdict(list)
    check_stations(context, "tide_constants")
    for record in context.of("tide_constants"):
        station = record["station"]
        if station:
            by_station[station].append(record)
            _check_row(context, record)
    measured = {record["station"]: record.row for record in context.of("tides")}
    for station, rows in by_station.items():
        _check_station(context, station, rows)
        if station in measured:
            context.at(rows[0], "tide-both", "station", first=measured[station])
    _say_predicted(context, by_station)


def _check_row(context: Context, record: Record) -> None:
    if record.bad or not record["constituent"] or record["amplitude_m"] is None:
        return
    name = harmonic.constituent_name(record["constituent"])
    if name != harmonic.MEAN_LEVEL and record["phase_deg"] is None:
        context.at(record, "tide-phase-missing", "phase_deg", name=name)
    try:
        tide_constant_of(record)
    except ModelError as error:
        context.at(record, "value-invalid", error.field, detail=error.message)
    if harmonic.available() and name not in harmonic.constituents():
        hint = nearest(name, harmonic.constituents())
        context.at(record, "tide-constituent-unknown", "constituent", hint=hint)


def _check_station(context: Context, station: str, rows: list[Record]) -> None:
    first: dict[str, Record] = {}
    for record in rows:
        if record["constituent"]:
            name = harmonic.constituent_name(record["constituent"])
            if name in first:
                context.at(
                    record,
                    "tide-constant-twice",
                    "constituent",
                    station=station,
                    first=first[name].row,
                )
            first.setdefault(name, record)
    if harmonic.MEAN_LEVEL not in first:
        context.at(rows[0], "tide-no-mean-level", "constituent", station=station)
    missing = [name for name in harmonic.MAIN if name not in first]
    if missing:
        names = ", ".join(missing)
        context.at(rows[0], "tide-constants-few", "constituent", station=station, names=names)


def _say_predicted(context: Context, by_station: dict[str, list[Record]]) -> None:
    """Say which tides are predictions, or that they cannot be predicted here."""
    wanted = tidal_stations(context)
    for station, rows in by_station.items():
        if station not in wanted:
            continue
        if not harmonic.available():
            context.at(rows[0], "tide-extra-missing", "station", station=station)
            continue
        sources = sorted({record["source"] for record in rows if record["source"]})
        context.at(
            rows[0],
            "tide-predicted",
            "station",
            station=station,
            count=len(rows) - 1,
            source="; ".join(sources) or TEXTS.text("no-source", context.findings.language),
        )
