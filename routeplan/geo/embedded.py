"""Where the embedded data lies, in a checkout and in an installed wheel."""

from __future__ import annotations

import csv
from pathlib import Path

from routeplan.language.spoken import SpokenError
from routeplan.model import ExitCode

_PACKAGE = Path(__file__).resolve().parent.parent
# A wheel carries the data inside the package, a checkout keeps it at the root.
_PLACES = (_PACKAGE / "_data" / "haiphong", _PACKAGE.parent / "data" / "haiphong")


def data_path(name: str) -> Path:
    """Return the path of an embedded file or folder.

    Args:
        name: path inside the data set with forward slashes, e.g. ``communes.csv``, ``example``.

    Raises:
        RouteplanError: ``data-missing`` when the installation lacks it.
    """
    for place in _PLACES:
        path = place.joinpath(*name.split("/"))
        if path.exists():
            return path
    words = {"file": name}
    raise SpokenError("data-missing", words, exit_code=ExitCode.MISSING_DATA, details=words)


def read_rows(name: str) -> list[dict[str, str]]:
    """Read an embedded CSV file as one dictionary of texts per row."""
    with data_path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
