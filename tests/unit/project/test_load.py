"""From a folder to a problem: what is filled in, expanded, filtered and kept."""

from __future__ import annotations

import hashlib
import re
import time
from datetime import date
from typing import Any

import pytest

from routeplan.geo.resolve import resolve_area
from routeplan.model import DayKind, Plan, Route, Stop, Summary
from routeplan.project import init, load, with_fixed


def test_a_headway_becomes_sailings_and_keeps_the_last(folder: Any) -> None:
    """First 05:00, last 06:10, every 30 minutes: 05:00, 05:30, 06:00 and the last itself."""
    folder.put("crossings", 2, "last", "06:10")
    folder.put("crossings", 2, "estimated", "yes")
    crossing = folder.load().problem.crossing_by_id["pha-ra"]
    assert crossing.departures == (18000, 19800, 21600, 22200)
    assert crossing.estimated
    assert folder.load().problem.crossing_by_id["pha-vao"].departures == (21600, 43200, 63000)


def test_commune_and_district_are_filled_in_by_position(folder: Any) -> None:
    """Empty cells are told from the coordinates; written ones stay."""
    folder.put("sites", 3, "commune_code", "")
    folder.put("sites", 3, "former_district", "")
    folder.put("sites", 2, "former_district", "Huyện An Dương")
    sites = folder.load().problem.site_by_id
    assert (sites["s-cat-ba"].commune_code, sites["s-cat-ba"].former_district) == (
        "11914",
        "Cát Hải",
    )
    assert sites["s-noi-thanh"].former_district == "Huyện An Dương"


def test_a_road_is_taken_for_granted_unless_a_landing_is_given(folder: Any) -> None:
    """An empty road cell means yes, and no where the site has a landing."""
    folder.put("sites", 2, "road", "")
    folder.put("sites", 4, "road", "")
    sites = folder.load().problem.site_by_id
    assert sites["s-noi-thanh"].road
    assert not sites["s-viet-hai"].road


def test_units_are_those_of_the_model(folder: Any) -> None:
    """Minutes become seconds, defaults come from the schema."""
    problem = folder.load().problem
    service = problem.service_by_key["s-noi-thanh/mobile"]
    assert (service.setup_s, service.service_s, service.packdown_s) == (1200, 7200, 1200)
    assert service.days == frozenset({0, 1, 2})
    canoe = problem.vehicle_by_id["CANO"]
    assert (canoe.max_duty_s, canoe.shift.start, canoe.days) == (28800, 25200, frozenset(range(5)))
    assert problem.depot_by_id["k-lach-tray"].load_s == 1200
    assert problem.site_by_id["s-viet-hai"].landing_access_s == 1200


def test_tet_is_a_holiday_unless_switched_off(folder: Any) -> None:
    """Lunar New Year 2027 (6 February) closes its week; the note is in the project's language."""
    entries = folder.load(start=date(2027, 2, 1)).problem.calendar
    days = {entry.date_from: entry.note for entry in entries if entry.kind is DayKind.HOLIDAY}
    assert date(2027, 2, 6) in days
    assert "Lunar New Year" in days[date(2027, 2, 6)]
    config = (folder.path / "routeplan.toml").read_text(encoding="utf-8")
    folder.text("routeplan.toml", f"{config}\n[rules]\npublic_holidays = false\n")
    assert len(folder.load(start=date(2027, 2, 1)).problem.calendar) == 1


def test_holidays_after_the_horizon_count_for_duties_that_last(folder: Any) -> None:
    """1 January lies beyond the horizon, but a duty of several days may reach it."""
    entries = folder.load(start=date(2025, 12, 22)).problem.calendar
    assert date(2026, 1, 1) in {entry.date_from for entry in entries}


def test_inputs_are_the_hashes_of_what_was_read(folder: Any) -> None:
    """Every file read, and no other, stands with its SHA-256."""
    inputs = folder.load().problem.inputs
    assert set(inputs) == {"routeplan.toml"} | {
        f"{name}.csv"
        for name in ("sites", "vehicles", "depots", "landings", "crossings", "calendar")
    }
    data = (folder.path / "sites.csv").read_bytes()
    assert inputs["sites.csv"] == hashlib.sha256(data).hexdigest()


def test_an_area_leaves_out_visits_and_nothing_else(folder: Any) -> None:
    """Visits outside the area go, sites stay, and phases do not move."""
    whole = folder.load().problem
    part = folder.load(area=[resolve_area("district:Cát Hải")]).problem
    assert {visit.site for visit in part.visits} == {"s-cat-ba", "s-viet-hai"}
    assert {visit.id for visit in part.visits} < {visit.id for visit in whole.visits}
    assert part.sites == whole.sites
    assert part.area == ("Huyện Cát Hải",)


def test_an_area_without_sites_is_an_error(folder: Any) -> None:
    """Planning nothing is not planning."""
    (notice,) = folder.load(area=[resolve_area("commune:Kiến Thụy")]).errors
    assert notice.code == "area-empty"
    assert "Kiến Thuỵ" in notice.cause


def _plan(problem: Any, *stops: tuple[str, str, str, date]) -> Plan:
    """Return a plan with one stop per (site, visit, vehicle, date)."""
    routes = tuple(
        Route(
            vehicle, day, "k-lach-tray", 0, 9, 0,
            (Stop(site, "mobile", visit, 1, 2, 3, 0),), (),
        )
        for site, visit, vehicle, day in stops
    )  # fmt: skip
    summary = Summary(*(0,) * 12, (), "test", 0)
    return Plan("p", problem.start, 1, routes, (), summary, {}, {})


def test_visits_outside_the_area_stay_where_the_previous_plan_put_them(folder: Any) -> None:
    """Only visits outside the area, still due and of a vehicle that exists, are fixed."""
    area = [resolve_area("district:Cát Hải")]
    problem = folder.load(area=area).problem
    monday = problem.start
    plan = _plan(
        problem,
        ("s-noi-thanh", "s-noi-thanh/mobile/102", "XE", monday),
        ("s-cat-ba", "s-cat-ba/exchange/102", "XE", monday),
    )
    fixed = with_fixed(problem, plan, area)
    assert [(f.visit, f.vehicle, f.date, f.start) for f in fixed.fixed] == [
        ("s-noi-thanh/mobile/102", "XE", monday, 2)
    ]
    assert "s-noi-thanh/mobile/102" in fixed.visit_by_id
    for change in (("s-noi-thanh/mobile/99", "XE"), ("s-noi-thanh/mobile/102", "XE-CU")):
        gone = _plan(problem, ("s-noi-thanh", *change, monday))
        assert with_fixed(problem, gone, area).fixed == ()


def test_communes_drawn_far_off_their_size_are_noted(folder: Any) -> None:
    """An approximate cell off by a factor of two is a note, in the language asked for."""
    notices = load(folder.path, language="vi").notices
    assert {n.code for n in notices} == {"area-off"}
    assert all(n.severity.value == "info" and "Diện tích vẽ" in n.cause for n in notices)
    assert all(re.search(r" \d+,\d km²", n.cause) for n in notices)


@pytest.mark.parametrize("scenario", [None, "ambition"])
def test_the_embedded_example_is_clean(tmp_path: Any, scenario: str | None) -> None:
    """The example has no error and no warning, and owes 30 visits or more in its week."""
    init(tmp_path / "hp", "haiphong")
    project = load(tmp_path / "hp", scenario=scenario)
    assert [n for n in project.notices if n.severity.value != "info"] == []
    assert project.problem is not None
    assert len(project.problem.visits) >= 30
    assert len(project.problem.sites) >= 120


def test_three_thousand_sites_are_checked_in_seconds(folder: Any) -> None:
    """Reading and checking 3,000 sites takes less than 3 s of processor time."""
    rows = folder.rows("sites")
    header, one = rows[0], rows[1]
    lat, lon, code = (header.index(name) for name in ("lat", "lon", "commune_code"))
    many = []
    for k in range(3000):
        row = list(one)
        row[0] = f"s-{k}"
        row[lat], row[lon] = f"{20.7 + k % 60 / 200:.4f}", f"{106.4 + k // 60 / 200:.4f}"
        row[code] = ""
        many.append(row)
    folder.write("sites", [header, *many, *rows[2:]])
    before = time.process_time()
    project = folder.load()
    assert time.process_time() - before < 3.0
    assert project.problem is not None
    assert len(project.problem.sites) == 3002
