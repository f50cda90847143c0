"""What the tests of the map share: the sizes of screens, an open page, and what is seen on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass
class Seen:
    """An open page and all that it complained of or asked for."""

    page: Page
    complaints: list[str]
    requests: list[str]


Show = Callable[..., Seen]


def lines(page: Page) -> int:
    """Count the drawn route lines."""
    return page.locator(".leaflet-routes-pane path").count()


def boxes(page: Page, selector: str) -> list[dict[str, Any]]:
    """Return text and box of every element that can be seen."""
    script = """elements => elements.map(e => {
        const r = e.getBoundingClientRect(), s = getComputedStyle(e);
        return {text: e.textContent, x0: r.left, y0: r.top, x1: r.right, y1: r.bottom,
                seen: s.visibility === 'visible' && r.width > 0 && e.checkVisibility()};
    }).filter(e => e.seen)"""
    found: list[dict[str, Any]] = page.eval_on_selector_all(selector, script)
    return found
