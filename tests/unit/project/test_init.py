"""New project folders."""

from __future__ import annotations

import errno
from datetime import date
from pathlib import Path

import pytest

from routeplan.model import RouteplanError
from routeplan.model.tables import TABLES
from routeplan.project import files, init, load


def test_the_example_is_copied_with_its_scenario(tmp_path: Path) -> None:
    """The folder is a project that loads; routeplan.toml comes first in the answer."""
    written = init(tmp_path / "hp", "haiphong")
    assert written[0].name == "routeplan.toml"
    assert all(path.is_file() for path in written)
    assert (tmp_path / "hp" / "scenarios" / "ambition" / "sites.csv").is_file()
    assert load(tmp_path / "hp").problem is not None


def test_a_start_is_written_into_the_file(tmp_path: Path) -> None:
    """`--start` replaces the example's first day, and nothing else."""
    init(tmp_path / "a", "haiphong")
    init(tmp_path / "b", "haiphong", start=date(2025, 12, 22))
    assert load(tmp_path / "b").config.start == date(2025, 12, 22)
    one, other = (
        (tmp_path / name / "routeplan.toml").read_text(encoding="utf-8").splitlines()
        for name in "ab"
    )
    assert sum(x != y for x, y in zip(one, other, strict=True)) == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_blank_project_only_lacks_rows(tmp_path: Path, language: str) -> None:
    """Every table has its header in the language chosen; only the rows are missing."""
    init(tmp_path / "p", "blank", start=date(2026, 12, 7), language=language)
    project = load(tmp_path / "p")
    assert project.config.language == language
    assert project.config.start == date(2026, 12, 7)
    assert {(n.code, n.file) for n in project.notices} == {
        ("table-no-rows", f"{name}.csv") for name in ("sites", "vehicles", "depots")
    }
    for table in TABLES:
        header = (tmp_path / "p" / table.file).read_text(encoding="utf-8-sig").strip()
        column = table.columns[0]
        assert header.split(",")[0] == (column.vi if language == "vi" else column.name)
    readme = (tmp_path / "p" / "README.txt").read_text(encoding="utf-8-sig")
    assert "routeplan plan" in readme
    assert ("điểm phục vụ" in readme) == (language == "vi")


def test_a_blank_project_starts_on_a_coming_monday(tmp_path: Path) -> None:
    """Without `--start` the first day is a Monday that lies ahead."""
    init(tmp_path / "p", "blank")
    start = load(tmp_path / "p").config.start
    assert start is not None
    assert start.weekday() == 0
    assert start > date.today()  # noqa: DTZ011 - the user's own today


def test_a_folder_that_is_not_empty_needs_force(tmp_path: Path) -> None:
    """Nothing is written over unless told to; then other files stay."""
    (tmp_path / "sites.csv").write_text("mine")
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(RouteplanError) as caught:
        init(tmp_path, "haiphong")
    assert caught.value.code == "folder-not-empty"
    assert len(list(tmp_path.iterdir())) == 2
    init(tmp_path, "haiphong", force=True)
    assert load(tmp_path).problem is not None
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_an_unknown_example_is_refused_with_the_list(tmp_path: Path) -> None:
    """The examples that exist are named."""
    with pytest.raises(RouteplanError) as caught:
        init(tmp_path / "p", "hai-phong")
    assert caught.value.code == "example-unknown"
    assert "haiphong, blank" in caught.value.action
    assert not (tmp_path / "p").exists()


def test_a_disk_that_fills_up_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing partial: not one file, not even the folder."""
    calls = []

    def full(_: int) -> None:
        calls.append(1)
        if len(calls) == 5:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(RouteplanError) as caught:
        init(tmp_path / "new" / "p", "haiphong")
    assert caught.value.code == "disk-full"
    assert list(tmp_path.iterdir()) == []
