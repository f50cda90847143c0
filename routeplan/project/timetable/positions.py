"""Where stops are: degrees or a national grid, either way round; stops without a place or far off.

Coordinates of a row that lacks them are taken from another row of the same stop.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median
from typing import NamedTuple

from routeplan.geo.metric import distance_m
from routeplan.project.messages import Findings

_FAR_M = 150_000.0
_TIMES_FARTHER = 3.0
_SAYS_WHY = ("timetable-off-globe", "timetable-coordinate")
"""Findings after which nothing more need be said of a row without a position."""

_GRIDS = {"british": "EPSG:27700", "mercator": "EPSG:3857"}

Pair = tuple[float | None, float | None]


class Located(NamedTuple):
    """A position in WGS84 degrees."""

    lat: float
    lon: float


def located(
    path: str,
    texts: Mapping[int, Mapping[str, str]],
    pairs: Mapping[int, Pair],
    findings: Findings,
) -> dict[int, Located]:
    """Return the positions of rows, by number; a row without one is a finding.

    Args:
        path: name of the file in findings.
        texts: cells by row.
        pairs: geox and geoy by row, as numbers.
        findings: take what is missing, mended or far off.
    """
    found: dict[int, Located] = {}
    for row, (x, y) in pairs.items():
        if x is not None and y is not None and (x, y) != (0, 0):
            place = _degrees(x, y)
            if place is None:
                value = f"{texts[row]['geox']}, {texts[row]['geoy']}"
                findings.add("timetable-off-globe", path, row, "geox", value)
            else:
                found[row] = place
    found = _right_way_round(path, found, findings)
    said = {n.row for n in findings.as_found if n.file == path and n.code in _SAYS_WHY}
    twins = _Twins(texts, found)
    for row, of_row in texts.items():
        if row not in found and row not in said:
            twin = twins.of(of_row)
            if twin is not None:
                found[row] = found[twin]
                twins.add(row, of_row)
                name = of_row["stop"]
                findings.add("timetable-position-from", path, row, "geox", "", twin=twin, name=name)
            else:
                findings.add(
                    "timetable-position-missing", path, row, "geox", "", name=_name(of_row)
                )
    return _near(path, texts, found, findings)


def _name(texts: Mapping[str, str]) -> str:
    return ", ".join(filter(None, (texts["stop"], texts["community"])))


def _degrees(x: float, y: float) -> Located | None:
    """Return the position that two numbers stand for: degrees, or metres of a known grid."""
    if abs(x) <= 180 and abs(y) <= 90:
        return Located(y, x)
    if abs(x) <= 90 and abs(y) <= 180:
        return Located(x, y)
    if 0 <= x <= 800_000 and 0 <= y <= 1_300_000:
        return _from_grid("british", x, y)
    if abs(x) <= 20_037_509 and 1_300_000 < abs(y) <= 20_037_509:
        return _from_grid("mercator", x, y)
    return None


def _from_grid(grid: str, x: float, y: float) -> Located | None:
    from pyproj import Transformer

    lon, lat = Transformer.from_crs(_GRIDS[grid], "EPSG:4326", always_xy=True).transform(x, y)
    return Located(lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _right_way_round(
    path: str, found: dict[int, Located], findings: Findings
) -> dict[int, Located]:
    """Return positions with latitude and longitude in their places.

    Most of a file decides: services of this schema lie in the British Isles, where no latitude is
    a longitude. Single rows are turned where that brings them to the others.
    """
    if not found:
        return found
    middle = Located(median(p.lat for p in found.values()), median(p.lon for p in found.values()))
    if -12 <= middle.lat <= 4 and 48 <= middle.lon <= 63:
        findings.add("timetable-swapped", path, None, "geox", None, count=len(found))
        return {row: Located(place.lon, place.lat) for row, place in found.items()}
    turned = dict(found)
    for row, place in found.items():
        back = Located(place.lon, place.lat)
        if abs(back.lat) <= 90 and _far_m(place, middle) > 2 * _FAR_M > 4 * _far_m(back, middle):
            turned[row] = back
            value = f"{place.lon}, {place.lat}"
            findings.add("timetable-swapped-row", path, row, "geox", value)
    return turned


class _Twins:
    """Rows that have a position, by what makes another row the same stop."""

    def __init__(
        self, texts: Mapping[int, Mapping[str, str]], found: Mapping[int, Located]
    ) -> None:
        self._rows: dict[tuple[str, ...], int] = {}
        for row in found:
            self.add(row, texts[row])

    def add(self, row: int, texts: Mapping[str, str]) -> None:
        """Take in a row whose position is known."""
        for key in self._keys(texts):
            self._rows.setdefault(key, row)

    def of(self, texts: Mapping[str, str]) -> int | None:
        """Return the first row of the same stop that has a position, None where there is none."""
        keys = (key for key in self._keys(texts) if all(key[:2]))
        return next((self._rows[key] for key in keys if key in self._rows), None)

    @staticmethod
    def _keys(texts: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
        """Yield what names a stop, the most precise first; the last one is by postcode."""
        community, stop, address, postcode = (
            texts[column].casefold() for column in ("community", "stop", "address", "postcode")
        )
        yield community, stop, address
        yield community, stop
        yield stop, postcode, "", ""


def _near(
    path: str,
    texts: Mapping[int, Mapping[str, str]],
    found: dict[int, Located],
    findings: Findings,
) -> dict[int, Located]:
    """Return the positions without those so far from the service that they cannot be its own."""
    if len(found) < 3:
        return found
    middle = Located(median(p.lat for p in found.values()), median(p.lon for p in found.values()))
    far = {row: _far_m(place, middle) for row, place in found.items()}
    three_quarters = sorted(far.values())[3 * (len(far) - 1) // 4]
    limit = max(_FAR_M, _TIMES_FARTHER * three_quarters)
    for row in [row for row in found if far[row] > limit]:
        place = found.pop(row)
        value = f"{place.lat:.5f}, {place.lon:.5f}"
        hint = ""
        mirrored = Located(place.lat, -place.lon)
        if _far_m(mirrored, middle) <= limit:
            hint = f"{mirrored.lat:.5f}, {mirrored.lon:.5f}"
        km = round(far[row] / 1000)
        findings.add(
            "timetable-elsewhere",
            path,
            row,
            "geox",
            value,
            km=km,
            hint=hint,
            name=_name(texts[row]),
        )
    return found


def _far_m(a: Located, b: Located) -> float:
    return distance_m(a.lat, a.lon, b.lat, b.lon)
