"""Plans side by side, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from routeplan.coverage.comparing import Held, as_json, compare, is_moved
from routeplan.coverage.comparing_page import render_comparison
from routeplan.coverage.comparing_words import figure_rows, labels
from routeplan.model import Plan, RouteplanError
from tests.builders import MONDAY
from tests.timetables import imported, tour


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The published plan of two duties and five visits."""
    return imported(tmp_path_factory.mktemp("compare"), tour()).plan


def without_last_duty(plan: Plan) -> Plan:
    """The same plan without its second duty."""
    return replace(plan, routes=plan.routes[:-1])


def later(plan: Plan, seconds: int) -> Plan:
    """The same plan with its first stop that much later."""
    first = plan.routes[0]
    stop = replace(first.stops[0], start=first.stops[0].start + seconds)
    return replace(plan, routes=(replace(first, stops=(stop, *first.stops[1:])), *plan.routes[1:]))


def test_a_plan_beside_itself(published: Plan) -> None:
    """Nothing is saved, moved, gained or lost."""
    found = as_json(compare([("a", published), ("b", published)]))
    assert found["driving_saved_pct"] == 0
    assert found["visits_moved"] == 0
    assert found["sites_gained"] == found["sites_lost"] == []
    assert set(found["differences"].values()) == {0}
    assert found["base"]["plan"] == "a"
    assert [one["plan"] for one in found["plans"]] == ["b"]
    assert found["coverage"] is None


def test_a_plan_without_a_duty(published: Plan) -> None:
    """Its driving is saved, its visits are moved (away), its sites lost; the other way gained."""
    less = without_last_duty(published)
    driving = [sum(leg.seconds for leg in route.legs) for route in published.routes]
    found = compare([("a", published), ("b", less)])
    other = found.others[0]
    assert other.driving_saved_pct == pytest.approx(100 * driving[1] / sum(driving), abs=0.05)
    assert sorted(other.moved) == sorted(stop.visit for stop in published.routes[1].stops)
    assert other.lost == ("bridge-upper-madeup", "chapel-upper-madeup")
    assert other.gained == ()
    back = compare([("b", less), ("a", published)]).others[0]
    assert back.gained == other.lost
    assert back.moved == {}
    assert back.driving_saved_pct is not None
    assert back.driving_saved_pct < 0


def test_figures_of_the_last_plan_stand_on_top(published: Plan) -> None:
    """Of three plans, the answer's own figures are the last one's."""
    less = without_last_duty(published)
    found = as_json(compare([("a", published), ("b", published), ("c", less)]))
    assert found["duties"] == 1
    assert found["driving_saved_pct"] == found["plans"][1]["driving_saved_pct"] > 0
    assert found["plans"][0]["driving_saved_pct"] == 0


@pytest.mark.parametrize(
    ("after", "moved"),
    [
        (Held("V", MONDAY, 36_000 + 1800), False),
        (Held("V", MONDAY, 36_000 - 1801), True),
        (Held("W", MONDAY, 36_000), True),
        (Held("V", MONDAY + timedelta(days=7), 36_000), True),
        (None, True),
    ],
)
def test_moved(after: Held | None, moved: bool) -> None:
    """Half an hour is kept; a second more, another van or date is not."""
    assert is_moved(Held("V", MONDAY, 36_000), after) is moved


def test_other_weeks_and_single_plans(published: Plan) -> None:
    """Sums over other days are no comparison, and one plan is none."""
    with pytest.raises(RouteplanError) as caught:
        compare([("a", published), ("b", replace(published, weeks=3))])
    assert caught.value.code == "compare-horizons"
    assert "a" in caught.value.cause
    assert "3 weeks" in caught.value.cause
    with pytest.raises(RouteplanError):
        compare([("a", published)])


def test_more_driving_has_the_sign_of_the_other_differences(published: Plan) -> None:
    """What is lost is lost with a minus, not with a hyphen."""
    comparison = compare([("a", without_last_duty(published)), ("b", published)])
    rows = {row[0]: row for row in figure_rows(comparison, "en")[1]}
    assert rows["Driving saved (%)"][2].startswith("−")


def test_a_line_without_end_does_not_keep_the_page_waiting(published: Plan) -> None:
    """A plan comes from anybody: its lines end where they make no sense, as on its map."""
    first, *others = published.geometries
    spoilt = replace(published, geometries=("~" * 2_000_000, first + "é", *others[1:]))
    page = render_comparison(compare([("a", spoilt), ("b", published)]), "en")
    assert page.count('<path class="ways"') == 2


def test_more_plans_than_letters_are_all_told(published: Plan) -> None:
    """The 27th plan beside a base is AB; none is left out of the table, the page or the sites."""
    comparison = compare([(f"p{k}.json", published) for k in range(28)])
    header, rows = figure_rows(comparison, "en")
    assert header[-2:] == ["AB", "AB − A"]
    assert {len(row) for row in rows} == {len(header)}
    page = render_comparison(comparison, "en")
    assert "<strong>AB</strong> p27.json" in page
    assert len(set(labels(800))) == 800


def test_the_page_needs_nothing_and_escapes_everything(published: Plan) -> None:
    """No script, no link, no markup of a table's making; both languages; figures and map."""
    nasty = replace(
        published,
        name="<b>X</b>",
        places={k: replace(v, name=f"<i>{v.name}</i>") for k, v in published.places.items()},
    )
    comparison = compare([("<a>", nasty), ("b", without_last_duty(nasty))])
    for language, word in (("en", "Driving saved"), ("vi", "Lái xe tiết kiệm")):
        page = render_comparison(comparison, language)
        assert word in page
        assert "<b>" not in page
        assert "<i>" not in page
        assert "<a>" not in page
        assert "<script" not in page
        assert "http" not in page.replace("http://www.w3.org", "")
        assert page.count('<path class="ways"') == 2
    assert figure_rows(comparison, "en")[0] == ["Figure", "A", "B", "B − A"]


def test_the_page_prints_on_two_sheets(published: Plan, chromium: str, tmp_path: Path) -> None:
    """Printed by a browser it has two pages of A4."""
    from playwright.sync_api import sync_playwright
    from pypdf import PdfReader

    page = tmp_path / "page.html"
    comparison = compare([("a", published), ("b", without_last_duty(published))])
    page.write_text(render_comparison(comparison, "en"), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        sheet = browser.new_page()
        sheet.goto(page.as_uri())
        sheet.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        browser.close()
    pages = PdfReader(tmp_path / "page.pdf").pages
    assert len(pages) == 2
    assert [round(float(x) / 72 * 25.4) for x in pages[0].mediabox[2:]] == [210, 297]
