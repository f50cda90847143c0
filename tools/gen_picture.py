"""Draw docs/img/map.png, the picture of the READMEs, from the map of a plan.

    routeplan init haiphong --example haiphong
    routeplan -C haiphong plan
    python -m tools.gen_picture haiphong/out/base-2025-12-15/map.html

It needs Playwright and Chromium or Chrome; ``--browser`` names one that Playwright did not install.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "img" / "map.png"
WIDTH, HEIGHT = 1400, 900
"""Of the picture, in pixels."""


def draw(page: Path, picture: Path, browser: str | None = None) -> None:
    """Write what a browser shows of `page` to `picture`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser)
        tab = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        tab.goto(page.resolve().as_uri())
        tab.wait_for_selector(".stop", state="attached")
        tab.screenshot(path=picture, animations="disabled")
        chromium.close()


def main(arguments: list[str] | None = None) -> int:
    """Draw the picture of the map that is named."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.gen_picture", description=__doc__.splitlines()[0]
    )
    parser.add_argument("page", type=Path, help="map.html of a plan")
    parser.add_argument("--browser", help="the program of Chromium or Chrome")
    asked = parser.parse_args(arguments)
    draw(asked.page, PICTURE, asked.browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
