"""What a figure was measured on, and by what: machine, load, versions, the command to run again."""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
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


def command_line(
    parser: argparse.ArgumentParser, given: argparse.Namespace, positional: Sequence[str] = ()
) -> str:
    """Return the command that measures the same again, its defaults named; of paths the last part.

    Args:
        parser: its `prog` begins the command.
        given: what it has read; ``format``, which changes no figure, is left out.
        positional: names that stand without their option, in order.
    """
    words = [parser.prog, *(_word(getattr(given, name)) for name in positional)]
    for name, value in vars(given).items():
        # A seed of 0 is given, though 0 == False.
        if name in (*positional, "format") or value is None or value is False or value == "":
            continue
        words.append(f"--{name.replace('_', '-')}")
        if value is not True:
            words.append(_word(value))
    return " ".join(words)


def _word(value: object) -> str:
    if isinstance(value, Path):
        return shlex.quote(value.name)
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else shlex.quote(str(value))


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
