"""The coverage map: communes coloured by a figure that the reader chooses, in one HTML page.

The page is built as the plan's map is (`report.page`): it holds all it needs, and its content
security policy forbids every request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from routeplan.coverage.figures import Coverage, Unit
from routeplan.coverage.words import inspection_text, near_text, words_for
from routeplan.geo.areas import CommuneAreas
from routeplan.language import day_text

SHADED = (
    "reached_pct",
    "service_min_per_100",
    "access",
    "longest_gap_days",
    "near_pct",
    "visits_per_100",
)
"""Figures that the map can be coloured by, the first one at the start."""

SHARES = ("reached_pct", "near_pct")
SHARE_BREAKS = (25.0, 50.0, 75.0, 100.0)
CLASSES = 4
_ESTIMATED_AS = {"reached_pct": "children_reached", "near_pct": "near_share"}


def render_coverage(
    coverage: Coverage,
    *,
    title: str,
    language: str,
    areas: CommuneAreas,
    land: Mapping[str, Any] | None = None,
) -> str:
    """Return the coverage map as one self-contained HTML page; the same input, the same bytes.

    Args:
        coverage: what is shown.
        title: of the page, any text.
        language: ``vi`` or ``en``.
        areas: polygons of the communes.
        land: GeoJSON polygons of the land; None means the embedded ones.
    """
    # Folium and shapely take half a second to import; nothing else of `routeplan` pays for it.
    from shapely.geometry import mapping

    from routeplan.report.base_map import base_layers
    from routeplan.report.map import embedded_geojson
    from routeplan.report.page import CORE, Look, render_page

    words = words_for(language)
    own = {unit.code for unit in coverage.communes}
    # A project elsewhere has no commune of ours; its page shows its sites alone.
    drawn = areas.shapes if own & areas.shapes.keys() else {}
    names = {unit.code: unit.name for unit in coverage.communes}
    features = [
        {
            "type": "Feature",
            "properties": {"name": names.get(code, code), "approximate": areas.approximate},
            "geometry": mapping(shape),
        }
        for code, shape in drawn.items()
    ]
    collection = {"type": "FeatureCollection", "features": features}
    ground = embedded_geojson("land.geojson") if land is None else land
    base = base_layers(ground, collection) if features else None
    data = {
        **_figures(coverage, words, title, language),
        "words": dict(words),
        "base": base and {name: base[name] for name in ("land", "approximate", "bounds")},
        "areas": _areas(drawn),
    }
    look = Look(
        (CORE, ("routeplan.coverage", "page/coverage.js")),
        (("routeplan.report", "page/page.css"), ("routeplan.coverage", "page/coverage.css")),
    )
    return render_page(data, title, language, look)


def value_of(unit: Unit, figure: str) -> float | None:
    """Return one of the `SHADED` figures of a unit; shares as per cent."""
    if figure == "reached_pct":
        return 100 * unit.children_reached / unit.children if unit.children else None
    if figure == "near_pct":
        return None if unit.near_share is None else 100 * unit.near_share
    value: float | None = getattr(unit, figure)
    return value


def breaks_of(values: Iterable[float | None], figure: str) -> tuple[float, ...]:
    """Return the upper ends of the classes above nothing, ascending: even shares, else quantiles.

    Units with nothing are a class of their own, so that quantiles speak of the others.
    """
    if figure in SHARES:
        return SHARE_BREAKS
    some = sorted(value for value in values if value)
    if not some:
        return ()
    ends = [some[-(-len(some) * k // CLASSES) - 1] for k in range(1, CLASSES + 1)]
    return tuple(
        sorted({*(_readable(end) for end in ends[:-1] if _readable(end) < some[-1]), some[-1]})
    )


def _readable(value: float) -> float:
    """Return `value` rounded to two digits, as people write the end of a class."""
    return float(f"{value:.2g}")


def _figures(
    coverage: Coverage, words: Mapping[str, str], title: str, language: str
) -> dict[str, Any]:
    last = coverage.start + timedelta(days=7 * coverage.weeks - 1)
    rank = {code: k for k, code in enumerate(coverage.ranking)}
    communes = sorted(coverage.communes, key=lambda unit: rank[unit.code])
    return {
        "title": title,
        "period": words["weeks"].format(
            start=day_text(coverage.start), end=day_text(last), weeks=coverage.weeks
        ),
        "near_note": near_text(coverage.method, language),
        "shaded": [
            {"figure": one, "breaks": breaks_of((value_of(u, one) for u in communes), one)}
            for one in SHADED
        ],
        "total": _row(coverage.total, words["all"]),
        "communes": [_row(unit, unit.name or words["no_name"]) for unit in communes],
        "groups": [_row(unit, words[f"group_{unit.code}"]) for unit in coverage.groups],
        "gini": coverage.gini,
        "gini_access": coverage.gini_access,
        "special": [
            {"name": words[kind], "children": one.children, "reached": one.reached}
            for kind, one in coverage.total.special.items()
            if one.children
        ],
        "inspections": [
            {"name": one.name, "when": inspection_text(one, language)}
            for one in coverage.inspections
        ],
        "sites": [
            [one.site.name, one.site.lat, one.site.lon, one.site.pupils, len(one.dates)]
            for one in coverage.sites
        ],
    }


def _row(unit: Unit, name: str) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": name,
        "children": unit.children,
        "reached": unit.children_reached,
        "visits": unit.visits,
        "open": unit.gap_open,
        "values": {figure: value_of(unit, figure) for figure in SHADED},
        "estimated": [f for f in SHADED if _ESTIMATED_AS.get(f, f) in unit.estimated],
        "guessed": "children" in unit.estimated,
    }


def _areas(drawn: Mapping[str, Any]) -> dict[str, list[list[str]]]:
    """Return by code the polygons of each commune as lists of encoded rings."""
    import shapely

    from routeplan.model.polyline import encode_line
    from routeplan.report.base_map import BORDER_TOLERANCE_DEG

    shapes = list(drawn.values())
    if shapely.coverage_is_valid(shapes):
        shapes = list(shapely.coverage_simplify(shapes, BORDER_TOLERANCE_DEG))
    found = {}
    for code, shape in zip(drawn, shapes, strict=True):
        polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
        found[code] = [
            [
                encode_line((lat, lon) for lon, lat in ring.coords)
                for ring in (p.exterior, *p.interiors)
            ]
            for p in polygons
        ]
    return found
