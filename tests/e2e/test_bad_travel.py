"""What users get wrong about roads, ferries, tides and the sea, through the command line.

Each case: the exit code, a message with the file and what to do, and no traceback.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.unit.network.osm_sample import street, write_extract

from .conftest import TINY

RunCli = Callable[..., CompletedProcess[str]]
MakeProject = Callable[..., Path]

ROADS = {1: (-8000, 0), 2: (0, 0), 3: (8000, 0), 4: (0, -8000), 5: (0, 8000)}
PRIMARY = street(highway="primary")
FERRY_LANDINGS = """\
id,name,lat,lon
DB,Bến phà Đồng Bài,20.81185,106.89420
CV,Bến phà Cái Viềng,20.81826,106.91343
"""
FEED = {
    "gtfs/agency.txt": "agency_id,agency_name,agency_url,agency_timezone\n"
    "BH,Bến phà,https://example.org,Asia/Ho_Chi_Minh\n",
    "gtfs/stops.txt": "stop_id,stop_name,stop_lat,stop_lon\n"
    "DB,Đồng Bài,20.81185,106.89420\nCV,Cái Viềng,20.81826,106.91343\n",
    "gtfs/routes.txt": "route_id,agency_id,route_short_name,route_type\nP,BH,Phà,4\n",
    "gtfs/trips.txt": "route_id,service_id,trip_id\nP,MOI,t1\n",
    "gtfs/stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "t1,06:00:00,06:00:00,DB,1\nt1,06:20:00,06:20:00,CV,2\n",
}
BOATS = {
    "sites.csv": """\
id,name,kind,commune_code,lat,lon,road,landing,landing_access_min,service,interval_weeks,service_min,deliver_crates,priority
viet-hai,Việt Hải,village,11914,20.8000,107.0500,no,ben-viet-hai,20,exchange,1,30,2,1
le-chan,Phường Lê Chân,commune_office,11383,20.8429,106.6840,,,,exchange,1,25,2,1
""",
    "vehicles.csv": TINY["vehicles.csv"]
    + 'CANO,Ca nô,canoe,ben-beo,10,"Mon,Tue,Wed,Thu,Fri",05:00-19:00\n',
    "landings.csv": """\
id,name,lat,lon,tide_min_m,tide_station
ben-beo,Bến Bèo,20.73213,107.05891,,
ben-viet-hai,Bến Việt Hải,20.78399,107.06368,,
""",
}
INLAND = BOATS["landings.csv"].replace("20.78399,107.06368", "20.8500,106.6000")
NEAR_LAND = BOATS["landings.csv"].replace("20.78399,107.06368", "20.7950,107.0300")


def refused(done: CompletedProcess[str], code: int, *words: str) -> None:
    """Assert the exit code, all `words` and an action in the message, and no traceback."""
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert [word for word in (*words, "→") if word not in said] == [], said
    assert "Traceback" not in said


def square(half: float) -> list[list[float]]:
    """A closed ring (lon, lat) around the landing at Việt Hải."""
    lat, lon = 20.78399, 107.06368
    corners = ((-half, -half), (half, -half), (half, half), (-half, half), (-half, -half))
    return [[lon + x, lat + y] for x, y in corners]


def closing(*rings: list[list[float]], kind: str = "Polygon") -> str:
    """The text of nogo.geojson with one area."""
    geometry = {"type": kind, "coordinates": list(rings)}
    feature = {"type": "Feature", "properties": {"name": "reserve"}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def test_extracts_that_are_broken_cut_or_without_roads(
    run_cli: RunCli, make_project: MakeProject, tmp_path: Path
) -> None:
    """Each is named with what to do, and leaves no network behind."""
    project = make_project()
    whole = write_extract(
        tmp_path / "whole.osm.pbf",
        {k: (k % 100 * 10.0, k // 100 * 10.0) for k in range(1, 9000)},
        [(list(range(100 * k + 1, 100 * k + 90)), PRIMARY) for k in range(80)],
    ).read_bytes()
    (tmp_path / "broken.osm.pbf").write_bytes(b"not a map")
    (tmp_path / "cut.osm.pbf").write_bytes(whole[: len(whole) * 2 // 3])
    paths = [([1, 2], street(highway="footway"))]
    write_extract(tmp_path / "paths.osm.pbf", {1: (0, 0), 2: (100, 0)}, paths)
    for name, code, word in (
        ("broken", "extract-broken", "again"),
        ("cut", "extract-broken", "cut short"),
        ("paths", "extract-without-roads", "highway"),
    ):
        file = tmp_path / f"{name}.osm.pbf"
        done = run_cli("-C", project, "--lang", "en", "network", "build", "--pbf", file)
        refused(done, 3, code, file.name, word)
    assert not (project / "network").exists()


def test_a_network_of_another_country(
    run_cli: RunCli, make_project: MakeProject, tmp_path: Path
) -> None:
    """Refused while it is built; one that lies in the folder is refused by every plan."""
    roads = write_extract(tmp_path / "hp.osm.pbf", ROADS, [([1, 2, 3], PRIMARY)])
    project = make_project()
    assert run_cli("-C", project, "network", "build", "--pbf", roads).returncode == 0
    abroad = {
        name: (project / name).read_text(encoding="utf-8").replace(",20.8", ",60.1")
        for name in ("sites.csv", "depots.csv")
    }
    for name, text in abroad.items():
        (project / name).write_text(text.replace(",106.", ",24."), encoding="utf-8")
    planned = run_cli("-C", project, "--lang", "en", "plan", "--iterations", "3")
    refused(planned, 3, "network-elsewhere", "network/roads.json", "hp.osm.pbf", "network build")
    built = run_cli("-C", project, "--lang", "en", "network", "build", "--pbf", roads)
    refused(built, 3, "extract-elsewhere", "hp.osm.pbf", "right region")


def test_a_site_thirty_kilometres_off_the_network(
    run_cli: RunCli, make_project: MakeProject, tmp_path: Path
) -> None:
    """The report of the network names it with its distance, the plan with the reason."""
    roads = write_extract(
        tmp_path / "hp.osm.pbf", ROADS, [([1, 2, 3], PRIMARY), ([4, 2, 5], PRIMARY)]
    )
    far = TINY["sites.csv"] + "xa,Xa,village,,20.8500,106.3000,,exchange,1,,25,2,3\n"
    project = make_project(**{"sites.csv": far})
    built = run_cli("-C", project, "--lang", "en", "network", "build", "--pbf", roads)
    assert built.returncode == 0, built.stderr
    assert "xa: 31," in built.stdout
    planned = run_cli("-C", project, "--lang", "en", "plan", "--iterations", "3")
    refused(planned, 0, "site-unreachable", "sites.csv", "farther than 12 km from every road")
    assert "xa/exchange" in planned.stderr


TABLES = {
    "negative duration": (
        {
            "landings.csv": FERRY_LANDINGS,
            "crossings.csv": "id,from,to,depart,minutes\nra,DB,CV,07:00,-20\n",
        },
        ("number-negative", "crossings.csv, row 2, column minutes", "Write 0 or more"),
    ),
    "feed without calendar": (
        {"landings.csv": FERRY_LANDINGS, **FEED},
        ("gtfs-no-calendar", "gtfs", "calendar.txt", "calendar_dates.txt", "Add one"),
    ),
    "landing on dry land": (
        {**BOATS, "landings.csv": INLAND},
        ("landing-inland", "ben-viet-hai", "8.4 km from the water", "landings.csv"),
    ),
    "landing in a closed area": (
        {**BOATS, "nogo.geojson": closing(square(0.02))},
        ("landing-closed", "ben-viet-hai", "nogo.geojson"),
    ),
    "closed area that is a line": (
        {**BOATS, "nogo.geojson": closing(*square(0.02), kind="LineString")},
        ("waters-geometry", "nogo.geojson", "LineString", "Polygon"),
    ),
    "closed area cut short": (
        {**BOATS, "nogo.geojson": closing(square(0.02))[:-20]},
        ("waters-unreadable", "nogo.geojson", "GeoJSON"),
    ),
    "gap in the tide table": (
        {
            **BOATS,
            "landings.csv": BOATS["landings.csv"].replace("107.06368,,", "107.06368,1.0,hd"),
            "tides.csv": "station,date,time,height_m\n"
            + "".join(
                f"hd,2025-12-{day},{hour:02d}:00,1.{hour % 10}\n"
                for day in range(14, 24)
                for hour in range(24)
                if (day, hour) != (17, 9) and (day, hour) != (17, 10)
            ),
        },
        ("tide-gap", "tides.csv", "2025-12-17 08:00", "2025-12-17 11:00", "official tide table"),
    ),
}


@pytest.mark.parametrize("case", TABLES)
def test_tables_and_waters(run_cli: RunCli, make_project: MakeProject, case: str) -> None:
    """Exit code 3, the file and the way out; nothing is written."""
    files, words = TABLES[case]
    project = make_project(**files)
    done = run_cli("-C", project, "--lang", "en", "plan", "--iterations", "3")
    refused(done, 3, *words)
    assert not (project / "out").exists()


def test_no_water_between_landings(run_cli: RunCli, make_project: MakeProject) -> None:
    """A plan is made without the visit; landing, site and visit each say why, and what helps."""
    ring = closing(square(0.03), square(0.02))
    project = make_project(**BOATS, **{"nogo.geojson": ring})
    done = run_cli("-C", project, "--lang", "en", "plan", "--iterations", "3")
    refused(done, 0, "no-water-path", "landings.csv", "ben-viet-hai", "nogo.geojson", "[no-way]")
    assert "1 of 2 due" in done.stdout
    (project / "nogo.geojson").unlink()
    free = run_cli("-C", project, "--lang", "en", "plan", "--iterations", "3")
    assert "2 of 2 due" in free.stdout
    assert "no-water-path" not in free.stderr


def test_a_landing_off_the_water_is_reported(run_cli: RunCli, make_project: MakeProject) -> None:
    """Some hundred metres inland: joined to the water by a straight line, and told."""
    project = make_project(**{**BOATS, "landings.csv": NEAR_LAND})
    done = run_cli("-C", project, "validate", "--format", "json")
    assert done.returncode == 0, done.stderr
    notices = json.loads(done.stdout)["notices"]
    (found,) = [one for one in notices if one["code"] == "landing-off-water"]
    assert found["value"] == "ben-viet-hai"
    assert "1019 m" in found["cause"]
