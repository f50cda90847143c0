"""From a timetable to a project and a plan: what a small one becomes, in full."""

from __future__ import annotations

from pathlib import Path

import pytest

from routeplan.importing import Request, import_timetable
from routeplan.importing.timetable import timezone_at
from routeplan.model import RouteplanError
from routeplan.project.timetable.writing import Keep
from tests.timetables import imported, row, text, tour

GOLDEN = {
    "routeplan.toml": """\
name = "Fictionshire"
language = "en"
timezone = "Europe/London"

[planning]
start = 2024-01-08
weeks = 2

[rules]
lunch_min = 60
lunch_from = "11:00"
lunch_to = "14:30"
public_holidays = false

[travel]
roads = "straight"

[profiles.van]
speed_kph = 43.0
detour_factor = 1.35
""",
    "sites.csv": """\
id,name,kind,lat,lon,service,interval_weeks,visits_per_cycle,last_visit,slack_weeks,days,service_min,priority,pinned,estimated
green-upper-madeup,"Green, Upper Madeup",other,53.1000000,-2.5000000,mobile,2,,,1,,30,1,,
school-upper-madeup,"School, Upper Madeup",other,53.1000000,-2.4103140,mobile,2,,,1,,45,1,,
inn-upper-madeup,"Inn, Upper Madeup",other,53.1359710,-2.3654710,mobile,2,,,1,,45,1,,
chapel-upper-madeup,"Chapel, Upper Madeup",other,53.1269780,-2.4252620,mobile,2,,,1,,60,1,,
bridge-upper-madeup,"Bridge, Upper Madeup",other,53.1719420,-2.5000000,mobile,2,,,1,,60,1,,
""",
    "vehicles.csv": """\
id,name,profile,depot,capacity_crates,days,shift,max_duty_min,max_driving_min,cost_km,cost_hour,note
van_van,Van,van,depot_van,0,"Mon,Tue",09:30-15:14,344,344,10000,10000,hours as the published duties
""",
    "depots.csv": """\
id,name,lat,lon,note
depot_van,"Depot (Chapel, Upper Madeup)",53.1269780,-2.4252620,assumed: shortest first and last legs
""",
}


def test_a_small_timetable_in_full(tmp_path: Path) -> None:
    """Two duties in two weeks: the tables, byte for byte, and the plan without a violation."""
    found = imported(tmp_path, tour())
    for name, content in GOLDEN.items():
        assert found.files[name].decode() == content, name
    closed = found.files["calendar.csv"].decode().splitlines()
    # Monday of the second week and Tuesday of the first, for a year.
    assert closed[1] == "2024-01-09,,closure,van_van,no published duty"
    assert closed[2] == "2024-01-15,,closure,van_van,no published duty"
    assert len(closed) == 1 + 52
    published = found.files["timetable.csv"].decode().splitlines()
    assert published[0].endswith(",timetable,site")
    assert published[1].endswith(",green-upper-madeup")
    assert found.violations == []
    assert found.notices == ()
    plan = found.plan
    assert [(r.id, len(r.stops)) for r in plan.routes] == [
        ("van_van@2024-01-08", 3),
        ("van_van@2024-01-16", 2),
    ]
    assert [s.start // 60 for s in plan.routes[0].stops] == [600, 660, 810]
    assert plan.summary.engine == "published"


def test_keeping_days_and_vans(tmp_path: Path) -> None:
    """Kept days are columns of weekdays in fixed weeks, kept vans are pins."""
    rows = imported(tmp_path, tour(), keep=frozenset({Keep.DAYS, Keep.VAN}))
    lines = rows.files["sites.csv"].decode().splitlines()
    assert lines[1].endswith(",mobile,2,,2023-12-25,,Mon,30,1,/van_van,")
    assert lines[4].endswith(",mobile,2,,2024-01-02,,Tue,60,1,/van_van,")
    assert rows.violations == []


def test_travel_as_given(tmp_path: Path) -> None:
    """A factor alone leaves the speed; a depot given serves all vans."""
    found = imported(tmp_path, tour(), factor=1.5, depot=(53.2, -2.5))
    assert b"speed_kph = 43.0\ndetour_factor = 1.5\n" in found.files["routeplan.toml"]
    assert found.files["depots.csv"].decode().splitlines()[1] == (
        "depot_1,Depot,53.2000000,-2.5000000,"
    )


def test_tight_legs_are_said_and_driven_by_the_model(tmp_path: Path) -> None:
    """Ten kilometres in five minutes: the second stop opens late, and a note says by how much."""
    rows = [row(), row(stop="Far", east=8, arrival="10:35", departure="11:00")]
    found = imported(tmp_path, rows)
    (notice,) = [n for n in found.notices if n.code == "timetable-leg-tight"]
    assert (notice.row, notice.severity.value) == (3, "info")
    # 8 km of straight line are 10.8 km of road: 15 minutes at 43 km/h.
    assert "5 minutes, not 15" in notice.cause
    assert "10 minutes late" in notice.cause
    assert found.plan.routes[0].stops[1].start == (10 * 60 + 45) * 60 + 2
    assert found.violations == []


def test_exceptions_are_closures(tmp_path: Path) -> None:
    """A visit that an exception takes away is closed, not planned, and said."""
    from datetime import date

    rows = tour()
    rows[1] = {**rows[1], "exceptions": "2024-01-08"}
    found = imported(tmp_path, rows, start=date(2024, 1, 8))
    assert "2024-01-08,,closure,school-upper-madeup,exception of the timetable" in (
        found.files["calendar.csv"].decode()
    )
    assert [item.site for item in found.plan.unassigned] == ["school-upper-madeup"]
    assert "timetable-left-out" in {n.code for n in found.notices}
    assert found.violations == []


def test_no_lunch_where_not_every_duty_has_one(tmp_path: Path) -> None:
    """One duty over midday without a wait: the project has no lunch rule."""
    rows = [row(arrival="10:00", departure="15:00")]
    assert b"lunch_min = 0" in imported(tmp_path, rows).files["routeplan.toml"]


@pytest.mark.parametrize(("departs", "minutes"), [("11:20", 57), ("10:30", 60), ("12:05", 0)])
def test_lunch_is_the_shortest_published(tmp_path: Path, departs: str, minutes: int) -> None:
    """To the minute, neither cut to what saves more nor longer than any project's hour."""
    day = {"stop": "Green", "arrival": "10:00", "departure": departs}
    rows = [row(**day), row(stop="Other side", arrival="12:17", departure="15:00")]
    longer = {"day": "Tuesday", "start": "2024-01-09", "route": "Tuesday"}
    rows += [
        row(stop="Inn", arrival="10:00", departure="11:00", **longer),
        row(stop="Inn yard", arrival="13:00", departure="15:00", **longer),
    ]
    found = imported(tmp_path, rows)
    assert f"lunch_min = {minutes}\n" in found.files["routeplan.toml"].decode()
    assert found.violations == []


def test_weeks_are_free_where_the_interval_stays(tmp_path: Path) -> None:
    """Every second of four weeks may be the first and third or the second and fourth."""
    every_four = {"frequency": "FREQ=WEEKLY;INTERVAL=4"}
    rows = [
        row(stop="Twice", start="2024-01-08", **every_four),
        row(stop="Twice", start="2024-01-22", **every_four),
        row(stop="Once", start="2024-01-15", east=3, **every_four),
        row(stop="Once too", start="2024-01-29", east=3, **every_four),
    ]
    lines = imported(tmp_path / "a", rows).files["sites.csv"].decode().splitlines()
    assert [line.split(",mobile,")[1].split(",")[:4] for line in lines[1:]] == [
        ["2", "", "", "1"],
        ["4", "", "", "3"],
        ["4", "", "", "3"],
    ]
    kept = imported(tmp_path / "b", rows, keep=frozenset({Keep.DAYS}))
    line = kept.files["sites.csv"].decode().splitlines()[1]
    assert line.split(",mobile,")[1].split(",")[:4] == ["2", "", "2023-12-25", ""]


@pytest.mark.parametrize(
    ("rows", "asked", "code"),
    [
        ([row(arrival="x")], {}, "timetable-empty"),
        ([row()], {"depot": (10.0, 10.0)}, "depot-far"),
        ([row()], {"legs": "missing.csv"}, "import-not-found"),
    ],
)
def test_what_cannot_be_imported(
    tmp_path: Path, rows: list[dict[str, str]], asked: dict[str, object], code: str
) -> None:
    """An import that makes no sense is refused as a whole."""
    file = tmp_path / "t.csv"
    file.write_text(text(rows))
    if "legs" in asked:
        asked = {"legs": tmp_path / "missing.csv"}
    with pytest.raises(RouteplanError) as caught:
        import_timetable(Request(file, **asked))  # type: ignore[arg-type]
    assert caught.value.code == code


def test_time_zones() -> None:
    """The British Isles have two; elsewhere the clock is UTC, which no van minds."""
    assert timezone_at(57.2, -2.3) == "Europe/London"
    assert timezone_at(54.6, -6.5) == "Europe/London"
    assert timezone_at(53.3, -6.3) == "Europe/Dublin"
    assert timezone_at(20.8, 106.7) == "UTC"


@pytest.mark.parametrize(
    ("name", "sites", "vans", "weeks", "legs"),
    [
        ("aberdeenshire", 225, 3, 2, 186),
        ("wrexham", 68, 1, 3, 58),
        ("shetland_2017", 60, 3, 3, 0),
    ],
)
def test_published_services(
    shared: Path, name: str, sites: int, vans: int, weeks: int, legs: int
) -> None:
    """Three services as they come: imported without an error, their published plans check."""
    files = shared / "timetables"
    own = files / f"{name}_routes.csv"
    found = import_timetable(Request(files / f"{name}.csv", legs=own if legs else None))
    assert (len(found.timetable.stops), len(found.timetable.vans)) == (sites, vans)
    assert found.plan.weeks == weeks
    assert found.violations == []
    assert {notice.severity.value for notice in found.notices} <= {"warning", "info"}
    assert found.settings.straight is not None
    assert found.settings.straight.legs == legs


def test_a_control_character_in_the_name_of_a_service(tmp_path: Path) -> None:
    """JSON lets it stand, TOML does not: the project that is written can be read."""
    found = imported(tmp_path, [row(organisation="A\x7fB")])
    assert found.problem.name == "A\x7fB"
