"""The documents say what the code does, lead where they say, and know no particular machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

import routeplan
from routeplan.model import ExitCode
from tools import gen_tables_reference

ROOT = Path(__file__).resolve().parent.parent
GUIDES = ("README.md", "README.vi.md")
FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Bracketed so that this file does not find itself.
MACHINE_PATHS = re.compile(
    r"(?:^|[^A-Za-z0-9.])/(?:wor[k]|tm[p]|roo[t]|hom[e]|op[t]/pypi)/|[A-Z]:\\User[s]\\"
)
REGISTRY_HOSTS = re.compile(
    r"(?:--(?:extra-)?index-ur[l]|--find-link[s]|trusted-hos[t])\s*=?\s*\S"
    r"|https?://(?!pypi\.org/project/)[\w.-]*(?:pypi|pythonhosted|devpi|artifactory|nexus)[\w.-]*"
)


@cache
def tracked() -> tuple[str, ...]:
    """Paths of the repository's files, relative to its root."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so there are no tracked files")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    ).stdout
    return tuple(name for name in listed.split("\0") if name and (ROOT / name).is_file())


def read(name: str) -> str:
    """The text of a file, named from the root."""
    return (ROOT / name).read_text(encoding="utf-8")


def find_in_tracked(pattern: re.Pattern[str]) -> list[str]:
    """Every line of a tracked file in which the pattern occurs, read as well as it can be."""
    found = []
    for name in tracked():
        content = (ROOT / name).read_bytes()
        if b"\0" in content[:8192]:
            continue
        lines = content.decode("utf-8", errors="replace").splitlines()
        for number, line in enumerate(lines, start=1):
            if pattern.search(line):
                found.append(f"{name}:{number}: {line[:120]}")
    return found


def commands_in(text: str) -> list[str]:
    """The `routeplan ...` lines of a page's code blocks, without comments."""
    lines = [line for block in FENCE.findall(text) for line in block.splitlines()]
    calls = [re.search(r"(?:^|-m )(routeplan .*)", line) for line in lines]
    return [re.sub(r"\s+#.*", "", call.group(1)) for call in calls if call]


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def test_every_relative_link_leads_to_a_file_and_a_heading() -> None:
    """A reader who follows a link arrives."""
    broken = []
    for name in tracked():
        if not name.endswith(".md"):
            continue
        text = FENCE.sub("", read(name))
        for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            file = (ROOT / name).parent / target if target else ROOT / name
            if not file.exists():
                broken.append(f"{name}: {target}")
            elif anchor:
                headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
                if anchor not in map(slug, headings):
                    broken.append(f"{name}: {target}#{anchor}")
    assert not broken


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    """The repository works wherever it is cloned."""
    assert not find_in_tracked(MACHINE_PATHS)


def test_no_tracked_file_names_a_package_registry() -> None:
    """Where packages come from is the user's setting (pip's own), never ours."""
    assert not find_in_tracked(REGISTRY_HOSTS)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE_PATHS, "see /hom" + "e/lan/plan.json"),
        (MACHINE_PATHS, '"C:\\User' + 's\\lan"'),
        (REGISTRY_HOSTS, "--index-" + "url https://example.org/simple"),
        (REGISTRY_HOSTS, "https://" + "pypi.example.org/simple"),
    ],
)
def test_the_searches_find_what_they_look_for(pattern: re.Pattern[str], line: str) -> None:
    """A search that finds nothing anywhere would prove nothing."""
    assert pattern.search(line)


def test_tables_reference_is_the_schema() -> None:
    """docs/tables.md is what its generator writes now; `make docs` brings it up to date."""
    assert read("docs/tables.md") == gen_tables_reference.render()


def test_cli_reference_is_the_help() -> None:
    """docs/cli-reference.md is what every `--help` prints; `make docs` brings it up to date."""
    from tools import gen_cli_reference

    assert read("docs/cli-reference.md") == gen_cli_reference.render()


@pytest.mark.parametrize("guide", GUIDES)
def test_guide_names_every_command(guide: str) -> None:
    """No command is hidden from those who read the guide alone."""
    from tools import gen_cli_reference

    text = read(guide)
    every = [" ".join(words) for words in gen_cli_reference.commands() if words]
    groups = {name.rpartition(" ")[0] for name in every}
    missing = [
        name for name in every if name not in groups and not re.search(rf"routeplan {name}\b", text)
    ]
    assert not missing


@pytest.mark.parametrize("guide", GUIDES)
def test_guide_uses_only_options_that_exist(guide: str) -> None:
    """Every command line of the guide can be typed as it stands."""
    sections = dict(
        re.findall(
            r"^## routeplan ?([^\n]*)\n\n(.*?)(?=^## |\Z)",
            read("docs/cli-reference.md"),
            re.MULTILINE | re.DOTALL,
        )
    )
    wrong = []
    for line in commands_in(read(guide)):
        words = re.sub(r"^routeplan (-C \S+ )?", "", line).split()
        name = next((" ".join(words[:n]) for n in (2, 1) if " ".join(words[:n]) in sections), None)
        if name is None:
            wrong.append(line)
            continue
        options = re.findall(r"(?<!\S)--?[a-z][a-z-]*", line)
        wrong += [
            f"{line}: {option}"
            for option in options
            if not re.search(rf"(?<![\w-]){option}\b", sections[name] + sections[""])
        ]
    assert not wrong


def test_guides_show_the_same_commands() -> None:
    """The Vietnamese guide is the English one; only names of the user's own files differ."""
    shapes = [
        [
            re.sub(r"\b[a-z-]+\.(xlsx|html|gpkg|toml)|(?<=init )\S+", "NAME", line)
            for line in commands_in(read(guide))
        ]
        for guide in GUIDES
    ]
    levels = [re.findall(r"^#+(?= )", read(guide), re.MULTILINE) for guide in GUIDES]
    assert shapes[0] == shapes[1]
    assert levels[0] == levels[1]


@pytest.mark.parametrize("guide", GUIDES)
def test_guide_without_make_does_what_make_does(guide: str) -> None:
    """Who has no make types the commands that `make plan` runs, for Windows too."""
    if shutil.which("make") is None:
        pytest.skip("make is absent, so there is nothing to compare")
    dry_run = subprocess.run(
        ["make", "--dry-run", "--always-make", "plan", "PYTHON=python3", "OS=Linux"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    made = re.sub(r'"| --disable-pip-version-check --quiet', "", dry_run).splitlines()
    blocks = [block.splitlines() for block in FENCE.findall(read(guide))]
    (unix,) = (block for block in blocks if block[0] == "python3 -m venv .venv")
    (windows,) = (block for block in blocks if block[0] == "py -3.11 -m venv .venv")
    assert unix == [line for line in made if line in unix]
    assert unix[1:] == [
        line.replace(".venv\\Scripts\\python", ".venv/bin/python") for line in windows[1:]
    ]


@pytest.mark.parametrize("guide", GUIDES)
def test_guide_lists_the_exit_codes(guide: str) -> None:
    """Scripts rely on the codes, so the table holds all of them and no other."""
    listed = [int(code) for code in re.findall(r"^\| (\d+) \|", read(guide), re.MULTILINE)]
    assert listed == [code.value for code in ExitCode]


def test_one_version_everywhere() -> None:
    """The package, its metadata and the newest entry of the changes agree."""
    metadata = tomllib.loads(read("pyproject.toml"))["project"]
    newest = re.search(r"^## ([\d.]+)", read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert metadata["version"] == routeplan.__version__ == newest.group(1)
