"""Places of OpenStreetMap merged into sites.csv."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from routeplan.geo.places import KINDS, OsmPlace, read_osm_places
from routeplan.project import init
from routeplan.project.folder import table_named
from routeplan.project.importing import import_osm_sites

SCHOOL = OsmPlace("way/11", "school", "Trường Tiểu học Minh Khai", 20.8570, 106.6830)
LEVEL = OsmPlace("node/12", "school", "Ngôi Sao", 20.8470, 106.6930, isced="2;3", phone="0225 3")
OPEN_LEVEL = OsmPlace("node/13", "school", "Hoa Phượng", 20.8400, 106.7000)
LIBRARY = OsmPlace("relation/14", "library", "Thư viện thành phố", 20.8600, 106.6820)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty project with English headers."""
    init(tmp_path / "p", "blank")
    header = ",".join(column.name for column in table_named("sites").columns)
    (tmp_path / "p" / "sites.csv").write_text(header + "\n", encoding="utf-8")
    return tmp_path / "p"


def rows(folder: Path) -> dict[str, dict[str, str]]:
    """The rows of sites.csv by id."""
    with (folder / "sites.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_ids_levels_and_communes(folder: Path) -> None:
    """Ids come from OpenStreetMap, levels from name or tag, guesses are marked as such."""
    report = import_osm_sites(folder, "hp.osm.pbf", [SCHOOL, LEVEL, OPEN_LEVEL, LIBRARY])
    assert report.added == ("osm-way-11", "osm-node-12", "osm-node-13", "osm-relation-14")
    found = rows(folder)
    kinds = [found[one]["kind"] for one in report.added]
    assert kinds == ["primary_school", "secondary_school", "primary_school", "library"]
    assert [found[one]["estimated"] for one in report.added] == ["", "", "kind", ""]
    assert found["osm-node-12"]["contact_phone"] == "0225 3"
    assert all(found[one]["commune_code"] for one in report.added)
    assert not any(found[one]["pupils"] for one in report.added)


def test_a_place_is_known_again_by_its_number(folder: Path) -> None:
    """A new name or position updates the same site; a second import changes nothing."""
    import_osm_sites(folder, "a", [SCHOOL])
    renamed = OsmPlace("way/11", "school", "Trường Tiểu học Hồng Bàng", 20.8571, 106.6830)
    report = import_osm_sites(folder, "b", [renamed])
    assert report.added == ()
    assert dict(report.updated) == {"osm-way-11": ("name", "lat")}
    assert rows(folder)["osm-way-11"]["name"] == "Trường Tiểu học Hồng Bàng"
    before = (folder / "sites.csv").read_bytes()
    assert import_osm_sites(folder, "b", [renamed]).unchanged == ("osm-way-11",)
    assert (folder / "sites.csv").read_bytes() == before


def test_likely_duplicates_are_reported(folder: Path) -> None:
    """The node beside the area of the same school is named with both, and not added."""
    node = OsmPlace("node/99", "school", "Tiểu học Minh Khai", 20.8572, 106.6831)
    report = import_osm_sites(folder, "hp.osm.pbf", [SCHOOL, node])
    assert report.added == ("osm-way-11",)
    (same,) = report.duplicates
    assert (same.file, same.row, same.site) == ("hp.osm.pbf#node/99", None, "osm-way-11")
    forced = import_osm_sites(folder, "hp.osm.pbf", [SCHOOL, node], force=True)
    assert forced.added == ("osm-node-99",)


def test_nameless_and_empty(folder: Path) -> None:
    """Places without a name are counted, an area without places is said to be empty."""
    nameless = OsmPlace("node/1", "school", "", 20.85, 106.69)
    report = import_osm_sites(folder, "hp.osm.pbf", [nameless], language="en")
    assert [n.code for n in report.notices] == ["import-nameless"]
    assert "1 place in hp.osm.pbf" in report.notices[0].cause
    report = import_osm_sites(folder, "hp.osm.pbf", [], language="en")
    assert [n.code for n in report.notices] == ["import-osm-empty"]


def test_helsinki(shared: Path, folder: Path) -> None:
    """A real extract's schools, libraries and community centres, points and areas."""
    found = read_osm_places(shared / "data" / "osm" / "helsinki-centre.osm.pbf", KINDS)
    assert len(found) == 13
    report = import_osm_sites(folder, "helsinki-centre.osm.pbf", found)
    assert len(report.added) == 12
    assert [same.site for same in report.duplicates] == ["osm-node-369550855"]
    schools = read_osm_places(shared / "data" / "osm" / "helsinki-centre.osm.pbf", ["school"])
    assert {place.kind for place in schools} == {"school"}
    assert "Kaisaniemen ala-aste" in {place.name for place in schools}
