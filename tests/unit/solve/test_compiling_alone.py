"""Where compiled code is kept is not for a project folder to say: numba's index is a pickle."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ASK = """
import yaml
from routeplan.solve.compiling import kept_in
from numba.core import config
config.reload_config()  # as the compiler does before each function
print(kept_in(), config.DISABLE_JIT)
"""


def test_a_project_folder_names_no_cache(tmp_path: Path) -> None:
    """A file `.numba_config.yaml` where the user works is not read, then or later."""
    (tmp_path / ".numba_config.yaml").write_text("cache_dir: evil\ndisable_jit: 1\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "ROUTEPLAN_CACHE": str(tmp_path / "mine")},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    folder, disabled = done.stdout.split()
    assert Path(folder).parent == tmp_path / "mine"
    assert disabled == "0"
