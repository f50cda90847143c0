"""`routeplan coverage` as a user runs it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

RunCli = Callable[..., CompletedProcess[str]]
PLAN = "out/base-2025-12-15"


def test_coverage_in_every_format_and_file(planned: Path, run_cli: RunCli) -> None:
    """One JSON object with the contract's keys; a CSV table; a map and a GeoPackage."""
    sites = planned / "sites.csv"
    rows = list(csv.DictReader(io.StringIO(sites.read_text(encoding="utf-8"))))
    for row, pupils in zip(rows, ("100", "300", ""), strict=True):
        row["pupils"] = pupils
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    sites.write_text(text.getvalue(), encoding="utf-8")
    files = planned / "who.html", planned / "who.gpkg"

    done = run_cli(
        "-C", planned, "coverage", planned / PLAN, "--format", "json",
        "--map", files[0], "-o", files[1],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [row["code"] for row in found["communes"]] == ["11383", "11443", "11581"]
    assert [row["children"] for row in found["communes"]] == [100, 300, 0]
    assert [row["code"] for row in found["groups"]] == ["hard", "other"]
    # 25 minutes each for 100 and 300 children: 0.25 and 0.0833 minutes a child, mean 0.125.
    assert found["gini"] == pytest.approx(0.25)
    assert "sites.csv" in done.stderr
    assert files[0].read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert files[1].read_bytes().startswith(b"SQLite format 3")
    assert not list(planned.glob(".who*"))


def test_coverage_as_text_and_csv(planned: Path, run_cli: RunCli) -> None:
    """Children unknown everywhere: said, and no figure per child is made up."""
    done = run_cli("-C", planned, "coverage", planned / PLAN)
    assert done.returncode == 0, done.stderr
    assert "unknown, counted as 0: 3" in done.stdout
    assert "Gini coefficient: service, between communes: none" in done.stdout
    done = run_cli("-C", planned, "--format", "csv", "coverage", planned / PLAN / "plan.json")
    table = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["kind"] for row in table} == {"all", "commune", "district", "group"}
    assert table[0]["visits_per_100"] == ""
    assert table[0]["disabled"] == ""


@pytest.mark.parametrize(
    ("more", "code", "exit_code"),
    [
        (["-o", "x.pdf"], "coverage-output", 2),
        (["--map", "."], "output-is-a-folder", 3),
        (["--map", "out/base-2025-12-15/plan.json/x.html"], "", 3),
    ],
)
def test_files_that_cannot_be_written(
    planned: Path, run_cli: RunCli, more: list[str], code: str, exit_code: int
) -> None:
    """An error with its code and nothing written."""
    before = sorted(planned.rglob("*"))
    done = run_cli("-C", planned, "coverage", PLAN, *more, cwd=planned)
    assert done.returncode == exit_code
    assert "Traceback" not in done.stderr
    assert code in done.stderr
    assert sorted(planned.rglob("*")) == before


def test_minutes_out_of_range_are_a_usage_error(planned: Path, run_cli: RunCli) -> None:
    """Nothing is near within no time."""
    done = run_cli("-C", planned, "coverage", planned / PLAN, "--catchment-min", "0")
    assert done.returncode == 2
