"""`init`, `validate`, `import`, `data` and `doctor` as a user runs them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import routeplan

RunCli = Callable[..., CompletedProcess[str]]
MakeProject = Callable[..., Path]


def test_version(run_cli: RunCli) -> None:
    """The version is data, so it goes to stdout."""
    done = run_cli("--version")
    assert (done.returncode, done.stdout) == (0, f"routeplan {routeplan.__version__}\n")


def test_init_makes_a_folder_that_validates(run_cli: RunCli, tmp_path: Path) -> None:
    """The example is sound, and init says what to do next, in the project's language."""
    made = run_cli("init", "hp", "--example", "haiphong", "--start", "01/12/2025", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "sites.csv" in made.stdout
    assert "Tiếp theo" in made.stderr
    assert "start = 2025-12-01" in (tmp_path / "hp" / "routeplan.toml").read_text(encoding="utf-8")
    checked = run_cli("-C", "hp", "validate", "--format", "json", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout
    assert {n["severity"] for n in json.loads(checked.stdout)["notices"]} <= {"warning", "info"}


def test_init_does_not_overwrite_unasked(run_cli: RunCli, tmp_path: Path) -> None:
    """A folder with something in it stays as it is, unless --force."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "sites.csv").write_text("mine", encoding="utf-8")
    refused = run_cli("init", "mine", "--example", "blank", cwd=tmp_path)
    assert refused.returncode == 3
    assert "folder-not-empty" in refused.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["sites.csv"]
    again = ("init", "mine", "--example", "blank", "--force", "--format", "json")
    forced = run_cli(*again, cwd=tmp_path)
    assert forced.returncode == 0
    assert set(json.loads(forced.stdout)) == {"folder", "files"}


def test_validate_names_the_cell(run_cli: RunCli, make_project: MakeProject) -> None:
    """Each format carries file, row, column, cause and action; the exit code is 3."""
    vehicles = "id,name,profile,depot,capacity_crates\nX,X,van,kho,-2\n"
    broken = make_project(**{"vehicles.csv": vehicles})
    text = run_cli("-C", broken, "validate")
    assert text.returncode == 3
    assert "vehicles.csv, row 2, column capacity_crates «-2»" in text.stdout
    assert "→" in text.stdout
    asked = run_cli("-C", broken, "validate", "--format", "json")
    assert asked.returncode == 3
    errors = [n for n in json.loads(asked.stdout)["notices"] if n["severity"] == "error"]
    assert [(n["file"], n["row"], n["column"]) for n in errors] == [
        ("vehicles.csv", 2, "capacity_crates")
    ]
    assert all(n["cause"] and n["action"] for n in errors)
    table = run_cli("-C", broken, "validate", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert [row["code"] for row in rows if row["severity"] == "error"] == [errors[0]["code"]]


def test_messages_speak_the_language_asked_for(run_cli: RunCli, make_project: MakeProject) -> None:
    """The project says English; --lang before or after the command overrides it."""
    project = make_project(**{"depots.csv": None})
    assert "error [" in run_cli("-C", project, "validate").stdout
    assert "lỗi [" in run_cli("-C", project, "--lang", "vi", "validate").stdout
    assert "lỗi [" in run_cli("validate", "--lang", "vi", "-C", project).stdout


def test_no_project_folder(run_cli: RunCli, tmp_path: Path) -> None:
    """An error for people on stderr and, when asked, an object for machines on stdout."""
    done = run_cli("-C", "nowhere", "validate", "--format", "json", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 3
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "project-not-found"
    assert error["exit_code"] == 3
    assert error["cause"] in done.stderr
    assert error["action"] in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("frobnicate",),
        ("plan", "--weeks", "0"),
        ("plan", "--weeks", "54"),
        ("plan", "--iterations", "many"),
        ("plan", "--seconds", "0"),
        ("plan", "--seconds", "nan"),
        ("plan", "--engine", "abacus"),
        ("plan", "--start", "12/31/2025"),
        ("plan", "--seconds", "1", "--iterations", "1"),
        ("plan", "--max-moves", "3"),
        ("plan", "--max-moves", "-1", "--previous", "plan.json"),
        ("plan", "--term", "--weeks", "4"),
        ("plan", "--term", "--start", "2025-12-15"),
        ("explain", "plan.json", "le-chan", "--date", "tomorrow"),
        ("show",),
        ("show", "a", "b"),
        ("explain", "plan.json"),
        ("init", "x", "--example", "paris"),
        ("validate", "--format", "yaml"),
        ("validate", "--lang", "fr"),
        ("import",),
        ("data", "fetch", "gold"),
    ],
)
def test_a_wrong_command_line_is_exit_code_2(
    run_cli: RunCli, make_project: MakeProject, words: tuple[str, ...]
) -> None:
    """The message is on stderr, stdout stays empty, nothing is written."""
    project = make_project()
    before = sorted(project.rglob("*"))
    done = run_cli(*words, cwd=project)
    assert done.returncode == 2, done.stderr
    assert done.stdout == "" or words == ("import",)
    assert done.stderr or words == ("import",)
    assert sorted(project.rglob("*")) == before


def test_import_merges_a_list_and_reports(
    run_cli: RunCli, make_project: MakeProject, tmp_path: Path
) -> None:
    """FILE is relative to the current folder, not to the project's; all is told."""
    project = make_project()
    (tmp_path / "list.csv").write_text(
        "Tên trường,Vĩ độ,Kinh độ\nTiểu học Lê Văn Tám,20.8461,106.6901\n", encoding="utf-8"
    )
    done = run_cli("-C", project, "import", "sites", "list.csv", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (added,) = json.loads(done.stdout)["added"]
    assert added in (project / "sites.csv").read_text(encoding="utf-8")
    assert "import-assumed" in done.stderr
    again = run_cli("-C", project, "import", "sites", "list.csv", cwd=tmp_path)
    assert again.returncode == 0
    assert "added 0, updated 0, unchanged 1" in again.stdout
    missing = run_cli("-C", project, "import", "sites", "other.csv", cwd=tmp_path)
    assert missing.returncode == 3


def test_data_info_names_source_and_licence_of_every_file(run_cli: RunCli) -> None:
    """Nothing embedded is without its origin."""
    done = run_cli("data", "info", "--format", "json")
    files = json.loads(done.stdout)["files"]
    assert {"communes.csv", "land.geojson", "roads.geojson"} <= {item["file"] for item in files}
    assert all(item["source"] and item["licence"] and item["date"] for item in files)


def test_data_fetch_without_a_network_is_exit_code_4(
    run_cli: RunCli, make_project: MakeProject
) -> None:
    """A proxy that refuses stands for no network; no file appears."""
    project = make_project()
    names = ("https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy")
    dead = dict.fromkeys(names, "http://127.0.0.1:9")
    done = run_cli("-C", project, "data", "fetch", "communes", env={**dead, "no_proxy": ""})
    assert done.returncode == 4, done.stderr
    assert done.stdout == ""
    assert not (project / "communes.geojson").exists()


def test_doctor_finds_everything_in_place(run_cli: RunCli, tmp_path: Path) -> None:
    """A complete installation is exit code 0, and a cache that cannot be written only a warning."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    cache = {"ROUTEPLAN_CACHE": str(tmp_path / "file" / "x")}
    done = run_cli("doctor", "--format", "json", env=cache)
    assert done.returncode == 0, done.stdout
    status = {check["what"]: check["status"] for check in json.loads(done.stdout)["checks"]}
    assert status["planning"] == status["embedded data"] == status["ortools"] == "ok"
    assert status["cache folder"] == "warning"
    told = run_cli("doctor", "--lang", "vi", env=cache).stdout
    for words in ("tình trạng", "dữ liệu có sẵn", "thư mục tạm", "lịch chạy ben-", "bảng mã"):
        assert words in told
    assert "{" not in told


def test_doctor_compiles_ahead(run_cli: RunCli) -> None:
    """The second time everything is there; nothing but data is piped."""
    warm = ("doctor", "--warm", "--lang", "en")
    assert run_cli(*warm, timeout=400).returncode == 0
    done = run_cli(*warm, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    (check,) = json.loads(done.stdout)["checks"]
    assert (check["what"], check["status"]) == ("compiled search", "ok")
    assert check["detail"].startswith("was there")
    told = run_cli("doctor", "--warm", "--lang", "vi").stdout
    assert "bộ tìm kiếm đã biên dịch" in told
    assert "{" not in told


@pytest.mark.prove  # two minutes: everything is compiled anew; the wheel's test does so, too
def test_what_is_compiled_ahead_is_not_compiled_by_a_plan(
    run_cli: RunCli, make_project: MakeProject, tmp_path: Path
) -> None:
    """Without compiling ahead the first plan says that it compiles; with it, none does."""
    project = make_project()
    plan = ("-C", project, "plan", "--iterations", "5", "--force")
    for k, ahead in enumerate((True, False)):
        env = {"ROUTEPLAN_CACHE": str(tmp_path / f"cache{k}")}
        if ahead:
            done = run_cli("doctor", "--warm", "-v", "--lang", "en", env=env, timeout=400)
            assert "Compiling the search" in done.stderr
            assert "functions compiled in" in done.stdout
            assert str(tmp_path) in done.stdout
        first = run_cli(*plan, env=env, timeout=400)
        assert first.returncode == 0, first.stderr
        assert ("Compiling the search" in first.stderr) is not ahead
        second = run_cli(*plan, env=env)
        assert "Compiling the search" not in second.stderr
