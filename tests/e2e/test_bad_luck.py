"""Bad luck: killed, out of space, without rights, with a clock set back, for hours on end.

Small counts run with the slow tests, the full ones of the acceptance in the prove tier. What is
measured is printed with ``pytest -s``.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RunCli = Callable[..., subprocess.CompletedProcess[str]]
MakeProject = Callable[..., Path]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="signals, limits and users of Unix"),
]
PLAN = ("plan", "--iterations", "20")
EXPORT = ("export", "out/base-2025-12-15", "--to", "xlsx,ics,gpx,kml,geojson,stops-csv", "--force")
FEW_OR_MANY = [
    pytest.param(4, id="few"),
    pytest.param(100, id="many", marks=pytest.mark.prove),
]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A folder for travel that is kept; the compiled search stays where it is."""
    from routeplan.solve.compiling import kernel_folder

    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / kernel_folder().name).symlink_to(kernel_folder())
    return folder


def start(
    project: Path, *arguments: str, cache: Path, before: Sequence[str] = (), **more: object
) -> subprocess.Popen[bytes]:
    """Start a command in a project folder; `before` are the words of a program that runs it."""
    return subprocess.Popen(
        [*before, sys.executable, "-m", "routeplan", *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT), "ROUTEPLAN_CACHE": str(cache)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        **more,  # type: ignore[call-overload]
    )


def finish(project: Path, *arguments: str, cache: Path) -> tuple[int, str, float]:
    """Run a command to its end; return exit code, what it said and the seconds it took."""
    began = time.monotonic()
    with start(project, *arguments, cache=cache) as running:
        _, said = running.communicate(timeout=300)
    return running.returncode, said.decode(), time.monotonic() - began


def assert_whole(project: Path, cache: Path) -> None:
    """Nothing that has its final name is half a file."""
    for path in project.rglob("*"):
        if not path.is_file() or path.name.startswith("."):
            continue
        if any(part.startswith(".") for part in path.relative_to(project).parts[:-1]):
            continue  # what was being written beside its place
        if path.suffix in (".json", ".geojson"):
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".xlsx":
            assert zipfile.ZipFile(path).testzip() is None
        elif path.suffix in (".kml", ".gpx"):
            assert path.read_text("utf-8").rstrip().endswith((">",))
        elif path.suffix == ".ics":
            assert path.read_bytes().endswith(b"END:VCALENDAR\r\n")
        elif path.suffix == ".html":
            assert path.read_text("utf-8").rstrip().endswith("</html>")
    for path in cache.glob("*.npz"):
        assert zipfile.ZipFile(path).testzip() is None


def litter(project: Path) -> list[str]:
    """What an interrupted writing left behind."""
    out = project / "out"
    found = [*project.rglob("*.tmp"), *out.glob(".*.new-*"), *out.glob(".*.old")]
    return sorted(path.relative_to(project).as_posix() for path in found)


KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from routeplan.cli import main
from routeplan.cli.output import recover
from routeplan.cli.plan_files import read_plan
from tests.e2e.test_bad_luck import assert_whole

times, cache, command = int(sys.argv[1]), Path(os.environ["ROUTEPLAN_CACHE"]), sys.argv[2:]
folder, rng = Path("out/base-2025-12-15"), random.Random(7)

def run():
    pid = os.fork()
    if pid:
        return pid
    for number in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    sys.argv = ["routeplan", *command]
    try:
        main()
    except SystemExit as end:
        os._exit(int(end.code or 0))
    finally:
        os._exit(99)

def forget():
    # Travel is computed anew each time, so that writing the cache is killed, too.
    for path in cache.glob("*.npz"):
        path.unlink()

import routeplan.cli.exporting, routeplan.cli.planning, routeplan.report.xlsx, routeplan.report.ics
import routeplan.solve.search.engine, routeplan.network.build, routeplan.report.kml
whole = 0.0
for _ in range(3):
    forget()
    began = time.monotonic()
    assert os.waitstatus_to_exitcode(os.waitpid(run(), 0)[1]) == 0
    whole = max(whole, time.monotonic() - began)
killed = 0
for _ in range(times):
    forget()
    pid = run()
    # Most of what is written is written in the second half.
    part = rng.uniform(0.02, 1.0) if rng.random() < 0.4 else rng.uniform(0.5, 1.0)
    time.sleep(part * whole)
    os.kill(pid, signal.SIGKILL)
    killed += os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    recover(folder)
    assert_whole(Path(), cache)
    assert read_plan(folder).routes
print(killed)
"""


@pytest.mark.parametrize("times", FEW_OR_MANY)
@pytest.mark.parametrize("command", [PLAN, EXPORT], ids=["plan", "export"])
def test_killed_at_any_moment(
    times: int, command: tuple[str, ...], planned: Path, cache: Path
) -> None:
    """The plan that stood there stands, or the new one does, whole; the next run works.

    One process has everything loaded and forks for each run, so that the moments fall into what
    the command does, not into its start.
    """
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(times), *command],
        cwd=planned,
        env={**os.environ, "PYTHONPATH": str(ROOT), "ROUTEPLAN_CACHE": str(cache)},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    print(f"{times} runs, {done.stdout.strip()} killed; left behind: {litter(planned)}")
    assert int(done.stdout) >= times // 3
    for path in (*planned.rglob(".*"), *cache.glob("*.tmp")):
        os.utime(path, (0, 0))
    code, said, _ = finish(planned, *command, cache=cache)
    assert code == 0, said
    assert_whole(planned, cache)
    assert litter(planned) == []
    assert list(cache.glob("*.tmp")) == []


@pytest.mark.parametrize("times", FEW_OR_MANY)
def test_a_disk_that_is_full_at_any_byte(times: int, planned: Path, cache: Path) -> None:
    """No file may grow beyond a limit, another one each time: an error in words, nothing halved."""
    import resource

    largest = max(path.stat().st_size for path in planned.rglob("*") if path.is_file())
    rng = random.Random(3)
    before = {p: p.read_bytes() for p in (planned / "out").rglob("*") if p.is_file()}
    for _ in range(times):
        limit = rng.randrange(1_000, largest)

        def limited(limit: int = limit) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        with start(planned, *PLAN, cache=cache, preexec_fn=limited) as running:
            _, said = running.communicate(timeout=300)
        assert running.returncode == 3, said.decode()
        assert b"disk-full" in said
        assert b"Traceback" not in said
        assert {p: p.read_bytes() for p in (planned / "out").rglob("*") if p.is_file()} == before
        assert litter(planned) == []
    code, said_at_last, _ = finish(planned, *PLAN, cache=cache)
    assert code == 0, said_at_last


def test_rights_that_were_lost(planned: Path, cache: Path) -> None:
    """Files and folders that may not be read or written: exit code 3 and words, nothing halved.

    Root may do all, so what it may do is taken from it.
    """
    before: tuple[str, ...] = ()
    if os.geteuid() == 0:
        all_powerful = "-dac_override,-dac_read_search"
        before = ("setpriv", f"--bounding-set={all_powerful}", f"--inh-caps={all_powerful}")
        if shutil.which("setpriv") is None:
            pytest.skip("root may write anywhere, and there is no setpriv here")
    cases = (
        (planned / "out", 0o555, PLAN, "folder-not-writable"),
        (planned / "sites.csv", 0o000, PLAN, "file-unreadable"),
        (planned / "out" / "base-2025-12-15" / "plan.json", 0o000, EXPORT, "plan-unreadable"),
        (planned / "out" / "base-2025-12-15", 0o555, EXPORT, "folder-not-writable"),
    )
    for path, mode, command, code in cases:
        was = path.stat().st_mode
        path.chmod(mode)
        try:
            with start(planned, *command, cache=cache, before=before) as running:
                _, said = running.communicate(timeout=300)
        finally:
            path.chmod(was)
        assert running.returncode == 3, (path, said.decode())
        assert code in said.decode()
        assert b"Traceback" not in said
    assert litter(planned) == []


def test_a_cache_that_may_not_be_written_is_done_without(planned: Path, tmp_path: Path) -> None:
    """A file where the folder should be: slower, and the same plan."""
    blocked = tmp_path / "blocked"
    blocked.write_text("no folder", encoding="utf-8")
    code, said, _ = finish(planned, "validate", cache=blocked)
    assert code == 0, said
    assert blocked.read_text(encoding="utf-8") == "no folder"


@pytest.mark.skipif(shutil.which("faketime") is None, reason="needs Debian's faketime")
@pytest.mark.parametrize(
    "clock",
    [
        "@1970-01-02 00:00:00",
        pytest.param("-400 days", marks=pytest.mark.prove),
        pytest.param("+30 years", marks=pytest.mark.prove),
    ],
)
def test_a_clock_that_is_wrong(clock: str, planned: Path, cache: Path) -> None:
    """Files from the future, 1970, a year far ahead: the same plan, published and recorded."""
    plan = planned / "out" / "base-2025-12-15" / "plan.json"
    as_it_was = plan.read_bytes()
    for path in planned.rglob("*"):
        os.utime(path, (time.time() + 86_400 * 900,) * 2)
    before = ("env", "FAKETIME_DONT_FAKE_MONOTONIC=1", "faketime", "-f", clock)
    for command in (PLAN, EXPORT, ("check", str(plan)), ("publish", str(plan)), ("rotate",)):
        with start(planned, *command, cache=cache, before=before) as running:
            _, said = running.communicate(timeout=300)
        if command != ("rotate",):
            assert running.returncode == 0, (command, said.decode())
        assert b"Traceback" not in said
        assert b"routeplan itself" not in said
    assert plan.read_bytes() == as_it_was
    assert litter(planned) == []


SOAK = """
import gc, json, sys
from pathlib import Path
from routeplan.network.build import build_travel
from routeplan.project import load, problem_or_raise
from routeplan.report import render_map
from routeplan.report.exporting import export
from routeplan.report.material import Material
from routeplan.report.plain import plain_plan
from routeplan.solve import Budget, make_plan

def resident_kb():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])

curve = []
for k in range(int(sys.argv[2])):
    problem = problem_or_raise(load(Path(sys.argv[1])))
    plan = make_plan(problem, build_travel(problem), budget=Budget(iterations=20, seed=k))
    render_map(plan)
    dict(export(Material(plain_plan(plan), "vi", problem), ("xlsx", "ics", "kml", "geojson")))
    gc.collect()
    curve.append(resident_kb())
print(json.dumps(curve))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for memory")
@pytest.mark.parametrize(
    "plans", [pytest.param(15, id="few"), pytest.param(200, id="many", marks=pytest.mark.prove)]
)
def test_memory_stays_flat(plans: int, make_project: MakeProject) -> None:
    """Plan after plan with map and documents in one process: after a warm-up nothing grows."""
    done = subprocess.run(
        [sys.executable, "-c", SOAK, str(make_project()), str(plans)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    curve: list[int] = json.loads(done.stdout)
    step = max(1, plans // 10)
    print(f"MB after each {step} of {plans} plans:", [kb // 1024 for kb in curve[step - 1 :: step]])
    settled = curve[plans // 3]
    # 1 MB for each plan since, and never more than 20.
    assert curve[-1] - settled < min(20, plans - plans // 3) * 1024, curve
    assert max(curve) < 1_000 * 1024
