"""What `doctor` says of extras, fonts, disks and ages, and the drawing of the search's progress."""

from __future__ import annotations

import importlib.metadata
import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from routeplan.cli import surroundings
from routeplan.cli.drawn_line import Improvement, bars
from routeplan.cli.progress import Progress


class Disk(NamedTuple):
    """As `shutil.disk_usage` says."""

    total: int
    used: int
    free: int


def test_an_extra_that_is_absent_is_said_with_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Absent is no failure; where this Python is too old, no command would help."""

    def absent(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", absent)
    monkeypatch.setattr(sys, "version_info", (3, 11, 7))
    found = {finding.what: finding for finding in surroundings.extras("en")}
    assert {finding.status for finding in found.values()} == {"absent"}
    assert 'pip install "routeplan[tides]"' in found["extra tides"].detail
    assert "Python 3.12" in found["extra osrm"].detail
    assert "pip" not in found["extra osrm"].detail


def test_fonts_without_vietnamese_letters_are_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts is what the system has, not the fonts for mathematics that typst brings."""
    import typst

    class Few:
        def families(self) -> list[str]:
            return ["Libertinus Serif", "New Computer Modern"]

    assert next(surroundings.fonts("en")).status in {"ok", "warning"}
    monkeypatch.setattr(typst, "Fonts", Few)
    (found,) = surroundings.fonts("vi")
    assert found.status == "warning"
    assert "fonts-dejavu-core" in found.detail


def test_a_full_disk_is_a_warning_and_one_disk_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folders that are not made yet count for the disk on which they would lie."""
    monkeypatch.setattr(surroundings.shutil, "disk_usage", lambda _: Disk(0, 0, 1_500_000_000))
    (found,) = surroundings.disk((tmp_path, tmp_path / "not" / "there"), "en")
    assert found.status == "warning"
    assert "only 1.5 GB free" in found.detail


def test_every_embedded_file_has_age_licence_and_source() -> None:
    """A month counts from its first day."""
    found = {f.what: f.detail for f in surroundings.data_ages("en", date(2026, 8, 11))}
    assert found["data communes.csv"].startswith("2026-08 (10 days ago), MIT; source: ")
    assert len(found) == len(surroundings.resources())


def test_a_folder_without_roads_of_its_own_has_nothing_to_say(tmp_path: Path) -> None:
    """Whoever asks outside a project is not told that it has no network."""
    assert not list(surroundings.project_data(tmp_path, "en"))


def test_bars_span_from_least_to_greatest() -> None:
    """The least value has the lowest bar, the greatest the highest."""
    assert bars([9, 5, 2, 2]) == "█▄▁▁"


def test_the_drawing_shows_visits_first_and_cost_once_all_are_placed() -> None:
    """Nothing is drawn before there is something to compare."""
    seen = Improvement()
    assert seen.drawn() == ""
    seen.add(0, 4, 100)
    seen.add(1, 4, 100)
    assert seen.drawn() == ""
    seen.add(2, 4, 50)
    assert seen.drawn(2) == "█▁"
    seen.add(4, 0, 900)
    assert seen.drawn(4) == "███▁"


def test_progress_draws_on_one_line_of_a_terminal_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A piped stderr gets nothing; a line never wraps."""
    silent = Progress(quiet=False)
    silent.tick(3, 5)
    silent.tick_bound(5, 4, 25.0)
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("routeplan.cli.progress._EVERY_S", 0)
    shown = Progress(quiet=False)
    shown.shown, shown.language = True, "en"
    for cost in (900_000, 500_000):
        shown.tick(0, cost)
    shown.tick_bound(1_000_000, 900_000, 11.2)
    lines = capsys.readouterr().err.replace("\x1b[K", "").split("\r")[1:]
    assert all(len(line) < 40 for line in lines)
    assert lines[1].startswith("Searching")
    monkeypatch.setenv("COLUMNS", "140")
    shown.tick_bound(1_000_000, 900_000, 11.2)
    shown.tick(0, 400_000)
    told = capsys.readouterr().err
    assert "cost 1,000,000 VND; travel at least 900,000 VND, at most 11.2 % apart" in told
    assert "█" in told
    assert "▁" in told


def test_a_vehicle_is_found_by_name_without_diacritics() -> None:
    """An id or a name will do; what fits none is answered with the nearest first."""
    from dataclasses import replace

    from routeplan.cli.failures import CliError
    from routeplan.cli.finding import find_vehicle
    from routeplan.cli.tiny import tiny_problem

    tiny = tiny_problem()
    (one,) = tiny.vehicles
    vehicles = (
        replace(one, id="XE-1", name="Xe thư viện lưu động"),
        replace(one, id="CANO", name="Ca nô Bến Bèo"),
    )
    problem = replace(tiny, vehicles=vehicles)
    assert find_vehicle(problem, "XE-1") == "XE-1"
    assert find_vehicle(problem, "ca no ben beo") == find_vehicle(problem, "cano") == "CANO"
    with pytest.raises(CliError, match="no vehicle") as caught:
        find_vehicle(problem, "ca no ben beoo")
    assert caught.value.action == "Choose one of: CANO, XE-1."
