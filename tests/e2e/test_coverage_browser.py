"""The coverage map as a reader sees it: headless Chromium, the network cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.unit.coverage.test_choropleth import page_of, town

pytestmark = pytest.mark.browser


def test_the_map_colours_the_communes_by_the_figure_chosen(chromium: str, tmp_path: Path) -> None:
    """Nothing is asked for, nothing complains; another figure gives other colours."""
    file = tmp_path / "coverage.html"
    file.write_text(page_of(town()), encoding="utf-8")
    complaints: list[str] = []
    requests: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1300, "height": 850})
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(file.as_uri())
        communes = page.locator("path.commune")
        assert communes.count() == 114
        fills = "paths => paths.map(path => path.getAttribute('fill'))"
        before = communes.evaluate_all(fills)
        assert "≈ 70 %" in page.inner_text("dl.totals")
        page.select_option("#figure", "longest_gap_days")
        after = communes.evaluate_all(fills)
        assert sum(a != b for a, b in zip(before, after, strict=True)) == 5
        assert "21 days" in page.inner_text("ul.shades")
        browser.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
