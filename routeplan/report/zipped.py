"""Zip files (Word, Excel) whose bytes do not depend on the clock."""

from __future__ import annotations

import io
import zipfile

_FIRST = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip file can hold."""


def same_zip(data: bytes) -> bytes:
    """Return a zip file with the same content and no date, owner or system in it."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new,
    ):
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _FIRST)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            new.writestr(info, old.read(name))
    return target.getvalue()
