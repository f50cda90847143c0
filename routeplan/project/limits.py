"""How much of a file is read: sizes beyond which no table, map or settings file of a project lies.

What is in a project folder may come from anybody. A limit turns what would fill the memory, or
hang, into a finding that names the file. Numbers leave room for ten times the largest real project.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any
from xml.parsers import expat

MEGABYTE = 1_000_000
MOST_TABLE_BYTES = 64 * MEGABYTE
"""Of a table, settings or a list: some 200,000 rows of sites.csv."""
MOST_BYTES = 512 * MEGABYTE
"""Of any file that is read whole: maps of areas, plans, feeds."""
MOST_UNPACKED_BYTES = 160 * MEGABYTE
"""Of the parts of a workbook or document, unpacked, in all."""
MOST_PARTS = 5_000
"""Files in a workbook or document."""
MAX_ROWS, MAX_COLUMNS = 100_000, 500
"""Of a table."""
MOST_CELLS = 5_000_000
"""Of a sheet, from its first row and column to its last."""
MOST_CELL_CHARACTERS = 8_000
"""Of one cell: a school year of dates takes 4,000."""

BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    RuntimeError,
    UnicodeError,
)
"""What Python raises for a damaged zip file, one with a password or packed in an unknown way."""

_PICTURES = ("media/", "embeddings/", "drawings/", "ctrlProps/", "printerSettings/")


class TooLargeError(ValueError):
    """More than is read; the message says how much that is."""


class UnsafeXmlError(ValueError):
    """XML that declares a document type, which no office program writes."""


def read_at_most(path: Path, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a file; of a pipe or device, too, not more than `most` are ever read.

    Raises:
        OSError: it cannot be read.
        TooLargeError: it has more than `most` bytes.
    """
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise TooLargeError(f"more than {most // MEGABYTE} MB")
    return data


def parse_json(text: str | bytes) -> Any:
    """Return what JSON text holds.

    Raises:
        ValueError: it is no JSON, or nested deeper than anything that routeplan writes.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def repacked(data: bytes, *, pictures: bool, most: int = MOST_UNPACKED_BYTES) -> bytes:
    """Return a workbook or document with its parts unpacked and put together anew.

    Sizes that a zip file declares of itself may lie, and one part may stand in it many times; so
    whoever reads it gets a zip file of ours, without compression.

    Args:
        data: the file.
        pictures: whether pictures and the like come along.
        most: bytes of all parts, unpacked.

    Raises:
        ValueError: it is damaged, has more than `most` bytes unpacked, or declares a document type.
    """
    target = io.BytesIO()
    left = most
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
            if len(old.infolist()) > MOST_PARTS:
                raise TooLargeError(f"more than {MOST_PARTS} parts")
            for info in old.infolist():
                name = info.filename
                if info.is_dir() or (not pictures and any(part in name for part in _PICTURES)):
                    continue
                if name in new.NameToInfo:
                    raise ValueError(f"{name} is in it twice")
                with old.open(info) as part:
                    content = part.read(left + 1)
                if len(content) > left:
                    raise TooLargeError(f"more than {most // MEGABYTE} MB unpacked")
                left -= len(content)
                if PurePosixPath(name).suffix in (".xml", ".rels"):
                    refuse_doctype(content)
                new.writestr(zipfile.ZipInfo(name), content)
    except BROKEN_ZIP as error:
        raise ValueError(str(error) or type(error).__name__) from error
    return target.getvalue()


class _RootSeenError(Exception):
    pass


def refuse_doctype(xml: bytes) -> None:
    """Refuse XML that declares a document type: entities are what bombs and theft are made of.

    A document type can only stand before the first element, so no more than that is read; XML that
    is broken is for its reader to tell.

    Raises:
        UnsafeXmlError: there is one.
    """
    parser = expat.ParserCreate()

    def found(*_: object) -> None:
        raise UnsafeXmlError("it declares a document type (DOCTYPE)")

    def root(*_: object) -> None:
        raise _RootSeenError

    parser.StartDoctypeDeclHandler = found
    parser.StartElementHandler = root
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - the parser takes it by place alone
    except (_RootSeenError, expat.ExpatError):
        return
    except LookupError as error:
        raise UnsafeXmlError(str(error)) from error  # an encoding that nobody knows
