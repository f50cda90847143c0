"""The map as a reader sees it: headless Chromium, the network cut, every request counted."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from routeplan.report import render_map
from tests.e2e.map_pages import DESK, PHONE, Show, boxes, lines
from tests.unit.report.sample import fed_plan, plan_on_foot, plan_with_name, sample_plan

pytestmark = pytest.mark.browser


def colours_in(picture: bytes) -> set[bytes]:
    """Return the RGB colours of a PNG (8 bits, RGB or RGBA), with its scan lines unfiltered."""
    width = int.from_bytes(picture[16:20], "big")
    step = 4 if picture[25] == 6 else 3
    at, packed = 8, b""
    while at < len(picture):
        length = int.from_bytes(picture[at : at + 4], "big")
        if picture[at + 4 : at + 8] == b"IDAT":
            packed += picture[at + 8 : at + 8 + length]
        at += length + 12
    raw, stride = zlib.decompress(packed), width * step
    before = bytearray(stride)
    seen: set[bytes] = set()
    for start in range(0, len(raw), stride + 1):
        kind, line = raw[start], bytearray(raw[start + 1 : start + 1 + stride])
        for i in range(stride):
            a = line[i - step] if i >= step else 0
            b, c = before[i], before[i - step] if i >= step else 0
            if kind == 1:
                line[i] = (line[i] + a) & 255
            elif kind == 2:
                line[i] = (line[i] + b) & 255
            elif kind == 3:
                line[i] = (line[i] + (a + b) // 2) & 255
            elif kind == 4:
                p = a + b - c
                near = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))
                line[i] = (line[i] + near[2]) & 255
        seen.update(bytes(line[i : i + 3]) for i in range(0, stride, step))
        before = line
    return seen


def test_the_map_shows_land_sea_and_every_vehicle(show: Show) -> None:
    """The picture is not blank: sea, land, all four vehicles and the sign of missed visits."""
    page = show(sample_plan()).page
    colours = colours_in(page.screenshot(clip={"x": 350, "y": 0, "width": 1000, "height": 880}))
    wanted = ("cfe1ea", "f7f3e8", "4f34f4", "ae6300", "00865e", "8441ba", "ffd92e")
    assert [c for c in wanted if bytes.fromhex(c) not in colours] == []


def test_legend_scale_and_sources_are_in_sight(show: Show) -> None:
    """Who made the data stands on the map itself; the panel explains every line and says more."""
    page = show(sample_plan()).page
    assert "© OpenStreetMap contributors" in page.inner_text(".leaflet-control-attribution")
    assert "km" in page.inner_text(".leaflet-control-scale")
    legend = page.inner_text(".legend")
    for text in ("đường ước tính", "Phà chở xe", "Tàu, thuyền", "Tổ công tác", "gần đúng"):
        assert text in legend
    assert "ODbL" in page.inner_text(".sources")


def test_layers_are_switched_by_day_and_by_vehicle(show: Show) -> None:
    """Each vehicle and day is a layer of its own; a vehicle's box switches all its days."""
    page = show(sample_plan()).page
    assert page.locator(".duty input").count() == 6
    all_lines, all_stops = lines(page), page.locator(".leaflet-stops-pane .stop").count()
    assert all_stops == 12
    monday = page.locator(".vehicle", has_text="Xe luân chuyển sách").locator(".duty input").first
    monday.uncheck()
    assert page.locator(".leaflet-stops-pane .stop").count() == 10
    assert 0 < lines(page) < all_lines
    vehicle = page.locator(".vehicle", has_text="Xe luân chuyển sách").locator("input").first
    assert vehicle.evaluate("box => box.indeterminate")
    vehicle.click()
    assert page.locator(".leaflet-stops-pane .stop").count() == 12
    vehicle.uncheck()
    assert page.locator(".leaflet-stops-pane .stop").count() == 6
    vehicle.check()
    assert lines(page) == all_lines


def test_english_counts_have_a_form_for_one(show: Show) -> None:
    """The page's script chooses it, as `routeplan.language` does."""
    page = show(sample_plan(), language="en").page
    counts = set(page.locator(".duty details summary").all_text_contents())
    assert "1 stop" in counts
    assert all(count.endswith(" stops") for count in counts - {"1 stop"})


def test_one_date_shows_its_duties_alone(show: Show) -> None:
    """The date filter keeps duties that are under way on that date, those of several days too."""
    page = show(sample_plan()).page
    page.select_option("#date", "2025-12-17")
    assert page.locator(".duty:visible").count() == 3
    assert page.locator(".leaflet-stops-pane .stop").count() == 3 + 1 + 1
    page.select_option("#date", "all")
    assert page.locator(".duty:visible").count() == 6


def test_a_stop_tells_its_visit(show: Show) -> None:
    """The popup of a numbered stop, opened by keyboard, has names, date, times and crates."""
    page = show(sample_plan()).page
    stop = page.locator("[aria-label*='Thị trấn Cát Bà']").first
    stop.focus()
    page.keyboard.press("Enter")
    text = page.inner_text(".card")
    for part in (
        "Thị trấn Cát Bà (cũ)", "Phục vụ lưu động", "16/12/2025", "11:47", "11:57", "14:07",
        "để lại 4, nhận về 0", "1640", "hải đảo", "Xe thư viện lưu động", "Điểm 4",
    ):  # fmt: skip
        assert part in text, part
    page.keyboard.press("Escape")
    page.wait_for_selector(".card", state="detached")
    page.locator("[aria-label*='Xã Phù Long']").first.focus()
    page.keyboard.press("Enter")
    assert "310 (ước tính)" in page.locator(".card").last.inner_text()


def test_a_feeding_stop_tells_its_boat(show: Show) -> None:
    """Its popup says for whom the crates are, in both languages, and nothing of children."""
    for language, parts in (
        ("vi", ("Giao thùng sách cho Ca nô Cát Bà", "Bắt đầu dỡ thùng", "để lại 4")),
        ("en", ("Crates for Ca nô Cát Bà", "Unloading starts", "4 stay")),
    ):
        page = show(fed_plan(), language=language).page
        page.locator("[aria-label*='4: Bến Bèo']").first.focus()
        page.keyboard.press("Enter")
        text = page.inner_text(".card")
        for part in parts:
            assert part in text, part
        assert "Trẻ em" not in text
        assert "Children" not in text
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        run = parts[0][0].lower() + parts[0][1:]
        assert f"Bến Bèo ({run})" in (page.text_content("#paper") or "")


def test_ferries_carry_their_sailing_times(show: Show) -> None:
    """A crossing has a sign with its sailings; the popup says from where, to where, how long."""
    page = show(sample_plan()).page
    signs = page.locator(".crossing").all_inner_texts()
    assert "09:16 · 16:26" in signs
    assert "T3 07:00 · T5 08:00" in signs
    page.locator("[aria-label*='09:16']").focus()
    page.keyboard.press("Enter")
    text = page.inner_text(".card")
    assert "khởi hành 09:16, đi 20 phút" in text
    assert "→ Bến phà Cái Viềng" in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ("Để xe tại", "không mang xe", "xe để tại bến")),
        ("en", ("Vehicle left at", "without the vehicle", "vehicle left at the pier")),
    ],
)
def test_a_van_left_at_a_pier_is_named(show: Show, language: str, words: tuple[str, ...]) -> None:
    """Legend, the stop and the crossing say that the crew is there without its van."""
    page = show(plan_on_foot(), language=language).page
    assert words[2] in page.inner_text(".legend")
    stop = page.locator('.leaflet-stops-pane [aria-label*="Việt Hải"][aria-label*="lưu động"]')
    stop.first.focus()
    page.keyboard.press("Enter")
    text = page.inner_text(".leaflet-popup-content")
    assert words[0] in text
    assert "Đồng Bài" in text
    page.keyboard.press("Escape")
    crossing = page.locator('.leaflet-places-pane [aria-label*="Việt Hải"]:has(.crossing)')
    crossing.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "word => document.querySelector('.leaflet-popup-content')?.innerText.includes(word)",
        arg=words[1],
    )


def test_missed_visits_are_in_plain_sight(show: Show) -> None:
    """Sign and list without a click; the list leads to the sign, with reason and action."""
    page = show(sample_plan()).page
    assert len(boxes(page, ".leaflet-stops-pane .missed")) == 2
    panel = page.inner_text(".unassigned")
    assert "Chưa xếp được (2)" in panel
    assert "chuyến phà cuối cùng" in panel
    assert "Cách xử lý: Thêm một ngày làm việc cho XE-2." in panel
    page.get_by_role("button", name="Xã Hiền Hào (cũ)").first.click()
    assert "kín lịch" in page.inner_text(".card")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_sign_or_name_covers_another(show: Show, size: dict[str, int]) -> None:
    """At every zoom, numbers, signs and names keep out of each other's way; no stop is hidden."""
    page = show(sample_plan(), size=size).page
    frame = page.locator(".folium-map").bounding_box()
    assert frame is not None
    for step in range(5):
        if step:
            page.locator(".leaflet-control-zoom-in").click()
            page.wait_for_timeout(350)
        assert len(boxes(page, ".leaflet-stops-pane .stop")) == 12, "a stop is hidden"
        found = [
            box
            for box in boxes(page, ".sign-holder:not(.crowded) > span")
            if frame["x"] < box["x1"]
            and box["x0"] < size["width"]
            and box["y1"] > 0
            and box["y0"] < size["height"]
        ]
        assert len(found) > (12 if step < 3 else 3)
        for i, one in enumerate(found):
            for other in found[:i]:
                across = min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])
                down = min(one["y1"], other["y1"]) - max(one["y0"], other["y0"])
                assert across <= 1.5 or down <= 1.5, (step, one["text"], other["text"])


def test_visits_at_one_place_are_all_seen(show: Show) -> None:
    """Two visits of one duty at the same site stand side by side, one with a leader line."""
    page = show(sample_plan()).page
    signs = page.locator("[aria-label*='Kiến An'] .stop")
    assert signs.count() == 2
    first, second = signs.nth(0).bounding_box(), signs.nth(1).bounding_box()
    assert first is not None
    assert second is not None
    assert abs(first["x"] - second["x"]) + abs(first["y"] - second["y"]) > 20
    assert page.locator(".leader").count() > 0


def test_a_far_island_is_one_click_away(show: Show) -> None:
    """Bạch Long Vĩ does not shrink the opening view; a sign in the corner leads there."""
    page = show(sample_plan()).page
    post = page.locator(".signposts button")
    assert post.is_visible()
    assert "Bạch Long Vĩ" in post.inner_text()
    post.click()
    island = page.locator("[aria-label*='Trụ sở đặc khu Bạch Long Vĩ'] .stop")
    box = island.bounding_box()
    assert box is not None
    assert 350 < box["x"] < 1390
    assert 0 < box["y"] < 890
    assert not post.is_visible()
    page.locator(".whole").click()
    assert len(boxes(page, ".leaflet-stops-pane .stop")) == 12


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "</script><img src=x onerror=alert(1)>",
        "'\"><svg onload=alert(1)>",
        "${alert(1)} {{7*7}}",
    ],
)
def test_a_hostile_name_is_only_shown(show: Show, name: str) -> None:
    """A site, a vehicle and a reason named like code are seen as written, and nothing runs."""
    page = show(plan_with_name(name)).page
    for button in page.locator(".duty summary").all():
        button.click()
    page.locator(".duty ol button", has_text=name).first.click()
    assert page.locator(".card h3").inner_text() == name
    assert page.inner_text("#panel h1") == name
    assert name in page.inner_text(".unassigned")
    assert page.title() == " ".join(name.split())
    assert page.locator("img, #panel svg[onload], script[src]").count() == 0


def test_phone(show: Show) -> None:
    """On a phone the map has the whole screen, and the panel comes and goes."""
    page = show(sample_plan(), size=PHONE).page
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (390, 844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    beyond = page.locator("path.beyond")
    assert beyond.count() > 1  # where the data ends, it fades
    assert set(beyond.evaluate_all("all => all.map(one => one.getAttribute('stroke'))")) == {"none"}
    assert not page.locator("#panel").is_visible()
    page.tap(".toggle")
    assert page.locator(".unassigned").is_visible()
    page.locator(".unassigned li button").first.tap()
    assert page.locator(".card").is_visible()
    assert not page.locator("#panel").is_visible()


@pytest.mark.parametrize("missed", [2, 12])
def test_print_has_map_legend_and_runs(show: Show, missed: int) -> None:
    """Before printing, the runs with their times join the page; afterwards they are gone."""
    plan = sample_plan()
    page = show(replace(plan, unassigned=plan.unassigned * (missed // 2))).page
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#paper .run").count() == 6
    assert "11:47–14:07 Thị trấn Cát Bà (cũ)" in page.inner_text("#paper")
    panel = page.locator("#panel").bounding_box()
    last = page.locator(".legend .note").last.bounding_box()
    assert panel is not None
    assert last is not None
    assert last["y"] + last["height"] <= panel["y"] + panel["height"], "the legend is cut off"
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#paper").count() == 0
    assert len(page.pdf(prefer_css_page_size=True)) > 20_000


def test_english(show: Show) -> None:
    """Texts follow the asked language; names stay as they are."""
    page = show(sample_plan(), language="en").page
    assert "Not planned (2)" in page.inner_text(".unassigned")
    assert "Sailing" not in page.inner_text("#panel .figures")
    assert "Own boats" in page.inner_text("#panel .figures")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_a_term_opens_on_its_first_week(show: Show) -> None:
    """Eighteen weeks stay usable: one week at first, all of them on demand."""
    plan = sample_plan()
    routes = tuple(
        replace(route, date=route.date + timedelta(days=7 * week))
        for week in range(18)
        for route in plan.routes
    )
    page = show(replace(plan, routes=routes, weeks=18)).page
    assert page.locator(".leaflet-stops-pane .stop").count() == 12
    week = lines(page)
    page.select_option("#date", "all")
    page.wait_for_function("document.querySelectorAll('.leaflet-stops-pane .stop').length === 216")
    assert lines(page) <= week * 2, "a road that one vehicle takes every week is drawn once"


def test_a_plan_without_runs(browser: Browser, tmp_path: Path) -> None:
    """Nothing planned at all is still a map: every missed visit is on it."""
    plan = sample_plan()
    summary = replace(plan.summary, distance_km=1021.25, waiting_min=60)
    plan = replace(plan, routes=(), geometries=(), summary=summary)
    file = tmp_path / "empty.html"
    file.write_text(render_map(plan), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(file.as_uri())
    assert len(boxes(page, ".leaflet-stops-pane .missed")) == 2
    assert "Không có chuyến nào." in page.inner_text("#panel")
    assert {"1.021,3 km", "1 giờ"} <= set(page.locator(".figures dd").all_inner_texts())
    assert errors == []
    page.close()
