"""Same input, seed and `--iterations`: the same bytes, whatever the hash seed, threads and run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import RunCli

OUT = "out/base-2025-12-15"
STORM = "date_from,date_to,kind,applies_to,note\n2025-12-16,2025-12-18,closure,XE-1,bão\n"

WORDS = {
    "a week": ("--iterations", "1500"),
    "four weeks": ("--weeks", "4", "--iterations", "1500"),
    "again": ("--previous", "earlier.json", "--max-moves", "5", "--iterations", "300"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", WORDS)
def test_the_native_engine_writes_the_same_bytes_twice(
    run_cli: RunCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A week, a cycle with its master, a re-plan; two hash seeds and numbers of threads."""
    project = tmp_path / "hp"
    assert run_cli("init", project).returncode == 0
    if name == "again":
        first = run_cli("-C", project, "plan", "--iterations", "300", timeout=600)
        assert first.returncode == 0, first.stderr
        shutil.copy(project / OUT / "plan.json", project / "earlier.json")
        (project / "calendar.csv").write_text(STORM, encoding="utf-8")
    found = []
    for seed, threads in (("0", "1"), ("12345", "2")):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        words = ("plan", *WORDS[name], "--seed", "7", "--engine", "native", "--threads", threads)
        done = run_cli(*words, cwd=project, timeout=600)
        assert done.returncode == 0, done.stderr
        found.append((project / OUT / "plan.json").read_bytes())
    assert found[0] == found[1]
    assert b'"engine": "native"' in found[0]
