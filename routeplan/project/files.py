"""Files written whole or not at all, with errors that say what to do."""

from __future__ import annotations

import errno
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from routeplan.model import RouteplanError
from routeplan.project.limits import MOST_TABLE_BYTES, TooLargeError, read_at_most
from routeplan.project.messages import failure

STALE_S = 600
"""What is this old and was only being written belongs to a process that was killed."""

_TEMPORARY = re.compile(r"\..{1,40}\.[A-Za-z0-9_]{8}\.tmp")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}


def write_text(path: Path, text: str) -> None:
    """Replace a file by `text` in UTF-8, line ends as they are, or leave it untouched.

    Raises:
        RouteplanError: ``folder-not-writable``, ``disk-full`` or ``write-failed``.
    """
    write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, data: Any) -> None:
    """Replace a file by `data` as indented JSON in UTF-8; errors as `write_text`."""
    write_text(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def write_bytes(path: Path, data: bytes) -> None:
    """Replace a file by `data`; errors as `write_text`."""
    write_files({path: data})


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Replace several files, none of them before all are on the disk; errors as `write_text`.

    Missing folders are made. Whatever interrupts the writing, Ctrl-C included, no temporary file
    stays, and folders made for nothing are removed again.
    """
    made: list[Path] = []
    staged: list[tuple[Path, Path]] = []
    done = False
    try:
        for path, data in contents.items():
            with _as_routeplan_error(path):
                made += _make_folder(path.parent)
                _tidy(path.parent)
                _stage(path, data, staged)
        while staged:
            temporary, path = staged[0]
            _put_in_place(temporary, path)
            staged.pop(0)
        done = True
    finally:
        for temporary, _ in staged:
            with suppress(OSError):
                temporary.unlink()
        if not done:
            for folder in reversed(made):
                with suppress(OSError):
                    folder.rmdir()


@lru_cache(maxsize=256)
def _tidy(folder: Path) -> None:
    """Remove what a process that was killed left in a folder; once for each folder is enough."""
    for path in folder.glob(".*.tmp"):
        if _TEMPORARY.fullmatch(path.name) and is_stale(path):
            with suppress(OSError):
                path.unlink()


def is_stale(path: Path) -> bool:
    """Tell whether nothing was done to a path for so long that nobody is writing it."""
    try:
        return time.time() - path.lstat().st_mtime > STALE_S
    except OSError:
        return False


def _put_in_place(temporary: Path, path: Path) -> None:
    with _as_routeplan_error(path):
        try:
            temporary.replace(path)
        except PermissionError as error:
            # The folder took the temporary file: on Windows another program has `path` open.
            detail = error.strerror or str(error)
            raise failure("write-failed", path=str(path), detail=detail) from error


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder and its missing parents; return those made, the outermost first."""
    missing = []
    parent = folder
    while not parent.exists():
        missing.append(parent)
        parent = parent.parent
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _stage(path: Path, data: bytes, staged: list[tuple[Path, Path]]) -> None:
    """Write `data` to a temporary file beside `path` and note it in `staged`."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent)
    staged.append((Path(name), path))
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    # mkstemp makes files private; a plan is as readable as any file of its folder.
    Path(name).chmod(_mode_for(path))


def _mode_for(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


@contextmanager
def _as_routeplan_error(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise write_error(path, error) from error


def refuse_elsewhere(project: Path, folder: Path) -> None:
    """Refuse to write into a folder of a project that is a link to somewhere else.

    Whoever sends a project folder could send such a link along. Folders that a user names (``-o``)
    may lie anywhere, and so may the project itself.

    Raises:
        RouteplanError: ``folder-elsewhere``.
    """
    target = folder.resolve()
    if not target.is_relative_to(project.resolve()):
        raise failure("folder-elsewhere", path=str(folder), target=str(target))


def write_error(path: Path, error: OSError) -> RouteplanError:
    """Return the error that says why `path` was not written; ``write-failed`` if nothing fits."""
    detail = error.strerror or str(error)
    if error.errno in _FULL:
        return failure("disk-full", path=str(path))
    if error.errno in _DENIED:
        return failure("folder-not-writable", path=str(path.parent), detail=detail)
    return failure("write-failed", path=str(path), detail=detail)


def read_bytes(path: Path, most: int = MOST_TABLE_BYTES) -> bytes:
    """Return the bytes of a file that a user named, not more than `most`.

    Raises:
        RouteplanError: ``import-not-found``, ``import-unreadable`` or ``file-too-large``.
    """
    try:
        return read_at_most(path, most)
    except TooLargeError as error:
        raise failure("file-too-large", file=str(path), detail=str(error)) from error
    except FileNotFoundError as error:
        raise failure("import-not-found", path=str(path)) from error
    except OSError as error:
        detail = error.strerror or str(error)
        raise failure("import-unreadable", path=str(path), detail=detail) from error
