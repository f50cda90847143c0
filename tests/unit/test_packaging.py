"""What the package imports, what it declares and what is locked belong together."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Modules whose distribution has another name.
DISTRIBUTION = {
    "python_calamine": "python-calamine",
    "osrm": "osrm-bindings",
    "dateutil": "python-dateutil",
}


def normal(name: str) -> str:
    """The name under which a registry lists a distribution."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(table: str) -> set[str]:
    """Direct dependencies, by name: of the package, or of the group of that name."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = data["project"]
    groups = {**project["optional-dependencies"], **data["dependency-groups"]}
    lines = project["dependencies"] if table == "project" else groups[table]
    return {normal(re.match(r"[\w.-]+", line).group()) for line in lines}


def locked(file: str) -> dict[str, str]:
    """The versions of a lock file, by name; each package has one version for all systems."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return {normal(name): version for name, version in re.findall(r"(?m)^(\S+)==(\S+)", text)}


def imported(folder: Path) -> dict[str, set[str]]:
    """Top-level modules that the files below `folder` import, each with the files' names."""
    found: dict[str, set[str]] = {}
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            else:
                continue
            for name in names:
                found.setdefault(name.partition(".")[0], set()).add(str(file.relative_to(ROOT)))
    return found


@pytest.mark.parametrize(
    ("file", "tables"),
    [("requirements.lock", ["project"]), ("requirements-dev.lock", ["project", "dev"])],
)
def test_every_direct_dependency_is_locked(file: str, tables: list[str]) -> None:
    """What is installed from the lock is all that the code needs; `make lock` mends it."""
    missing = set().union(*map(declared, tables)) - locked(file).keys()
    assert not missing


def test_locks_pin_by_hash_and_agree() -> None:
    """Each version is exact with its hashes, and developers run what users run."""
    for file in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / file).read_text(encoding="utf-8")
        blocks = re.split(r"\n(?=[A-Za-z])", re.sub(r"(?m)^\s*#.*\n", "", text).strip())
        assert not [block for block in blocks if "--hash=sha256:" not in block]
    run, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    assert run.items() <= dev.items()


def test_every_import_is_declared_and_every_declaration_imported() -> None:
    """Nothing works by the accident of another package's dependencies; nothing is dead weight."""
    used = {
        normal(DISTRIBUTION.get(name, name))
        for name in imported(ROOT / "routeplan")
        if name not in sys.stdlib_module_names and name != "routeplan"
    }
    assert used == declared("project")


def test_extras_are_loaded_by_name() -> None:
    """What an extra brings is imported only where it is found, never by a plain import."""
    osrm = (ROOT / "routeplan" / "network" / "osm" / "osrm.py").read_text(encoding="utf-8")
    assert declared("osrm") == {DISTRIBUTION["osrm"]}
    assert 'import_module("osrm")' in osrm
    assert "osrm" not in imported(ROOT / "routeplan")


def test_model_imports_the_standard_library_alone() -> None:
    """The words of the field depend on nothing, neither on libraries nor on other rooms."""
    foreign = {
        name: files
        for name, files in imported(ROOT / "routeplan" / "model").items()
        if name not in sys.stdlib_module_names and name != "routeplan"
    }
    assert not foreign


def test_model_loads_no_library() -> None:
    """In a process of its own, importing the model brings in nothing from site-packages."""
    program = (
        "import sys; before = set(sys.modules); import routeplan.model\n"
        "tops = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(*sorted(tops - sys.stdlib_module_names - {'routeplan'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    )
    assert done.stdout.split() == []


def test_long_modules_are_cut() -> None:
    """A module over 500 lines has more than one thing in it."""
    long = {
        str(file.relative_to(ROOT)): lines
        for file in (ROOT / "routeplan").rglob("*.py")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert not long
