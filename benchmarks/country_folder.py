"""The 3,321 communes of the country since 1 July 2025, as one project with a scenario a province.

Names, codes, types and seats come from the table `admin_units` of PyPI vietnamadminunits 1.0.4
(MIT), read from the wheel; those of Hải Phòng from the embedded tables, in which known faults of
their source are put right. The fleet is made up by one rule for all, and every way is a straight
line made longer by the van's factor. Whatever is not known is marked: vehicles as `assumed`, seats
as `estimated`. Special zones that no bridge joins to the mainland are left out: no van gets there,
and no source of their sailings is at hand.
"""

from __future__ import annotations

import math
import sqlite3
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.project_folder import write_table
from routeplan.geo.communes import commune_by_code
from routeplan.geo.metric import distance_m

TABLE_FILE = "vietnamadminunits/data/dataset.db"
PROVINCES, COMMUNES = 34, 3_321
CYCLE_WEEKS = 4

COMMUNES_PER_VAN = 40
"""A van for as many communes, begun ones counted, has about two visits on each working day."""

BY_ROAD = frozenset({"06994", "11914"})
"""Special zones that a bridge joins to the mainland: Vân Đồn, and the seat of Cát Hải."""

CONFIG = f"""name = "Vietnam"
language = "en"

[planning]
start = 2025-12-01
weeks = {CYCLE_WEEKS}

[travel]
roads = "straight"
"""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where the authority of a commune, ward or special zone sits; `lat`, `lon` in degrees."""

    code: str
    name: str
    type: str
    province: str
    province_name: str
    lat: float
    lon: float

    @property
    def by_road(self) -> bool:
        """Whether a van gets there from its province: not to a special zone without a bridge."""
        return self.type != "Đặc khu" or self.code in BY_ROAD


def read_seats(wheel: Path) -> tuple[Seat, ...]:
    """Return the seats of all communes by their codes.

    Raises:
        SystemExit: the file is not the wheel that is meant.
    """
    try:
        with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
            table = archive.extract(TABLE_FILE, folder)
            with closing(sqlite3.connect(table)) as database:
                rows = database.execute(
                    "SELECT wardCode, ward, wardType, provinceCode, province, wardLat, wardLon "
                    "FROM admin_units ORDER BY wardCode"
                ).fetchall()
    except (OSError, KeyError, zipfile.BadZipFile, sqlite3.Error) as error:
        raise SystemExit(f"{wheel}: {error}") from error
    seats = tuple(_corrected(Seat(*row)) for row in rows)
    if (len(seats), len({seat.province for seat in seats})) != (COMMUNES, PROVINCES):
        raise SystemExit(f"{wheel}: not the {COMMUNES} communes of {PROVINCES} provinces")
    return seats


def _corrected(seat: Seat) -> Seat:
    known = commune_by_code().get(seat.code)
    return seat if known is None else replace(seat, lat=known.seat_lat, lon=known.seat_lon)


def write_country(folder: Path, seats: Sequence[Seat], iterations: int) -> Path:
    """Write the project folder, and return its sweep file: a scenario a province."""
    by_province: defaultdict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        by_province[seat.province].append(seat)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "routeplan.toml").write_text(CONFIG, encoding="utf-8")
    lines = [f'name = "Provinces"\niterations = {iterations}\n\n[[axis]]\nname = "province"\n']
    lines.append("choice = [\n")
    for code, own in sorted(by_province.items()):
        name = f"p{code}"
        lines.append(f'  {{ name = "{code} {own[0].province_name}", folder = "{name}" }},\n')
        _write_province(folder / "scenarios" / name, own)
    # The base is a province, too: tables are laid over tables.
    _write_province(folder, by_province[min(by_province)])
    file = folder / "provinces.toml"
    file.write_text("".join([*lines, "]\n"]), encoding="utf-8")
    return file


def _write_province(folder: Path, seats: Sequence[Seat]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_table(folder / "sites.csv", [_site(seat) for seat in seats if seat.by_road])
    home = _middle([seat for seat in seats if seat.by_road])
    depot = {"id": "kho", "name": f"Kho: {home.name}", "lat": home.lat, "lon": home.lon}
    write_table(folder / "depots.csv", [{**depot, "load_min": 20}])
    vans = range(1, math.ceil(len(seats) / COMMUNES_PER_VAN) + 1)
    write_table(folder / "vehicles.csv", [_van(number) for number in vans])


def _middle(seats: Sequence[Seat]) -> Seat:
    """Return the seat with the least sum of straight lines to all others."""
    return min(
        seats,
        key=lambda one: sum(distance_m(one.lat, one.lon, to.lat, to.lon) for to in seats),
    )


def _site(seat: Seat) -> dict[str, object]:
    return {
        "id": f"x{seat.code}",
        "name": f"Trụ sở {seat.name}",
        "kind": "commune_office",
        "lat": seat.lat,
        "lon": seat.lon,
        "service": "exchange",
        "interval_weeks": CYCLE_WEEKS,
        "windows": "07:30-11:00;13:30-16:30",
        "service_min": 25,
        "deliver_crates": 7,
        "pick_crates": 7,
        "priority": 3,
        "estimated": "lat;lon",
    }


def _van(number: int) -> dict[str, object]:
    return {
        "id": f"XE-{number}",
        "name": f"Xe {number}",
        "profile": "van",
        "depot": "kho",
        "capacity_crates": 60,
        "shift": "06:30-17:30",
        "max_duty_min": 600,
        "cost_fixed": 300_000,
        "cost_km": 6_000,
        "cost_hour": 100_000,
        "assumed": "yes",
    }
