"""Ferries and ships on the embedded example: real sailings, the last one back, closures, dates."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from routeplan.model import Mode, Problem, Window
from routeplan.network.build import build_travel
from routeplan.network.travel import Travel
from routeplan.project import init, load, problem_or_raise
from routeplan.solve.duties.duty import Refusal
from routeplan.solve.duties.timing import schedule
from routeplan.solve.why.reasons import reasons

RunCli = Callable[..., CompletedProcess[str]]
OUT = Path("out") / "base-2025-12-15"
ON_CAT_BA = {"cb-11914-cat-ba", "cb-11932-phu-long", "cb-11935-gia-luan", "cb-11938-hien-hao",
             "cb-11941-tran-chau", "cb-11947-xuan-dam", "hp-11914"}  # fmt: skip
TRAN_CHAU = "cb-11941-tran-chau"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded example."""
    path = tmp_path_factory.mktemp("ferries") / "haiphong"
    init(path, "haiphong")
    return path


@pytest.fixture(scope="module")
def problem(folder: Path) -> Problem:
    """Its problem, in English."""
    return problem_or_raise(load(folder, language="en"))


@pytest.fixture(scope="module")
def travel(problem: Problem) -> Travel:
    """Its travel."""
    return build_travel(problem)


@pytest.fixture(scope="module")
def plan(folder: Path, run_cli: RunCli) -> dict[str, Any]:
    """Its plan."""
    done = run_cli("-C", folder, "plan", "--iterations", "20")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads((folder / OUT / "plan.json").read_text(encoding="utf-8"))
    return found


def rides(plan: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return routes with their ferry legs."""
    return [(r, leg) for r in plan["routes"] for leg in r["legs"] if leg["mode"] == "ferry"]


def served_on(plan: dict[str, Any], site: str) -> list[str]:
    """Return the dates of a site's visits."""
    return [r["date"] for r in plan["routes"] for stop in r["stops"] if stop["site"] == site]


def test_a_van_goes_through_dong_bai_and_waits_for_a_real_sailing(
    problem: Problem, travel: Travel
) -> None:
    """From the city to Trân Châu: road, the ferry Đồng Bài–Cái Viềng, road; check-in is kept."""
    i, j = travel.index["kho-lach-tray"], travel.index[TRAN_CHAU]
    day = date(2025, 12, 15)
    legs = travel.legs("van", i, j, 8 * 3600, day)
    assert [leg.mode for leg in legs] == [Mode.ROAD, Mode.FERRY, Mode.ROAD]
    ferry = legs[1]
    assert (ferry.origin, ferry.destination) == ("ben-dong-bai", "ben-cai-vieng")
    assert ferry.sailing in problem.crossing_by_id["pha-cat-ba-ra"].departures
    assert ferry.wait_s >= problem.crossing_by_id["pha-cat-ba-ra"].checkin_s
    assert legs[0].seconds + 8 * 3600 + ferry.wait_s == ferry.sailing


def test_the_plan_uses_real_sailings_both_ways(plan: dict[str, Any], problem: Problem) -> None:
    """Every van on Cát Bà came and went with a sailing of the timetable."""
    vans = [r for r in plan["routes"] if any(s["site"] in ON_CAT_BA for s in r["stops"])]
    vans = [route for route in vans if route["vehicle"].startswith("XE")]
    assert vans
    for route in vans:
        legs = [leg for leg in route["legs"] if leg["mode"] == "ferry"]
        assert [leg["crossing"] for leg in legs] == ["pha-cat-ba-ra", "pha-cat-ba-vao"]
        for leg in legs:
            assert leg["sailing"] in problem.crossing_by_id[leg["crossing"]].departures


def test_a_visit_that_would_miss_the_last_ferry_back_is_refused(
    problem: Problem, travel: Travel
) -> None:
    """Doors open until 17:50 leave no way home before 18:00, whatever the shift: `last-ferry`."""
    van = replace(
        problem.vehicle_by_id["XE-1"], shift=Window(5 * 3600, 23 * 3600), max_duty_s=18 * 3600
    )
    depots = tuple(replace(depot, open=None) for depot in problem.depots)
    own = next(v for v in problem.visits if v.site == TRAN_CHAU)

    def until(minutes: int) -> Problem:
        def late(site: Any) -> Any:
            if site.id != TRAN_CHAU:
                return site
            services = tuple(
                replace(s, windows=(Window(60 * minutes - s.service_s, 60 * minutes),))
                for s in site.services
            )
            return replace(site, services=services)

        return replace(
            problem, vehicles=(van,), depots=depots, visits=(own,),
            sites=tuple(late(site) for site in problem.sites),
        )  # fmt: skip

    day = date(2025, 12, 15)
    too_late = until(17 * 60 + 50)
    found = schedule(too_late, travel, van, day, (own,))
    assert isinstance(found, Refusal)
    assert (found.code, found.stop) == ("last-ferry", 1)
    (why,) = reasons(too_late, travel, ())
    assert why.code == "last-ferry"
    assert "18:00" in why.reason
    assert not isinstance(schedule(until(16 * 60), travel, van, day, (own,)), Refusal)


def test_a_closure_moves_visits_and_says_why(
    folder: Path, plan: dict[str, Any], run_cli: RunCli, tmp_path: Path
) -> None:
    """The ferry stays in port on the day of the base plan: the visit moves, with a notice."""
    (day,) = set(served_on(plan, TRAN_CHAU))
    closed = tmp_path / "closed"
    init(closed, "haiphong")
    row = f'{day},{day},closure,pha-cat-ba-ra;pha-cat-ba-vao,"gió mạnh, cảng vụ"\n'
    calendar = (closed / "calendar.csv").read_text(encoding="utf-8-sig")
    (closed / "calendar.csv").write_text(calendar.rstrip() + "\n" + row, encoding="utf-8")
    done = run_cli("-C", closed, "plan", "--iterations", "20")
    assert done.returncode == 0, done.stderr
    moved = json.loads((closed / OUT / "plan.json").read_text(encoding="utf-8"))
    assert not any(leg["crossing"].startswith("pha") and route["date"] == day
                   for route, leg in rides(moved))  # fmt: skip
    dates = served_on(moved, TRAN_CHAU)
    assert dates
    assert day not in dates
    said = [n for n in moved["notices"] if n["code"] == "crossing-closed"]
    assert {n["value"] for n in said} == {"pha-cat-ba-ra", "pha-cat-ba-vao"}
    assert all("gió mạnh" in n["cause"] for n in said)
    assert run_cli("check", closed / OUT, "-C", closed).returncode == 0


def test_bach_long_vi_appears_on_sailing_dates_alone(
    plan: dict[str, Any], problem: Problem, travel: Travel
) -> None:
    """The crew leaves on a date of the ship; on any other there is no way out until the next."""
    there = [r for r in plan["routes"] if any(s["site"] == "hp-11948" for s in r["stops"])]
    assert there
    for route in there:
        legs = [leg for leg in route["legs"] if leg["mode"] == "ferry"]
        assert legs[0]["crossing"] == "tau-blv-ra"
        dates = problem.crossing_by_id["tau-blv-ra"].dates
        assert date.fromisoformat(route["date"]) in dates
    i, j = travel.index["kho-lach-tray"], travel.index["hp-11948"]
    for day in problem.dates:
        sails = day in problem.crossing_by_id["tau-blv-ra"].dates
        hops = travel.legs("crew", i, j, 3600, day)
        same_day = any(h.mode is Mode.FERRY and (h.sailing or 0) < 86400 for h in hops)
        assert same_day == sails
    assert travel.legs("van", i, j, 3600, problem.start) == ()


def test_expired_and_unsourced_timetables_are_said_in_every_plan(
    run_cli: RunCli, tmp_path: Path
) -> None:
    """plan.json carries the notices of a timetable that ended, and of one without a source."""
    path = tmp_path / "expired"
    init(path, "haiphong")
    text = (path / "crossings.csv").read_text(encoding="utf-8-sig")
    head, *rows = text.strip().split("\n")
    rows = [row.replace("2025-12-31", "2025-12-10") if row.startswith("pha") else row
            for row in rows]  # fmt: skip
    columns = head.split(",")
    rows[-1] = ",".join(rows[-1].split(",")[: len(columns) - 1]) + ","
    (path / "crossings.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    done = run_cli("-C", path, "plan", "--iterations", "5")
    assert done.returncode == 0, done.stderr
    found = json.loads((path / OUT / "plan.json").read_text(encoding="utf-8"))
    said = {n["code"]: n for n in found["notices"]}
    assert said["timetable-expired"]["severity"] == "warning"
    assert "timetable-no-source" in said
    assert not any(leg["crossing"].startswith("pha") for _, leg in rides(found))
    missed = {item["site"]: item["code"] for item in found["unassigned"]}
    assert missed[TRAN_CHAU] in {"no-sailing", "no-way"}
