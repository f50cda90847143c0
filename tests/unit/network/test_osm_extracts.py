"""Real extracts, broken ones, and the same roads from an Overpass server."""

from __future__ import annotations

import socket
from pathlib import Path

import numpy as np
import pytest

from routeplan.geo.box import Box
from routeplan.geo.overpass import URL_VARIABLE
from routeplan.geo.places import KINDS, fetch_osm_places, read_osm_places
from routeplan.model import ExitCode, RouteplanError
from routeplan.network.osm.building import (
    area_of,
    build_from_extract,
    build_online,
    examine,
    read_box,
)
from tests.unit.network.osm_sample import LAT, LON, position, street, write_extract
from tests.unit.network.overpass_sample import record, serving, without_cut_ways

HELSINKI = Box(60.0, 24.8, 60.3, 25.1)


@pytest.fixture
def helsinki(shared: Path) -> Path:
    """A square kilometre of a city."""
    return shared / "data" / "osm" / "helsinki-centre.osm.pbf"


@pytest.fixture
def whole(helsinki: Path, tmp_path: Path) -> Path:
    """The same without ways that it lacks nodes of, as no answer of a server does."""
    return without_cut_ways(helsinki, tmp_path / "whole.osm.pbf")


def test_helsinki(helsinki: Path) -> None:
    """A real extract gives a network with its source, one main part and a ferry kept apart."""
    graph = build_from_extract(helsinki, None)
    assert graph.about["source"] == "helsinki-centre.osm.pbf"
    assert len(graph.about["sha256"]) == 64
    assert graph.about["country"] == "FI"
    assert sum(graph.about["km_by_class"].values()) == pytest.approx(33, abs=1)
    assert len(graph.ferries) == 1
    found = examine(graph, {"in": (60.170, 24.945), "off": (60.170, 25.100)})
    assert found["components"]["van"]["parts"] == 1
    assert found["sites"]["joined"] == 1
    assert [one["site"] for one in found["sites"]["far"]] == ["off"]
    assert 7500 < found["sites"]["far"][0]["metres"] < 9000


def test_vintage_comes_from_the_file(shared: Path) -> None:
    """The date of the data is what the extract says, not the day of building."""
    graph = build_from_extract(shared / "data" / "osm" / "liechtenstein.osm.pbf", None)
    assert graph.about["vintage"] == "2015-07-27"
    assert examine(graph, {})["age_days"] > 3000


def test_extract_is_cut_to_the_area(shared: Path) -> None:
    """What lies outside the box is left out, so a country's extract stays small."""
    path = shared / "data" / "osm" / "liechtenstein.osm.pbf"
    whole = build_from_extract(path, None)
    south = build_from_extract(path, Box(47.04, 9.4, 47.12, 9.7))
    assert 0 < len(south.metres) < len(whole.metres) / 2
    assert south.box[2] < 47.16


@pytest.mark.parametrize("kept", [1000, 100_000])
def test_truncated_extract(helsinki: Path, tmp_path: Path, kept: int) -> None:
    """A download cut short is named, with what to do; no traceback, no half network."""
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(helsinki.read_bytes()[:kept])
    refused("extract-broken", path)


@pytest.mark.parametrize("name", ["notes.osm.pbf", "notes.txt", "empty.osm.pbf"])
def test_what_is_no_extract(tmp_path: Path, name: str) -> None:
    """A file of something else, or of nothing, is refused by name."""
    path = tmp_path / name
    path.write_bytes(b"" if name.startswith("empty") else b"hello " * 1000)
    refused("extract-broken", path)


def test_missing_extract(tmp_path: Path) -> None:
    """A file that is not there is said to be not there."""
    refused("extract-not-found", tmp_path / "absent.osm.pbf")


def test_extract_without_roads(tmp_path: Path) -> None:
    """Footpaths alone make no network."""
    nodes = {1: (0, 0), 2: (100, 0)}
    path = write_extract(tmp_path / "paths.osm.pbf", nodes, [([1, 2], street(highway="footway"))])
    refused("extract-without-roads", path)


def test_extract_whose_roads_have_no_nodes(tmp_path: Path) -> None:
    """Ways without their nodes make no network either."""
    path = write_extract(tmp_path / "bare.osm.pbf", {9: (0, 0)}, [([1, 2], street())])
    refused("extract-without-roads", path)


def test_extract_of_another_region(tmp_path: Path) -> None:
    """Roads that all lie elsewhere are refused with the area that was looked for."""
    nodes = {1: (0, 0), 2: (100, 0)}
    path = write_extract(tmp_path / "hp.osm.pbf", nodes, [([1, 2], street())])
    error = refused("extract-elsewhere", path, Box(41.0, -8.7, 41.2, -8.5))
    assert "41.0000,-8.7000" in error.cause


def refused(code: str, path: Path, box: Box | None = None) -> RouteplanError:
    """Build, and hold the error to its code and to the name of the file."""
    with pytest.raises(RouteplanError) as caught:
        build_from_extract(path, box)
    assert caught.value.code == code
    assert path.name in caught.value.cause
    assert caught.value.action
    return caught.value


@pytest.mark.parametrize("text", ["", "1,2,3", "a,b,c,d", "2,1,1,2", "0,0,95,1"])
def test_areas_that_are_none(text: str) -> None:
    """A box is four numbers in order."""
    with pytest.raises(RouteplanError) as caught:
        read_box(text)
    assert caught.value.code == "bbox-invalid"


def test_margin_around_places() -> None:
    """The area reaches so many kilometres beyond the outermost places."""
    box = area_of([position(0, 0), position(5000, 0)], 10)
    assert box is not None
    assert box.holds(*position(-9900, 9900))
    assert not box.holds(*position(-10_200, 0))
    assert not box.holds(*position(0, 10_200))
    assert area_of([], 10) is None
    assert position(0, 0) == (LAT, LON)


def test_online_roads_are_those_of_the_extract(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a recorded Overpass answer comes the network that the file gives."""
    with serving(record(whole)) as url:
        monkeypatch.setenv(URL_VARIABLE, url)
        online = build_online(HELSINKI)
    from_file = build_from_extract(whole, HELSINKI)
    assert online.about["km_by_class"] == from_file.about["km_by_class"]
    assert len(online.metres) == len(from_file.metres)
    for ours, theirs in ((online, from_file), (from_file, online)):
        assert np.isfinite(ours.seconds).sum() == np.isfinite(theirs.seconds).sum()
    finite = (one.seconds[np.isfinite(one.seconds)].sum() for one in (online, from_file))
    assert next(finite) == pytest.approx(next(finite), rel=1e-4)
    assert [line.name for line in online.ferries] == [line.name for line in from_file.ferries]


def test_online_places_are_those_of_the_extract(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Schools and libraries of a recorded Overpass answer are the file's, areas included."""
    with serving(record(whole)) as url:
        monkeypatch.setenv(URL_VARIABLE, url)
        online = fetch_osm_places(HELSINKI, KINDS)
    from_file = read_osm_places(whole, KINDS)
    assert {(p.ref, p.name, p.kind) for p in online} == {(p.ref, p.name, p.kind) for p in from_file}
    assert {place.ref.split("/")[0] for place in online} == {"node", "way"}
    for ours, theirs in zip(online, from_file, strict=True):
        assert (ours.lat, ours.lon) == pytest.approx((theirs.lat, theirs.lon), abs=2e-4)


def test_without_a_network_it_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that nobody answers for is exit code 4, with what works without it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    monkeypatch.setenv(URL_VARIABLE, f"http://127.0.0.1:{port}/api")
    for call in (lambda: build_online(HELSINKI), lambda: fetch_osm_places(HELSINKI, KINDS)):
        with pytest.raises(RouteplanError) as caught:
            call()
        assert caught.value.code == "network-unavailable"
        assert caught.value.exit_code == ExitCode.MISSING_DATA
        assert str(port) in caught.value.cause
        assert "--pbf" in caught.value.action


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (b"<html>busy</html>", 200, "online-unexpected"),
        (b"no", 500, "network-unavailable"),
        (b'{"elements": []}', 200, "online-nothing"),
    ],
)
def test_answers_that_are_none(
    answer: bytes, status: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of HTML, a refusal and an empty answer each have their words."""
    with serving(answer, status) as url:
        monkeypatch.setenv(URL_VARIABLE, url)
        with pytest.raises(RouteplanError) as caught:
            build_online(HELSINKI)
    assert caught.value.code == code
    assert caught.value.exit_code == ExitCode.MISSING_DATA


def test_answer_cut_short_is_no_bug(helsinki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ways whose nodes the answer lacks are a fault of the answer, said so."""
    with serving(record(helsinki)) as url:
        monkeypatch.setenv(URL_VARIABLE, url)
        with pytest.raises(RouteplanError) as caught:
            build_online(HELSINKI)
    assert caught.value.code == "online-unexpected"


def test_settings_of_osmnx_are_put_back(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever uses osmnx in the same process finds it as before."""
    import osmnx

    names = ("overpass_url", "all_oneway", "useful_tags_way", "use_cache")
    before = [getattr(osmnx.settings, name) for name in names]
    with serving(record(whole)) as url:
        monkeypatch.setenv(URL_VARIABLE, url)
        build_online(HELSINKI)
    assert [getattr(osmnx.settings, name) for name in names] == before
