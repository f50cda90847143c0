"""The test tiers themselves: what is left out, and what is said about it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
EXAMPLE = """\
import pytest
from hypothesis import settings


def test_plain():
    pass


@pytest.mark.slow
def test_slow():
    pass


@pytest.mark.prove
def test_prove():
    assert settings().max_examples == 2000


@pytest.mark.browser
def test_browser(chromium):
    pass
"""


def run(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the example under this repository's conftest in a process of its own."""
    (folder / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_example.py").write_text(EXAMPLE, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n slow\n prove\n browser\n", "utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if not k.startswith(("ROUTEPLAN_", "PYTEST_"))}
        | env,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )


def test_machine_without_chromium_skips_and_says_so_last(tmp_path: Path) -> None:
    """The last lines of the run tell the reader that the map was not opened in a browser."""
    done = run(tmp_path, ROUTEPLAN_CHROMIUM="")
    notice, closing = done.stdout.strip().splitlines()[-2:]
    assert done.returncode == 0
    assert notice.startswith("BROWSER TESTS SKIPPED: 1 test")
    assert "1 passed, 1 skipped, 2 deselected" in closing


def test_ci_tier_wants_a_browser_and_runs_slow_tests(tmp_path: Path) -> None:
    """In CI a missing browser is a failure, never a quiet skip."""
    done = run(tmp_path, ROUTEPLAN_TIER="ci", ROUTEPLAN_CHROMIUM="")
    assert done.returncode == 1
    assert "2 passed, 1 deselected, 1 error" in done.stdout.strip().splitlines()[-1]


@pytest.mark.parametrize("chosen", [True, False])
def test_prove_tier_or_a_choice_runs_what_else_is_left_out(tmp_path: Path, chosen: bool) -> None:
    """The prove tier runs all in full counts; `-m prove` alone picks tests, not counts."""
    if chosen:
        done = run(tmp_path, "-m", "prove")
        assert "1 failed, 3 deselected" in done.stdout.strip().splitlines()[-1]
    else:
        done = run(tmp_path, ROUTEPLAN_TIER="prove", ROUTEPLAN_CHROMIUM="any")
        assert "4 passed" in done.stdout.strip().splitlines()[-1]


def test_unknown_tier_is_refused(tmp_path: Path) -> None:
    """A misspelt tier must not pass for the default one."""
    done = run(tmp_path, ROUTEPLAN_TIER="proof")
    assert done.returncode == 4
    assert "must be one of test, ci, prove" in done.stdout + done.stderr
