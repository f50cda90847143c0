"""The output folder: replaced as a whole, earlier plan kept, nothing of others lost."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from routeplan.cli import output
from routeplan.model import RouteplanError

NAMES = ("plan.json", "map.html", "run.json")


def write(folder: Path, plan: str = "a", page: str = "m") -> None:
    """Write a folder as `routeplan plan` does."""
    output.write_folder(folder, {"plan.json": plan, "map.html": page}, {"version": "1"})


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder with its text, run.json aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


def test_first_writing_leaves_the_files_and_nothing_beside(tmp_path: Path) -> None:
    """No temporary folder stays next to the new one."""
    write(tmp_path / "out" / "base")
    assert tree(tmp_path) == {"out/base/plan.json": "a", "out/base/map.html": "m"}
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["base"]
    run = json.loads((tmp_path / "out" / "base" / "run.json").read_text(encoding="utf-8"))
    assert set(run["files"]) == {"plan.json", "map.html"}


def test_one_earlier_plan_is_kept_and_files_of_others_stay(tmp_path: Path) -> None:
    """After three runs the second is in .previous, the first is gone, notes of a user are there."""
    folder = tmp_path / "base"
    write(folder, "1")
    (folder / "notes").mkdir()
    (folder / "notes" / "mine.txt").write_text("keep", encoding="utf-8")
    write(folder, "2")
    write(folder, "3")
    assert tree(folder) == {
        "plan.json": "3",
        "map.html": "m",
        "notes/mine.txt": "keep",
        ".previous/plan.json": "2",
        ".previous/map.html": "m",
    }


def test_a_hand_edited_plan_is_not_replaced_unasked(tmp_path: Path) -> None:
    """The hash in run.json tells an edited file; --force keeps it in .previous."""
    folder = tmp_path / "base"
    write(folder)
    output.check_folder(folder, NAMES, force=False)
    (folder / "plan.json").write_text("edited", encoding="utf-8")
    with pytest.raises(RouteplanError, match="output-foreign") as caught:
        output.check_folder(folder, NAMES, force=False)
    assert "plan.json" in caught.value.cause
    assert "map.html" not in caught.value.cause
    output.check_folder(folder, NAMES, force=True)
    write(folder, "new")
    assert tree(folder)[".previous/plan.json"] == "edited"


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_of_someone_else_is_not_taken_over(tmp_path: Path, name: str) -> None:
    """Without a run.json of ours, a file of the same name is someone else's."""
    (tmp_path / name).write_text("{}", encoding="utf-8")
    with pytest.raises(RouteplanError, match="output-foreign"):
        output.check_folder(tmp_path, NAMES, force=False)


@pytest.mark.parametrize("where", ["out", "out/base"])
def test_a_file_in_the_way_is_named(tmp_path: Path, where: str) -> None:
    """A file where a folder is needed is an error before any work, even with --force."""
    path = tmp_path / where
    path.parent.mkdir(exist_ok=True)
    path.write_text("", encoding="utf-8")
    with pytest.raises(RouteplanError, match="output-not-a-folder") as caught:
        output.check_folder(tmp_path / "out" / "base", NAMES, force=True)
    assert str(path) in caught.value.cause


@pytest.mark.parametrize("failing", ["write", "copy2", "rename"])
def test_a_disk_that_fills_up_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """Text, the copy for .previous or the swap fails: old files stand, nothing is beside them."""
    folder = tmp_path / "base"
    write(folder, "1")
    write(folder, "2")
    (folder / "mine.txt").write_text("keep", encoding="utf-8")
    before = tree(tmp_path)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    rename = Path.rename

    def rename_but_new(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            full()
        return rename(self, target)

    if failing == "write":
        monkeypatch.setattr(output.os, "fsync", full)
    elif failing == "copy2":
        monkeypatch.setattr(output.shutil, "copy2", full)
    else:
        monkeypatch.setattr(Path, "rename", rename_but_new)
    with pytest.raises(RouteplanError, match="disk-full"):
        write(folder, "3")
    monkeypatch.undo()
    assert tree(tmp_path) == before


def test_a_swap_cut_short_is_finished_by_the_next_run(tmp_path: Path) -> None:
    """Power fails between the two renames: the old folder comes back; after both, it goes."""
    folder = tmp_path / "base"
    write(folder, "1")
    folder.rename(tmp_path / ".base.old")
    output.check_folder(folder, NAMES, force=False)
    assert tree(tmp_path) == {"base/plan.json": "1", "base/map.html": "m"}
    (tmp_path / ".base.old").mkdir()
    (tmp_path / ".base.old" / "plan.json").write_text("0", encoding="utf-8")
    output.check_folder(folder, NAMES, force=False)
    assert tree(tmp_path) == {"base/plan.json": "1", "base/map.html": "m"}
