"""The cache may be missing, damaged or read-only, and never changes a result."""

from __future__ import annotations

import io
import os
import struct
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays, scalar_dtypes

from routeplan.network import cache
from routeplan.network.npz import read_arrays


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


HEADS = {
    "open bracket": b"{'descr': '<i8', 'fortran_order': False, 'shape': (3,), ( \n",
    "NUL": b"\0{'descr': '<i8', \n",
    "dedent": b"{}\n  1\n 2\n",
    "deep": b"-" * 9_000 + b"1\n",
    "keys of two kinds": b"{1: 2, 'a': 3}\n",
    "a type that is none": b"{'descr': '<b7', 'fortran_order': False, 'shape': (3,), }\n",
    "a number in brackets": b"{'descr': '(,)f4', 'fortran_order': False, 'shape': (3,), }\n",
    "longer than there is": b"{'descr': '<i8', 'fortran_order': False, 'shape': (900,), }\n",
    "less than nothing": b"{'descr': '<i8', 'fortran_order': False, 'shape': (-1, -3), }\n",
    "a pickle": b"{'descr': '|O', 'fortran_order': False, 'shape': (3,), }\n",
    "written by Python 2": b"{'descr': '<i8', 'fortran_order': False, 'shape': (3L,), }\n",
}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.filterwarnings("error")
def test_an_array_whose_head_is_not_numpys_own_counts_as_missing(folder: Path, head: str) -> None:
    """Whatever a head says, numpy's reader of Python is not asked about it."""
    folder.mkdir()
    array = b"\x93NUMPY\1\0" + struct.pack("<H", len(HEADS[head])) + HEADS[head] + bytes(24)
    with zipfile.ZipFile(folder / "test-k.npz", "w") as archive:
        archive.writestr("a.npy", array)
    assert cache.load("test", "k") is None
    (folder / "test-k.npz").write_bytes(array)
    assert cache.load("test", "k") is None


def test_a_single_array_makes_no_room_for_what_it_says(folder: Path) -> None:
    """It is no archive, so nothing of it is read."""
    folder.mkdir()
    target = io.BytesIO()
    about = {"descr": "<f8", "fortran_order": False, "shape": (10**13,)}
    np.lib.format.write_array_header_1_0(target, about)
    (folder / "test-k.npz").write_bytes(target.getvalue())
    assert cache.load("test", "k") is None


@given(
    arrays(
        scalar_dtypes(),
        array_shapes(min_dims=0, max_dims=3, min_side=0),
        fill=st.nothing(),
    ),
    st.booleans(),
)
def test_every_plain_array_comes_back(array: np.ndarray[Any, Any], turned: bool) -> None:
    """Of any type and shape, in rows or in columns, byte by byte."""
    kept = np.asfortranarray(array) if turned else array
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.npz"
        np.savez(path, allow_pickle=False, a=kept)
        found = read_arrays(path)["a"]
    assert (found.dtype, found.shape) == (kept.dtype, kept.shape)
    assert found.tobytes() == kept.tobytes()


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
