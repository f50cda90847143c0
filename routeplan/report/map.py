"""The map of a plan: one HTML page that holds all it needs and asks no network for anything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from routeplan.geo.embedded import data_path
from routeplan.model import Plan
from routeplan.report.shading import Shading, shading_payload


def render_map(
    plan: Plan,
    *,
    language: str | None = None,
    communes: Mapping[str, Any] | None = None,
    land: Mapping[str, Any] | None = None,
    shading: Shading | None = None,
    tiles: str | None = None,
) -> str:
    """Draw a plan as one self-contained HTML page.

    The same plan gives the same bytes. Routes, base map and texts travel in one JSON block in which
    each geometry stands once; the page draws itself from it. Its content security policy forbids
    every request, and every script that the page does not itself bring. With `tiles` it may load
    pictures, from that host alone, and does so only while the reader has switched them on.

    Args:
        plan: what to draw; only the plan is read, no project folder.
        language: ``vi`` or ``en``; None means the plan's own language.
        communes: GeoJSON polygons with ``name`` (and ``approximate``: true where they are only
            nearest-seat cells); None means the embedded ones.
        land: GeoJSON polygons of the land, in degrees; None means the embedded ones.
        shading: figures by which the reader may have the communes shaded; `communes` then also
            have the property ``code``.
        tiles: address of map tiles, https with {z}, {x} and {y}, that the reader may switch on.
            Without one the page can ask for nothing at all.

    Raises:
        RouteplanError: ``tiles-address`` when `tiles` is no such address.
        RouteplanError: ``data-missing`` when the embedded geography is not installed.
    """
    # Folium and shapely take half a second to import; nothing else of `routeplan` pays for it.
    from routeplan.report.base_map import base_layers
    from routeplan.report.page import render_page
    from routeplan.report.payload import map_payload
    from routeplan.report.words import words_for

    chosen = language or plan.language
    words = words_for(chosen)
    areas = embedded_geojson("commune_cells.geojson") if communes is None else communes
    base = base_layers(embedded_geojson("land.geojson") if land is None else land, areas)
    data = map_payload(plan, base, words, chosen)
    if tiles is not None:
        data["tiles"] = tiles
    if shading is not None:
        data["shading"] = shading_payload(shading, areas)
    return render_page(data, plan.name or words["map"], chosen)


@cache
def embedded_geojson(name: str) -> dict[str, Any]:
    """Read a GeoJSON file of the embedded data set."""
    content: dict[str, Any] = json.loads(data_path(name).read_text(encoding="utf-8"))
    return content
