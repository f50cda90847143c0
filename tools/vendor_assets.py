"""Fetch the pinned browser assets of the map from npm into `routeplan/report/assets`.

Run ``python -m tools.vendor_assets`` from the repository root. It downloads each package with ``npm
pack`` (the registry is npm's own setting), refuses it unless its sha512 is the pinned one, and
writes the listed files and ``vendor.json``. With ``--check`` it only compares the files on disk
with ``vendor.json`` and needs no network.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "routeplan" / "report" / "assets"
RECORD = "vendor.json"


@dataclass(frozen=True)
class Package:
    """One pinned npm package and the files taken from it, by path inside the package."""

    name: str
    version: str
    integrity: str
    licence: str
    files: tuple[str, ...]


PACKAGES = (
    Package(
        "leaflet",
        "1.9.4",
        "sha512-nxS1ynzJOmOlHp+iL3FyWqK89GtNL8U8rvlMOsQdTTssxZwCXh8N2NB3GDQOL+YR3XnWyZAxwQixURb+"
        "FA74PA==",
        "BSD-2-Clause",
        (
            "LICENSE",
            "dist/leaflet.js",
            "dist/leaflet.css",
            "dist/images/layers.png",
            "dist/images/layers-2x.png",
            "dist/images/marker-icon.png",
        ),
    ),
)


def fetch(package: Package, folder: Path) -> dict[str, bytes]:
    """Download a package into `folder` and return its listed files, once its hash is right."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is not installed; install Node.js, then run this again.")
    spec = f"{package.name}@{package.version}"
    command = [npm, "pack", spec, "--pack-destination", str(folder), "--silent"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    archive = next(folder.glob("*.tgz"))
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        sys.exit(f"{spec}: the download is sha512-{digest}, pinned is {package.integrity}.")
    contents = {}
    with tarfile.open(archive) as tar:
        for name in package.files:
            member = tar.extractfile(f"package/{name}")
            if member is None:
                sys.exit(f"{spec} holds no file {name}.")
            contents[name] = member.read()
    return contents


def refetch() -> None:
    """Replace the files of every package and write the record."""
    record = []
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            contents = fetch(package, Path(folder))
        hashes = {}
        for name, content in contents.items():
            target = ASSETS / package.name / Path(name).name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            hashes[target.relative_to(ASSETS).as_posix()] = hashlib.sha256(content).hexdigest()
        record.append(
            {
                "name": package.name,
                "version": package.version,
                "licence": package.licence,
                "integrity": package.integrity,
                "sha256": hashes,
            }
        )
    text = json.dumps(record, indent=2) + "\n"
    (ASSETS / RECORD).write_text(text, encoding="utf-8", newline="\n")


def check() -> list[str]:
    """Return the names of files that are missing or differ from the record."""
    wrong = []
    for package in json.loads((ASSETS / RECORD).read_text(encoding="utf-8")):
        for name, expected in package["sha256"].items():
            path = ASSETS / name
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != expected:
                wrong.append(name)
    return wrong


def main() -> None:
    """Refetch, or with ``--check`` compare."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.vendor_assets", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--check", action="store_true", help="compare only, without the network")
    if parser.parse_args().check:
        if wrong := check():
            sys.exit("These files differ from vendor.json: " + ", ".join(wrong))
        print("All vendored files are as recorded.")
    else:
        refetch()
        print(f"Wrote {len(PACKAGES)} package(s) to {ASSETS.name}/.")


if __name__ == "__main__":
    main()
