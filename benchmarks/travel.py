"""Road travel: building a network and measuring between random sites, beside other engines.

Run `python -m benchmarks.travel --pbf FILE [--sites N] [--seed K] [--peers igraph,osmnx,osrm]
[--format json]` from the repository root. Times are CPU seconds, but for those that say `wall`.
Ours runs in a process of its own, so that its peak of memory is its own; the cache is not used.
`bare scipy` is one Dijkstra call per chunk on the same graph, nothing else. igraph gets the same
graph. osmnx reads the same ways, and networkx, by which it routes, runs from a few sources only;
its figure is scaled up and says so. OSRM is measured where it is installed (Python 3.12 and later):
bare calls of its table, their numbers read into arrays by the quickest way that its bindings allow,
against ours through the interface; `bare_unread` is the call alone, whose answer nobody has looked
at yet.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from benchmarks.surroundings import command_line, peak_mb, surroundings
from routeplan.geo.osm import entities
from routeplan.network.osm import osrm
from routeplan.network.osm.building import build_from_extract
from routeplan.network.osm.driving import load_driving
from routeplan.network.osm.graph import RoadGraph, load_graph, save_graph
from routeplan.network.osm.routing import CHUNK_BYTES, Router
from routeplan.network.osm.snapping import Snapper, Spot
from routeplan.network.osm.ways import E7

PROFILE = 0
FAR_M = 12_000.0
NETWORKX_SOURCES = 10
PEERS = ("igraph", "osmnx", "osrm")

Timed = tuple[float, Any]


def timed(call: Callable[[], Any]) -> Timed:
    """Return the CPU seconds of a call, and what it returned."""
    began = time.process_time()
    answer = call()
    return time.process_time() - began, answer


def random_places(graph: RoadGraph, count: int, seed: int) -> list[tuple[float, float]]:
    """Return places some 100 m off random points of the network."""
    random = np.random.default_rng(seed)
    points = graph.points[random.integers(len(graph.points), size=count)] / E7
    off = random.normal(scale=0.001, size=points.shape)
    return [(float(lat), float(lon)) for lon, lat in points + off]


def ours(pbf: str, sites: int, seed: int, folder: str) -> dict[str, Any]:
    """Build, snap and measure; keeps the network in `folder` for the others."""
    began = time.monotonic()
    build_s, graph = timed(lambda: build_from_extract(Path(pbf), None))
    wall_s = time.monotonic() - began
    save_graph(graph, Path(folder))
    places = random_places(graph, sites, seed)
    snap_s, spots = timed(lambda: Snapper(graph, PROFILE, places).spots(FAR_M))
    joined = [spot for spot in spots if spot is not None]
    router = Router(graph, PROFILE)
    peak = peak_mb()
    bare_s, matrix_s = [], []
    # In turns, so that a busy machine disturbs both alike.
    for _ in range(3):
        bare_s.append(timed(lambda: bare_scipy(router, graph, joined))[0])
        seconds, (found, _) = timed(lambda: router.matrix(joined, joined))
        matrix_s.append(seconds)
    return {
        "nodes": len(graph.lon),
        "edges": len(graph.metres),
        "sites": len(joined),
        "build_s": round(build_s, 2),
        "build_wall_s": round(wall_s, 2),
        "snap_s": round(snap_s, 2),
        "matrix_s": round(min(matrix_s), 2),
        "bare_scipy_s": round(min(bare_s), 2),
        "ratio": round(min(matrix_s) / min(bare_s), 3),
        "reachable_pct": round(float(np.isfinite(found).mean()) * 100, 2),
        "peak_build_mb": peak,
        "peak_mb": peak_mb(),
    }


def bare_scipy(router: Router, graph: RoadGraph, spots: Sequence[Spot]) -> None:
    """Run scipy's Dijkstra from the node where each site's edge begins, and nothing else."""
    weight, index, indptr = router.roads()
    roads = csr_array((weight, index.astype(np.int32), indptr.astype(np.int32)))
    sources = graph.starts[[spot.edge for spot in spots]]
    size = max(1, CHUNK_BYTES // (8 * len(graph.lon)))
    for k in range(0, len(sources), size):
        dijkstra(roads, indices=sources[k : k + size])


def by_igraph(graph: RoadGraph, spots: Sequence[Spot]) -> dict[str, Any]:
    """Measure igraph on the same graph."""
    import igraph

    weight, index, indptr = Router(graph, PROFILE).roads()
    start = np.repeat(np.arange(len(graph.lon)), np.diff(indptr))
    seconds = weight / 2**26 / 1000
    roads = igraph.Graph(len(graph.lon), np.column_stack([start, index]).tolist(), directed=True)
    sources = graph.starts[[spot.edge for spot in spots]].tolist()
    targets = sorted(set(sources))

    def measure() -> None:
        for source in sources:
            roads.distances(source, targets, weights=seconds)

    return {"matrix_s": round(timed(measure)[0], 2)}


def by_osmnx(pbf: Path, places: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Let osmnx read the drivable ways; route by networkx from a few sources, scaled to all."""
    import networkx as nx
    import osmnx

    with tempfile.TemporaryDirectory() as folder:
        xml = Path(folder) / "drivable.osm"
        _write_drivable(pbf, xml)
        osmnx.settings.all_oneway = False
        read_s, roads = timed(lambda: osmnx.graph_from_xml(xml, retain_all=True))
    roads = osmnx.add_edge_travel_times(osmnx.add_edge_speeds(roads, fallback=30))
    nodes = list(roads)
    # In degrees: good enough to begin somewhere near.
    near = cKDTree([(roads.nodes[node]["y"], roads.nodes[node]["x"]) for node in nodes])
    sources = [nodes[near.query(place)[1]] for place in places[:NETWORKX_SOURCES]]

    def measure() -> None:
        for source in sources:
            nx.single_source_dijkstra_path_length(roads, source, weight="travel_time")

    seconds, _ = timed(measure)
    return {
        "read_s": round(read_s, 2),
        "nodes": len(roads),
        "sources_measured": len(sources),
        "matrix_s_scaled": round(seconds / len(sources) * len(places), 1),
    }


def _write_drivable(pbf: Path, xml: Path) -> None:
    """Write the ways that a van may use; `graph_from_xml` itself filters nothing."""
    import osmium

    driving = load_driving()
    keep = osmium.filter.KeyFilter("highway")
    wanted = {
        way.id: [node.ref for node in way.nodes]
        for way in entities(pbf, osmium.osm.WAY, keep)
        if any(driving.speeds(way.tags)[PROFILE])
    }
    nodes = osmium.filter.IdFilter({ref for refs in wanted.values() for ref in refs})
    ways = osmium.filter.IdFilter(wanted)
    with osmium.SimpleWriter(str(xml)) as writer:
        for kind, chosen in ((osmium.osm.NODE, nodes), (osmium.osm.WAY, ways)):
            for one in entities(pbf, kind, chosen):
                writer.add(one)


def by_osrm(graph: RoadGraph, spots: Sequence[Spot], folder: Path) -> dict[str, Any]:
    """Build OSRM from the same graph; measure its bare table and ours through the interface."""
    if not osrm.available():
        return {"skipped": "not installed (Python 3.12 and later: pip install routeplan[osrm])"}
    began = time.monotonic()
    osrm.build_engine(graph, folder, graph.profiles[PROFILE])
    wall_s = time.monotonic() - began
    engine = osrm.built_engines(graph, folder)[graph.profiles[PROFILE]]
    engine.matrix(spots[:2], spots[:2])  # loads its files
    unread_s, bare_s, through_s = [], [], []

    def unread() -> None:
        # The answer is let go within the clock, as in the others.
        engine.table(spots, spots)

    def bare() -> list[Any]:
        answer = engine.table(spots, spots)
        tables = (answer[name] for name in ("durations", "distances"))
        return [np.fromiter(chain.from_iterable(table), dtype=np.float64) for table in tables]

    for _ in range(5):
        unread_s.append(timed(unread)[0])
        bare_s.append(timed(bare)[0])
        seconds, (quick, _) = timed(lambda: engine.matrix(spots, spots))
        through_s.append(seconds)
    own, _ = Router(graph, PROFILE).matrix(spots, spots)
    both = np.isfinite(own) & np.isfinite(quick) & (own > 0)
    apart = np.abs(quick[both] / own[both] - 1) * 100
    return {
        "build_wall_s": round(wall_s, 1),
        "bare_unread_s": round(min(unread_s), 3),
        "bare_s": round(min(bare_s), 3),
        "matrix_s": round(min(through_s), 3),
        "ratio": round(min(through_s) / min(bare_s), 3),
        "ratio_unread": round(min(through_s) / min(unread_s), 3),
        "median_difference_pct": round(float(np.median(apart)), 3),
    }


def run(pbf: Path, sites: int, seed: int, peers: Sequence[str]) -> dict[str, Any]:
    """Return every figure of one run."""
    with tempfile.TemporaryDirectory() as folder:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            own = alone.submit(ours, str(pbf), sites, seed, folder).result()
        result: dict[str, Any] = {"ours": own}
        graph = load_graph(Path(folder))
        assert graph is not None
        places = random_places(graph, sites, seed)
        found = Snapper(graph, PROFILE, places).spots(FAR_M)
        spots = [spot for spot in found if spot is not None]
        if "igraph" in peers:
            result["igraph"] = by_igraph(graph, spots)
        if "osmnx" in peers:
            result["osmnx_networkx"] = by_osmnx(pbf, places)
        if "osrm" in peers:
            result["osrm"] = by_osrm(graph, spots, Path(folder))
    return result


def main() -> None:
    """Print the figures of one run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.travel", description=__doc__)
    parser.add_argument("--pbf", type=Path, required=True)
    parser.add_argument("--sites", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peers", default=",".join(PEERS), help="those to measure beside")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = parser.parse_args()
    peers = [name for name in given.peers.split(",") if name]
    for name in peers:
        if name not in PEERS:
            parser.error(f"there is no peer {name}; choose from {', '.join(PEERS)}")
        if name != "osrm" and find_spec(name) is None:
            parser.error(f"the peer {name} is not installed: pip install {name}")
    answer = {
        "command": command_line(parser, given),
        **surroundings("scipy", "numpy", "osmium", "igraph", "osmnx", "osrm-bindings"),
        "seed": given.seed,
        **run(given.pbf, given.sites, given.seed, peers),
    }
    if given.format == "json":
        print(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for name, value in answer.items():
        if isinstance(value, dict):
            print(name)
            for key, one in value.items():
                print(f"  {key:<24}{one}")
        else:
            print(f"{name:<26}{value}")


if __name__ == "__main__":
    main()
