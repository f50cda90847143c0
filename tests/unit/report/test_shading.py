"""What a map says of coverage, which tiles it may load, and colours that all can tell apart."""

from __future__ import annotations

import itertools
import re
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from routeplan.model import RouteplanError
from routeplan.report import ShadedFigure, Shading, render_map
from routeplan.report.page import policy, tile_origin
from routeplan.report.shading import shading_payload
from tests.unit.report.sample import sample_plan
from tests.unit.report.test_map import data_of

# Machado, Oliveira and Fernandes (2009), doi:10.1109/TVCG.2009.113, severity 1, on linear RGB.
BLIND = {
    "nobody": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = TO_XYZ.sum(axis=1)


def linear(colour: str) -> Any:
    """Return the linear RGB of #rrggbb, each 0 to 1."""
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(rgb: Any) -> Any:
    """Return CIE L*a*b* of linear RGB."""
    x, y, z = np.cbrt(np.clip(TO_XYZ @ np.clip(rgb, 0, 1) / WHITE, 0.008856, None))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def palette(file: str, name: str) -> list[str]:
    """Return the colours of a list in one of the page's scripts."""
    text = files("routeplan.report").joinpath(f"page/{file}").read_text("utf-8")
    found = re.search(rf"const {name} = \[(.*?)\];", text, re.DOTALL)
    assert found is not None
    return re.findall(r"#[0-9a-f]{6}", found[1])


@pytest.mark.parametrize("eye", BLIND)
def test_vehicles_differ_for_every_eye(eye: str) -> None:
    """Any two vehicles' colours stay apart for every kind of colour vision."""
    seen = [lab(BLIND[eye] @ linear(colour)) for colour in palette("core.js", "COLOURS")]
    assert len(seen) == 8
    nearest = min(float(np.linalg.norm(p - q)) for p, q in itertools.combinations(seen, 2))
    assert nearest >= 25, nearest


@pytest.mark.parametrize("eye", BLIND)
def test_shades_go_from_light_to_dark(eye: str) -> None:
    """Each class is clearly darker than the one before, so that greys tell them apart too."""
    seen = [lab(BLIND[eye] @ linear(shade)) for shade in palette("shading.js", "SHADES")]
    assert all(p[0] - q[0] > 10 for p, q in itertools.pairwise(seen))


def test_white_numbers_can_be_read() -> None:
    """Every colour of a vehicle carries white at 4.5:1 (WCAG 2.1, 1.4.3)."""
    for colour in palette("core.js", "COLOURS"):
        luminance = float(TO_XYZ[1] @ linear(colour))
        assert 1.05 / (luminance + 0.05) >= 4.5, colour


def test_two_vehicles_of_a_kind_differ_in_grey() -> None:
    """Edges, dashes and cores are all different within their kind, so that colour is not needed."""
    text = files("routeplan.report").joinpath("page/lines.js").read_text("utf-8")
    for name in ("EDGES", "SEA_DASHES", "CREW_CORES"):
        found = re.search(rf"const {name} = \[(.*?)\];", text)
        assert found is not None
        patterns = found[1].split(", ")
        assert len(set(patterns)) == len(patterns) == 4


@pytest.mark.parametrize(
    "address",
    [
        "http://tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://a.example; script-src *//{z}/{x}/{y}",
        "https://a.example/{z}/{x}/{y}.png'; script-src *",
        "https://user@a.example/{z}/{x}/{y}.png",
        "javascript:alert(1)//{z}{x}{y}",
        "",
    ],
)
def test_an_address_that_is_none_of_tiles_is_refused(address: str) -> None:
    """Nothing but a plain https address gets into the policy."""
    with pytest.raises(RouteplanError) as caught:
        render_map(sample_plan(), tiles=address)
    assert caught.value.code == "tiles-address"


def test_a_page_with_tiles_allows_pictures_of_one_host_alone() -> None:
    """The policy names the origin, for pictures only; without tiles it names none."""
    address = "https://tiles.example.org:8443/osm/{z}/{x}/{y}.png"
    assert tile_origin(address) == "https://tiles.example.org:8443"
    with_tiles, without = policy("", address), policy("")
    assert "img-src data: https://tiles.example.org:8443;" in with_tiles
    assert with_tiles.replace(" https://tiles.example.org:8443", "") == without
    assert "http" not in without.replace("http-equiv", "")
    assert "tiles" not in data_of(render_map(sample_plan()))


def square(code: str, west: float) -> dict[str, Any]:
    """Return a commune as a GeoJSON feature."""
    ring = [[west, 20.8], [west + 0.1, 20.8], [west + 0.1, 20.9], [west, 20.9], [west, 20.8]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code, "name": code}, "geometry": geometry}


def test_only_communes_with_a_figure_are_shaded() -> None:
    """A commune that no figure names is left out; one without children has no figure."""
    collection = {
        "type": "FeatureCollection",
        "features": [square("1", 106.6), square("2", 106.7), square("3", 106.8)],
    }
    figure = ShadedFigure("Visits", "", (1.0, 2.0), {"1": 1.23456, "2": None, "9": 4.0})
    found = shading_payload(Shading((figure,), {"1": "One"}), collection)
    assert found is not None
    assert list(found["areas"]) == ["1", "2"]
    assert found["areas"]["1"]["name"] == "One"
    assert found["figures"][0]["values"] == {"1": 1.23, "2": None, "9": 4.0}
    assert shading_payload(Shading((), {}), collection) is None
    bare = {"type": "FeatureCollection", "features": [{**square("1", 106.6), "properties": None}]}
    assert shading_payload(Shading((figure,), {}), bare) is None
