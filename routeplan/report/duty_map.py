"""A small map of one duty as SVG: land, the way by mode, numbered stops, depot and landings.

Readable in black and white: every mode has a dash of its own. It asks nothing of a network, and the
same duty gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from itertools import pairwise
from math import hypot

import shapely
from shapely import Polygon

from routeplan.geo.land import load_land
from routeplan.model import Mode, Route, Source
from routeplan.report.duty_view import Box, Spot, View, known_land, view_of
from routeplan.report.geometry import ESTIMATED, Point, leg_points
from routeplan.report.material import Material

_DISC = 26.0
_BESIDE = 12.0
"""Between the boxes along a way that keep names off it."""

_FONT = "Libertinus Serif"
_PRECISION_DEG = 0.0005
_KM_PER_DEGREE = 111.2
_DASHES = {Mode.FERRY: "22 14", Mode.SEA: "34 10 6 10", Mode.WALK: "3 10"}
_COLOURS = {Mode.ROAD: "#123a6b", Mode.SEA: "#00658a", Mode.FERRY: "#8a3b00", Mode.WALK: "#3d3d3d"}
_BARS_KM = (0.5, 1, 2, 5, 10, 20, 50, 100)


def duty_map(material: Material, route: Route) -> str:
    """Return the map of a duty."""
    lines = [
        (leg, points)
        for leg in route.legs
        if leg.mode is not Mode.WAIT and len(points := leg_points(material.plan, leg)) > 1
    ]
    stops = [(n, material.place(stop.site)) for n, stop in enumerate(route.stops, start=1)]
    at_stops = [(n, (place.lat, place.lon)) for n, place in stops if place is not None]
    shown_points = [*(p for _, points in lines for p in points), *(p for _, p in at_stops)]
    view = view_of(shown_points)
    groups = _groups(at_stops)
    shown = _apart(view, [view.at(point) for point in groups])
    ways = [[view.at(point) for point in points] for _, points in lines]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {view.wide:.0f} {view.high:.0f}">',
        f'<rect width="{view.wide:.0f}" height="{view.high:.0f}" fill="#e4e7eb"/>',
        _sea(view),
        *_land(view),
        *(_way(view, leg.mode, leg.source, points) for leg, points in lines),
        *_arrows(ways),
        *_landmarks(material, route, view, [*_discs_at(shown), *_along(ways)]),
        *_discs(view, groups, shown),
        *_scale_bar(view),
        f'<path d="M0 0H{view.wide:.0f}V{view.high:.0f}H0Z" fill="none" stroke="#52606d"/>',
        "</svg>",
    ]
    return "\n".join(parts)


@cache
def _simple_land() -> tuple[Polygon, ...]:
    """Return the land, coarse enough for every map of a whole duty."""
    parts = (polygon.simplify(_PRECISION_DEG) for polygon in load_land().polygons)
    return tuple(part for part in parts if isinstance(part, Polygon) and not part.is_empty)


def _sea(view: View) -> str:
    """Return the water: only where we have the land; what we do not have stays grey."""
    west, south, east, north = known_land()
    left, top = view.at((north, west))
    right, bottom = view.at((south, east))
    left, top = max(left, 0.0), max(top, 0.0)
    wide, high = min(right, view.wide) - left, min(bottom, view.high) - top
    return (
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{max(wide, 0):.0f}" '
        f'height="{max(high, 0):.0f}" fill="#dcebf5"/>'
    )


def _land(view: View) -> Iterator[str]:
    fine = _PRECISION_DEG * view.scale > 4
    ground = load_land().polygons if fine else _simple_land()
    for polygon in ground:
        clipped = shapely.clip_by_rect(polygon, view.west, view.south, view.east, view.north)
        shapes = shapely.get_parts(clipped.simplify(1.5 / view.scale))
        for part in shapes:
            if not isinstance(part, Polygon) or part.area * view.scale**2 < 9:
                continue
            rings = (part.exterior, *part.interiors)
            path = " ".join(_path(view, [(y, x) for x, y in ring.coords]) + "Z" for ring in rings)
            yield (
                f'<path d="{path}" fill="#f6f2e7" stroke="#9aa5b1" stroke-width="2" '
                'fill-rule="evenodd"/>'
            )


def _path(view: View, points: Iterable[Point]) -> str:
    """Return the commands of a line; points that fall on the one before are left out."""
    places: list[str] = []
    for point in points:
        x, y = view.at(point)
        text = f"{x:.0f} {y:.0f}"
        if not places or places[-1] != text:
            places.append(text)
    return "M" + "L".join(places)


def _way(view: View, mode: Mode, source: Source, points: Sequence[Point]) -> str:
    dash = _DASHES.get(mode) or ("2 13" if source in ESTIMATED else "")
    look = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{_path(view, points)}" fill="none" stroke="#ffffff" stroke-width="13" '
        'stroke-opacity="0.75"/>'
        f'<path d="{_path(view, points)}" fill="none" stroke="{_COLOURS[mode]}" stroke-width="7" '
        f'stroke-linecap="round" stroke-linejoin="round"{look}/>'
    )


def _arrows(ways: Iterable[Sequence[Spot]]) -> Iterator[str]:
    """Yield an arrowhead in the middle of every way that is long enough to bear one."""
    for places in ways:
        lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(places)]
        half = sum(lengths) / 2
        if half < 45:
            continue
        for (a, b), length in zip(pairwise(places), lengths, strict=True):
            if half > length or not length:
                half -= length
                continue
            ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
            x, y = a[0] + ux * half, a[1] + uy * half
            tip = (x + 17 * ux, y + 17 * uy)
            left = (x - 13 * ux - 12 * uy, y - 13 * uy + 12 * ux)
            right = (x - 13 * ux + 12 * uy, y - 13 * uy - 12 * ux)
            spots = " ".join(f"{px:.0f},{py:.0f}" for px, py in (tip, left, right))
            yield f'<polygon points="{spots}" fill="#102a43" stroke="#ffffff" stroke-width="3"/>'
            break


def _discs_at(places: Iterable[Spot]) -> list[Box]:
    """Return the boxes that the numbers of the stops take up."""
    return [Box(x - _DISC, y - _DISC, 2 * _DISC, 2 * _DISC) for x, y in places]


def _along(ways: Iterable[Sequence[Spot]]) -> Iterator[Box]:
    """Yield small boxes along the ways, which a name shall not hide."""
    for places in ways:
        for (ax, ay), (bx, by) in pairwise(places):
            steps = int(hypot(bx - ax, by - ay) // _BESIDE) + 1
            for k in range(steps):
                x, y = ax + (bx - ax) * k / steps, ay + (by - ay) * k / steps
                yield Box(x - _BESIDE / 2, y - _BESIDE / 2, _BESIDE, _BESIDE)


def _landmarks(material: Material, route: Route, view: View, drawn: Sequence[Box]) -> Iterator[str]:
    """Yield the depot and the landings of the duty with their names, off what is drawn already."""
    ids = dict.fromkeys([route.depot])
    for leg in route.legs:
        for one in (leg.origin, leg.destination):
            place = material.place(one)
            if place is not None and place.kind == "landing":
                ids.setdefault(one)
    places = [(one, place) for one in ids if (place := material.place(one)) is not None]
    spots = [(one, place, *view.at((place.lat, place.lon))) for one, place in places]
    taken = [*drawn, *(Box(x - 15, y - 15, 30, 30) for _, _, x, y in spots)]
    for one, place, x, y in spots:
        fill = "#102a43" if one == route.depot else "#ffffff"
        yield (
            f'<rect x="{x - 15:.0f}" y="{y - 15:.0f}" width="30" height="30" fill="{fill}" '
            'stroke="#102a43" stroke-width="5"/>'
        )
        name = place.name if len(place.name) <= 40 else place.name[:39] + "…"
        box = _free_box(view, x, y, 17.5 * len(name) + 12, taken)
        taken.append(box)
        yield (
            f'<rect x="{box.x:.0f}" y="{box.y:.0f}" width="{box.wide:.0f}" '
            f'height="{box.high:.0f}" fill="#ffffff" fill-opacity="0.8"/>'
            f'<text x="{box.x + box.wide / 2:.0f}" y="{box.y + 32:.0f}" font-family="{_FONT}" '
            f'font-size="36" text-anchor="middle" fill="#102a43">{escape(name)}</text>'
        )


def _free_box(view: View, x: float, y: float, wide: float, taken: Sequence[Box]) -> Box:
    """Return where a name beside a place hides least, inside the drawing."""
    high = 42.0
    beside = ((x + 24, y + 12), (x + 24, y - 54), (x - 24 - wide, y + 12), (x - 24 - wide, y - 54))
    above = ((x - wide / 2, y + 26), (x - wide / 2, y - 26 - high))
    further = ((x - wide / 2, y + 76), (x - wide / 2, y - 76 - high))
    boxes = [
        Box(
            min(max(left, 8.0), max(view.wide - wide - 8, 8.0)),
            min(max(top, 8.0), view.high - high - 8),
            wide,
            high,
        )
        for left, top in (*beside, *above, *further)
    ]
    return min(boxes, key=lambda box: sum(box.overlap(other) for other in taken))


def _groups(stops: Sequence[tuple[int, Point]]) -> dict[Point, list[int]]:
    """Return the numbers of the stops at each place."""
    groups: dict[Point, list[int]] = {}
    for number, point in stops:
        groups.setdefault(point, []).append(number)
    return groups


def _discs(
    view: View, groups: Mapping[Point, Sequence[int]], shown: Sequence[Spot]
) -> Iterator[str]:
    """Yield the numbers of the stops, pushed apart where they would hide each other."""
    real = [view.at(point) for point in groups]
    for (x, y), (sx, sy) in zip(real, shown, strict=True):
        if hypot(x - sx, y - sy) > 4:
            yield (
                f'<path d="M{x:.0f} {y:.0f}L{sx:.0f} {sy:.0f}" stroke="#102a43" stroke-width="3"/>'
                f'<circle cx="{x:.0f}" cy="{y:.0f}" r="7" fill="#102a43"/>'
            )
    for (x, y), numbers in zip(shown, groups.values(), strict=True):
        text = ",".join(str(number) for number in numbers)
        wide = _DISC + 9 * (len(text) - 1)
        yield (
            f'<rect x="{x - wide:.0f}" y="{y - _DISC:.0f}" width="{2 * wide:.0f}" '
            f'height="{2 * _DISC:.0f}" rx="{_DISC:.0f}" fill="#b3261e" stroke="#ffffff" '
            'stroke-width="4"/>'
            f'<text x="{x:.0f}" y="{y + 13:.0f}" font-family="{_FONT}" font-size="38" '
            f'font-weight="600" text-anchor="middle" fill="#ffffff">{text}</text>'
        )


def _apart(view: View, places: Sequence[Spot]) -> list[Spot]:
    """Push places apart until none hides another, by the same steps every time."""
    now = [list(place) for place in places]
    for _ in range(60):
        moved = False
        for i, a in enumerate(now):
            for j in range(i + 1, len(now)):
                b = now[j]
                dx, dy = b[0] - a[0], b[1] - a[1]
                away = hypot(dx, dy)
                if away >= 2.3 * _DISC:
                    continue
                moved = True
                ux, uy = (dx / away, dy / away) if away > 1 else (0.6, 0.8)
                push = (2.3 * _DISC - away) / 2
                a[0], a[1] = a[0] - ux * push, a[1] - uy * push
                b[0], b[1] = b[0] + ux * push, b[1] + uy * push
        if not moved:
            break
    edge = _DISC + 6
    return [
        (min(max(x, edge), view.wide - edge), min(max(y, edge), view.high - edge)) for x, y in now
    ]


def _scale_bar(view: View) -> Iterator[str]:
    per_km = view.scale / _KM_PER_DEGREE
    km = max((one for one in _BARS_KM if one * per_km <= view.wide / 5), default=_BARS_KM[0])
    x, y, wide = 40.0, view.high - 34, km * per_km
    label = f"{km:g} km"
    yield (
        f'<rect x="{x - 18:.0f}" y="{y - 52:.0f}" width="{max(wide, 90) + 36:.0f}" height="74" '
        'fill="#ffffff" fill-opacity="0.85"/>'
        f'<path d="M{x:.0f} {y - 10:.0f}v16h{wide:.0f}v-16" fill="none" stroke="#102a43" '
        'stroke-width="5"/>'
        f'<text x="{x:.0f}" y="{y - 18:.0f}" font-family="{_FONT}" font-size="32" '
        f'fill="#102a43">{label}</text>'
        f'<path d="M{view.wide - 50:.0f} 92V34M{view.wide - 66:.0f} 54L{view.wide - 50:.0f} 30'
        f'L{view.wide - 34:.0f} 54" fill="none" stroke="#102a43" stroke-width="6"/>'
    )
