"""The guide builds without a warning, loads nothing from elsewhere, and its tutorial works."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import RunCli

PAGES = ("tutorial.md", "tutorial.vi.md")
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LOADED = re.compile(r"<(?:script|img|link|iframe)[^>]+?(?:src|href)=[\"']?(?:https?:)?//[^>]*>")


def typed(page: Path) -> list[str]:
    """The commands of a page, in order."""
    return [line for block in SHELL.findall(page.read_text("utf-8")) for line in block.splitlines()]


@pytest.mark.slow
def test_the_guide_builds_strictly_and_loads_nothing_from_elsewhere(
    root: Path, tmp_path: Path
) -> None:
    """Both languages, every link and anchor; neither fonts nor scripts from the network."""
    site = tmp_path / "site"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for name in ("tutorial.html", "vi/tutorial.html", "errors.html", "vi/errors.html"):
        assert (site / name).is_file()
    assert "Làm thử" in (site / "vi" / "tutorial.html").read_text(encoding="utf-8")
    for page in site.rglob("*.html"):
        links = LOADED.findall(page.read_text(encoding="utf-8"))
        assert [link for link in links if "rel=canonical" not in link] == [], page


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_the_tutorial_works_as_printed(
    root: Path, run_cli: RunCli, tmp_path: Path, page: str
) -> None:
    """Every command is typed as it stands, in its order, and succeeds."""
    here = tmp_path
    commands = typed(root / "docs" / page)
    assert len(commands) == 10
    for line in commands:
        program, *words = shlex.split(line)
        if program == "cd":
            here = here / words[0]
            continue
        assert program == "routeplan"
        done = run_cli(*words, cwd=here, timeout=600)
        assert done.returncode == 0, f"{line}: {done.stderr}"
    assert (here / "week.html").is_file()
    assert list((here / "published").iterdir())


def test_the_tutorials_type_the_same(root: Path) -> None:
    """The two languages differ in words, not in what is done."""
    english, vietnamese = (
        [re.sub(r" --lang (en|vi)$", "", line) for line in typed(root / "docs" / page)]
        for page in PAGES
    )
    assert english == vietnamese


def test_every_page_of_the_guide_is_in_both_languages(root: Path) -> None:
    """Generated references, concepts and the inside are English alone."""
    english_alone = {
        "acceptance.md",
        "architecture.md",
        "checker-rules.md",
        "cli-reference.md",
        "concepts.md",
        "tables.md",
    }
    names = {path.name for path in (root / "docs").glob("*.md")}
    vietnamese = {name.replace(".vi.md", ".md") for name in names if name.endswith(".vi.md")}
    english = {name for name in names if not name.endswith(".vi.md")}
    assert english - vietnamese == english_alone
    assert vietnamese <= english
