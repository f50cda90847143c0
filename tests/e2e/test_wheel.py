"""The wheel, alone in an empty environment, gives a working `routeplan` with its data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import routeplan

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Run a command away from the checkout; nothing of it may leak in through the environment."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "ROUTEPLAN_"))},
        timeout=timeout,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution, so that one is proved complete too."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, root, cwd=out)
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(root: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the lock's packages and the wheel."""
    folder = tmp_path_factory.mktemp("empty") / "venv"
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    # What is imported is compiled to byte code then; all of it at once takes a quarter of a minute.
    install = (programs / "python", "-m", "pip", "install", "--quiet", "--no-compile")
    lock = root / "requirements.lock"
    run(*install, "--require-hashes", "-r", lock, cwd=folder, timeout=420)
    run(*install, "--no-deps", "--no-index", wheel, cwd=folder)
    run(programs / "python", "-m", "pip", "check", cwd=folder)
    return programs


def test_wheel_holds_the_data_the_texts_and_the_licences(root: Path, wheel: Path) -> None:
    """Every data file and compiled catalogue is in the wheel; licence texts travel with it."""
    names = set(zipfile.ZipFile(wheel).namelist())
    data = root / "data" / "haiphong"
    wanted = {
        f"routeplan/_data/haiphong/{file.relative_to(data).as_posix()}"
        for file in data.rglob("*")
        if file.is_file()
    }
    assert "routeplan/_data/haiphong/datapackage.json" in wanted
    texts = {path.relative_to(root).as_posix() for path in root.glob("routeplan/**/*.mo")}
    assert len(texts) >= 24
    assert texts <= names
    assert wanted <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/NOTICE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "data/", "tools/"))]


def test_installed_command_plans_and_checks(installed: Path, tmp_path: Path) -> None:
    """From an empty folder to a plan that the checker accepts, with nothing but the wheel."""
    command = installed / "routeplan"
    assert routeplan.__version__ in run(command, "--version", cwd=tmp_path).stdout
    run(command, "init", "library", "--example", "haiphong", cwd=tmp_path)
    planned = run(
        *(command, "-C", "library", "plan", "--seconds", "5", "--format", "json"), cwd=tmp_path
    )
    answer = json.loads(planned.stdout)
    assert answer["visits_planned"] >= 30
    plan = tmp_path / answer["plan"]
    assert plan.is_file()
    assert (tmp_path / answer["map"]).is_file()
    checked = run(command, "-C", "library", "check", plan, "--format", "json", cwd=tmp_path)
    assert json.loads(checked.stdout)["violations"] == []
