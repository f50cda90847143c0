"""`routeplan sweep` as a user runs it: local, killed and resumed, on a real Dask cluster."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from routeplan.coverage.sweep import read_sweep
from routeplan.coverage.sweep.running import Workshop
from routeplan.model import RouteplanError
from tests.e2e.conftest import MakeProject

RunCli = Callable[..., CompletedProcess[str]]
GRID = """
iterations = 20
[[axis]]
name = "fleet"
choice = [{ name = "one" }, { name = "two", count = { XE = 2 } }]
[[axis]]
name = "hours"
table = "vehicles"
rows = "XE*"
column = "max_duty_min"
values = [480, 200]
[[scenario]]
name = "every second week"
intervals = { exchange = 2 }
[[scenario]]
name = "Lê Chân đóng cửa"
close = { what = ["le-chan"] }
"""
PUPILS = {"le-chan": "500", "kien-an": "300", "an-duong": "200"}


@pytest.fixture
def swept(make_project: MakeProject) -> Path:
    """The tiny project with children, and a sweep of six scenarios beside its tables."""
    folder = make_project()
    file = folder / "sites.csv"
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    text = io.StringIO()
    writer = csv.DictWriter(text, [*rows[0], "pupils"])
    writer.writeheader()
    writer.writerows({**row, "pupils": PUPILS[row["id"]]} for row in rows)
    file.write_text(text.getvalue(), encoding="utf-8")
    (folder / "grid.toml").write_text(GRID, encoding="utf-8")
    return folder


def made(folder: Path) -> dict[str, bytes]:
    """Return all that a sweep wrote, by name."""
    out = folder / "out" / "sweep-grid"
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def run_sweep(run_cli: RunCli, folder: Path, *more: str) -> CompletedProcess[str]:
    """Run the sweep of a folder."""
    return run_cli("-C", folder, "sweep", folder / "grid.toml", "--format", "json", *more)


def test_a_sweep_tells_draws_and_is_not_done_twice(swept: Path, run_cli: RunCli) -> None:
    """Six scenarios; a second run takes all from the first; a lost one alone is made again."""
    done = run_sweep(run_cli, swept, "--jobs", "2")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    found = {row["name"]: row for row in answer["scenarios"]}
    assert len(found) == 6
    assert answer["reused"] == 0
    assert {row["status"] for row in found.values()} == {"done"}
    assert found["fleet=one, hours=480"]["children_reached"] == 1000
    # With the whole office closed nobody can be served there.
    assert found["Lê Chân đóng cửa"]["children_reached"] == 500
    assert found["Lê Chân đóng cửa"]["driving_min"] < found["fleet=one, hours=480"]["driving_min"]
    assert "Lê Chân đóng cửa" in Path(answer["page"]).read_text(encoding="utf-8")

    before = made(swept)
    lost = swept / "out/sweep-grid/results" / f"{found['fleet=two, hours=200']['key']}.json"
    lost.unlink()
    again = run_sweep(run_cli, swept, "--jobs", "1")
    assert json.loads(again.stdout)["reused"] == 5
    assert made(swept) == before

    table = run_cli("-C", swept, "sweep", swept / "grid.toml", "--format", "csv")
    assert len(list(csv.DictReader(io.StringIO(table.stdout)))) == 6
    text = run_cli("-C", swept, "sweep", swept / "grid.toml")
    assert "6 of 6 (from earlier runs: 6)" in text.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_and_resumed_ends_with_the_same_results(swept: Path, run_cli: RunCli) -> None:
    """The whole process group dies after the first result; a run later all is as if it had not."""
    other = swept.with_name("other")
    shutil.copytree(swept, other)
    command = [sys.executable, "-m", "routeplan", "-C", str(other), "sweep", "grid.toml"]
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    process = subprocess.Popen(
        [*command, "--jobs", "2"],
        cwd=other,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    results = other / "out" / "sweep-grid" / "results"
    try:
        until = time.monotonic() + 60
        while process.poll() is None and not list(results.glob("*.json")):
            assert time.monotonic() < until
            time.sleep(0.02)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert not (results.parent / "sweep.json").exists()

    resumed = run_sweep(run_cli, other, "--jobs", "2")
    assert json.loads(resumed.stdout)["reused"] >= 1, resumed.stderr
    assert run_sweep(run_cli, swept, "--jobs", "1").returncode == 0
    assert made(other) == made(swept)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    """A Dask scheduler and two workers, processes of their own; gives the address."""
    pytest.importorskip("distributed", reason="the extra [dask] is not installed")
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    note = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}

    def start(what: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *arguments]
        return subprocess.Popen(command, env=environment, **quiet)  # type: ignore[call-overload,no-any-return]

    shared = ["--scheduler-file", str(note)]
    started = [start("scheduler", *shared, "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
    worker = [*shared, "--nthreads", "1", "--no-dashboard"]
    try:
        started += [start("worker", *worker) for _ in range(2)]
        until = time.monotonic() + 60
        while not note.exists() or not note.read_text(encoding="utf-8").strip():
            assert time.monotonic() < until
            time.sleep(0.05)
        yield json.loads(note.read_text(encoding="utf-8"))["address"]
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.wait(timeout=30)


def test_through_dask_the_results_are_those_of_local_processes(
    swept: Path, run_cli: RunCli, cluster: str
) -> None:
    """A real scheduler and two workers; byte for byte the same files."""
    done = run_sweep(run_cli, swept, "--backend", "dask", "--scheduler", cluster)
    assert done.returncode == 0, done.stderr
    by_dask = made(swept)
    shutil.rmtree(swept / "out")
    assert run_sweep(run_cli, swept, "--jobs", "1").returncode == 0
    assert made(swept) == by_dask
    assert "Traceback" not in done.stderr


def test_a_scheduler_that_is_not_there_is_said_quickly(swept: Path, run_cli: RunCli) -> None:
    """Within seconds, with the address and what to do; nothing is written."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.monotonic()
    done = run_sweep(run_cli, swept, "--backend", "dask", "--scheduler", f"tcp://127.0.0.1:{port}")
    assert time.monotonic() - began < 40
    assert done.returncode == 4
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "sweep-scheduler"
    assert str(port) in error["cause"]
    assert "Traceback" not in done.stderr
    assert not (swept / "out").exists()


BAD = {
    "column": ('set = { table = "sites", column = "pupil", value = 3 }', "sweep-column-unknown"),
    "table": ('set = { table = "site", column = "pupils", value = 3 }', "sweep-table-unknown"),
    "row": (
        'set = { table = "vehicles", rows = "XI", column = "shift", value = "07:00-09:00" }',
        "sweep-row-unknown",
    ),
    "vehicle": ('remove = ["XI"]', "sweep-row-unknown"),
    "where": (
        'set = { table = "sites", column = "pupils", value = 3, where = { groups = "island" } }',
        "sweep-row-unknown",
    ),
    "value": (
        'set = { table = "sites", column = "pupils", value = "many" }',
        "sweep-scenario-invalid",
    ),
    "closure": ('close = { what = ["nowhere"] }', "sweep-scenario-invalid"),
    "no vehicle left": ('remove = ["XE"]', "sweep-scenario-invalid"),
    "folder": ('folder = "none"', "scenario-unknown"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_change_that_does_not_fit_the_project(swept: Path, what: str) -> None:
    """Said with file and key, before anything is solved."""
    text, code = BAD[what]
    file = swept / "grid.toml"
    file.write_text(f'[[scenario]]\nname = "a"\n{text}\n', encoding="utf-8")
    with pytest.raises(RouteplanError) as caught:
        Workshop(swept, read_sweep(file))
    assert caught.value.code == code
    if code.startswith("sweep-"):
        assert "grid.toml" in caught.value.cause
        assert "scenario[1]" in caught.value.cause


def test_an_unknown_column_as_a_user_sees_it(swept: Path, run_cli: RunCli) -> None:
    """File, key, the likeliest column first; exit code 3; nothing is written."""
    text = BAD["column"][0]
    (swept / "grid.toml").write_text(f'[[scenario]]\nname = "a"\n{text}\n', encoding="utf-8")
    done = run_cli("-C", swept, "--lang", "vi", "sweep", swept / "grid.toml")
    assert done.returncode == 3
    assert "grid.toml, scenario[1].set[1].column" in done.stderr
    assert "Dùng một trong: pupils, " in done.stderr
    assert not (swept / "out").exists()


@pytest.mark.parametrize(
    "more",
    [
        ["--backend", "dask"],
        ["--scheduler", "tcp://127.0.0.1:1"],
        ["--backend", "dask", "--scheduler", "x", "--jobs", "2"],
    ],
)
def test_options_that_contradict_each_other(swept: Path, run_cli: RunCli, more: list[str]) -> None:
    """A usage error, at once."""
    assert run_sweep(run_cli, swept, *more).returncode == 2
