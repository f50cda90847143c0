"""Land and the mended road skeleton: roads stay on land, pieces hang together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from shapely.ops import unary_union

from routeplan.geo.communes import commune_by_code, load_communes
from routeplan.geo.embedded import data_path
from routeplan.geo.land import load_land
from routeplan.geo.metric import distance_m, length_m

Line = list[tuple[float, float]]


@cache
def roads() -> list[tuple[dict[str, Any], Line]]:
    """Return each edge's properties and its (lat, lon) line."""
    features = json.loads(data_path("roads.geojson").read_text(encoding="utf-8"))["features"]
    return [
        (one["properties"], [(lat, lon) for lon, lat in one["geometry"]["coordinates"]])
        for one in features
    ]


def pieces() -> Iterator[set[int]]:
    """Yield the connected sets of nodes."""
    near: dict[int, set[int]] = {}
    for own, _ in roads():
        near.setdefault(own["u"], set()).add(own["v"])
        near.setdefault(own["v"], set()).add(own["u"])
    while near:
        piece: set[int] = set()
        todo = [next(iter(near))]
        while todo:
            node = todo.pop()
            if node not in piece:
                piece.add(node)
                todo.extend(near.pop(node))
        yield piece


def test_land_is_clean() -> None:
    """Valid, separate polygons; number 0 is the mainland; no gap along the seam of the clips."""
    land = load_land()
    assert all(polygon.is_valid for polygon in land.polygons)
    assert len(land.polygons) > 1000
    assert land.polygons[0].area == max(polygon.area for polygon in land.polygons)
    # Nothing touches or overlaps: united, there are as many pieces as before.
    assert len(unary_union(land.polygons).geoms) == len(land.polygons)
    assert land.water_m([(20.3, 106.3), (21.3, 106.3)]) == 0
    assert land.water_m([(21.15, 106.1), (21.15, 107.3)]) == 0
    assert not land.polygons[0].interiors
    assert data_path("land.geojson").stat().st_size < 900_000


def test_land_tells_islands_apart() -> None:
    """The seats lie on land: all on the mainland but the two special zones."""
    land = load_land()
    for commune in load_communes():
        piece = land.piece_at(commune.seat_lat, commune.seat_lon)
        assert piece is not None, commune
        assert (piece == 0) == ("island" not in commune.groups), commune
    cat_ba, bach_long_vi = land.piece_at(20.7321, 107.0483), land.piece_at(20.1346, 107.7307)
    assert len({0, land.piece_at(20.8087, 106.869), cat_ba, bach_long_vi}) == 4
    assert land.piece_at(20.60, 107.40) is None
    # A pier may stand a little off the drawn shore.
    assert land.piece_at(20.81185, 106.89420) is None
    assert land.piece_at(20.81185, 106.89420, tolerance_m=50) is None
    assert land.piece_at(20.81185, 106.89420, tolerance_m=250) == land.piece_at(20.8087, 106.869)


def test_water_metres_are_measured() -> None:
    """From Đồ Sơn to Bạch Long Vĩ some 110 km of sea; over a river none."""
    land = load_land()
    line = [(20.7133, 106.778), (20.1346, 107.7307)]
    assert 105_000 < land.water_m(line) < length_m(line)
    assert land.water_m([(20.866, 106.70), (20.89, 106.70)]) == 0
    assert land.pieces_under([(20.866, 106.70), (20.89, 106.70)]) == {0}


def test_roads_cross_water_on_tagged_bridges_alone() -> None:
    """Every road metre over water is listed; only the two known sea crossings may have any."""
    land = load_land()
    wet = {
        (own["u"], own["v"]): (own["tag"], round(land.water_m(line)))
        for own, line in roads()
        if land.water_m(line) > 0.5 or len(land.pieces_under(line)) != 1
    }
    assert wet.keys() == {(3591, 3593), (1972, 900015)}
    assert {tag for tag, _ in wet.values()} == {"bridge"}
    # Tân Vũ-Lạch Huyện is 5.4 km long in all, part of it over land reclaimed since.
    assert 1000 < wet[3591, 3593][1] < 5500


def test_roads_hang_together() -> None:
    """Two networks and no loose piece: mainland with Cát Hải island, and Cát Bà."""
    big, small = sorted(pieces(), key=len, reverse=True)
    assert {2837, 3593, 3591, 900011, 900012, 900015} <= big
    assert small >= {1790, 1792, *range(900001, 900011)}
    land = load_land()
    where = {own["u"]: line[0] for own, line in roads()} | {
        own["v"]: line[-1] for own, line in roads()
    }
    assert {land.piece_at(*where[node]) for node in small} == {land.piece_at(20.7321, 107.0483)}


def test_road_lengths_and_speeds_are_sound() -> None:
    """No road is shorter than its drawn line, km and metres agree, each edge names its source."""
    for own, line in roads():
        assert own["metres"] >= length_m(line) * 0.995, own
        assert own["km"] == round(own["metres"] / 1000, 3)
        assert own["class"] in {"motorway", "major", "urban", "secondary", "mountain"}
        assert own["tag"] in {"", "bridge"}
        assert 20 <= own["speed_kph"] <= 80
        assert own["source"]


def test_mended_roads_have_credible_lengths() -> None:
    """Cái Viềng to the town about 20 km, Gia Luận 22 km; Tân Vũ to the Đồng Bài ferry 16 km."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    edges = [(own["u"], own["v"], own["metres"]) for own, _ in roads()]
    order = {node: k for k, node in enumerate(sorted({n for u, v, _ in edges for n in (u, v)}))}
    ends = [order[u] for u, _, _ in edges], [order[v] for _, v, _ in edges]
    graph = coo_array(([metres for *_, metres in edges], ends), shape=(len(order), len(order)))
    to_town, from_tan_vu = dijkstra(graph, directed=False, indices=[order[900006], order[2837]])
    assert 18_000 < to_town[order[900001]] < 24_000
    assert 19_000 < to_town[order[900010]] < 26_000
    # The road from Tân Vũ to Lạch Huyện is 15.6 km long.
    assert 15_000 < from_tan_vu[order[900011]] < 18_000


def test_mainland_seats_are_near_a_road() -> None:
    """Each mainland seat has a skeleton road within 11 km, each urban seat within 3 km."""
    from shapely import LineString, Point
    from shapely.strtree import STRtree

    lines = [LineString([(lon, lat) for lat, lon in line]) for _, line in roads()]
    tree = STRtree(lines)
    for commune in load_communes():
        if "border" in commune.groups:
            continue
        seat = Point(commune.seat_lon, commune.seat_lat)
        line = lines[tree.nearest(seat)]
        foot = line.interpolate(line.project(seat))
        away = distance_m(seat.y, seat.x, foot.y, foot.x)
        limit = 3000 if commune.population / commune.area_km2 > 5000 else 11_000
        assert away < limit, commune


def test_distance_is_that_of_the_sphere() -> None:
    """One degree of latitude is 111.195 km on the mean sphere; a line adds up its parts."""
    assert distance_m(20, 106, 21, 106) == pytest.approx(111_195, abs=1)
    seat = commune_by_code()["11914"]
    there = (seat.seat_lat, seat.seat_lon)
    assert distance_m(*there, *there) == 0
    assert length_m([(20, 106), (21, 106), (20, 106)]) == pytest.approx(222_390, abs=2)
