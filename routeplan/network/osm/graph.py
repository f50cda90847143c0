"""The road network as it is stored: edges between junctions, in compressed sparse rows."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routeplan.network.npz import BROKEN, read_arrays
from routeplan.network.osm.ways import E7, FerryLine
from routeplan.project.files import write_files
from routeplan.project.limits import parse_json, read_at_most
from routeplan.project.messages import failure

FOLDER = "network"
GRAPH_FILE, ABOUT_FILE = "roads.npz", "roads.json"
_FORMAT = "routeplan/roads@1"
_PROFILE = re.compile(r"[a-z0-9_]{1,40}")
_ARRAYS = ("lon", "lat", "indptr", "indices", "seconds", "metres", "offsets", "points")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RoadGraph:
    """Junctions and the edges between them; edges are sorted by the node where they begin.

    Args:
        lon, lat: shape (n,), 1e-7 degrees, of the junctions.
        indptr: shape (n + 1,), where each node's edges begin.
        indices: shape (m,), the node where each edge ends.
        seconds: shape (profiles, 2, m), along each edge and against it, infinite where it is
            closed; the delay at its end is included and counts as spread over the whole edge.
        metres: shape (m,).
        offsets: shape (m + 1,), where each edge's line begins in `points`.
        points: shape (k, 2), lon and lat in 1e-7 degrees, both ends included.
        profiles: names.
        ferries: lines that the extract holds; no part of the graph.
        about: source, vintage, counts, kilometres by class, box; what is printed.
        hash: of the arrays; names the network wherever results depend on it.
    """

    lon: NDArray[np.int32]
    lat: NDArray[np.int32]
    indptr: NDArray[np.int32]
    indices: NDArray[np.int32]
    seconds: NDArray[np.float32]
    metres: NDArray[np.float32]
    offsets: NDArray[np.int32]
    points: NDArray[np.int32]
    profiles: tuple[str, ...]
    ferries: tuple[FerryLine, ...]
    about: Mapping[str, Any]
    hash: str

    @property
    def starts(self) -> NDArray[np.int32]:
        """Shape (m,), the node where each edge begins."""
        counts = np.diff(self.indptr)
        return np.repeat(np.arange(len(self.lon), dtype=np.int32), counts)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """South, west, north and east of all lines, in degrees."""
        west, south = (self.points.min(axis=0) / E7).tolist()
        east, north = (self.points.max(axis=0) / E7).tolist()
        return south, west, north, east

    def line(self, edge: int) -> Floats:
        """Return (k, 2) lat, lon in degrees from the edge's beginning to its end."""
        points = self.points[self.offsets[edge] : self.offsets[edge + 1]]
        return points[:, ::-1] / E7


def hash_of(arrays: Mapping[str, NDArray[Any]], profiles: tuple[str, ...]) -> str:
    """Return the hash (hex) of a graph's arrays."""
    digest = hashlib.sha256(repr(profiles).encode())
    for name in _ARRAYS:
        digest.update(f"{name} {arrays[name].dtype} {arrays[name].shape}".encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()


def save_graph(graph: RoadGraph, folder: Path) -> tuple[Path, Path]:
    """Write a project's network, both files or none; returns their paths.

    Raises:
        RouteplanError: those of `files.write_files`.
    """
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer, allow_pickle=False, **{name: getattr(graph, name) for name in _ARRAYS}
    )
    ferries = [{"name": f.name, "minutes": f.minutes, "line": f.line} for f in graph.ferries]
    about = {
        "format": _FORMAT,
        "hash": graph.hash,
        "profiles": graph.profiles,
        **graph.about,
        "ferries": ferries,
    }
    text = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
    paths = folder / FOLDER / GRAPH_FILE, folder / FOLDER / ABOUT_FILE
    write_files({paths[0]: buffer.getvalue(), paths[1]: text.encode()})
    return paths


def read_about(folder: Path) -> dict[str, Any] | None:
    """Return what is said of a project's network; None where it has none.

    Raises:
        RouteplanError: ``network-damaged``.
    """
    path = folder / FOLDER / ABOUT_FILE
    try:
        about = parse_json(read_at_most(path))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise failure("network-damaged", path=f"{FOLDER}/{path.name}", detail=str(error)) from error
    if not isinstance(about, dict) or about.get("format") != _FORMAT:
        raise failure("network-damaged", path=f"{FOLDER}/{path.name}", detail="format")
    return about


def load_graph(folder: Path) -> RoadGraph | None:
    """Return a project's network; None where it has none.

    Raises:
        RouteplanError: ``network-damaged`` when its files are broken or do not belong together.
    """
    about = read_about(folder)
    if about is None:
        return None
    path = folder / FOLDER / GRAPH_FILE
    try:
        arrays = read_arrays(path, _ARRAYS)
        profiles = tuple(map(str, about.pop("profiles")))
        if not all(map(_PROFILE.fullmatch, profiles)):
            raise ValueError("a profile has no name of ours")
        _refuse_false_graph(arrays, len(profiles))
        ferries = tuple(
            FerryLine(
                str(one["name"]),
                None if one["minutes"] is None else int(one["minutes"]),
                tuple((float(lat), float(lon)) for lat, lon in one["line"]),
            )
            for one in about.pop("ferries")
        )
        said = about.pop("hash")
    except (*BROKEN, TypeError, OverflowError) as error:
        raise failure("network-damaged", path=f"{FOLDER}/{path.name}", detail=str(error)) from error
    if hash_of(arrays, profiles) != said:
        raise failure("network-damaged", path=f"{FOLDER}/{path.name}", detail="sha256")
    about.pop("format")
    return RoadGraph(**arrays, profiles=profiles, ferries=ferries, about=about, hash=said)


def _refuse_false_graph(arrays: Mapping[str, NDArray[Any]], profiles: int) -> None:
    """Refuse arrays that lead outside each other: compiled code would read whatever lies there.

    Raises:
        ValueError: they do, or they are of other types than those written.
    """
    nodes, edges, points = len(arrays["lon"]), len(arrays["indices"]), len(arrays["points"])
    shapes = {
        "lon": (np.int32, (nodes,)),
        "lat": (np.int32, (nodes,)),
        "indptr": (np.int32, (nodes + 1,)),
        "indices": (np.int32, (edges,)),
        "seconds": (np.float32, (profiles, 2, edges)),
        "metres": (np.float32, (edges,)),
        "offsets": (np.int32, (edges + 1,)),
        "points": (np.int32, (points, 2)),
    }
    for name, (kind, shape) in shapes.items():
        if arrays[name].dtype != kind or arrays[name].shape != shape:
            raise ValueError(f"{name} has another shape or type")
    for name, last in (("indptr", edges), ("offsets", points)):
        ends = arrays[name]
        if ends[0] != 0 or ends[-1] != last or (np.diff(ends) < 0).any():
            raise ValueError(f"{name} is out of order")
    if not edges or (np.diff(arrays["offsets"]) < 2).any():
        raise ValueError("a road has no line")
    if arrays["indices"].min() < 0 or arrays["indices"].max() >= nodes:
        raise ValueError("a road leads to no junction")
    if not (arrays["seconds"] >= 0).all() or not (arrays["metres"] >= 0).all():
        raise ValueError("a road takes negative time")
