"""Sea legs of the embedded coast: known lengths, closed areas, and nothing searched twice."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import LineString

from routeplan.model import ClosedArea, Fairway, Landing, Problem, RouteplanError, Vehicle
from routeplan.network import cache, sea, sea_path
from routeplan.network.build import build_travel
from routeplan.network.projection import Floats, projected, to_degrees, to_metres

from .test_build import MONDAY, box_around

BEO, VIET_HAI = (20.73213, 107.05891), (20.78399, 107.06368)
GIA_LUAN, TERMINAL = (20.85897, 106.98198), (20.91181, 107.01852)
LAN_HA = (20.70, 107.02, 20.80, 107.15)


@pytest.fixture
def lan_ha(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of its own, and a mesh of the bays of Lan Hạ alone."""
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(sea, "_box", lambda: box_around(*LAN_HA))


def shore(count: int, seed: int = 4) -> list[tuple[float, float]]:
    """Points near islands of the bays, each some metres off any other."""
    south, west, north, east = LAN_HA
    random = np.random.default_rng(seed)
    points = random.uniform((south, west), (north, east), (40 * count, 2))
    metres = to_metres(points[:, 1], points[:, 0])
    water = sea.load_water()
    good = ~water.on_land(metres) & (water.distance(metres) > 60) & (water.distance(metres) < 400)
    return [(float(lat), float(lon)) for lat, lon in points[good][:count]]


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the searches over the mesh."""
    found: list[int] = []
    search = sea_path.dijkstra

    def counted(graph: object, *, indices: int, return_predecessors: bool) -> object:
        found.append(indices)
        return search(graph, indices=indices, return_predecessors=return_predecessors)

    monkeypatch.setattr(sea_path, "dijkstra", counted)
    return found


def test_known_sea_distances() -> None:
    """Four of the five known lengths hold within 5 % or 300 m; no leg beats the straight line.

    The fifth, Gia Luận–Tuần Châu, is shorter than the straight line between its terminals: the next
    test holds it against an exact way instead. The end points stand in `benchmarks.sea.PLACES`.
    """
    from benchmarks.sea import known_distances

    pairs = known_distances(50)
    assert len(pairs) == 5
    impossible = [pair for pair in pairs if pair["straight_km"] > 1.05 * pair["known_km"]]
    assert [pair["from"] for pair in impossible] == ["Gia Luận"]
    for pair in pairs:
        if pair not in impossible:
            assert abs(pair["km"] - pair["known_km"]) <= max(0.05 * pair["known_km"], 0.3), pair
        assert pair["km"] >= pair["straight_km"] - 0.01


def test_the_way_between_islands_is_within_2_per_cent_of_an_exact_one() -> None:
    """Gia Luận to the terminal of Tuần Châu, whose pier opens to the north, behind five islets.

    By an exact visibility graph on the same coast the way is 8.06 km between the ends of the
    approaches at 50 m clearance, and 7.94 km with none.
    """
    legs = sea.legs_between([GIA_LUAN, TERMINAL], 50.0)
    between = legs.lengths[0, 1] - legs.approach_m.sum()
    assert 8060 <= between <= 1.02 * 8060


def test_nothing_is_searched_twice(lan_ha: None, searches: list[int]) -> None:
    """The same landings cost nothing, in whatever order; one that moved costs one search."""
    points = shore(8)
    legs = sea.legs_between(points, 30.0)
    assert len(searches) == 7
    again = sea.legs_between(points[::-1], 30.0)
    assert len(searches) == 7
    assert np.array_equal(again.lengths, legs.lengths[::-1, ::-1])
    assert np.array_equal(again.lines[0, 7], legs.lines[0, 7][::-1])
    moved = [*points[:7], *shore(1, seed=9)]
    after = sea.legs_between(moved, 30.0)
    assert len(searches) == 8
    assert np.array_equal(after.lengths[:7, :7], legs.lengths[:7, :7])
    sea.legs_between(points, 30.0)  # the first landings are still known
    assert len(searches) == 8
    sea.legs_between(points, 50.0)
    assert len(searches) == 15


def test_legs_do_not_depend_on_what_was_found_before(
    lan_ha: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One landing after the other, or all at once: the same legs to the last bit."""
    points = shore(9)
    whole = sea.legs_between(points, 30.0)
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path / "other"))
    for count in range(1, 10):
        grown = sea.legs_between(points[:count][::-1], 30.0)
    grown = sea.legs_between(points, 30.0)
    assert np.array_equal(grown.lengths, whole.lengths)
    assert np.array_equal(grown.approach_m, whole.approach_m)
    assert grown.lines.keys() == whole.lines.keys() == set(combinations(range(9), 2))
    assert all(np.array_equal(grown.lines[pair], line) for pair, line in whole.lines.items())


def test_two_landings_at_one_place(lan_ha: None) -> None:
    """They are no way apart, and as far as each other from the rest."""
    legs = sea.legs_between([BEO, VIET_HAI, BEO], 30.0)
    assert legs.lengths[0, 2] == 0
    assert legs.lengths[0, 1] == legs.lengths[2, 1] > 5000
    assert len(legs.lines[0, 2]) == 2


def closing(line: Floats, half_m: float = 400.0) -> ClosedArea:
    """A square in the way of a leg."""
    middle = LineString(line).interpolate(0.5, normalized=True)
    ring = shapely.get_coordinates(shapely.box(*middle.buffer(half_m).bounds))
    return ClosedArea("square", (tuple((lat, lon) for lat, lon in to_degrees(ring).tolist()),))


def test_closed_areas_are_kept_clear_of(lan_ha: None) -> None:
    """A leg goes around an area that the project closes, as far off as off land."""
    free = sea.legs_between([BEO, VIET_HAI], 30.0)
    area = closing(free.lines[0, 1])
    square = projected([shapely.Polygon([(lon, lat) for lat, lon in area.rings[0]])])[0]
    assert LineString(free.lines[0, 1]).intersects(square)
    around = sea.legs_between([BEO, VIET_HAI], 30.0, (), (area,))
    assert np.isfinite(around.lengths[0, 1])
    assert around.lengths[0, 1] > free.lengths[0, 1]
    assert LineString(around.lines[0, 1]).distance(square) >= 30 - 0.01
    again = sea.legs_between([BEO, VIET_HAI], 30.0)
    assert np.array_equal(again.lines[0, 1], free.lines[0, 1])


def test_approaches_do_not_touch_closed_areas(lan_ha: None) -> None:
    """An area that lies against the pier's own shore is no part of that shore."""
    pier = np.array(to_metres([VIET_HAI[1]], [VIET_HAI[0]])[0])
    free = sea.legs_between([BEO, VIET_HAI], 30.0)
    node = free.lines[0, 1][-2]
    # A narrow one across the middle of the approach that is used without it.
    assert LineString(free.lines[0, 1][-2:]).length > 30
    aside = (node - pier)[::-1] * (1, -1) / np.hypot(*(node - pier))
    middle = (pier + node) / 2
    strip = LineString([middle - 10 * aside, middle + 10 * aside]).buffer(2, cap_style="flat")
    ring = to_degrees(shapely.get_coordinates(strip)).tolist()
    area = ClosedArea("strip", (tuple((lat, lon) for lat, lon in ring),))
    legs = sea.legs_between([BEO, VIET_HAI], 30.0, (), (area,))
    assert np.isfinite(legs.lengths[0, 1])
    assert not LineString(legs.lines[0, 1]).intersects(strip)


def test_fairways_of_the_project_open_land(lan_ha: None) -> None:
    """A cut that the project draws through an island shortens the way across it."""
    free = sea.legs_between([BEO, VIET_HAI], 30.0)
    cut = Fairway("cut", (BEO, VIET_HAI), 300.0)
    legs = sea.legs_between([BEO, VIET_HAI], 30.0, (cut,))
    straight = np.hypot(
        *np.diff(to_metres([BEO[1], VIET_HAI[1]], [BEO[0], VIET_HAI[0]]), axis=0)[0]
    )
    assert legs.lengths[0, 1] < 1.01 * straight < free.lengths[0, 1]


def test_landing_in_a_closed_area_is_refused(lan_ha: None) -> None:
    """It is named, with the file to look into."""
    lat, lon = VIET_HAI
    ring = (
        (lat - 0.01, lon - 0.01),
        (lat - 0.01, lon + 0.01),
        (lat + 0.01, lon),
        (lat - 0.01, lon - 0.01),
    )
    landings = (Landing("beo", "Bến Bèo", *BEO), Landing("viet-hai", "Việt Hải", *VIET_HAI))
    boat = Vehicle("BOAT", "Boat", "canoe", "viet-hai", 10)
    closed = Problem(
        "t", MONDAY, 1, (), (boat,), (), landings, closed_areas=(ClosedArea("reserve", (ring,)),)
    )
    with pytest.raises(RouteplanError) as caught:
        build_travel(closed)
    assert caught.value.code == "landing-closed"
    assert "viet-hai" in caught.value.cause
    assert "nogo.geojson" in caught.value.cause
