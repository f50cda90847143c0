"""The map of a plan, with the project's own communes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from routeplan.geo.areas import CommuneAreas
    from routeplan.model import Plan


def draw(folder: Path, plan: Plan, language: str) -> str:
    """Return the map of a plan, with the communes of the project `folder` where it has some."""
    from routeplan.geo.areas import OFFICIAL_FILE, load_areas
    from routeplan.report import render_map

    own = None
    if (folder / OFFICIAL_FILE).is_file():
        own = _collection(load_areas(folder))
    return render_map(plan, communes=own, language=language)


def _collection(areas: CommuneAreas) -> dict[str, Any]:
    """Return a project's own communes as GeoJSON with the names that the map writes."""
    from shapely.geometry import mapping

    from routeplan.geo.communes import commune_by_code

    features = [
        {
            "type": "Feature",
            "properties": {
                "code": code,
                "name": commune_by_code()[code].name,
                "approximate": areas.approximate,
            },
            "geometry": mapping(geometry),
        }
        for code, geometry in areas.shapes.items()
    ]
    return {"type": "FeatureCollection", "features": features}
