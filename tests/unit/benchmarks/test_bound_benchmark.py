"""`benchmarks.bound` on an instance that can be seen through."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.bound import main

TINY = """TINY

VEHICLE
NUMBER     CAPACITY
  3         20

CUSTOMER
CUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE TIME

    0   0   0   0   0  500  0
    1  30   0  10   0  400  10
    2  30  40  10   0  400  10
    3   0  40  10   0  400  10
"""


def tiny(folder: Path, best: float) -> list[str]:
    """Write a rectangle of 30 by 40, on which a vehicle serves two; return the arguments."""
    (folder / "TINY.txt").write_text(TINY, encoding="utf-8")
    (folder / "bks.json").write_text(json.dumps({"TINY": best}), encoding="utf-8")
    return ["--instances", str(folder), "--set", "solomon", "--bks", str(folder / "bks.json")]


def test_bound_and_gap(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two tours: 30 + 40 + 50 there and back, and 40 out and back, or 60 and 120."""
    main([*tiny(tmp_path, 180.0), "--format", "json"])
    answer = json.loads(capsys.readouterr().out)
    (row,) = answer["instances"]
    assert row["bound"] == pytest.approx(180.0, abs=30)
    assert row["bound"] <= 180.0
    assert answer["mean_gap_pct"] == pytest.approx(100 * (180 / row["bound"] - 1))
    main(tiny(tmp_path, 180.0))
    assert "TINY" in capsys.readouterr().out


def test_a_bound_above_best_known_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A best known cost below the bound tells that one of them is wrong."""
    with pytest.raises(SystemExit):
        main(tiny(tmp_path, 100.0))
    assert "above best known 100" in capsys.readouterr().err
