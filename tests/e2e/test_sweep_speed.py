"""Two workers against one on 200 scenarios of the embedded example."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.prove
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="two workers need two cores")
def test_two_workers_are_nearly_twice_as_fast() -> None:
    """At least 1.8 times on a machine that does nothing else, and the same figures."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.sweep", "--format", "json"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    found = json.loads(done.stdout)
    assert found["identical"]
    assert found["scenarios"] == 200
    assert found["speedup"] >= 1.8, found
