"""One week on the embedded data: the vans' ferry, the boat and the ship do what Hai Phong knows."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from routeplan.solve.compiling import kernel_folder
from tests.conftest import TIER

RunCli = Callable[..., CompletedProcess[str]]
Route = dict[str, Any]

MEMORY_GB = 1.5

ALONE = """\
import subprocess, sys
code = subprocess.call([sys.executable, "-m", "routeplan", *sys.argv[1:]])
try:
    import resource
except ImportError:
    sys.exit(code)
with open("hp/peak", "w") as told:
    told.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""
"""Runs the command from a small process: Linux counts to a new one what its parent had at the time,
and the tests have more than a plan."""


@pytest.fixture(scope="module")
def week(run_cli: RunCli, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's project folder, planned with a short search; its memory stays in ``peak``."""
    place = tmp_path_factory.mktemp("week")
    made = run_cli("init", "hp", "--example", "haiphong", "--start", "2025-12-15", cwd=place)
    assert made.returncode == 0, made.stderr
    anew = {"PYTHONPATH": str(root), "ROUTEPLAN_CACHE": str(place / "cache")}
    if TIER != "prove":
        # Travel is worked out anew. Machine code is so only in the full counts: it takes a minute.
        anew["NUMBA_CACHE_DIR"] = str(kernel_folder())
    log = place / "log"
    with log.open("wb") as output:
        process = subprocess.run(
            [sys.executable, "-c", ALONE, "-C", "hp", "plan", "--iterations", "50"],
            cwd=place,
            env={**os.environ, **anew},
            stdout=output,
            stderr=output,
            check=False,
        )
    assert process.returncode == 0, log.read_text(encoding="utf-8")
    return place / "hp"


@pytest.fixture(scope="module")
def plan(week: Path) -> dict[str, Any]:
    """The plan that was written."""
    text = (week / "out" / "base-2025-12-15" / "plan.json").read_text(encoding="utf-8")
    answer: dict[str, Any] = json.loads(text)
    return answer


def rows(week: Path, table: str) -> list[dict[str, str]]:
    """The records of one of the project's tables."""
    with (week / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def calls(plan: dict[str, Any], site: str) -> list[Route]:
    """The duties that serve a site."""
    return [r for r in plan["routes"] if any(stop["site"] == site for stop in r["stops"])]


def legs(route: Route, mode: str) -> list[dict[str, Any]]:
    """A duty's legs of one mode."""
    return [leg for leg in route["legs"] if leg["mode"] == mode]


def seconds(time: str) -> int:
    """Seconds from midnight of ``HH:MM``."""
    hours, minutes = time.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def test_the_week_is_served_and_the_checker_agrees(
    run_cli: RunCli, week: Path, plan: dict[str, Any]
) -> None:
    """30 visits or more fall due, 95 % are planned, and every rule holds."""
    summary = plan["summary"]
    due = summary["visits_planned"] + summary["unassigned"]
    assert due >= 30
    assert summary["visits_planned"] >= 0.95 * due
    assert all(missed["reason"] and missed["action"] for missed in plan["unassigned"])
    checked = run_cli("-C", week, "check", week / "out/base-2025-12-15/plan.json", "--lang", "vi")
    assert checked.returncode == 0, checked.stdout


def test_vans_reach_cat_ba_on_sailings_of_the_timetable(week: Path, plan: dict[str, Any]) -> None:
    """Đồng Bài to Cái Viềng and back, at a departure of the table, after check-in."""
    table = {row["id"]: row for row in rows(week, "crossings.csv")}
    crossed = [
        r
        for r in plan["routes"]
        if plan["vehicles"][r["vehicle"]]["profile"] == "van" and legs(r, "ferry")
    ]
    assert crossed
    for route in crossed:
        over = legs(route, "ferry")
        assert {frozenset((leg["from"], leg["to"])) for leg in over} == {
            frozenset(("ben-dong-bai", "ben-cai-vieng"))
        }
        assert over[0]["from"] == "ben-dong-bai"
        assert over[-1]["to"] == "ben-dong-bai"
        for leg in over:
            row = table[leg["crossing"]]
            assert (leg["from"], leg["to"]) == (row["from"], row["to"])
            first, every = seconds(row["first"]), int(row["every_min"]) * 60
            assert first <= leg["sailing"] <= seconds(row["last"])
            assert (leg["sailing"] - first) % every == 0
            assert leg["wait_s"] >= int(row["checkin_min"]) * 60


def test_viet_hai_is_served_by_boat_alone(plan: dict[str, Any]) -> None:
    """No road leads there: a leg by sea, carried on foot from the pier, and the same way back."""
    (route,) = calls(plan, "cb-11944-viet-hai")
    assert plan["vehicles"][route["vehicle"]]["profile"] == "canoe"
    assert len(legs(route, "sea")) >= 2
    assert not legs(route, "road") + legs(route, "ferry")


def test_bach_long_vi_is_served_on_the_ships_dates(week: Path, plan: dict[str, Any]) -> None:
    """A crew sails out on a date of the table, stays, and sails back on another."""
    table = {row["id"]: row for row in rows(week, "crossings.csv")}
    (route,) = calls(plan, "hp-11948")
    assert plan["vehicles"][route["vehicle"]]["profile"] == "crew"
    assert (route["date"], route["days"]) == ("2025-12-16", 3)
    out, back = legs(route, "ferry")
    assert "2025-12-16" in table[out["crossing"]]["dates"].split(";")
    assert out["sailing"] == seconds(table[out["crossing"]]["depart"])
    assert "2025-12-18" in table[back["crossing"]]["dates"].split(";")
    assert back["sailing"] == 2 * 86_400 + seconds(table[back["crossing"]]["depart"])


def test_no_other_way_to_the_islands(week: Path, plan: dict[str, Any]) -> None:
    """East of the ferry every duty has a ferry or a boat; Cát Hải island has a bridge."""
    islands = {
        row["id"]: float(row["lon"])
        for row in rows(week, "sites.csv")
        if row["commune_code"] in ("11914", "11948") and float(row["lon"]) > 106.91
    }
    seen = 0
    for route in plan["routes"]:
        if any(stop["site"] in islands for stop in route["stops"]):
            seen += 1
            assert legs(route, "ferry") or legs(route, "sea"), route["vehicle"]
    assert seen >= 3


@pytest.mark.skipif(os.name != "posix", reason="a process's memory is told by Unix alone")
def test_memory_stays_within_a_laptop(week: Path) -> None:
    """The whole run, travel worked out anew: less than 1.5 GB."""
    unit = 1 if sys.platform == "darwin" else 1024
    peak = int((week / "peak").read_text(encoding="utf-8")) * unit
    assert peak < MEMORY_GB * 1e9
