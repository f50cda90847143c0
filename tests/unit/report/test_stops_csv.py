"""Plans as timetables in the schema, by hand."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

from routeplan.project import load
from routeplan.report.stops_csv import stops_csv
from tests.timetables import imported, row, text, tour

_WEEKLY = row(stop="Weekly", frequency="FREQ=WEEKLY", east=2, arrival="15:00", departure="15:30")


def _rows(written: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written, newline="")))


def test_the_published_timetable_comes_back(tmp_path: Path) -> None:
    """Every row and column, also of a row that could not be planned."""
    rows = [*tour(), row(stop="Nowhere", geox="", geoy=""), row(stop="Never", arrival="x")]
    found = imported(tmp_path, rows)
    project = load(tmp_path / "project")
    assert stops_csv(project, found.plan) == text(rows)


def test_a_plan_becomes_rows(tmp_path: Path) -> None:
    """What repeats is one row; places keep what the schema asks and a plan does not know."""
    found = imported(tmp_path, [*tour(), _WEEKLY])
    plan = replace(found.plan, summary=replace(found.plan.summary, engine="native"))
    written = _rows(stops_csv(load(tmp_path / "project"), plan))
    by_stop = {one["stop"]: one for one in written}
    assert len(written) == len(by_stop) == 6
    weekly = by_stop["Weekly"]
    assert (weekly["frequency"], weekly["day"], weekly["start"]) == (
        "FREQ=WEEKLY",
        "Monday",
        "2024-01-08",
    )
    chapel = by_stop["Chapel"]
    assert chapel["frequency"] == "FREQ=WEEKLY;INTERVAL=2"
    assert (chapel["route"], chapel["mobile"]) == ("Van Tuesday week 2", "Van")
    assert chapel["address"] == "The Green, Upper Madeup"
    assert chapel["timetable"] == ""


def test_a_project_that_was_no_timetable(tmp_path: Path) -> None:
    """Without published rows the columns are what the problem and the plan know."""
    found = imported(tmp_path, tour())
    plan = replace(found.plan, summary=replace(found.plan.summary, engine="native"))
    (tmp_path / "project" / "timetable.csv").unlink()
    first = _rows(stops_csv(load(tmp_path / "project"), plan))[0]
    assert first["organisation"] == "Fictionshire"
    assert first["stop"] == "Green, Upper Madeup"
    assert (first["geox"], first["geoy"]) == ("-2.5000000", "53.1000000")
    assert _rows(stops_csv(found.problem, plan))[0] == first
    # Nobody waits after a visit here, so a stop lasts as long without the problem.
    assert _rows(stops_csv(None, plan))[0] == first
