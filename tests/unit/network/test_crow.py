"""Straight travel: the great circle times a factor, at one speed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from routeplan.geo.metric import distance_m
from routeplan.model import Depot, Medium, Problem, Profile, Service, ServiceKind, Site, Source
from routeplan.model.times import NEVER
from routeplan.network.build import build_travel
from routeplan.network.crow import CrowTravel, great_circles_m
from routeplan.network.ground import locations_of
from routeplan.network.notices import travel_notices
from tests.builders import MONDAY, make_van

VAN = Profile("van", Medium.ROAD, 36.0, "van", detour_factor=1.5)
PLACES = {"A": (57.0, -2.0), "B": (57.1, -2.0), "C": (60.2, -1.2)}


def problem(*roadless: str) -> Problem:
    """Three sites far from Hải Phòng, one of them overseas, and a depot at the first."""
    sites = tuple(
        Site(
            name,
            name,
            "other",
            "",
            *at,
            road=name not in roadless,
            services=(Service(name, ServiceKind.MOBILE, 1, service_s=600),),
        )
        for name, at in PLACES.items()
    )
    depots = (Depot("D", "Depot", *PLACES["A"]),)
    profiles = {"van": VAN}
    return Problem(
        "far", MONDAY, 1, sites, (make_van(),), depots, straight_roads=True, profiles=profiles
    )


def test_great_circles_agree_with_the_sphere() -> None:
    """All pairs at once are what one pair at a time is."""
    points = np.array(list(PLACES.values()))
    expected = [[distance_m(*a, *b) for b in points] for a in points]
    assert great_circles_m(points) == pytest.approx(np.array(expected))


def test_lengths_and_times() -> None:
    """11.1 km of straight line are 16.7 km of road and, at 10 m/s, 1,668 s."""
    straight = CrowTravel(locations_of(problem()), [True] * 4, VAN)
    assert straight.metres[0, 1] == pytest.approx(1.5 * distance_m(57.0, -2.0, 57.1, -2.0))
    assert straight.seconds[0, 1] == pytest.approx(straight.metres[0, 1] / 10)
    assert straight.metres[0, 3] == 0


def test_a_project_on_straight_lines() -> None:
    """Every place reaches every other, over water too; a leg says that it is straight."""
    asked = problem()
    travel = build_travel(asked)
    move = travel.move("van", "A", "C", "road")
    assert move is not None
    assert (move.source, len(move.line)) == (Source.STRAIGHT, 2)
    assert move.metres == round(1.5 * distance_m(*PLACES["A"], *PLACES["C"]))
    assert travel_notices(asked, travel) == []


def test_a_site_without_a_road_is_not_reached() -> None:
    """`road = no` holds on straight lines as well."""
    travel = build_travel(problem("B"))
    assert travel.move("van", "A", "B", "road") is None
    assert travel.direct_s["van"][0, 1] >= NEVER


def test_without_straight_roads_places_abroad_are_unreachable() -> None:
    """The embedded skeleton knows Hải Phòng alone: that is why there are straight roads."""
    travel = build_travel(replace(problem(), straight_roads=False))
    assert travel.move("van", "A", "B", "road") is None
