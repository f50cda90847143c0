"""What a figure was measured on: machine, load and versions, for the head of an answer."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import routeplan


def surroundings(*libraries: str) -> dict[str, Any]:
    """Return machine, load (mean of the last minute, processes) and versions.

    Args:
        libraries: distributions whose versions matter for the figure; one may be ``absent``.
    """
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "versions": {
            "python": platform.python_version(),
            "routeplan": routeplan.__version__,
            **{name: _version(name) for name in libraries},
        },
    }


def peak_mb() -> float | None:
    """Return the most memory that this process ever held; None where the system does not say."""
    try:
        import resource
    except ImportError:
        return None
    return megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def megabytes(ru_maxrss: int) -> float:
    """Return a process's most memory, as the system counts it, in MB."""
    return round(ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
