"""Areas of the units: approximate cells, official polygons in their place, bad files."""

from __future__ import annotations

import json
import math
from pathlib import Path

import geopandas
import pytest
from shapely import Polygon, box
from shapely.geometry import mapping, shape

from routeplan.geo.areas import load_areas, nearest_seat_cells, read_areas
from routeplan.geo.communes import commune_by_code, load_communes
from routeplan.geo.embedded import data_path
from routeplan.model import RouteplanError


def write(path: Path, features: list[dict]) -> Path:
    """Write a FeatureCollection."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def feature(code: str, geometry: object) -> dict:
    """Return a unit's feature."""
    return {"type": "Feature", "properties": {"code": code}, "geometry": mapping(geometry)}


def test_cells_are_those_of_the_nearest_seat() -> None:
    """Two seats and a neighbour split a strip; the neighbour's part is thrown away."""
    seats = [("a", 1.0, 0.5), ("a", 3.0, 0.5), ("b", 5.0, 0.5), ("", 9.0, 0.5)]
    cells = nearest_seat_cells(seats, box(0, 0, 10, 1))
    assert cells.keys() == {"a", "b"}
    assert cells["a"].equals(box(0, 0, 4, 1))
    assert cells["b"].equals(box(4, 0, 7, 1))


def test_cells_cover_the_city_and_little_more() -> None:
    """The sum is within 10 % of the official area; few cells are off by a factor of two."""
    areas = load_areas()
    assert areas.approximate
    assert areas.shapes.keys() == commune_by_code().keys()
    drawn = sum(areas.area_km2(code) for code in areas.shapes)
    official = sum(commune.area_km2 for commune in load_communes())
    assert drawn == pytest.approx(official, rel=0.10)
    found = areas.notices()
    assert {notice.value for notice in found} == {"11329", "11359", "11560"}
    assert {notice.code for notice in found} == {"area-off"}
    assert data_path("commune_cells.geojson").stat().st_size < 300_000


def test_cells_do_not_overlap() -> None:
    """A point belongs to one unit: areas add up to the area of the union."""
    from shapely import union_all

    shapes = list(load_areas().shapes.values())
    assert all(one.is_valid for one in shapes)
    apart = sum(one.area for one in shapes)
    assert union_all(shapes).area == pytest.approx(apart, rel=1e-4)


def test_cells_agree_with_the_official_polygons(shared: Path) -> None:
    """Three quarters of the official area lie in the right cell, 94 % of the cells in the city."""
    from shapely import union_all

    file = shared / "data" / "haiphong" / "haiphong_units_2025_100m.geojson"
    official = {
        one["properties"]["code"]: shape(one["geometry"]).buffer(0)
        for one in json.loads(file.read_text(encoding="utf-8"))["features"]
    }
    cells = load_areas().shapes
    agreed = sum(cells[code].intersection(one).area for code, one in official.items())
    assert agreed / sum(one.area for one in official.values()) > 0.74
    city = union_all(list(official.values()))
    covered = sum(one.area for one in cells.values())
    inside = sum(one.intersection(city).area for one in cells.values())
    assert inside / covered > 0.94


def test_seats_and_island_places_fall_into_their_unit() -> None:
    """Each seat lies in its own cell; so do the villages of Cát Bà and a pier off the shore."""
    areas = load_areas()
    for commune in load_communes():
        assert areas.commune_of(commune.seat_lat, commune.seat_lon) == commune.code
    for lat, lon in ((20.7321, 107.0483), (20.80, 107.05), (20.81826, 106.91343), (20.84, 106.98)):
        assert areas.commune_of(lat, lon) == "11914"
    assert areas.commune_of(20.4, 107.4) is None  # open sea
    assert areas.commune_of(21.03, 105.85) is None  # Hà Nội


def test_area_is_measured_in_square_kilometres(tmp_path: Path) -> None:
    """A box of a tenth of a degree has the area of its sides."""
    path = write(tmp_path / "communes.geojson", [feature("11948", box(107.6, 20.1, 107.7, 20.2))])
    side = 111.195 * 0.1
    expected = side * side * math.cos(math.radians(20.15))
    assert read_areas(path).area_km2("11948") == pytest.approx(expected, rel=1e-3)


def test_a_projects_own_polygons_replace_the_cells(tmp_path: Path) -> None:
    """`communes.geojson` of the project wins, is not approximate, and its gaps are notices."""
    assert load_areas(tmp_path).approximate
    write(tmp_path / "communes.geojson", [feature("11948", box(107.6, 20.1, 107.8, 20.2))])
    areas = load_areas(tmp_path)
    assert not areas.approximate
    assert areas.commune_of(20.15, 107.65) == "11948"
    codes = [notice.code for notice in areas.notices()]
    assert codes.count("area-missing") == 113
    assert codes.count("area-off") == 1


@pytest.mark.parametrize(
    ("features", "word"),
    [
        ([feature("00001", box(106.5, 20.8, 106.6, 20.9))], "unknown unit code"),
        ([feature("11948", box(106.5, 20.8, 106.6, 20.9))] * 2, "twice"),
        ([feature("11948", box(106.5, 20.8, 106.6, 20.9).exterior)], "no polygon"),
        ([feature("11948", box(20.8, 106.5, 20.9, 106.6))], "WGS84"),
        ([{"type": "Feature", "properties": None, "geometry": None}], "not a GeoJSON"),
        ([], "no unit"),
    ],
)
def test_bad_polygons_are_refused(tmp_path: Path, features: list[dict], word: str) -> None:
    """Unknown code, double code, a line, swapped axes, no geometry, nothing: each is named."""
    with pytest.raises(RouteplanError, match=word) as caught:
        read_areas(write(tmp_path / "communes.geojson", features))
    assert caught.value.code == "communes-invalid"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"features": 3}', "\u0000"])
def test_bad_files_are_refused(tmp_path: Path, text: str) -> None:
    """What is no GeoJSON at all is the user's mistake, not a traceback."""
    path = tmp_path / "communes.geojson"
    path.write_text(text, "utf-8")
    with pytest.raises(RouteplanError) as caught:
        read_areas(path)
    assert caught.value.code == "communes-invalid"


def test_a_polygon_that_crosses_itself_is_repaired(tmp_path: Path) -> None:
    """Maps drawn by hand hold bow ties; both wings count and points are found in them."""
    bow_tie = Polygon([(107.6, 20.1), (107.8, 20.2), (107.8, 20.1), (107.6, 20.2)])
    areas = read_areas(write(tmp_path / "communes.geojson", [feature("11948", bow_tie)]))
    assert areas.shapes["11948"].is_valid
    assert areas.commune_of(20.15, 107.62) == areas.commune_of(20.15, 107.78) == "11948"
    assert areas.area_km2("11948") == pytest.approx(115.9, rel=0.01)


def test_file_in_another_reference_system_is_projected(tmp_path: Path) -> None:
    """VN-2000 coordinates of a unit land where the same polygon in WGS84 lies."""
    near = load_areas().shapes["10507"]
    frame = geopandas.GeoDataFrame({"code": ["10507"]}, geometry=[near], crs="EPSG:4326")
    path = tmp_path / "communes.geojson"
    vn2000 = json.loads(frame.to_crs("EPSG:5897").to_json())
    vn2000["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::5897"}}
    path.write_text(json.dumps(vn2000), encoding="utf-8")
    read = read_areas(path).shapes["10507"]
    assert read.symmetric_difference(near).area < 0.001 * near.area


def test_unknown_reference_system_is_named(tmp_path: Path) -> None:
    """A reference system that nobody knows is an error that names it."""
    near = mapping(load_areas().shapes["10507"])
    feature = {"type": "Feature", "properties": {"code": "10507"}, "geometry": near}
    crs = {"type": "name", "properties": {"name": "EPSG:999999"}}
    path = tmp_path / "communes.geojson"
    path.write_text(json.dumps({"features": [feature], "crs": crs}), encoding="utf-8")
    with pytest.raises(RouteplanError, match="EPSG:999999"):
        read_areas(path)
