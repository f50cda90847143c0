"""A canoe's week as a user plans it: tides, dusk and dated storms, from table to proof."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

RunCli = Callable[..., CompletedProcess[str]]
MakeProject = Callable[..., Path]

OUT = Path("out") / "base-2025-12-15"
MONDAY = date(2025, 12, 15)
FILES = {
    "sites.csv": """\
id,name,kind,commune_code,lat,lon,road,landing,landing_access_min,service,interval_weeks,service_min,deliver_crates,priority
viet-hai,Việt Hải,village,11914,20.8000,107.0500,no,ben-viet-hai,20,exchange,1,30,2,1
le-chan,Phường Lê Chân,commune_office,11383,20.8429,106.6840,,,,exchange,1,25,2,1
""",
    "vehicles.csv": """\
id,name,profile,depot,capacity_crates,days,shift
CANO,Ca nô,canoe,ben-beo,10,"Mon,Tue,Wed,Thu,Fri",05:00-19:00
XE,Xe,van,kho,20,"Mon,Tue,Wed,Thu,Fri",07:00-17:00
""",
    "landings.csv": """\
id,name,lat,lon,tide_min_m,tide_station
ben-beo,Bến Bèo,20.73213,107.05891,,
ben-viet-hai,Bến Việt Hải,20.78399,107.06368,2.0,hon-dau
""",
}


def turns(first_high: int, height_m: float = 3.6) -> str:
    """A diurnal tide with high water at this hour on Monday, forty minutes earlier every day."""
    at = datetime.combine(MONDAY, datetime.min.time()) + timedelta(hours=first_high, days=-1)
    rows, high = ["station,date,time,height_m,turn"], True
    while at.date() < date(2026, 1, 3):
        level, name = (height_m, "high") if high else (0.4, "low")
        rows.append(f"hon-dau,{at:%Y-%m-%d},{at:%H:%M},{level},{name}")
        at += timedelta(hours=11, minutes=40)
        high = not high
    return "\n".join([*rows, ""])


def plan_of(folder: Path) -> Any:
    """The plan that was written."""
    return json.loads((folder / OUT / "plan.json").read_text(encoding="utf-8"))


def boat_route(folder: Path) -> Any:
    """The canoe's only duty."""
    (route,) = (route for route in plan_of(folder)["routes"] if route["vehicle"] == "CANO")
    return route


def test_the_canoe_lands_at_high_water_and_the_checker_proves_it(
    run_cli: RunCli, make_project: MakeProject
) -> None:
    """High water at ten: planned and proven; with a shallower pier the same plan breaks a rule."""
    folder = make_project(**FILES, **{"tides.csv": turns(10)})
    done = run_cli("-C", folder, "plan", "--iterations", "5")
    assert done.returncode == 0, done.stderr
    route = boat_route(folder)
    assert [leg["mode"] for leg in route["legs"]] == ["sea", "walk", "walk", "sea"]
    proven = run_cli("-C", folder, "check", folder / OUT / "plan.json")
    assert proven.returncode == 0, proven.stdout + proven.stderr
    shallow = FILES["landings.csv"].replace("2.0,hon-dau", "3.65,hon-dau")
    (folder / "landings.csv").write_text(shallow, encoding="utf-8")
    refused = run_cli("-C", folder, "check", folder / OUT / "plan.json")
    assert refused.returncode == 7
    assert "tide-missed" in refused.stdout + refused.stderr


def test_the_tide_of_harmonic_constants_is_planned_with_and_proven(
    run_cli: RunCli, make_project: MakeProject
) -> None:
    """Constants stand in for a table; the checker reads the same tide, and the plan says so."""
    rows = ["Z0,1.9,", "K1,0.7,90", "O1,0.75,30", "M2,0.06,110", "S2,0.04,200"]
    sheet = ["station,constituent,amplitude_m,phase_deg", *(f"hon-dau,{row}" for row in rows), ""]
    folder = make_project(**FILES, **{"tide_constants.csv": "\n".join(sheet)})
    done = run_cli("-C", folder, "plan", "--iterations", "5")
    assert done.returncode == 0, done.stderr
    assert boat_route(folder)["legs"]
    assert "tide-predicted" in [notice["code"] for notice in plan_of(folder)["notices"]]
    proven = run_cli("-C", folder, "check", folder / OUT / "plan.json")
    assert proven.returncode == 0, proven.stdout + proven.stderr
    low = [sheet[0], "hon-dau,Z0,0.2,", *sheet[2:]]
    (folder / "tide_constants.csv").write_text("\n".join(low), encoding="utf-8")
    refused = run_cli("-C", folder, "check", folder / OUT / "plan.json")
    assert refused.returncode == 7
    assert "tide-missed" in refused.stdout + refused.stderr


def test_a_visit_that_no_tide_allows_says_so(run_cli: RunCli, make_project: MakeProject) -> None:
    """The unassigned visit carries the code, with what would help, and `explain` tells it."""
    folder = make_project(**FILES, **{"tides.csv": turns(10, height_m=1.9)})
    run_cli("-C", folder, "plan", "--iterations", "5")
    (missed,) = plan_of(folder)["unassigned"]
    assert missed["code"] == "tide"
    assert "The tide is too low" in missed["reason"]
    assert "high enough" in missed["action"]
    told = run_cli("-C", folder, "explain", folder / OUT / "plan.json", "viet-hai")
    assert told.returncode == 0, told.stderr


def test_storms_for_canoes_leave_the_day_without_one(
    run_cli: RunCli, make_project: MakeProject
) -> None:
    """Four days of storm for `profile:canoe` leave the fifth; one for vessels does not matter."""
    calm = {**FILES, "landings.csv": FILES["landings.csv"].replace("2.0,hon-dau", ",")}
    storm = "date_from,date_to,kind,applies_to,note\n2025-12-15,2025-12-18,storm,{},sóng 1.5 m\n"
    folder = make_project(**calm, **{"calendar.csv": storm.format("profile:canoe")})
    assert run_cli("-C", folder, "plan", "--iterations", "5").returncode == 0
    route = boat_route(folder)
    assert route["date"] == "2025-12-19"
    later = storm.replace("2025-12-15,2025-12-18", "2025-12-19,2025-12-19")
    (folder / "calendar.csv").write_text(later.format("profile:canoe"), encoding="utf-8")
    refused = run_cli("-C", folder, "check", folder / OUT / "plan.json")
    assert refused.returncode == 7
    assert "boat-in-storm" in refused.stdout + refused.stderr
    (folder / "calendar.csv").write_text(later.format("profile:vessel"), encoding="utf-8")
    assert run_cli("-C", folder, "check", folder / OUT / "plan.json").returncode == 0


def test_a_gap_in_the_table_stops_with_file_row_and_fix(
    run_cli: RunCli, make_project: MakeProject
) -> None:
    """`validate` and `plan` name the row after the gap; no traceback, exit code 3."""
    rows = turns(10).splitlines()
    folder = make_project(**FILES, **{"tides.csv": "\n".join([*rows[:6], *rows[8:], ""])})
    for command in (("validate",), ("plan", "--iterations", "5")):
        done = run_cli("-C", folder, "--lang", "en", *command)
        text = done.stdout + done.stderr
        assert done.returncode == 3, text
        assert "tide-gap" in text
        assert "tides.csv" in text
        assert "official tide table" in text
        assert "Traceback" not in text
