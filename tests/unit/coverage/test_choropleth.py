"""The coverage map and GeoPackage: what is in them, that they are safe, the same bytes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from routeplan.coverage import Coverage, coverage_of
from routeplan.coverage.choropleth import SHADED, breaks_of, render_coverage
from routeplan.coverage.geofile import LAYERS, coverage_gpkg
from routeplan.coverage.words import TEXTS
from routeplan.geo.areas import load_areas
from tests.unit.coverage.five_communes import make_plan, make_problem, make_travel

CODES = {"A": "11311", "B": "11383", "C": "11443", "D": "11914", "E": "11948"}


@cache
def town(name: str = "Trường") -> Coverage:
    """Return the town's coverage with its communes moved to five of Hải Phòng."""
    problem = make_problem()
    sites = tuple(
        replace(site, commune_code=CODES[site.commune_code], name=f"{name} {site.id}")
        for site in problem.sites
    )
    moved = replace(problem, sites=sites)
    return coverage_of(moved, make_travel(moved), make_plan(moved))


def page_of(coverage: Coverage, language: str = "en", title: str = "Thị trấn") -> str:
    """Return the page."""
    return render_coverage(coverage, title=title, language=language, areas=load_areas())


def data_of(page: str) -> dict[str, Any]:
    """Return the page's data block."""
    block = re.search(r'<script type="application/json" id="routeplan-data">(.*?)</script>', page)
    assert block
    data: dict[str, Any] = json.loads(block[1])
    return data


@pytest.fixture(scope="module")
def page() -> str:
    """The town's map."""
    return page_of(town())


def test_every_figure_has_a_name_and_a_unit() -> None:
    """As the choice of the map shows them."""
    assert all({figure, f"unit_{figure}"} <= TEXTS.keys() for figure in SHADED)


def test_the_page_holds_the_figures_of_every_commune(page: str) -> None:
    """Worst first, with estimates named."""
    rows = data_of(page)["communes"]
    assert [row["code"] for row in rows] == [CODES[code] for code in "CEBAD"]
    assert rows[0]["values"]["reached_pct"] == 0
    assert "reached_pct" in rows[0]["estimated"]
    assert len(data_of(page)["areas"]) == 114


def test_the_page_asks_for_nothing_and_is_the_same_each_time(page: str) -> None:
    """No address that a browser would load from, and the policy forbids all requests."""
    assert page == page_of(town())
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src|href)=["']https?:""", page)


def test_texts_from_tables_cannot_become_markup() -> None:
    """A school's name and a project's title are text, wherever they go."""
    nasty = "</script><img src=x onerror=alert(1)>"
    page = page_of(town(nasty), title=nasty)
    assert "<img src=x" not in page
    assert data_of(page)["sites"][0][0] == f"{nasty} A"


def test_a_project_elsewhere_shows_its_sites_alone() -> None:
    """Communes that Hải Phòng does not have draw no areas, and fail nothing."""
    problem = make_problem()
    found = coverage_of(problem, make_travel(problem), make_plan(problem))
    data = data_of(page_of(found))
    assert data["areas"] == {}
    assert data["base"] is None
    assert len(data["sites"]) == 6


def test_classes_end_at_round_numbers_and_hold_the_largest() -> None:
    """Quartiles of what is above nothing; the last class ends at the largest value."""
    assert breaks_of([0, None, 1.0, 2.04, 3.11, 4.26], "access") == (1.0, 2.0, 3.1, 4.26)
    assert breaks_of([0, 0], "access") == ()
    assert breaks_of([7, 7, 7], "longest_gap_days") == (7,)
    assert breaks_of([50.0], "reached_pct") == (25, 50, 75, 100)


def test_the_geopackage_has_its_layers_and_the_same_bytes(tmp_path: Path) -> None:
    """Four layers; polygons for the communes; figures as in the plan; no clock."""
    import pyogrio

    content = coverage_gpkg(town(), load_areas())
    file = tmp_path / "c.gpkg"
    file.write_bytes(content)
    assert tuple(pyogrio.list_layers(file)[:, 0]) == LAYERS
    communes = pyogrio.read_dataframe(file, layer="communes").set_index("code")
    assert communes.loc[CODES["A"], "children_reached"] == 200
    assert communes.geometry.notna().all()
    sites = pyogrio.read_dataframe(file, layer="sites").set_index("site")
    assert sites.loc["D", "groups"] == "island"
    assert "contact_phone" not in sites.columns
    assert content == coverage_gpkg(town(), load_areas())
