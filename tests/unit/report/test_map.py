"""The map's page as text: escaping, self-containment, sameness of bytes, size."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from routeplan.model import Plan
from routeplan.report import render_map
from routeplan.report.page import json_block
from routeplan.report.phones import without_phones
from routeplan.report.words import words_for
from tests.unit.report.sample import PLACES, fed_plan, plan_on_foot, plan_with_name, sample_plan

NASTY = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    "${x} `y` {{7*7}} {% raw %} {# no #}",
    "\"double\" 'single' & \\ \u2028 \u2029 <!--",
)


class Reader(HTMLParser):
    """Collects elements, the data block, scripts and the title, as a browser would."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element; text that follows a script or title tag belongs to it."""
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        self._inside = str(attributes.get("id") or tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Keep the text by its element."""
        self.texts.setdefault(self._inside, []).append(data)


def data_of(page: str) -> dict[str, Any]:
    """Return the page's data block, parsed."""
    data: dict[str, Any] = json.loads("".join(Reader(page).texts["routeplan-data"]))
    return data


@pytest.fixture(scope="module")
def page() -> str:
    """The sample week as a page."""
    return render_map(sample_plan())


def test_same_plan_same_bytes(page: str) -> None:
    """No random id and no clock gets into the page."""
    assert render_map(sample_plan()) == page


def test_the_page_knows_where_a_van_waits(page: str) -> None:
    """Legs and stops without the van name its pier; nothing else does."""
    routes = data_of(render_map(plan_on_foot()))["routes"]
    (route,) = (r for r in routes if any("parked" in leg for leg in r["legs"]))
    assert [leg.get("parked") for leg in route["legs"]] == [None, *["dong-bai"] * 4, None]
    assert [stop["parked"] for stop in route["stops"]] == ["dong-bai"]
    before = data_of(page)["routes"]
    assert all(stop["parked"] is None for r in before for stop in r["stops"])
    assert all("parked" not in leg for r in before for leg in r["legs"])


def test_nothing_is_loaded(page: str) -> None:
    """No element names an address, no style imports one, and the policy forbids all requests."""
    reader = Reader(page)
    for tag, attributes in reader.elements:
        assert tag not in {"link", "iframe", "img", "object", "embed", "base"}, tag
        for name in ("src", "href", "srcset", "data", "action"):
            assert name not in attributes, (tag, attributes)
    assert not re.search(r"""(?:src|href)=["']?\s*(?:https?:)?//""", page)
    assert not re.search(r"@import|url\((?!data:|#)", page)
    assert "sourceMappingURL" not in page
    policy = next(a for t, a in reader.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert str(policy["content"]).startswith("default-src 'none'")


def test_policy_names_every_script_and_no_other(page: str) -> None:
    """The hashes in the policy are those of the page's scripts: a foreign one cannot run."""
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    expected = {
        f"'sha256-{b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts
    }
    allowed = re.search(r"script-src ([^;]*)", page)
    assert allowed is not None
    assert set(allowed[1].split()) == expected
    assert len(expected) == 3


@pytest.mark.parametrize("name", NASTY)
def test_texts_from_tables_stay_texts(name: str) -> None:
    """A hostile name arrives whole in the data, and adds no element, attribute or template."""
    harmless, hostile = render_map(plan_with_name("harmless")), render_map(plan_with_name(name))
    assert data_of(hostile)["places"]["cat-ba"]["name"] == name
    assert data_of(hostile)["unassigned"][0]["reason"] == name
    before, after = Reader(harmless), Reader(hostile)
    assert [tag for tag, _ in before.elements] == [tag for tag, _ in after.elements]
    assert "".join(after.texts["title"]) == name
    assert "alert(1)</script>" not in hostile


def test_json_block_holds_no_markup() -> None:
    """Signs that HTML or old scripts would read are written as escapes, and read back the same."""
    block = json_block([*NASTY])
    assert not set("<>&\u2028\u2029") & set(block)
    assert json.loads(block) == [*NASTY]


def test_each_geometry_once() -> None:
    """A geometry that many legs use is in the page once, and one that no leg uses is not."""
    plan = sample_plan()
    extra = replace(plan, geometries=("_unused?", *plan.geometries))
    shifted = tuple(
        replace(r, legs=tuple(replace(leg, geometry=(leg.geometry or 0) + 1) for leg in r.legs))
        for r in plan.routes
    )
    text = render_map(replace(extra, routes=shifted))
    data = data_of(text)
    assert data["geometries"] == list(plan.geometries)
    for geometry in plan.geometries:
        assert text.count(json.dumps(geometry)[1:-1]) == 1
    assert "_unused?" not in text
    lines = [leg["geometry"] for leg in data["routes"][0]["legs"]]
    assert lines == [leg.geometry for leg in sample_route(plan, "CANO-1").legs]


def sample_route(plan: Plan, vehicle: str) -> Any:
    """Return the only route of a vehicle."""
    return next(route for route in plan.routes if route.vehicle == vehicle)


def test_a_feeding_stop_names_its_boat() -> None:
    """The page knows for which boat crates are left; visits are for none, an unknown one by id."""
    plan = fed_plan()
    stops = sample_route(plan, "XE-1").stops
    (van,) = (r for r in data_of(render_map(plan))["routes"] if len(r["stops"]) == len(stops))
    assert [stop["feeds"] for stop in van["stops"]] == ["", "", "", "Ca nô Cát Bà"]
    vehicles = {name: one for name, one in plan.vehicles.items() if name != "CANO-1"}
    text = render_map(replace(plan, vehicles=vehicles))
    assert '"feeds":"CANO-1"' in text


def test_week_and_term_stay_small(page: str) -> None:
    """A week is far below 1.5 MB; a term of 18 weeks adds less than 1 MB to it."""
    assert len(page.encode()) < 500_000
    plan = sample_plan()
    routes = tuple(
        replace(route, date=route.date + timedelta(days=7 * week))
        for week in range(18)
        for route in plan.routes
    )
    term = render_map(replace(plan, routes=routes, weeks=18))
    assert len(data_of(term)["routes"]) == 18 * len(plan.routes)
    assert len(term.encode()) - len(page.encode()) < 500_000


def test_language() -> None:
    """The plan's language is used unless another one is asked for."""
    plan = sample_plan()
    assert '<html lang="vi">' in render_map(plan)
    assert words_for("vi")["unassigned_count"] in render_map(plan)
    english = render_map(plan, language="en")
    assert '<html lang="en">' in english
    assert words_for("en")["unassigned_count"] in english
    assert words_for("vi")["unassigned_count"] not in english


def test_every_text_of_the_scripts_exists() -> None:
    """The scripts ask only for texts that the tables hold, and every text is asked for."""
    from routeplan.report.page import scripts

    own = scripts().split('"use strict";', 1)[1]
    asked = set(re.findall(r"\bwords\.(\w+)", own)) | set(re.findall(r'named\("(\w+)"', own))
    asked |= {"depot", "landing"}  # roles of places, asked for by name
    assert asked - words_for("vi").keys() == set()
    assert words_for("vi").keys() - asked - {"no_script"} == set()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Cô Lan 0912 345 678", "Cô Lan …"),
        ("gọi +84 225.3842.345 nhé", "gọi … nhé"),
        ("Trường số 10, tuần 2025-12-15", "Trường số 10, tuần 2025-12-15"),
        ("mã 11914, 20.8118", "mã 11914, 20.8118"),
    ],
)
def test_phone_numbers_are_masked(text: str, masked: str) -> None:
    """A phone number typed into a name or a note does not reach the map; other numbers stay."""
    assert without_phones({"a": [text], "geometries": [text]}) == {
        "a": [masked],
        "geometries": [text],
    }


def test_phone_in_a_role_is_masked() -> None:
    """The whole page is free of a number that stands in the contact's role."""
    plan = sample_plan()
    contact = replace(PLACES["cat-ba"], contact_role="Thủ thư 0912345678")
    page = render_map(replace(plan, places={**plan.places, "cat-ba": contact}))
    assert "0912345678" not in page
    assert data_of(page)["places"]["cat-ba"]["contact"] == "Thủ thư …"


def test_own_communes_replace_the_embedded() -> None:
    """Official polygons given by the caller are drawn, and nothing is called approximate."""
    square = [[[106.6, 20.8], [106.8, 20.8], [106.8, 20.9], [106.6, 20.9], [106.6, 20.8]]]
    feature = {
        "type": "Feature",
        "properties": {"name": "Xã Thử"},
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    collection = {"type": "FeatureCollection", "features": [feature]}
    base = data_of(render_map(sample_plan(), communes=collection))["base"]
    assert base["approximate"] is False
    assert [label[0] for label in base["communes"]] == ["Xã Thử"]
    assert data_of(render_map(sample_plan()))["base"]["approximate"] is True
