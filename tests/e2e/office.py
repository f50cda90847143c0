"""A small office with something to answer for every command, and how each command is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import RunCli
from tests.e2e.conftest import TINY
from tests.timetables import row, text
from tests.unit.network.osm_sample import street, write_extract

PLAN = "out/base-2025-12-15"
OTHER = "out/van-2025-12-15"
NO_NETWORK = {
    **dict.fromkeys(
        ("https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy"), "http://127.0.0.1:9"
    ),
    "no_proxy": "",
}
"""A proxy that refuses stands for no network."""

_TITLES = "".join(f"t{k},Sách mẫu {k},,9\n" for k in range(120))
_SETS = (
    f"BS-{n},Bộ {n},{';'.join(f't{20 * n + k}:3' for k in range(20))},2,kho\n" for n in range(5)
)
_SITES = TINY["sites.csv"].replace("deliver_crates,priority", "deliver_crates,pick_crates,priority")
_SHEET = """\
date,time,vehicle,site,service,visit,done,role,reason,direction,crate,condition,missing_copies
15/12/2025,08:30,XE,le-chan,exchange,,yes,driver,,out,BS-1/1,worn,2
15/12/2025,,XE,kien-an,exchange,,no,,breakdown,,,,
"""
FILES: Mapping[str, str] = {
    **TINY,
    "sites.csv": _SITES.replace(",25,2,", ",25,2,2,"),
    "titles.csv": "id,title,grade_band,copies\n" + _TITLES,
    "collections.csv": "id,name,titles,crates,location\n" + "".join(_SETS),
    "scenarios/van/vehicles.csv": TINY["vehicles.csv"] + "XE-2,Xe thứ hai,van,kho,20,,\n",
    "grid.toml": 'iterations = 1\n[[scenario]]\nname = "=now"\n'
    '[[scenario]]\nname = "two"\ncount = { XE = 2 }\n',
    "list.csv": "id,name,kind,lat,lon\ndo-son,Trường Đồ Sơn,school,20.72,106.77\n"
    "le-chan,Trụ sở phường Lê Chân,commune_office,20.8429,106.6840\nbad,Không tọa độ,school,,\n",
    "books.csv": "id,title,copies\nb1,Dế mèn,12\nt1,Sách mẫu 1,10\n",
    "stops.csv": text([row(), row(stop="Mill", east=2, arrival="11:00", departure="11:20")]),
    "phieu.csv": _SHEET,
    "again.csv": _SHEET + "15/12/2025,10:00,XE,an-duong,exchange,,yes,driver,,out,BS-2/1,good,\n",
}


@dataclass(frozen=True)
class Case:
    """One way to ask a command.

    Args:
        words: of the command.
        arguments: after it.
        code: exit code of an answer.
        env: over the environment.
    """

    words: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    code: int = 0
    env: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join((*self.words, *self.arguments[:3]))


def _case(words: str, *arguments: str, code: int = 0, env: Mapping[str, str] | None = None) -> Case:
    return Case(tuple(words.split()), arguments, code, env or {})


CASES = (
    _case("init", "fresh", "--start", "2025-12-15"),
    _case("validate"),
    _case("plan", "--iterations", "3"),
    _case("check", PLAN),
    _case("publish", OTHER, "--force"),
    _case("show", PLAN),
    _case("explain", PLAN, "kien an"),
    _case("map", PLAN),
    _case("export", PLAN, "--to", "stops-csv,geojson"),
    _case("report", "--period", "week"),
    _case("rotate", OTHER, "--turns", "5", "--since", "2025-12-15"),
    _case("coverage", PLAN, "-o", "who.gpkg"),
    _case("sweep", "grid.toml", "--jobs", "1"),
    _case("compare", PLAN, OTHER),
    _case("doctor"),
    _case("ledger record", "again.csv"),
    _case("ledger status"),
    _case("ledger where", "BS-1"),
    _case("ledger history", "le-chan"),
    _case("ledger missing"),
    _case("ledger verify"),
    _case("ledger undo", "1"),
    _case("ledger export"),
    _case("ledger import", "ledger.json"),
    _case("import sites", "list.csv", code=3),
    _case("import titles", "books.csv"),
    _case("import timetable", "stops.csv", "timetable"),
    _case("network build", "--pbf", "city.osm.pbf"),
    _case("network info"),
    _case("data fetch", "communes", code=4, env=NO_NETWORK),
    _case("data info"),
)
"""Every command once."""

FURTHER = (
    _case("plan", "--iterations", "3", "--previous", PLAN),
    _case("check", "broken.json", code=7),
    _case("explain", PLAN, "kien an", "--date", "2025-12-17", "--vehicle", "XE"),
    _case("explain", PLAN, "kien an", "--earlier"),
    _case("explain", "missing.json", "kien an"),
    _case("validate", "--scenario", "bad", code=3),
    _case("export", PLAN, "--templates"),
    _case("compare", PLAN, OTHER, PLAN, "-o", "page.html"),
    _case("doctor", "--warm"),
    _case("ledger record", "phieu.csv"),
    _case("ledger export", "kept.csv"),
    _case("ledger where", "BS-1/1"),
    _case("report", "--period", "year", "--start", "2025-12-15"),
    _case("import titles", "books.csv", "--make-sets", "--sets", "2", "--force"),
    _case("import titles", "--make-sets", "--sets", "2", "--force"),
)
"""Other shapes of answers."""


def furnish(folder: Path, run_cli: RunCli) -> Path:
    """Make the office in an empty folder: planned twice, published, recorded, with roads."""
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    nodes = {1: (-8000, 0), 2: (0, 0), 3: (8000, 0), 4: (0, -8000), 5: (0, 8000)}
    primary = street(highway="primary")
    ways = [([1, 2, 3], primary), ([4, 2, 5], primary)]
    write_extract(folder / "city.osm.pbf", nodes, ways)
    for line in (
        "network build --pbf city.osm.pbf",
        "plan --iterations 5",
        "plan --iterations 5 --scenario van",
        f"publish {PLAN}",
        "ledger record phieu.csv",
        "ledger export ledger.json",
    ):
        done = run_cli(*line.split(), cwd=folder, timeout=600)
        assert done.returncode == 0, (line, done.stderr)
    plan = json.loads((folder / PLAN / "plan.json").read_text(encoding="utf-8"))
    plan["routes"][0]["stops"][0]["start"] = 0
    (folder / "broken.json").write_text(json.dumps(plan), encoding="utf-8")
    plan["routes"] = plan["routes"][1:]
    (folder / "missing.json").write_text(json.dumps(plan), encoding="utf-8")
    (folder / "scenarios" / "bad").mkdir()
    bad = TINY["depots.csv"].replace("20.8476", "nowhere")
    (folder / "scenarios" / "bad" / "depots.csv").write_text(bad, encoding="utf-8")
    return folder
