"""Ferries from a GTFS feed: sailings, services, landings, what it lacks, and what may be wrong."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from routeplan.model import Crossing, Severity
from routeplan.project import Project
from routeplan.project.gtfs import feed as feed_module
from tests.unit.project.conftest import Folder

FEED = {
    "agency": """\
agency_id,agency_name,agency_url,agency_timezone
BH,Bến phà Hải Phòng,https://example.org,Asia/Ho_Chi_Minh
""",
    "feed_info": """\
feed_publisher_name,feed_publisher_url,feed_lang,feed_version
Sở Xây dựng,https://example.org,vi,2025-12
""",
    "stops": """\
stop_id,stop_name,stop_lat,stop_lon
b-dong-bai,Đồng Bài,20.81185,106.89420
CV,Cái Viềng,20.8190,106.9140
XA,Tuần Châu,20.91181,107.01852
""",
    "routes": """\
route_id,agency_id,route_short_name,route_type
PHA,BH,Phà,4
BUS,BH,Xe,3
""",
    "trips": """\
route_id,service_id,trip_id
PHA,MOI,t1
PHA,MOI,t2
PHA,LE,t3
PHA,MOI,t4
PHA,MOI,xa
BUS,MOI,b1
""",
    "stop_times": """\
trip_id,arrival_time,departure_time,stop_id,stop_sequence
t1,06:00:00,06:00:00,b-dong-bai,1
t1,06:20:00,06:20:00,CV,2
t2,7:00:00,7:00:00,b-dong-bai,1
t2,7:19:30,7:19:30,CV,2
t3,08:00:00,08:00:00,CV,1
t3,08:20:00,08:20:00,b-dong-bai,2
t4,24:30:00,24:30:00,CV,5
t4,24:50:00,24:50:00,b-dong-bai,9
xa,09:00:00,09:00:00,CV,1
xa,09:45:00,09:45:00,XA,2
b1,09:00:00,09:00:00,XA,1
b1,09:45:00,09:45:00,CV,2
""",
    "calendar": """\
service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
MOI,1,1,1,1,1,0,0,20251201,20251231
LE,0,0,0,0,0,1,1,20251201,20251231
""",
    "calendar_dates": """\
service_id,date,exception_type
LE,20251217,1
LE,20251220,2
""",
}
DETAILS = """\
from,to,checkin_min,carries,quota,fare
b-dong-bai,b-cai-vieng,15,van;passenger,1,320000
"""


def with_feed(folder: Folder, *, lines: bool = False, **changes: str | None) -> Folder:
    """Give a project the feed, some of its tables changed (None leaves one out)."""
    for name, text in {**FEED, **changes}.items():
        if text is not None:
            folder.text(f"gtfs/{name}.txt", text)
    if not lines:
        (folder.path / "crossings.csv").unlink()
    return folder


def crossings(project: Project) -> dict[str, Crossing]:
    """Return the crossings by id; the project must hold no error."""
    assert project.problem is not None, project.errors
    return dict(project.problem.crossing_by_id)


def codes(project: Project) -> set[str]:
    """Return the codes about the feed."""
    return {n.code for n in project.notices if n.file.startswith("gtfs")}


def test_trips_become_crossings(folder: Folder) -> None:
    """One row per direction, service and duration; seconds of a passage are rounded up."""
    found = crossings(with_feed(folder).load())
    out = found["gtfs-b-dong-bai-b-cai-vieng-1"]
    assert (out.origin, out.destination) == ("b-dong-bai", "b-cai-vieng")
    assert out.departures == (6 * 3600, 7 * 3600)
    assert out.duration_s == 20 * 60
    assert out.days == frozenset(range(5))
    assert (out.valid_from, out.valid_to) == (date(2025, 12, 1), date(2025, 12, 31))
    assert out.source == "GTFS: Sở Xây dựng, 2025-12"
    assert not out.estimated
    assert len(found) == 3


def test_exceptions_become_dates(folder: Folder) -> None:
    """A service with added and removed dates is a list of dates that holds as long as it did."""
    rows = crossings(with_feed(folder).load()).values()
    (weekend,) = [row for row in rows if row.departures == (8 * 3600,)]
    days = (6, 7, 13, 14, 17, 21, 27, 28)
    assert weekend.dates == {date(2025, 12, day) for day in days}
    assert (weekend.valid_from, weekend.valid_to) == (date(2025, 12, 1), date(2025, 12, 31))


def test_times_after_midnight_belong_to_the_next_day(folder: Folder) -> None:
    """24:30 on Monday to Friday sails at 00:30 on Tuesday to Saturday, a day later at both ends."""
    rows = crossings(with_feed(folder).load()).values()
    (night,) = [row for row in rows if row.departures == (1800,)]
    assert night.days == {1, 2, 3, 4, 5}
    assert (night.valid_from, night.valid_to) == (date(2025, 12, 2), date(2026, 1, 1))


@pytest.mark.parametrize("exceptions", [True, False])
def test_a_feed_without_an_end_says_the_last_date_there_is(
    folder: Folder, exceptions: bool
) -> None:
    """A day after 31 December 9999 there is none, and a list of dates until then is no table."""
    endless = FEED["calendar"].replace("20251231", "99991231")
    dates = FEED["calendar_dates"] + ("MOI,20251216,2\n" if exceptions else "")
    rows = crossings(with_feed(folder, calendar=endless, calendar_dates=dates).load()).values()
    (night,) = [row for row in rows if row.departures == (1800,)]
    assert night.valid_to == date(2101, 1, 1)
    assert max(len(row.dates) for row in rows) < 40_000


def test_a_stop_that_is_nowhere_has_no_place(folder: Folder) -> None:
    """A latitude without end, or beyond the poles, is no position to measure from."""
    for lat in ("inf", "91"):
        stops = FEED["stops"].replace("20.91181", lat)
        notices = with_feed(folder, lines=True, stops=stops).load().notices
        assert [n.value for n in notices if n.code == "gtfs-stop-unplaced"] == ["XA"]


def test_dates_alone_hold_as_long_as_the_feed(folder: Folder) -> None:
    """Without calendar.txt a service holds from the feed's first date to its last."""
    info = "feed_publisher_name,feed_start_date,feed_end_date\nX,20251201,20260131\n"
    dates = "service_id,date,exception_type\nMOI,20251215,1\nLE,20251220,1\n"
    project = with_feed(folder, calendar=None, calendar_dates=dates, feed_info=info).load()
    out = crossings(project)["gtfs-b-dong-bai-b-cai-vieng-1"]
    assert out.dates == {date(2025, 12, 15)}
    assert (out.valid_from, out.valid_to) == (date(2025, 12, 1), date(2026, 1, 31))


def test_frequencies_are_estimates_unless_exact(folder: Folder) -> None:
    """A headway gives its sailings, the end not included; only exact times are no estimate."""
    text = "trip_id,start_time,end_time,headway_secs,exact_times\n"
    text += "t1,05:00:00,06:00:00,1800,0\nt2,10:00:00,11:00:00,1200,1\n"
    rows = crossings(with_feed(folder, frequencies=text).load()).values()
    by_kind = {row.estimated: row for row in rows if row.origin == "b-dong-bai"}
    assert by_kind[True].departures == (5 * 3600, 5 * 3600 + 1800)
    assert by_kind[False].departures == (36000, 37200, 38400)


def test_stops_are_landings_by_id_or_near(folder: Folder) -> None:
    """A stop 100 m off a landing is that landing, and said so; one far off is left out."""
    project = with_feed(folder).load()
    by_code = {n.code: n for n in project.notices if n.column == "stop_id"}
    assert by_code["gtfs-stop-matched"].value == "CV"
    assert "b-cai-vieng, 1" in by_code["gtfs-stop-matched"].cause
    assert by_code["gtfs-stop-no-landing"].value == "XA"
    assert by_code["gtfs-stop-no-landing"].row == 4
    assert not any("XA" in (row.origin, row.destination) for row in crossings(project).values())


def test_what_gtfs_lacks_comes_from_a_table_or_is_said(folder: Folder) -> None:
    """Check-in, cargo, quota and fare stand in gtfs_crossings.csv; else a notice tells defaults."""
    folder.text("gtfs_crossings.csv", DETAILS)
    project = with_feed(folder).load()
    found = crossings(project)
    out, back = (found[f"gtfs-{line}-1"] for line in ("b-dong-bai-b-cai-vieng",
                                                      "b-cai-vieng-b-dong-bai"))  # fmt: skip
    assert (out.checkin_s, out.quota, out.fare) == (900, 1, 320000)
    assert out.carries == {"van", "passenger"}
    assert (back.checkin_s, back.quota, back.fare, back.carries) == (0, None, 0, {"passenger"})
    said = [n.value for n in project.notices if n.code == "gtfs-assumed"]
    assert said == ["b-cai-vieng → b-dong-bai"]


def test_feed_says_whether_cars_are_carried(folder: Folder) -> None:
    """`cars_allowed` of a trip decides what is carried where no table does."""
    trips = "route_id,service_id,trip_id,cars_allowed\nPHA,MOI,t1,1\nPHA,MOI,t2,2\n"
    rows = crossings(with_feed(folder, trips=trips).load()).values()
    assert {row.departures: row.carries for row in rows} == {
        (6 * 3600,): {"van", "motorbike", "passenger"},
        (7 * 3600,): {"passenger"},
    }


def test_zip_beside_crossings_csv(folder: Folder) -> None:
    """gtfs.zip adds to crossings.csv; its hash is among the inputs."""
    with zipfile.ZipFile(folder.path / "gtfs.zip", "w") as packed:
        for name, text in FEED.items():
            packed.writestr(f"{name}.txt", text)
    project = folder.load()
    assert {"pha-ra", "pha-vao", "gtfs-b-dong-bai-b-cai-vieng-1"} <= crossings(project).keys()
    assert project.problem is not None
    assert "gtfs.zip" in project.problem.inputs


def test_expired_feed_is_a_warning(folder: Folder) -> None:
    """A feed that ended before the horizon is found like any timetable, with its file and row."""
    text = FEED["calendar"].replace("20251231", "20251210")
    project = with_feed(folder, calendar=text, calendar_dates=None).load()
    expired = [n for n in project.notices if n.code == "timetable-expired"]
    assert {n.file for n in expired} == {"gtfs/stop_times.txt"}
    assert expired[0].severity is Severity.WARNING
    assert expired[0].value == "2025-12-10" or expired[0].value == "2025-12-11"


BAD = {
    "gtfs-no-calendar": {"calendar": None, "calendar_dates": None},
    "gtfs-file-missing": {"stops": None},
    "gtfs-column-missing": {"trips": "route_id,trip_id\nPHA,t1\n"},
    "gtfs-duration": {"stop_times": FEED["stop_times"].replace("06:20:00", "05:20:00")},
    "gtfs-value": {"stop_times": FEED["stop_times"].replace("7:19:30", "7h20")},
    "gtfs-stop-unknown": {"stop_times": FEED["stop_times"].replace("CV", "??")},
    "gtfs-unreadable": {"routes": FEED["routes"].replace(",4", ",phà")},
}


@pytest.mark.parametrize("code", BAD)
def test_bad_feed_is_an_error_with_its_file(folder: Folder, code: str) -> None:
    """What keeps a feed from being read stops the plan, names the file and says what to do."""
    project = with_feed(folder, **BAD[code]).load()  # type: ignore[arg-type]
    assert project.problem is None
    assert code in {n.code for n in project.errors}
    found = next(n for n in project.errors if n.code == code)
    assert found.file.startswith("gtfs")
    assert found.action


def test_bad_cells_name_row_and_column(folder: Folder) -> None:
    """Dates, headways and times that cannot be read are told by their cell."""
    project = with_feed(
        folder,
        calendar=FEED["calendar"].replace("LE,0,0,0,0,0,1,1,20251201", "LE,0,0,0,0,0,1,1,1.12.25"),
        frequencies="trip_id,start_time,end_time,headway_secs\nt1,05:00:00,06:00:00,0\n",
    ).load()
    cells = {(n.file, n.row, n.column, n.value) for n in project.errors}
    assert ("gtfs/calendar.txt", 3, "start_date", "1.12.25") in cells
    assert ("gtfs/frequencies.txt", 2, "headway_secs", "0") in cells


def test_feed_without_ferries_and_strange_services_are_warnings(folder: Folder) -> None:
    """No ferry at all, or trips of a service without a date, are said and do not stop a plan."""
    project = with_feed(folder, routes=FEED["routes"].replace(",4", ",2")).load()
    assert codes(project) == {"gtfs-no-ferries"}
    project = with_feed(folder, lines=True, routes=FEED["routes"],
                        trips=FEED["trips"].replace("LE,t3", "???,t3")).load()  # fmt: skip
    assert "gtfs-service" in codes(project)
    assert project.problem is not None


def test_zips_that_are_too_large_broken_or_nested(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A zip bomb is refused before it is unpacked; broken and nested ones say what to do."""
    path: Path = folder.path / "gtfs.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in FEED.items():
            packed.writestr(f"{name}.txt", text)
        packed.writestr("shapes.txt", b"0" * 3_000_000)
    monkeypatch.setattr(feed_module, "MAX_BYTES", 2_000_000)
    assert path.stat().st_size < 10_000
    assert codes(folder.load()) == {"gtfs-too-large"}
    monkeypatch.undo()
    path.write_bytes(path.read_bytes()[:1000])
    assert codes(folder.load()) == {"gtfs-unreadable"}
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in FEED.items():
            packed.writestr(f"feed/{name}.txt", text)
    assert codes(folder.load()) == {"gtfs-nested"}


def test_other_timezone_and_needless_details_are_said(folder: Folder) -> None:
    """A feed of another country, or a detail of a line that it does not serve, is a warning."""
    folder.text("gtfs_crossings.csv", DETAILS.replace("b-cai-vieng", "b-beo"))
    agency = FEED["agency"].replace("Asia/Ho_Chi_Minh", "Europe/Helsinki")
    found = {n.code for n in with_feed(folder, agency=agency).load().notices}
    assert {"gtfs-timezone", "gtfs-line-unknown"} <= found
