"""The cache may be missing, damaged or read-only, and never changes a result."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from routeplan.network import cache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder that does not exist yet."""
    path = tmp_path / "cache"
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(path))
    return path


def test_round_trip(folder: Path) -> None:
    """What was stored comes back, and no half-written file stays."""
    arrays = {"a": np.arange(6).reshape(2, 3), "b": np.array([1.5, np.inf])}
    cache.store("test", "k", arrays)
    found = cache.load("test", "k")
    assert found is not None
    assert all(np.array_equal(found[name], arrays[name]) for name in arrays)
    assert [path.name for path in folder.iterdir()] == ["test-k.npz"]
    assert cache.load("test", "other") is None


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "text"])
def test_damaged_file_counts_as_missing(folder: Path, damage: str) -> None:
    """A file that was cut off, changed or overwritten is ignored."""
    cache.store("test", "k", {"a": np.arange(1000)})
    path = folder / "test-k.npz"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    content = {"cut": data[: len(data) // 2], "flip": data, "empty": b"", "text": b"no archive"}
    path.write_bytes(bytes(content[damage]))
    assert cache.load("test", "k") is None


def test_pickles_are_refused(folder: Path) -> None:
    """A file with Python objects in it is not loaded, so a cache cannot run code."""
    folder.mkdir()
    np.savez(folder / "test-k.npz", a=np.array([{"x": 1}], dtype=object))
    assert cache.load("test", "k") is None


def test_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file stands in the folder's place, nothing is stored and nothing breaks."""
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(blocked / "cache"))
    cache.store("test", "k", {"a": np.arange(3)})
    assert cache.load("test", "k") is None


def test_oldest_files_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the files used last are kept."""
    cache.store("test", "size", {"a": np.arange(3)})
    size = (folder / "test-size.npz").stat().st_size
    (folder / "test-size.npz").unlink()
    monkeypatch.setattr(cache, "MOST_BYTES", 2 * size)
    for age, key in enumerate("abc"):
        cache.store("test", key, {"a": np.arange(3)})
        stamp = 1_000_000 + age
        os.utime(folder / f"test-{key}.npz", (stamp, stamp))
    assert cache.load("test", "b") is not None
    cache.store("test", "d", {"a": np.arange(3)})
    assert {path.name for path in folder.iterdir()} == {"test-b.npz", "test-d.npz"}


def test_keys_tell_apart() -> None:
    """Parts are not run together, and arrays count with shape and type."""
    assert cache.key_of("ab", "c") != cache.key_of("a", "bc")
    assert cache.key_of(np.arange(4)) != cache.key_of(np.arange(4).reshape(2, 2))
    assert cache.key_of(np.arange(4)) != cache.key_of(np.arange(4.0))
    assert cache.key_of(1, np.arange(4)) == cache.key_of(1, np.arange(4))
