"""A van, a pier and a boat for passengers, as a user plans them: from table to proof and map."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

RunCli = Callable[..., CompletedProcess[str]]
MakeProject = Callable[..., Path]

OUT = Path("out") / "base-2025-12-15"
OUT_BOATS = "do-ra,ben-dong-bai,ben-dao,{},20,10,passenger,50000,thử"
BACK_BOATS = "do-vao,ben-dao,ben-dong-bai,{},20,10,passenger,50000,thử"
FILES = {
    "sites.csv": """\
id,name,kind,commune_code,lat,lon,road,landing,landing_access_min,service,interval_weeks,service_min,deliver_crates,pick_crates,priority
lang-tren,Làng Trên,village,11914,20.8000,107.0500,no,ben-dao,15,exchange,1,30,2,2,1
lang-duoi,Làng Dưới,village,11914,20.7950,107.0550,no,ben-dao,10,mobile,1,60,3,3,1
""",
    "vehicles.csv": """\
id,name,profile,depot,capacity_crates,days,shift,crew_needed
XE,Xe thư viện,van,kho,20,"Mon,Tue,Wed,Thu,Fri",06:30-17:00,3
""",
    "landings.csv": """\
id,name,lat,lon,park_at
ben-dong-bai,Bến Đồng Bài,20.81185,106.89420,
ben-dao,Bến Đảo,20.78399,107.06368,ben-dong-bai
""",
}


def timetable(out: str = "08:30;13:00", back: str = "07:30;11:30;15:00") -> str:
    """crossings.csv with boats for passengers alone; a direction without sailings has no row."""
    rows = ["id,from,to,depart,minutes,checkin_min,carries,fare,source"]
    rows += [row.format(times) for row, times in ((OUT_BOATS, out), (BACK_BOATS, back)) if times]
    return "\n".join([*rows, ""])


def plan(run_cli: RunCli, folder: Path) -> Any:
    """Plan, and return what was written."""
    done = run_cli("-C", folder, "plan", "--iterations", "5")
    assert done.returncode == 0, done.stderr
    return json.loads((folder / OUT / "plan.json").read_text(encoding="utf-8"))


@pytest.fixture
def islet(make_project: MakeProject) -> Path:
    """Two villages without a road, behind a pier where the van waits."""
    return make_project(**FILES, **{"crossings.csv": timetable()})


def test_one_excursion_serves_both_and_comes_back_to_the_van(run_cli: RunCli, islet: Path) -> None:
    """Drive, leave the van, boat, two villages on foot, boat, drive; the checker accepts it."""
    found = plan(run_cli, islet)
    assert found["unassigned"] == []
    (route,) = found["routes"]
    legs = [(leg["mode"], leg["parked"]) for leg in route["legs"]]
    pier = "ben-dong-bai"
    assert legs == [
        ("road", None),
        ("ferry", pier),
        *[("walk", pier)] * 4,
        ("ferry", pier),
        ("road", None),
    ]
    assert route["legs"][0]["to"] == route["legs"][-1]["from"] == pier
    proven = run_cli("-C", islet, "check", islet / OUT / "plan.json")
    assert proven.returncode == 0, proven.stdout + proven.stderr
    # Three people pay for two passages; nothing else costs anything here.
    assert found["summary"]["cost"] == 2 * 3 * 50_000
    assert found["summary"]["driving_min"] * 60 == pytest.approx(
        sum(leg["seconds"] for leg in route["legs"] if leg["mode"] == "road"), abs=60
    )


def test_too_many_crates_for_hands_break_the_plan(run_cli: RunCli, islet: Path) -> None:
    """Five crates go over in one excursion; where four are allowed it takes two."""
    plan(run_cli, islet)
    config = islet / "routeplan.toml"
    config.write_text(config.read_text(encoding="utf-8") + "[rules]\nhand_crates = 4\n", "utf-8")
    refused = run_cli("-C", islet, "check", islet / OUT / "plan.json")
    assert refused.returncode == 7
    assert "hand-crates-exceeded" in refused.stdout + refused.stderr
    again = plan(run_cli, islet)
    assert again["unassigned"] == []
    assert len(again["routes"]) == 2
    assert run_cli("-C", islet, "check", islet / OUT / "plan.json").returncode == 0


@pytest.mark.parametrize(
    ("out", "back", "code"),
    [
        ("08:30;13:00", "07:30", "last-ferry"),  # the boats back in the afternoon are gone
        ("17:30", "07:30;11:30;15:00", "no-sailing"),  # nothing goes out while the van is there
        ("08:30;13:00", "", "no-way"),
    ],
)
def test_without_the_last_boat_back_nobody_sets_out(
    run_cli: RunCli, islet: Path, out: str, back: str, code: str
) -> None:
    """Both visits stay unassigned, the reason says why, and `explain` tells the same."""
    (islet / "crossings.csv").write_text(timetable(out, back), encoding="utf-8")
    ashore = "le-chan,Lê Chân,village,11383,20.8429,106.6840,,,,exchange,1,30,2,2,1\n"
    (islet / "sites.csv").write_text(FILES["sites.csv"] + ashore, encoding="utf-8")
    found = plan(run_cli, islet)
    assert [stop["site"] for route in found["routes"] for stop in route["stops"]] == ["le-chan"]
    assert [item["code"] for item in found["unassigned"]] == [code] * 2, found["unassigned"]
    told = run_cli("-C", islet, "explain", islet / OUT / "plan.json", "lang-tren")
    assert told.returncode == 0, told.stderr
    assert found["unassigned"][0]["reason"] in told.stdout


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ("để xe tại bến", "không mang xe", "đi bộ, mang thùng", "lên xe lại")),
        ("en", ("vehicle left at the pier", "without the vehicle", "on foot", "back to the veh")),
    ],
)
def test_show_names_where_the_van_waits(
    run_cli: RunCli, islet: Path, language: str, words: tuple[str, ...]
) -> None:
    """The timetable says where the van is left, who walks, and when they are back."""
    plan(run_cli, islet)
    done = run_cli("-C", islet, "show", "--lang", language, islet / OUT / "plan.json")
    assert done.returncode == 0, done.stderr
    positions = [done.stdout.index(word) for word in words]
    assert positions[0] < positions[1]
    assert positions[-1] == max(positions)


def test_a_landing_by_the_road_is_served_from_its_van(
    run_cli: RunCli, make_project: MakeProject
) -> None:
    """Where the van gets to the landing itself, its crew carries from there, without a boat."""
    landings = FILES["landings.csv"].splitlines()
    landings[1] += "ben-dong-bai"
    sites = FILES["sites.csv"].replace("ben-dao", "ben-dong-bai")
    sites = sites.replace("20.8000,107.0500", "20.8130,106.8900")
    sites = sites.replace("20.7950,107.0550", "20.8150,106.8920")
    files = {"sites.csv": sites, "landings.csv": "\n".join([*landings[:2], ""])}
    folder = make_project(**{**FILES, **files})
    found = plan(run_cli, folder)
    assert found["unassigned"] == []
    (route,) = found["routes"]
    assert [leg["mode"] for leg in route["legs"]] == ["road", *["walk"] * 4, "road"]
    assert {leg["parked"] for leg in route["legs"] if leg["mode"] == "walk"} == {"ben-dong-bai"}
    assert run_cli("-C", folder, "check", folder / OUT / "plan.json").returncode == 0
