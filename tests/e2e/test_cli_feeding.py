"""A canoe on an island without crates of its own, fed by a van, as a user plans it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

RunCli = Callable[..., CompletedProcess[str]]
MakeProject = Callable[..., Path]

PLAN = Path("out") / "base-2025-12-15" / "plan.json"
FILES = {
    "sites.csv": """\
id,name,kind,commune_code,lat,lon,road,landing,landing_access_min,service,interval_weeks,service_min,deliver_crates,pick_crates,priority
viet-hai,Việt Hải,village,11914,20.8000,107.0500,no,ben-viet-hai,20,exchange,1,30,3,2,1
le-chan,Phường Lê Chân,commune_office,11383,20.8429,106.6840,,,,exchange,1,25,2,0,1
""",
    "vehicles.csv": """\
id,name,profile,depot,capacity_crates,days,shift,max_duty_min
CANO,Ca nô,canoe,ben-beo,10,"Mon,Tue",06:00-18:00,480
XE,Xe,van,kho,20,"Mon,Tue,Wed,Thu,Fri",06:00-18:00,660
""",
    "landings.csv": """\
id,name,lat,lon,load_min,stock
ben-beo,Bến Bèo,20.73213,107.05891,15,0
ben-viet-hai,Bến Việt Hải,20.78399,107.06368,,
ben-dong-bai,Bến phà Đồng Bài,20.81185,106.89420,,
ben-cai-vieng,Bến phà Cái Viềng,20.81826,106.91343,,
""",
    "crossings.csv": """\
id,from,to,first,last,every_min,valid_from,valid_to,minutes,checkin_min,carries,source
ra,ben-dong-bai,ben-cai-vieng,05:00,18:00,30,2025-09-01,2025-12-31,20,10,van;passenger,test
vao,ben-cai-vieng,ben-dong-bai,05:00,18:00,30,2025-09-01,2025-12-31,20,10,van;passenger,test
""",
}


def plan_of(folder: Path) -> Any:
    """The plan that was written."""
    return json.loads((folder / PLAN).read_text(encoding="utf-8"))


def feeding(plan: Any) -> tuple[Any, Any, Any]:
    """The boat's duty, the duty that feeds it, and the stop."""
    (boat,) = (route for route in plan["routes"] if route["vehicle"] == "CANO")
    ((van, stop),) = (
        (route, stop)
        for route in plan["routes"]
        for stop in route["stops"]
        if stop["service"] == "feed"
    )
    return boat, van, stop


def test_the_van_brings_the_crates_before_the_canoe_sails(
    run_cli: RunCli, make_project: MakeProject
) -> None:
    """Planned, proven, shown on screen, as CSV and on the map; a feeding stop is no visit."""
    folder = make_project(**FILES)
    done = run_cli("-C", folder, "plan", "--iterations", "5")
    assert done.returncode == 0, done.stderr
    plan = plan_of(folder)
    boat, van, stop = feeding(plan)
    assert stop["site"] == boat["depot"] == "ben-beo"
    assert stop["visit"] == f"CANO@{boat['date']}" == f"CANO@{van['date']}"
    assert stop["start"] + 15 * 60 <= boat["start"]
    assert (stop["crates_out"], stop["crates_in"], boat["load"]) == (3, 0, 3)
    assert any(leg["crossing"] == "ra" for leg in van["legs"])
    assert plan["summary"]["visits_planned"] == 2
    proven = run_cli("-C", folder, "check", folder / PLAN)
    assert proven.returncode == 0, proven.stdout + proven.stderr
    assert "2 visits" in proven.stdout
    shown = run_cli("-C", folder, "--lang", "vi", "show", folder / PLAN)
    assert "giao thùng sách cho Ca nô" in shown.stdout
    rows = run_cli("-C", folder, "--format", "csv", "show", folder / PLAN).stdout
    assert f",feed,CANO@{boat['date']}," in rows
    page = folder / "map.html"
    drawn = run_cli("-C", folder, "--lang", "vi", "map", folder / PLAN, "-o", page)
    assert drawn.returncode == 0, drawn.stderr
    text = page.read_text(encoding="utf-8")
    assert "Giao thùng sách cho {boat}" in text
    assert '"feeds":"Ca nô"' in text.replace('": "', '":"')


def test_without_the_stop_the_plan_is_refused(run_cli: RunCli, make_project: MakeProject) -> None:
    """A hand that takes the feeding stop out, or lets the canoe sail before it, is found out."""
    folder = make_project(**FILES)
    assert run_cli("-C", folder, "plan", "--iterations", "5").returncode == 0
    plan = plan_of(folder)
    edited = folder / "edited.json"

    def codes() -> set[str]:
        edited.write_text(json.dumps(plan), encoding="utf-8")
        done = run_cli("-C", folder, "--format", "json", "check", edited)
        assert done.returncode == 7, done.stderr
        return {violation["code"] for violation in json.loads(done.stdout)["violations"]}

    boat, van, stop = feeding(plan)
    stop["crates_out"] = 2
    assert "stock-exceeded" in codes()
    stop["crates_out"] = 3
    boat["start"] = stop["start"] + 15 * 60 - 1
    assert "feeding-late" in codes()
    van["stops"].remove(stop)
    assert "stock-exceeded" in codes()


def test_without_a_van_the_visit_says_what_is_missing(
    run_cli: RunCli, make_project: MakeProject
) -> None:
    """The van is in the workshop on the canoe's days: unassigned with the code `stock`."""
    closed = "date_from,date_to,kind,applies_to,note\n2025-12-15,2025-12-16,closure,XE,xưởng\n"
    folder = make_project(**FILES, **{"calendar.csv": closed})
    done = run_cli("-C", folder, "plan", "--iterations", "5")
    assert done.returncode == 0, done.stderr
    (missed,) = plan_of(folder)["unassigned"]
    assert (missed["site"], missed["code"]) == ("viet-hai", "stock")
    assert "no vehicle can bring them" in missed["reason"]
    assert "3 crates more, or a vehicle has brought them there by" in missed["action"]
    told = run_cli("-C", folder, "--lang", "vi", "explain", folder / PLAN, "viet-hai")
    assert told.returncode == 0, told.stderr
    assert "không xe nào chở tới kịp" in told.stdout
    proven = run_cli("-C", folder, "check", folder / PLAN)
    assert proven.returncode == 0, proven.stdout
