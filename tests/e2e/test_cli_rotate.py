"""Rotations as a user makes them: stock in, a plan, rotate, check, and what goes wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import TINY, MakeProject

TITLES = "id,title,grade_band,copies\n" + "".join(
    f"t{k},Sách mẫu {k},,9\n" for k in range(120)
)  # fmt: skip
SETS = "id,name,titles,crates,location\n" + "".join(
    f"BS-{n},Bộ {n},{';'.join(f't{20 * n + k}:3' for k in range(20))},2,kho\n" for n in range(5)
)
SITES = TINY["sites.csv"].replace("deliver_crates,priority", "deliver_crates,pick_crates,priority")
SITES = SITES.replace(",25,2,", ",25,2,2,")
Run = Callable[..., object]


CONFIG = TINY["routeplan.toml"].replace("weeks = 1", "weeks = 3")
STOCK = {"sites.csv": SITES, "titles.csv": TITLES, "collections.csv": SETS}
NAME = "base-2025-12-15"


@pytest.fixture(scope="module")
def _stocked_once(tmp_path_factory: pytest.TempPathFactory, run_cli: Run) -> Path:
    folder = tmp_path_factory.mktemp("stocked") / "tiny"
    folder.mkdir()
    for file, content in {**TINY, **STOCK, "routeplan.toml": CONFIG}.items():
        (folder / file).write_text(content, encoding="utf-8")
    assert run_cli("-C", folder, "plan", "--iterations", "20").returncode == 0
    return folder


@pytest.fixture
def project(_stocked_once: Path, tmp_path: Path) -> Path:
    """The tiny project with five sets and three weekly exchanges, planned over three weeks."""
    folder = tmp_path / "stocked"
    shutil.copytree(_stocked_once, folder)
    return folder


def test_rotate_writes_checks_and_tells(project: Path, run_cli: Run) -> None:
    """The answer has what the contract names; the file beside the plan is proven with it."""
    folder = project / "out" / NAME
    done = run_cli("-C", project, "rotate", folder, "--format", "json", "--turns", "60")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert {"exchanges", "repeat_pct", "crates_via_depot", "unmet"} <= answer.keys()
    assert len(answer["exchanges"]) == 9
    assert all(one["delivered"] for one in answer["exchanges"]) or answer["unmet"]
    assert answer["repeat_pct"] <= 5
    first = (folder / "rotation.json").read_bytes()
    again = run_cli("-C", project, "rotate", folder, "--format", "json", "--turns", "60")
    assert again.stdout == done.stdout
    assert (folder / "rotation.json").read_bytes() == first
    checked = run_cli("-C", project, "check", folder, "--lang", "en")
    assert checked.returncode == 0, checked.stdout
    assert "The rotation keeps every rule" in checked.stdout


@pytest.mark.slow
def test_text_and_csv_name_sites_and_sets(project: Path, run_cli: Run) -> None:
    """A table by site in the project's language or another; one row an exchange in CSV."""
    folder = project / "out" / NAME
    shown = run_cli("-C", project, "rotate", folder, "--lang", "vi", "--turns", "20")
    assert "Trụ sở phường Lê Chân" in shown.stdout
    assert "Theo nhóm đối tượng" in shown.stdout
    rows = run_cli("-C", project, "rotate", folder, "--format", "csv", "--turns", "20").stdout
    assert rows.splitlines()[0].startswith("date,site,visit,vehicle,delivered,picked")
    assert len(rows.splitlines()) == 10


def test_edited_rotation_is_refused_and_not_overwritten(project: Path, run_cli: Run) -> None:
    """Exit code 7 with the rule's code; a later `rotate` asks for --force."""
    folder = project / "out" / NAME
    run_cli("-C", project, "rotate", folder, "--turns", "20")
    path = folder / "rotation.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    moving = [one for one in data["exchanges"] if one["delivered"]]
    moving[1]["delivered"], moving[1]["crates_out"] = (
        moving[0]["delivered"],
        moving[0]["crates_out"],
    )
    path.write_text(json.dumps(data), encoding="utf-8")
    for asked in (folder, path):
        done = run_cli("-C", project, "check", asked, "--format", "json")
        assert done.returncode == 7
        codes = {one["code"] for one in json.loads(done.stdout)["violations"]}
        assert "set-astray" in codes
    done = run_cli("-C", project, "rotate", folder, "--turns", "20")
    assert done.returncode == 3
    assert "rotation-foreign" in done.stderr
    assert run_cli("-C", project, "rotate", folder, "--turns", "20", "--force").returncode == 0


def test_rotation_of_another_plan_is_said_and_left_out(project: Path, run_cli: Run) -> None:
    """A plan that was made anew is not blamed for the old rotation beside it."""
    folder = project / "out" / NAME
    run_cli("-C", project, "rotate", folder, "--turns", "20")
    path = folder / "plan.json"
    path.write_text(path.read_text(encoding="utf-8").replace("Tiny", "Tiny 2"), encoding="utf-8")
    done = run_cli("-C", project, "check", folder, "--lang", "en")
    assert done.returncode == 0
    assert "rotation.json was made for another plan" in done.stderr


@pytest.mark.slow
def test_without_a_plan_the_published_one_or_a_new_one(project: Path, run_cli: Run) -> None:
    """First a plan is made; once one is published, its rotation lies beside it."""
    done = run_cli(
        "-C",
        project,
        "rotate",
        "--turns",
        "20",
        "--format",
        "json",
        "--lang",
        "en",
        "--iterations",
        "20",
    )
    assert done.returncode == 0, done.stderr
    assert "No plan is published" in done.stderr
    folder = project / "out" / NAME
    assert (folder / "rotation.json").is_file()
    assert run_cli("-C", project, "publish", folder).returncode == 0
    done = run_cli("-C", project, "rotate", "--turns", "20", "--format", "json")
    assert json.loads(done.stdout)["rotation"].endswith("2025-12-15-3w.rotation.json")
    published = project / "published" / "2025-12-15-3w.json"
    assert run_cli("-C", project, "check", published).returncode == 0


def test_titles_come_in_and_become_sets(
    make_project: MakeProject, run_cli: Run, tmp_path: Path
) -> None:
    """A CSV of books becomes titles.csv and, with --make-sets, collections that validate."""
    project = make_project(**{"sites.csv": SITES})
    books = tmp_path / "sach.csv"
    lines = [f"M{k},Sách mẫu {k},3" for k in range(90)]
    books.write_text("Mã sách;Nhan đề;Số lượng\n".replace(";", ",") + "\n".join(lines), "utf-8")
    run = ("-C", project, "import", "titles")
    done = run_cli(*run, books, "--make-sets", "--format", "json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (len(answer["added"]), len(answer["collections"])) == (90, 3)
    assert run_cli("-C", project, "validate", "--format", "json").returncode == 0
    refused = run_cli(*run, "--make-sets", "--lang", "en")
    assert refused.returncode == 3
    assert "sets-there-already" in refused.stderr
    assert run_cli(*run, "--make-sets", "--sets", "1", "--force").returncode == 0
    assert run_cli(*run).returncode == 2
    assert "sets-place-unknown" in run_cli(*run, "--make-sets", "--at", "x", "--force").stderr


def test_what_stands_in_the_way_is_said(project: Path, run_cli: Run) -> None:
    """No stock, bad stock, a rotation that is none: a code and what to do, never a traceback."""
    folder = project / "out" / NAME
    sets = project / "collections.csv"
    sets.write_text(SETS.replace("t3:3", "t999:3", 1), encoding="utf-8")
    done = run_cli("-C", project, "rotate", folder, "--lang", "en")
    assert done.returncode == 3
    assert "collections.csv:2" in done.stderr
    sets.write_text(SETS.splitlines()[0] + "\n", encoding="utf-8")
    done = run_cli("-C", project, "rotate", folder, "--lang", "vi")
    assert done.returncode == 3
    assert "Dự án chưa có bộ sách nào" in done.stderr
    (folder / "rotation.json").write_text('{"schema": "routeplan/rotation@1"}', encoding="utf-8")
    done = run_cli("-C", project, "check", folder, "--lang", "en")
    assert done.returncode == 3
    assert "rotation-format" in done.stderr
    assert run_cli("-C", project, "rotate", project / "none").returncode == 3
