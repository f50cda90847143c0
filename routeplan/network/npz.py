"""Arrays in a file of numpy, read without trust: no pickle, no more memory than is there to read.

The head of an array says its shape, and numpy makes room for it before it reads a byte; so heads
are held against the bytes that are there first.
"""

from __future__ import annotations

import math
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


def read_arrays(path: Path, names: Sequence[str] | None = None) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file by name, all of them unless some are named.

    Raises:
        Exception: one of `BROKEN`; the file is damaged, or its arrays are not what their heads say.
    """
    # np.load leaves a path's file open when it is damaged.
    with path.open("rb") as handle, np.load(handle, allow_pickle=False) as file:
        if not isinstance(file, np.lib.npyio.NpzFile):
            raise ValueError("it is no archive of arrays")  # noqa: TRY004 - as for any other damage
        wanted = [f"{name}.npy" for name in (file.files if names is None else names)]
        assert file.zip is not None
        _refuse_false_heads(file.zip, wanted)
        return {name[: -len(".npy")]: file[name[: -len(".npy")]] for name in wanted}


def _refuse_false_heads(archive: zipfile.ZipFile, names: Sequence[str]) -> None:
    total = 0
    for name in names:
        info = archive.getinfo(name)
        with archive.open(info) as member:
            version = np.lib.format.read_magic(member)
            read = {
                (1, 0): np.lib.format.read_array_header_1_0,
                (2, 0): np.lib.format.read_array_header_2_0,
            }.get(version)
            if read is None:
                raise ValueError(f"{name} has version {version} of the format")
            shape, _, kind = read(member)
            head = member.tell()
        size = math.prod(shape) * kind.itemsize
        total += size
        if kind.hasobject or head + size != info.file_size:
            raise ValueError(f"{name} is not as long as its head says")
    if total > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES // 10**9} GB")
