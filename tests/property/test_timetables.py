"""Any timetable in the schema becomes a project whose published plan is complete and checks."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from routeplan.project import load
from routeplan.report.stops_csv import stops_csv
from tests.timetables import imported, read, row, text

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_RULES = st.one_of(
    st.builds("FREQ=WEEKLY;INTERVAL={}".format, st.integers(1, 6)),
    st.sampled_from(
        (
            "FREQ=WEEKLY",
            "FREQ=WEEKLY;BYDAY=MO,TH",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR",
            "FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=14",
            "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
            "FREQ=MONTHLY",
            "FREQ=MONTHLY;BYDAY=1MO",
            "FREQ=MONTHLY;BYDAY=-1FR",
            "FREQ=MONTHLY;BYDAY=2TU,4TU",
            "FREQ=MONTHLY;BYDAY=1WE,3WE,4WE",
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=3TH",
            "FREQ=MONTHLY;BYMONTHDAY=15",
            "FREQ=MONTHLY;BYSETPOS=2;BYDAY=FR",
            "FREQ=YEARLY",
            "FREQ=WEEKLY;INTERVAL=3;UNTIL=20241231",
            "FREQ=WEEKLY;COUNT=9",
            "FREQ=MONTHLY;BYDAY=1MO FREQ=MONTHLY;BYDAY=3MO",
        )
    ),
)


@st.composite
def _timetables(draw: st.DrawFn) -> list[dict[str, str]]:
    rows = []
    for number in range(draw(st.integers(1, 9))):
        day = draw(st.integers(0, 6))
        arrive = draw(st.integers(8 * 60, 16 * 60))
        minutes = draw(st.sampled_from((10, 15, 30, 60)))
        start = date(2024, 1, 1) + timedelta(days=day, weeks=draw(st.integers(0, 5)))
        twin = draw(st.booleans())
        rows.append(
            row(
                mobile=draw(st.sampled_from(("", "North", "South"))),
                route=draw(st.sampled_from(("A", "B", "C"))),
                stop="Common" if twin else f"Stop {number}",
                day=_DAYS[day],
                arrival=f"{arrive // 60:02d}:{arrive % 60:02d}",
                departure=f"{(arrive + minutes) // 60:02d}:{(arrive + minutes) % 60:02d}",
                frequency=draw(_RULES),
                start=start.isoformat(),
                end=draw(st.sampled_from(("", "", "2024-11-30"))),
                exceptions=draw(st.sampled_from(("", "", "2024-02-05,2024-02-06"))),
                east=0 if twin else draw(st.integers(0, 20)),
                north=0 if twin else draw(st.integers(0, 20)),
            )
        )
    return rows


@settings(max_examples=settings().max_examples // 2)
@given(_timetables())
def test_published_plan_is_complete_and_checks(rows: list[dict[str, str]]) -> None:
    """Every visit of the cycle that no exception takes away is in the plan, which breaks no rule.

    Both hold whatever the rules, the overlaps and the vans are: what a van cannot do is put right
    by being late, or by a second van, and said.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = imported(Path(folder), rows)
    expected = sum(not visit.left_out for visit in found.timetable.cycle.visits)
    assert found.plan.summary.visits_planned == expected
    assert {item.code for item in found.plan.unassigned} <= {"no-day"}
    late = {n.value for n in found.notices if n.code == "timetable-past-midnight"}
    wrong = [v for v in found.violations if not any(day in v.where for day in late if day)]
    assert wrong == []


@settings(max_examples=settings().max_examples // 4)
@given(_timetables())
def test_stops_csv_brings_a_timetable_back(rows: list[dict[str, str]]) -> None:
    """A published timetable comes back as its rows, and reading it again finds the same."""
    with tempfile.TemporaryDirectory() as folder:
        found = imported(Path(folder), rows)
        back = stops_csv(load(Path(folder) / "project"), found.plan)
    given_back = [dict(zip(back.splitlines()[0].split(","), r, strict=True)) for r in _cells(back)]
    assert text(given_back) == text(rows)
    assert read(given_back)[0] == read(rows)[0]


@settings(max_examples=settings().max_examples // 4)
@given(_timetables())
def test_any_plan_survives_the_schema(rows: list[dict[str, str]]) -> None:
    """A plan written as a timetable and imported has the same visits: place, date, hour, length.

    The published plan stands for any plan here, taken for one that somebody searched for.
    """
    with tempfile.TemporaryDirectory() as folder:
        first = imported(Path(folder) / "a", rows)
        plan = replace(first.plan, summary=replace(first.plan.summary, engine="native"))
        written = stops_csv(load(Path(folder) / "a" / "project"), plan)
        header = written.splitlines()[0].split(",")
        again = [dict(zip(header, cells, strict=True)) for cells in _cells(written)]
        second = imported(Path(folder) / "b", again, start=plan.start)
    expected: Counter[tuple[object, ...]] = Counter()
    for route in plan.routes:
        for stop in route.stops:
            service = first.problem.service_by_key[f"{stop.site}/{stop.service}"]
            place = plan.places[stop.site]
            where = round(place.lat, 5), round(place.lon, 5)
            expected[where, route.date, stop.start // 60, service.service_s] += 1
    got: Counter[tuple[object, ...]] = Counter()
    for visit in second.timetable.cycle.visits:
        stay = visit.row.depart_s - visit.row.arrive_s
        where = round(visit.row.lat, 5), round(visit.row.lon, 5)
        got[where, visit.date, visit.row.arrive_s // 60, stay] += 1
    late = [route for route in plan.routes if route.end > 86_400 - 3600]
    if not late and plan.weeks == second.plan.weeks:
        assert got == expected


def _cells(written: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written, newline="")))[1:]
