"""A published timetable from the file to the comparison, as a user does it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.timetables import row, text, tour

Run = Callable[..., CompletedProcess[str]]


def _answer(done: CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_import_check_plan_compare(run_cli: Run, tmp_path: Path) -> None:
    """Import, check the published plan, plan in the folder, compare: never more driving."""
    file = tmp_path / "t.csv"
    file.write_text(text(tour()), encoding="utf-8")
    folder = tmp_path / "project"
    made = _answer(run_cli("import", "timetable", file, folder, "--format", "json"))
    assert made["plan"] == str(folder / "published.plan.json")
    assert (made["sites"], made["duties"], made["weeks"]) == (5, 2, 2)
    assert made["violations"] == made["notices"] == []
    checked = _answer(run_cli("-C", folder, "check", made["plan"], "--format", "json"))
    assert checked["violations"] == []
    planned = _answer(
        run_cli("plan", "--iterations", "200", "--format", "json", cwd=folder, timeout=400)
    )
    assert planned["unassigned"] == 0
    plan = next(folder.glob("out/base-*/plan.json"))
    page = tmp_path / "page.html"
    compared = _answer(run_cli("compare", made["plan"], plan, "--format", "json", "-o", page))
    assert compared["base"]["plan"] == made["plan"]
    assert compared["driving_saved_pct"] >= 0
    assert compared["visits_planned"] == 5
    assert compared["plans"][-1]["driving_min"] == compared["driving_min"]
    # The project is found beside the plan; nobody knows how many children these stops serve.
    assert compared["coverage"]["children"] == 0
    assert compared["coverage"]["longest_gap_days"] >= 14
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    shown = run_cli("compare", made["plan"], plan, "--lang", "vi")
    assert "Lái xe tiết kiệm (%)" in shown.stdout
    rows = run_cli("compare", made["plan"], plan, "--format", "csv").stdout.splitlines()
    assert rows[0].startswith("figure,")


def test_the_timetable_comes_back_by_the_export(run_cli: Run, tmp_path: Path) -> None:
    """`export --to stops-csv` of the published plan is the file that was imported."""
    file, folder = tmp_path / "t.csv", tmp_path / "project"
    file.write_text(text(tour()), encoding="utf-8")
    assert run_cli("import", "timetable", file, folder).returncode == 0
    plan, out = folder / "published.plan.json", tmp_path / "out"
    done = run_cli("-C", folder, "export", plan, "--to", "stops-csv", "-o", out)
    assert done.returncode == 0, done.stderr
    assert (out / "stops.csv").read_text(encoding="utf-8") == file.read_text(encoding="utf-8")


def test_coverage_beside_the_plans(run_cli: Run, tmp_path: Path) -> None:
    """Where the number of children is known, the page and the table tell who is reached."""
    file, folder = tmp_path / "t.csv", tmp_path / "project"
    file.write_text(text(tour()), encoding="utf-8")
    assert run_cli("import", "timetable", file, folder).returncode == 0
    sites = (folder / "sites.csv").read_text(encoding="utf-8").splitlines()
    known = [f"{line},{n}" for line, n in zip(sites, ("pupils", 10, 20, 30, 40, 50), strict=True)]
    (folder / "sites.csv").write_text("\n".join(known) + "\n", encoding="utf-8")
    plan, alone = folder / "published.plan.json", tmp_path / "alone.json"
    alone.write_bytes(plan.read_bytes())
    done = run_cli("-C", folder, "compare", plan, alone)
    assert done.returncode == 0, done.stderr
    assert "Children reached" in done.stdout
    assert "150" in done.stdout
    apart = run_cli("compare", alone, alone, cwd=tmp_path)
    assert apart.returncode == 0
    assert "No figures of coverage" in apart.stderr


def test_rows_at_fault_are_listed_and_the_rest_is_there(run_cli: Run, tmp_path: Path) -> None:
    """Exit code 3, each row with its place and what to do; the folder holds the others."""
    rows = [
        *tour(),
        row(stop="Backward", arrival="15:00", departure="14:00", east=2),
        row(stop="Hourly", frequency="FREQ=HOURLY", east=3),
        row(stop="Nowhere", geox="", geoy=""),
        row(stop="Abroad", geox="12.5", geoy="41.9"),
    ]
    file, folder = tmp_path / "t.csv", tmp_path / "project"
    file.write_text(text(rows), encoding="utf-8")
    done = run_cli("import", "timetable", file, folder)
    assert done.returncode == 3
    for number, code in (
        (7, "timetable-departs-first"),
        (8, "timetable-frequency"),
        (9, "timetable-position-missing"),
        (10, "timetable-elsewhere"),
    ):
        assert f"[{code}] t.csv, row {number}, column" in done.stderr
    assert "Traceback" not in done.stderr
    assert "3 rows cannot be used" in done.stderr
    assert run_cli("-C", folder, "check", folder / "published.plan.json").returncode == 0
    vietnamese = run_cli("import", "timetable", file, tmp_path / "vi", "--lang", "vi")
    assert "Dòng 7: xe rời điểm dừng trước khi đến" in vietnamese.stderr
    assert 'language = "vi"' in (tmp_path / "vi" / "routeplan.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (("--depot", "here"), "usage-depot", 2),
        (("--depot", "10,10"), "depot-far", 3),
        (("--keep", "everything"), "usage-keep", 2),
        (("--factor", "1.2", "--legs", "legs.csv"), "usage-travel", 2),
        (("--legs", "legs.csv"), "import-not-found", 3),
        (("--pbf", "roads.osm.pbf"), "", 3),
    ],
)
def test_options_that_make_no_sense(
    run_cli: Run, tmp_path: Path, arguments: tuple[str, ...], code: str, exit_code: int
) -> None:
    """They are refused with a code, and nothing is written."""
    (tmp_path / "t.csv").write_text(text(tour()), encoding="utf-8")
    done = run_cli("import", "timetable", "t.csv", "project", *arguments, cwd=tmp_path)
    assert done.returncode == exit_code, done.stderr
    assert f"[{code}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "project").exists()


def test_a_folder_that_holds_something_is_left_alone(run_cli: Run, tmp_path: Path) -> None:
    """Without --force nothing is written into it."""
    file, folder = tmp_path / "t.csv", tmp_path / "project"
    file.write_text(text(tour()), encoding="utf-8")
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    done = run_cli("import", "timetable", file, folder)
    assert done.returncode == 3
    assert "[folder-not-empty]" in done.stderr
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    assert run_cli("import", "timetable", file, folder, "--force").returncode == 0


def test_plans_of_other_weeks(run_cli: Run, tmp_path: Path) -> None:
    """They are not compared, and one plan is not either."""
    file, folder = tmp_path / "t.csv", tmp_path / "project"
    file.write_text(text(tour()), encoding="utf-8")
    assert run_cli("import", "timetable", file, folder).returncode == 0
    plan = folder / "published.plan.json"
    other = tmp_path / "other.json"
    other.write_text(plan.read_text().replace('"weeks": 2', '"weeks": 3'))
    done = run_cli("compare", plan, other, "--lang", "vi")
    assert done.returncode == 3
    assert "[compare-horizons]" in done.stderr
    assert "không so sánh được" in done.stderr
    assert "[compare-one]" in run_cli("compare", plan).stderr


@pytest.mark.prove
@pytest.mark.parametrize(("name", "least"), [("aberdeenshire", 26), ("wrexham", 33)])
def test_savings_in_sixty_seconds(
    run_cli: Run, shared: Path, tmp_path: Path, name: str, least: float
) -> None:
    """At least so many per cent of driving are saved against the published timetable."""
    folder, files = tmp_path / name, shared / "timetables"
    legs = ("--legs", files / f"{name}_routes.csv")
    assert run_cli("import", "timetable", files / f"{name}.csv", folder, *legs).returncode == 0
    done = run_cli("plan", "--seconds", "60", cwd=folder, timeout=300)
    assert done.returncode == 0, done.stderr
    plan = next(folder.glob("out/base-*/plan.json"))
    published = folder / "published.plan.json"
    compared = _answer(run_cli("compare", published, plan, "--format", "json"))
    assert compared["visits_planned"] == compared["base"]["visits_planned"]
    assert compared["driving_saved_pct"] >= least
