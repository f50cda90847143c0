"""`plan` as a user runs it: what it writes, prints, refuses, and what Ctrl-C keeps."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

RunCli = Callable[..., CompletedProcess[str]]
MakeProject = Callable[..., Path]

OUT = Path("out") / "base-2025-12-15"
CLOSED = "date_from,date_to,kind,applies_to\n2025-12-15,2025-12-21,closure,kho\n"
"""A calendar that keeps every vehicle at home."""
LONG_STAYS = {
    "vehicles.csv": "id,name,profile,depot,capacity_crates,days\nXE,Xe,van,kho,20,Mon\n",
    "sites.csv": """\
id,name,kind,commune_code,lat,lon,service,interval_weeks,service_min,deliver_crates,priority
le-chan,Phường Lê Chân,commune_office,11383,20.8429,106.6840,exchange,1,300,2,1
kien-an,Phường Kiến An,commune_office,11443,20.8220,106.6460,exchange,1,300,2,2
""",
}
"""Two required visits of five hours for a vehicle that works one day."""


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_plan_writes_plan_map_and_run(planned: Path) -> None:
    """The folder holds three files; run.json knows two by hash and the clock."""
    folder = planned / OUT
    assert {path.name for path in folder.iterdir()} == {"plan.json", "map.html", "run.json"}
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    for name, digest in run["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert run["seconds"] > 0
    assert run["iterations"] == 20
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert plan["summary"]["visits_planned"] == 3
    assert [path.name for path in (planned / "out").iterdir()] == [OUT.name]


def test_same_input_and_iterations_give_the_same_bytes(
    run_cli: RunCli, planned: Path, make_project: MakeProject
) -> None:
    """Another folder, another time, another number of threads: plan.json and map.html are equal."""
    other = make_project("elsewhere")
    done = run_cli("-C", other, "plan", "--iterations", "20", "--threads", "1")
    assert done.returncode == 0, done.stderr
    for name in ("plan.json", "map.html"):
        assert (other / OUT / name).read_bytes() == (planned / OUT / name).read_bytes()


def test_json_is_the_summary_with_two_paths(run_cli: RunCli, make_project: MakeProject) -> None:
    """Paths are relative to the current folder, whatever the project's is; stdout is one object."""
    project = make_project()
    words = ("-C", project.name, "plan", "--iterations", "5", "--format", "json")
    done = run_cli(*words, cwd=project.parent)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    plan = json.loads((project.parent / answer.pop("plan")).read_text(encoding="utf-8"))
    assert (project.parent / answer.pop("map")).is_file()
    assert answer == plan["summary"]


def test_csv_is_the_table_of_stops(run_cli: RunCli, make_project: MakeProject) -> None:
    """One row per stop, with names as the tables have them."""
    done = run_cli("-C", make_project(), "plan", "--iterations", "5", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["site"] for row in rows} == {"le-chan", "kien-an", "an-duong"}
    assert {row["vehicle_name"] for row in rows} == {"Xe luân chuyển sách"}
    assert all(row["arrive"] <= row["start"] < row["depart"] for row in rows)


def test_a_pipe_gets_data_alone_in_utf8(run_cli: RunCli, make_project: MakeProject) -> None:
    """No colour, progress or carriage return; Vietnamese even where pipes are cp1252 (Windows)."""
    done = run_cli(
        "-C", make_project(), "plan", "--iterations", "5", "--lang", "vi",
        env={"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "LC_ALL": "C"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Lượt phục vụ: 3 trên 3 lượt đến hạn" in done.stdout
    assert "khó khăn: 1/1" in done.stdout
    assert str(OUT / "map.html") in done.stdout
    for stream in (done.stdout, done.stderr):
        assert "\x1b" not in stream
        assert "\r" not in stream
    assert "…" not in done.stderr


def test_planning_again_keeps_the_earlier_plan(run_cli: RunCli, planned: Path) -> None:
    """The folder is replaced; what stood there is in .previous, and a user's own file stays."""
    before = (planned / OUT / "plan.json").read_bytes()
    (planned / OUT / "notes.txt").write_text("mine", encoding="utf-8")
    done = run_cli("-C", planned, "plan", "--iterations", "5", "--seed", "7")
    assert done.returncode == 0, done.stderr
    assert (planned / OUT / ".previous" / "plan.json").read_bytes() == before
    assert (planned / OUT / "plan.json").read_bytes() != before
    assert (planned / OUT / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_hand_edited_plan_is_replaced_with_force_alone(run_cli: RunCli, planned: Path) -> None:
    """An evening's work with an editor does not vanish."""
    plan = planned / OUT / "plan.json"
    plan.write_bytes(plan.read_bytes() + b"\n")
    before = tree(planned)
    refused = run_cli("-C", planned, "plan", "--iterations", "5")
    assert refused.returncode == 3
    assert "output-foreign" in refused.stderr
    assert tree(planned) == before
    forced = run_cli("-C", planned, "plan", "--iterations", "5", "--force")
    assert forced.returncode == 0, forced.stderr
    kept = planned / OUT / ".previous" / "plan.json"
    assert kept.read_bytes() == before[str(OUT / "plan.json")]


def test_start_and_weeks_and_scenario(run_cli: RunCli, make_project: MakeProject) -> None:
    """They choose the horizon, the tables and the name of the folder."""
    project = make_project()
    (project / "scenarios" / "more").mkdir(parents=True)
    depots = (project / "depots.csv").read_text(encoding="utf-8").replace(",20\n", ",30\n")
    (project / "scenarios" / "more" / "depots.csv").write_text(depots, encoding="utf-8")
    words = ("--start", "22/12/2025", "--weeks", "2", "--scenario", "more")
    done = run_cli("-C", project, "plan", *words, "--iterations", "5", "--format", "json")
    assert done.returncode == 0, done.stderr
    plan = json.loads((project / "out" / "more-2025-12-22" / "plan.json").read_text("utf-8"))
    assert (plan["start"], plan["weeks"], plan["scenario"]) == ("2025-12-22", 2, "more")
    assert plan["summary"]["visits_due"] == 6
    assert run_cli("check", project / "out" / "more-2025-12-22", "-C", project).returncode == 0
    assert run_cli("-C", project, "plan", "--scenario", "less").returncode == 3


def test_area_plans_a_part(run_cli: RunCli, make_project: MakeProject) -> None:
    """Two areas are joined; diacritics and case do not matter; the plan says what it is."""
    project = make_project()
    words = ("--area", "commune:le chan", "--area", "11443")
    done = run_cli("-C", project, "plan", *words, "--iterations", "5", "--format", "json")
    assert done.returncode == 0, done.stderr
    plan = json.loads((project / OUT / "plan.json").read_text(encoding="utf-8"))
    assert {stop["site"] for route in plan["routes"] for stop in route["stops"]} == {
        "le-chan",
        "kien-an",
    }
    assert plan["area"] == ["Phường Lê Chân", "Phường Kiến An"]
    assert run_cli("check", project / OUT, "-C", project).returncode == 0


def test_area_with_previous_keeps_the_rest(run_cli: RunCli, planned: Path) -> None:
    """Visits outside the area stay to the minute with the same vehicle, and the plan checks."""

    def outside(path: Path) -> dict[str, tuple[str, str, int]]:
        plan = json.loads(path.read_text(encoding="utf-8"))
        return {
            stop["visit"]: (route["vehicle"], route["date"], stop["start"])
            for route in plan["routes"]
            for stop in route["stops"]
            if stop["site"] != "le-chan"
        }

    earlier = planned / "earlier.json"
    earlier.write_bytes((planned / OUT / "plan.json").read_bytes())
    done = run_cli(
        "plan", "--area", "commune:Lê Chân", "--previous", "earlier.json", "--iterations", "20",
        cwd=planned,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(outside(earlier)) == 2
    assert outside(planned / OUT / "plan.json") == outside(earlier)
    checked = run_cli("check", OUT, cwd=planned)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(("area", "code"), [("Cát Hải", "ambiguous"), ("Atlantis", "unknown")])
def test_an_area_that_is_not_clear(
    run_cli: RunCli, make_project: MakeProject, area: str, code: str
) -> None:
    """A name that fits a commune and a district is refused with the choices."""
    done = run_cli("-C", make_project(), "plan", "--area", area, "--format", "json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["error"]["code"] == f"area-{code}"


def test_invalid_input_lists_every_error_and_writes_nothing(
    run_cli: RunCli, make_project: MakeProject
) -> None:
    """Exit code 3, each finding with its cell on stderr, even with -q."""
    project = make_project(
        **{
            "vehicles.csv": "id,name,profile,depot,capacity_crates\nX,X,van,nowhere,x\n",
            "depots.csv": "id,name,lat,lon\nkho,Kho,106.69,20.84\n",
        }
    )
    done = run_cli("-C", project, "plan", "--format", "json", "-q")
    assert done.returncode == 3
    assert "vehicles.csv, row 2, column capacity_crates" in done.stderr
    assert "depots.csv, row 2" in done.stderr
    answer = json.loads(done.stdout)
    assert answer["error"]["code"] == "project-invalid"
    assert len(answer["notices"]) >= 2
    assert not (project / "out").exists()


def test_nothing_could_be_planned(run_cli: RunCli, make_project: MakeProject) -> None:
    """Exit code 5, the reason of each visit, and no file."""
    project = make_project(**{"calendar.csv": CLOSED})
    done = run_cli("-C", project, "plan", "--iterations", "5", "--format", "json")
    assert done.returncode == 5, done.stderr
    answer = json.loads(done.stdout)
    assert answer["error"]["code"] == "nothing-planned"
    assert [item["code"] for item in answer["unassigned"]] == ["no-day"] * 3
    assert done.stderr.count("[no-day]") == 3
    assert not (project / "out").exists()


def test_strict_fails_when_a_required_visit_is_missing(
    run_cli: RunCli, make_project: MakeProject
) -> None:
    """Without --strict exit code 0 and the reason on stderr; with it 6; the plan stands in both."""
    project = make_project(**LONG_STAYS)
    easy = run_cli("-C", project, "plan", "--iterations", "5", "-q")
    assert easy.returncode == 0, easy.stderr
    assert "Phường Kiến An (kien-an/exchange/" in easy.stderr
    strict = run_cli("-C", project, "plan", "--iterations", "5", "--strict", "--format", "json")
    assert strict.returncode == 6
    assert json.loads(strict.stdout)["unassigned"] == 1
    assert "required-unassigned" in strict.stderr
    assert run_cli("check", project / OUT, "-C", project).returncode == 0


def test_a_file_where_the_output_folder_belongs(run_cli: RunCli, make_project: MakeProject) -> None:
    """Found before the search begins; the file stays."""
    project = make_project()
    (project / "out").write_text("mine", encoding="utf-8")
    done = run_cli("-C", project, "plan", "--iterations", "5")
    assert done.returncode == 3
    assert "output-not-a-folder" in done.stderr
    assert (project / "out").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(os.name == "nt", reason="chattr and mount are Linux's")
def test_a_folder_without_write_permission(
    run_cli: RunCli, make_project: MakeProject, tmp_path: Path
) -> None:
    """Exit code 3 and a word about rights; for root, who may do all, a read-only mount."""
    project = make_project()
    if os.geteuid() == 0:
        mounts = (("--bind", project, project), ("-o", "remount,bind,ro", project))
        for words in mounts:
            mount = ["mount", *map(str, words)]
            if subprocess.run(mount, check=False, capture_output=True).returncode:
                subprocess.run(["umount", str(project)], capture_output=True, check=False)
                pytest.skip("root may write anywhere, and mounting is not allowed here")
    else:
        project.chmod(0o555)
    try:
        done = run_cli("-C", project, "plan", "--iterations", "5", cwd=tmp_path)
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", str(project)], check=True)
        else:
            project.chmod(0o755)
    assert done.returncode == 3, done.stderr
    assert "folder-not-writable" in done.stderr
    assert not (project / "out").exists()


@pytest.mark.skipif(os.name == "nt", reason="mount is Linux's")
def test_a_disk_that_fills_up(run_cli: RunCli, planned: Path, tmp_path: Path) -> None:
    """On a disk with room for half a map: exit code 3, and the earlier plan stands untouched."""
    disk = tmp_path / "disk"
    disk.mkdir()
    room = sum(map(len, tree(planned).values())) // 1024 + 200
    mount = ["mount", "-t", "tmpfs", "-o", f"size={room}k", "none", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        shutil.copytree(planned, disk / "project")
        before = tree(disk)
        done = run_cli("-C", disk / "project", "plan", "--iterations", "5")
        after = tree(disk)
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert done.returncode == 3, done.stderr
    assert "disk-full" in done.stderr
    assert after == before


@pytest.mark.skipif(os.name == "nt", reason="signals to one process")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_during_the_search_keeps_the_best_plan(
    run_cli: RunCli, tmp_path: Path, root: Path, number: signal.Signals
) -> None:
    """Long before the hour is over: exit code 0, a checked plan, and a word that it was stopped.

    On the week of Hai Phong, since a small one is soon found to be as good as it can be.
    """
    project = tmp_path / "week"
    assert run_cli("init", project, "--example", "haiphong", "--lang", "en").returncode == 0
    command = [sys.executable, "-m", "routeplan", "-C", str(project), "plan", "-v", "--lang", "en"]
    with subprocess.Popen(
        [*command, "--seconds", "3600", "--format", "json"],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line)
            if line.startswith("Planning"):
                break
        time.sleep(1.5)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, "".join(lines) + err
    assert json.loads(out)["stopped_early"] is True
    assert "stopped early" in err
    plan = json.loads(Path(json.loads(out)["plan"]).read_text(encoding="utf-8"))
    assert plan["summary"]["visits_planned"] >= 0.95 * plan["summary"]["visits_due"]


@pytest.mark.skipif(os.name == "nt", reason="signals to one process")
def test_a_second_ctrl_c_gives_up(make_project: MakeProject, root: Path) -> None:
    """Exit code 130 and nothing is written; the first one said that there is a second."""
    project = make_project()
    process = subprocess.Popen(
        [sys.executable, "-c", TWICE, "-C", str(project), "plan", "--seconds", "3600"],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Ctrl-C once more" in err
    assert "Traceback" not in err
    assert out == ""
    assert not (project / "out").exists()


# Two signals in a row cannot be timed from outside; here the search itself sends them.
TWICE = """
import os, signal
import routeplan.solve as solve
def make_plan(*_, **__):
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)
    raise AssertionError("not interrupted")
solve.make_plan = make_plan
from routeplan.cli import main
main()
"""


# The solver has no fault that the checker would find, so here the checker finds one anyway.
REFUSED = """
import routeplan.check as check
from routeplan.model import Violation
check.check_plan = lambda *_, **__: [Violation("lunch-missing", "XE 2025-12-15", "no lunch")]
from routeplan.cli import main
main()
"""


def test_a_plan_that_the_checker_refuses_is_not_written(planned: Path, root: Path) -> None:
    """Exit code 7, the violations for people and machines, and the earlier plan untouched."""
    before = tree(planned)
    words = ["-C", str(planned), "plan", "--iterations", "5", "--format", "json"]
    done = subprocess.run(
        [sys.executable, "-c", REFUSED, *words],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 7, done.stderr
    answer = json.loads(done.stdout)
    assert answer["error"]["code"] == "plan-rejected"
    assert [one["code"] for one in answer["violations"]] == ["lunch-missing"]
    assert "no lunch" in done.stderr
    assert tree(planned) == before


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals")
def test_a_terminal_sees_progress(make_project: MakeProject, root: Path) -> None:
    """With stderr a terminal the steps are told there; stdout stays the data."""
    import pty

    project = make_project()
    main, other = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "routeplan", "-C", str(project), "plan", "--seconds", "2"],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=other,
    )
    os.close(other)
    out = process.communicate(timeout=60)[0].decode()
    told = os.read(main, 65536).decode()
    os.close(main)
    assert process.returncode == 0
    assert "Planning 3 visits" in told
    assert "Planning 3 visits" not in out
    assert "Visits: 3 of 3 due" in out
