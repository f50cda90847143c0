"""The map of a plan: how large the page is and how soon it answers, in headless Chromium.

Run `python -m benchmarks.map_page PLAN [--runs N] [--format json]` from the repository root; PLAN
is a plan.json, for the figures in docs/acceptance.md a whole term of the embedded data:
`routeplan init hp`, then `routeplan -C hp plan --term --seconds 90`.

`interactive_s` is from the start of the navigation until a click on the filter, made as soon as
the page has loaded, has been answered and painted. `all_weeks_s` is how long it takes to show
every week of the plan at once. Medians over the runs, each in a fresh context without cache and
network.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.surroundings import command_line, surroundings
from routeplan.model import plan_from_json
from routeplan.report import render_map

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PAINTED = """selector => new Promise(done => {
    const from = performance.now();
    document.querySelector(selector).click();
    requestAnimationFrame(() => requestAnimationFrame(
        () => done([performance.now(), performance.now() - from])));
})"""
DAY = ".chips:nth-of-type(2) .chip:nth-of-type(2), .chips .chip:nth-of-type(2)"
ALL = ".chips:first-child .chip"


def measure(page: str, runs: int) -> dict[str, Any]:
    """Return the medians, in seconds, of opening and of filtering a page."""
    from playwright.sync_api import sync_playwright

    chromium = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if chromium is None:
        raise SystemExit("No Chromium or Chrome is installed.")
    interactive, everything = [], []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "map.html"
        file.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(runs):
            context = browser.new_context(offline=True, viewport={"width": 1400, "height": 900})
            tab = context.new_page()
            tab.goto(file.as_uri())
            at, _ = tab.evaluate(PAINTED, DAY)
            _, took = tab.evaluate(PAINTED, ALL)
            interactive.append(at / 1000)
            everything.append(took / 1000)
            context.close()
        browser.close()
    return {
        "interactive_s": round(statistics.median(interactive), 2),
        "all_weeks_s": round(statistics.median(everything), 2),
        "runs": runs,
    }


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.map_page", description=__doc__.splitlines()[0]
    )
    parser.add_argument("plan", type=Path, metavar="PLAN")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = parser.parse_args()
    if given.runs < 1:
        parser.error("--runs must be 1 or more")
    plan = plan_from_json(json.loads(given.plan.read_text(encoding="utf-8")))
    page = render_map(plan)
    found = {
        "sites": sum(1 for place in plan.places.values() if place.kind not in ("depot", "landing")),
        "weeks": plan.weeks,
        "duties": len(plan.routes),
        "megabytes": round(len(page.encode()) / 1e6, 2),
        **measure(page, given.runs),
        **surroundings("playwright"),
        "command": command_line(parser, given, positional=("plan",)),
    }
    if given.format == "json":
        print(json.dumps(found, indent=1))
    else:
        for name, value in found.items():
            print(f"{name:18}{value}")


if __name__ == "__main__":
    main()
