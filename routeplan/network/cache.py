"""Results that took seconds to compute, kept in the user's cache folder.

A file's name is the hash of everything its content depends on, so nothing in it can be stale. It
is a convenience: without a writable folder, or with a damaged file, the work is simply done again.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routeplan.network.npz import BROKEN, read_arrays
from routeplan.project.files import is_stale

FOLDER_VARIABLE = "ROUTEPLAN_CACHE"
"""Environment variable that names another folder."""

MOST_BYTES = 200_000_000
"""Size of all files kept; the ones longest unused go first."""

Arrays = dict[str, NDArray[Any]]


def cache_folder() -> Path:
    """Return the folder, which need not exist."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("routeplan", appauthor=False))


def key_of(*parts: object) -> str:
    """Return the hash (hex) of bytes, arrays and whatever prints the same when it is the same."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            data = f"{part.dtype} {part.shape}".encode() + np.ascontiguousarray(part).tobytes()
        else:
            data = part if isinstance(part, bytes) else repr(part).encode()
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def load(kind: str, key: str) -> Arrays | None:
    """Return the arrays stored under a key, or None."""
    path = cache_folder() / f"{kind}-{key}.npz"
    try:
        found = read_arrays(path)
    except BROKEN:
        return None
    with suppress(OSError):
        os.utime(path)
    return found


def store(kind: str, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Store arrays under a key, whole or not at all; a folder that cannot be written is ignored."""
    folder = cache_folder()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, allow_pickle=False, **dict(arrays))
            Path(name).replace(folder / f"{kind}-{key}.npz")
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _prune(folder)


def _prune(folder: Path) -> None:
    files = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    total = 0
    for path in folder.glob("tmp*.tmp"):
        if is_stale(path):
            path.unlink(missing_ok=True)
    for path in files:
        total += path.stat().st_size
        if total > MOST_BYTES:
            path.unlink(missing_ok=True)
