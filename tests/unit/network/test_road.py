"""Road travel on two parallel roads drawn by hand, on one square island and one islet."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString, box

from routeplan.model import Source
from routeplan.network.access import Ashore
from routeplan.network.road import Place, Roads, RoadTravel, locate

# x east, y north, metres. Two roads 3 km apart run east, joined only at their far eastern end.
NORTH, SOUTH, LINK = (
    LineString([(0, 3000), (20_000, 3000)]),
    LineString([(0, 0), (20_000, 0)]),
    LineString([(20_000, 3000), (20_000, 0)]),
)
LAND = (box(-5000, -15_000, 30_000, 15_000), box(40_000, 0, 50_000, 5000))


def roads() -> Roads:
    """Ends: 0 north-west, 1 north-east, 2 south-west, 3 south-east; the link has no speed."""
    return Roads(
        np.array([0, 2, 1]),
        np.array([1, 3, 3]),
        np.array([20_000.0, 20_000.0, 3000.0]),
        np.array([60.0, 60.0, 0.0]),
        np.array([NORTH, SOUTH, LINK], dtype=object),
    )


def places(*points: tuple[float, float]) -> tuple[Place, ...]:
    """Places with at most 6 km of access, all usable by road."""
    usable = [True] * len(points)
    return locate(Ashore(LAND), roads(), np.array(points, dtype=float), usable, 6000)


def travel(*points: tuple[float, float]) -> RoadTravel:
    """At 30 km/h off the roads, with lines half as long again as they look."""
    return RoadTravel(Ashore(LAND), roads(), places(*points), 30.0, 1.5)


def test_access_road_access() -> None:
    """Seconds and metres are those of both access legs, detour counted, and the road between."""
    found = travel((1000, 3400), (11_000, 3200))
    access = 1.5 * (400 + 200)
    assert found.metres[0, 1] == pytest.approx(10_000 + access)
    assert found.seconds[0, 1] == pytest.approx(10_000 / (60 / 3.6) + access / (30 / 3.6))
    line, source = found.trace(0, 1)
    assert source is Source.SKELETON
    assert line.tolist() == [[1000, 3400], [1000, 3000], [11_000, 3000], [11_000, 3200]]


def test_speed_of_the_profile_where_a_road_has_none() -> None:
    """The link without a speed of its own is driven at the profile's."""
    found = travel((19_000, 3000), (19_000, 0))
    assert found.seconds[0, 1] == pytest.approx(2000 / (60 / 3.6) + 3000 / (30 / 3.6), abs=0.1)


def test_no_way_through_a_third_place() -> None:
    """A place between the roads, joined to both, is no short cut from one to the other."""
    middle = (1000, 1500)
    assert {spot.edge for spot in places(middle)[0].attached} == {0, 1}
    found = travel((1000, 3000), (1000, -10), middle)
    assert found.metres[0, 1] == pytest.approx(19_000 + 3000 + 19_000 + 15, abs=1)


def test_near_places_go_straight() -> None:
    """Neighbours far from the road are joined directly; the movement says that it is straight."""
    found = travel((5000, 7000), (6500, 7000), (5000, 3000))
    assert found.trace(0, 1)[1] is Source.STRAIGHT
    assert found.metres[0, 1] == pytest.approx(1500 * 1.5)
    assert found.trace(0, 2)[1] in (Source.SKELETON, Source.STRAIGHT)


def test_too_far_from_every_road() -> None:
    """A place more than the longest access from the roads of its own land is out of reach."""
    far, near = places((5000, 10_000), (5000, 4000))
    assert not far.attached
    assert not far.lonely
    assert far.access_m == np.inf
    assert near.access_m == pytest.approx(1000)
    assert np.isinf(travel((5000, 10_000), (5000, 4000)).seconds[0, 1])


def test_island_without_roads() -> None:
    """Two places of an island without roads are joined straight, and to nothing else."""
    found = travel((41_000, 1000), (49_000, 4000), (5000, 3000))
    assert found.metres[0, 1] == pytest.approx(1.5 * np.hypot(8000, 3000))
    assert np.isinf(found.seconds[0, 2])


def test_access_does_not_leave_the_land() -> None:
    """A road across the water is no access, even where it is the nearest."""
    strait = (box(-5000, -1000, 30_000, 1000), box(-5000, 1200, 30_000, 9000))
    south = Roads(
        np.array([0]), np.array([1]), np.array([20_000.0]), np.array([50.0]),
        np.array([SOUTH], dtype=object),
    )  # fmt: skip
    spots = np.array([[5000.0, 1300.0], [5000.0, 900.0]])
    across, ashore = locate(Ashore(strait), south, spots, [True, True], 6000)
    assert not across.attached
    assert across.lonely
    assert ashore.access_m == pytest.approx(900)


def test_place_in_the_water_by_the_pier() -> None:
    """A pier a little off the land belongs to it; a point far out at sea belongs to none."""
    pier, sea = places((-5050, 3000), (-9000, 3000))
    assert pier.attached
    assert pier.off_m == pytest.approx(50)
    assert sea.piece == -1
    assert not sea.attached
