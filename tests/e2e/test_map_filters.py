"""Finding one's way on the map: filters, search, directions, shading, tiles, a page per run."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from routeplan.model import Plan
from routeplan.report import ShadedFigure, Shading, render_map
from tests.e2e.map_pages import DESK, PHONE, Show, boxes, lines
from tests.unit.report.sample import plan_with_name, sample_plan

pytestmark = pytest.mark.browser


def two_weeks() -> Plan:
    """The sample week twice."""
    plan = sample_plan()
    again = tuple(replace(one, date=one.date + timedelta(days=7)) for one in plan.routes)
    return replace(plan, routes=(*plan.routes, *again), weeks=2)


def stops(page: Page) -> int:
    """Count the numbered stops on the map."""
    return page.locator(".leaflet-stops-pane .stop").count()


def chip(page: Page, row: str, text: str) -> None:
    """Press one chip of a row of filters."""
    page.locator(f".chips[aria-label='{row}'] .chip", has_text=re.compile(f"^{text}")).click()


def printed(page: Page, press: str) -> tuple[list[str], list[tuple[float, float]]]:
    """Press a button that prints, and return texts and sizes (points) of the pages."""
    page.evaluate("window.print = () => {}")
    page.locator(press).first.click()
    reader = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    texts = [re.sub(r"\s+", " ", one.extract_text()) for one in reader.pages]
    return texts, [(float(one.mediabox.width), float(one.mediabox.height)) for one in reader.pages]


def test_week_day_and_vehicle_are_one_click_each(show: Show) -> None:
    """Each chip shows its part alone, says that it is pressed, and the list follows."""
    page = show(two_weeks()).page
    assert stops(page) == 12
    chip(page, "Tuần", "Tất cả")
    assert stops(page) == 24
    chip(page, "Tuần", "2")
    assert stops(page) == 12
    chip(page, "Ngày", "T4 24/12")
    assert stops(page) == 3 + 1 + 1
    assert page.input_value("#date") == "2025-12-24"
    chip(page, "Phương tiện", "Ca nô Cát Bà")
    assert stops(page) == 1
    assert page.locator(".duty:visible").count() == 1
    pressed = page.locator(".chip[aria-pressed=true]").all_inner_texts()
    assert pressed == ["2", "T4 24/12", "Ca nô Cát Bà", "phương tiện"]
    chip(page, "Phương tiện", "Ca nô Cát Bà")
    assert stops(page) == 5


def test_a_filter_keeps_the_keyboard_where_it_was(show: Show) -> None:
    """A chip pressed by keyboard has the focus afterwards too."""
    page = show(two_weeks()).page
    page.locator(".chips[aria-label='Ngày'] .chip", has_text="T3 16/12").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "T3 16/12"


def test_runs_can_be_grouped_by_day(show: Show) -> None:
    """Weeks and days get a box that switches all their runs, and say when some are off."""
    page = show(two_weeks()).page
    chip(page, "Tuần", "Tất cả")
    chip(page, "Xếp theo", "ngày")
    assert page.locator(".week").count() == 2
    assert page.locator(".day").count() == 8
    page.locator(".week > .head input").first.uncheck()
    assert stops(page) == 12
    tuesday = page.locator(".day", has_text="T3 16/12/2025")
    tuesday.locator("> .head input").check()
    assert stops(page) == 12 + 4 + 1
    assert page.locator(".week > .head input").first.evaluate("box => box.indeterminate")
    assert "Tổ công tác Bạch Long Vĩ" in tuesday.inner_text()
    chip(page, "Xếp theo", "phương tiện")
    assert page.locator(".vehicle").count() == 4
    assert stops(page) == 12 + 4 + 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("cat ba", "Thị trấn Cát Bà (cũ)"),
        ("Cát Bà", "Thị trấn Cát Bà (cũ)"),
        ("DONG BAI", "Bến phà Đồng Bài"),
        ("ba cat", "Thị trấn Cát Bà (cũ)"),
        ("Ca\u0301t Ba\u0300", "Thị trấn Cát Bà (cũ)"),
        ("gia luan", "Xã Gia Luận (cũ)"),
    ],
)
def test_search_needs_no_diacritics(show: Show, typed: str, found: str) -> None:
    """Without marks, with them in either form of Unicode, in any order; Enter opens the popup."""
    page = show(sample_plan()).page
    page.fill("#search", typed)
    assert page.locator("#found b").first.inner_text() == found
    page.keyboard.press("Enter")
    assert page.locator(".card h3").inner_text() == found
    assert not page.locator("#found").is_visible()


def test_search_leads_to_a_hidden_day(show: Show) -> None:
    """A site served on a day that the filter hides is shown on that day; nothing found is said."""
    page = show(two_weeks()).page
    chip(page, "Ngày", "T2 15/12")
    page.fill("#search", "viet hai")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "Ca nô Cát Bà" in page.inner_text(".card")
    assert page.input_value("#date") == "2025-12-17"
    page.fill("#search", "zzz")
    assert "Không có điểm nào" in page.inner_text("#found")
    page.keyboard.press("Escape")
    assert not page.locator("#found").is_visible()


def test_search_on_a_phone(show: Show) -> None:
    """Field and results fit the screen, and a tap opens the popup."""
    page = show(sample_plan(), size=PHONE).page
    page.fill("#search", "xa")
    for box in boxes(page, "#search, #found"):
        assert 0 <= box["x0"] < box["x1"] <= PHONE["width"]
    page.locator("#found button", has_text="Xuân Đám").tap()
    assert page.locator(".card h3").inner_text() == "Xã Xuân Đám (cũ)"


def test_lines_say_which_way(show: Show) -> None:
    """Lines carry heads of arrows; a way that is passed there and back has them in pairs."""
    page = show(sample_plan()).page
    heads = page.locator(".leaflet-arrows-pane path")
    drawn = [
        d for d in heads.evaluate_all("all => all.map(e => e.getAttribute('d'))") if len(d) > 4
    ]
    assert len(drawn) >= 5
    chip(page, "Phương tiện", "Ca nô Cát Bà")
    one = heads.evaluate_all("all => all.map(e => e.getAttribute('d')).filter(d => d.length > 4)")
    # There and back on the same water: heads come in pairs.
    assert one
    assert all(d.count("M") % 2 == 0 for d in one)


def test_each_run_prints_on_one_page(show: Show) -> None:
    """One A4 landscape page per run, with times, ferries, crates and a map of its own."""
    page = show(sample_plan()).page
    texts, sizes = printed(page, ".printing-choice button")
    assert len(texts) == 6
    assert all(abs(w - 842) < 3 and abs(h - 595) < 3 for w, h in sizes)
    (bookmobile,) = (text for text in texts if "Xe thư viện lưu động" in text)
    for part in (
        "T3 16/12/2025", "11:47–14:07", "Thị trấn Cát Bà (cũ)", "09:16", "Bến phà Cái Viềng",
        "để lại 4", "Phòng Văn hóa - Xã hội", "km",
    ):  # fmt: skip
        assert part in bookmobile, part
    assert page.locator("#paper").count() == 0
    texts, _ = printed(page, ".duty .zoom[title='In chuyến này']")
    assert len(texts) == 1
    texts, _ = printed(page, ".printing-choice button:last-child")
    assert "Chú giải" in texts[0]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_printed_run_is_whole(show: Show, language: str) -> None:
    """No name or number of a run's map covers another, and no table leaves its page."""
    page = show(sample_plan(), language=language).page
    page.evaluate("window.print = () => {}")
    page.locator(".printing-choice button").first.click()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".sheet").count() == 6
    for number in range(6):
        sheet = f".sheet:nth-child({number + 1})"
        (frame,) = boxes(page, sheet)
        (table,) = boxes(page, f"{sheet} table")
        (footer,) = boxes(page, f"{sheet} > footer")
        assert table["y1"] <= footer["y0"] + 1
        assert footer["y1"] <= frame["y1"] + 1
        texts = boxes(page, f"{sheet} text")
        assert len(texts) >= 2
        for i, one in enumerate(texts):
            for other in texts[:i]:
                across = min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])
                down = min(one["y1"], other["y1"]) - max(one["y0"], other["y0"])
                assert across <= 2 or down <= 3, (one["text"], other["text"])
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")


def test_communes_are_shaded_on_demand(show: Show) -> None:
    """Off at first; then every commune that a figure speaks of is shaded, with a key."""
    figure = ShadedFigure("Trẻ được phục vụ", " %", (50.0, 100.0), {"11914": 80.0, "11383": None})
    shading = Shading((figure, replace(figure, name="Lượt", unit="")), {"11914": "Cát Hải"})
    page = show(sample_plan(), shading=shading).page
    areas = page.locator(".leaflet-shading-pane path")
    assert areas.count() == 0
    page.check("#shading")
    assert areas.count() == 2
    fills = set(areas.evaluate_all("all => all.map(e => e.getAttribute('fill'))"))
    assert len(fills) == 2
    assert "> 50 % – 100 %" in page.inner_text(".shades")
    page.select_option("#figure", label="Lượt")
    assert "> 50 – 100" in page.inner_text(".shades")
    page.uncheck("#shading")
    assert areas.count() == 0
    assert show(sample_plan()).page.locator("#shading").count() == 0


def test_tiles_load_only_while_switched_on(browser: Browser, tmp_path: Path) -> None:
    """Nothing is asked for until the reader turns the switch, then only from that host."""
    file = tmp_path / "tiles.html"
    address = "https://tiles.example.org/{z}/{x}/{y}.png"
    file.write_text(render_map(sample_plan(), tiles=address), encoding="utf-8")
    page = browser.new_context(viewport=DESK).new_page()
    asked: list[str] = []
    blocked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answered: list[str] = []
    page.on("response", lambda response: answered.append(response.url))
    page.on("console", lambda message: blocked.append(message.text))
    page.route("https://**/*", lambda route: route.fulfill(status=200, body=b"-"))
    page.goto(file.as_uri())
    page.wait_for_selector(".leaflet-stops-pane .stop")
    page.locator(".leaflet-control-zoom-in").click()
    assert [url for url in asked if url.startswith("http")] == []
    page.check("#tiles")
    page.wait_for_selector(".leaflet-tiles-pane img", state="attached")
    page.wait_for_function("document.querySelectorAll('.leaflet-tiles-pane img').length > 3")
    online = [url for url in asked if url.startswith("http")]
    assert online
    assert all(url.startswith("https://tiles.example.org/") for url in online)
    page.evaluate("new Image().src = 'https://other.example.org/x.png'")
    page.wait_for_timeout(300)
    assert all(url.startswith(("file:", "https://tiles.example.org/")) for url in answered)
    assert len(answered) > 3
    assert any("Content Security Policy" in text for text in blocked)
    page.uncheck("#tiles")
    assert page.locator(".leaflet-tiles-pane img").count() == 0
    page.context.close()


def test_a_hostile_name_in_search_and_print_is_only_shown(show: Show) -> None:
    """Results of the search and printed pages show a name like code as written; nothing runs."""
    name = "<script>alert(1)</script>"
    page = show(plan_with_name(name)).page
    page.fill("#search", "script")
    assert page.locator("#found b").first.inner_text() == name
    page.keyboard.press("Enter")
    assert page.locator(".card h3").inner_text() == name
    texts, _ = printed(page, ".printing-choice button")
    assert any(name in text for text in texts)


def test_filters_on_a_phone_are_wide_enough_for_a_finger(show: Show) -> None:
    """No chip is lower than 32 px or leaves the screen."""
    page = show(two_weeks(), size=PHONE).page
    page.tap(".toggle")
    page.wait_for_timeout(300)
    found = boxes(page, ".filters .chip")
    assert len(found) == 3 + 5 + 5
    for box in found:
        assert box["y1"] - box["y0"] >= 32
        assert 0 <= box["x0"] < box["x1"] <= PHONE["width"]
    before = lines(page)
    page.locator(".filters .chip", has_text="T2 15/12").tap()
    assert 0 < lines(page) < before
