"""The project's own roads, as a user builds and looks at them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import RunCli
from tests.unit.network.osm_sample import position, street, write_extract


@pytest.fixture
def project(tmp_path: Path, run_cli: RunCli) -> Path:
    """The embedded example."""
    folder = tmp_path / "hp"
    assert run_cli("init", folder, "--example", "haiphong").returncode == 0
    return folder


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """Two crossing roads through the middle of the city, some 16 km each."""
    nodes = {1: (-8000, 0), 2: (0, 0), 3: (8000, 0), 4: (0, -8000), 5: (0, 8000)}
    primary = street(highway="primary")
    path = tmp_path / "city.osm.pbf"
    return write_extract(path, nodes, [([1, 2, 3], primary), ([4, 2, 5], primary)])


def test_build_info_plan_check(project: Path, extract: Path, run_cli: RunCli) -> None:
    """Roads are built, looked at, used by a plan, and part of what the plan was made from."""
    none = run_cli("-C", project, "network", "info", "--format", "json")
    assert none.returncode == 4
    assert json.loads(none.stdout)["error"]["code"] == "network-none"
    built = run_cli("-C", project, "network", "build", "--pbf", extract, "--format", "json")
    assert built.returncode == 0, built.stderr
    found = json.loads(built.stdout)
    assert found["km_by_class"] == {"primary": 32.0}
    assert found["edges"] == 4
    assert found["sites"]["all"] > 100
    assert found["sites"]["far"]
    text = run_cli("-C", project, "network", "info", "--lang", "vi")
    assert text.returncode == 0
    assert "city.osm.pbf" in text.stdout
    assert "Điểm xa mọi con đường" in text.stdout
    assert re.search(r"Loại đường +km\n +primary +32,0\n", text.stdout)
    validated = run_cli("-C", project, "validate", "--format", "json")
    assert validated.returncode == 0
    planned = run_cli("-C", project, "plan", "--iterations", "5", "--format", "json")
    assert planned.returncode == 0, planned.stderr
    path = json.loads(planned.stdout)["plan"]
    plan = json.loads(Path(path).read_text(encoding="utf-8"))
    assert "network/roads.json" in plan["inputs"]
    legs = [leg for route in plan["routes"] for leg in route["legs"] if leg["mode"] == "road"]
    assert "osm" in {leg["source"] for leg in legs}
    assert run_cli("-C", project, "check", path).returncode == 0


def test_import_sites_from_an_extract(tmp_path: Path, run_cli: RunCli) -> None:
    """Schools of an extract come into an empty project; unknown kinds and two sources do not."""
    folder = tmp_path / "p"
    run_cli("init", folder, "--example", "blank")
    east, north = 0.0, 0.0
    school = {"amenity": "school", "name": "Trường THCS Lê Chân"}
    path = write_extract(tmp_path / "s.osm.pbf", {7: (east, north, school)}, [])
    done = run_cli("-C", folder, "import", "sites", "--pbf", path, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["added"] == ["osm-node-7"]
    text = (folder / "sites.csv").read_text(encoding="utf-8-sig")
    assert f"{position(east, north)[0]:.2f}" in text
    assert "secondary_school" in text
    for wrong in (["--kinds", "pub", "--pbf", path], ["--pbf", path, "--online"], []):
        assert run_cli("-C", folder, "import", "sites", *wrong).returncode == 2


def test_bad_input_has_words(project: Path, tmp_path: Path, run_cli: RunCli) -> None:
    """A broken extract, none at all, and no network: exit codes and no traceback."""
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"not a map")
    offline = {"ROUTEPLAN_OVERPASS": "http://127.0.0.1:9/api"}
    cases = [
        (["network", "build", "--pbf", broken], 3, "broken.osm.pbf"),
        (["network", "build", "--pbf", broken, "--online"], 2, "--online"),
        (["network", "build", "--online"], 4, "127.0.0.1:9"),
        (["network", "build", "--online", "--bbox", "1,2"], 3, "1,2"),
        (["data", "fetch", "roads"], 4, "127.0.0.1:9"),
        (["import", "sites", "--online"], 4, "127.0.0.1:9"),
    ]
    for arguments, code, word in cases:
        done = run_cli("-C", project, *arguments, env=offline)
        assert done.returncode == code, done.stderr
        assert word in done.stderr
        assert "Traceback" not in done.stderr
    assert not (project / "network").exists()
