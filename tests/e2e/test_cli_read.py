"""Commands that read a plan: `check`, `publish`, `show`, `explain`, `map`."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

RunCli = Callable[..., CompletedProcess[str]]

OUT = Path("out") / "base-2025-12-15"


def edit(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change a plan file as a person with an editor would."""
    plan = json.loads(path.read_text(encoding="utf-8"))
    change(plan)
    path.write_text(json.dumps(plan), encoding="utf-8")


def late(plan: dict[str, Any]) -> None:
    """Open the doors of the first stop at midnight."""
    plan["routes"][0]["stops"][0]["start"] = 0


def test_check_proves_the_plan(run_cli: RunCli, planned: Path) -> None:
    """A plan of ours has no violation, in every format; the folder names the plan as well."""
    text = run_cli("check", OUT, cwd=planned)
    assert (text.returncode, text.stderr) == (0, "")
    assert "keeps every rule" in text.stdout
    asked = run_cli("check", OUT / "plan.json", "--format", "json", cwd=planned)
    assert json.loads(asked.stdout) == {"violations": []}
    table = run_cli("check", OUT, "--format", "csv", cwd=planned)
    assert table.stdout == "code,where,message\n"


def test_check_finds_what_an_editor_broke(run_cli: RunCli, planned: Path) -> None:
    """Exit code 7, and the place in every format."""
    edit(planned / OUT / "plan.json", late)
    asked = run_cli("check", OUT, "--format", "json", cwd=planned)
    assert asked.returncode == 7
    found = json.loads(asked.stdout)["violations"]
    assert all(set(one) == {"code", "where", "message"} for one in found)
    assert any("XE 2025-12-1" in one["where"] for one in found)
    text = run_cli("check", OUT, cwd=planned)
    assert text.returncode == 7
    assert f"Violations ({len(found)})" in text.stdout
    rows = list(
        csv.DictReader(io.StringIO(run_cli("check", OUT, "--format", "csv", cwd=planned).stdout))
    )
    assert [row["code"] for row in rows] == [one["code"] for one in found]


@pytest.mark.parametrize(
    ("command", "content", "words"),
    [
        ("check", "{", "line 1, column 2"),
        ("publish", '{"schema": 1}', "plan.schema"),
        ("show", None, "plan-missing"),
        ("map", None, "plan-missing"),
        ("explain", None, "plan-missing"),
    ],
)
def test_a_file_that_is_no_plan(
    run_cli: RunCli, planned: Path, command: str, content: str | None, words: str
) -> None:
    """Exit code 3 and the place in the file; nothing is written."""
    if content is not None:
        (planned / "bad.json").write_text(content, encoding="utf-8")
    before = sorted(planned.rglob("*"))
    site = ["le-chan"] if command == "explain" else []
    done = run_cli(command, "bad.json", *site, cwd=planned)
    assert done.returncode == 3
    assert words in done.stderr
    assert done.stdout == ""
    assert sorted(planned.rglob("*")) == before


def test_a_project_that_changed_since_is_named(run_cli: RunCli, planned: Path) -> None:
    """The plan may still be right, so it is a notice, and -q silences it."""
    depots = planned / "depots.csv"
    depots.write_text(
        depots.read_text(encoding="utf-8").replace("thành phố", "TP"), encoding="utf-8"
    )
    done = run_cli("check", OUT, cwd=planned)
    assert done.returncode == 0, done.stdout
    assert "depots.csv" in done.stderr
    assert run_cli("check", OUT, "-q", cwd=planned).stderr == ""


def test_publish_freezes_a_checked_plan(run_cli: RunCli, planned: Path) -> None:
    """The file and the index are there; the published plan checks and serves as --previous."""
    done = run_cli("publish", OUT, "--format", "json", cwd=planned)
    assert done.returncode == 0, done.stderr
    published = planned / json.loads(done.stdout)["published"]
    assert published == planned / "published" / "2025-12-15-1w.json"
    assert published.read_bytes() == (planned / OUT / "plan.json").read_bytes()
    index = json.loads((planned / "published" / "index.json").read_text(encoding="utf-8"))
    assert [entry["file"] for entry in index["plans"]] == ["2025-12-15-1w.json"]
    assert run_cli("check", published, cwd=planned).returncode == 0
    words = ("--area", "commune:Lê Chân", "--previous", published, "--iterations", "5")
    assert run_cli("plan", *words, cwd=planned).returncode == 0


def test_publish_refuses_a_wrong_plan_and_a_second_one(run_cli: RunCli, planned: Path) -> None:
    """Violations are exit code 7; another plan for the same days is 3 without --force."""
    assert run_cli("publish", OUT, cwd=planned).returncode == 0
    assert run_cli("publish", OUT, cwd=planned).returncode == 0
    other = run_cli("plan", "--iterations", "5", "--seed", "3", cwd=planned)
    assert other.returncode == 0, other.stderr
    refused = run_cli("publish", OUT, cwd=planned)
    assert refused.returncode == 3
    assert "published-overlap" in refused.stderr
    assert run_cli("publish", OUT, "--force", cwd=planned).returncode == 0
    edit(planned / OUT / "plan.json", late)
    before = sorted(planned.rglob("*"))
    wrong = run_cli("publish", OUT, "--force", "--format", "json", cwd=planned)
    assert wrong.returncode == 7
    assert json.loads(wrong.stdout)["violations"]
    assert sorted(planned.rglob("*")) == before


def test_show_is_a_timetable(run_cli: RunCli, planned: Path) -> None:
    """Every stop with its place stands under its day and vehicle; the pipe gets plain text."""
    done = run_cli("show", OUT, cwd=planned)
    assert done.returncode == 0, done.stderr
    for words in ("Monday 15/12/2025", "Xe luân chuyển sách [XE]", "crate exchange", "[le-chan]"):
        assert words in done.stdout
    assert "\x1b" not in done.stdout
    assert "luân chuyển sách" in run_cli("show", OUT, "--lang", "vi", cwd=planned).stdout


def test_show_as_data(run_cli: RunCli, planned: Path) -> None:
    """JSON holds summary, routes and what is missing; CSV one row per stop."""
    whole = json.loads((planned / OUT / "plan.json").read_text(encoding="utf-8"))
    answer = json.loads(run_cli("show", OUT, "--format", "json", cwd=planned).stdout)
    assert all(answer[name] == whole[name] for name in ("summary", "routes", "unassigned"))
    rows = list(
        csv.DictReader(io.StringIO(run_cli("show", OUT, "--format", "csv", cwd=planned).stdout))
    )
    stops = [stop["visit"] for route in whole["routes"] for stop in route["stops"]]
    assert sorted(row["visit"] for row in rows) == sorted(stops)


def test_show_defuses_what_a_plan_file_says(run_cli: RunCli, planned: Path) -> None:
    """A name with escape sequences or a formula does nothing to terminal or spreadsheet."""

    def rename(plan: dict[str, Any]) -> None:
        plan["places"]["le-chan"]["name"] = "=1+1\x1b[31m\nX"
        plan["places"]["le-chan"]["commune"] = "=2+2"

    edit(planned / OUT / "plan.json", rename)
    assert "\x1b" not in run_cli("show", OUT, cwd=planned).stdout
    rows = list(
        csv.DictReader(io.StringIO(run_cli("show", OUT, "--format", "csv", cwd=planned).stdout))
    )
    assert {row["commune"] for row in rows if row["site"] == "le-chan"} == {"'=2+2"}


def test_explain_finds_a_site_by_its_name(run_cli: RunCli, planned: Path) -> None:
    """Id, name, name without diacritics: the same answer; a near miss is offered."""
    answers = [
        run_cli("explain", OUT, site, "--format", "json", cwd=planned)
        for site in ("le-chan", "Trụ sở phường Lê Chân", "tru so phuong le chan")
    ]
    assert [answer.returncode for answer in answers] == [0, 0, 0], answers[0].stderr
    assert answers[0].stdout == answers[1].stdout == answers[2].stdout
    assert isinstance(json.loads(answers[0].stdout), dict)
    text = run_cli("explain", OUT, "le-chan", cwd=planned)
    assert text.returncode == 0
    assert text.stdout.strip()
    near = run_cli("explain", OUT, "tru so phuong le chann", cwd=planned)
    assert near.returncode == 3
    assert "le-chan" in near.stderr


def test_map_takes_coverage_and_tiles_along(run_cli: RunCli, planned: Path) -> None:
    """Both come only when asked for; an address that is none of tiles leaves no file."""
    address = "https://tiles.example.org/{z}/{x}/{y}.png"
    assert run_cli("map", OUT, "-o", "plain.html", cwd=planned).returncode == 0
    done = run_cli("map", OUT, "-o", "rich.html", "--coverage", "--tiles", address, cwd=planned)
    assert done.returncode == 0
    plain, rich = ((planned / f).read_text("utf-8") for f in ("plain.html", "rich.html"))
    assert "tiles.example.org" not in plain
    assert '"shading":{' not in plain
    assert "img-src data: https://tiles.example.org;" in rich
    assert '"shading":{"areas":' in rich
    refused = run_cli("map", OUT, "-o", "no.html", "--tiles", "http://x/", cwd=planned)
    assert refused.returncode == 2
    assert "tiles-address" in refused.stderr
    assert not (planned / "no.html").exists()


def test_map_goes_where_it_is_told(run_cli: RunCli, planned: Path, tmp_path: Path) -> None:
    """-o is relative to the current folder; without it the map lies beside the plan."""
    same = (planned / OUT / "map.html").read_bytes()
    done = run_cli(
        "map", planned / OUT, "-C", planned, "-o", "w.html", "--format", "json", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"map": "w.html"}
    assert (tmp_path / "w.html").read_bytes() == same
    (planned / OUT / "map.html").unlink()
    assert run_cli("map", OUT / "plan.json", cwd=planned).returncode == 0
    assert (planned / OUT / "map.html").read_bytes() == same
    assert run_cli("map", OUT, "-o", ".", cwd=planned).returncode == 3


def test_a_reader_who_stops_early_is_no_error(planned: Path, root: Path) -> None:
    """`routeplan show PLAN | head -1` ends quietly."""
    with subprocess.Popen(
        [sys.executable, "-m", "routeplan", "show", str(OUT)],
        cwd=planned,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(timeout=60) == 0
    assert said == b""
