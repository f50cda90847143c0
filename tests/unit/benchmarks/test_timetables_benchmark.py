"""The benchmark of timetables on a made-up one: figures, refusals, both ways of printing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.timetables import main, totals
from tests.timetables import text, tour


def test_a_folder_of_timetables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every timetable is measured; what is none is named; legs are no timetable."""
    (tmp_path / "made-up.csv").write_text(text(tour()))
    (tmp_path / "prices.csv").write_text("name,price\nBread,2\n")
    (tmp_path / "other_routes.csv").write_text("distance,duration\n")
    asked = ["--dir", str(tmp_path), "--seconds", "0.5", "--threads", "1", "--format", "json"]
    assert main(asked) == 0
    answer = json.loads(capsys.readouterr().out)
    (one,) = answer["services_measured"]
    assert (one["service"], one["visits"], one["visits_missed"]) == ("Fictionshire", 5, 0)
    assert one["published_violations"] == one["violations"] == 0
    assert one["driving_saved_pct"] >= 0
    assert [item["code"] for item in answer["refused"]] == ["timetable-columns"]
    assert answer["services"] == answer["counted"] == 1
    assert answer["driving_saved_pct"] == pytest.approx(one["driving_saved_pct"], abs=0.1)
    assert answer["command"].startswith("python -m benchmarks.timetables")


def test_totals_leave_out_plans_that_miss_visits() -> None:
    """100 of 200 minutes saved in one, nothing in another; a third serves fewer: no saving."""
    services = [
        {"published_driving_min": 200, "driving_min": 100, "driving_saved_pct": 50.0},
        {"published_driving_min": 100, "driving_min": 100, "driving_saved_pct": 0.0},
        {"published_driving_min": 900, "driving_min": 1, "driving_saved_pct": None},
    ]
    found = totals(services)
    assert (found["services"], found["counted"]) == (3, 2)
    assert found["driving_saved_pct"] == pytest.approx(33.3)
    assert found["mean_saved_pct"] == 25.0
