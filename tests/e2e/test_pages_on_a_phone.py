"""Comparison and trade-off pages on 390 px: nothing cut off, nothing letter by letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from routeplan.coverage.comparing import compare
from routeplan.coverage.comparing_page import render_comparison
from routeplan.coverage.sweep.results import FIGURES, Outcome
from routeplan.coverage.sweep.tradeoff import render_tradeoff
from tests.unit.report.sample import sample_plan

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
SPREAD = "document.documentElement.scrollWidth"


def trade_off() -> str:
    """Return the page of two scenarios with names as axes make them."""
    figures = {**dict.fromkeys(FIGURES, 27_360_000), "gap_open": True, "gini": 0.85}
    names = ("xe thứ hai=không, ca=600", "phà nghỉ")
    outcomes = [Outcome(name, (), name, dict(figures)) for name in names]
    return render_tradeoff(outcomes, "grid", "vi")


def test_a_trade_off_fits(browser: Browser, tmp_path: Path) -> None:
    """The page is as wide as the phone, tables scroll, and a name takes a few lines at most."""
    page = browser.new_page(viewport=PHONE)
    page.goto(_written(tmp_path, trade_off()))
    assert page.evaluate(SPREAD) <= PHONE["width"]
    heights = page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert len(heights) == 2
    assert max(heights) < 80
    page.close()


def test_a_comparison_fits(browser: Browser, tmp_path: Path) -> None:
    """Two plans beside each other are seen without scrolling sideways."""
    plan = sample_plan()
    page = browser.new_page(viewport=PHONE)
    page.goto(_written(tmp_path, render_comparison(compare([("a", plan), ("b", plan)]), "vi")))
    assert page.evaluate(SPREAD) <= PHONE["width"]
    wide, seen = page.locator(".scroll").first.evaluate("box => [box.scrollWidth, box.clientWidth]")
    assert wide <= seen
    page.close()


def _written(folder: Path, page: str) -> str:
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    return file.as_uri()
