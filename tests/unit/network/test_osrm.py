"""OSRM behind the same interface answers the same question, where it is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from routeplan.model import ExitCode, RouteplanError
from routeplan.network.osm import osrm
from routeplan.network.osm.building import build_from_extract
from routeplan.network.osm.graph import save_graph
from routeplan.network.osm.network import load_network
from routeplan.network.osm.routing import Router
from routeplan.network.osm.snapping import Snapper, Spot
from tests.unit.network.osm_sample import graph_of, street

needs_osrm = pytest.mark.skipif(
    not osrm.available(), reason="OSRM is not installed (pip install routeplan[osrm], Python 3.12)"
)


@needs_osrm
def test_agrees_with_our_own_search(shared: Path, tmp_path: Path) -> None:
    """Built from our network, it differs by 3 % in the median at most, one-ways and delays too."""
    graph = build_from_extract(shared / "data" / "osm" / "liechtenstein.osm.pbf", None)
    save_graph(graph, tmp_path)
    osrm.build_engine(graph, tmp_path, "van")
    network = load_network(tmp_path)
    assert network is not None
    engine = network.engines["van"]
    points = graph.points[np.random.default_rng(3).integers(len(graph.points), size=80)] / 1e7
    found = Snapper(graph, 0, [(lat, lon) for lon, lat in points.tolist()]).spots(1000)
    spots = [spot for spot in found if spot is not None and not spot.scrap]
    seconds, metres = engine.matrix(spots, spots)
    own_s, own_m = Router(graph, 0).matrix(spots, spots)
    both = np.isfinite(own_s) & np.isfinite(seconds) & (own_s > 0)
    assert np.array_equal(np.isfinite(own_s), np.isfinite(seconds))
    assert np.median(np.abs(seconds[both] / own_s[both] - 1)) < 0.03
    assert np.median(np.abs(metres[both] / own_m[both] - 1)) < 0.03


class Told:
    """Stands for OSRM: knows where points lie, and answers in its way, None where no way leads."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, sources: list[Spot], targets: list[Spot] | None = None) -> dict[str, Any]:
        """Answer like OSRM's table."""
        ends = sources if targets is None else targets
        self.asked.append(len(sources) + len(targets or ()))
        rows = [[None if b.lat > 60 else 10 * a.lon + b.lon for b in ends] for a in sources]
        return {"durations": rows, "distances": rows}


@pytest.mark.parametrize("north", [50.0, 70.0], ids=["all joined", "one without a way"])
def test_answers_come_back_in_the_order_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, north: float
) -> None:
    """OSRM is asked along a curve, for the same places once; the matrix does not show it."""
    graph = graph_of(tmp_path, {1: (0, 0), 2: (1000, 0)}, [([1, 2], street())])
    engine, told = osrm.Osrm(tmp_path, graph, "van"), Told()
    monkeypatch.setattr(engine, "table", told)
    random = np.random.default_rng(2)
    spots = [Spot(0, 0.5, lat, lon, 0.0) for lat, lon in random.uniform(0, 50, (9, 2)).tolist()]
    spots[4] = Spot(0, 0.5, north, 7.0, 0.0)
    for sources, targets, size in ((spots, spots, 9), (spots[:3], spots[2:7], 8)):
        seconds, metres = engine.matrix(sources, targets)
        wanted = [[np.inf if b.lat > 60 else 10 * a.lon + b.lon for b in targets] for a in sources]
        assert seconds == pytest.approx(np.array(wanted))
        assert np.array_equal(metres, seconds)
        assert told.asked.pop() == size
    assert sorted(osrm.along_curve(spots).tolist()) == list(range(9))
    assert osrm.along_curve([]).tolist() == []


@needs_osrm
def test_engine_of_another_network_is_not_used(tmp_path: Path) -> None:
    """After the roads are built anew, the old engine no longer answers for them."""
    nodes = {1: (0, 0), 2: (1000, 0), 3: (2000, 0)}
    graph = graph_of(tmp_path, nodes, [([1, 2], street())])
    osrm.build_engine(graph, tmp_path, "van")
    assert set(osrm.built_engines(graph, tmp_path)) == {"van"}
    longer = graph_of(tmp_path, nodes, [([1, 2, 3], street())])
    assert osrm.built_engines(longer, tmp_path) == {}


def test_without_the_extra_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for OSRM without having it learns how to get it; exit code 4."""
    monkeypatch.setattr(osrm, "available", lambda: False)
    graph = graph_of(tmp_path, {1: (0, 0), 2: (1000, 0)}, [([1, 2], street())])
    with pytest.raises(RouteplanError) as caught:
        osrm.build_engine(graph, tmp_path, "van")
    assert (caught.value.code, caught.value.exit_code) == ("osrm-missing", ExitCode.MISSING_DATA)
    assert "routeplan[osrm]" in caught.value.action


def test_edges_are_handed_over_whole(tmp_path: Path) -> None:
    """What OSRM gets is our graph: one way per edge, speeds of our table, delays in them."""
    import osmium

    nodes = {1: (0, 0), 2: (500, 300), 3: (1000, 0), 4: (1500, 0)}
    ways = [([1, 2, 3], street(oneway="yes")), ([3, 4], street(motorcar="no"))]
    graph = graph_of(tmp_path, nodes, ways)
    path = tmp_path / "edges.osm.pbf"
    osrm.write_edges(graph, "van", path)
    found = [
        (len(way.nodes), float(way.tags["routeplan:along"]), way.tags["routeplan:against"])
        for way in osmium.FileProcessor(str(path), osmium.osm.WAY)
    ]
    assert found == [(3, pytest.approx(22, rel=1e-3), "0.0000")]
