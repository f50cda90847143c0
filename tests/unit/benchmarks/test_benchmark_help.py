"""How benchmarks are run: what ``--help`` says, the command that they print, their processes."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

import benchmarks
from benchmarks.child import measured
from benchmarks.surroundings import command_line

FOLDER = Path(benchmarks.__file__).parent


def test_every_benchmark_names_its_own_command() -> None:
    """Python 3.11 would say ``scale.py``, which nobody can run."""
    asked = {
        path.stem: text
        for path in FOLDER.glob("*.py")
        if "ArgumentParser(" in (text := path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 10
    wrong = [name for name, text in asked.items() if f'"python -m benchmarks.{name}"' not in text]
    assert wrong == []


def test_the_command_names_what_was_given_and_what_was_not() -> None:
    """Defaults are named, for they may change; of paths the last part, for folders do."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.any")
    parser.add_argument("plan", type=Path)
    parser.add_argument("--pbf", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--sites", type=lambda text: tuple(map(int, text.split(","))))
    parser.add_argument("--only")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--no-ours", action="store_true")
    parser.add_argument("--format", default="text")
    words = ["a/plan.json", "--pbf", "x/my roads.pbf", "--sites", "3,4", "--limit", "0"]
    given = parser.parse_args([*words, "--format", "json"])
    told = command_line(parser, given, positional=("plan",))
    assert told == (
        "python -m benchmarks.any plan.json --pbf 'my roads.pbf' --seconds 60 --sites 3,4 --limit 0"
    )
    given = parser.parse_args(["plan.json", "--no-ours", "--only", "c 1"])
    told = command_line(parser, given, positional=("plan",))
    assert told == "python -m benchmarks.any plan.json --seconds 60 --only 'c 1' --no-ours"


def test_every_benchmark_prints_the_command_by_one_rule() -> None:
    """None puts its command together by hand, and forgets an option."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py")}
    runnable = {name for name, text in texts.items() if "ArgumentParser(" in text}
    assert [name for name in runnable if "command_line(parser, " not in texts[name]] == []


def test_a_process_is_measured_and_a_failure_told() -> None:
    """What the command answers, its seconds and its memory; not those of a command that failed."""
    used = measured("--version")
    assert used.answer.startswith("routeplan ")
    assert used.clock_s > 0
    assert used.cpu_s > 0
    assert used.peak_mb > 5
    with pytest.raises(SystemExit, match="exit 2"):
        measured("plann")


@pytest.mark.parametrize(
    "words",
    [
        ["sweep", "--scenarios", "6"],
        ["sweep", "--jobs", "1"],
        ["exports", "--weeks", "0"],
        ["first_plan", "--weeks", "0"],
        ["travel", "--pbf", "x.pbf", "--peers", "valhalla"],
        ["map_page", "plan.json", "--runs", "0"],
    ],
    ids=lambda words: words[0],
)
def test_wrong_options_are_refused_before_anything_is_done(words: list[str]) -> None:
    """A word out of place costs no compiling and no wrong figure."""
    command = [sys.executable, "-m", f"benchmarks.{words[0]}", *words[1:]]
    done = subprocess.run(
        command, cwd=FOLDER.parent, check=False, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 2
    assert "error: " in done.stderr
