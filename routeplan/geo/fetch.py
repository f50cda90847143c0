"""Download the official polygons of the 114 units; they may not be shipped, only fetched."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from routeplan.geo.areas import OFFICIAL_FILE
from routeplan.geo.communes import commune_by_code
from routeplan.geo.gitfetch import read_folder
from routeplan.language.spoken import SpokenError
from routeplan.model import ExitCode, RouteplanError

REPOSITORY = "https://github.com/thanglequoc/vietnamese-provinces-database"
# The commit of release v4.1.0 (1 August 2026), the first with one GeoJSON file per unit. Its id is
# a checksum of every file in it.
COMMIT = "d10fd83c4bf7a5839a56706f1c04f13133271cfc"
FOLDER = "json/geojson/31_hai_phong/wards"
LICENCE = "MIT; drawn after the reference map of a state publisher without a stated open licence"
SIMPLIFY_DEG = 1e-4  # about 10 m


def fetch_communes(
    dest: Path,
    *,
    force: bool = False,
    repository: str = REPOSITORY,
    commit: str = COMMIT,
    timeout_s: float = 60,
) -> Path:
    """Download the polygons, check them against the pinned commit and write ``communes.geojson``.

    Args:
        dest: the file to write, or a folder that gets ``communes.geojson``.
        force: replace a file that is there already.
        repository: address of the git repository, without ``.git``.
        commit: full commit id; the checksum of what is downloaded.
        timeout_s: seconds without an answer after which the network counts as absent.

    Returns:
        The file written. It is replaced in one step; on any error it stays as it was.

    Raises:
        RouteplanError: ``file-exists``, ``file-unwritable``, ``network-unavailable``,
            ``download-broken``, ``checksum-mismatch`` or ``download-unexpected`` (the units are not
            the 114 known ones).
    """
    path = dest / OFFICIAL_FILE if dest.is_dir() else dest
    if path.exists() and not force:
        raise SpokenError("file-exists", {"path": path}, details={"path": str(path)})
    files = read_folder(repository, commit, FOLDER, ".geojson", timeout_s=timeout_s)
    features = sorted(map(_feature, files.values()), key=lambda one: one["properties"]["code"])
    codes = {feature["properties"]["code"] for feature in features}
    if codes != commune_by_code().keys() or len(codes) != len(features):
        odd = sorted(codes ^ commune_by_code().keys())
        raise _unexpected(f"the units differ from the 114 known ones ({', '.join(odd[:5])})")
    collection = {
        "type": "FeatureCollection",
        "source": f"{repository}/tree/{commit}/{FOLDER}",
        "licence": LICENCE,
        "features": features,
    }
    _write(path, json.dumps(collection, ensure_ascii=False, separators=(",", ":")) + "\n")
    return path


def _feature(content: bytes) -> dict[str, Any]:
    """Return the one feature of a unit's file, slimmed to 10 m and our own properties."""
    import shapely
    from shapely.errors import GEOSException
    from shapely.geometry import mapping, shape

    try:
        (given,) = json.loads(content)["features"]
        code = str(given["id"])
        geometry = shapely.make_valid(shape(given["geometry"]))
    except (ValueError, LookupError, TypeError, AttributeError, GEOSException) as error:
        raise _unexpected(f"a file is not a GeoJSON feature ({error})") from error
    slim = shapely.set_precision(geometry.simplify(SIMPLIFY_DEG), 1e-5)
    polygons = [part for part in shapely.get_parts(slim) if part.geom_type == "Polygon"]
    commune = commune_by_code().get(code)
    properties = {"code": code, "name": commune.name if commune else "", "approximate": False}
    shown = mapping(shapely.normalize(shapely.MultiPolygon(polygons)))
    return {"type": "Feature", "id": code, "properties": properties, "geometry": shown}


def _unexpected(what: str) -> RouteplanError:
    words = {"what": what}
    return SpokenError("download-unexpected", words, exit_code=ExitCode.MISSING_DATA, details=words)


def _write(path: Path, text: str) -> None:
    """Replace the file in one step."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        try:
            temporary.write_text(text, encoding="utf-8", newline="\n")
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        words = {"path": str(path), "why": error.strerror or str(error)}
        raise SpokenError("file-unwritable", words, details=words) from error
