"""The notebooks run from top to bottom, and are kept without their outputs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NOTEBOOKS = sorted(path.name for path in FOLDER.glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    """A wrong folder would make the other tests pass for nothing."""
    assert {"01_first_week.ipynb", "04_your_own_timetable.ipynb"} <= set(NOTEBOOKS)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_outputs_are_stripped(name: str) -> None:
    """Neither outputs nor counts nor what a reader's program notes down are kept."""
    book = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert code
    assert [cell for cell in code if cell["outputs"] or cell["execution_count"] is not None] == []
    assert [cell for cell in book["cells"] if cell["metadata"]] == []
    assert set(book["metadata"]) <= {"kernelspec", "language_info"}


@pytest.mark.slow
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_notebook_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell works, none warns, and every drawing cell draws."""
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(FOLDER.parent)]))
    book = nbformat.read(FOLDER / name, as_version=4)
    NotebookClient(
        book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    for cell in book.cells:
        if cell.cell_type != "code":
            continue
        kinds = {kind for out in cell.outputs for kind in out.get("data", {})}
        assert ("figure, " not in cell.source) or "image/png" in kinds, cell.source
        said = [out.text for out in cell.outputs if out.get("name") == "stderr"]
        assert said == [], said
