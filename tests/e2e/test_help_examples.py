"""Both examples of every help, typed as they are printed, on the embedded data."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import RunCli
from tests.e2e.office import FILES, NO_NETWORK
from tests.timetables import row, text
from tests.unit.cli.test_cli_help import COMMANDS, examples_of
from tests.unit.network.osm_sample import street, write_extract

EXAMPLES = [(words, line) for words in COMMANDS for line in examples_of(words)]
ONLINE = ("--online", "data fetch")
SHEET = (
    ("date", "time", "vehicle", "site", "service", "done", "role", "direction", "crate"),
    ("17/12/2025", "09:00", "XE-2", "hp-11383", "exchange", "yes", "driver", "out", "BS-08/1"),
)
BEFORE = {
    ("network", "info"): "network build --pbf vietnam.osm.pbf",
    (
        "ledger",
        "undo",
    ): "ledger record --site hp-11383 --date 2025-12-17 --vehicle XE-2 --out BS-09/1",
}
"""What has to be done first for one command alone."""


@pytest.fixture(scope="module")
def _shelf(tmp_path_factory: pytest.TempPathFactory, run_cli: RunCli) -> Path:
    """The embedded example, planned, published and recorded; files from elsewhere beside it."""
    shelf = tmp_path_factory.mktemp("examples")
    project = shelf / "haiphong"
    for line in (
        "init haiphong",
        "-C haiphong plan --iterations 20",
        "-C haiphong plan --iterations 20 --scenario ambition",
        "publish -C haiphong haiphong/out/base-2025-12-15",
        "-C haiphong ledger record --site hp-11914 --date 2025-12-15 --vehicle XE-2 --out BS-01/1",
        "-C haiphong ledger record --site hp-11914 --date 2025-12-16 --vehicle XE-2 --out BS-07/2",
        "-C haiphong ledger export haiphong/ledger.csv",
        "-C haiphong ledger export haiphong/ledger.json",
    ):
        done = run_cli(*line.split(), cwd=shelf, timeout=600)
        assert done.returncode == 0, (line, done.stderr)
    shutil.copy(project / "out" / "base-2025-12-15" / "plan.json", shelf / "week.json")
    for folder in (shelf, project):
        fleet = FILES["grid.toml"].replace("XE =", '"XE-1" =')
        (folder / "fleet.toml").write_text(fleet, encoding="utf-8")
    green = row(geox="106.680000", geoy="20.850000")
    mill = {**green, "stop": "Mill", "geox": "106.700000", "arrival": "11:00", "departure": "11:20"}
    (project / "stops.csv").write_text(text([green, mill]), encoding="utf-8")
    (project / "speeds.toml").write_text("", encoding="utf-8")
    save(project / "hand-over.xlsx", SHEET, "handover")
    save(project / "schools.xlsx", (("name", "lat", "lon"), ("Trường Đồ Sơn", 20.72, 106.77)))
    save(project / "books.xlsx", (("title", "copies"), ("Dế mèn phiêu lưu ký", 12)))
    nodes = {1: (-8000, 0), 2: (0, 0), 3: (8000, 0), 4: (10, 10, {"amenity": "school"})}
    for name in ("vietnam.osm.pbf", "scotland.osm.pbf"):
        write_extract(project / name, nodes, [([1, 2, 3], street(highway="primary"))])
    return shelf


def save(path: Path, rows: tuple[tuple[object, ...], ...], name: str = "Sheet") -> None:
    """Write rows as a workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for cells in rows:
        sheet.append(cells)
    book.save(path)


def tier(line: str) -> pytest.MarkDecorator:
    """A minute of search is for the full counts; the other example of `plan` is shorter."""
    return pytest.mark.prove if "--seconds 60" in line else pytest.mark.slow


@pytest.mark.parametrize(
    ("words", "line"),
    [pytest.param(words, line, id=line, marks=tier(line)) for words, line in EXAMPLES],
)
def test_an_example_works_as_printed(
    _shelf: Path, tmp_path: Path, run_cli: RunCli, words: tuple[str, ...], line: str
) -> None:
    """From beside the project where it names one, else from inside; without a network exit 4."""
    shelf = Path(shutil.copytree(_shelf, tmp_path / "shelf"))
    outside = "-C haiphong" in line or words in ((), ("init",))
    folder = shelf if outside else shelf / "haiphong"
    if words in BEFORE:
        first = run_cli(*BEFORE[words].split(), cwd=shelf / "haiphong")
        assert first.returncode == 0, first.stderr
    if words == ("init",) or line == "routeplan init haiphong":
        shutil.rmtree(shelf / "haiphong")
    if line.endswith("ledger export ledger.json"):
        assert not (folder / "ledger.json").exists()
    typed, _, target = line.partition(" > ")
    program, *arguments = shlex.split(typed)
    assert program == "routeplan"
    is_online = any(word in line for word in ONLINE)
    done = run_cli(*arguments, cwd=folder, env=NO_NETWORK if is_online else {}, timeout=400)
    assert done.returncode == (4 if is_online else 0), done.stderr[-2000:]
    assert done.stdout or is_online
    if target or "--format csv" in line:
        assert re.match(r"[a-z_]+(,|\n)", done.stdout)
