"""The vendored browser assets are the bytes of the pinned packages, with their licences."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[3] / "routeplan" / "report" / "assets"


def test_files_are_those_of_the_record() -> None:
    """Every vendored file has its recorded hash, none is unrecorded, each package its licence."""
    record = json.loads((ASSETS / "vendor.json").read_text(encoding="utf-8"))
    hashes = {name: digest for package in record for name, digest in package["sha256"].items()}
    for name, digest in hashes.items():
        assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == digest, name
    for package in record:
        folder = ASSETS / package["name"]
        present = {path.relative_to(ASSETS).as_posix() for path in folder.rglob("*")}
        assert present == {name for name in hashes if name.startswith(package["name"])}
        assert f"{package['name']}/LICENSE" in hashes
