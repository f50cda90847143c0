"""A small project folder that holds no mistake, to be spoilt one cell at a time."""

# ruff: noqa: E501 - tables read better with one row on one line

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from routeplan.project import Project, load

TABLES: dict[str, str] = {
    "sites": """\
id,name,kind,commune_code,former_district,lat,lon,road,landing,landing_access_min,pupils,groups,service,interval_weeks,visits_per_cycle,last_visit,days,windows,setup_min,service_min,packdown_min,deliver_crates,pick_crates,priority,needs,pinned
s-noi-thanh,Trường Tiểu học Nội Thành,primary_school,11359,Ngô Quyền,20.8490,106.6900,yes,,,400,,mobile,1,,,"Mon,Tue,Wed",07:30-10:45;14:00-16:15,20,120,20,2,2,2,flat_yard,
s-cat-ba,Thị trấn Cát Bà,village,11914,Cát Hải,20.7321,107.0483,yes,,,300,island,exchange,2,,2025-12-01,,,0,25,0,7,7,1,,
s-viet-hai,Việt Hải,village,11914,Cát Hải,20.8000,107.0500,no,b-viet-hai,20,18,island,exchange,1,,,,,0,25,0,2,2,1,,/CANO
""",
    "vehicles": """\
id,name,profile,depot,capacity_crates,max_load_kg,days,shift,skills
XE,Xe thư viện,van,k-lach-tray,30,,,06:30-17:30,flat_yard
CANO,Ca nô,canoe,b-beo,10,,,,
""",
    "depots": """\
id,name,lat,lon,open,load_min,stock
k-lach-tray,Thư viện Lạch Tray,20.8476,106.6970,06:00-18:30,20,
""",
    "landings": """\
id,name,lat,lon
b-dong-bai,Bến Đồng Bài,20.81185,106.89420
b-cai-vieng,Bến Cái Viềng,20.81826,106.91343
b-beo,Bến Bèo,20.73213,107.05891
b-viet-hai,Bến Việt Hải,20.78399,107.06368
""",
    "crossings": """\
id,from,to,depart,first,last,every_min,days,valid_from,valid_to,minutes,carries,estimated,source
pha-ra,b-dong-bai,b-cai-vieng,,05:00,18:00,30,,2025-09-01,2025-12-31,20,van;passenger,no,operator
pha-vao,b-cai-vieng,b-dong-bai,06:00;12:00;17:30,,,,,2025-09-01,2025-12-31,20,van;passenger,no,operator
""",
    "calendar": """\
date_from,date_to,kind,applies_to,note
2025-12-16,2025-12-16,closure,s-cat-ba;profile:canoe,
""",
}
CONFIG = """\
name = "Thử"
language = "en"

[planning]
start = 2025-12-15
weeks = 1
"""


class Folder:
    """A project folder and ways to spoil it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        (path / "routeplan.toml").write_text(CONFIG, encoding="utf-8")
        for name, text in TABLES.items():
            (path / f"{name}.csv").write_text(text, encoding="utf-8", newline="")

    def rows(self, table: str) -> list[list[str]]:
        """Return the cells of a table, the header first."""
        text = (self.path / f"{table}.csv").read_text(encoding="utf-8")
        return list(csv.reader(io.StringIO(text)))

    def write(self, table: str, rows: list[list[str]], encoding: str = "utf-8") -> None:
        """Write a table."""
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows(rows)
        (self.path / f"{table}.csv").write_bytes(buffer.getvalue().encode(encoding))

    def put(self, table: str, row: int, column: str, text: str) -> None:
        """Write a cell; `row` counts as a spreadsheet does, a new column goes to the end."""
        rows = self.rows(table)
        if column not in rows[0]:
            rows = [[*cells, ""] for cells in rows]
            rows[0][-1] = column
        rows[row - 1][rows[0].index(column)] = text
        self.write(table, rows)

    def add(self, table: str, **cells: str) -> None:
        """Add a row."""
        rows = self.rows(table)
        rows.append([cells.get(name, "") for name in rows[0]])
        self.write(table, rows)

    def text(self, name: str, text: str) -> None:
        """Write a file, its folder too."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")

    def load(self, **options: object) -> Project:
        """Load the project; what is said of the embedded communes' areas is left out."""
        project = load(self.path, **options)  # type: ignore[arg-type]
        notices = tuple(n for n in project.notices if n.file != "commune_cells.geojson")
        return replace(project, notices=notices)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A project folder without a mistake."""
    return Folder(tmp_path / "project")
