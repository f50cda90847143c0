"""Workers of a sweep take no module from the folder that the user works in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
RUN = """
from operator import neg
from routeplan.coverage.sweep.running import Backend, _executor
with _executor(Backend(jobs=2)) as run:
    print(sorted(run(neg, iter(range(3)))))
import os
print(os.environ.get("PYTHONSAFEPATH"))
"""


def test_a_module_in_a_project_folder_is_not_imported(tmp_path: Path) -> None:
    """A project that was sent may hold a numpy.py; workers start in it and leave it alone."""
    (tmp_path / "numpy.py").write_text("open('ran', 'w').close()\n", encoding="utf-8")
    (tmp_path / "joblib.py").write_text("open('ran', 'w').close()\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-c", RUN],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stdout.split("\n") == ["[-2, -1, 0]", "None", ""], done.stderr
    assert not (tmp_path / "ran").exists()
