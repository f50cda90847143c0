"""A project folder so small that a plan takes a moment, and what a finished plan looks like."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from routeplan.model import Plan
from routeplan.report import render_map
from tests.e2e.map_pages import DESK, FLAGS, PHONE, Seen, Show

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TINY = {
    "routeplan.toml": """\
name = "Tiny"
language = "en"

[planning]
start = 2025-12-15
weeks = 1
""",
    "sites.csv": """\
id,name,kind,commune_code,lat,lon,groups,service,interval_weeks,windows,service_min,deliver_crates,priority
le-chan,Trụ sở phường Lê Chân,commune_office,11383,20.8429,106.6840,,exchange,1,07:30-16:30,25,2,1
kien-an,Trụ sở phường Kiến An,commune_office,11443,20.8220,106.6460,,exchange,1,07:30-16:30,25,2,2
an-duong,Phường An Dương,commune_office,11581,20.8615,106.5960,hard,exchange,1,07:30-16:30,25,2,3
""",
    "vehicles.csv": """\
id,name,profile,depot,capacity_crates,days,shift
XE,Xe luân chuyển sách,van,kho,20,"Mon,Tue,Wed,Thu,Fri",07:00-17:00
""",
    "depots.csv": """\
id,name,lat,lon,open,load_min
kho,Thư viện thành phố,20.8476,106.6970,06:00-18:30,20
""",
}

MakeProject = Callable[..., Path]


@pytest.fixture
def make_project(tmp_path: Path) -> MakeProject:
    """Make the tiny project in a folder of its own.

    `make_project(name="tiny", **{"sites.csv": text})` replaces whole files; None leaves one out.
    """

    def make(name: str = "tiny", **files: str | None) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        for file, content in {**TINY, **files}.items():
            if content is not None:
                (folder / file).parent.mkdir(exist_ok=True)
                (folder / file).write_text(content, encoding="utf-8")
        return folder

    return make


@pytest.fixture(scope="session")
def _planned_once(tmp_path_factory: pytest.TempPathFactory, run_cli: Callable[..., object]) -> Path:
    folder = tmp_path_factory.mktemp("planned") / "tiny"
    folder.mkdir()
    for file, content in TINY.items():
        (folder / file).write_text(content, encoding="utf-8")
    done = run_cli("-C", folder, "plan", "--iterations", "20")
    assert done.returncode == 0, done.stderr  # type: ignore[attr-defined]
    return folder


@pytest.fixture
def planned(_planned_once: Path, tmp_path: Path) -> Path:
    """A copy of the tiny project with its plan in ``out/base-2025-12-15``."""
    folder = tmp_path / "planned"
    shutil.copytree(_planned_once, folder)
    return folder


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, run_cli: Callable[..., object]) -> Path:
    """An office with something to answer for every command; only for questions, or to copy."""
    from tests.e2e.office import furnish

    return furnish(tmp_path_factory.mktemp("office"), run_cli)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for the module."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """Open the map of a plan from disk, without a network; at the end nothing was asked for."""
    opened: list[Seen] = []

    def open_plan(plan: Plan, *, size: dict[str, int] = DESK, **drawn: Any) -> Seen:
        file = tmp_path / f"map-{len(opened)}.html"
        file.write_text(render_map(plan, **drawn), encoding="utf-8")
        context = browser.new_context(
            offline=True, viewport=size, has_touch=size is PHONE, is_mobile=size is PHONE
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        seen = Seen(page, [], [])
        page.on("console", lambda message: seen.complaints.append(message.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("dialog", lambda dialog: seen.complaints.append(f"dialog {dialog.message}"))
        page.on("request", lambda request: seen.requests.append(request.url))
        page.route(
            "**/*",
            lambda route: route.abort() if "file:" not in route.request.url else route.continue_(),
        )
        page.goto(file.as_uri())
        page.wait_for_selector(".leaflet-stops-pane .sign-holder", state="attached")
        opened.append(seen)
        return seen

    yield open_plan
    for seen in opened:
        assert seen.complaints == []
        assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
        assert len([url for url in seen.requests if url.startswith("file:")]) == 1
        seen.page.context.close()
