"""The ground of the map: encoding, borders drawn once, colours that stay apart."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from routeplan.model.polyline import encode_line
from routeplan.report.base_map import base_layers

REPORT = Path(__file__).resolve().parents[3] / "routeplan" / "report"


def decode_line(text: str) -> list[tuple[float, float]]:
    """Decode as the format's own description says, bit by bit."""
    numbers, value, shift = [], 0, 0
    for code in (ord(sign) - 63 for sign in text):
        value |= (code & 0x1F) << shift
        shift += 5
        if code < 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    lats, lons = np.cumsum(numbers[::2]), np.cumsum(numbers[1::2])
    return [(float(lat) / 1e5, float(lon) / 1e5) for lat, lon in zip(lats, lons, strict=True)]


def test_encoding_is_googles() -> None:
    """The published example comes out letter by letter."""
    points = [(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)]
    assert encode_line(points) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"


def test_encoding_keeps_small_steps() -> None:
    """Rounding never adds up along a line: every point comes back within half a unit."""
    points = [(20.8 + k * 0.000014, 106.7 - k * 0.000026) for k in range(500)]
    for (lat, lon), (lat2, lon2) in zip(points, decode_line(encode_line(points)), strict=True):
        assert abs(lat - lat2) < 0.51e-5
        assert abs(lon - lon2) < 0.51e-5


def collection(*squares: tuple[str, float, float]) -> dict[str, object]:
    """Return squares of 0.1 degrees as GeoJSON, by name and south-west corner (lat, lon)."""
    features = []
    for name, south, west in squares:
        north, east = round(south + 0.1, 6), round(west + 0.1, 6)
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        features.append(
            {
                "type": "Feature",
                "properties": {"name": name},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def test_a_shared_border_is_drawn_once_and_the_coast_not_again() -> None:
    """Two neighbours that fill an island: only the line between them is a border."""
    island = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [
                        [[106.6, 20.8], [106.8, 20.8], [106.8, 20.9], [106.6, 20.9], [106.6, 20.8]]
                    ],
                },
            }
        ],
    }
    base = base_layers(island, collection(("Tây", 20.8, 106.6), ("Đông", 20.8, 106.7)))
    lines = [decode_line(line) for line in base["borders"]]
    assert len(lines) == 1
    assert {lon for _, lon in lines[0]} == {106.7}
    length = sum(abs(b[0] - a[0]) for a, b in pairwise(lines[0]))
    assert 0.09 < length < 0.1
    assert base["bounds"] == [20.8, 106.6, 20.9, 106.8]
    assert {name for name, *_ in base["communes"]} == {"Tây", "Đông"}


# Linear RGB as seen with each kind of dichromacy: Machado, Oliveira & Fernandes 2009, severity 1.
VISIONS = {
    "normal": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
) / np.array([[0.9505], [1.0], [1.089]])


def linear(colour: str) -> np.ndarray:
    """Return linear RGB of ``#rrggbb``."""
    c = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """Return CIELAB of linear RGB."""
    xyz = TO_XYZ @ np.clip(rgb, 0, 1)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", VISIONS)
def test_colours_stay_apart(vision: str) -> None:
    """Any two vehicles differ clearly (CIE76 above 10) for every kind of colour vision."""
    text = (REPORT / "page" / "core.js").read_text(encoding="utf-8")
    listed = re.search(r"const COLOURS = \[(.*?)\]", text)
    assert listed is not None
    colours = re.findall(r"#[0-9a-f]{6}", listed[1])
    assert len(colours) == 8
    seen = [lab(np.asarray(VISIONS[vision]) @ linear(colour)) for colour in colours]
    for one, other in combinations(seen, 2):
        assert np.linalg.norm(one - other) > 10
    for colour in colours:
        luminance = float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour))
        assert 1.05 / (luminance + 0.05) >= 4.5, f"white numbers on {colour} are hard to read"
