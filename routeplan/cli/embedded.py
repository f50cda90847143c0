"""What the embedded data set says of itself in its datapackage.json."""

from __future__ import annotations

import json
from typing import Any

from routeplan.geo.embedded import data_path
from routeplan.language.spoken import SpokenError
from routeplan.model import ExitCode


def datapackage() -> dict[str, Any]:
    """Return the parsed datapackage.json.

    Raises:
        RouteplanError: ``data-missing`` when the installation lacks it or it cannot be read.
    """
    path = data_path("datapackage.json")
    try:
        package: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SpokenError(
            "data-missing",
            {"reason": error},
            key="data-missing-description",
            exit_code=ExitCode.MISSING_DATA,
            details={"file": "datapackage.json"},
        ) from error
    return package


def resources() -> list[dict[str, str]]:
    """Return ``file``, ``date``, ``licence`` and ``source`` of every embedded file."""
    rows = []
    for item in datapackage()["resources"]:
        paths = item["path"] if isinstance(item["path"], list) else [item["path"]]
        shown = {
            "date": str(item.get("date", "")),
            "licence": "; ".join(str(part.get("name", "")) for part in item.get("licenses", [])),
            "source": "; ".join(str(part.get("title", "")) for part in item.get("sources", [])),
        }
        rows += [{"file": str(path), **shown} for path in paths]
    return rows
