"""What a figure was measured on: machine, load and versions, for the head of an answer."""

from __future__ import annotations

import os
import platform
from typing import Any

import routeplan


def surroundings() -> dict[str, Any]:
    """Return machine, load (mean of the last minute, processes) and versions."""
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "load": round(os.getloadavg()[0], 1),
        "versions": {"python": platform.python_version(), "routeplan": routeplan.__version__},
    }
