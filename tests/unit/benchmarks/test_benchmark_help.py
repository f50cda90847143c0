"""What ``--help`` of a benchmark says is how it is run."""

from __future__ import annotations

from pathlib import Path

import benchmarks

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
