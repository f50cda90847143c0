"""The 114 units: right, complete, and found however they are written."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from routeplan.geo.communes import (
    commune_by_code,
    find_communes,
    find_districts,
    fold,
    load_communes,
    load_former_districts,
)
from routeplan.geo.embedded import data_path
from routeplan.model import GROUPS, ExitCode, RouteplanError


def test_units_are_complete() -> None:
    """67 communes, 45 wards and 2 special zones, each code once, in 27 former districts."""
    kinds = Counter(commune.type for commune in load_communes())
    assert kinds == {"commune": 67, "ward": 45, "special_zone": 2}
    assert len(commune_by_code()) == 114
    assert len(load_former_districts()) == 27
    known = {district.name for district in load_former_districts()}
    for commune in load_communes():
        assert commune.former_district == commune.former_districts[0]
        assert set(commune.former_districts) <= known
        assert commune.groups <= set(GROUPS)
    # Every former district is still to be found in some unit.
    assert {commune.former_district for commune in load_communes()} == known


def test_known_faults_of_the_source_are_put_right() -> None:
    """Gia Lộc and Gia Phúc sit in their own places; Việt Hòa is a ward, Vĩnh Hòa a commune."""
    units = commune_by_code()
    assert (units["10999"].seat_lat, units["10999"].seat_lon) == (20.8713, 106.3110)
    assert (units["11050"].seat_lat, units["11050"].seat_lon) == (20.8345, 106.2910)
    assert (units["10543"].type, units["11848"].type) == ("ward", "commune")
    assert units["11914"].main_town == "Cát Bà 20.7321 107.0483"
    assert units["11914"].groups == {"island"}
    assert units["11948"].groups == {"island", "border"}
    assert "assumption" in units["11948"].note
    # The mapping's false row (Long Xuyên of Bình Giang) must not reach Kinh Môn.
    assert units["10675"].former_districts == ("Kinh Môn",)
    # Split units name every district, the main one first.
    assert units["10993"].former_districts == ("Bình Giang", "Thanh Miện")


def test_seats_lie_in_their_official_polygons(shared: Path) -> None:
    """No seat is more than 100 m outside its unit's official polygon (simplified to 30 m)."""
    from shapely import Point
    from shapely.geometry import shape

    file = shared / "data" / "haiphong" / "haiphong_units_2025_30m.geojson"
    for feature in json.loads(file.read_text(encoding="utf-8"))["features"]:
        commune = commune_by_code()[feature["properties"]["code"]]
        seat = Point(commune.seat_lon, commune.seat_lat)
        assert shape(feature["geometry"]).distance(seat) < 0.001, commune


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Thuỷ Nguyên", "thuy nguyen"),
        ("Thủy Nguyên", "thuy nguyen"),
        ("  ĐẶC KHU  Bạch-Long Vĩ", "dac khu bach long vi"),
        ("đồ sơn", "do son"),  # decomposed
    ],
)
def test_fold(text: str, folded: str) -> None:
    """Case, diacritics, tone place, Unicode form, hyphens and spaces do not count."""
    assert fold(text) == folded


def test_names_are_found_however_written() -> None:
    """Bare or full name, any case, with or without diacritics, either tone placement."""
    for text in ("Thủy Nguyên", "thuỷ nguyên", "THUY NGUYEN", "phường Thủy Nguyên"):
        assert [c.code for c in find_communes(text)] == ["11560"]
    assert [d.code for d in find_districts("huyện kiến thụy")] == ["314"]
    assert find_communes("Nơi không có") == ()


def test_diacritics_decide_between_names_that_fold_alike() -> None:
    """Cẩm Giang and Cẩm Giàng are two communes; without diacritics both fit."""
    assert [c.code for c in find_communes("Cẩm Giang")] == ["10888"]
    assert [c.code for c in find_communes("Cẩm Giàng")] == ["10903"]
    assert {c.code for c in find_communes("cam giang")} == {"10888", "10903"}


def test_missing_data_is_said_plainly() -> None:
    """An installation without a file names it and exits as missing data."""
    with pytest.raises(RouteplanError) as caught:
        data_path("no-such-file.csv")
    assert caught.value.code == "data-missing"
    assert caught.value.exit_code is ExitCode.MISSING_DATA


def test_every_embedded_file_is_in_the_datapackage(root: Path) -> None:
    """Each file has title, source, licence and date, each listed file exists, columns agree."""
    folder = root / "data" / "haiphong"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    listed: list[str] = []
    for resource in package["resources"]:
        assert {"name", "title", "sources", "licenses", "date"} <= resource.keys()
        paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
        listed += paths
        if "schema" in resource:
            with (folder / paths[0]).open(encoding="utf-8", newline="") as file:
                header = next(csv.reader(file))
            assert header == [field["name"] for field in resource["schema"]["fields"]]
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert sorted(listed) == sorted(found - {"datapackage.json"})


def test_openstreetmap_and_mit_data_are_kept_apart(root: Path) -> None:
    """What derives from OpenStreetMap says ODbL and names it; the unit tables are MIT."""
    package = json.loads(data_path("datapackage.json").read_text(encoding="utf-8"))
    licence = {one["name"]: one["licenses"][0]["name"] for one in package["resources"]}
    assert {licence[n] for n in ("land", "roads", "commune-cells")} == {"ODbL-1.0"}
    assert {licence[n] for n in ("communes", "former-districts")} == {"MIT"}
    assert "© OpenStreetMap contributors" in data_path("LICENSES.md").read_text(encoding="utf-8")


def test_rebuild_gives_the_same_bytes(root: Path, shared: Path, tmp_path: Path) -> None:
    """The derived files are what the script makes of the reference inputs, byte for byte."""
    script = root / "data" / "build" / "build_data.py"
    command = [sys.executable, script, shared / "data", "--out", tmp_path]
    subprocess.run(command, check=True, capture_output=True)
    made = sorted(tmp_path.iterdir())
    assert len(made) == 5
    for path in made:
        assert path.read_bytes() == data_path(path.name).read_bytes(), path.name


def test_every_embedded_file_is_under_its_licence() -> None:
    """LICENSES.md names each file that datapackage.json lists, under the heading of its licence."""
    package = json.loads(data_path("datapackage.json").read_text(encoding="utf-8"))
    _, *parts = data_path("LICENSES.md").read_text(encoding="utf-8").split("\n## ")
    headings = {"MIT": "(MIT)", "ODbL-1.0": "(ODbL 1.0)", "CC0-1.0": "(CC0 1.0)"}
    for item in package["resources"]:
        paths = item["path"] if isinstance(item["path"], list) else [item["path"]]
        (licence,) = item["licenses"]
        (part,) = [p for p in parts if headings[licence["name"]] in p.splitlines()[0]]
        named = part.replace("this page", "`LICENSES.md`")
        assert [path for path in paths if f"`{path}`" not in named] == []
