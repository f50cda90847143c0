"""The shells' completion: the scripts that are printed, and what they ask for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

ASKED = {
    "bash": {"COMP_WORDS": "routeplan {}", "COMP_CWORD": "{n}"},
    "zsh": {"_TYPER_COMPLETE_ARGS": "routeplan {}"},
    "fish": {"_TYPER_COMPLETE_ARGS": "routeplan {}", "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
}
"""What each shell's script puts into the environment; `{}` is the line so far."""


def routeplan(**env: str) -> str:
    """Run routeplan for a shell and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "routeplan"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("shell", ASKED)
def test_commands_groups_options_and_values_are_completed(shell: str) -> None:
    """At every place of a line."""
    for line, word in (("pl", "plan"), ("ledger un", "undo"), ("plan --see", "--seed")):
        env = {
            name: value.format(line, n=len(line.split())) for name, value in ASKED[shell].items()
        }
        assert word in routeplan(_ROUTEPLAN_COMPLETE=f"complete_{shell}", **env), line


@pytest.mark.parametrize("shell", ASKED)
def test_the_script_of_a_shell_is_printed(shell: str, tmp_path: Path) -> None:
    """It asks routeplan itself; where there is that shell, it can read the script."""
    script = routeplan(_ROUTEPLAN_COMPLETE=f"source_{shell}")
    assert "_ROUTEPLAN_COMPLETE" in script
    assert f"complete_{shell}" in script
    program = shutil.which(shell)
    if program is not None:
        file = tmp_path / "script"
        file.write_text(script, encoding="utf-8")
        subprocess.run([program, "-n", str(file)], check=True, timeout=30)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_with_the_script(tmp_path: Path) -> None:
    """`routeplan --show-completion` in a bash, sourced there, completes a word."""
    program = tmp_path / "routeplan"
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m routeplan "$@"\n', "utf-8"
    )
    program.chmod(0o755)
    lines = (
        "source <(_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION=1 routeplan --show-completion bash)"
        " || exit 9\n"
        "COMP_WORDS=(routeplan cov); COMP_CWORD=1\n"
        "_routeplan_completion routeplan\n"
        'echo "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "-c", lines],
        env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.stdout.split() == ["coverage"], done.stderr
