"""Arrays in a file of numpy, read without trust: no pickle, no more memory than is there to read.

The head of an array says its shape, and numpy makes room for it before it reads a byte; so heads
are held against the bytes that are there first. A head is a piece of Python, too, and what numpy's
reader raises for a broken one is anybody's guess; so none is read but what numpy itself writes.
"""

from __future__ import annotations

import math
import re
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routeplan.project.limits import BROKEN_ZIP

MOST_BYTES = 1_000_000_000
"""Of all arrays of a file: three times the roads of a country of 100 million people."""

BROKEN = (ValueError, *BROKEN_ZIP)
"""What a damaged file raises."""

_ZIP = b"PK\x03\x04"
_MAGIC = b"\x93NUMPY\x01\x00"
_HEAD = re.compile(
    r"\{'descr': '(?P<kind>[<>|][a-zA-Z]\d{1,6}(?:\[\w{1,9}\])?)', "
    r"'fortran_order': (?:True|False), "
    r"'shape': \((?P<shape>(?:\d{1,15}, ?)*(?:\d{1,15})?)\), \} *\n"
)
"""As the format 1.0 of numpy has it, of a plain type; `numpy.lib.format` describes it."""


def read_arrays(path: Path, names: Sequence[str] | None = None) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file by name, all of them unless some are named.

    Raises:
        Exception: one of `BROKEN`; the file is damaged, or its arrays are not what their heads say.
    """
    # np.load leaves a path's file open when it is damaged, and reads a single array, unpacked, too.
    with path.open("rb") as handle:
        if handle.read(len(_ZIP)) != _ZIP:
            raise ValueError("it is no archive of arrays")
        handle.seek(0)
        with np.load(handle, allow_pickle=False) as file:
            wanted = [f"{name}.npy" for name in (file.files if names is None else names)]
            assert file.zip is not None
            _refuse_false_heads(file.zip, wanted)
            return {name[: -len(".npy")]: file[name[: -len(".npy")]] for name in wanted}


def _refuse_false_heads(archive: zipfile.ZipFile, names: Sequence[str]) -> None:
    total = 0
    for name in names:
        info = archive.getinfo(name)
        with archive.open(info) as member:
            if member.read(len(_MAGIC)) != _MAGIC:
                raise ValueError(f"{name} is no array of ours")
            (length,) = struct.unpack("<H", member.read(2))
            said = _HEAD.fullmatch(member.read(length).decode("ascii"))
            head = member.tell()
        if said is None:
            raise ValueError(f"{name} has no head as numpy writes it")
        try:
            kind = np.dtype(said["kind"])
        except TypeError as error:
            raise ValueError(f"{name}: {error}") from error
        size = math.prod(map(int, re.findall(r"\d+", said["shape"]))) * kind.itemsize
        total += size
        if kind.hasobject or head + size != info.file_size:
            raise ValueError(f"{name} is not as long as its head says")
    if total > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES // 10**9} GB")
