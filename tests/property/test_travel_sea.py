"""Sea legs among random islands: never over land, clearance kept, hardly longer than the best."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from shapely import LineString, MultiPoint, Point, Polygon

from routeplan.network.projection import to_metres
from routeplan.network.sea_mesh import COARSEST_M, FINEST_M, Water, build_mesh
from routeplan.network.sea_path import APPROACH_M, sea_legs

WEST, SOUTH = to_metres([106.9], [20.6])[0]
SIZE = 8 * COARSEST_M
BOX = (WEST, SOUTH, WEST + SIZE, SOUTH + SIZE)
CLEARANCE = 50.0


class MetricWater(Water):
    """Water around polygons that are in metres already."""

    def __init__(self, land: list[Polygon]) -> None:
        super().__init__(shapely.transform(np.array(land), _degrees))


def _degrees(points: np.ndarray) -> np.ndarray:
    from routeplan.network.projection import to_degrees

    return to_degrees(points)[:, ::-1]


coordinate = st.integers(0, int(SIZE)).map(float)


@st.composite
def islands(draw: st.DrawFn) -> list[Polygon]:
    """Up to five islands of up to 4 km, convex or not, merged where they overlap."""
    found = []
    for _ in range(draw(st.integers(1, 5))):
        x, y = WEST + draw(coordinate), SOUTH + draw(coordinate)
        offsets = st.integers(-2000, 2000).map(float)
        count = draw(st.integers(3, 8))
        points = [(x + draw(offsets), y + draw(offsets)) for _ in range(count)]
        hull = MultiPoint(points).convex_hull
        ring = Polygon(points) if draw(st.booleans()) else hull
        shape = ring if ring.is_valid else hull
        if shape.geom_type == "Polygon" and shape.area > 10_000:
            found.append(shape)
    merged = [part for part in shapely.get_parts(shapely.union_all(found)) if part.area > 0]
    assume(merged)
    return merged


@settings(max_examples=settings().max_examples // 4)
@given(islands(), st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=5))
def test_sea_legs_keep_clear_of_land(land: list[Polygon], spots: list[tuple[float, float]]) -> None:
    """Between approaches a leg keeps its clearance; approaches are short and leave one shore."""
    water = MetricWater(land)
    # The projection to degrees and back moves the coast by less than a millimetre.
    whole = shapely.union_all(land)
    piers = np.array(spots) + np.array([WEST, SOUTH])
    mesh = build_mesh(water, BOX, CLEARANCE)
    legs = sea_legs(water, mesh, piers)
    assert np.array_equal(legs.lengths, legs.lengths.T)
    for (i, j), line in legs.lines.items():
        assert np.allclose(line[0], piers[i])
        assert np.allclose(line[-1], piers[j])
        own = slice(int(legs.approach_m[i] > 0), len(line) - int(legs.approach_m[j] > 0))
        fairway = line[own]
        open_water = LineString(fairway) if len(fairway) > 1 else MultiPoint(fairway)
        assert open_water.distance(whole) >= CLEARANCE - 0.01
        for end, approach in ((i, line[:2]), (j, line[:-3:-1])):
            if legs.approach_m[end] == 0:
                continue
            first = LineString(approach)
            assert abs(first.length - legs.approach_m[end]) < 0.01
            assert first.length <= APPROACH_M
            dry = first.intersection(whole)
            assert dry.length < 0.01 or (
                dry.geom_type == "LineString" and dry.distance(Point(approach[0])) < 0.01
            )
        length = LineString(line).length
        assert abs(length - legs.lengths[i, j]) < 1
        assert length >= np.hypot(*(piers[i] - piers[j])) - 1e-6


@settings(max_examples=settings().max_examples // 4)
@given(islands(), st.lists(st.tuples(coordinate, coordinate), min_size=4, max_size=6))
def test_sea_legs_are_nearly_shortest(
    land: list[Polygon], spots: list[tuple[float, float]]
) -> None:
    """No leg is 3 % longer than the exact way around land grown by the mesh's cell size."""
    water = MetricWater(land)
    grown = shapely.union_all(land).buffer(CLEARANCE + 1.5 * FINEST_M, quad_segs=2)
    inside = shapely.box(*BOX).buffer(-COARSEST_M / 2)
    anywhere = np.array(spots) + np.array([WEST, SOUTH])
    afloat = [inside.contains(Point(p)) and not grown.intersects(Point(p)) for p in anywhere]
    piers = anywhere[afloat]
    assume(len(piers) > 1)
    legs = sea_legs(water, build_mesh(water, BOX, CLEARANCE), piers)
    exact = visibility_lengths(grown, piers, inside)
    for i, j in combinations(range(len(piers)), 2):
        if np.isfinite(exact[i, j]):
            assert legs.lengths[i, j] <= 1.03 * exact[i, j] + 2 * FINEST_M


def visibility_lengths(
    obstacle: shapely.Geometry, points: np.ndarray, inside: Polygon
) -> np.ndarray:
    """Shortest lengths around an obstacle by its visibility graph, within a convex frame."""
    rim = shapely.get_coordinates(obstacle)
    rim = rim[shapely.contains_xy(inside, rim)]
    nodes = np.vstack([points, rim])
    i, j = np.triu_indices(len(nodes), 1)
    lines = shapely.linestrings(np.stack([nodes[i], nodes[j]], axis=1))
    core = obstacle.buffer(-0.5)
    shapely.prepare(core)
    free = ~shapely.intersects(core, lines)
    length = np.maximum(shapely.length(lines[free]), 1e-6)
    graph = coo_array((length, (i[free], j[free])), shape=(len(nodes),) * 2).tocsr()
    return dijkstra(graph, directed=False, indices=range(len(points)))[:, : len(points)]
