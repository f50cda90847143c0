"""A project's places on its own network: snapping, measuring, drawing, remembering."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from routeplan.geo.metric import length_m
from routeplan.model import (
    Depot,
    Mode,
    Problem,
    RouteplanError,
    Service,
    ServiceKind,
    Site,
    Source,
    Vehicle,
)
from routeplan.network import cache
from routeplan.network.build import build_travel
from routeplan.network.notices import travel_notices
from routeplan.network.osm.graph import RoadGraph
from routeplan.network.osm.network import RoadNetwork
from routeplan.network.osm.remembered import measured
from routeplan.network.osm.routing import Router
from routeplan.network.osm.snapping import Snapper, Spot
from tests.unit.network.osm_sample import graph_of, position, street

MONDAY = date(2025, 12, 1)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path / "cache"))


@pytest.fixture
def grid(tmp_path: Path) -> RoadGraph:
    """Eleven by eleven streets, 500 m apart; every other of those running north is one-way."""
    nodes = {100 * x + y + 1: (500 * x, 500 * y) for x in range(11) for y in range(11)}
    ways = [([100 * x + y + 1 for x in range(11)], street()) for y in range(11)]
    ways += [
        ([100 * x + y + 1 for y in range(11)], street(oneway="yes") if x % 2 else street())
        for x in range(11)
    ]
    return graph_of(tmp_path, nodes, ways)


def places(count: int, seed: int = 1) -> list[tuple[float, float]]:
    """Positions at random in the grid and somewhat beyond."""
    random = np.random.default_rng(seed)
    return [position(*random.uniform(-200, 5200, 2)) for _ in range(count)]


def spots_of(graph: RoadGraph, at: Sequence[tuple[float, float]]) -> list[Spot]:
    """Where they join the network."""
    found = Snapper(graph, 0, at).spots(3000)
    assert all(found)
    return found


def test_nearest_point_of_a_street(grid: RoadGraph) -> None:
    """A place joins the nearest street at its foot; the distance is that on the ground."""
    (spot,) = spots_of(grid, [position(1120, 560)])
    assert spot.straight_m == pytest.approx(60, rel=5e-3)
    assert (spot.lat, spot.lon) == pytest.approx(position(1120, 500), abs=2e-6)


def test_scraps_are_joined_only_where_nothing_else_is_near(tmp_path: Path) -> None:
    """A loop cut off from the network is passed over for a street a little farther away."""
    nodes = {
        1: (0, 0),
        2: (9000, 0),
        3: (1000, 300),
        4: (1200, 300),
        5: (1000, 6000),
        6: (1200, 6000),
    }
    ways = [([1, 2], street()), ([3, 4], street()), ([5, 6], street())]
    graph = graph_of(tmp_path, nodes, ways)
    near, far = (Snapper(graph, 0, [position(1100, y)]).spots(12_000)[0] for y in (290, 5900))
    assert near is not None
    assert (near.scrap, round(near.straight_m)) == (False, 290)
    assert far is not None
    assert (far.scrap, round(far.straight_m)) == (True, 100)


def test_forbidden_lines_lead_to_the_next_street(grid: RoadGraph) -> None:
    """Where the straight line to the nearest street is refused, the next one is taken."""
    refused = position(1120, 500)

    def allowed(_: int, lat: float, lon: float) -> bool:
        return abs(lat - refused[0]) > 1e-4

    (spot,) = Snapper(grid, 0, [position(1120, 560)]).spots(3000, allowed)
    assert spot is not None
    assert (spot.lat, spot.lon) == pytest.approx(position(1000, 560), abs=3e-6)
    assert Snapper(grid, 0, [position(1120, 560)]).spots(3000, lambda *_: False) == [None]


def test_both_directions_of_search_agree(grid: RoadGraph) -> None:
    """From the sources or from the targets, the matrix is the same; it is not symmetric."""
    spots = spots_of(grid, places(25))
    router = Router(grid, 0)
    seconds, metres = router.matrix(spots, spots)
    back_s, back_m = router.matrix_reversed(spots, spots)
    assert seconds == pytest.approx(back_s, abs=0.01)
    assert metres == pytest.approx(back_m, abs=0.3)
    assert np.abs(seconds - seconds.T).max() > 60


def test_small_chunks_change_nothing(grid: RoadGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    """One source at a time gives what all at once give."""
    spots = spots_of(grid, places(12))
    whole = Router(grid, 0).matrix(spots, spots)
    monkeypatch.setattr("routeplan.network.osm.routing.CHUNK_BYTES", 1)
    assert np.array_equal(Router(grid, 0).matrix(spots, spots), whole)


def test_lines_are_as_long_as_they_are_said_to_be(grid: RoadGraph) -> None:
    """Every drawn way begins and ends at its spots and has the metres of the matrix."""
    spots = spots_of(grid, places(15))
    router = Router(grid, 0)
    _, metres = router.matrix(spots, spots)
    for i, a in enumerate(spots):
        tree = router.tree(a)
        for j, b in enumerate(spots):
            line = router.way(a, b, tree)
            assert line is not None
            assert line[0] == pytest.approx((a.lat, a.lon), abs=2e-6)
            assert line[-1] == pytest.approx((b.lat, b.lon), abs=2e-6)
            assert length_m(line.tolist()) == pytest.approx(metres[i, j], abs=2, rel=1e-3)


def test_a_line_is_found_among_the_ways_that_take_no_longer(grid: RoadGraph) -> None:
    """What lies farther off than the target changes nothing; a tree that ends before it says so."""
    spots = spots_of(grid, places(12))
    router = Router(grid, 0)
    seconds, _ = router.matrix(spots, spots)
    for i, a in enumerate(spots):
        whole = router.tree(a)
        for j, b in enumerate(spots):
            small = router.tree(a, float(seconds[i, j]))
            assert np.array_equal(router.way(a, b, small), router.way(a, b, whole))
            if a.edge != b.edge:
                assert np.isfinite(small.distance).sum() < np.isfinite(whole.distance).sum()
                assert router.way(a, b, router.tree(a, float(seconds[i, j]) - 1)) is None


class Counting:
    """Our engine, counting what it is asked for."""

    name = "dijkstra"

    def __init__(self, router: Router) -> None:
        self.router = router
        self.rows = self.columns = 0

    def matrix(self, sources: Sequence[Spot], targets: Sequence[Spot]):
        """Count rows."""
        self.rows += len(sources)
        return self.router.matrix(sources, targets)

    def matrix_reversed(self, sources: Sequence[Spot], targets: Sequence[Spot]):
        """Count columns."""
        self.columns += len(targets)
        return self.router.matrix_reversed(sources, targets)


def test_nothing_is_measured_twice(grid: RoadGraph) -> None:
    """The same places cost nothing, one that moved costs its own row and column."""
    at = places(20)
    spots = spots_of(grid, at)
    engine = Counting(Router(grid, 0))
    first = measured(engine, grid.hash, "van", spots)
    assert (engine.rows, engine.columns) == (20, 0)
    again = measured(engine, grid.hash, "van", spots[::-1])
    assert (engine.rows, engine.columns) == (20, 0)
    assert np.array_equal(again, first[:, ::-1, ::-1])
    moved = [*spots[:19], *spots_of(grid, places(1, seed=9))]
    after = measured(engine, grid.hash, "van", moved)
    assert (engine.rows, engine.columns) == (21, 1)
    fresh = np.stack(Router(grid, 0).matrix(moved, moved))
    assert after[0] == pytest.approx(fresh[0], abs=0.01)
    assert after[1] == pytest.approx(fresh[1], abs=0.5)
    measured(engine, grid.hash, "van", spots)  # the first places are still known
    assert (engine.rows, engine.columns) == (21, 1)
    measured(engine, "another network", "van", spots)
    assert engine.rows == 41


def test_engines_do_not_share_what_they_measured(grid: RoadGraph) -> None:
    """Of OSRM, too, nothing is asked twice; and what it found is not taken for our own answer."""
    spots = spots_of(grid, places(6))
    own, other = Counting(Router(grid, 0)), Counting(Router(grid, 0))
    other.name = "osrm"
    measured(own, grid.hash, "van", spots)
    for _ in range(2):
        measured(other, grid.hash, "van", spots)
    assert (own.rows, other.rows) == (6, 6)
    moved = [*spots[:5], *spots_of(grid, places(1, seed=9))]
    measured(other, grid.hash, "van", moved)
    assert (other.rows, other.columns) == (7, 1)


def site(name: str, at: tuple[float, float]) -> Site:
    """A village with one service."""
    service = Service(name, ServiceKind.EXCHANGE, 1, service_s=600)
    return Site(name, name, "village", "1", *at, services=(service,))


def problem(*sites: Site, depot: tuple[float, float] | None = None) -> Problem:
    """A van, a crew and a motorbike in the middle of the grid."""
    lat, lon = depot or position(2500, 2500)
    vehicles = tuple(
        Vehicle(name, name, name, "library", 10) for name in ("van", "crew", "motorbike")
    )
    depots = (Depot("library", "Library", lat, lon),)
    return Problem("t", MONDAY, 1, sites, vehicles, depots, (), (), language="en")


def test_plans_use_the_project_s_roads(grid: RoadGraph) -> None:
    """With a network, legs come from it, say so, and are drawn along its streets."""
    wanted = problem(site("near", position(4120, 4060)))
    travel = build_travel(wanted, network=RoadNetwork(grid))
    (hop,) = travel.legs("van", travel.index["library"], travel.index["near"], 0, MONDAY)
    assert (hop.mode, hop.source) == (Mode.ROAD, Source.OSM)
    assert len(hop.line) >= 4
    assert hop.line[-1] == position(4120, 4060)
    straight = 1.35 * 60
    assert hop.metres == pytest.approx(1500 + 1620 + straight, abs=5)
    assert travel.reach["near"].access_m == pytest.approx(60, abs=1)
    assert np.array_equal(travel.grounds["van"].seconds, travel.grounds["crew"].seconds)
    skeleton = build_travel(wanted)
    (plain,) = skeleton.legs("van", skeleton.index["library"], skeleton.index["near"], 0, MONDAY)
    assert plain.source is not Source.OSM


def test_site_far_from_every_road_is_a_notice_with_the_fix(grid: RoadGraph) -> None:
    """30 km off the network nobody gets there, and the notice names the site and its file."""
    wanted = problem(site("near", position(0, 0)), site("far", position(-30_000, -4000)))
    travel = build_travel(wanted, network=RoadNetwork(grid))
    found = [n for n in travel_notices(wanted, travel) if n.code == "site-unreachable"]
    assert [(n.file, n.value) for n in found] == [("sites.csv", "far")]
    assert "km" in found[0].cause
    assert "coordinates" in found[0].action


def test_network_of_another_country_is_refused(grid: RoadGraph) -> None:
    """Roads of Hai Phong do not serve Porto; the words name the file and the command."""
    wanted = problem(site("porto", (41.15, -8.61)), depot=(41.16, -8.62))
    with pytest.raises(RouteplanError) as caught:
        build_travel(wanted, network=RoadNetwork(grid))
    assert caught.value.code == "network-elsewhere"
    assert "network/roads.json" in caught.value.cause
    assert "sample.osm.pbf" in caught.value.cause
    assert "network build" in caught.value.action
