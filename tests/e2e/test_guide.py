"""The guide builds without a warning, loads nothing from elsewhere, and its tutorial works."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from routeplan.geo.communes import fold
from tests.conftest import RunCli

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = ("tutorial.md", "tutorial.vi.md")
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LOADED = re.compile(r"<(?:script|img|link|iframe)[^>]+?(?:src|href)=[\"']?(?:https?:)?//[^>]*>")


def typed(page: Path) -> list[str]:
    """The commands of a page, in order."""
    return [line for block in SHELL.findall(page.read_text("utf-8")) for line in block.splitlines()]


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide, built strictly: every link and anchor is there."""
    folder = tmp_path_factory.mktemp("guide") / "site"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.slow
def test_the_guide_builds_strictly_and_loads_nothing_from_elsewhere(site: Path) -> None:
    """Both languages; neither fonts nor scripts from the network."""
    for name in ("tutorial.html", "vi/tutorial.html", "errors.html", "vi/errors.html"):
        assert (site / name).is_file()
    assert "Làm thử" in (site / "vi" / "tutorial.html").read_text(encoding="utf-8")
    for page in site.rglob("*.html"):
        links = LOADED.findall(page.read_text(encoding="utf-8"))
        assert [link for link in links if "rel=canonical" not in link] == [], page


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize(
    ("page", "words", "found"),
    [
        ("index.html", "ferry", "errors.html"),
        ("vi/index.html", "phà", "vi/own-data.html"),
        ("vi/index.html", "luan chuyen", "vi/books.html"),
        ("index.html", "cat ba", "acceptance.html"),
    ],
)
def test_the_search_works_where_the_guide_is_opened_as_a_file(
    site: Path, browser: Browser, page: str, words: str, found: str
) -> None:
    """The box is there, finds pages in both languages, with diacritics typed or without.

    Nothing asks the network.
    """
    context = browser.new_context(offline=True)
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto((site / page).as_uri())
    box = opened.locator("input.md-search__input")
    box.click()
    box.fill(words)
    box.press("End")  # the page listens to keys, and none of this keyboard writes «à»
    links = opened.locator("a.md-search-result__link")
    links.first.wait_for()
    opened.wait_for_function(
        "name => [...document.querySelectorAll('a.md-search-result__link')]"
        ".some(link => decodeURI(link.href).includes(name))",
        arg=(site / found).as_uri(),
    )
    marked = {one.casefold() for one in opened.locator(".md-search-result mark").all_inner_texts()}
    asked_for = words.split()
    folded = {fold(one) if words.isascii() else one for one in marked - {""}}
    assert all(any(word in one for word in asked_for) for one in folded), marked
    assert ("ferry" in words) == all(map(str.isascii, marked)), marked
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()


def test_the_shim_of_the_search_is_the_published_one(root: Path) -> None:
    """Byte for byte shim/index.js of iframe-worker 1.0.4, with its licence."""
    folder = root / "docs" / "assets" / "iframe-worker"
    digest = hashlib.sha256((folder / "shim.js").read_bytes()).hexdigest()
    assert digest == "e8e412dbcfea9b7e31b5ffa288d7b6035915e714c542f4176a0cdbe262fc9609"
    assert "Martin Donath" in (folder / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("page", [PAGES[0], pytest.param(PAGES[1], marks=pytest.mark.prove)])
def test_the_tutorial_works_as_printed(
    root: Path, run_cli: RunCli, tmp_path: Path, page: str
) -> None:
    """Every command is typed as it stands, in its order, and succeeds.

    The Vietnamese page types the same, so it is left to the full counts.
    """
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
