"""Which code made a result: other code may find other figures for the same scenario."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import routeplan

ROOMS = ("model", "project", "geo", "network", "solve", "check", "coverage")
"""Packages that have a say in a scenario's figures."""

LIBRARIES = ("numba", "numpy", "ortools", "scipy")
"""The same of what others wrote; a release of theirs may search in another order."""


@cache
def code_digest() -> str:
    """Return a digest (16 hex digits) of the sources and libraries that decide figures."""
    home = Path(routeplan.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for room in ROOMS for path in (home / room).rglob("*.py")):
        digest.update(path.relative_to(home).as_posix().encode())
        digest.update(path.read_bytes())
    for name in LIBRARIES:
        digest.update(f"{name} {_version(name)}".encode())
    return digest.hexdigest()[:16]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"
