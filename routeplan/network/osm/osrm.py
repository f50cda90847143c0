"""OSRM as a faster engine for the same network (the extra ``routeplan[osrm]``).

OSRM gets our graph, not the extract: every edge with the speed that our own table gave it, delays
at junctions included, as tags of a small OSM file; its Lua profile only reads them. So nothing is
decided twice, turns cost nothing on either side, and both answer the same question. Drawing stays
with our own search.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import json
import subprocess
import sys
from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routeplan.model import ExitCode, RouteplanError
from routeplan.network.osm.graph import FOLDER, RoadGraph
from routeplan.network.osm.routing import Router
from routeplan.network.osm.snapping import Spot, components
from routeplan.network.osm.ways import E7
from routeplan.project.limits import MEGABYTE, parse_json, read_at_most
from routeplan.project.messages import render

ENGINE_FOLDER = "osrm"
STAMP_FILE = "built.json"
MOST_LOCATIONS = 100_000
CURVE_BITS = 16
"""Cells of the curve along each axis, as a power of two."""

Floats = NDArray[np.float64]

_LUA = """-- Written by routeplan out of its own speeds; see the tags that it reads.
api_version = 4

function setup()
  return {{
    properties = {{
      weight_name = 'duration',
      max_speed_for_map_matching = 180 / 3.6,
      process_call_tagless_node = false,
      u_turn_penalty = 0,
      continue_straight_at_waypoint = false,
      use_turn_restrictions = false,
    }},
    default_mode = mode.driving,
    default_speed = {default},
  }}
end

function process_node(profile, node, result)
end

function process_way(profile, way, result)
  local along = tonumber(way:get_value_by_key('routeplan:along')) or 0
  local against = tonumber(way:get_value_by_key('routeplan:against')) or 0
  result.forward_mode = along > 0 and mode.driving or mode.inaccessible
  result.backward_mode = against > 0 and mode.driving or mode.inaccessible
  result.forward_speed = along
  result.backward_speed = against
end

function process_turn(profile, turn)
  turn.duration = 0
  turn.weight = 0
end

return {{
  setup = setup,
  process_node = process_node,
  process_way = process_way,
  process_turn = process_turn,
}}
"""


def available() -> bool:
    """Tell whether the extra is installed."""
    return importlib.util.find_spec("osrm") is not None


def require() -> None:
    """Raise ``osrm-missing`` (exit code 4) where the extra is not installed."""
    if not available():
        raise _error("osrm-missing", ExitCode.MISSING_DATA)


def build_engine(graph: RoadGraph, folder: Path, profile: str) -> Path:
    """Build OSRM's files for one profile in a project folder; takes minutes for a city.

    Returns:
        The path that names the data set.

    Raises:
        RouteplanError: ``osrm-missing`` without the extra, ``osrm-failed`` with OSRM's last words.
    """
    require()
    target = folder / FOLDER / ENGINE_FOLDER / profile
    target.mkdir(parents=True, exist_ok=True)
    (target / STAMP_FILE).unlink(missing_ok=True)
    lua, source = target / "routeplan.lua", target / "roads.osm.pbf"
    lua.write_text(_LUA.format(default=20), encoding="utf-8")
    write_edges(graph, profile, source)
    data = target / "roads.osrm"
    _run("extract", "-p", lua, source)
    _run("contract", data)
    source.unlink()
    stamp = {
        "hash": graph.hash,
        "osrm": importlib.metadata.version("osrm-bindings"),
    }
    (target / STAMP_FILE).write_text(json.dumps(stamp) + "\n", encoding="utf-8")
    return data


def built_engines(graph: RoadGraph, folder: Path) -> dict[str, Osrm]:
    """Return the engines that were built from this very network, where OSRM is installed."""
    if not (folder / FOLDER / ENGINE_FOLDER).is_dir() or not available():
        return {}
    found = {}
    for profile in graph.profiles:
        target = folder / FOLDER / ENGINE_FOLDER / profile
        try:
            stamp = parse_json(read_at_most(target / STAMP_FILE, MEGABYTE))
        except (OSError, ValueError):
            continue
        if isinstance(stamp, dict) and stamp.get("hash") == graph.hash:
            found[profile] = Osrm(target / "roads.osrm", graph, profile)
    return found


def write_edges(graph: RoadGraph, profile: str, path: Path) -> None:
    """Write the edges that a profile may use as an OSM file; speeds stand in tags."""
    import osmium

    p = graph.profiles.index(profile)
    with np.errstate(divide="ignore", invalid="ignore"):
        kph = np.maximum(graph.metres, 0.1) * 3.6 / graph.seconds[p]
    starts, n = graph.starts, len(graph.lon)
    path.unlink(missing_ok=True)
    writer = osmium.SimpleWriter(str(path))
    try:
        nodes = osmium.osm.mutable
        for k, (x, y) in enumerate(zip(graph.lon.tolist(), graph.lat.tolist(), strict=True)):
            writer.add_node(nodes.Node(id=k + 1, version=1, location=(x / E7, y / E7)))
        number = n
        inner: list[tuple[int, int]] = []
        for edge in range(len(graph.metres)):
            first, last = int(graph.offsets[edge]) + 1, int(graph.offsets[edge + 1]) - 1
            inner.append((number, last - first))
            for x, y in graph.points[first:last].tolist():
                number += 1
                writer.add_node(nodes.Node(id=number, version=1, location=(x / E7, y / E7)))
        for edge, (before, count) in enumerate(inner):
            along, against = (float(one) for one in kph[:, edge])
            if along > 0 or against > 0:
                refs = [int(starts[edge]) + 1, *range(before + 1, before + count + 1)]
                refs.append(int(graph.indices[edge]) + 1)
                tags = {
                    "highway": "road",
                    "routeplan:along": f"{along:.4f}",
                    "routeplan:against": f"{against:.4f}",
                }
                writer.add_way(nodes.Way(id=edge + 1, version=1, nodes=refs, tags=tags))
    finally:
        writer.close()


class Osrm:
    """Measures with OSRM between points of the network.

    OSRM moves a point from a small part of a network to the largest one, an island's to the
    mainland's; whatever lies outside the largest part is measured by our own search.
    """

    name = "osrm"

    def __init__(self, data: Path, graph: RoadGraph, profile: str) -> None:
        self._data = data
        self._graph = graph
        self._profile = graph.profiles.index(profile)
        self._engine: Any = None

    @cached_property
    def _router(self) -> Router:
        return Router(self._graph, self._profile)

    @cached_property
    def _main(self) -> NDArray[np.bool_]:
        """Shape (n,), whether a node belongs to the largest part of the network."""
        label, km = components(self._graph, self._profile)
        return np.asarray(label == int(np.argmax(km)))

    def _aside(self, spots: Sequence[Spot]) -> list[int]:
        starts = self._graph.starts
        return [k for k, spot in enumerate(spots) if not self._main[starts[spot.edge]]]

    def matrix(self, sources: Sequence[Spot], targets: Sequence[Spot]) -> tuple[Floats, Floats]:
        """Return seconds and metres, shape (sources, targets); infinite where there is no way.

        OSRM is asked in the order of a space-filling curve, and for the same places once: its
        searches then find in the processor's cache what their neighbours left there.
        """
        shape = len(sources), len(targets)
        rows_at = along_curve(sources)
        near = [sources[k] for k in rows_at]
        if shape[0] == shape[1] and all(a is b for a, b in zip(sources, targets, strict=True)):
            columns_at, answer = rows_at, self.table(near)
        else:
            columns_at = along_curve(targets)
            answer = self.table(near, [targets[k] for k in columns_at])
        found = np.empty((2, *shape))
        grid = np.ix_(rows_at, columns_at)
        for k, name in enumerate(("durations", "distances")):
            found[k][grid] = _numbers(answer[name], shape)
        rows, columns = self._aside(sources), self._aside(targets)
        if rows:
            found[:, rows] = np.stack(self._router.matrix([sources[k] for k in rows], targets))
        if columns:
            wanted = [targets[k] for k in columns]
            found[:, :, columns] = np.stack(self._router.matrix_reversed(sources, wanted))
        return found[0], found[1]

    def table(self, sources: Sequence[Spot], targets: Sequence[Spot] | None = None) -> Any:
        """Return OSRM's own answer; without targets, between all sources."""
        osrm = importlib.import_module("osrm")
        if self._engine is None:
            self._engine = osrm.OSRM(
                storage_config=str(self._data),
                use_shared_memory=False,
                algorithm="CH",
                max_locations_distance_table=MOST_LOCATIONS,
            )
        spots = [*sources, *(targets or ())]
        numbers = list(range(len(spots)))
        asked = osrm.TableParameters(
            coordinates=[(spot.lon, spot.lat) for spot in spots],
            sources=numbers[: len(sources)],
            destinations=numbers if targets is None else numbers[len(sources) :],
            annotations=["duration", "distance"],
            generate_hints=False,
            snapping="any",
        )
        return self._engine.Table(asked)

    def matrix_reversed(
        self, sources: Sequence[Spot], targets: Sequence[Spot]
    ) -> tuple[Floats, Floats]:
        """Return the same as `matrix`."""
        return self.matrix(sources, targets)


def along_curve(spots: Sequence[Spot]) -> NDArray[np.int64]:
    """Return the order of points along a Z-order curve (Morton, 1966): neighbours stay together."""
    if not spots:
        return np.zeros(0, dtype=np.int64)
    points = np.array([(spot.lon, spot.lat) for spot in spots])
    span = np.maximum(np.ptp(points, axis=0), 1e-9)
    cells = ((points - points.min(axis=0)) / span * (2**CURVE_BITS - 1)).astype(np.int64)
    code = np.zeros(len(spots), dtype=np.int64)
    for bit in range(CURVE_BITS):
        for axis in (0, 1):
            code |= (cells[:, axis] >> bit & 1) << 2 * bit + axis
    return np.argsort(code, kind="stable")


def _numbers(table: Any, shape: tuple[int, int]) -> Floats:
    """Return a table of OSRM's as an array, infinite where it says that there is no way."""
    flat = np.fromiter(chain.from_iterable(table), dtype=np.float64, count=shape[0] * shape[1])
    # numpy reads None as nan.
    flat[np.isnan(flat)] = np.inf
    return flat.reshape(shape)


def _run(command: str, *arguments: str | Path) -> None:
    # -P: no module is taken from the folder that the user works in.
    done = subprocess.run(  # noqa: S603 - our own Python and files that we wrote
        [sys.executable, "-P", "-m", "osrm", command, *map(str, arguments)],
        check=False,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise _error("osrm-failed", ExitCode.BUG, detail=f"osrm-{command}: {' '.join(last)}")


def _error(code: str, exit_code: ExitCode, **words: str) -> RouteplanError:
    cause, action = render(code, "en", words)
    return RouteplanError(code, cause, action, exit_code=exit_code, details=dict(words))
