"""Road travel between random places of Hai Phong stays ashore but for bridges."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from routeplan.geo.embedded import data_path
from routeplan.geo.land import load_land
from routeplan.network.access import SLACK_M, Ashore
from routeplan.network.projection import projected, to_metres
from routeplan.network.road import Roads, RoadTravel, locate, read_roads

MAX_ACCESS_M = 12_000


@cache
def world() -> tuple[Ashore, Roads, shapely.Geometry, shapely.Geometry]:
    """The land, the roads, all land as one shape, and all bridges."""
    land = projected(load_land().polygons)
    features = json.loads(data_path("roads.geojson").read_text(encoding="utf-8"))["features"]
    tagged = [shape(f["geometry"]) for f in features if f["properties"]["tag"] == "bridge"]
    bridges = shapely.union_all(projected(tagged)).buffer(1)
    whole = shapely.union_all(land)
    shapely.prepare(whole)
    return Ashore(land), read_roads(data_path("roads.geojson")), whole, bridges


# Mainland, Cát Hải, Cát Bà and the islets around them.
places = st.lists(
    st.one_of(
        st.tuples(st.floats(106.2, 106.8), st.floats(20.6, 21.1)),
        st.tuples(st.floats(106.82, 107.1), st.floats(20.7, 20.87)),
    ),
    min_size=2,
    max_size=6,
)


@settings(max_examples=settings().max_examples // 2)
@given(places)
def test_no_road_movement_over_water_but_on_bridges(spots: list[tuple[float, float]]) -> None:
    """Every metre over water lies on a tagged bridge, or off land by no more than the place is."""
    ashore, roads, whole, bridges = world()
    points = to_metres([lon for lon, _ in spots], [lat for _, lat in spots])
    found = locate(ashore, roads, points, [True] * len(points), MAX_ACCESS_M)
    travel = RoadTravel(ashore, roads, found, 30.0, 1.35)
    assert np.allclose(travel.seconds, travel.seconds.T)
    for i in range(len(points)):
        for j in range(len(points)):
            if i == j or not np.isfinite(travel.seconds[i, j]):
                continue
            line, _ = travel.trace(i, j)
            assert np.allclose(line[[0, -1]], points[[i, j]])
            drawn = shapely.linestrings(line)
            wet = drawn.difference(whole).difference(bridges).length
            assert wet <= 2 * SLACK_M + 1.5 * (found[i].off_m + found[j].off_m)
            assert travel.metres[i, j] >= 0.99 * drawn.length
            assert travel.seconds[i, j] >= drawn.length / (80 / 3.6)


@settings(max_examples=settings().max_examples // 4)
@given(places)
def test_road_times_do_not_depend_on_other_places(spots: list[tuple[float, float]]) -> None:
    """No way leads through a third place: two places alone are as far apart as among others."""
    ashore, roads, _, _ = world()
    points = to_metres([lon for lon, _ in spots], [lat for _, lat in spots])
    found = locate(ashore, roads, points, [True] * len(points), MAX_ACCESS_M)
    together = RoadTravel(ashore, roads, found, 30.0, 1.35)
    alone = RoadTravel(ashore, roads, found[:2], 30.0, 1.35)
    assert np.allclose(together.seconds[:2, :2], alone.seconds)
    assert np.allclose(together.metres[:2, :2], alone.metres)
