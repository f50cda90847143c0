"""Travel in Hai Phong itself: known places, known bridges, known water."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from routeplan.geo.land import load_land
from routeplan.geo.metric import length_m
from routeplan.language.spoken import SpokenError
from routeplan.model import (
    NEVER,
    Crossing,
    Depot,
    Landing,
    Mode,
    Problem,
    RouteplanError,
    Service,
    ServiceKind,
    Site,
    Source,
    Vehicle,
)
from routeplan.network import cache, sea
from routeplan.network.build import build_travel
from routeplan.network.hops import Reach
from routeplan.network.notices import travel_notices
from routeplan.network.projection import projected, to_metres
from routeplan.network.travel import Travel

MONDAY = date(2025, 12, 1)


def site(name: str, lat: float, lon: float, **more: object) -> Site:
    """A village with one service."""
    service = Service(name, ServiceKind.EXCHANGE, 1, service_s=600)
    return Site(name, name, "village", "1", lat, lon, services=(service,), **more)  # type: ignore[arg-type]


SITES = (
    site("gia-vien", 20.8476, 106.6970),
    site("cat-hai", 20.7970, 106.8906),
    site("cat-ba", 20.7321, 107.0483),
    site("viet-hai", 20.80, 107.05, landing="ben-viet-hai", landing_access_s=1200, road=False),
    site("bach-long-vi", 20.1346, 107.7307),
)
LANDINGS = (
    Landing("dong-bai", "Đồng Bài", 20.81185, 106.89420),
    Landing("cai-vieng", "Cái Viềng", 20.81826, 106.91343),
    Landing("ben-beo", "Bến Bèo", 20.73213, 107.05891),
    Landing("ben-viet-hai", "Việt Hải", 20.78399, 107.06368),
    Landing("do-son", "Đồ Sơn", 20.71101, 106.79651),
    Landing("ben-blv", "Bạch Long Vĩ", 20.13801, 107.72839),
)
CROSSINGS = (
    Crossing("out", "dong-bai", "cai-vieng", (7 * 3600, 9 * 3600), 1200, source="a"),
    Crossing("back", "cai-vieng", "dong-bai", (15 * 3600,), 1200, source="a", estimated=True),
    Crossing(
        "ship", "do-son", "ben-blv", (7 * 3600,), 6 * 3600, carries=frozenset({"passenger"}),
        valid_to=date(2025, 11, 1),
    ),
)  # fmt: skip
VEHICLES = (
    Vehicle("VAN", "Van", "van", "library", 10),
    Vehicle("BOAT", "Boat", "canoe", "ben-beo", 10),
    Vehicle("CREW", "Crew", "crew", "library", 10),
)


def problem(
    *,
    sites: tuple[Site, ...] = SITES,
    landings: tuple[Landing, ...] = LANDINGS,
    vehicles: tuple[Vehicle, ...] = VEHICLES,
    language: str = "en",
) -> Problem:
    """Five places from the city to the far island, with the ferry and a ship."""
    depots = (Depot("library", "Library", 20.8476, 106.6970),)
    return Problem(
        "test", MONDAY, 1, sites, vehicles, depots, landings, CROSSINGS, language=language
    )


@pytest.fixture(scope="module")
def travel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Travel]:
    """Travel of the whole small world, built once, with a cache of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(cache.FOLDER_VARIABLE, str(tmp_path_factory.mktemp("cache")))
        yield build_travel(problem())


def box_around(
    south: float, west: float, north: float, east: float
) -> tuple[float, float, float, float]:
    """A box in metres, for a mesh that takes a moment."""
    low, high = to_metres([west, east], [south, north])
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def minutes(travel: Travel, profile: str, a: str, b: str) -> float:
    """Minutes without a crossing."""
    return float(travel.direct_s[profile][travel.index[a], travel.index[b]]) / 60


def test_cat_hai_is_reached_over_the_bridge(travel: Travel) -> None:
    """Cát Hải needs no ferry since 2017; the way is drawn on the skeleton and is 25 to 40 km."""
    (hop,) = travel.legs("van", travel.index["library"], travel.index["cat-hai"], 0, MONDAY)
    assert hop.mode is Mode.ROAD
    assert hop.source is Source.SKELETON
    assert 25_000 < hop.metres < 40_000
    assert hop.line[0] == (20.8476, 106.6970)
    assert hop.line[-1] == (20.7970, 106.8906)
    assert length_m(hop.line) <= 1.01 * hop.metres


def test_cat_ba_needs_the_ferry(travel: Travel) -> None:
    """No road leads to Cát Bà: road, ferry, road."""
    i, j = travel.index["library"], travel.index["cat-ba"]
    assert travel.direct_s["van"][i, j] == NEVER
    legs = travel.legs("van", i, j, 5 * 3600, MONDAY)
    assert [hop.mode for hop in legs] == [Mode.ROAD, Mode.FERRY, Mode.ROAD]
    assert legs[1].crossing == "out"


def test_viet_hai_is_for_boats_alone(travel: Travel) -> None:
    """A village without a road, and its own pier, are out of reach for vans and crews."""
    for profile in ("van", "crew"):
        for target in ("viet-hai", "ben-viet-hai"):
            i, j = travel.index["library"], travel.index[target]
            assert travel.arrive(profile, i, j, 0, MONDAY) == NEVER
    i, j = travel.index["ben-beo"], travel.index["viet-hai"]
    sail, walk = travel.legs("canoe", i, j, 0, MONDAY)
    assert (sail.mode, sail.source, walk.mode, walk.seconds) == (
        Mode.SEA, Source.SEA, Mode.WALK, 1200,
    )  # fmt: skip
    assert 8_000 < sail.metres < 13_000
    assert sail.seconds == pytest.approx(sail.metres / (20 / 3.6), abs=1)


def test_roadless_island_goes_straight(travel: Travel) -> None:
    """On Bạch Long Vĩ, where no road is known, places are joined by a straight line."""
    move = travel.move("van", "ben-blv", "bach-long-vi", Mode.ROAD)
    assert move is not None
    assert move.source is Source.STRAIGHT
    assert move.metres == pytest.approx(1.35 * length_m(move.line), rel=0.01)


def test_sea_legs_touch_no_land(travel: Travel) -> None:
    """Between the approaches every leg keeps 30 m from all land, drawn as it is handed out."""
    land = shapely.union_all(projected(load_land().polygons))
    names = [place.id for place in LANDINGS]
    checked = 0
    for a in names:
        for b in names:
            move = travel.move("canoe", a, b, Mode.SEA)
            if a == b or move is None:
                continue
            line = projected([shapely.LineString([(lon, lat) for lat, lon in move.line[1:-1]])])[0]
            assert line.distance(land) > 29.5
            assert length_m(move.line) == pytest.approx(move.metres, rel=0.005)
            checked += 1
    assert checked == 30


def test_cache_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a fresh, a used, a damaged and no cache the boat's matrices are the same."""
    near = tuple(place for place in LANDINGS if place.id in ("ben-beo", "ben-viet-hai"))
    small = Problem("test", MONDAY, 1, (SITES[3],), VEHICLES[1:2], (), near)
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path / "c"))
    monkeypatch.setattr(sea, "_box", lambda: box_around(20.73, 107.03, 20.79, 107.08))
    fresh = build_travel(small).grounds["canoe"]
    files = sorted((tmp_path / "c").iterdir())
    assert [path.name.rpartition("-")[0] for path in files] == ["sea-legs", "sea-mesh"]
    again = [build_travel(small)]
    for path in files:
        path.write_bytes(path.read_bytes()[:100])
    again.append(build_travel(small))
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(blocked))
    again.append(build_travel(small))
    for travel in again:
        assert np.array_equal(travel.grounds["canoe"].seconds, fresh.seconds)
        assert np.array_equal(travel.grounds["canoe"].metres, fresh.metres)


@pytest.mark.parametrize(
    ("code", "lat", "lon"), [("landing-inland", 20.90, 106.30), ("landing-off-map", 16.07, 108.22)]
)
def test_boat_landing_without_water_is_refused(code: str, lat: float, lon: float) -> None:
    """A pier in the rice fields, or in Đà Nẵng, is an error with a plain message."""
    wrong = Landing("wrong", "Wrong", lat, lon)
    boat = Vehicle("BOAT", "Boat", "canoe", "wrong", 10)
    with pytest.raises(RouteplanError) as caught:
        build_travel(problem(sites=(), landings=(*LANDINGS, wrong), vehicles=(boat,)))
    assert caught.value.code == code
    assert "wrong" in caught.value.cause


def test_kilometres_are_written_as_the_language_writes_them(
    travel: Travel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """8,4 km in Vietnamese, 8.4 km in English; a number for programs."""
    wrong = Landing("wrong", "Wrong", 20.90, 106.30)
    boat = Vehicle("BOAT", "Boat", "canoe", "wrong", 10)
    with pytest.raises(SpokenError) as caught:
        build_travel(problem(sites=(), landings=(*LANDINGS, wrong), vehicles=(boat,)))
    km = caught.value.details["km"]
    assert km == round(km, 1)
    assert f"{km} km" in caught.value.cause
    assert f"{str(km).replace('.', ',')} km" in caught.value.say("vi")[0]
    monkeypatch.setattr(travel, "reach", {"gia-vien": Reach(True, 6_540.0, False)})
    for language, told in (("vi", "6,5 km"), ("en", "6.5 km")):
        notices = travel_notices(problem(language=language), travel)
        (found,) = [one for one in notices if one.code == "site-far-from-road"]
        assert told in found.cause


def test_notices_of_sites(travel: Travel) -> None:
    """Without a ship back, nobody can plan Bạch Long Vĩ; the others are fine."""
    unreachable = [n for n in travel_notices(problem(), travel) if n.code == "site-unreachable"]
    assert [notice.value for notice in unreachable] == ["bach-long-vi"]
    vi = travel_notices(problem(language="vi"), travel)
    assert any("Không phương tiện nào đến được bach-long-vi" in notice.cause for notice in vi)


def test_reasons_of_unreachable_sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A point at sea, one without road and pier, and one beyond every road say what is wrong."""
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path))
    sites = (
        site("sea", 20.5, 107.2),
        site("none", 20.85, 106.5, road=False),
        site("far", 21.30, 107.30),
        site("near", 20.85, 106.5),
    )
    own = problem(sites=sites, vehicles=VEHICLES[:1])
    causes = {n.value: n.cause for n in travel_notices(own, build_travel(own)) if "site" in n.code}
    assert "in the sea" in causes["sea"]
    assert "no road and no landing" in causes["none"]
    assert "farther than 12 km" in causes["far"]
    assert "near" not in causes
