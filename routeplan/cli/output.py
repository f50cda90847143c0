"""The folder of a plan: replaced as a whole, keeping one earlier plan and what others put there.

Either the old folder stands or the new one, never a mixture: the new one is written beside it in
full, then the names are swapped. ``run.json`` lists the files that routeplan wrote with their
SHA-256, so that a plan edited by hand is never overwritten unasked.
"""

from __future__ import annotations

import contextlib
import glob
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from routeplan.cli.failures import CliError
from routeplan.cli.plan_files import sha256

MAP_FILE = "map.html"
RUN_FILE = "run.json"
RUN_SCHEMA = "routeplan/run@1"
PREVIOUS = ".previous"


def foreign_files(
    folder: Path, names: Iterable[str], record: str, ours: Mapping[str, str]
) -> list[str]:
    """Return those of `names` in `folder` that someone else wrote, or edited since.

    Args:
        folder: where they would be written.
        names: relative paths.
        record: the one of them that lists what routeplan wrote; it is ours where it could be read.
        ours: SHA-256 by name of what routeplan wrote; empty where there is no record.
    """

    def is_foreign(name: str) -> bool:
        path = folder / name
        if path.is_symlink() or path.is_dir():
            return True
        if not path.exists():
            return False
        return not ours if name == record else ours.get(name) != sha256(path)

    return [name for name in names if is_foreign(name)]


def refuse_file(folder: Path) -> None:
    """Refuse a file where a folder, or one above it, is to be.

    Raises:
        RouteplanError: ``output-not-a-folder``.
    """
    there = next((path for path in (folder, *folder.parents) if path.exists()), None)
    if there is not None and not there.is_dir():
        raise CliError("output-not-a-folder", path=there)


def check_folder(folder: Path, names: tuple[str, ...], *, force: bool) -> None:
    """Make sure, before long work begins, that `folder` may be written.

    Raises:
        RouteplanError: ``output-not-a-folder``; ``output-foreign`` without `force` when a file
            would be lost that routeplan did not write; errors of writing.
    """
    recover(folder)
    refuse_file(folder)
    ours = written(folder)
    foreign = foreign_files(folder, names, RUN_FILE, ours) if folder.is_dir() else []
    if foreign and not force:
        raise CliError("output-foreign", path=folder, names=", ".join(foreign))
    with _guarded(folder), _beside(folder):
        pass


def write_folder(folder: Path, files: Mapping[str, str], run: Mapping[str, Any]) -> None:
    """Replace `folder` by one that holds `files` (name to text) and run.json.

    What routeplan wrote there before goes to ``.previous/``; other files stay.

    Raises:
        RouteplanError: ``disk-full``, ``folder-not-writable`` or ``write-failed``; the folder is
            then as it was.
    """
    with _guarded(folder), _beside(folder) as new:
        for name, content in files.items():
            _write(new / name, content)
        record = {
            "schema": RUN_SCHEMA,
            **run,
            "files": {name: sha256(new / name) for name in files},
        }
        _write(new / RUN_FILE, json.dumps(record, ensure_ascii=False, indent=1) + "\n")
        if folder.is_dir():
            _keep(folder, new, (*files, RUN_FILE))
        _swap(new, folder)


def recover(folder: Path) -> None:
    """Finish what a process that was killed in the middle of a swap left behind, and tidy up."""
    from routeplan.project.files import is_stale

    for new in folder.parent.glob(f".{glob.escape(folder.name)}.new-*"):
        if is_stale(new):
            shutil.rmtree(new, ignore_errors=True)
    old = _old(folder)
    if old.is_dir() and not folder.exists():
        old.rename(folder)
    elif old.is_dir():
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Make an empty folder next to `folder`; whatever is left of it goes away at the end."""
    is_first = not folder.parent.exists()
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = folder.with_name(f".{folder.name}.new-{os.getpid()}")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)
        if is_first:
            with contextlib.suppress(OSError):  # it holds something now, and is wanted
                folder.parent.rmdir()


@contextmanager
def _guarded(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        from routeplan.project.files import write_error

        raise write_error(folder, error) from error


def _keep(folder: Path, new: Path, names: tuple[str, ...]) -> None:
    earlier = new / PREVIOUS
    for path in sorted(folder.iterdir()):
        if path.name in names:
            earlier.mkdir(exist_ok=True)
        if path.name == PREVIOUS:
            continue
        target = earlier / path.name if path.name in names else new / path.name
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, target, symlinks=True)
        else:
            shutil.copy2(path, target, follow_symlinks=False)


def _swap(new: Path, folder: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    old = _old(folder)
    folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:  # Ctrl-C too: no plan at all would be worse than the old one
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def written(folder: Path) -> dict[str, str]:
    """Return the SHA-256 by name of what routeplan wrote into a folder; none without run.json."""
    from routeplan.project.limits import parse_json, read_at_most

    with contextlib.suppress(OSError, ValueError, AttributeError):
        record = parse_json(read_at_most(folder / RUN_FILE))
        if record.get("schema") == RUN_SCHEMA:
            return dict(record.get("files") or {})
    return {}


def _write(path: Path, content: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
