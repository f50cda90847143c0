"""From ways to a graph: junctions, merged edges, delays, barriers, the stored file."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from routeplan.model import RouteplanError
from routeplan.network.osm.driving import load_driving
from routeplan.network.osm.graph import ABOUT_FILE, FOLDER, GRAPH_FILE, load_graph, save_graph
from routeplan.network.osm.routing import Router
from routeplan.network.osm.snapping import Snapper, Spot
from tests.unit.network.osm_sample import graph_of, position, street

JUNCTION_S, SIGNAL_S = 3, 10
KPH = 22


def spots(graph, *places: tuple[float, float], profile: int = 0) -> list[Spot]:
    """Snap places given in metres east and north."""
    found = Snapper(graph, profile, [position(*place) for place in places]).spots(5000)
    assert all(found)
    return found


def seconds(graph, *places: tuple[float, float], profile: int = 0) -> np.ndarray:
    """Seconds between places."""
    at = spots(graph, *places, profile=profile)
    return Router(graph, profile).matrix(at, at)[0]


def drive(metres: float, kph: float = KPH) -> float:
    """Seconds for a length at a speed."""
    return metres * 3.6 / kph


def test_nodes_between_junctions_vanish_and_their_line_stays(tmp_path: Path) -> None:
    """A bent street of three ways is one edge with all its points."""
    nodes = {1: (0, 0), 2: (100, 0), 3: (100, 100), 4: (200, 100), 5: (200, 0)}
    graph = graph_of(
        tmp_path, nodes, [([1, 2, 3], street()), ([4, 3], street()), ([4, 5], street())]
    )
    assert (len(graph.lon), len(graph.metres)) == (2, 1)
    assert graph.metres[0] == pytest.approx(400, rel=1e-3)
    assert len(graph.line(0)) == 5
    assert graph.seconds[0] == pytest.approx(np.full((2, 1), drive(400)), rel=1e-3)


def test_rights_that_change_end_an_edge(tmp_path: Path) -> None:
    """Where a street becomes one-way, or closed to vans, its edge ends."""
    nodes = {k: (100 * k, 0) for k in range(1, 5)}
    ways = [([1, 2], street()), ([2, 3], street(oneway="yes")), ([3, 4], street(motorcar="no"))]
    graph = graph_of(tmp_path, nodes, ways)
    assert len(graph.metres) == 3
    assert np.isfinite(graph.seconds).sum(axis=(1, 2)).tolist() == [3, 5]


def test_one_ways_are_kept(tmp_path: Path) -> None:
    """A block of one-way streets is driven round, not against; -1 turns a way."""
    nodes = {1: (0, 0), 2: (1000, 0), 3: (1000, 1000), 4: (0, 1000)}
    ways = [
        ([1, 2], street(oneway="yes")),
        ([3, 2], street(oneway="-1")),
        ([3, 4], street(oneway="yes")),
        ([4, 1], street(oneway="yes")),
    ]
    graph = graph_of(tmp_path, nodes, ways)
    there = seconds(graph, (300, 0), (700, 0))
    assert there[0, 1] == pytest.approx(drive(400), rel=1e-3)
    assert there[1, 0] == pytest.approx(drive(3600), rel=1e-3)


def test_delays_count_at_real_junctions_and_lights(tmp_path: Path) -> None:
    """Three streets make a junction, the mouth of a drive does not; a light costs more."""
    nodes = {
        1: (-1000, 0), 2: (0, 0), 3: (1000, 0), 4: (0, 500),
        5: (500, 0), 6: (500, 200), 7: (-500, 0, {"highway": "traffic_signals"}),
    }  # fmt: skip
    ways = [
        ([1, 7, 2, 5, 3], street()),
        ([2, 4], street()),
        ([5, 6], street(highway="service")),
    ]
    there = seconds(graph_of(tmp_path, nodes, ways), (-1000, 0), (1000, 0))
    expected = drive(2000) + JUNCTION_S + SIGNAL_S
    assert there[0, 1] == pytest.approx(expected, rel=1e-3)
    assert there[1, 0] == pytest.approx(expected, rel=1e-3)


def test_bollards_stop_vans_and_let_motorbikes_pass(tmp_path: Path) -> None:
    """Both sides of a bollard stay reachable; only the van must go round."""
    nodes = {
        1: (0, 0), 2: (500, 0, {"barrier": "bollard"}), 3: (1000, 0), 4: (0, 3000), 5: (1000, 3000),
    }  # fmt: skip
    ways = [([1, 2, 3], street()), ([1, 4, 5, 3], street())]
    graph = graph_of(tmp_path, nodes, ways)
    ends = (400, 0), (600, 0)
    assert seconds(graph, *ends, profile=1)[0, 1] == pytest.approx(drive(200), rel=5e-3)
    assert seconds(graph, *ends)[0, 1] == pytest.approx(drive(400 + 7000 + 400), rel=1e-3)


def test_parallel_streets_and_rings(tmp_path: Path) -> None:
    """Of two streets between the same junctions the quicker is taken; a ring alone is kept."""
    nodes = {
        1: (0, 0), 2: (1000, 0), 3: (500, 800), 4: (-300, 0), 5: (1300, 0),
        11: (0, 5000), 12: (3000, 5000), 13: (3000, 8000), 14: (0, 8000),
    }  # fmt: skip
    ways = [
        ([4, 1], street()), ([1, 2], street()), ([1, 3, 2], street(highway="primary")),
        ([2, 5], street()), ([11, 12, 13, 14, 11], street(oneway="yes")),
    ]  # fmt: skip
    graph = graph_of(tmp_path, nodes, ways)
    there = seconds(graph, (-300, 0), (1300, 0))
    assert there[0, 1] == pytest.approx(drive(600) + 2 * JUNCTION_S + drive(1887, 45), rel=2e-3)
    round_ = seconds(graph, (1000, 5000), (500, 5000))
    assert round_[0, 1] == pytest.approx(drive(12_000 - 500), rel=1e-3)
    assert round_[1, 0] == pytest.approx(drive(500), rel=1e-3)


def test_ferries_are_kept_apart(tmp_path: Path) -> None:
    """A ferry is listed with its minutes and no way to drive."""
    nodes = {1: (0, 0), 2: (6000, 0), 3: (9000, 0), 4: (15_000, 0)}
    ferry = {"route": "ferry", "name": "Đồng Bài – Cái Viềng", "duration": "0:20"}
    graph = graph_of(tmp_path, nodes, [([1, 2], street()), ([2, 3], ferry), ([3, 4], street())])
    (line,) = graph.ferries
    assert (line.name, line.minutes, len(line.line)) == ("Đồng Bài – Cái Viềng", 20, 2)
    assert np.isinf(seconds(graph, (0, 0), (15_000, 0))[0, 1])


def test_network_is_stored_and_read_again(tmp_path: Path) -> None:
    """What is loaded is what was saved; both are without pickles."""
    graph = graph_of(tmp_path, {1: (0, 0), 2: (100, 0)}, [([1, 2], street())])
    assert load_graph(tmp_path) is None
    save_graph(graph, tmp_path)
    again = load_graph(tmp_path)
    assert again is not None
    assert again.hash == graph.hash
    assert again.about == dict(graph.about)
    assert np.array_equal(again.points, graph.points)


@pytest.mark.parametrize("file", [GRAPH_FILE, ABOUT_FILE])
def test_damaged_network_is_an_error_with_the_file(tmp_path: Path, file: str) -> None:
    """A file cut short, or of another network, is refused; the words say which and what to do."""
    graph = graph_of(tmp_path, {1: (0, 0), 2: (100, 0)}, [([1, 2], street())])
    save_graph(graph, tmp_path)
    path = tmp_path / FOLDER / file
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RouteplanError) as caught:
        load_graph(tmp_path)
    assert caught.value.code == "network-damaged"
    assert file in caught.value.cause
    assert "network build" in caught.value.action


def test_files_of_two_networks_do_not_mix(tmp_path: Path) -> None:
    """The description names the arrays by their hash."""
    save_graph(graph_of(tmp_path, {1: (0, 0), 2: (100, 0)}, [([1, 2], street())]), tmp_path)
    about = tmp_path / FOLDER / ABOUT_FILE
    text = json.loads(about.read_text(encoding="utf-8"))
    about.write_text(json.dumps({**text, "hash": "0" * 64}), encoding="utf-8")
    with pytest.raises(RouteplanError) as caught:
        load_graph(tmp_path)
    assert caught.value.code == "network-damaged"


@st.composite
def towns(draw: st.DrawFn) -> tuple[dict, list]:
    """Streets at random between a few nodes, some one-way, some with lights."""
    count = draw(st.integers(3, 9))
    light = {"highway": "traffic_signals"}
    nodes = {
        k: (
            draw(st.integers(0, 40)) * 100,
            draw(st.integers(0, 40)) * 100,
            light if draw(st.integers(0, 5)) == 0 else {},
        )
        for k in range(1, count + 1)
    }
    ways = []
    for _ in range(draw(st.integers(2, 8))):
        refs = draw(st.lists(st.integers(1, count), min_size=2, max_size=5))
        tags = draw(
            st.sampled_from([{}, {"oneway": "yes"}, {"oneway": "-1"}, {"highway": "primary"}])
        )
        ways.append((refs, street(**tags)))
    return nodes, ways


@given(town=towns())
@settings(max_examples=60)
def test_merging_changes_no_time(town: tuple[dict, list], tmp_path_factory) -> None:
    """Between junctions, times are those of a plain search over all segments (networkx)."""
    nodes, ways = town
    here = {k: tuple(node[:2]) for k, node in nodes.items()}
    distinct = [ref for refs, _ in ways for ref in refs]
    if all(here[a] == here[b] for a in distinct for b in distinct):
        return
    folder = tmp_path_factory.mktemp("town")
    try:
        graph = graph_of(folder, nodes, ways)
    except RouteplanError:
        return
    whole = _plain(nodes, ways)
    weight, index, indptr = Router(graph, 0).roads()
    n = len(graph.lon)
    roads = csr_array((weight, index.astype(np.int32), indptr.astype(np.int32)), shape=(n, n))
    number = {}
    for ref, node in nodes.items():
        lat, lon = position(*node[:2])
        at = (graph.lon == round(lon * 1e7)) & (graph.lat == round(lat * 1e7))
        if at.sum() == 1 and sum(here[ref] == other for other in here.values()) == 1:
            number[ref] = int(np.flatnonzero(at)[0])
    for a, i in number.items():
        lengths = nx.single_source_dijkstra_path_length(whole, a)
        distance = dijkstra(roads, indices=i) / 2**26 / 1000
        for b, j in number.items():
            assert distance[j] == pytest.approx(lengths.get(b, np.inf), abs=0.05, rel=1e-4)


def _plain(nodes: dict, ways: list) -> nx.MultiDiGraph:
    """Every segment of the van as arcs, with the delay of the node that it enters."""
    from routeplan.network.osm.assemble import metres_between

    driving = load_driving()
    segments = []
    for refs, tags in ways:
        for a, b in pairwise(refs):
            if a != b:
                segments.append((a, b, driving.speeds(tags)[0]))
    degree = dict.fromkeys(nodes, 0)
    for a, b, _ in segments:
        degree[a] += 1
        degree[b] += 1
    where = {k: tuple(round(x * 1e7) for x in position(*node[:2])) for k, node in nodes.items()}

    def cost(k: int) -> float:
        if nodes[k][2]:
            return SIGNAL_S
        return JUNCTION_S if degree[k] >= 3 else 0

    graph = nx.MultiDiGraph()
    graph.add_nodes_from(nodes)
    for a, b, (along, against) in segments:
        metres = float(metres_between(where[a][1], where[a][0], where[b][1], where[b][0]))
        if along:
            graph.add_edge(a, b, weight=metres * 3.6 / along + cost(b))
        if against:
            graph.add_edge(b, a, weight=metres * 3.6 / against + cost(a))
    return graph
